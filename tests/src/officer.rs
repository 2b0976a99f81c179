//! The information officer at the console, over HTTP to an office that runs in a process of its own, and the file that
//! she hands in.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use zoufang_domain::checklist::Checklist;
use zoufang_domain::roster::{Household, Village};
use zoufang_office::office::Office;
use zoufang_sheets::{Masking, Templates, Watermark, export, roster_cells};

/// What a request came to: status and answer.
pub type Answer = (u16, Value);

pub struct Officer {
    http: reqwest::Client,
    base: String,
    cookie: String,
    csrf: String,
}

#[allow(clippy::unwrap_used, clippy::panic, reason = "tests cannot go on without it")]
impl Officer {
    /// A session of a new information officer, made while the office is closed.
    ///
    /// # Panics
    /// When the office does not take it.
    #[must_use]
    pub fn session(office: &Office) -> String {
        let account = office.add_account("信息员示例", "info_officer").unwrap();
        office.open_session(account).unwrap()
    }

    /// Enters the running office.
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn enter(port: u16, session: &str) -> Self {
        let http = zoufang_field::sync::driver::http_client(None).unwrap();
        let base = format!("http://127.0.0.1:{port}/console/api");
        let mut officer = Self { http, base, cookie: format!("zf_console={session}"), csrf: String::new() };
        let (_, entered) = officer.ask(reqwest::Method::GET, "session", Vec::new()).await;
        officer.csrf = entered["csrf"].as_str().unwrap().to_owned();
        officer
    }

    /// # Panics
    /// When the office does not answer.
    pub async fn ask(&self, method: reqwest::Method, path: &str, body: Vec<u8>) -> Answer {
        let request =
            self.http.request(method, format!("{}/{path}", self.base)).header("cookie", &self.cookie);
        let request = request.header("x-zoufang-csrf", &self.csrf).header("content-type", "application/json");
        let answer = request.body(body).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap_or(Value::Null))
    }

    /// # Panics
    /// When the office does not answer.
    pub async fn hand_in(&self, file: Vec<u8>) -> Answer {
        self.ask(reqwest::Method::POST, "imports?template=attachment2&name=a.xlsx", file).await
    }

    /// Waits until the check of a file has ended, and gives the job.
    ///
    /// # Panics
    /// When it takes more than two minutes.
    pub async fn checked(&self, job: &Value) -> Value {
        let path = format!("imports/{}", job["id"].as_str().unwrap());
        for _ in 0..12_000 {
            let (_, job) = self.ask(reqwest::Method::GET, &path, Vec::new()).await;
            if job["read"].is_null() {
                return job;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the check never ended");
    }

    /// # Panics
    /// When the office does not answer.
    pub async fn commit(&self, job: &Value) -> Answer {
        let path = format!("imports/{}/commit", job["id"].as_str().unwrap());
        self.ask(reqwest::Method::POST, &path, json!({ "only_good": false }).to_string().into_bytes()).await
    }
}

/// Households as rows of attachment 2. What the demo's roster leaves open is filled as an officer would.
///
/// # Panics
/// When the workbook cannot be written.
#[must_use]
#[allow(clippy::unwrap_used, reason = "tests cannot go on without it")]
pub fn file_of(
    checklist: &Checklist,
    villages: &[Village],
    households: &[Household],
    scratch: &Path,
) -> Vec<u8> {
    let templates = Templates::of(checklist).unwrap();
    let template = templates.get("attachment2").unwrap();
    let name = |household: &Household| {
        let village = villages.iter().find(|village| village.id == household.village_id);
        village.unwrap().name.clone()
    };
    let cells = |household| roster_cells(template, checklist, household, &name(household), 1);
    let rows: Vec<Vec<String>> = households.iter().flat_map(cells).collect();
    let mark = Watermark { user: String::new(), time: String::new(), purpose: String::new() };
    export(template, &rows, Masking::Whole, &mark, scratch).unwrap()
}

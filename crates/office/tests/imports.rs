//! Households from a file into the roster: over HTTP, on the demo township, with files that the crate `sheets` wrote.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use support::desk::{Desk, Who, handed_in, read};
use uuid::Uuid;
use zoufang_domain::checklist::Checklist;
use zoufang_domain::roster::Household;
use zoufang_domain::roster::id_number::check_digit;
use zoufang_office::accounts::Role;
use zoufang_office::storage::account::Account;
use zoufang_sheets::{
    Cell, Limits, Masking, SheetTemplate, Templates, Watermark, export, read_rows, roster_cells,
};

const HEAD_NUMBER: &str = "户主证件号码";
/// A number of area 99 without its check digit.
const NEW: &str = "99010119660708977";

/// A desk with an information officer, and the tables to write files with.
struct Counter {
    desk: Desk,
    officer: Account,
    who: Who,
    templates: Templates,
}

impl Counter {
    async fn open() -> Self {
        let desk = Desk::with_two_visits();
        let (_, _, document) = desk.office.look(|rows| rows.checklists()).unwrap().pop().unwrap();
        let templates = Templates::of(&Checklist::from_document(&document).unwrap()).unwrap();
        let account = desk.account(Role::InfoOfficer);
        let officer = desk.office.look(|rows| rows.account(account)).unwrap().unwrap();
        let who = desk.signed_in(Role::InfoOfficer).await;
        Self { desk, officer, who, templates }
    }

    fn template(&self) -> &SheetTemplate {
        self.templates.get("attachment2").unwrap()
    }

    fn at(&self, header: &str) -> usize {
        self.template().at(header).unwrap()
    }

    /// Households of the village admin's village whose rows have no error.
    fn sound_homes(&self) -> Vec<Household> {
        let village = self.desk.home_here.village_id;
        let all = self.desk.office.look(|rows| rows.households()).unwrap();
        let here: Vec<Household> = all.into_iter().filter(|home| home.village_id == village).collect();
        let id = handed_in(&self.desk.office, &self.officer, &self.file(&self.rows_of(&here)));
        let job: Uuid = id.parse().unwrap();
        let slice = zoufang_office::storage::imports::Slice::ALL;
        let (rows, _) = self.desk.office.look(|rows| rows.import_rows(job, None, slice)).unwrap();
        self.desk.office.drop_import(job).unwrap();
        let good: Vec<String> = rows
            .into_iter()
            .filter(|row| row.outcome == zoufang_office::sheet_import::Outcome::Unchanged)
            .map(|row| row.head)
            .collect();
        assert!(
            good.len() > 20,
            "{} of {} demo households can go out and come in again",
            good.len(),
            here.len()
        );
        let name = |home: &Household| home.head().unwrap().name.clone();
        let twice = |home: &Household| here.iter().filter(|other| name(other) == name(home)).count() > 1;
        here.iter().filter(|home| good.contains(&name(home)) && !twice(home)).cloned().collect()
    }

    fn rows_of(&self, homes: &[Household]) -> Vec<Vec<String>> {
        let villages = self.desk.office.look(|rows| rows.villages()).unwrap();
        let name =
            |home: &Household| villages.iter().find(|one| one.id == home.village_id).unwrap().name.clone();
        let cells = |home| roster_cells(self.template(), self.templates.checklist(), home, &name(home), 1);
        homes.iter().flat_map(cells).collect()
    }

    fn file(&self, rows: &[Vec<String>]) -> Vec<u8> {
        let mark = Watermark { user: "试".into(), time: "2022-05-20".into(), purpose: "测试".into() };
        export(self.template(), rows, Masking::Whole, &mark, &std::env::temp_dir()).unwrap()
    }

    async fn send(&self, method: Method, path: &str, body: Vec<u8>) -> (StatusCode, Value) {
        let Who::Session(cookie, csrf) = &self.who else { panic!("nobody") };
        let request = Request::builder().method(method).uri(format!("/console/api/{path}"));
        let request = request.header(header::HOST, "office.example:8443").header(header::COOKIE, cookie);
        let request = request.header("x-zoufang-csrf", csrf).header(header::CONTENT_TYPE, "application/json");
        let response = self.desk.send(request.body(Body::from(body)).unwrap()).await;
        (response.status(), read(response).await)
    }

    async fn get(&self, path: &str) -> Value {
        self.desk.get(&self.who, &format!("/console/api/{path}")).await
    }

    /// Hands a file in over HTTP and waits for its check.
    async fn checked(&self, bytes: Vec<u8>) -> Value {
        self.checked_as("attachment2", bytes).await
    }

    async fn checked_as(&self, template: &str, bytes: Vec<u8>) -> Value {
        let path = format!("imports?template={template}&name=a.xlsx");
        let (status, sent) = self.send(Method::POST, &path, bytes).await;
        assert_eq!(status, StatusCode::OK, "{sent}");
        let path = format!("imports/{}", sent["id"].as_str().unwrap());
        for _ in 0..600 {
            let job = self.get(&path).await;
            if job["state"] != "checking" && job["read"].is_null() {
                return job;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("the check never ended");
    }

    async fn commit(&self, job: &Value, only_good: bool) -> (StatusCode, Value) {
        let path = format!("imports/{}/commit", job["id"].as_str().unwrap());
        self.send(Method::POST, &path, json!({ "only_good": only_good }).to_string().into_bytes()).await
    }

    async fn rows(&self, job: &Value, outcome: &str) -> Vec<Value> {
        let path = format!("imports/{}/rows?outcome={outcome}", job["id"].as_str().unwrap());
        self.get(&path).await["rows"].as_array().unwrap().clone()
    }

    fn home(&self, home: &Household) -> Household {
        self.desk.office.look(|rows| rows.household(home.id)).unwrap().unwrap()
    }

    fn files_left(&self) -> usize {
        let folder = self.desk.folder.path().join("imports");
        std::fs::read_dir(folder).map_or(0, |files| files.count())
    }
}

#[tokio::test]
async fn a_file_of_the_roster_itself_changes_nothing_and_names_who_is_missing() {
    let counter = Counter::open().await;
    let homes = counter.sound_homes();
    let job = counter.checked(counter.file(&counter.rows_of(&homes[1..]))).await;
    assert_eq!(job["state"], "ready");
    let summary = &job["summary"];
    assert_eq!((&summary["new"], &summary["changed"], &summary["faulty"]), (&0.into(), &0.into(), &0.into()));
    assert_eq!(summary["unchanged"], homes.len() - 1);
    let village = homes[0].village_id;
    let there = counter.desk.office.look(|rows| rows.households_of(village)).unwrap().len();
    assert_eq!(
        summary["missing"],
        there - homes.len() + 1,
        "households of the village that the file does not name"
    );
    let (status, _) = counter.commit(&job, false).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(counter.desk.office.look(|rows| rows.households_of(village)).unwrap().len(), there);
    for home in &homes {
        assert_eq!(counter.home(home), *home);
    }
}

#[tokio::test]
async fn what_is_new_and_what_differs_is_shown_first_and_written_by_the_commit_alone() {
    let counter = Counter::open().await;
    let homes = counter.sound_homes();
    let (changed, moved) = (&homes[0], &homes[1]);
    let mut rows = counter.rows_of(&homes[..2]);
    let of = |home: &Household| home.head().unwrap().id_no.clone().unwrap();
    for row in &mut rows {
        if row[counter.at(HEAD_NUMBER)] == of(changed) {
            row[counter.at("户联系电话")] = "13912345678".into();
        } else {
            row[counter.at("村民小组")] = "99组".into();
        }
    }
    // A family of one whom the roster does not know.
    let mut new = rows[0].clone();
    let number = format!("{NEW}{}", check_digit(NEW).unwrap());
    for (header, text) in [
        ("户编号", ""),
        ("户主姓名", "新来人"),
        (HEAD_NUMBER, number.as_str()),
        ("家庭人口数", "1"),
        ("姓名", "新来人"),
        ("证件类型", "居民身份证"),
        ("证件号码", number.as_str()),
        ("出生日期", "1966-07-08"),
        ("性别", "男"),
        ("与户主关系", "户主"),
        ("文化程度", "小学"),
        ("在校生状况", ""),
        ("务工所在地", ""),
        ("务工时间（月）", ""),
    ] {
        new[counter.at(header)] = text.into();
    }
    rows.push(new);
    let job = counter.checked(counter.file(&rows)).await;
    let told = counter.get(&format!("imports/{}/messages?stops=true", job["id"].as_str().unwrap())).await;
    assert_eq!(told["rows"], json!([]));
    let found = counter.rows(&job, "changed").await;
    assert_eq!(found.len(), 2, "{found:?}");
    let first = found.iter().find(|row| row["head"] == changed.head().unwrap().name.as_str()).unwrap();
    let old = zoufang_domain::roster::id_number::mask_phone(changed.phone.as_deref().unwrap());
    let phone = json!({ "person": null, "header": "户联系电话", "old": old, "new": "139****5678" });
    assert_eq!(first["changes"], json!([phone]));
    assert_eq!(counter.rows(&job, "new").await[0]["head"], "新来人");
    assert_eq!(counter.home(changed), *changed, "a preview writes nothing");

    let (status, done) = counter.commit(&job, false).await;
    assert_eq!((status, &done["state"]), (StatusCode::OK, &json!("done")), "{done}");
    let after = counter.home(changed);
    assert_eq!(
        (after.phone.as_deref(), after.roster_version),
        (Some("13912345678"), changed.roster_version + 1)
    );
    assert_eq!(counter.home(moved).group, "99组");
    let village = counter.desk.office.look(|rows| rows.village(changed.village_id)).unwrap().unwrap();
    assert!(village.groups.contains(&"99组".to_owned()));
    let there = counter.desk.office.look(|rows| rows.households_of(village.id)).unwrap().len();
    assert_eq!(village.households as usize, there);
    // The same file again.
    let again = counter.checked(counter.file(&rows)).await;
    let summary = &again["summary"];
    assert_eq!(
        (&summary["new"], &summary["changed"], &summary["unchanged"]),
        (&0.into(), &0.into(), &3.into())
    );
    assert_eq!(
        counter.commit(&job, false).await.1["code"],
        "import_not_ready",
        "a second commit of the first"
    );
}

#[tokio::test]
async fn one_error_keeps_the_file_out_unless_the_good_households_are_asked_for() {
    let counter = Counter::open().await;
    let homes = counter.sound_homes();
    let mut rows = counter.rows_of(&homes[..2]);
    let head = |home: &Household| home.head().unwrap().id_no.clone().unwrap();
    for row in &mut rows {
        row[counter.at("户联系电话")] = "13912345678".into();
        if row[counter.at(HEAD_NUMBER)] == head(&homes[0]) {
            row[counter.at("家庭人口数")] = "29".into();
        }
    }
    let job = counter.checked(counter.file(&rows)).await;
    assert_eq!((&job["summary"]["faulty"], &job["summary"]["changed"]), (&1.into(), &1.into()));
    let (status, refused) = counter.commit(&job, false).await;
    assert_eq!((status, &refused["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("import_faulty")));
    assert_eq!(counter.home(&homes[1]), homes[1]);
    assert_eq!(counter.commit(&job, true).await.0, StatusCode::OK);
    assert_eq!(counter.home(&homes[0]), homes[0]);
    assert_eq!(counter.home(&homes[1]).phone.as_deref(), Some("13912345678"));

    let path = format!("/console/api/imports/{}/result", job["id"].as_str().unwrap());
    let Who::Session(cookie, _) = &counter.who else { panic!("nobody") };
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let response = counter.desk.send(request).await;
    assert!(response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().contains("attachment"));
    let book = to_bytes(response.into_body(), 10 << 20).await.unwrap();
    let mut again = Vec::new();
    read_rows(&counter.templates, counter.template(), &book, Limits::default(), &mut |_, cells| {
        again.push(cells.iter().map(Cell::shown).collect::<Vec<_>>());
    })
    .unwrap();
    assert_eq!(again, rows, "the result file holds the rows as they were handed in");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book.to_vec())).unwrap();
    let mut text = String::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        if part.name().unwrap().ends_with(".xml") {
            std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        }
    }
    for words in ["整户没有导入；E21", "已导入（有变化）"] {
        assert!(text.contains(words), "{words}");
    }
}

#[tokio::test]
async fn a_roster_that_changed_since_the_preview_is_looked_at_again() {
    let counter = Counter::open().await;
    let homes = counter.sound_homes();
    let mut rows = counter.rows_of(&homes[..1]);
    for row in &mut rows {
        row[counter.at("户联系电话")] = "13912345678".into();
    }
    let job = counter.checked(counter.file(&rows)).await;
    let mut other = homes[1].clone();
    other.address = Some("别处".into());
    counter.desk.office.put_household(other).unwrap();
    let (status, refused) = counter.commit(&job, false).await;
    assert_eq!((status, &refused["code"]), (StatusCode::CONFLICT, &json!("roster_changed")));
    assert_eq!(counter.home(&homes[0]), homes[0]);
    counter.desk.office.check_import(job["id"].as_str().unwrap().parse().unwrap()).unwrap();
    assert_eq!(counter.commit(&job, false).await.0, StatusCode::OK);
    assert_eq!(counter.home(&homes[0]).phone.as_deref(), Some("13912345678"));
}

#[tokio::test]
async fn a_family_that_split_is_not_merged_into_one() {
    let counter = Counter::open().await;
    let fits = |home: &&Household| home.active_members().filter(|one| one.id_no.is_some()).count() > 2;
    let home = counter.sound_homes().iter().find(fits).unwrap().clone();
    let mut rows = counter.rows_of(std::slice::from_ref(&home));
    let size = (rows.len() - 1).to_string();
    let last = rows.len() - 1;
    for row in &mut rows[..last] {
        row[counter.at("家庭人口数")].clone_from(&size);
    }
    let own = |row: &[String], header: &str| row[counter.at(header)].clone();
    let (name, number) = (own(&rows[last], "姓名"), own(&rows[last], "证件号码"));
    for (header, text) in
        [("户主姓名", name.as_str()), (HEAD_NUMBER, &number), ("与户主关系", "户主"), ("家庭人口数", "1")]
    {
        rows[last][counter.at(header)] = text.to_owned();
    }
    let job = counter.checked(counter.file(&rows)).await;
    let told = counter.get(&format!("imports/{}/messages?stops=true", job["id"].as_str().unwrap())).await;
    let codes: Vec<&str> =
        told["rows"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["E18"], "{told}");
    assert_eq!(job["summary"]["faulty"], 1);
}

#[tokio::test]
async fn a_household_met_at_the_door_is_known_again_when_its_numbers_come() {
    let counter = Counter::open().await;
    let listed = counter.sound_homes()[0].clone();
    // As a cadre writes one down: name, group and head, no number.
    let mut met = listed.clone();
    met.members.retain(|member| member.id == listed.head_member_id);
    let head = &mut met.members[0];
    (head.id_no, head.birth) = (None, None);
    counter.desk.office.put_household(met).unwrap();
    let job = counter.checked(counter.file(&counter.rows_of(std::slice::from_ref(&listed)))).await;
    assert_eq!((&job["summary"]["new"], &job["summary"]["changed"]), (&0.into(), &1.into()), "{job}");
    assert_eq!(counter.commit(&job, false).await.0, StatusCode::OK);
    let after = counter.home(&listed);
    assert_eq!(after.head_member_id, listed.head_member_id);
    assert_eq!(after.head().unwrap().id_no, listed.head().unwrap().id_no);
    assert_eq!(after.active_members().count(), listed.active_members().count());
}

#[tokio::test]
async fn what_cannot_be_read_or_is_too_large_is_refused_in_words_and_leaves_nothing() {
    let counter = Counter::open().await;
    let before = counter.files_left();
    let job = counter.checked(b"PK\x03\x04 not really".to_vec()).await;
    assert_eq!(job["state"], "refused");
    let told = counter.get(&format!("imports/{}/messages", job["id"].as_str().unwrap())).await;
    assert_eq!(told["rows"][0]["code"], "E01");
    assert_eq!(counter.commit(&job, true).await.1["code"], "import_not_ready");
    let path = format!("imports/{}", job["id"].as_str().unwrap());
    assert_eq!(counter.send(Method::DELETE, &path, Vec::new()).await.0, StatusCode::OK);
    assert_eq!(counter.send(Method::GET, &path, Vec::new()).await.0, StatusCode::NOT_FOUND);

    let most = counter.desk.office.config().limits.max_sheet;
    let (status, refused) =
        counter.send(Method::POST, "imports?template=attachment2", vec![b'a'; most + 1]).await;
    assert_eq!((status, &refused["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("file_too_large")));
    let (status, refused) = counter.send(Method::POST, "imports?template=attachment9", b"a".to_vec()).await;
    assert_eq!((status, &refused["code"]), (StatusCode::BAD_REQUEST, &json!("invalid_input")));
    assert_eq!(counter.files_left(), before);
}

#[tokio::test]
async fn an_empty_template_has_the_towns_villages() {
    let counter = Counter::open().await;
    let Who::Session(cookie, _) = &counter.who else { panic!("nobody") };
    let request = Request::get("/console/api/templates/attachment2").header(header::COOKIE, cookie);
    let response = counter.desk.send(request.body(Body::empty()).unwrap()).await;
    let book = to_bytes(response.into_body(), 10 << 20).await.unwrap();
    let mut seen = 0;
    read_rows(&counter.templates, counter.template(), &book, Limits::default(), &mut |_, _| seen += 1)
        .unwrap();
    assert_eq!(seen, 1, "the example");
}

#[tokio::test]
async fn the_survey_of_toilets_becomes_ready_answers_of_the_households_it_names() {
    let counter = Counter::open().await;
    let template = counter.templates.get("attachment3").unwrap();
    let home = counter.sound_homes()[0].clone();
    let village = counter.desk.office.look(|rows| rows.village(home.village_id)).unwrap().unwrap().name;
    let head = home.head().unwrap();
    let filled = |changed: &[(&str, &str)]| -> Vec<String> {
        let mut row: Vec<String> = template.columns.iter().map(|column| column.example.clone()).collect();
        let own = [
            ("行政村", village.as_str()),
            ("村民小组", home.group.as_str()),
            ("户主姓名", head.name.as_str()),
            (HEAD_NUMBER, head.id_no.as_deref().unwrap()),
            ("摸底人", "李调查"),
        ];
        for (header, text) in own.iter().chain(changed) {
            row[template.at(header).unwrap()] = (*text).to_owned();
        }
        row
    };
    let mark = Watermark { user: "试".into(), time: "2022-05-20".into(), purpose: "测试".into() };
    let file =
        |rows: &[Vec<String>]| export(template, rows, Masking::Whole, &mark, &std::env::temp_dir()).unwrap();
    let job = counter
        .checked_as("attachment3", file(&[filled(&[("厕所类型", "旱厕"), ("使用状况", "闲置")])]))
        .await;
    let told = counter.get(&format!("imports/{}/messages", job["id"].as_str().unwrap())).await;
    assert_eq!((&job["state"], &job["summary"]["changed"]), (&json!("ready"), &1.into()), "{told}");
    let changes = counter.rows(&job, "changed").await[0]["changes"].to_string();
    assert!(changes.contains("旱厕") && changes.contains("闲置没用"), "{changes}");
    assert_eq!(counter.commit(&job, false).await.0, StatusCode::OK);
    let after = counter.home(&home);
    for (key, code) in [
        ("toilet_type", "pit"),
        ("toilet_use", "idle"),
        ("toilet_treatment", "field"),
        ("toilet_reform_period", "y2018_2020"),
        ("toilet_subsidy", "full"),
    ] {
        assert_eq!(after.prefill.get(key).map(String::as_str), Some(code), "{key}");
    }
    assert_eq!(after.roster_version, home.roster_version + 1);
    let again = counter
        .checked_as("attachment3", file(&[filled(&[("厕所类型", "旱厕"), ("使用状况", "闲置")])]))
        .await;
    assert_eq!(again["summary"]["unchanged"], 1);

    // Without a toilet nothing is left of the one before; a number that no household has is E27.
    let none = filled(&[
        ("是否有厕所", "无"),
        ("厕所类型", ""),
        ("厕所位置", ""),
        ("是否卫生厕所", ""),
        ("是否无害化卫生厕所", ""),
        ("粪污处理方式", ""),
        ("使用状况", ""),
        ("改厕年度", ""),
        ("改厕方式", ""),
        ("化粪池有效容积（立方米）", ""),
        ("奖补标准（元）", ""),
        ("实领奖补（元）", ""),
        ("奖补是否到位", ""),
        ("改厕意愿", "愿意"),
    ]);
    let stranger = filled(&[(HEAD_NUMBER, &format!("{NEW}{}", check_digit(NEW).unwrap()))]);
    let job = counter.checked_as("attachment3", file(&[none, stranger])).await;
    let told = counter.get(&format!("imports/{}/messages?stops=true", job["id"].as_str().unwrap())).await;
    assert_eq!(
        (told["rows"].as_array().unwrap().len(), &told["rows"][0]["code"]),
        (1, &json!("E27")),
        "{told}"
    );
    assert_eq!(counter.commit(&job, true).await.0, StatusCode::OK);
    let after = counter.home(&home).prefill;
    assert_eq!((after["toilet_type"].as_str(), after["toilet_wish"].as_str()), ("none", "want"));
    assert!(!after.contains_key("toilet_use") && !after.contains_key("toilet_treatment"), "{after:?}");
}

#[tokio::test]
async fn a_check_that_was_cut_off_is_taken_up_again() {
    let counter = Counter::open().await;
    let file = counter.file(&counter.rows_of(&counter.sound_homes()[..1]));
    let at = counter.desk.office.place_for_import().unwrap();
    std::fs::write(&at, &file).unwrap();
    let sent = zoufang_office::sheet_import::HandedIn {
        template: "attachment2".into(),
        name: "a.xlsx".into(),
        at,
        size: file.len() as u64,
    };
    // The office stops after it has received the file.
    let job = counter.desk.office.receive_import(&counter.officer, &sent).unwrap();
    let path = format!("imports/{}", job.id);
    let seen = counter.get(&path).await;
    assert_eq!((&seen["state"], &seen["read"]), (&json!("checking"), &Value::Null));
    let commit = counter.commit(&seen, false).await;
    assert_eq!(commit.1["code"], "import_not_ready");
    assert_eq!(counter.send(Method::POST, &format!("{path}/check"), Vec::new()).await.0, StatusCode::OK);
    for _ in 0..600 {
        if counter.get(&path).await["state"] == "ready" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("the check was not taken up");
}

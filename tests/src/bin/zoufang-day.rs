//! A cadre's day over the real parts, told in the terminal: the main job once, in well under a minute.
//!
//! The office runs already. A loopback link stands between it and the device and is cut and mended, the device's
//! process is killed for real, and the last word is the office's own coverage table.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use clap::Parser;
use serde_json::Value;
use zoufang_tests::link::Link;
use zoufang_tests::program::{Program, binary};
use zoufang_wire::enrol::EnrolmentTicket;

#[derive(Parser)]
struct Arguments {
    /// Address of the running office, such as 127.0.0.1:8787.
    #[arg(long)]
    office: SocketAddr,
    /// `demo.json` of the demo township.
    #[arg(long)]
    demo: PathBuf,
    /// Folder of the scripted cadre's device.
    #[arg(long)]
    dir: PathBuf,
    /// Which of the demo cadres, from 0.
    #[arg(long, default_value_t = 3)]
    cadre: usize,
}

type Trouble = Box<dyn std::error::Error>;

const PIN: &str = "202259";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> std::process::ExitCode {
    match day(&Arguments::parse()).await {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("  ✗ {error}");
            std::process::ExitCode::FAILURE
        }
    }
}

async fn day(arguments: &Arguments) -> Result<(), Trouble> {
    let demo: Value = serde_json::from_slice(&std::fs::read(&arguments.demo)?)?;
    let cadre = &demo["cadres"][arguments.cadre];
    // The device remembers the address that it was enrolled with, so the link must have the same one every day.
    let address = SocketAddr::new(arguments.office.ip(), arguments.office.port() + 100);
    let link = Link::open_at(address, arguments.office).await?;
    let mut ticket = EnrolmentTicket::from_text(text(cadre, "ticket")?)?;
    ticket.addresses = vec![format!("http://{}", link.address)];
    let ticket = ticket.to_text()?;
    std::fs::create_dir_all(&arguments.dir)?;
    let start = Instant::now();
    println!("一天的走访（真实程序，演示数据）  A cadre's day, for real");

    let step = Steps { dir: &arguments.dir };
    step.run("登记设备 enrol", &["enrol", "--ticket", &ticket])?;
    step.run("下载名单 pull the village list", &["pull"])?;
    link.cut();
    println!("  — 没有信号了 the signal is gone —");
    step.run(
        "面访，发现饮水问题 face visit, finds a problem and a lead",
        &["visit", "--mode", "face", "--problem"],
    )?;
    step.run("电访 phone visit", &["visit", "--mode", "phone"])?;
    step.kill_in_the_middle("代答，答到一半被强行杀掉 proxy visit, killed half-way", "proxy")?;
    step.run("重新打开，接着答完 started again, resumed and saved", &["visit", "--mode", "proxy"])?;
    link.mend();
    println!("  — 又有信号了 the signal is back —");
    step.run("上报 hand in", &["sync"])?;
    coverage(arguments, &demo).await?;
    println!("  全程 {:.1} 秒 in all", start.elapsed().as_secs_f64());
    Ok(())
}

struct Steps<'a> {
    dir: &'a Path,
}

impl Steps<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(binary("zoufang-hand"));
        command.arg("--dir").arg(self.dir).args(["--pin", PIN]).args(arguments);
        command
    }

    /// Runs one step in a process of its own and shows what it said.
    fn run(&self, what: &str, arguments: &[&str]) -> Result<(), Trouble> {
        let start = Instant::now();
        let output = self.command(arguments).output()?;
        if !output.status.success() {
            return Err(format!("{what}: {}", String::from_utf8_lossy(&output.stderr).trim()).into());
        }
        let said =
            String::from_utf8_lossy(&output.stdout).lines().map(outcome).collect::<Vec<_>>().join("，");
        tell(what, &said, start);
        Ok(())
    }

    fn kill_in_the_middle(&self, what: &str, mode: &str) -> Result<(), Trouble> {
        let start = Instant::now();
        let arguments = ["visit", "--mode", mode, "--stop-after", "7"];
        let mut child = Program(self.command(&arguments).stdout(Stdio::piped()).spawn()?);
        let out = child.0.stdout.take().ok_or("no output")?;
        let mut said = String::new();
        for line in BufReader::new(out).lines() {
            let line = line?;
            if line.starts_with("ANSWERED") {
                said = outcome(&line);
                break;
            }
        }
        child.kill();
        tell(what, &said, start);
        Ok(())
    }
}

/// What a line of the hand means to a person.
fn outcome(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["ENROLLED"] => "已登记".to_owned(),
        ["PULLED", n] => format!("{n} 户"),
        ["DRAFT", id] => format!("草稿 …{}", &id[id.len().saturating_sub(4)..]),
        ["ANSWERED", n] => format!("已有 {n} 个回答"),
        ["SAVED", _, n] => format!("已存本机（{n} 条）"),
        ["SYNCED"] => "全部上报".to_owned(),
        _ => line.to_owned(),
    }
}

fn tell(what: &str, said: &str, start: Instant) {
    println!("  ✓ {what}: {said}  {:.2} s", start.elapsed().as_secs_f64());
}

/// The office's own table, through the console's door.
async fn coverage(arguments: &Arguments, demo: &Value) -> Result<(), Trouble> {
    let http = zoufang_field::sync::driver::http_client(None)?;
    let base = format!("http://{}/console/api", arguments.office);
    let console = &demo["console"];
    let sign_in =
        serde_json::json!({"account": text(console, "account")?, "password": text(console, "password")?});
    let answer = http
        .post(format!("{base}/session"))
        .header("content-type", "application/json")
        .body(sign_in.to_string())
        .send()
        .await?
        .error_for_status()?;
    let cookie = answer.headers().get("set-cookie").ok_or("no session")?.to_str()?;
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    let answer =
        http.get(format!("{base}/coverage")).header("cookie", cookie).send().await?.error_for_status()?;
    let view: Value = serde_json::from_slice(&answer.bytes().await?)?;
    println!("  镇上的走访覆盖 coverage in the office");
    println!("    {:>6} {:>6} {:>6} {:>6} {:>6}  村", "户数", "已访", "面访", "电访", "代答");
    let lines = view["villages"].as_array().cloned().unwrap_or_default();
    for line in lines.iter().filter(|line| line["visited"].as_u64() > Some(0)).chain([&view["total"]]) {
        let count = |key: &str| line[key].as_u64().unwrap_or(0);
        println!(
            "    {:>8} {:>8} {:>8} {:>8} {:>8}  {}",
            count("households"),
            count("visited"),
            count("face"),
            count("phone"),
            count("proxy"),
            line["name"].as_str().filter(|name| !name.is_empty()).unwrap_or("全镇"),
        );
    }
    println!("    监测线索 leads: {}，问题 findings: {}", view["candidates"], view["findings"]);
    Ok(())
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str, Trouble> {
    value[key].as_str().ok_or_else(|| format!("demo.json has no {key}").into())
}

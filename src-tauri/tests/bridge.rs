//! The bridge as a browser meets it: the real binary, asked over loopback.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

struct Running {
    process: Child,
    address: String,
    _data: tempfile::TempDir,
}

impl Running {
    fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let ui = data.path().join("ui");
        std::fs::create_dir(&ui).unwrap();
        std::fs::write(ui.join("index.html"), "<html><head><script src=\"./app.js\"></script></head></html>")
            .unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_zoufang-bridge"))
            .args(["--port", "0", "--ui"])
            .arg(&ui)
            .env("ZOUFANG_DATA", data.path().join("device"))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().strip_prefix("zoufang-bridge: http://").unwrap().trim_end_matches('/').to_owned();
        Self { process, address, _data: data }
    }

    /// Sends one request and returns status line, headers and body as they came.
    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        self.ask_as(&self.address, method, path, headers, body)
    }

    fn ask_as(&self, host: &str, method: &str, path: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

const JSON: &str = "content-type: application/json\r\n";

#[test]
fn a_browser_gets_the_commands_answers_and_errors() {
    let bridge = Running::start();
    let version = bridge.ask("POST", "/invoke/app_info", JSON, "{}");
    assert!(version.starts_with("HTTP/1.1 200"), "{version}");
    assert!(version.ends_with(&format!("{{\"version\":\"{}\"}}", env!("CARGO_PKG_VERSION"))), "{version}");

    let unknown = bridge.ask("POST", "/invoke/no_such_command", JSON, "{}");
    assert!(unknown.starts_with("HTTP/1.1 422"), "{unknown}");

    let forbidden = bridge.ask("POST", "/invoke/plugin:window%7Cclose", JSON, "{\"label\":\"main\"}");
    assert!(forbidden.contains("not allowed"), "the window's permissions hold here too: {forbidden}");
}

#[test]
fn the_page_runs_the_stand_in_first_and_under_the_apps_policy() {
    let bridge = Running::start();
    let page = bridge.ask("GET", "/", "", "");
    assert!(page.find("/bridge.js").unwrap() < page.find("./app.js").unwrap(), "{page}");
    let policy = page.lines().find(|line| line.starts_with("content-security-policy")).unwrap();
    assert!(policy.contains("script-src 'self'") && policy.contains("connect-src 'self'"), "{policy}");
    assert!(!policy.contains("unsafe-eval"), "{policy}");
}

#[test]
fn another_web_page_cannot_give_commands() {
    let bridge = Running::start();
    let form = bridge.ask("POST", "/invoke/app_info", "content-type: text/plain\r\n", "{}");
    assert!(form.starts_with("HTTP/1.1 415"), "{form}");
    let renamed = bridge.ask_as("village.example", "POST", "/invoke/app_info", JSON, "{}");
    assert!(renamed.starts_with("HTTP/1.1 403"), "{renamed}");
}

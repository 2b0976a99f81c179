//! Measures an import of 100,000 rows: `cargo run --release -p zoufang-sheets --example large_import write FILE`, then
//! the same with `read FILE` in a process of its own, so that its peak memory is the import's alone.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use support::{Town, attachment2, id_number, templates};
use zoufang_sheets::{Limits, Masking, Watermark, export, import_households};

const HOUSEHOLDS: u32 = 33_300;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (Some(job), Some(file)) = (arguments.get(1), arguments.get(2)) else {
        panic!("say `write FILE` or `read FILE`")
    };
    let templates = templates();
    let template = attachment2(&templates);
    if job == "write" {
        let mut rows = Vec::new();
        for number in 0..HOUSEHOLDS {
            let day = chrono::NaiveDate::from_ymd_opt(1950, 1, 1).unwrap()
                + chrono::Days::new(u64::from(number / 300) * 30);
            let births =
                [day, day + chrono::Days::new(1), day + chrono::Days::new(2)].map(|day| day.to_string());
            let ids: Vec<String> =
                births.iter().map(|birth| id_number(birth, number % 300 * 3 + 1)).collect();
            for place in 0..3 {
                let cell = |header: &str| match header {
                    "户主姓名" => "钱七".to_owned(),
                    "户主证件号码" => ids[0].clone(),
                    "姓名" => if place == 0 { "钱七" } else { "孙八" }.to_owned(),
                    "证件号码" => ids[place].clone(),
                    "出生日期" => births[place].clone(),
                    "性别" => if (number % 300 * 3 + 1) % 2 == 1 { "男" } else { "女" }.to_owned(),
                    "与户主关系" => if place == 0 { "户主" } else { "其他" }.to_owned(),
                    other => template.columns[template.at(other).unwrap()].example.clone(),
                };
                rows.push(template.columns.iter().map(|column| cell(&column.header)).collect());
            }
        }
        let mark = Watermark { user: String::new(), time: String::new(), purpose: String::new() };
        std::fs::write(file, export(template, &rows, Masking::Whole, &mark, &std::env::temp_dir()).unwrap())
            .unwrap();
        return;
    }
    let town = Town::new();
    let bytes = std::fs::read(file).unwrap();
    let start = Instant::now();
    let import = import_households(&templates, template, &bytes, Limits::default(), town.context()).unwrap();
    let seconds = start.elapsed().as_secs_f64();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: not known here");
    println!(
        "{} rows, {} good, {} bad, {} messages",
        import.rows,
        import.good.len(),
        import.bad.len(),
        import.messages.len()
    );
    println!("{seconds:.2} s, {peak}");
}

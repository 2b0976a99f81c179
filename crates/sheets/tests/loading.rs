//! Templates are data: a fault in them is told when the campaign is loaded, with its place.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use support::{Town, attachment2, checklist, goldens, templates};
use zoufang_sheets::{Limits, Templates, import_households};

#[test]
fn every_fault_of_the_templates_is_told_with_file_template_and_column() {
    let mut checklist = checklist();
    let columns = &mut checklist.templates.get_mut("attachment2").unwrap().columns;
    columns[4].format = "随便写".to_owned();
    columns[9].enumeration = Some("nothing".to_owned());
    columns[13].header = "性别".to_owned();
    columns[26].format = "0～12整数".to_owned();
    checklist.templates.get_mut("attachment3").unwrap().sheet = "a/b".to_owned();
    checklist.messages.retain(|message| message.code != "E17");
    let told: Vec<String> = Templates::of(&checklist).unwrap_err().iter().map(ToString::to_string).collect();
    for wanted in [
        "messages.json: E17: : has no words",
        "templates.json: attachment2: 村民小组: `随便写` is no format",
        "templates.json: attachment2: 户类型: there is no enumeration `nothing`",
        "templates.json: attachment2: 性别: stands twice",
        "templates.json: attachment2: 务工时间（月）: no condition is known",
        "templates.json: attachment3: : `a/b` is no name of a sheet",
    ] {
        assert!(told.iter().any(|one| one.starts_with(wanted)), "{wanted} is not among {told:#?}");
    }
    assert_eq!(told.len(), 6, "{told:#?}");
}

/// The good file with its sheet's XML changed.
fn edited(edit: impl Fn(&str, String) -> String) -> Vec<u8> {
    let plain = goldens("good").into_iter().find(|file| file.ends_with("numbers-and-dates.xlsx")).unwrap();
    let mut old = zip::ZipArchive::new(Cursor::new(std::fs::read(plain).unwrap())).unwrap();
    let mut new = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let mut part = old.by_index(at).unwrap();
        let name = part.name().unwrap().to_string();
        let text = std::io::read_to_string(&mut part).unwrap();
        new.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        new.write_all(edit(&name, text).as_bytes()).unwrap();
    }
    new.finish().unwrap().into_inner()
}

#[test]
fn a_million_empty_rows_below_the_last_are_no_rows() {
    let mut rows = String::new();
    for row in 5..1_000_005 {
        write!(rows, "<row r=\"{row}\"/>").unwrap();
    }
    let bytes = edited(|name, text| {
        if name.ends_with("sheet1.xml") {
            text.replace("</sheetData>", &format!("{rows}</sheetData>"))
        } else {
            text
        }
    });
    let templates = templates();
    let town = Town::new();
    let import =
        import_households(&templates, attachment2(&templates), &bytes, Limits::default(), town.context())
            .unwrap();
    assert_eq!((import.rows, import.good.len()), (3, 2));
}

#[test]
fn a_workbook_that_counts_days_from_1904_tells_the_same_births() {
    let bytes = edited(|name, text| match name {
        "xl/workbook.xml" => text.replace("<workbookPr", "<workbookPr date1904=\"1\""),
        // 1462 days lie between the two counts: the births' serials under the later one.
        _ if name.ends_with("sheet1.xml") => {
            text.replace("<v>27886</v>", "<v>26424</v>").replace("<v>27455</v>", "<v>25993</v>")
        }
        _ => text,
    });
    let templates = templates();
    let town = Town::new();
    let import =
        import_households(&templates, attachment2(&templates), &bytes, Limits::default(), town.context())
            .unwrap();
    assert_eq!(import.messages, []);
    assert_eq!(import.good[0].members[1].birth, Some("1976-05-06".parse().unwrap()));
}

#[test]
fn more_rows_than_allowed_are_refused_as_a_file() {
    let file = goldens("good").into_iter().find(|file| file.ends_with("plain.xlsx")).unwrap();
    let templates = templates();
    let town = Town::new();
    let limits = Limits { rows: 2, ..Limits::default() };
    let bytes = std::fs::read(file).unwrap();
    let told =
        import_households(&templates, attachment2(&templates), &bytes, limits, town.context()).unwrap_err();
    assert_eq!(told[0].to_string(), "E08 数据超过2行，请按村拆分");
}

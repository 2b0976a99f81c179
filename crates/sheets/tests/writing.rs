//! What we write, we read again; and nobody's name runs as a formula.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Reader as _, Xlsx};
use support::{Town, attachment2, goldens, id_number, templates};
use uuid::Uuid;
use zoufang_sheets::{
    Cell, Limits, Masking, SheetTemplate, Taken, Watermark, empty_template, export, import_households,
    import_rows, read_rows, result_file, roster_cells,
};

fn scratch() -> std::path::PathBuf {
    std::env::temp_dir()
}

fn mark() -> Watermark {
    Watermark {
        user: "李示例".to_owned(),
        time: "2022-05-20 09:30".to_owned(),
        purpose: "核对底册".to_owned(),
    }
}

fn cells(template: &SheetTemplate, bytes: &[u8]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    read_rows(&templates(), template, bytes, Limits::default(), &mut |_, cells| {
        rows.push(cells.iter().map(Cell::shown).collect());
    })
    .unwrap();
    rows
}

/// The text of a part inside a workbook.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn every_empty_template_is_read_again_and_only_its_example_is_told() {
    let templates = templates();
    let town = Town::new();
    assert_eq!(templates.iter().count(), 4);
    for template in templates.iter() {
        let bytes = empty_template(template, &["示例村".to_owned(), "邻村".to_owned()]).unwrap();
        let rows = import_rows(&templates, template, &bytes, Limits::default(), town.context()).unwrap();
        let told: Vec<String> = rows.iter().flat_map(|row| &row.messages).map(ToString::to_string).collect();
        assert_eq!(told, ["E29 第2行是示例行，请删除"], "{}", template.key);
    }
}

#[test]
fn long_lists_of_a_template_lie_on_a_hidden_sheet_and_numbers_are_text() {
    let templates = templates();
    let bytes = empty_template(attachment2(&templates), &["示例村".to_owned()]).unwrap();
    let book = part(&bytes, "xl/workbook.xml");
    assert!(book.contains("name=\"选项\"") && book.contains("state=\"hidden\""), "{book}");
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("选项!$T$1:$T$28"), "the 28 relations have no drop-down");
    assert!(part(&bytes, "xl/styles.xml").contains("formatCode=\"@\""));
}

/// A row that fits each template: its example, with another name and number.
fn filled(template: &SheetTemplate) -> Vec<String> {
    let other = id_number("1970-01-01", 3);
    let value = |example: &str| match example {
        "张示例" => "钱七".to_owned(),
        "李示例" => "孙八".to_owned(),
        "99010119700101001X" => other.clone(),
        example => example.to_owned(),
    };
    template.columns.iter().map(|column| value(&column.example)).collect()
}

#[test]
fn every_export_is_read_again_cell_by_cell() {
    let templates = templates();
    for template in templates.iter() {
        let rows = vec![filled(template), filled(template)];
        let bytes = export(template, &rows, Masking::Whole, &mark(), &scratch()).unwrap();
        assert_eq!(cells(template, &bytes), rows, "{}", template.key);
    }
}

#[test]
fn filled_rows_of_the_other_templates_pass_their_checks() {
    let templates = templates();
    let mut town = Town::new();
    let head = id_number("1970-01-01", 3);
    let taken = Taken {
        village: "示例村".to_owned(),
        group: "3组".to_owned(),
        head: "钱七".to_owned(),
        head_id: head.clone(),
    };
    town.roster = BTreeMap::from([(head, taken)]);
    for key in ["attachment1", "attachment3", "attachment4"] {
        let template = templates.get(key).unwrap();
        let mut row = filled(template);
        if key == "attachment4" {
            // The notice's example shortens the focus, and its cause and measure fall short of 5 characters.
            row[template.at("所属聚焦").unwrap()] = "聚焦“三保障”及饮水安全巩固提升".to_owned();
            row[template.at("原因分析").unwrap()] = "水源单一缺水".to_owned();
        }
        let bytes = export(template, &[row], Masking::Whole, &mark(), &scratch()).unwrap();
        let rows = import_rows(&templates, template, &bytes, Limits::default(), town.context()).unwrap();
        assert_eq!(rows[0].messages, [], "{key}");
    }
    town.roster.clear();
    let codes = |key: &str, rows: &[Vec<String>]| -> Vec<String> {
        let template = templates.get(key).unwrap();
        let bytes = export(template, rows, Masking::Whole, &mark(), &scratch()).unwrap();
        let rows = import_rows(&templates, template, &bytes, Limits::default(), town.context()).unwrap();
        rows.iter().flat_map(|row| &row.messages).map(ToString::to_string).collect()
    };
    let toilet = filled(templates.get("attachment3").unwrap());
    let unknown = |row: u32| format!("E27 第{row}行户主证件号码在名册中找不到");
    let twice = "E17 第3行与第2行证件号码重复".to_owned();
    assert_eq!(codes("attachment3", &[toilet.clone(), toilet]), [unknown(2), unknown(3), twice]);
    let ledger = templates.get("attachment4").unwrap();
    let mut closed = filled(ledger);
    for (header, text) in [
        ("所属聚焦", "聚焦产业覆盖"),
        ("原因分析", "水源单一缺水"),
        ("整改状态", "已销号"),
        ("完成日期", "2022-06-02"),
        ("销号日期", "2022-06-01"),
    ] {
        closed[ledger.at(header).unwrap()] = text.to_owned();
    }
    let told = codes("attachment4", &[closed]);
    let dates = "E12 第2行“销号日期”应为不早于完成日期2022-06-02，现为“2022-06-01”";
    assert_eq!(told, ["E11 第2行“验收人”不能为空", dates]);
}

#[test]
fn a_masked_export_holds_no_whole_number_and_says_who_took_it() {
    let templates = templates();
    let template = attachment2(&templates);
    let bytes = export(template, &[filled(template)], Masking::Masked, &mark(), &scratch()).unwrap();
    let row = &cells(template, &bytes)[0];
    let number = id_number("1970-01-01", 3);
    assert!(row.iter().all(|cell| *cell != number && cell != "13800000000"), "{row:?}");
    assert!(row.contains(&"138****0000".to_owned()), "{row:?}");
    let footer = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(footer.contains("李示例　2022-05-20 09:30　用途：核对底册"));
}

#[test]
fn a_text_that_begins_like_a_formula_is_harmless_and_reads_back_as_typed() {
    let templates = templates();
    let template = attachment2(&templates);
    let note = template.at("备注").unwrap();
    for typed in ["=HYPERLINK(\"http://x\")", "+1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0"] {
        let mut row = filled(template);
        row[note] = typed.to_owned();
        let bytes = export(template, &[row], Masking::Whole, &mark(), &scratch()).unwrap();
        assert!(!part(&bytes, "xl/worksheets/sheet1.xml").contains("<f>"), "{typed}");
        assert_eq!(cells(template, &bytes)[0][note], format!("'{typed}"));
        let town = Town::new();
        let rows = import_rows(&templates, template, &bytes, Limits::default(), town.context()).unwrap();
        assert_eq!(rows[0].values[note].text(), Some(typed));
    }
}

#[test]
fn the_result_file_is_the_same_rows_with_their_messages_and_is_read_again() {
    let templates = templates();
    let template = attachment2(&templates);
    let town = Town::new();
    for file in goldens("faulty").into_iter().chain(goldens("good")) {
        let bytes = std::fs::read(&file).unwrap();
        let Ok(import) = import_households(&templates, template, &bytes, Limits::default(), town.context())
        else {
            continue;
        };
        let mut told: BTreeMap<u32, String> = BTreeMap::new();
        for message in &import.messages {
            told.entry(message.row.unwrap()).or_default().push_str(&message.to_string());
        }
        let result = result_file(&templates, template, &bytes, &told, &scratch()).unwrap();
        assert_eq!(cells(template, &result), cells(template, &bytes), "{}", file.display());
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(result.as_slice())).unwrap();
        let sheet = book.worksheet_range(&template.sheet).unwrap();
        let last = u32::try_from(template.columns.len()).unwrap();
        let said = |row: u32| sheet.get_value((row, last)).map(ToString::to_string).unwrap_or_default();
        assert_eq!(said(0), "导入结果");
        for message in import.messages {
            let row = message.row.unwrap();
            assert!(said(row - 1).contains(&message.to_string()), "{}: {}", file.display(), said(row - 1));
        }
        assert!((2..=import.rows + 1).all(|row| told.contains_key(&row) || said(row - 1).is_empty()));
    }
}

#[test]
fn importing_twice_changes_nothing_and_a_household_goes_out_as_it_came_in() {
    let templates = templates();
    let template = attachment2(&templates);
    let town = Town::new();
    let bytes = std::fs::read(&goldens("good")[0]).unwrap();
    let read = |bytes: &[u8]| {
        import_households(&templates, template, bytes, Limits::default(), town.context()).unwrap().good
    };
    let mut next = 0;
    let mut id = || {
        next += 1;
        Uuid::from_u128(next)
    };
    let (mut rows, rows_read) = (Vec::new(), read(&bytes));
    for row in &rows_read {
        let household = row.to_household(&mut id);
        assert_eq!(row.merge_into(&household, &mut id), household);
        assert_eq!(row.missing_from(&household), []);
        let fewer = zoufang_sheets::HouseholdRow { members: row.members[..1].to_vec(), ..row.clone() };
        assert_eq!(fewer.merge_into(&household, &mut id).members.len(), household.members.len());
        assert_eq!(fewer.missing_from(&household).len(), household.members.len() - 1);
        let first = rows.len() + 1;
        rows.extend(roster_cells(template, templates.checklist(), &household, "示例村", first));
    }
    let again = read(&export(template, &rows, Masking::Whole, &mark(), &scratch()).unwrap());
    assert_eq!(again, rows_read);
}

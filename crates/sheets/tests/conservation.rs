//! No import loses or invents a household, whatever is wrong with the rows.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;

use proptest::prelude::*;
use support::{Town, attachment2, id_number, templates};
use zoufang_sheets::{Limits, SheetTemplate, Templates, import_households};

/// Sizes of households, and (row, column, text) of what is spoiled.
fn csv(template: &SheetTemplate, sizes: &[usize], spoiled: &[(usize, usize, String)]) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for (number, &size) in (0u32..).zip(sizes) {
        let key = id_number("1970-01-01", number + 10);
        for place in 0..u32::try_from(size).unwrap() {
            let head = place == 0;
            let (birth, sequence) =
                if head { ("1970-01-01", number + 10) } else { ("1990-02-03", number * 4 + place) };
            let own = id_number(birth, sequence);
            let cell = |header: &str| match header {
                "户主姓名" => "钱七".to_owned(),
                "户主证件号码" => key.clone(),
                "姓名" => if head { "钱七" } else { "孙八" }.to_owned(),
                "性别" => if sequence % 2 == 1 { "男" } else { "女" }.to_owned(),
                "证件号码" => own.clone(),
                "出生日期" => birth.to_owned(),
                "家庭人口数" => size.to_string(),
                "与户主关系" => if head { "户主" } else { "其他" }.to_owned(),
                "务工所在地" | "务工时间（月）" => String::new(),
                other => template.columns[template.at(other).unwrap()].example.clone(),
            };
            rows.push(template.columns.iter().map(|column| cell(&column.header)).collect());
        }
    }
    let count = rows.len();
    for (row, column, text) in spoiled {
        rows[row % count][column % template.columns.len()] = text.clone();
    }
    let header: Vec<String> = template.columns.iter().map(|column| column.header.clone()).collect();
    let mut text = header.join(",") + "\n";
    for row in rows {
        text.push_str(&(row.join(",") + "\n"));
    }
    text
}

fn check(
    templates: &Templates,
    sizes: &[usize],
    spoiled: &[(usize, usize, String)],
) -> Result<(), TestCaseError> {
    let template = attachment2(templates);
    let town = Town::new();
    let text = csv(template, sizes, spoiled);
    let import =
        import_households(templates, template, text.as_bytes(), Limits::default(), town.context()).unwrap();
    let rows: usize = sizes.iter().sum();
    prop_assert_eq!(import.rows as usize, rows);
    let mut seen = BTreeSet::new();
    let good = import.good.iter().flat_map(zoufang_sheets::HouseholdRow::rows);
    for row in good.chain(import.bad.iter().flat_map(|held| held.rows.clone())) {
        prop_assert!(seen.insert(row), "row {} stands in two households", row);
    }
    prop_assert_eq!(seen, (2..).take(rows).collect::<BTreeSet<u32>>());
    for household in &import.good {
        prop_assert_eq!(usize::from(household.size), household.members.len());
        let stops = |row: u32| import.messages.iter().any(|told| told.row == Some(row) && told.scope.stops());
        prop_assert!(!household.rows().into_iter().any(stops), "a household with an error got in");
    }
    if spoiled.is_empty() {
        prop_assert_eq!(import.good.len(), sizes.len());
    }
    prop_assert_eq!(import.is_faultless(), import.bad.is_empty());
    Ok(())
}

#[test]
fn households_without_a_fault_all_come_in() {
    check(&templates(), &[1, 4, 2, 3], &[]).unwrap();
}

#[test]
fn no_import_loses_or_invents_a_household() {
    let templates = templates();
    let texts = prop::sample::select(vec![
        "",
        "甲",
        "户主",
        "9.9E+17",
        "99",
        "是",
        "2",
        "1990-02-03",
        "=A1",
        "示例村",
        "钱七",
    ]);
    let faults = prop::collection::vec((0usize..40, 0usize..35, texts.prop_map(str::to_owned)), 0..6);
    let mut runner = prop::test_runner::TestRunner::default();
    runner
        .run(&(prop::collection::vec(1usize..5, 1..10), faults), |(sizes, faults)| {
            check(&templates, &sizes, &faults)
        })
        .unwrap();
}

//! The checklist of 2022 as files: whole, valid, and every fault in it told with file, item, field and remedy.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use zoufang_domain::checklist::{Checklist, Fault, RaiseKind};
use zoufang_domain::ids::BucketCode;

fn schema() -> Value {
    serde_json::from_str(&std::fs::read_to_string(support::folder().join("checklist.schema.json")).unwrap())
        .unwrap()
}

#[test]
fn the_checklist_of_2022_has_72_items_in_six_focuses_and_92_finding_codes() {
    let checklist = support::checklist();
    assert_eq!(checklist.items.len(), 72);
    let in_focus = |code: &str| checklist.items.iter().filter(|item| item.focus == code).count();
    assert_eq!(["F1", "F2", "F3", "F4", "F5", "F6"].map(in_focus), [21, 15, 10, 9, 11, 6]);
    let raises = checklist.items.iter().flat_map(|item| &item.raises);
    assert_eq!(raises.filter(|raise| matches!(raise.what, RaiseKind::Finding { .. })).count(), 92);
    let campaign = checklist.campaign();
    assert_eq!(campaign.id.0, "2022-shaoyun");
    assert_eq!(campaign.parameters["income_line"], 7000.0);
    assert_eq!(campaign.buckets[0].code, BucketCode::from("now"));
    assert_eq!(checklist.label("labor", "weak"), Some("弱劳动力或半劳动力"));
}

#[test]
fn the_checklist_fits_its_json_schema_as_document() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let document: Value = serde_json::from_str(&support::checklist().to_document()).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path)).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn every_file_fits_the_definition_of_its_name() {
    for (name, text) in support::files() {
        let definition = if name.starts_with("items/") { "items" } else { name.trim_end_matches(".json") };
        let mut schema = schema();
        let wanted = json!({ "$ref": format!("#/$defs/{}", definition.replace('-', "_")) });
        let root = schema.as_object_mut().unwrap();
        root.retain(|key, _| key.starts_with('$'));
        root.insert("allOf".to_owned(), json!([wanted]));
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path)).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

#[test]
fn the_schema_refuses_an_item_without_its_options() {
    let validator = jsonschema::draft202012::new(&schema()).unwrap();
    let mut document: Value = serde_json::from_str(&support::checklist().to_document()).unwrap();
    document["items"][0].as_object_mut().unwrap().remove("options");
    assert!(!validator.is_valid(&document));
}

#[test]
fn the_document_reads_back_as_the_same_checklist() {
    let checklist = support::checklist();
    assert_eq!(Checklist::from_document(&checklist.to_document()).unwrap(), checklist);
}

/// The faults after `change` to the items of a file.
fn faults_after(file: &str, change: impl Fn(&mut Value)) -> Vec<Fault> {
    let mut files = support::files();
    let (_, text) = files.iter_mut().find(|(name, _)| name == file).unwrap();
    let mut value: Value = serde_json::from_str(text).unwrap();
    change(&mut value);
    *text = value.to_string();
    support::read(&files).unwrap_err().0
}

fn only(faults: Vec<Fault>) -> Fault {
    assert_eq!(faults.len(), 1, "{faults:#?}");
    faults.into_iter().next().unwrap()
}

#[test]
fn an_unknown_option_in_a_condition_is_told_with_the_options_there_are() {
    let fault =
        only(faults_after("items/F2.json", |items| items[0]["raises"][0]["when"] = json!("a == 'nope'")));
    assert_eq!((fault.file.as_str(), fault.item.as_deref()), ("items/F2.json", Some("F2.01")));
    assert_eq!(fault.field, "raises[0].when");
    assert_eq!(fault.problem, "`a` never is 'nope'");
    assert_eq!(fault.remedy, "use one of yes, no");
}

#[test]
fn a_reference_to_an_item_that_is_not_there_is_told() {
    let fault =
        only(faults_after("items/F5.json", |items| items[1]["applies_if"] = json!("ans.F9.99 == 'x'")));
    assert_eq!(fault.item.as_deref(), Some("F5.02"));
    assert!(fault.problem.contains("there is no item F9.99"));
}

#[test]
fn a_bad_token_is_told_with_file_item_field_and_place() {
    let fault =
        only(faults_after("items/F1.json", |items| items[3]["applies_if"] = json!("hh.lifted && true")));
    assert!(
        fault
            .to_string()
            .starts_with("items/F1.json: F1.05: applies_if: `hh.lifted && true`: bad token at 10")
    );
}

#[test]
fn repeated_numbers_and_finding_codes_are_told() {
    let faults = faults_after("items/F3.json", |items| {
        items[1]["id"] = json!("F3.01");
        items[3]["raises"][0]["code"] = json!("P.F3.03a");
    });
    let told: Vec<&str> = faults.iter().map(|fault| fault.problem.as_str()).collect();
    assert!(told.contains(&"`F3.01` stands twice"), "{told:?}");
    assert!(told.contains(&"`P.F3.03a` stands twice"), "{told:?}");
}

#[test]
fn all_faults_of_one_item_are_told_at_once() {
    let faults = faults_after("items/F2.json", |items| {
        let item = items[0].as_object_mut().unwrap();
        item.remove("title_zh");
        item.insert("order".to_owned(), json!("ten"));
        item.insert("colour".to_owned(), json!("red"));
        item["raises"][0]["severity"] = json!("dreadful");
        item["raises"][0]["bucket"] = json!("aug");
        item["raises"][1]["risk"] = json!("luck");
        item["raises"][1]["when"] = json!("hh.montior == 'active'");
    });
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    for wanted in [
        "title_zh",
        "order",
        "colour",
        "raises[0].severity",
        "raises[0].bucket",
        "raises[1].risk",
        "raises[1].when",
    ] {
        assert!(fields.contains(&wanted), "{wanted} is not among {faults:#?}");
    }
    assert!(faults.iter().all(|fault| !fault.remedy.is_empty() && fault.item.as_deref() == Some("F2.01")));
}

#[test]
fn files_that_are_missing_broken_or_foreign_are_told() {
    let mut files = support::files();
    files.retain(|(name, _)| name != "notice.json");
    files.push(("shopping.json".to_owned(), "{}".to_owned()));
    files.iter_mut().find(|(name, _)| name == "messages.json").unwrap().1 = "[".to_owned();
    let told = support::read(&files).unwrap_err().to_string();
    assert!(told.contains("notice.json: notice: is missing; add notice.json"), "{told}");
    assert!(told.contains("shopping.json") && told.contains("is not a file of a checklist"), "{told}");
    assert!(told.contains("messages.json") && told.contains("is not JSON"), "{told}");
    assert!(Checklist::from_document("[]").is_err() && Checklist::from_document("{}").is_err());
}

#[test]
fn an_operator_that_does_not_fit_the_answer_is_told() {
    let faults = faults_after("items/F1.json", |items| items[0]["raises"][0]["when"] = json!("a has 'near'"));
    assert_eq!(only(faults).remedy, "use == or in");
}

#[test]
fn an_item_that_applies_by_a_later_answer_is_told() {
    let fault =
        only(faults_after("items/F5.json", |items| items[0]["applies_if"] = json!("ans.F5.02 == 'pipe'")));
    assert_eq!((fault.item.as_deref(), fault.field.as_str()), (Some("F5.01"), "applies_if"));
    assert!(fault.problem.contains("stands later"), "{fault}");
}

#[test]
fn every_finding_has_its_title_in_both_languages() {
    for item in support::checklist().items {
        for raise in item.raises {
            let RaiseKind::Finding { code, title_en, .. } = raise.what else { continue };
            assert!(title_en.is_some_and(|title| !title.is_empty()), "{code}");
        }
    }
}

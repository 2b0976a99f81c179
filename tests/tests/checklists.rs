//! A checklist with a fault, given to the office or, past it, to a device: the message names file, item and field, and
//! visits go on with the checklist before.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use zoufang_office::import::checklist_id;
use zoufang_office::{Config, Office, Township, storage};
use zoufang_tests::phone::{PIN, Phone, words};
use zoufang_tests::program::{binary, free_port, serve_office};
use zoufang_tests::township;
use zoufang_wire::{Action, Entity, ErrorCode};

/// The checklist of 2022 in a folder of its own, as `version`, with its first water question changed.
fn edition(folder: &Path, version: u32, change: impl Fn(&mut Value)) -> PathBuf {
    let root = folder.join(format!("edition-{version}"));
    for (name, text) in township::checklist_files() {
        let mut value: Value = serde_json::from_str(&text).unwrap();
        match name.as_str() {
            "campaign.json" => value["version"] = version.into(),
            "items/F2.json" => change(&mut value[0]),
            _ => {}
        }
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, value.to_string()).unwrap();
    }
    root
}

fn break_condition(item: &mut Value) {
    item["raises"][0]["when"] = "a == 'nope'".into();
}

fn item_of<'a>(document: &'a mut Value, id: &str) -> &'a mut Value {
    document["items"].as_array_mut().unwrap().iter_mut().find(|item| item["id"] == id).unwrap()
}

fn publish(data: &Path, checklist: &Path) -> Output {
    let mut command = Command::new(binary("zoufang-office"));
    command.args(["checklist", "publish", "--data"]).arg(data).arg(checklist).output().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_office_refuses_a_faulty_checklist_with_file_item_and_field_and_the_old_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("office"), free_port().unwrap());
    let ticket = township::prepare(&data, port, 20);
    let _office = serve_office(&data, port).unwrap();
    let phone = Phone::at(&folder.path().join("phone"));
    phone.enrol(&ticket).await;

    let refused = publish(&data, &edition(folder.path(), 2, break_condition));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success());
    for place in ["items/F2.json", "F2.01", "raises[0].when"] {
        assert!(said.contains(place), "{place} is not named: {said}");
    }
    // The same past the command line, as a console or an importer would.
    let mut document: Value = serde_json::from_str(&township::checklist().to_document()).unwrap();
    break_condition(item_of(&mut document, "F2.01"));
    let checklists = vec![("2022-shaoyun".to_owned(), 2, document.to_string())];
    let inside = Office::open(&data, Config::for_tests()).unwrap();
    let refused = inside.import(Township { checklists, ..Township::default() }).unwrap_err();
    assert_eq!(refused.code, ErrorCode::ChecklistFaulty);
    drop(inside);

    // A version that is out never changes under the hands of those who use it.
    let edited = publish(&data, &edition(folder.path(), 1, |item| item["title_zh"] = "改过的问题".into()));
    let said = String::from_utf8_lossy(&edited.stderr).into_owned();
    assert!(!edited.status.success() && said.contains("higher version"), "{said}");

    let begun = phone.begin();
    let good = publish(&data, &edition(folder.path(), 3, |_| ()));
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    phone.until("version 3", |_| phone.field.checklist().unwrap().unwrap().version() == 3).await;
    phone.field.save_visit(begun).unwrap();
    phone.visit();
    phone.hand_in().await;
    let versions: Vec<u32> = recorded_versions(&data);
    assert_eq!(versions, [1, 3], "a visit ends under the version it began with");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_passes_over_a_faulty_checklist_says_so_and_goes_on_with_the_one_before() {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("office"), free_port().unwrap());
    let ticket = township::prepare(&data, port, 20);
    let _office = serve_office(&data, port).unwrap();
    let phone = Phone::at(&folder.path().join("phone"));
    phone.enrol(&ticket).await;
    let begun = phone.begin();

    // Past the office's own check, as an office of another version would.
    let mut document: Value = serde_json::from_str(&township::checklist().to_document()).unwrap();
    document["campaign"]["version"] = 2.into();
    break_condition(item_of(&mut document, "F2.01"));
    force(&data, 2, document.to_string());
    let pulled = phone.field.sync_status().unwrap().progress.rows_pulled;
    phone.until("the faulty version", |now| now.progress.rows_pulled > pulled).await;

    phone.field.save_visit(begun).unwrap();
    phone.visit();
    let notice = phone.field.status().notice.unwrap();
    assert_eq!(notice.code, ErrorCode::ChecklistFaulty);
    let told = words(&notice);
    for place in ["仍用原来的清单", "F2.01", "raises[0].when"] {
        assert!(told.contains(place), "{place} is not named: {told}");
    }
    phone.field.lock();
    phone.field.unlock(PIN).unwrap();
    phone.visit();
    phone.hand_in().await;
    assert_eq!(recorded_versions(&data), [1, 1, 1]);

    let good = publish(&data, &edition(folder.path(), 3, |_| ()));
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    phone.until("version 3", |_| phone.field.checklist().unwrap().unwrap().version() == 3).await;
    phone.visit();
    assert_eq!(phone.field.status().notice, None, "what is mended is told no more");
}

fn force(data: &Path, version: u32, document: String) {
    let office = Office::open(data, Config::for_tests()).unwrap();
    storage::write(office.storage(), move |rows| {
        let id = checklist_id("2022-shaoyun", version);
        rows.put_checklist(id, "2022-shaoyun", version, &document)?;
        let viewers = rows.all_viewers()?;
        viewers.into_iter().try_for_each(|viewer| rows.feed(viewer, Entity::Checklist, id, Action::Upsert))
    })
    .unwrap();
}

fn recorded_versions(data: &Path) -> Vec<u32> {
    let office = Office::open(data, Config::for_tests()).unwrap();
    let mut versions = Vec::new();
    storage::read(office.storage(), |rows| {
        rows.each_op(&mut |op| {
            let value: Value = serde_json::from_str(&op.bytes).unwrap();
            versions.extend(value["body"]["checklist_version"].as_u64().map(|n| u32::try_from(n).unwrap()));
            Ok(())
        })
    })
    .unwrap();
    versions
}

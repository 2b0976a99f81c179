//! Lists going out as official templates: what stands in them, who may take them, and what LibreOffice makes of them.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use support::desk::{Desk, Who};
use zoufang_domain::checklist::Checklist;
use zoufang_domain::roster::id_number::IdRegion;
use zoufang_office::accounts::Role;
use zoufang_office::storage::audit::AuditFilter;
use zoufang_sheets::{
    Cell, Context, Limits, SheetTemplate, Taken, Templates, VillageRef, import_rows, read_rows,
};

fn templates(desk: &Desk) -> Templates {
    let (_, _, document) = desk.office.look(|rows| rows.checklists()).unwrap().pop().unwrap();
    Templates::of(&Checklist::from_document(&document).unwrap()).unwrap()
}

async fn taken_out(desk: &Desk, who: &Who, path: &str, body: &Value) -> Result<Vec<u8>, (StatusCode, Value)> {
    let Who::Session(cookie, csrf) = who else { panic!("nobody") };
    let request = Request::post(format!("/console/api/{path}"))
        .header(header::HOST, "office.example:8443")
        .header(header::COOKIE, cookie)
        .header("x-zoufang-csrf", csrf)
        .header(header::CONTENT_TYPE, "application/json");
    let response = desk.send(request.body(Body::from(body.to_string())).unwrap()).await;
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 50 << 20).await.unwrap().to_vec();
    if status == StatusCode::OK {
        return Ok(bytes);
    }
    Err((status, serde_json::from_slice(&bytes).unwrap()))
}

fn cells(templates: &Templates, template: &SheetTemplate, bytes: &[u8]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let each = &mut |_, cells: Vec<Cell>| rows.push(cells.iter().map(Cell::shown).collect());
    read_rows(templates, template, bytes, Limits::default(), each).unwrap();
    rows
}

fn last_export(desk: &Desk) -> (String, String) {
    let filter = AuditFilter { event: Some("export".into()), limit: 1, ..AuditFilter::default() };
    let (mut rows, _) = desk.office.look(|rows| rows.list_audit(&filter)).unwrap();
    let row = rows.remove(0);
    (row.subject, row.detail)
}

#[tokio::test]
async fn the_ledger_goes_out_as_attachment_4_and_would_come_in_again() {
    let desk = Desk::with_two_visits();
    let templates = templates(&desk);
    let template = templates.get("attachment4").unwrap();
    let officer = desk.signed_in(Role::TaskForce).await;
    let asked = json!({ "purpose": "报送区乡村振兴局" });
    let book = taken_out(&desk, &officer, "findings/export", &asked).await.unwrap();
    let rows = cells(&templates, template, &book);
    assert_eq!(rows.len(), 2);
    let of = |row: &[String], header: &str| row[template.at(header).unwrap()].clone();
    let here = desk.office.look(|rows| rows.village(desk.home_here.village_id)).unwrap().unwrap();
    let row = rows.iter().find(|row| of(row, "行政村") == here.name).unwrap();
    assert_eq!(of(row, "问题编号"), format!("{}-2022-0001", here.code));
    assert_eq!(of(row, "户主姓名（或村级问题）"), desk.home_here.head().unwrap().name);
    for (header, text) in [
        ("所属聚焦", "聚焦“三保障”及饮水安全巩固提升"),
        ("问题类别", "吃水有没有问题？（可多选）"),
        ("问题描述", "饮水不安全"),
        ("发现日期", "2022-05-12"),
        ("严重程度", "较重"),
        ("整改时限", "立查立改"),
        ("到期日期", "2022-05-19"),
        ("整改状态", "待整改"),
    ] {
        assert_eq!(of(row, header), text, "{header}");
    }
    let villages: Vec<VillageRef> = desk
        .office
        .look(|rows| rows.villages())
        .unwrap()
        .into_iter()
        .map(|one| VillageRef { id: one.id, name: one.name, permitted: true })
        .collect();
    let nobody: BTreeMap<String, Taken> = BTreeMap::new();
    let context = Context {
        day: "2022-05-20".parse().unwrap(),
        region: IdRegion::WithTestArea,
        villages: &villages,
        roster: &nobody,
        progress: None,
    };
    let checked = import_rows(&templates, template, &book, Limits::default(), context).unwrap();
    let told: Vec<String> = checked.iter().flat_map(|row| &row.messages).map(ToString::to_string).collect();
    assert!(told.is_empty(), "{told:?}");
    assert_eq!(last_export(&desk), ("attachment4".into(), "2 rows, masked, for: 报送区乡村振兴局".into()));

    let admin = desk.signed_in(Role::VillageAdmin).await;
    let book = taken_out(&desk, &admin, "findings/export", &asked).await.unwrap();
    assert_eq!(
        cells(&templates, template, &book),
        [{
            let mut own = row.clone();
            own[0] = "1".into();
            own
        }]
    );
    let narrowed = taken_out(&desk, &officer, "findings/export?state=closed", &asked).await.unwrap();
    let nothing = read_rows(&templates, template, &narrowed, Limits::default(), &mut |_, _| {}).unwrap_err();
    assert_eq!(nothing[0].code, "E07");
}

#[tokio::test]
async fn without_a_purpose_nothing_goes_out() {
    let desk = Desk::with_two_visits();
    let officer = desk.signed_in(Role::TaskForce).await;
    for purpose in ["", " 报 ", &"长".repeat(101), "报送\n区里"] {
        let (status, refused) =
            taken_out(&desk, &officer, "findings/export", &json!({ "purpose": purpose })).await.unwrap_err();
        assert_eq!((status, &refused["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("purpose_missing")));
    }
    let filter = AuditFilter { event: Some("export".into()), limit: 1, ..AuditFilter::default() };
    assert_eq!(desk.office.look(|rows| rows.list_audit(&filter)).unwrap().1, 0);
}

#[tokio::test]
async fn households_go_out_masked_unless_whole_numbers_are_asked_for() {
    let desk = Desk::with_two_visits();
    let templates = templates(&desk);
    let template = templates.get("attachment2").unwrap();
    let admin = desk.signed_in(Role::VillageAdmin).await;
    let mut asked = json!({ "purpose": "核对底册", "village": null, "all": true, "whole": false });
    let masked =
        cells(&templates, template, &taken_out(&desk, &admin, "households/export", &asked).await.unwrap());
    let all = desk.office.look(|rows| rows.households()).unwrap();
    let here = all.iter().filter(|home| home.village_id == desk.home_here.village_id);
    let people: usize = here.clone().map(|home| home.active_members().count()).sum();
    assert_eq!(masked.len(), people, "a village admin takes out the own village, and all of it");
    let numbers: Vec<String> =
        here.flat_map(|home| home.active_members().filter_map(|one| one.id_no.clone())).collect();
    let stands = |rows: &[Vec<String>], number: &str| rows.iter().flatten().any(|cell| cell == number);
    assert!(numbers.iter().all(|number| !stands(&masked, number)));
    assert!(last_export(&desk).1.contains("masked"));

    asked["whole"] = true.into();
    let whole =
        cells(&templates, template, &taken_out(&desk, &admin, "households/export", &asked).await.unwrap());
    assert!(numbers.iter().all(|number| stands(&whole, number)));
    assert!(last_export(&desk).1.contains("numbers whole"));

    asked["all"] = false.into();
    let unknown = taken_out(&desk, &admin, "households/export", &asked).await.unwrap();
    let national = template.at("户编号").unwrap();
    assert!(cells(&templates, template, &unknown).iter().all(|row| row[national].is_empty()));
}

/// LibreOffice reads every cell as it was written: nothing is taken for a number, a date or a formula.
#[tokio::test]
async fn libreoffice_shows_the_same_cells() {
    let desk = Desk::with_two_visits();
    let templates = templates(&desk);
    let admin = desk.signed_in(Role::VillageAdmin).await;
    let households = json!({ "purpose": "核对底册", "village": null, "all": true, "whole": true });
    let ledger = json!({ "purpose": "核对台账" });
    for (key, path, asked) in
        [("attachment2", "households/export", &households), ("attachment4", "findings/export", &ledger)]
    {
        let template = templates.get(key).unwrap();
        let book = taken_out(&desk, &admin, path, asked).await.unwrap();
        let shown = through_libreoffice(&book);
        let mut wanted =
            vec![template.columns.iter().map(|column| column.header.clone()).collect::<Vec<_>>()];
        wanted.extend(cells(&templates, template, &book));
        assert_eq!(shown.len(), wanted.len(), "{key}");
        for (shown, wanted) in shown.iter().zip(&wanted) {
            assert_eq!(shown, wanted, "{key}");
        }
    }
}

fn through_libreoffice(book: &[u8]) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let (file, own) = (folder.path().join("book.xlsx"), folder.path().join("profile"));
    std::fs::write(&file, book).unwrap();
    // Comma, quotes, UTF-8, from the first line, cells as shown.
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true";
    let said = Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", own.display()))
        .args(["--headless", "--convert-to", filter, "--outdir"])
        .args([folder.path(), Path::new(&file)])
        .output()
        .unwrap();
    let text = std::fs::read_to_string(folder.path().join("book.csv"));
    let text = text.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&said.stderr)));
    let mut lines = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    lines.records().map(|line| line.unwrap().iter().map(str::to_owned).collect()).collect()
}

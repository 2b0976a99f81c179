//! A full disk at either end: a clear message, no half save, no acknowledgement of anything that was not kept, and
//! all goes on when there is room.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use zoufang_field::view::DraftChange;
use zoufang_office::office::Office;
use zoufang_tests::link::Link;
use zoufang_tests::officer::{Officer, file_of};
use zoufang_tests::phone::{PIN, Phone, words};
use zoufang_tests::program::{free_port, serve_office};
use zoufang_tests::small_disk::SmallDisk;
use zoufang_tests::township;
use zoufang_wire::ErrorCode;

fn run(story: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.unwrap().block_on(story);
}

#[test]
fn a_visit_that_finds_the_phone_full_keeps_its_draft_and_is_saved_when_there_is_room() {
    let name = "a_visit_that_finds_the_phone_full_keeps_its_draft_and_is_saved_when_there_is_room";
    SmallDisk::tell(name, 16, |disk| run(full_phone(disk)));
}

async fn full_phone(disk: &SmallDisk) {
    let me = std::process::id();
    let office_folder = tempfile::tempdir().unwrap();
    let data = office_folder.path().join("office");
    let port = free_port().unwrap();
    let ticket = township::prepare(&data, port, 30);
    let office = serve_office(&data, port).unwrap();
    let phone = Phone::at(&disk.path().join("phone"));

    // Full before enrolment: the code is not used up.
    disk.fill(me);
    let refused = phone.field.enrol(&ticket, "测试机", PIN).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::DiskFull, "{refused:?}");
    disk.free(me);
    phone.enrol(&ticket).await;

    let saved_before = phone.visit();
    let visit = phone.begin();
    let draft = phone.field.draft(visit).unwrap();
    reopen(&phone).await;
    disk.fill(me);
    let refused = phone.field.save_visit(visit).unwrap_err();
    assert_eq!((refused.code, refused.retryable), (ErrorCode::DiskFull, true), "{refused:?}");
    assert!(words(&refused).contains("清理空间"), "{}", words(&refused));
    let remark = DraftChange::SetRemark { remark: Some("门口有两条狗".repeat(5_000)) };
    assert_eq!(phone.field.change_draft(visit, remark).unwrap_err().code, ErrorCode::DiskFull);
    // A new draft is small: the pages left in the log may hold a few. Each is kept or refused, never half of both.
    let mut begun = Vec::new();
    let refused = loop {
        match phone.field.start_visit(phone.next()) {
            Ok(draft) => begun.push(draft.visit_id),
            Err(refused) => break refused,
        }
        assert!(begun.len() < 1_000, "the disk was not full");
    };
    assert_eq!(refused.code, ErrorCode::DiskFull);
    let kept = phone.field.draft(visit).unwrap();
    assert_eq!((kept.focuses, kept.mode), (draft.focuses, draft.mode), "the draft is as it was left");
    phone.field.sync_now().unwrap();
    // A PIN try is counted before it is judged. Closing may have left room for that or not; nothing breaks over it.
    phone.field.lock();
    if let Err(refused) = phone.field.unlock(PIN) {
        assert_eq!(refused.code, ErrorCode::DiskFull, "{refused:?}");
    }

    disk.free(me);
    phone.field.unlock(PIN).unwrap();
    for small in begun {
        assert_eq!(phone.field.draft(small).unwrap().visit_id, small);
    }
    assert_eq!(phone.field.save_visit(visit).unwrap().visit_id, visit);
    phone.hand_in().await;
    drop(office);
    assert_eq!(township::visits_in(&data), BTreeSet::from([saved_before, visit]));
    phone.field.lock();
}

#[test]
fn an_answer_that_the_full_phone_cannot_note_counts_for_nothing_and_is_asked_for_again() {
    let name = "an_answer_that_the_full_phone_cannot_note_counts_for_nothing_and_is_asked_for_again";
    SmallDisk::tell(name, 16, |disk| run(answer_finds_no_room(disk)));
}

async fn answer_finds_no_room(disk: &SmallDisk) {
    let me = std::process::id();
    let office_folder = tempfile::tempdir().unwrap();
    let data = office_folder.path().join("office");
    let (port, road) = (free_port().unwrap(), free_port().unwrap());
    let ticket = township::prepare(&data, road, 30);
    let office = serve_office(&data, port).unwrap();
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let link = Link::open_at(at(road), at(port)).await.unwrap();
    let phone = Phone::at(&disk.path().join("phone"));
    phone.enrol(&ticket).await;
    link.cut();
    let visit = phone.visit();
    reopen(&phone).await;
    disk.fill(me);
    link.mend();
    let told = phone.told(ErrorCode::DiskFull).await;
    assert!(told.contains("清理空间"), "{told}");
    assert_eq!(phone.field.sync_status().unwrap().unsent_visits, 1);
    disk.free(me);
    phone.hand_in().await;
    drop(office);
    assert_eq!(township::visits_in(&data), BTreeSet::from([visit]));
    phone.field.lock();
}

/// Closing writes the log back, so that the next commit needs room.
async fn reopen(phone: &Phone) {
    phone.field.lock();
    tokio::time::sleep(Duration::from_millis(300)).await;
    phone.field.unlock(PIN).unwrap();
}

#[test]
fn an_office_without_room_refuses_for_the_moment_and_acknowledges_nothing_it_did_not_keep() {
    let name = "an_office_without_room_refuses_for_the_moment_and_acknowledges_nothing_it_did_not_keep";
    SmallDisk::tell(name, 16, |disk| run(full_office(disk)));
}

async fn full_office(disk: &SmallDisk) {
    let phone_folder = tempfile::tempdir().unwrap();
    let data = disk.path().join("office");
    let port = free_port().unwrap();
    let ticket = township::prepare(&data, port, 60);
    let mut office = serve_office(&data, port).unwrap();
    let phone = Phone::at(&phone_folder.path().join("phone"));
    phone.enrol(&ticket).await;
    let mut saved = BTreeSet::from([phone.visit()]);
    phone.hand_in().await;
    // A log that is written back and begun anew needs room for the next commit.
    office.kill();
    drop(township::visits_in(&data));
    office = serve_office(&data, port).unwrap();

    disk.fill(office.0.id());
    for _ in 0..3 {
        saved.insert(phone.visit());
    }
    let told = phone.told(ErrorCode::OfficeFull).await;
    assert!(told.contains("镇上服务器") && told.contains("都在本机"), "{told}");
    let status = phone.field.sync_status().unwrap();
    assert_eq!(status.unsent_visits, 3);
    let error = status.progress.last_error.unwrap();
    assert!(error.retryable);
    // The battery of the office's machine runs out while the disk is full.
    office.kill();
    drop(office);
    disk.free(std::process::id());
    let stored = township::visits_in(&data);
    assert_eq!(stored.len(), saved.len() - 3, "what was acknowledged is there, and nothing else");

    let office = serve_office(&data, port).unwrap();
    disk.fill(office.0.id());
    phone.told(ErrorCode::OfficeFull).await;
    disk.free(office.0.id());
    phone.hand_in().await;
    drop(office);
    assert_eq!(township::visits_in(&data), saved);
}

#[test]
fn a_file_of_households_that_finds_the_office_full_is_refused_whole_and_taken_when_there_is_room() {
    let name =
        "a_file_of_households_that_finds_the_office_full_is_refused_whole_and_taken_when_there_is_room";
    SmallDisk::tell(name, 32, |disk| run(full_import(disk)));
}

async fn full_import(disk: &SmallDisk) {
    let data = disk.path().join("office");
    let port = free_port().unwrap();
    drop(township::prepare(&data, port, 10));
    let (villages, homes) = zoufang_office::demo::roster(300, 1);
    let elsewhere = tempfile::tempdir().unwrap();
    let file = file_of(&township::checklist(), &villages, &homes, elsewhere.path());
    let url = format!("http://127.0.0.1:{port}");
    let reopened = || Office::open(&data, township::config(&data, &url)).unwrap();
    let count = |office: &Office| office.look(|rows| rows.households()).unwrap().len();
    let office = reopened();
    let session = Officer::session(&office);
    let before = count(&office);
    // Villages as the file names them: those of the larger town.
    office.import(zoufang_office::Township { villages, ..zoufang_office::Township::default() }).unwrap();
    drop(office);
    let mut program = serve_office(&data, port).unwrap();
    let officer = Officer::enter(port, &session).await;

    disk.fill(program.0.id());
    let (status, refused) = officer.hand_in(file.clone()).await;
    assert_eq!((status, refused["code"].as_str()), (503, Some("disk_full")), "{refused}");
    disk.free(program.0.id());
    let left = std::fs::read_dir(data.join("imports")).map_or(0, |files| files.count());
    assert_eq!(left, 0, "half a file was left behind");

    let (_, job) = officer.hand_in(file).await;
    let job = officer.checked(&job).await;
    assert_eq!(job["state"], "ready", "{job}");
    assert!(job["summary"]["new"].as_u64().unwrap() > 200, "{job}");
    disk.fill(program.0.id());
    let (status, refused) = officer.commit(&job).await;
    assert_eq!((status, refused["code"].as_str()), (503, Some("disk_full")), "{refused}");
    // The battery of the office's machine runs out while the disk is full.
    program.kill();
    disk.free(std::process::id());
    assert_eq!(count(&reopened()), before, "a commit that was refused wrote something");
    program = serve_office(&data, port).unwrap();
    let (status, done) = officer.commit(&job).await;
    assert_eq!((status, done["state"].as_str()), (200, Some("done")), "{done}");
    drop(program);
    assert_eq!(count(&reopened()) as u64, before as u64 + job["summary"]["new"].as_u64().unwrap());
}

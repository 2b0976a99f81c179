//! An app that is too old: it says so, keeps everything, still hands in where it can, and goes on after the upgrade.
#![allow(clippy::unwrap_used, clippy::panic)]

use zoufang_field::Env;
use zoufang_tests::inside::serve_inside;
use zoufang_tests::other_server::OtherServer;
use zoufang_tests::phone::{PIN, Phone};
use zoufang_tests::program::free_port;
use zoufang_tests::township;
use zoufang_wire::{Caps, ErrorCode};

#[tokio::test(flavor = "multi_thread")]
async fn an_app_too_old_to_pull_hands_in_says_so_and_pulls_again_after_the_upgrade() {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("office"), free_port().unwrap());
    let ticket = township::prepare(&data, port, 20);
    let url = format!("http://127.0.0.1:{port}");
    let office = serve_inside(&data, port, township::config(&data, &url)).await;
    let dir = folder.path().join("phone");
    let phone = Phone::with(&dir, Env::system(), "0.1.0");
    phone.enrol(&ticket).await;
    phone.field.lock();
    drop(office);

    // The town upgrades its office first, as towns do.
    let mut config = township::config(&data, &url);
    config.min_app_for_pull = "9.0.0".into();
    let _office = serve_inside(&data, port, config).await;
    phone.field.unlock(PIN).unwrap();
    let told = phone.told(ErrorCode::UpgradeToPull).await;
    assert!(told.contains("升级"), "{told}");
    phone.visit();
    let kept = phone.field.draft(phone.begin()).unwrap();
    phone.hand_in().await;
    let status = phone.field.sync_status().unwrap();
    assert!(status.progress.upgrade_to_pull, "the screen must go on saying so");
    assert_eq!(township::visits_in(&data).len(), 1, "handing in never needs an upgrade");
    assert_eq!(phone.field.overview().unwrap().counts.total, 20, "the old list stays");

    phone.field.lock();
    drop(phone);
    let phone = Phone::with(&dir, Env::system(), "9.0.0");
    phone.field.unlock(PIN).unwrap();
    let now = phone.until("a pull", |now| now.progress.last_success_at.is_some()).await;
    assert!(!now.progress.upgrade_to_pull && now.progress.last_error.is_none(), "{:?}", now.progress);
    let draft = phone.field.draft(kept.visit_id).unwrap();
    assert_eq!((draft.focuses, draft.mode), (kept.focuses, kept.mode), "the draft is as it was left");
    phone.field.save_visit(kept.visit_id).unwrap();
    phone.hand_in().await;
    assert_eq!(township::visits_in(&data).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_of_another_protocol_is_not_called_a_wrong_address_and_nothing_is_sent_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let (data, port) = (folder.path().join("office"), free_port().unwrap());
    let ticket = township::prepare(&data, port, 20);
    let url = format!("http://127.0.0.1:{port}");
    let office = serve_inside(&data, port, township::config(&data, &url)).await;
    let client = zoufang_field::sync::driver::http_client(None).unwrap();
    let answer = client.get(format!("{url}/v1/caps")).send().await.unwrap().bytes().await.unwrap();
    let mut caps: Caps = serde_json::from_slice(&answer).unwrap();
    let phone = Phone::at(&folder.path().join("phone"));
    phone.enrol(&ticket).await;
    phone.field.lock();
    drop(office);

    caps.protocols = vec![2];
    let later = OtherServer::at(port, "application/json", serde_json::to_vec(&caps).unwrap()).await;
    phone.field.unlock(PIN).unwrap();
    phone.visit();
    let told = phone.told(ErrorCode::ProtocolUnknown).await;
    assert!(told.contains("升级") && told.contains("都在本机"), "{told}");
    assert_eq!(phone.field.sync_status().unwrap().unsent_visits, 1);
    assert!(later.asked().iter().all(|line| line.starts_with("GET /v1/caps ")), "{:?}", later.asked());
    drop(later);

    let _office = serve_inside(&data, port, township::config(&data, &url)).await;
    phone.hand_in().await;
}

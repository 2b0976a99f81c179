//! The engine's hands over a real socket: TLS with the office's own CA, enrolment, fetching, and an office that is
//! not the one of the ticket.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use zoufang_domain::ids::{AssignmentId, HouseholdId, MemberId};
use zoufang_domain::roster::{Assignment, RosterProposal};
use zoufang_field::{Env, Field};
use zoufang_office::tls::Authority;
use zoufang_office::{Config, Office, Township, serve};
use zoufang_tests::sim::town;
use zoufang_wire::enrol::EnrolmentTicket;
use zoufang_wire::{Digest, ErrorCode};

/// An office with one village and one cadre, and the ticket for a device.
fn prepare(data: &Path, address: SocketAddr) -> EnrolmentTicket {
    let office = Office::open(data, Config::for_tests()).unwrap();
    let village = zoufang_domain::ids::VillageId(town::id(1, 1));
    let mut township = Township::default();
    township.villages.push(zoufang_domain::roster::Village {
        id: village,
        code: "V1".into(),
        name: "模拟1村".into(),
        groups: vec!["1组".into()],
        households: 1,
        objects: vec![],
    });
    township.households.push(town::household(village, 1));
    office.import(township).unwrap();
    let account = office.add_account("covers-1", "cadre").unwrap();
    office
        .assign(Assignment {
            id: AssignmentId(town::id(3, 1)),
            account_id: account,
            village_id: village,
            groups: vec![],
            households: vec![],
        })
        .unwrap();
    EnrolmentTicket {
        addresses: vec![format!("https://{address}")],
        ca_fingerprint: Some(Authority::open(data).unwrap().fingerprint()),
        code: office.issue_code(account).unwrap(),
        town: "少云镇".into(),
        recovery: None,
    }
}

fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

async fn start(data: &Path, address: SocketAddr) -> tokio::task::JoinHandle<()> {
    let data = data.to_owned();
    let config = Config { public_urls: vec![format!("https://{address}")], ..Config::for_tests() };
    // On loopback alone the office speaks plain HTTP; elsewhere it makes its own CA.
    let everywhere = SocketAddr::from(([0, 0, 0, 0], address.port()));
    let task = tokio::spawn(async move { serve::serve(&data, everywhere, config).await.unwrap() });
    for _ in 0..100 {
        if tokio::net::TcpStream::connect(address).await.is_ok() {
            return task;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the office does not listen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_enrols_over_tls_fetches_its_list_and_hands_in_what_it_saved() {
    let folder = tempfile::tempdir().unwrap();
    let (data, address) = (folder.path().join("office"), free_address());
    let ticket = prepare(&data, address);
    let task = start(&data, address).await;

    let field = Field::new(folder.path().join("device"), Env::system(), "0.1.0");
    let mut other = ticket.clone();
    other.ca_fingerprint = Some(Digest::of(&[b"another office"]));
    let refused = field.enrol(&other.to_text().unwrap(), "test", "240516").await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CertificateChanged);

    field.enrol(&ticket.to_text().unwrap(), "test", "240516").await.unwrap();
    field
        .propose(RosterProposal::Correct {
            household_id: HouseholdId(town::id(2, 1)),
            member_id: Some(MemberId(town::id(4, 1))),
            field: "phone".into(),
            old: None,
            new: "13900000001".into(),
            visit_id: None,
        })
        .unwrap();
    field.sync_now().unwrap();
    let mut last = None;
    for _ in 0..200 {
        let progress = field.sync_status().unwrap();
        let overview = field.overview().unwrap();
        if progress.progress.accepted == 1 && overview.counts.total == 1 {
            task.abort();
            return;
        }
        last = Some(progress);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("nothing arrived: {last:?}");
}

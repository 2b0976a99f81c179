//! TLS end to end: the real office program with its own CA, a device that trusts that CA and nothing else, and
//! everybody else who may stand at the same address.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::pki_types::UnixTime;
use tokio_rustls::TlsConnector;
use zoufang_office::tls::Authority;
use zoufang_tests::impostor::Impostor;
use zoufang_tests::link::Link;
use zoufang_tests::phone::{PIN, Phone, words};
use zoufang_tests::program::{free_port, serve_office_with_tls, until_free};
use zoufang_tests::township;
use zoufang_wire::ErrorCode;

fn loopback(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

/// The certificate that the office serves with now, read by a client that trusts `ca` alone.
async fn leaf(port: u16, ca: &[u8]) -> Vec<u8> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(ca.to_vec().into()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let settings = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let socket = tokio::net::TcpStream::connect(loopback(port)).await.unwrap();
    let name = "127.0.0.1".try_into().unwrap();
    let stream = TlsConnector::from(Arc::new(settings)).connect(name, socket).await.unwrap();
    stream.get_ref().1.peer_certificates().unwrap()[0].to_vec()
}

fn ca(data: &Path) -> Vec<u8> {
    std::fs::read(data.join(zoufang_office::tls::CA_FILE)).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_trusts_the_authority_of_its_ticket_so_a_renewed_certificate_goes_unnoticed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("office");
    let port = free_port().unwrap();
    let ticket = township::prepare_at(&data, &format!("https://127.0.0.1:{port}"), 20);
    let office = serve_office_with_tls(&data, port).unwrap();
    let first = leaf(port, &ca(&data)).await;
    let phone = Phone::at(&folder.path().join("phone"));
    phone.enrol(&ticket).await;
    phone.visit();
    phone.hand_in().await;

    // Every start of the office signs a new certificate under the same CA.
    drop(office);
    phone.visit();
    let _office = serve_office_with_tls(&data, port).unwrap();
    assert_ne!(first, leaf(port, &ca(&data)).await, "the certificate was not renewed");
    let accepted = phone.field.sync_status().unwrap().accepted;
    phone.until("the second visit", |now| now.pending == 0 && now.accepted > accepted).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_man_in_the_middle_reads_nothing_and_the_cadre_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("office");
    let (port, road) = (free_port().unwrap(), free_port().unwrap());
    let ticket = township::prepare_at(&data, &format!("https://127.0.0.1:{road}"), 20);
    let office = serve_office_with_tls(&data, port).unwrap();
    let his = Authority::open(&folder.path().join("his")).unwrap();
    let phone = Phone::at(&folder.path().join("phone"));

    // At enrolment he shows the true CA certificate, but cannot show one that it signed.
    let impostor = open_impostor(road, &his, ca(&data)).await;
    let refused = phone.field.enrol(&ticket, "测试机", PIN).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CertificateChanged);
    assert!(words(&refused).contains("证书"), "{}", words(&refused));
    assert_eq!(impostor.heard(), ["GET /v1/ca HTTP/1.1"], "only what is public was asked for");
    drop(impostor);
    // With his own CA he is refused as well.
    let impostor = open_impostor(road, &his, his.certificate.clone()).await;
    let refused = phone.field.enrol(&ticket, "测试机", PIN).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::CertificateChanged);
    assert_eq!(impostor.heard(), ["GET /v1/ca HTTP/1.1"]);
    drop(impostor);

    // He has not learnt the code, so it still enrols; later he comes between again.
    let link = open_link(road, port).await;
    phone.enrol(&ticket).await;
    link.cut();
    drop(link);
    let impostor = open_impostor(road, &his, Vec::new()).await;
    phone.visit();
    let told = phone.told(ErrorCode::CertificateChanged).await;
    assert!(told.contains("本机数据都在"), "{told}");
    assert_eq!(impostor.heard(), Vec::<String>::new(), "an enrolled device asks him nothing");
    assert!(phone.field.sync_status().unwrap().pending > 0);
    drop(impostor);

    let _link = open_link(road, port).await;
    phone.hand_in().await;
    drop(office);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_with_another_authority_gets_nothing_and_the_right_one_gets_everything() {
    let folder = tempfile::tempdir().unwrap();
    let (data, other) = (folder.path().join("office"), folder.path().join("other"));
    let port = free_port().unwrap();
    let url = format!("https://127.0.0.1:{port}");
    let ticket = township::prepare_at(&data, &url, 20);
    let _ = township::prepare_at(&other, &url, 20);
    let office = serve_office_with_tls(&data, port).unwrap();
    let phone = Phone::at(&folder.path().join("phone"));
    phone.enrol(&ticket).await;
    drop(office);

    let office = serve_office_with_tls(&other, port).unwrap();
    let visits = [phone.visit(), phone.visit()];
    let told = phone.told(ErrorCode::CertificateChanged).await;
    assert!(told.contains("联系镇信息员"), "{told}");
    let status = phone.field.sync_status().unwrap();
    assert_eq!((status.unsent_visits, status.accepted), (2, 0));
    // Still so after a restart of the app.
    phone.field.lock();
    phone.field.unlock(PIN).unwrap();
    phone.told(ErrorCode::CertificateChanged).await;
    drop(office);

    let office = serve_office_with_tls(&data, port).unwrap();
    phone.hand_in().await;
    drop(office);
    assert_eq!(township::visits_in(&data), visits.into());
    assert_eq!(township::visits_in(&other), [].into());
}

async fn open_link(road: u16, port: u16) -> Link {
    until_free(road).await;
    Link::open_at(loopback(road), loopback(port)).await.unwrap()
}

async fn open_impostor(road: u16, authority: &Authority, ca: Vec<u8>) -> Impostor {
    until_free(road).await;
    Impostor::open_at(loopback(road), authority, ca).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_whose_clock_is_years_off_still_knows_the_office() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("office");
    let port = free_port().unwrap();
    let _ = township::prepare_at(&data, &format!("https://127.0.0.1:{port}"), 1);
    let _office = serve_office_with_tls(&data, port).unwrap();
    let ca = ca(&data);
    let certificate = leaf(port, &ca).await.into();
    let mut roots = rustls::RootCertStore::empty();
    roots.add(ca.into()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
    let name = "127.0.0.1".try_into().unwrap();
    let now = UnixTime::now().as_secs();
    let two_years = 2 * 366 * 24 * 3600;
    for then in [now - two_years, now, now + two_years, 0] {
        let then = UnixTime::since_unix_epoch(Duration::from_secs(then));
        let known = verifier.verify_server_cert(&certificate, &[], &name, &[], then);
        // A phone that lost its date altogether wakes up in 1970.
        assert!(known.is_ok(), "at {then:?}: {known:?}");
    }
}

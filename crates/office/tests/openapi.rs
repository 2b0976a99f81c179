//! The committed OpenAPI document is the one this build serves.
#![allow(clippy::unwrap_used, clippy::panic)]

#[test]
fn the_committed_openapi_document_is_the_served_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    let now = zoufang_office::http::openapi().unwrap();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    assert!(committed == now, "docs/openapi.json is stale; write it anew with UPDATE=1 and this test");
    assert!(now.contains(r#""openapi": "3.1"#));
}

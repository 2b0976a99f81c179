//! Writes the words of every error code to where the screens read them, as ts-rs does with the types. If the
//! committed file differs afterwards, it was stale: `make test` compares.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::error::ErrorCode;

#[test]
fn export_bindings_error_texts() {
    let texts: BTreeMap<String, BTreeMap<&str, &str>> = ErrorCode::ALL
        .iter()
        .map(|code| {
            let name = serde_json::to_value(code).unwrap();
            let words = BTreeMap::from([("zh", code.zh()), ("en", code.en())]);
            (name.as_str().unwrap().to_owned(), words)
        })
        .collect();
    assert_eq!(texts.len(), ErrorCode::ALL.len());
    let folder = std::env::var_os("TS_RS_EXPORT_DIR")
        .map_or_else(|| PathBuf::from("../../ui/shared/src/generated"), PathBuf::from);
    let mut text = serde_json::to_string_pretty(&texts).unwrap();
    text.push('\n');
    std::fs::write(folder.join("errorTexts.json"), text).unwrap();
}

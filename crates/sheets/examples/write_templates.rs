//! Writes every empty template of the campaign into a folder, to be looked at in Excel, WPS or LibreOffice:
//! `cargo run -p zoufang-sheets --example write_templates FOLDER`.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../tests/support/mod.rs"]
mod support;

use zoufang_sheets::empty_template;

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| panic!("say the folder"));
    for template in support::templates().iter() {
        let bytes = empty_template(template, &["示例村".to_owned(), "邻村".to_owned()]).unwrap();
        std::fs::write(format!("{folder}/{}.xlsx", template.key), bytes).unwrap();
    }
}

//! From files or one document to a checklist, with all faults at once.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::document::Checklist;
use super::fault::{Fault, Faults};
use super::item::Item;
use super::lint;
use super::reader::{Place, kind};

mod item;

/// Name under which a single document appears in faults.
const DOCUMENT: &str = "document";

/// Files of a checklist's folder and the part of the document each one holds.
const PARTS: &[(&str, &str)] = &[
    ("campaign.json", "campaign"),
    ("notice.json", "notice"),
    ("enumerations.json", "enumerations"),
    ("data-quality.json", "data_quality"),
    ("risk-measures.json", "risk_measures"),
    ("templates.json", "templates"),
    ("messages.json", "messages"),
];

/// A checklist before it is judged: values with the file they come from.
#[derive(Default)]
struct Raw {
    parts: BTreeMap<&'static str, (String, Value)>,
    items: Vec<(String, Value)>,
    faults: Vec<Fault>,
}

impl Checklist {
    /// Reads the files of a checklist's folder, given as (name, text) with names relative to the folder, such as
    /// `campaign.json` and `items/F1.json`. Items keep the order of file names, then of the lists.
    ///
    /// # Errors
    /// Every fault found, each with file, item, field and remedy.
    pub fn from_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Faults> {
        let mut sorted: Vec<(String, &str)> =
            files.into_iter().map(|(name, text)| (name.replace('\\', "/"), text)).collect();
        sorted.sort();
        let mut raw = Raw::default();
        for (name, text) in sorted {
            match serde_json::from_str(text) {
                Ok(value) => raw.add(&name, value),
                Err(error) => {
                    raw.fault(&name, "", format!("is not JSON: {error}"), "correct the JSON at that place")
                }
            }
        }
        raw.into_checklist()
    }

    /// Reads the one document that [`Checklist::to_document`] writes.
    ///
    /// # Errors
    /// Every fault found.
    pub fn from_document(text: &str) -> Result<Self, Faults> {
        let mut raw = Raw::default();
        match serde_json::from_str::<Map<String, Value>>(text) {
            Err(error) => raw.fault(DOCUMENT, "", format!("is not a JSON object: {error}"), "fetch it again"),
            Ok(mut document) => {
                for (_, part) in PARTS {
                    if let Some(value) = document.remove(*part) {
                        raw.parts.insert(part, (DOCUMENT.to_owned(), value));
                    }
                }
                raw.add_items(DOCUMENT, document.remove("items").unwrap_or(Value::Array(Vec::new())));
            }
        }
        raw.into_checklist()
    }
}

impl Raw {
    fn fault(&mut self, file: &str, field: &str, problem: impl Into<String>, remedy: impl Into<String>) {
        self.faults.push(Place { file, item: None, field: String::new() }.fault(field, problem, remedy));
    }

    fn add(&mut self, name: &str, value: Value) {
        if let Some((_, part)) = PARTS.iter().find(|(file, _)| *file == name) {
            self.parts.insert(part, (name.to_owned(), value));
        } else if name == "items.json" || name.starts_with("items/") {
            self.add_items(name, value);
        } else {
            let known: Vec<&str> = PARTS.iter().map(|(file, _)| *file).collect();
            let remedy = format!("use {} or items/…json", known.join(", "));
            self.fault(name, "", "is not a file of a checklist", remedy);
        }
    }

    fn add_items(&mut self, file: &str, value: Value) {
        match value {
            Value::Array(items) => self.items.extend(items.into_iter().map(|item| (file.to_owned(), item))),
            other => self.fault(file, "items", format!("is {}", kind(&other)), "write a list of items"),
        }
    }

    fn into_checklist(mut self) -> Result<Checklist, Faults> {
        let known: Vec<String> =
            self.items.iter().filter_map(|(_, value)| id_of(value)).map(str::to_owned).collect();
        let items = self.read_items();
        let whole = (
            self.part("campaign"),
            self.part("notice"),
            self.part("enumerations"),
            self.part("data_quality"),
            self.part("risk_measures"),
            self.part("templates"),
            self.part("messages"),
        );
        if let (
            Some(campaign),
            Some(notice),
            Some(enumerations),
            Some(data_quality),
            Some(risk_measures),
            Some(templates),
            Some(messages),
        ) = whole
        {
            let (files, items): (Vec<String>, Vec<Item>) = items.into_iter().unzip();
            let checklist = Checklist {
                campaign,
                notice,
                items,
                enumerations,
                data_quality,
                risk_measures,
                templates,
                messages,
            };
            let campaign_file = self.parts.get("campaign").map_or(DOCUMENT, |(file, _)| file);
            lint::check(&checklist, &files, campaign_file, &known, &mut self.faults);
            if self.faults.is_empty() {
                return Ok(checklist);
            }
        }
        Err(Faults(self.faults))
    }

    fn read_items(&mut self) -> Vec<(String, Item)> {
        if self.items.is_empty() {
            self.fault(DOCUMENT, "items", "there are none", "add items/F1.json and so on");
        }
        let mut read = Vec::new();
        for (file, value) in &self.items {
            let place = Place { file, item: id_of(value), field: String::new() };
            read.extend(item::read(value, place, &mut self.faults).map(|item| (file.clone(), item)));
        }
        read
    }

    fn part<T: DeserializeOwned>(&mut self, part: &'static str) -> Option<T> {
        let file_of =
            |name: &str| PARTS.iter().find(|(_, part)| *part == name).map_or(DOCUMENT, |(file, _)| *file);
        let Some((file, value)) = self.parts.get(part) else {
            self.fault(file_of(part), part, "is missing", format!("add {}", file_of(part)));
            return None;
        };
        match serde_json::from_value(value.clone()) {
            Ok(read) => Some(read),
            Err(error) => {
                let file = file.clone();
                self.fault(&file, part, error.to_string(), "write it as checklist.schema.json describes");
                None
            }
        }
    }
}

fn id_of(value: &Value) -> Option<&str> {
    value.get("id").and_then(Value::as_str)
}

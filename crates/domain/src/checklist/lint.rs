//! Whether the parts of a checklist agree with each other: codes, references, units, and what conditions name.

use std::collections::BTreeSet;

use super::document::Checklist;
use super::fault::Fault;
use super::item::{AnswerType, Ask, Item, ItemOption, Raise, RaiseKind, Scope};
use super::names;
use super::reader::Place;

mod terms;

/// `files[i]` is the file of `checklist.items[i]`; `known` holds all item ids, also of items that could not be read.
pub fn check(
    checklist: &Checklist,
    files: &[String],
    campaign: &str,
    known: &[String],
    faults: &mut Vec<Fault>,
) {
    check_campaign(checklist, campaign, faults);
    let mut seen = Seen::default();
    for (item, file) in checklist.items.iter().zip(files) {
        let place = Place { file, item: Some(&item.id.0), field: String::new() };
        let mut check = ItemCheck { checklist, item, place, known, faults: &mut *faults };
        check.identity(&mut seen);
        check.answer();
        check.references();
        for (index, raise) in item.raises.iter().enumerate() {
            check.raise(index, raise, &mut seen);
        }
        terms::check(&mut check);
    }
}

#[derive(Default)]
struct Seen {
    ids: BTreeSet<String>,
    findings: BTreeSet<String>,
    last: Option<(String, u32)>,
}

struct ItemCheck<'c, 'f> {
    checklist: &'c Checklist,
    item: &'c Item,
    place: Place<'c>,
    known: &'c [String],
    faults: &'f mut Vec<Fault>,
}

fn check_campaign(checklist: &Checklist, file: &str, faults: &mut Vec<Fault>) {
    let sheet = &checklist.campaign;
    let place = Place { file, item: None, field: String::new() };
    if sheet.version == 0 {
        faults.push(place.fault("version", "is 0", "start with 1"));
    }
    if sheet.starts_on > sheet.ends_on {
        faults.push(place.fault("ends_on", "lies before starts_on", "write the later date"));
    }
    let ordered = sheet.phases.windows(2).all(|pair| pair[0].starts_on <= pair[1].starts_on);
    if !ordered || sheet.phases.is_empty() {
        faults.push(place.fault(
            "phases",
            "are missing or not in order of starts_on",
            "list them by starts_on",
        ));
    }
    let named = |list: Vec<&str>, field: &str, faults: &mut Vec<Fault>| {
        for code in repeated(&list) {
            faults.push(place.fault(field, format!("`{code}` stands twice"), "keep one"));
        }
    };
    named(sheet.focuses.iter().map(|one| one.code.as_str()).collect(), "focuses", faults);
    named(sheet.buckets.iter().map(|one| one.code.0.as_str()).collect(), "buckets", faults);
    named(sheet.parameters.iter().map(|one| one.key.as_str()).collect(), "parameters", faults);
    for (name, enumeration) in &checklist.enumerations {
        let codes = enumeration.values.iter().map(|one| one.code.as_str()).collect();
        named(codes, &format!("enumerations.{name}"), faults);
    }
}

fn repeated<'a>(codes: &[&'a str]) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    codes.iter().copied().filter(|code| !seen.insert(*code)).collect()
}

impl ItemCheck<'_, '_> {
    fn fault(&mut self, key: &str, problem: impl Into<String>, remedy: impl Into<String>) {
        self.faults.push(self.place.fault(key, problem, remedy));
    }

    fn identity(&mut self, seen: &mut Seen) {
        let item = self.item;
        if !seen.ids.insert(item.id.0.clone()) {
            self.fault("id", format!("`{}` stands twice", item.id), "give each item its own number");
        }
        if !is_item_number(&item.id.0) {
            self.fault("id", format!("`{}` is no item number", item.id), "write it like F1.01");
        }
        let focuses: Vec<&str> =
            self.checklist.campaign.focuses.iter().map(|focus| focus.code.as_str()).collect();
        if !focuses.contains(&item.focus.as_str()) || !item.id.0.starts_with(&item.focus) {
            let remedy = format!("write the one the number begins with, of {}", focuses.join(", "));
            self.fault("focus", format!("`{}` does not fit", item.focus), remedy);
        }
        let here = (item.focus.clone(), item.order);
        if seen.last.as_ref().is_some_and(|last| *last >= here) {
            self.fault(
                "order",
                "is not greater than that of the item before",
                "list the items by focus and order",
            );
        }
        seen.last = Some(here);
    }

    fn answer(&mut self) {
        let item = self.item;
        let choice = matches!(item.answer_type, AnswerType::YesNo | AnswerType::Single | AnswerType::Multi);
        if choice == item.options.is_empty() {
            let (problem, remedy) = if choice {
                ("are missing", "list the options")
            } else {
                ("do not belong here", "remove them")
            };
            self.fault("options", problem, remedy);
        }
        if (item.answer_type == AnswerType::Sheet) == item.fields.is_empty() {
            self.fault("fields", "belong to answer_type sheet, and to it alone", "list or remove them");
        }
        if (item.answer_type == AnswerType::Number) == item.unit.is_none() {
            self.fault("unit", "belongs to answer_type number, and to it alone", "write or remove it");
        }
        if (item.answer_type == AnswerType::Auto) != (item.ask == Ask::Auto) {
            self.fault("ask", "auto goes with answer_type auto", "set both or neither");
        }
        self.option_codes("options", &item.options, item.answer_type == AnswerType::Multi);
        let keys: Vec<&str> = item.fields.iter().map(|field| field.key.as_str()).collect();
        for key in repeated(&keys) {
            self.fault("fields", format!("`{key}` stands twice"), "keep one");
        }
        for (index, field) in item.fields.iter().enumerate() {
            self.option_codes(&format!("fields[{index}].options"), &field.options, true);
            if field.min.zip(field.max).is_some_and(|(min, max)| min > max) {
                self.fault(&format!("fields[{index}].max"), "is below min", "write the greater number");
            }
        }
    }

    fn option_codes(&mut self, key: &str, options: &[ItemOption], many: bool) {
        let codes: Vec<&str> = options.iter().map(|option| option.code.as_str()).collect();
        for code in repeated(&codes) {
            self.fault(key, format!("option `{code}` stands twice"), "keep one");
        }
        if !many && options.iter().any(|option| option.exclusive) {
            self.fault(key, "exclusive belongs to multi answers", "remove it");
        }
    }

    fn references(&mut self) {
        let item = self.item;
        if item.batch && item.scope != Scope::Member {
            self.fault("batch", "belongs to scope member", "remove it");
        }
        if let Some(object) = &item.repeat_over {
            if item.scope != Scope::Village {
                self.fault("repeat_over", "belongs to scope village", "remove it");
            }
            if !names::OBJECTS.contains(&object.as_str()) {
                let remedy = format!("write one of {}", names::OBJECTS.join(", "));
                self.fault("repeat_over", format!("`{object}` is unknown"), remedy);
            }
        }
        if let Some(path) = &item.prefill
            && !terms::is_known(path, self.checklist)
        {
            self.fault(
                "prefill",
                format!("`{path}` is unknown"),
                "write a roster name such as hh.house_grade",
            );
        }
        if item.source.section.is_empty() || item.source.quote.is_empty() {
            self.fault("source", "is empty", "quote the sentence the item rests on");
        }
    }

    fn raise(&mut self, index: usize, raise: &Raise, seen: &mut Seen) {
        let key = |field: &str| format!("raises[{index}].{field}");
        match &raise.what {
            RaiseKind::Finding { code, title_zh, title_en, bucket, .. } => {
                if !code.0.is_empty() && !seen.findings.insert(code.0.clone()) {
                    self.fault(
                        &key("code"),
                        format!("`{code}` stands twice"),
                        "give each finding its own code",
                    );
                }
                let buckets: Vec<&str> =
                    self.checklist.campaign.buckets.iter().map(|b| b.code.0.as_str()).collect();
                if !bucket.0.is_empty() && !buckets.contains(&bucket.0.as_str()) {
                    let remedy = format!("write one of {}", buckets.join(", "));
                    self.fault(&key("bucket"), format!("`{bucket}` is unknown"), remedy);
                }
                let same = |mark: &str| {
                    title_en
                        .as_deref()
                        .is_none_or(|english| english.contains(mark) == title_zh.contains(mark))
                };
                if !same("{labels}") || !same("{note}") {
                    let remedy = "use {labels} and {note} in both languages or in neither";
                    self.fault(&key("title_en"), "differs from title_zh in what is filled in", remedy);
                }
                if title_zh.contains("{labels}") && self.item.answer_type != AnswerType::Multi {
                    self.fault(
                        &key("title_zh"),
                        "{labels} needs ticked options",
                        "remove it or make the item multi",
                    );
                }
            }
            RaiseKind::Candidate { risk, .. } | RaiseKind::Reidentify { risk: Some(risk) } => {
                if !risk.is_empty() && !self.risk_is_known(risk) {
                    let problem = format!("`{risk}` is unknown");
                    let remedy = "write a risk type, income, rigid, income_drop, from_labels or from_<item>";
                    self.fault(&key("risk"), problem, remedy);
                }
            }
            RaiseKind::Revert | RaiseKind::Reidentify { risk: None } => {}
        }
    }

    fn risk_is_known(&self, risk: &str) -> bool {
        match risk.strip_prefix("from_") {
            Some("labels") => self.item.answer_type == AnswerType::Multi,
            Some(item) => self.known.iter().any(|known| known == item),
            None => names::TRIGGERS.contains(&risk) || self.checklist.label("risk_type", risk).is_some(),
        }
    }
}

fn is_item_number(id: &str) -> bool {
    let shape: Vec<bool> = id.chars().map(|c| c.is_ascii_digit()).collect();
    id.starts_with('F') && id.chars().nth(2) == Some('.') && shape == [false, true, false, true, true]
}

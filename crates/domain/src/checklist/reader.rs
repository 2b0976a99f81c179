//! Reading one JSON object of the checklist field by field, so that every fault is found, not only the first.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::condition::Condition;
use super::fault::Fault;

/// Where a value stands: file, item, and the path of fields down to it.
#[derive(Debug, Clone)]
pub struct Place<'p> {
    pub file: &'p str,
    pub item: Option<&'p str>,
    pub field: String,
}

impl Place<'_> {
    pub fn fault(&self, key: &str, problem: impl Into<String>, remedy: impl Into<String>) -> Fault {
        let field = match (self.field.is_empty(), key.is_empty()) {
            (true, _) => key.to_owned(),
            (false, true) => self.field.clone(),
            (false, false) => format!("{}.{key}", self.field),
        };
        let item = self.item.map(str::to_owned);
        Fault { file: self.file.to_owned(), item, field, problem: problem.into(), remedy: remedy.into() }
    }

    pub fn at(&self, key: &str, index: usize) -> Self {
        let field = if self.field.is_empty() {
            format!("{key}[{index}]")
        } else {
            format!("{}.{key}[{index}]", self.field)
        };
        Self { field, ..self.clone() }
    }
}

pub struct Reader<'v, 'p, 'f> {
    object: &'v Map<String, Value>,
    place: Place<'p>,
    faults: &'f mut Vec<Fault>,
    asked: Vec<&'static str>,
}

impl<'v, 'p, 'f> Reader<'v, 'p, 'f> {
    /// `None`, with a fault, when the value is no object.
    pub fn new(value: &'v Value, place: Place<'p>, faults: &'f mut Vec<Fault>) -> Option<Self> {
        let Some(object) = value.as_object() else {
            faults.push(place.fault("", format!("is {}", kind(value)), "write an object, {…}"));
            return None;
        };
        Some(Self { object, place, faults, asked: Vec::new() })
    }

    pub fn fault(&mut self, key: &str, problem: impl Into<String>, remedy: impl Into<String>) {
        self.faults.push(self.place.fault(key, problem, remedy));
    }

    fn get(&mut self, key: &'static str) -> Option<&'v Value> {
        self.asked.push(key);
        self.object.get(key).filter(|value| !value.is_null())
    }

    /// Any value serde can read, with what it should be in words.
    pub fn optional<T: DeserializeOwned>(&mut self, key: &'static str, wanted: &str) -> Option<T> {
        let value = self.get(key)?;
        match serde_json::from_value(value.clone()) {
            Ok(read) => Some(read),
            Err(error) => {
                let problem =
                    if value.is_string() { error.to_string() } else { format!("is {}", kind(value)) };
                self.fault(key, problem, format!("write {wanted}"));
                None
            }
        }
    }

    pub fn required<T: DeserializeOwned>(&mut self, key: &'static str, wanted: &str) -> Option<T> {
        if self.get(key).is_none() {
            self.fault(key, "is missing", format!("write {wanted}"));
            return None;
        }
        self.optional(key, wanted)
    }

    /// A text that is not empty.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        let text: String = self.required(key, "a text")?;
        if text.trim().is_empty() {
            self.fault(key, "is empty", "write a text");
            return None;
        }
        Some(text)
    }

    pub fn condition(&mut self, key: &'static str) -> Option<Condition> {
        let text: String = self.required(key, "a condition, such as `true`")?;
        match text.parse() {
            Ok(condition) => Some(condition),
            Err(error) => {
                self.fault(key, format!("`{text}`: {error}"), "write a condition of the condition language");
                None
            }
        }
    }

    /// The elements of a list, each read by `read`; missing counts as empty.
    pub fn list<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&'v Value, Place<'p>, &mut Vec<Fault>) -> Option<T>,
    ) -> Vec<T> {
        match self.get(key) {
            None => Vec::new(),
            Some(Value::Array(values)) => {
                let places =
                    values.iter().enumerate().map(|(index, value)| (value, self.place.at(key, index)));
                let places: Vec<_> = places.collect();
                places.into_iter().filter_map(|(value, place)| read(value, place, self.faults)).collect()
            }
            Some(other) => {
                self.fault(key, format!("is {}", kind(other)), "write a list, […]");
                Vec::new()
            }
        }
    }

    /// Names the fields nobody asked for: mostly misspelt ones.
    pub fn finish(mut self) {
        let object = self.object;
        for key in object.keys().filter(|key| !self.asked.contains(&key.as_str())).collect::<Vec<_>>() {
            let known = self.asked.join(", ");
            self.fault(key, "is not a field of the checklist", format!("remove it or use one of {known}"));
        }
    }
}

pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

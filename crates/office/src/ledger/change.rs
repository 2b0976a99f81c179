//! What a step changed, field by field, for the history and for the second officer.

use serde::Serialize;
use serde_json::Value;

use crate::storage::ledger::FieldChange;

/// Fields of two states of a row that differ, by path; the version itself is left out.
pub fn between<T: Serialize>(before: &T, after: &T) -> Vec<FieldChange> {
    let (before, after) = (flat(before), flat(after));
    let mut changes: Vec<FieldChange> = before
        .iter()
        .filter(|(field, from)| after.iter().all(|(other, to)| other != field || to != from))
        .map(|(field, from)| FieldChange {
            field: field.clone(),
            from: Some(from.clone()),
            to: after.iter().find(|(other, _)| other == field).map(|(_, to)| to.clone()),
        })
        .collect();
    let added = after.into_iter().filter(|(field, _)| before.iter().all(|(other, _)| other != field));
    changes.extend(added.map(|(field, to)| FieldChange { field, from: None, to: Some(to) }));
    changes
}

fn flat<T: Serialize>(row: &T) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    if let Ok(value) = serde_json::to_value(row) {
        collect("", &value, &mut fields);
    }
    // The version stands beside the event, and an account's id says nothing to a reader.
    fields.retain(|(field, _)| field != "version" && field != "submitted_by");
    fields
}

fn collect(path: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Object(parts) => {
            for (name, part) in parts {
                // The envelope of the later fields says nothing to a reader.
                let own = if matches!(name.as_str(), "rectification" | "procedure") { "" } else { name };
                let joined = [path, own].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
                collect(&joined.join("."), part, fields);
            }
        }
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => fields.push((path.to_owned(), text.clone())),
        other => fields.push((path.to_owned(), other.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_change_names_the_field_with_what_stood_and_what_stands() {
        let before =
            json!({"version": 1, "due_on": "2022-05-19", "rectification": {"plan": {"owner": "赵强"}}});
        let after = json!({"version": 2, "due_on": "2022-07-31", "rectification": {"progress": "已开工"}});
        let change = |field: &str, from: Option<&str>, to: Option<&str>| FieldChange {
            field: field.into(),
            from: from.map(str::to_owned),
            to: to.map(str::to_owned),
        };
        assert_eq!(
            between(&before, &after),
            [
                change("due_on", Some("2022-05-19"), Some("2022-07-31")),
                change("plan.owner", Some("赵强"), None),
                change("progress", None, Some("已开工")),
            ]
        );
        assert_eq!(between(&before, &before), []);
    }
}

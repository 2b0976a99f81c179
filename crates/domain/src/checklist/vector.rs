//! One line of the evaluator's vectors: an environment in, what applies and what is raised out. The office's command
//! `checklist eval` runs this, so that anyone can compare our judgement with the reference.

use serde_json::{Map, Value, json};

use super::document::Checklist;
use super::item::{Item, Raise, RaiseKind, Scope};
use super::judge::{Applies, Raised};

/// Why a line cannot be judged.
#[derive(Debug, thiserror::Error)]
pub enum EvalLineError {
    #[error("the line is not JSON ({0}); give one object per line")]
    NotJson(#[from] serde_json::Error),
    #[error(
        "the environment is not an object; give {{\"env\":{{…}}}} or the environment itself, with hh, members, ans, c, calc"
    )]
    NotAnEnvironment,
}

/// Judges one line, `{"env":{…}}` or the environment itself, and returns `{"applies":{…},"raises":[…]}`.
///
/// `applies` holds `true`, `false` or `"unknown"` per item, and a list of these, one per member, for member items.
pub fn eval_vector_line(checklist: &Checklist, line: &str) -> Result<Value, EvalLineError> {
    let given: Value = serde_json::from_str(line)?;
    let env = given.get("env").unwrap_or(&given);
    if !env.is_object() {
        return Err(EvalLineError::NotAnEnvironment);
    }
    let applies: Map<String, Value> =
        checklist.items.iter().map(|item| (item.id.0.clone(), applies_of(item, env))).collect();
    let raises: Vec<Value> = checklist.raised(env).iter().map(raise_row).collect();
    Ok(json!({ "applies": applies, "raises": raises }))
}

fn applies_of(item: &Item, env: &Value) -> Value {
    let mut each: Vec<Value> =
        item.askings(env).iter().map(|(_, asking)| word(item.applies(asking))).collect();
    if item.scope == Scope::Member { Value::Array(each) } else { each.pop().unwrap_or(Value::Null) }
}

fn word(applies: Applies) -> Value {
    match applies {
        Applies::Yes => Value::Bool(true),
        Applies::No => Value::Bool(false),
        Applies::Unknown => Value::String("unknown".to_owned()),
    }
}

fn raise_row(raised: &Raised<'_>) -> Value {
    let mut row = Map::new();
    row.insert("item".to_owned(), json!(raised.item.id));
    if let Some(member) = raised.member {
        row.insert("member".to_owned(), json!(member));
    }
    row.extend(facts(raised.raise));
    Value::Object(row)
}

fn facts(raise: &Raise) -> Vec<(String, Value)> {
    let pairs: Vec<(&str, Value)> = match &raise.what {
        RaiseKind::Finding { code, severity, bucket, .. } => vec![
            ("kind", json!("finding")),
            ("code", json!(code)),
            ("severity", json!(severity)),
            ("bucket", json!(bucket)),
        ],
        RaiseKind::Candidate { risk, strength, .. } => {
            vec![("kind", json!("candidate")), ("risk", json!(risk)), ("strength", json!(strength))]
        }
        RaiseKind::Revert => vec![("kind", json!("revert"))],
        RaiseKind::Reidentify { risk: None } => vec![("kind", json!("reidentify"))],
        RaiseKind::Reidentify { risk: Some(risk) } => {
            vec![("kind", json!("reidentify")), ("risk", json!(risk))]
        }
    };
    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

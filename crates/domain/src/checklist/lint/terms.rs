//! What the conditions of an item name: items, fields, options, roster values. A misspelt name would silently hide a
//! question or never raise a problem.

use super::super::condition::{Comparison, Condition, Expr, Literal, Path};
use super::super::document::{Checklist, ParameterValue};
use super::super::item::{AnswerType, FieldKind, Item, Scope};
use super::super::names;
use super::ItemCheck;

/// Checks every condition of the item.
pub(super) fn check(check: &mut ItemCheck<'_, '_>) {
    let item = check.item;
    condition(check, "applies_if", &item.applies_if);
    for (index, evidence) in item.evidence.iter().enumerate() {
        condition(check, &format!("evidence[{index}].when"), &evidence.when);
    }
    for (index, raise) in item.raises.iter().enumerate() {
        condition(check, &format!("raises[{index}].when"), &raise.when);
    }
}

fn condition(check: &mut ItemCheck<'_, '_>, key: &str, condition: &Condition) {
    for path in condition.paths() {
        if let Some((problem, remedy)) = path_fault(path, key, check) {
            check.fault(key, problem, remedy);
        }
    }
    if check.item.scope != Scope::Member && names_a_member_outside(condition.expr()) {
        check.fault(key, "names m.* outside any(), all(), count()", "only member items have one member");
    }
    let mut comparisons = Vec::new();
    condition.expr().visit(&mut |expr| {
        if let Expr::Compare(comparison, left, right) = expr {
            comparisons.push((*comparison, left, right));
        }
    });
    for (comparison, left, right) in comparisons {
        if let Expr::Path(path) = left.as_ref() {
            compared(check, key, comparison, path, right);
        }
    }
}

fn path_fault(path: &Path, key: &str, check: &ItemCheck<'_, '_>) -> Option<(String, String)> {
    match path {
        Path::Own { .. } if key == "applies_if" => Some((
            format!("names its own answer `{path}`"),
            "an item applies before it is answered".to_owned(),
        )),
        Path::Own { field: Some(field) } if check.item.field(field).is_none() => {
            Some((format!("`{path}`: the item has no field `{field}`"), fields_of(check.item)))
        }
        Path::Answer { item, .. } if !check.known.contains(item) => {
            Some((format!("`{path}`: there is no item {item}"), "name an item of this checklist".to_owned()))
        }
        Path::Answer { item, .. } if key == "applies_if" && !comes_before(item, check) => {
            let remedy = "an item applies by answers given before it; list it after that item";
            Some((format!("`{path}` stands later in the list"), remedy.to_owned()))
        }
        Path::Answer { item, field: Some(field) } => {
            let named = check.checklist.item(item)?;
            let problem = format!("`{path}`: {item} has no field `{field}`");
            named.field(field).is_none().then(|| (problem, fields_of(named)))
        }
        Path::Roster(_) if !is_known(&path.to_string(), check.checklist) => {
            let remedy = "use a name of domain section 2, a parameter c.*, or calc.*".to_owned();
            Some((format!("`{path}` is unknown"), remedy))
        }
        _ => None,
    }
}

/// Answers are taken in the order of the list, each only while its item applies (`visit::env`).
fn comes_before(item: &str, check: &ItemCheck<'_, '_>) -> bool {
    let place = |id: &str| check.known.iter().position(|known| known == id);
    place(item) < place(&check.item.id.0)
}

fn fields_of(item: &Item) -> String {
    let keys: Vec<&str> = item.fields.iter().map(|field| field.key.as_str()).collect();
    if keys.is_empty() {
        "the item is no sheet; leave the field out".to_owned()
    } else {
        format!("use one of {}", keys.join(", "))
    }
}

/// Whether a roster path is one the program fills.
pub(super) fn is_known(path: &str, checklist: &Checklist) -> bool {
    let Some((root, rest)) = path.split_once('.') else {
        return false;
    };
    let first = rest.split('.').next().unwrap_or(rest);
    let within = |names: &[&str]| names.contains(&first);
    match root {
        "hh" => within(names::HOUSEHOLD),
        "m" => within(names::MEMBER),
        "calc" => within(names::CALC),
        "v" => within(names::VILLAGE),
        "c" => first == names::PHASE || has_number(checklist, first),
        _ => false,
    }
}

fn has_number(checklist: &Checklist, key: &str) -> bool {
    checklist
        .campaign
        .parameters
        .iter()
        .any(|one| one.key == key && matches!(one.value, ParameterValue::Number(_)))
}

fn names_a_member_outside(expr: &Expr) -> bool {
    match expr {
        Expr::Path(Path::Roster(parts)) => parts.first().is_some_and(|root| root == "m"),
        Expr::Not(inner) => names_a_member_outside(inner),
        Expr::And(left, right) | Expr::Or(left, right) | Expr::Compare(_, left, right) => {
            names_a_member_outside(left) || names_a_member_outside(right)
        }
        Expr::Over(..) | Expr::Path(_) | Expr::Literal(_) | Expr::List(_) => false,
    }
}

/// A path against literal texts: the texts must be codes of what the path names, and the operator must fit.
fn compared(check: &mut ItemCheck<'_, '_>, key: &str, comparison: Comparison, path: &Path, right: &Expr) {
    let texts = texts_of(right);
    if texts.is_empty() {
        return;
    }
    let Some(Codes { codes, many }) = codes_of(path, check) else {
        return;
    };
    let ticked = matches!(comparison, Comparison::Has | Comparison::HasAny);
    if let Some(many) = many
        && many != ticked
    {
        let remedy = if many { "use has or has_any" } else { "use == or in" };
        check.fault(key, format!("`{path} {comparison}` does not fit its answer"), remedy);
    }
    for text in texts.iter().filter(|text| !codes.contains(&(**text).to_owned())) {
        check.fault(key, format!("`{path}` never is '{text}'"), format!("use one of {}", codes.join(", ")));
    }
}

struct Codes {
    codes: Vec<String>,
    /// Whether several can hold at once; `None` when that is not fixed.
    many: Option<bool>,
}

fn codes_of(path: &Path, check: &ItemCheck<'_, '_>) -> Option<Codes> {
    match path {
        Path::Own { field } => answer_codes(check.item, field.as_deref()),
        Path::Answer { item, field } => answer_codes(check.checklist.item(item)?, field.as_deref()),
        Path::Roster(_) => roster_codes(&path.to_string(), check.checklist),
    }
}

fn answer_codes(item: &Item, field: Option<&str>) -> Option<Codes> {
    let (options, many) = match field {
        Some(key) => {
            let field = item.field(key)?;
            (&field.options, field.kind == FieldKind::Multi)
        }
        None => (&item.options, item.answer_type == AnswerType::Multi),
    };
    Some(Codes { codes: options.iter().map(|option| option.code.clone()).collect(), many: Some(many) })
}

fn roster_codes(path: &str, checklist: &Checklist) -> Option<Codes> {
    let owned = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
    match path {
        "hh.monitor" => {
            return Some(Codes { codes: owned(names::MONITOR), many: Some(false) });
        }
        "hh.loan_status" => {
            return Some(Codes { codes: owned(names::LOAN), many: Some(false) });
        }
        _ => {}
    }
    let (_, enumeration) = names::CODED.iter().find(|(name, _)| *name == path)?;
    let values = &checklist.enumerations.get(*enumeration)?.values;
    Some(Codes {
        codes: values.iter().map(|value| value.code.clone()).collect(),
        many: Some(path == "m.health"),
    })
}

fn texts_of(expr: &Expr) -> Vec<&str> {
    let literals = match expr {
        Expr::Literal(literal) => std::slice::from_ref(literal),
        Expr::List(literals) => literals,
        _ => &[],
    };
    let texts = literals.iter().filter_map(|literal| match literal {
        Literal::Text(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

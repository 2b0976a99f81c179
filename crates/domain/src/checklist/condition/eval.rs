//! Judging a condition. The meaning is the reference evaluator's, down to its corners:
//!
//! - a missing roster value is unknown; unknown runs through `and`, `or` and `not` as Kleene has it;
//! - a missing answer is absent: every comparison on it is false, except `== null`;
//! - `true` counts as 1 and `false` as 0 in comparisons with numbers.
//!
//! Where the reference would stop with a type error (a text `<` a number), the result is unknown: the item is shown
//! and nothing is raised.

use serde_json::Value;

use super::{Comparison, Expr, Literal, Path, Quantifier};

/// Yes, no, or not to be said from what the roster knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}

/// What a condition is judged against.
#[derive(Debug, Clone, Copy)]
pub struct Env<'v> {
    /// Object with `hh`, `c`, `calc`, `v`, `members` and `ans`.
    pub root: &'v Value,
    /// The member an item of scope `member` is about, with their own `ans` inside.
    pub member: Option<&'v Value>,
    /// This item's own answer.
    pub own: Option<&'v Value>,
}

impl<'v> Env<'v> {
    #[must_use]
    pub fn household(root: &'v Value) -> Self {
        Self { root, member: None, own: None }
    }

    #[must_use]
    pub fn of_member(self, member: &'v Value) -> Self {
        Self { member: Some(member), ..self }
    }

    #[must_use]
    pub fn answering(self, own: Option<&'v Value>) -> Self {
        Self { own, ..self }
    }

    fn members(&self) -> &'v [Value] {
        self.root.get("members").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }
}

/// A value on the way through an expression.
#[derive(Debug, Clone, Copy)]
enum Seen<'v> {
    Absent,
    Unknown,
    Null,
    Bool(bool),
    Number(f64),
    Text(&'v str),
    Literals(&'v [Literal]),
    Ticked(&'v [Value]),
    Sheet(&'v serde_json::Map<String, Value>),
}

pub fn truth(expr: &Expr, env: &Env<'_>) -> Truth {
    match see(expr, env) {
        Seen::Unknown => Truth::Unknown,
        Seen::Absent | Seen::Null => Truth::False,
        other if truthy(other) => Truth::True,
        _ => Truth::False,
    }
}

/// The value a path has in `env`, for the reasons of a flag; `None` when missing.
#[must_use]
pub fn lookup<'v>(path: &Path, env: &Env<'v>) -> Option<&'v Value> {
    match path {
        Path::Answer { item, field } => {
            let own = env
                .member
                .and_then(|member| member.get("ans"))
                .and_then(|answers| present(answers.get(item)));
            let answer =
                own.or_else(|| env.root.get("ans").and_then(|answers| present(answers.get(item))))?;
            field.as_ref().map_or(Some(answer), |field| answer.get(field))
        }
        Path::Own { field } => {
            let answer = present(env.own)?;
            field.as_ref().map_or(Some(answer), |field| answer.get(field))
        }
        Path::Roster(parts) => {
            let (first, rest) = parts.split_first()?;
            let start = if first == "m" { env.member } else { env.root.get(first) };
            rest.iter().fold(start, |value, part| value.and_then(|value| value.get(part)))
        }
    }
}

fn present(value: Option<&Value>) -> Option<&Value> {
    value.filter(|value| !value.is_null())
}

fn see<'v>(expr: &'v Expr, env: &Env<'v>) -> Seen<'v> {
    match expr {
        Expr::Literal(literal) => see_literal(literal),
        Expr::List(literals) => Seen::Literals(literals),
        Expr::Path(path) => see_path(path, env),
        Expr::Not(inner) => match see(inner, env) {
            Seen::Unknown => Seen::Unknown,
            other => Seen::Bool(!truthy(other)),
        },
        Expr::And(left, right) => joined(left, right, env, false),
        Expr::Or(left, right) => joined(left, right, env, true),
        Expr::Over(quantifier, inner) => over(*quantifier, inner, env),
        Expr::Compare(comparison, left, right) => compare(*comparison, see(left, env), see(right, env)),
    }
}

fn see_path<'v>(path: &Path, env: &Env<'v>) -> Seen<'v> {
    match lookup(path, env) {
        Some(value) => see_value(value),
        None if matches!(path, Path::Roster(_)) => Seen::Unknown,
        None => Seen::Absent,
    }
}

fn see_value(value: &Value) -> Seen<'_> {
    match value {
        Value::Null => Seen::Unknown,
        Value::Bool(value) => Seen::Bool(*value),
        Value::Number(number) => number.as_f64().map_or(Seen::Unknown, Seen::Number),
        Value::String(text) => Seen::Text(text),
        Value::Array(values) => Seen::Ticked(values),
        Value::Object(fields) => Seen::Sheet(fields),
    }
}

fn see_literal(literal: &Literal) -> Seen<'_> {
    match literal {
        Literal::Null => Seen::Null,
        Literal::Bool(value) => Seen::Bool(*value),
        Literal::Number(value) => Seen::Number(*value),
        Literal::Text(text) => Seen::Text(text),
    }
}

fn truthy(seen: Seen<'_>) -> bool {
    match seen {
        Seen::Bool(value) => value,
        Seen::Number(value) => value != 0.0,
        Seen::Text(text) => !text.is_empty(),
        Seen::Literals(literals) => !literals.is_empty(),
        Seen::Ticked(values) => !values.is_empty(),
        Seen::Sheet(fields) => !fields.is_empty(),
        Seen::Absent | Seen::Null => true,
        Seen::Unknown => false,
    }
}

/// `and` (decided by a false) and `or` (decided by a true); neither side counts before the other.
fn joined<'v>(left: &'v Expr, right: &'v Expr, env: &Env<'v>, deciding: bool) -> Seen<'v> {
    let first = see(left, env);
    if matches!(first, Seen::Bool(value) if value == deciding) {
        return first;
    }
    let second = see(right, env);
    if matches!(second, Seen::Bool(value) if value == deciding) {
        return second;
    }
    if matches!(first, Seen::Unknown) || matches!(second, Seen::Unknown) {
        return Seen::Unknown;
    }
    Seen::Bool(if deciding { truthy(first) || truthy(second) } else { truthy(first) && truthy(second) })
}

fn over<'v>(quantifier: Quantifier, inner: &'v Expr, env: &Env<'v>) -> Seen<'v> {
    let (mut yes, mut no, mut unknown) = (0_u32, 0_u32, 0_u32);
    for member in env.members() {
        match see(inner, &env.of_member(member)) {
            Seen::Bool(true) => yes += 1,
            Seen::Bool(false) => no += 1,
            Seen::Unknown => unknown += 1,
            _ => {}
        }
    }
    match quantifier {
        Quantifier::Count => Seen::Number(f64::from(yes)),
        Quantifier::Any if yes > 0 => Seen::Bool(true),
        Quantifier::All if no > 0 => Seen::Bool(false),
        Quantifier::Any | Quantifier::All if unknown > 0 => Seen::Unknown,
        Quantifier::Any => Seen::Bool(false),
        Quantifier::All => Seen::Bool(true),
    }
}

fn compare<'v>(comparison: Comparison, left: Seen<'v>, right: Seen<'v>) -> Seen<'v> {
    if matches!(left, Seen::Absent) || matches!(right, Seen::Absent) {
        let null = matches!(left, Seen::Null) || matches!(right, Seen::Null);
        return Seen::Bool(comparison == Comparison::Equal && null);
    }
    if matches!(right, Seen::Null) {
        let missing = matches!(left, Seen::Unknown);
        return Seen::Bool(missing == (comparison == Comparison::Equal));
    }
    if matches!(left, Seen::Unknown) || matches!(right, Seen::Unknown) {
        return Seen::Unknown;
    }
    let decided = match comparison {
        Comparison::Equal => Some(same(left, right)),
        Comparison::NotEqual => Some(!same(left, right)),
        Comparison::In => contains(right, left),
        Comparison::Has => contains(left, right),
        Comparison::HasAny => contains_any(left, right),
        Comparison::Less => ordered(left, right).map(|order| order.is_lt()),
        Comparison::AtMost => ordered(left, right).map(|order| order.is_le()),
        Comparison::Greater => ordered(left, right).map(|order| order.is_gt()),
        Comparison::AtLeast => ordered(left, right).map(|order| order.is_ge()),
    };
    decided.map_or(Seen::Unknown, Seen::Bool)
}

fn number(seen: Seen<'_>) -> Option<f64> {
    match seen {
        Seen::Number(value) => Some(value),
        Seen::Bool(value) => Some(f64::from(u8::from(value))),
        _ => None,
    }
}

#[allow(clippy::float_cmp)] // The language's `==` is exact by definition.
fn same(left: Seen<'_>, right: Seen<'_>) -> bool {
    if let (Some(left), Some(right)) = (number(left), number(right)) {
        return left == right;
    }
    match (left, right) {
        (Seen::Null, Seen::Null) => true,
        (Seen::Text(left), Seen::Text(right)) => left == right,
        (Seen::Sheet(left), Seen::Sheet(right)) => left == right,
        _ => match (elements(left), elements(right)) {
            (Some(left), Some(right)) => {
                left.len() == right.len() && left.iter().zip(&right).all(|(left, right)| same(*left, *right))
            }
            _ => false,
        },
    }
}

fn elements(seen: Seen<'_>) -> Option<Vec<Seen<'_>>> {
    match seen {
        Seen::Literals(literals) => Some(literals.iter().map(see_literal).collect()),
        Seen::Ticked(values) => Some(values.iter().map(see_value).collect()),
        _ => None,
    }
}

fn contains(whole: Seen<'_>, part: Seen<'_>) -> Option<bool> {
    if let Some(elements) = elements(whole) {
        return Some(elements.into_iter().any(|element| same(element, part)));
    }
    match (whole, part) {
        (Seen::Text(whole), Seen::Text(part)) => Some(whole.contains(part)),
        (Seen::Sheet(fields), Seen::Text(key)) => Some(fields.contains_key(key)),
        _ => None,
    }
}

fn contains_any(whole: Seen<'_>, parts: Seen<'_>) -> Option<bool> {
    let mut found = false;
    for part in elements(parts)? {
        found |= contains(whole, part)?;
    }
    Some(found)
}

fn ordered(left: Seen<'_>, right: Seen<'_>) -> Option<std::cmp::Ordering> {
    if let (Some(left), Some(right)) = (number(left), number(right)) {
        return left.partial_cmp(&right);
    }
    match (left, right) {
        (Seen::Text(left), Seen::Text(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

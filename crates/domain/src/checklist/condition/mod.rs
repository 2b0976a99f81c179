//! The condition language of the checklist (domain, section 4.1): `applies_if` and `when`.
//!
//! Three-valued: a missing roster value is *unknown*, a missing answer makes every comparison on it false. The
//! reference evaluator's vectors pin the meaning; a difference here changes who is shown a question and who is
//! flagged.

pub mod eval;
mod lexer;
mod parser;
mod print;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use eval::{Env, Truth};

/// A condition that has been parsed once; keeps its text, which is what travels and what a reason quotes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ts_rs::TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Condition {
    text: String,
    expr: Expr,
}

impl Condition {
    /// `true`: the condition that always holds.
    #[must_use]
    pub fn always() -> Self {
        Self { text: "true".to_owned(), expr: Expr::Literal(Literal::Bool(true)) }
    }

    /// The text as written in the checklist.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    #[must_use]
    pub fn expr(&self) -> &Expr {
        &self.expr
    }

    /// What the condition comes to in `env`. Never fails: values that cannot be compared are unknown.
    #[must_use]
    pub fn eval(&self, env: &Env<'_>) -> Truth {
        eval::truth(&self.expr, env)
    }

    /// Every path the condition looks at, in order of first appearance.
    #[must_use]
    pub fn paths(&self) -> Vec<&Path> {
        let mut found = Vec::new();
        self.expr.visit(&mut |expr| {
            if let Expr::Path(path) = expr
                && !found.contains(&path)
            {
                found.push(path);
            }
        });
        found
    }
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expr = parser::parse(text)?;
        Ok(Self { text: text.to_owned(), expr })
    }
}

impl TryFrom<String> for Condition {
    type Error = ConditionError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Condition> for String {
    fn from(condition: Condition) -> Self {
        condition.text
    }
}

/// Why a text is not a condition. Positions count characters from 0.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    #[error("bad token at {at}: `{near}`; text is written in '…', paths like hh.monitor or ans.F1.01")]
    BadToken { at: usize, near: String },
    #[error("expected {wanted} at {at}, found {found}")]
    Unexpected { at: usize, wanted: String, found: String },
    #[error("nested deeper than {limit} levels at {at}; write it shorter")]
    TooDeep { at: usize, limit: usize },
}

/// The parsed form.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    Literal(Literal),
    List(Vec<Literal>),
    Path(Path),
    Not(Box<Expr>),
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `any(..)`, `all(..)`, `count(..)` over the members.
    Over(Quantifier, Box<Expr>),
}

impl Expr {
    /// Calls `look` on this expression and everything below it.
    pub fn visit<'e>(&'e self, look: &mut impl FnMut(&'e Expr)) {
        look(self);
        match self {
            Self::Literal(_) | Self::List(_) | Self::Path(_) => {}
            Self::Not(inner) | Self::Over(_, inner) => inner.visit(look),
            Self::And(left, right) | Self::Or(left, right) | Self::Compare(_, left, right) => {
                left.visit(look);
                right.visit(look);
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
}

/// What a name refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Path {
    /// `ans.F1.03.kinds`: the same member's answer first, else the household's.
    Answer { item: String, field: Option<String> },
    /// `a`, `a.self_pay`: this item's own answer.
    Own { field: Option<String> },
    /// `hh.*`, `m.*`, `c.*`, `calc.*`, `v.*`.
    Roster(Vec<String>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
    /// Left is one of the list on the right.
    In,
    /// The ticked options on the left contain the one on the right.
    Has,
    /// The ticked options on the left contain any of the list on the right.
    HasAny,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    Any,
    All,
    Count,
}

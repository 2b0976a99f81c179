//! The parsed form back to text, with just the brackets it needs. Parsing the print gives the same form again.

use std::fmt::{Display, Formatter, Result};

use super::{Comparison, Expr, Literal, Path, Quantifier};

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write_at(self, 0, f)
    }
}

/// How tightly a form binds: `or` 0, `and` 1, `not` 2, a comparison 3, a plain value 4.
fn tightness(expr: &Expr) -> u8 {
    match expr {
        Expr::Or(..) => 0,
        Expr::And(..) => 1,
        Expr::Not(_) => 2,
        Expr::Compare(..) => 3,
        Expr::Literal(_) | Expr::List(_) | Expr::Path(_) | Expr::Over(..) => 4,
    }
}

fn write_at(expr: &Expr, wanted: u8, f: &mut Formatter<'_>) -> Result {
    let brackets = tightness(expr) < wanted;
    if brackets {
        f.write_str("(")?;
    }
    match expr {
        Expr::Literal(literal) => write!(f, "{literal}")?,
        Expr::List(literals) => write_list(literals, f)?,
        Expr::Path(path) => write!(f, "{path}")?,
        Expr::Not(inner) => {
            f.write_str("not ")?;
            write_at(inner, 2, f)?;
        }
        Expr::And(left, right) => write_pair(left, "and", right, 1, f)?,
        Expr::Or(left, right) => write_pair(left, "or", right, 0, f)?,
        Expr::Compare(comparison, left, right) => {
            write_at(left, 4, f)?;
            write!(f, " {comparison} ")?;
            write_at(right, 4, f)?;
        }
        Expr::Over(quantifier, inner) => {
            write!(f, "{quantifier}(")?;
            write_at(inner, 0, f)?;
            f.write_str(")")?;
        }
    }
    if brackets {
        f.write_str(")")?;
    }
    Ok(())
}

fn write_pair(left: &Expr, word: &str, right: &Expr, level: u8, f: &mut Formatter<'_>) -> Result {
    write_at(left, level, f)?;
    write!(f, " {word} ")?;
    write_at(right, level + 1, f)
}

fn write_list(literals: &[Literal], f: &mut Formatter<'_>) -> Result {
    f.write_str("[")?;
    for (index, literal) in literals.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        write!(f, "{comma}{literal}")?;
    }
    f.write_str("]")
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(text) => write!(f, "'{text}'"),
        }
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Answer { item, field: None } => write!(f, "ans.{item}"),
            Self::Answer { item, field: Some(field) } => write!(f, "ans.{item}.{field}"),
            Self::Own { field: None } => f.write_str("a"),
            Self::Own { field: Some(field) } => write!(f, "a.{field}"),
            Self::Roster(parts) => f.write_str(&parts.join(".")),
        }
    }
}

impl Display for Comparison {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::In => "in",
            Self::Has => "has",
            Self::HasAny => "has_any",
        })
    }
}

impl Display for Quantifier {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Self::Any => "any",
            Self::All => "all",
            Self::Count => "count",
        })
    }
}

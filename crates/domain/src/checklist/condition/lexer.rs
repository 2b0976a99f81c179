//! Text of a condition to tokens, each with the character it starts at.

use super::{Comparison, ConditionError, Literal, Path, Quantifier};

#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Literal(Literal),
    Path(Path),
    Compare(Comparison),
    Over(Quantifier),
    And,
    Or,
    Not,
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
}

/// Tokens with their positions, in characters from 0.
pub fn lex(text: &str) -> Result<Vec<(usize, Token)>, ConditionError> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        if chars[at].is_whitespace() {
            at += 1;
            continue;
        }
        let (token, next) = token_at(&chars, at).ok_or_else(|| bad(&chars, at))?;
        tokens.push((at, token));
        at = next;
    }
    Ok(tokens)
}

fn bad(chars: &[char], at: usize) -> ConditionError {
    ConditionError::BadToken { at, near: chars[at..].iter().take(20).collect() }
}

fn token_at(chars: &[char], at: usize) -> Option<(Token, usize)> {
    match chars[at] {
        '(' => Some((Token::Open, at + 1)),
        ')' => Some((Token::Close, at + 1)),
        '[' => Some((Token::ListOpen, at + 1)),
        ']' => Some((Token::ListClose, at + 1)),
        ',' => Some((Token::Comma, at + 1)),
        '\'' => text_literal(chars, at),
        '=' | '!' | '<' | '>' => comparison(chars, at),
        digit if digit.is_ascii_digit() => number(chars, at),
        start if is_word_start(start) => word(chars, at),
        _ => None,
    }
}

fn text_literal(chars: &[char], at: usize) -> Option<(Token, usize)> {
    let length = chars[at + 1..].iter().position(|c| *c == '\'')?;
    let text = chars[at + 1..at + 1 + length].iter().collect();
    Some((Token::Literal(Literal::Text(text)), at + length + 2))
}

fn comparison(chars: &[char], at: usize) -> Option<(Token, usize)> {
    let equals = chars.get(at + 1) == Some(&'=');
    let (comparison, length) = match (chars[at], equals) {
        ('=', true) => (Comparison::Equal, 2),
        ('!', true) => (Comparison::NotEqual, 2),
        ('<', true) => (Comparison::AtMost, 2),
        ('>', true) => (Comparison::AtLeast, 2),
        ('<', false) => (Comparison::Less, 1),
        ('>', false) => (Comparison::Greater, 1),
        _ => return None,
    };
    Some((Token::Compare(comparison), at + length))
}

fn number(chars: &[char], at: usize) -> Option<(Token, usize)> {
    let mut end = run(chars, at, |c| c.is_ascii_digit());
    if chars.get(end) == Some(&'.') && chars.get(end + 1).is_some_and(char::is_ascii_digit) {
        end = run(chars, end + 1, |c| c.is_ascii_digit());
    }
    let digits: String = chars[at..end].iter().collect();
    let value = digits.parse::<f64>().ok().filter(|value| value.is_finite())?;
    Some((Token::Literal(Literal::Number(value)), end))
}

fn word(chars: &[char], at: usize) -> Option<(Token, usize)> {
    if let Some(found) = answer_path(chars, at) {
        return Some(found);
    }
    let mut parts = Vec::new();
    let mut end = at;
    loop {
        let start = end;
        end = run(chars, start, is_word_rest);
        parts.push(chars[start..end].iter().collect::<String>());
        if chars.get(end) == Some(&'.') && chars.get(end + 1).copied().is_some_and(is_word_rest) {
            end += 1;
        } else {
            break;
        }
    }
    Some((named(parts)?, end))
}

fn named(mut parts: Vec<String>) -> Option<Token> {
    if parts.len() > 1 {
        return match parts[0].as_str() {
            // `ans` must be followed by an item number, which `answer_path` has taken already.
            "ans" => None,
            "a" if parts.len() == 2 => Some(Token::Path(Path::Own { field: parts.pop() })),
            "a" => None,
            _ => Some(Token::Path(Path::Roster(parts))),
        };
    }
    Some(match parts[0].as_str() {
        "and" => Token::And,
        "or" => Token::Or,
        "not" => Token::Not,
        "in" => Token::Compare(Comparison::In),
        "has" => Token::Compare(Comparison::Has),
        "has_any" => Token::Compare(Comparison::HasAny),
        "true" => Token::Literal(Literal::Bool(true)),
        "false" => Token::Literal(Literal::Bool(false)),
        "null" => Token::Literal(Literal::Null),
        "any" => Token::Over(Quantifier::Any),
        "all" => Token::Over(Quantifier::All),
        "count" => Token::Over(Quantifier::Count),
        "a" => Token::Path(Path::Own { field: None }),
        "ans" => return None,
        _ => Token::Path(Path::Roster(parts)),
    })
}

/// `ans.F1.03` or `ans.F1.03.kinds`.
fn answer_path(chars: &[char], at: usize) -> Option<(Token, usize)> {
    let shape = "ans.Fd.dd";
    for (offset, wanted) in shape.chars().enumerate() {
        let found = *chars.get(at + offset)?;
        if wanted == 'd' && offset > 4 {
            found.is_ascii_digit().then_some(())?
        } else {
            (found == wanted).then_some(())?
        }
    }
    let item_end = at + shape.len();
    let item = chars[at + 4..item_end].iter().collect();
    let field_end = run(chars, item_end + 1, |c| c.is_ascii_lowercase() || c == '_');
    if chars.get(item_end) == Some(&'.') && field_end > item_end + 1 {
        let field = Some(chars[item_end + 1..field_end].iter().collect());
        return Some((Token::Path(Path::Answer { item, field }), field_end));
    }
    Some((Token::Path(Path::Answer { item, field: None }), item_end))
}

fn run(chars: &[char], from: usize, belongs: impl Fn(char) -> bool) -> usize {
    let mut end = from;
    while chars.get(end).copied().is_some_and(&belongs) {
        end += 1;
    }
    end
}

fn is_word_start(c: char) -> bool {
    c.is_ascii_lowercase() || c == '_'
}

fn is_word_rest(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}

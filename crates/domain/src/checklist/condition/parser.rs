//! Tokens to the parsed form: `or` binds weakest, then `and`, `not`, one comparison.

use super::lexer::{Token, lex};
use super::{ConditionError, Expr, Literal};

/// No condition anyone can read goes this deep; the limit keeps hostile text from using up the stack.
const DEPTH_LIMIT: usize = 60;

pub fn parse(text: &str) -> Result<Expr, ConditionError> {
    let mut parser = Parser { tokens: lex(text)?, next: 0, end: text.chars().count(), depth: 0 };
    let expr = parser.alternatives()?;
    if parser.peek().is_some() {
        return Err(parser.unexpected("`and`, `or` or the end"));
    }
    Ok(expr)
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn position(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn take(&mut self, wanted: &Token) -> bool {
        let found = self.peek() == Some(wanted);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, wanted: &Token, name: &str) -> Result<(), ConditionError> {
        if self.take(wanted) { Ok(()) } else { Err(self.unexpected(name)) }
    }

    fn unexpected(&self, wanted: &str) -> ConditionError {
        let found = self.peek().map_or_else(|| "the end".to_owned(), |token| format!("{token:?}"));
        ConditionError::Unexpected { at: self.position(), wanted: wanted.to_owned(), found }
    }

    /// Runs a nested step, counting levels.
    fn nested<T>(
        &mut self,
        step: impl Fn(&mut Self) -> Result<T, ConditionError>,
    ) -> Result<T, ConditionError> {
        if self.depth >= DEPTH_LIMIT {
            return Err(ConditionError::TooDeep { at: self.position(), limit: DEPTH_LIMIT });
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        result
    }

    fn alternatives(&mut self) -> Result<Expr, ConditionError> {
        let mut left = self.conjunction()?;
        let mut links = 0;
        while self.take(&Token::Or) {
            links = self.link(links)?;
            left = Expr::Or(Box::new(left), Box::new(self.conjunction()?));
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expr, ConditionError> {
        let mut left = self.negation()?;
        let mut links = 0;
        while self.take(&Token::And) {
            links = self.link(links)?;
            left = Expr::And(Box::new(left), Box::new(self.negation()?));
        }
        Ok(left)
    }

    /// A chain of `and` or `or` nests to the left, so its length is depth as well.
    fn link(&self, links: usize) -> Result<usize, ConditionError> {
        if links >= DEPTH_LIMIT {
            return Err(ConditionError::TooDeep { at: self.position(), limit: DEPTH_LIMIT });
        }
        Ok(links + 1)
    }

    fn negation(&mut self) -> Result<Expr, ConditionError> {
        if self.take(&Token::Not) {
            return Ok(Expr::Not(Box::new(self.nested(Self::negation)?)));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Result<Expr, ConditionError> {
        let left = self.operand()?;
        if let Some(&Token::Compare(comparison)) = self.peek() {
            self.next += 1;
            let right = self.operand()?;
            return Ok(Expr::Compare(comparison, Box::new(left), Box::new(right)));
        }
        Ok(left)
    }

    fn operand(&mut self) -> Result<Expr, ConditionError> {
        let Some(token) = self.peek().cloned() else {
            return Err(self.unexpected("a value"));
        };
        match token {
            Token::Literal(literal) => {
                self.next += 1;
                Ok(Expr::Literal(literal))
            }
            Token::Path(path) => {
                self.next += 1;
                Ok(Expr::Path(path))
            }
            Token::Open => {
                self.next += 1;
                self.closed()
            }
            Token::Over(quantifier) => {
                self.next += 1;
                self.expect(&Token::Open, "`(`")?;
                Ok(Expr::Over(quantifier, Box::new(self.closed()?)))
            }
            Token::ListOpen => {
                self.next += 1;
                Ok(Expr::List(self.list()?))
            }
            _ => Err(self.unexpected("a value")),
        }
    }

    fn closed(&mut self) -> Result<Expr, ConditionError> {
        let inner = self.nested(Self::alternatives)?;
        self.expect(&Token::Close, "`)`")?;
        Ok(inner)
    }

    fn list(&mut self) -> Result<Vec<Literal>, ConditionError> {
        let mut literals = Vec::new();
        if self.take(&Token::ListClose) {
            return Ok(literals);
        }
        loop {
            let Some(Token::Literal(literal)) = self.peek().cloned() else {
                return Err(self.unexpected("a text, number, true, false or null"));
            };
            self.next += 1;
            literals.push(literal);
            if self.take(&Token::ListClose) {
                return Ok(literals);
            }
            self.expect(&Token::Comma, "`,` or `]`")?;
        }
    }
}

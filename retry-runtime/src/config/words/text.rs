//! The words, texts and numbers of the attribute's syntax.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use super::ParseError;
use crate::parse;

/// A value that is written in one piece.
#[derive(Clone, Copy)]
pub(super) enum Literal<'a> {
    Integer(i128),
    Number(f64),
    Text(&'a str),
}

/// A text that is read from its start to its end.
pub(super) struct Text<'a> {
    all: &'a str,
    position: usize,
}

impl<'a> Text<'a> {
    pub(super) const fn new(all: &'a str) -> Self {
        Self { all, position: 0 }
    }

    /// Skips white space, and returns the position after it.
    pub(super) fn position(&mut self) -> usize {
        let rest = self.rest();
        self.position += rest.len() - rest.trim_start().len();
        self.position
    }

    /// Returns the next character that is not white space.
    pub(super) fn peek(&mut self) -> Option<char> {
        self.position();
        self.rest().chars().next()
    }

    /// Skips the character if it is the next one.
    pub(super) fn skip(&mut self, character: char) -> bool {
        let is_next = self.peek() == Some(character);
        if is_next {
            self.position += character.len_utf8();
        }
        is_next
    }

    pub(super) const fn go_back(&mut self, position: usize) {
        self.position = position;
    }

    /// Reads a word like `max_attempts`, if one comes next.
    pub(super) fn word(&mut self) -> Option<&'a str> {
        self.peek().filter(|c| c.is_alphabetic() || *c == '_')?;
        Some(self.take_while(|c| c.is_alphanumeric() || c == '_'))
    }

    /// Reads a text in quotes or a number, if one comes next.
    pub(super) fn literal(&mut self) -> Option<Result<Literal<'a>, ParseError>> {
        match self.peek()? {
            '"' => Some(self.quoted()),
            '0'..='9' | '-' | '+' | '.' => Some(self.number()),
            _ => None,
        }
    }

    fn quoted(&mut self) -> Result<Literal<'a>, ParseError> {
        let start = self.position;
        let rest = self.rest();
        let Some((text, _)) = rest[1..].split_once('"') else {
            return Err(self.error(
                start,
                "this text does not end: write another `\"`".to_owned(),
            ));
        };
        self.position += text.len() + 2;
        Ok(Literal::Text(text))
    }

    fn number(&mut self) -> Result<Literal<'a>, ParseError> {
        let start = self.position;
        let written = self.take_while(|c| c.is_alphanumeric() || "+-._".contains(c));
        let digits = written.replace('_', "");
        if let Ok(integer) = digits.parse() {
            return Ok(Literal::Integer(integer));
        }
        if let Some(number) = digits.parse().ok().filter(|it: &f64| it.is_finite()) {
            return Ok(Literal::Number(number));
        }
        Err(self.error(
            start,
            if parse::duration::parse(written).is_ok() {
                format!("a duration is written in quotes: write \"{written}\"")
            } else {
                format!("`{written}` is no number: write one like 4 or 0.25")
            },
        ))
    }

    pub(super) fn error(&self, position: usize, message: String) -> ParseError {
        ParseError::at(self.all, position, message)
    }

    /// Gives an error that has no place this one.
    pub(super) fn place(&self, error: ParseError, position: usize) -> ParseError {
        error.or_at(self.all, position)
    }

    fn rest(&self) -> &'a str {
        &self.all[self.position..]
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.position += end;
        &rest[..end]
    }
}

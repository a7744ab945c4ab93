//! Why a text is neither a policy nor a budget.

use alloc::string::{String, ToString};
use core::fmt;

/// Why a text cannot be read as a [`Policy`](crate::Policy) or a [`Budget`](crate::Budget). It prints the
/// place, if the mistake has one, and what to write instead.
///
/// ```
/// use retries::{ParseError, Policy};
///
/// let error: ParseError = "max_atempts = 4".parse::<Policy>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "column 1: unknown field `max_atempts`: did you mean `max_attempts`?"
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    message: String,
    place: Option<Place>,
}

/// Counted from 1, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    line: usize,
    column: usize,
}

impl ParseError {
    /// A mistake at this byte of the text.
    pub(super) fn at(text: &str, position: usize, message: String) -> Self {
        let error = Self {
            message,
            place: None,
        };
        error.or_at(text, position)
    }

    /// Sets the place, unless a value inside has set it.
    pub(super) fn or_at(mut self, text: &str, position: usize) -> Self {
        self.place.get_or_insert_with(|| {
            let before = text.get(..position).unwrap_or(text);
            let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
            Place {
                line: before.matches('\n').count() + 1,
                column: before[line_start..].chars().count() + 1,
            }
        });
        self
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some(Place { line: 1, column }) => write!(f, "column {column}: ")?,
            Some(Place { line, column }) => write!(f, "line {line}, column {column}: ")?,
            None => {}
        }
        f.write_str(&self.message)
    }
}

impl core::error::Error for ParseError {}

impl serde_core::de::Error for ParseError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self {
            message: message.to_string(),
            place: None,
        }
    }
}

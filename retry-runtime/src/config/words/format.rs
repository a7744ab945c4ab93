//! The attribute's syntax as a format of serde.
//!
//! ```text
//! list    = [field {"," field} [","]]
//! field   = word | word "(" literal ")" | word "(" list ")" | word "=" value
//! value   = literal | word | word "(" literal ")" | word "(" list ")" | "{" list "}"
//! literal = number | text in quotes
//! ```
//!
//! It reads while serde asks, so that a wrong word is found before the value that follows it.

use alloc::borrow::ToOwned;
use alloc::format;
use serde_core::de::value::StrDeserializer;
use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_core::forward_to_deserialize_any;

use super::ParseError;
use super::text::{Literal, Text};

/// No policy or budget is nested as deep. A text that is could overflow the stack.
const DEEPEST: u32 = 8;

pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ParseError> {
    T::deserialize(Whole(&mut Text::new(text)))
}

/// The whole text, a list of fields.
struct Whole<'t, 'de>(&'t mut Text<'de>);

impl<'de> Deserializer<'de> for Whole<'_, 'de> {
    type Error = ParseError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParseError> {
        visitor.visit_map(List::until(End::Text, self.0, 0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// What follows the last field of a list.
#[derive(Clone, Copy)]
enum End {
    /// The end of the text.
    Text,
    Bracket(char),
    /// Anything: the list has one field, as `exp(…)` in `rate_limited = exp(…)`.
    AfterOne,
}

/// A list of fields.
struct List<'t, 'de> {
    text: &'t mut Text<'de>,
    end: End,
    depth: u32,
    /// The name of the last field that was read, and its position.
    name: Option<(&'de str, usize)>,
}

impl<'t, 'de> List<'t, 'de> {
    const fn until(end: End, text: &'t mut Text<'de>, depth: u32) -> Self {
        Self {
            text,
            end,
            depth,
            name: None,
        }
    }

    fn has_ended(&mut self) -> bool {
        match self.end {
            End::Text => self.text.peek().is_none(),
            End::Bracket(bracket) => self.text.skip(bracket),
            End::AfterOne => self.name.is_some(),
        }
    }

    fn error(&mut self, advice: &str) -> ParseError {
        let position = self.text.position();
        let message = match (self.text.peek(), self.end) {
            (None, End::Bracket(bracket)) => format!("the text ends too early: write `{bracket}`"),
            _ => advice.to_owned(),
        };
        self.text.error(position, message)
    }
}

impl<'de> MapAccess<'de> for List<'_, 'de> {
    type Error = ParseError;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, ParseError> {
        if self.has_ended() {
            return Ok(None);
        }
        if self.name.is_some() {
            if !self.text.skip(',') {
                return Err(self.error("write `,` between two fields, and `=` before a value"));
            }
            if self.has_ended() {
                return Ok(None);
            }
        }
        let position = self.text.position();
        let Some(name) = self.text.word() else {
            return Err(self.error("write a field, like `max_attempts = 4`"));
        };
        self.name = Some((name, position));
        seed.deserialize(StrDeserializer::new(name))
            .map(Some)
            .map_err(|error: ParseError| self.text.place(error, position))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<T::Value, ParseError> {
        let (name, name_position) = self.name.unwrap_or_default();
        let value = Value {
            text: self.text,
            depth: self.depth + 1,
            name,
            name_position,
            start: Start::Nothing,
        };
        value.read(seed)
    }
}

/// The value of a field, which comes next.
struct Value<'t, 'de> {
    text: &'t mut Text<'de>,
    depth: u32,
    /// The name of the field.
    name: &'de str,
    name_position: usize,
    start: Start,
}

/// What stands between the name of a field and its value.
#[derive(Clone, Copy)]
enum Start {
    Equals,
    Parenthesis,
    /// The name stands alone, as `jitter`.
    Nothing,
}

impl<'de> Value<'_, 'de> {
    /// Reads the value, and gives an error without a place that of the value.
    fn read<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, ParseError> {
        let (start, position) = if self.text.skip('=') {
            (Start::Equals, self.text.position())
        } else if self.text.peek() == Some('(') {
            (Start::Parenthesis, self.text.position())
        } else {
            (Start::Nothing, self.name_position)
        };
        let text = &mut *self.text;
        if self.depth > DEEPEST {
            return Err(text.error(position, "nothing is nested as deep as this".to_owned()));
        }
        let value = Value {
            text,
            start,
            ..self
        };
        seed.deserialize(value)
            .map_err(|error| self.text.place(error, position))
    }

    /// Reads what stands between parentheses: a single value, or fields.
    fn arguments<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParseError> {
        self.text.skip('(');
        let Some(literal) = self.text.literal() else {
            return visitor.visit_map(List::until(End::Bracket(')'), self.text, self.depth));
        };
        let literal = literal?;
        self.text.skip(',');
        if !self.text.skip(')') {
            let position = self.text.position();
            let message = "only one value stands here: write `)` after it".to_owned();
            return Err(self.text.error(position, message));
        }
        visit(literal, visitor)
    }

    fn after_equals<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParseError> {
        if let Some(literal) = self.text.literal() {
            return visit(literal?, visitor);
        }
        if self.text.skip('{') {
            return visitor.visit_map(List::until(End::Bracket('}'), self.text, self.depth));
        }
        let position = self.text.position();
        let Some(word) = self.text.word() else {
            let name = self.name;
            let message =
                format!("`{name}` needs a value after `=`, like `4`, `full` or `\"30s\"`");
            return Err(self.text.error(position, message));
        };
        match (self.text.peek(), word) {
            (Some('('), _) => {
                self.text.go_back(position);
                visitor.visit_map(List::until(End::AfterOne, self.text, self.depth))
            }
            (_, "true") => visitor.visit_bool(true),
            (_, "false") => visitor.visit_bool(false),
            _ => visitor.visit_borrowed_str(word),
        }
    }
}

impl<'de> Deserializer<'de> for Value<'_, 'de> {
    type Error = ParseError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ParseError> {
        match self.start {
            Start::Equals => self.after_equals(visitor),
            Start::Parenthesis => self.arguments(visitor),
            Start::Nothing => visitor.visit_bool(true),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

fn visit<'de, V: Visitor<'de>>(literal: Literal<'de>, visitor: V) -> Result<V::Value, ParseError> {
    match literal {
        Literal::Integer(number) => match i64::try_from(number) {
            Ok(number) => visitor.visit_i64(number),
            Err(_) => visitor.visit_i128(number),
        },
        Literal::Number(number) => visitor.visit_f64(number),
        Literal::Text(text) => visitor.visit_borrowed_str(text),
    }
}

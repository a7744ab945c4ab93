//! A value that is not a table: a text, a number or a `bool`.

use alloc::format;
use alloc::string::String;
use core::fmt;
use serde_core::de::{
    DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

/// The value as it was written, of any type.
#[derive(Clone, Copy)]
pub(super) enum Scalar<'a> {
    Bool(bool),
    Integer(i128),
    Float(f64),
    Text(&'a str),
    Other,
}

/// Reads the value of the field `name`, so that an error has the place of the value.
pub(super) struct Field<T> {
    pub(super) name: &'static str,
    pub(super) read: fn(&str, Scalar) -> Result<T, String>,
}

impl<'de, T> DeserializeSeed<'de> for Field<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<T> Field<T> {
    fn read_value<E: Error>(self, value: Scalar) -> Result<T, E> {
        (self.read)(self.name, value).map_err(E::custom)
    }
}

impl<'de, T> Visitor<'de> for Field<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "the value of `{}`", self.name)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        self.read_value(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        self.read_value(Scalar::Integer(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<T, E> {
        self.read_value(Scalar::Integer(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        self.read_value(Scalar::Integer(value.into()))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<T, E> {
        self.read_value(Scalar::Integer(value.try_into().unwrap_or(i128::MAX)))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<T, E> {
        self.read_value(Scalar::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        self.read_value(Scalar::Text(value))
    }

    fn visit_unit<E: Error>(self) -> Result<T, E> {
        self.read_value(Scalar::Other)
    }

    // Formats require that a value is read to its end.
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<T, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        self.read_value(Scalar::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.read_value(Scalar::Other)
    }
}

/// Returns a finite number.
pub(super) fn number(value: Scalar) -> Option<f64> {
    match value {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a factor or share of more than 15 digits is beyond what any is rounded to"
        )]
        Scalar::Integer(number) => Some(number as f64),
        Scalar::Float(number) => Some(number).filter(|number| number.is_finite()),
        _ => None,
    }
}

/// Returns the message for a number in quotes.
pub(super) fn unquoted(name: &str, value: Scalar) -> Option<String> {
    match value {
        Scalar::Text(text) if text.parse::<f64>().is_ok_and(f64::is_finite) => Some(format!(
            "`{name}` takes a number without quotes: write `{name} = {text}`"
        )),
        _ => None,
    }
}

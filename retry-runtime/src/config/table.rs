//! A table with known keys, read key by key, so that each error has the place of its key or value.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use serde_core::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};

use crate::parse::suggest;

pub(super) trait Table: Sized {
    type Output;

    fn names(&self) -> &'static [&'static str];

    /// An example of the table, for the message about a value that is no table.
    fn example(&self) -> &'static str;

    /// Returns the message for a key that is not one of the names, if there is a special one.
    fn advice(&self, word: &str) -> Option<String>;

    /// Returns why a known key may not follow the keys before it.
    fn conflict(&self, _name: &str) -> Option<String> {
        None
    }

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error>;

    fn finish(self) -> Result<Self::Output, String>;
}

/// Reads a [`Table`].
pub(super) struct Reader<T>(pub(super) T);

impl<'de, T: Table> DeserializeSeed<'de> for Reader<T> {
    type Value = T::Output;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T::Output, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Table> Visitor<'de> for Reader<T> {
    type Value = T::Output;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0.example())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T::Output, A::Error> {
        let Self(mut table) = self;
        let mut seen = Vec::new();
        while let Some(name) = map.next_key_seed(Key {
            table: &table,
            seen: &seen,
        })? {
            seen.push(name);
            table.read(name, &mut map)?;
        }
        table.finish().map_err(A::Error::custom)
    }
}

struct Key<'a, T> {
    table: &'a T,
    seen: &'a [&'static str],
}

impl<T: Table> Key<'_, T> {
    fn known(&self, word: &str) -> Result<&'static str, String> {
        let names = self.table.names();
        let Some(name) = names.iter().find(|name| **name == word) else {
            return Err(self.unknown(word));
        };
        if self.seen.contains(name) {
            return Err(format!("`{name}` is given twice: keep one of the two"));
        }
        self.table.conflict(name).map_or(Ok(name), Err)
    }

    fn unknown(&self, word: &str) -> String {
        if let Some(advice) = self.table.advice(word) {
            return advice;
        }
        let names = self.table.names();
        let advice = suggest::did_you_mean(word, names)
            .unwrap_or_else(|| format!("the fields are {}", suggest::list(names)));
        format!("unknown field `{word}`: {advice}")
    }
}

impl<'de, T: Table> DeserializeSeed<'de> for Key<'_, T> {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<T: Table> Visitor<'_> for Key<'_, T> {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let names = suggest::list(self.table.names());
        write!(f, "one of the fields {names}")
    }

    fn visit_str<E: Error>(self, word: &str) -> Result<&'static str, E> {
        self.known(word).map_err(E::custom)
    }
}

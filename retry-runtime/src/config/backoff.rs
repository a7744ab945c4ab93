//! `exp = { … }`, `fixed = "2s"`, `linear = { … }` and `fibonacci = { … }`.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::time::Duration;
use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess};

use super::scalar::{self, Field, Scalar};
use super::table::{Reader, Table};
use super::{duration, fields, policy_error};
use crate::backoff::Backoff;
use crate::parse::suggest;
use crate::validate::cap_below_base;

pub(super) const KINDS: [&str; 4] = ["exp", "fixed", "linear", "fibonacci"];

/// A table of one backoff by its name, like `{ exp = { base = "1s", cap = "60s" } }` or
/// `{ fixed = "2s" }`; what may be left out is as in the attribute.
impl<'de> Deserialize<'de> for Backoff {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let example = "a backoff like `{ exp = { base = \"1s\", cap = \"20s\" } }`";
        Reader(SingleBackoff::new(example)).deserialize(deserializer)
    }
}

/// A backoff and the field that it was read from.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub(super) name: &'static str,
    pub(super) backoff: Backoff,
}

impl Named {
    pub(super) fn read<'de, A: MapAccess<'de>>(
        name: &'static str,
        map: &mut A,
    ) -> Result<Self, A::Error> {
        let backoff = match name {
            "fixed" => Backoff::fixed(map.next_value_seed(Field {
                name,
                read: duration::named,
            })?),
            _ => map.next_value_seed(Reader(GrowingFields::new(name)))?,
        };
        Ok(Self { name, backoff })
    }

    /// Returns why `name` may not stand beside this field, if it is another backoff.
    pub(super) fn conflict(&self, name: &str) -> Option<String> {
        let first = self.name;
        KINDS
            .contains(&name)
            .then(|| format!("`{name}` is a second backoff besides `{first}`: keep one of the two"))
    }
}

/// A table that holds a backoff and nothing else.
pub(super) struct SingleBackoff {
    example: &'static str,
    found: Option<Named>,
}

impl SingleBackoff {
    pub(super) const fn new(example: &'static str) -> Self {
        Self {
            example,
            found: None,
        }
    }
}

impl Table for SingleBackoff {
    type Output = Backoff;

    fn names(&self) -> &'static [&'static str] {
        &KINDS
    }

    fn example(&self) -> &'static str {
        self.example
    }

    fn advice(&self, word: &str) -> Option<String> {
        fields::advice(word)
    }

    fn conflict(&self, name: &str) -> Option<String> {
        self.found.as_ref().and_then(|first| first.conflict(name))
    }

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        self.found = Some(Named::read(name, map)?);
        Ok(())
    }

    fn finish(self) -> Result<Backoff, String> {
        match self.found {
            Some(named) => Ok(named.backoff),
            None => Err(
                "it names no backoff: write `exp = { base = \"1s\", cap = \"20s\" }`".to_owned(),
            ),
        }
    }
}

/// The table of a growing backoff.
struct GrowingFields {
    name: &'static str,
    base: Option<Duration>,
    step: Option<Duration>,
    factor: Option<f64>,
    cap: Option<Duration>,
}

impl GrowingFields {
    const fn new(name: &'static str) -> Self {
        Self {
            name,
            base: None,
            step: None,
            factor: None,
            cap: None,
        }
    }
}

impl Table for GrowingFields {
    type Output = Backoff;

    fn names(&self) -> &'static [&'static str] {
        match self.name {
            "exp" => &["base", "cap", "factor"],
            "linear" => &["base", "step", "cap"],
            _ => &["base", "cap"],
        }
    }

    fn example(&self) -> &'static str {
        match self.name {
            "exp" => "`exp = { base = \"1s\", cap = \"60s\" }`",
            "linear" => "`linear = { base = \"1s\", step = \"1s\", cap = \"10s\" }`",
            _ => "`fibonacci = { base = \"1s\", cap = \"60s\" }`",
        }
    }

    fn advice(&self, word: &str) -> Option<String> {
        let kind = self.name;
        if fields::NAMES.contains(&word) {
            return Some(format!(
                "`{word}` is no part of `{kind}`: write it beside it"
            ));
        }
        let names = self.names();
        let nearest = suggest::did_you_mean(word, names)
            .map(|question| format!("; {question}"))
            .unwrap_or_default();
        let takes = suggest::list(names);
        Some(format!(
            "`{kind}` has no `{word}`, it takes {takes}{nearest}"
        ))
    }

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let time = Field {
            name,
            read: duration::named,
        };
        match name {
            "factor" => {
                self.factor = Some(map.next_value_seed(Field { name, read: factor })?);
            }
            "step" => self.step = Some(map.next_value_seed(time)?),
            "cap" => self.cap = Some(map.next_value_seed(time)?),
            _ => self.base = Some(map.next_value_seed(time)?),
        }
        Ok(())
    }

    fn finish(self) -> Result<Backoff, String> {
        let (name, example) = (self.name, self.example());
        let Some(base) = self.base else {
            return Err(format!("`{name}` needs a base: write {example}"));
        };
        let mut backoff = match name {
            "exp" => Backoff::exponential(base),
            "linear" => Backoff::linear(base, self.step.unwrap_or(base)),
            _ => Backoff::fibonacci(base),
        };
        if let Some(factor) = self.factor {
            backoff = backoff.factor(factor);
        }
        if let Some(cap) = self.cap {
            backoff = backoff.cap(cap);
        }
        match cap_below_base(&backoff) {
            Some(error) => Err(format!("`{name}`: {}", policy_error::sentence(&error))),
            None => Ok(backoff),
        }
    }
}

fn factor(name: &str, value: Scalar) -> Result<f64, String> {
    match scalar::number(value) {
        Some(factor) if factor >= 1.0 => Ok(factor),
        Some(_) => Err(
            "a factor below 1 lets the waits shrink: write `factor = 2`, \
             or `fixed = \"1s\"` for equal waits"
                .to_owned(),
        ),
        None => Err(scalar::unquoted(name, value)
            .unwrap_or_else(|| format!("`{name}` takes a number: write `{name} = 2`"))),
    }
}

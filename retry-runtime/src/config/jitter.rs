//! `jitter = true`, `jitter = "full"`, `jitter = 0.25`.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use serde_core::de::{Deserialize, DeserializeSeed, Deserializer};

use super::scalar::{self, Field, Scalar};
use crate::jitter::Jitter;
use crate::parse::suggest;

/// As in the attribute: `"additive"` or `true`, `"full"`, `"equal"`, `"decorrelated"`, `"none"` or
/// `false`, or a ratio from 0 to 1.
impl<'de> Deserialize<'de> for Jitter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        FIELD.deserialize(deserializer)
    }
}

pub(super) const FIELD: Field<Jitter> = Field {
    name: "jitter",
    read: jitter,
};

fn jitter(name: &str, value: Scalar) -> Result<Jitter, String> {
    if let Some(ratio) = scalar::number(value) {
        return from_ratio(ratio);
    }
    match value {
        Scalar::Bool(true) => Ok(Jitter::Additive),
        Scalar::Bool(false) => Ok(Jitter::None),
        Scalar::Text(word) => from_word(word)
            .ok_or_else(|| scalar::unquoted(name, value).unwrap_or_else(|| unknown(word))),
        _ => Err(format!(
            "`{name}` takes a kind or a ratio: write `{name} = \"full\"` or `{name} = 0.25`"
        )),
    }
}

fn from_ratio(ratio: f64) -> Result<Jitter, String> {
    if (0.0..=1.0).contains(&ratio) {
        Ok(Jitter::ratio(ratio))
    } else {
        Err(
            "a jitter ratio is from 0 to 1: `jitter = 0.25` waits 25 % less to 25 % more"
                .to_owned(),
        )
    }
}

fn from_word(word: &str) -> Option<Jitter> {
    Some(match word {
        "none" => Jitter::None,
        "additive" => Jitter::Additive,
        "full" => Jitter::Full,
        "equal" => Jitter::Equal,
        "decorrelated" => Jitter::Decorrelated,
        _ => return None,
    })
}

fn unknown(word: &str) -> String {
    const WORDS: [&str; 5] = ["additive", "full", "equal", "decorrelated", "none"];
    let advice = suggest::did_you_mean(word, &WORDS).unwrap_or_else(|| {
        let words = suggest::list(&WORDS);
        format!("it is one of {words}, or a ratio like 0.25")
    });
    format!("unknown jitter `{word}`: {advice}")
}

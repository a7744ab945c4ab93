//! Policies and budgets from TOML and JSON.

use retry_runtime::{Backoff, Budget, Jitter, Policy};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt::Debug;
use std::time::Duration;

use crate::choices::Choices;

pub fn check(input: &[u8]) {
    let choices = &mut Choices::new(input);
    match choices.below(6) {
        0 => check_json(&choices.text()),
        1 => check_toml(&choices.text()),
        // Tables of the right words are rare in any text.
        _ => check_table(choices),
    }
}

/// A value that both formats write.
#[derive(Clone, Debug)]
enum Value {
    Text(String),
    Integer(i64),
    Number(f64),
    Flag(bool),
    List(Vec<Value>),
    Table(Vec<(String, Value)>),
}

const WORDS: [&str; 35] = [
    "exp",
    "fixed",
    "linear",
    "fibonacci",
    "base",
    "cap",
    "factor",
    "step",
    "jitter",
    "max_attempts",
    "deadline",
    "attempt_timeout",
    "max_retry_after",
    "reset_after",
    "rate_limited",
    "nested",
    "ratio",
    "min_per_second",
    "capacity",
    "tokens",
    "retry_cost",
    "timeout_cost",
    "rate_limited_cost",
    "success_refund",
    "throttle",
    "max_tokens",
    "token_ratio",
    "adaptive",
    "custom",
    "max_retries",
    "jiter",
    "",
    "größe",
    "budget",
    "on",
];

const TEXTS: [&str; 24] = [
    "1s",
    "100ms",
    "60s",
    "0s",
    "1ns",
    "1m 30s",
    "30",
    "584y",
    "never",
    "unlimited",
    "full",
    "equal",
    "none",
    "additive",
    "decorrelated",
    "stop",
    "retry",
    "5",
    "0.25",
    "",
    "ful",
    "18446744073709551615s",
    "1.5s",
    "-1s",
];

impl Value {
    fn any(choices: &mut Choices, depth: usize) -> Self {
        match choices.below(if depth == 0 { 10 } else { 14 }) {
            0..4 => Self::Text(choices.of(&TEXTS).to_owned()),
            4 => Self::Text(format!("{:?}", choices.duration())),
            5 => Self::Integer(choices.number().cast_signed()),
            6 | 7 => Self::Integer(i64::from(choices.count()) - 1),
            8 => Self::Number(
                Some(choices.float())
                    .filter(|it| it.is_finite())
                    .unwrap_or(0.5),
            ),
            9 => Self::Flag(choices.flag()),
            10 => Self::List(vec![Self::any(choices, depth - 1)]),
            _ => Self::table(choices, depth - 1),
        }
    }

    fn table(choices: &mut Choices, depth: usize) -> Self {
        let mut fields: Vec<(String, Self)> = Vec::new();
        for _ in 0..choices.below(6) {
            let name = choices.of(&WORDS).to_owned();
            let value = Self::fitting(&name, choices, depth);
            // TOML has no text for a key that is there twice.
            if fields.iter().all(|(other, _)| *other != name) {
                fields.push((name, value));
            }
        }
        Self::Table(fields)
    }

    /// Returns mostly a value of the right kind.
    fn fitting(name: &str, choices: &mut Choices, depth: usize) -> Self {
        match name {
            _ if choices.below(8) == 0 => Self::any(choices, depth),
            "exp" | "linear" | "fibonacci" => {
                let mut fields = vec![("base".to_owned(), Self::time(choices))];
                let others = [("cap", true), ("step", true), ("factor", false)];
                for (name, is_time) in others {
                    if choices.flag() {
                        let value = if is_time {
                            Self::time(choices)
                        } else {
                            Self::number(choices)
                        };
                        fields.push((name.to_owned(), value));
                    }
                }
                Self::Table(fields)
            }
            "rate_limited" | "throttle" if depth > 0 => Self::table(choices, depth - 1),
            "max_attempts" | "tokens" | "capacity" | "min_per_second" | "max_tokens" => {
                Self::Integer(choices.count().into())
            }
            "ratio" | "adaptive" | "token_ratio" | "factor" => Self::number(choices),
            _ => Self::time(choices),
        }
    }

    fn time(choices: &mut Choices) -> Self {
        if choices.flag() {
            return Self::Text(choices.of(&TEXTS).to_owned());
        }
        Self::Text(format!("{:?}", choices.duration()))
    }

    fn number(choices: &mut Choices) -> Self {
        Self::Number(
            Some(choices.float())
                .filter(|it| it.is_finite())
                .unwrap_or(1.5),
        )
    }

    fn json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Integer(number) => (*number).into(),
            Self::Number(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
            Self::List(values) => values.iter().map(Self::json).collect(),
            Self::Table(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| (name.clone(), value.json()));
                serde_json::Value::Object(fields.collect())
            }
        }
    }

    fn toml(&self) -> toml::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Integer(number) => (*number).into(),
            Self::Number(number) => (*number).into(),
            Self::Flag(flag) => (*flag).into(),
            Self::List(values) => toml::Value::Array(values.iter().map(Self::toml).collect()),
            Self::Table(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| (name.clone(), value.toml()));
                toml::Value::Table(fields.collect())
            }
        }
    }
}

/// Both formats accept the same tables, and read the same from them.
fn check_table(choices: &mut Choices) {
    let table = Value::table(choices, 3);
    let json = table.json().to_string();
    let toml = toml::to_string(&table.toml()).expect("a table of plain values");
    check_json(&json);
    check_toml(&toml);
    assert_eq!(
        from_json::<Policy>(&json),
        from_toml::<Policy>(&toml),
        "{json}\n{toml}"
    );
    let budgets = (from_json::<Budget>(&json), from_toml::<Budget>(&toml));
    assert_eq!(
        budgets.0.map(|budget| budget.to_string()),
        budgets.1.map(|budget| budget.to_string()),
        "{json}\n{toml}"
    );
}

fn from_json<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}

fn from_toml<T: DeserializeOwned>(text: &str) -> Option<T> {
    toml::from_str(text).ok()
}

/// A field of a configuration file.
#[derive(Deserialize)]
#[serde(transparent)]
struct Timeout {
    #[serde(with = "retry_runtime::duration")]
    timeout: Duration,
}

fn check_json(text: &str) {
    let place = "line ";
    if let Some(policy) = read_json::<Policy>(text, place) {
        check_policy(&policy);
    }
    if let Some(budget) = read_json::<Budget>(text, place) {
        check_budget(&budget);
    }
    if let Some(backoff) = read_json::<Backoff>(text, place) {
        assert_eq!(written_and_read(&backoff), backoff);
    }
    if let Some(jitter) = read_json::<Jitter>(text, place) {
        assert_eq!(written_and_read(&jitter), jitter);
    }
    if let Some(Timeout { timeout }) = read_json(text, place) {
        let written = serde_json::to_string(&format!("{timeout:?}")).expect("a text");
        assert_eq!(
            from_json(&written).map(|Timeout { timeout }| timeout),
            Some(timeout)
        );
    }
}

/// Returns the value, or checks that the mistake has a place.
fn read_json<T: DeserializeOwned>(text: &str, place: &str) -> Option<T> {
    match serde_json::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            assert!(error.to_string().contains(place), "{text}: {error}");
            None
        }
    }
}

fn check_toml(text: &str) {
    for error in [
        toml::from_str::<Policy>(text)
            .map(|policy| check_policy(&policy))
            .err(),
        toml::from_str::<Budget>(text)
            .map(|budget| check_budget(&budget))
            .err(),
    ]
    .into_iter()
    .flatten()
    {
        assert!(!error.message().is_empty(), "{text}");
        assert!(error.span().is_some(), "{text}: {error}");
    }
}

/// Configuration accepts no policy with a mistake, and reads again what it writes.
fn check_policy(policy: &Policy) {
    assert_eq!(policy.validate(), Ok(()));
    let again: Policy = written_and_read(policy);
    assert_eq!(format!("{again:?}"), format!("{policy:?}"));
    let toml = toml::to_string(policy).expect("it has no function");
    assert_eq!(toml::from_str(&toml).as_ref(), Ok(policy), "{toml}");
}

fn check_budget(budget: &Budget) {
    let again: Budget = written_and_read(budget);
    assert_eq!(again.to_string(), budget.to_string());
    let toml = toml::to_string(budget).expect("it can be read");
    let again: Budget = toml::from_str(&toml).expect(&toml);
    assert_eq!(again.to_string(), budget.to_string());
}

fn written_and_read<T: Serialize + DeserializeOwned + Debug>(value: &T) -> T {
    let text = serde_json::to_string(value).expect("it has no function");
    match serde_json::from_str(&text) {
        Ok(again) => again,
        Err(error) => panic!("{value:?} {text}: {error}"),
    }
}

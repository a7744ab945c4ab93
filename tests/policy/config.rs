//! Policies and budgets that are read from configuration.

use std::cell::Cell;
use std::time::Duration;

use crate::arbitrary_policies::policies;
use proptest::prelude::*;
use retries::{Backoff, Budget, Jitter, Policy, retry};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as ValueError, MapDeserializer};
use serde_json::{Value, json};

fn read<T: DeserializeOwned>(text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn policy(text: &str) -> Policy {
    read(text)
}

fn refused<T: DeserializeOwned>(text: &str) -> String {
    match toml::from_str::<T>(text) {
        Ok(_) => panic!("{text} is accepted"),
        Err(error) => error.message().to_owned(),
    }
}

fn each_is_refused<T: DeserializeOwned>(cases: &[(&str, &str)]) {
    for (text, message) in cases {
        assert_eq!(refused::<T>(text), *message, "{text}");
    }
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn every_backoff_is_read() {
    for (text, backoff) in [
        (
            r#"exp = { base = "1s", cap = "60s", factor = 1.5 }"#,
            Backoff::exponential(SECOND).cap(MINUTE).factor(1.5),
        ),
        (
            r#"exp = { base = "1s", factor = 3 }"#,
            Backoff::exponential(SECOND).factor(3.0),
        ),
        (r#"exp.base = "1s""#, Backoff::exponential(SECOND)),
        (r#"fixed = "1m""#, Backoff::fixed(MINUTE)),
        (
            r#"linear = { base = "1s", step = "500ms", cap = "1m" }"#,
            Backoff::linear(SECOND, Duration::from_millis(500)).cap(MINUTE),
        ),
        (
            r#"linear = { base = "1s" }"#,
            Backoff::linear(SECOND, SECOND),
        ),
        (
            r#"fibonacci = { base = "1s", cap = "1m" }"#,
            Backoff::fibonacci(SECOND).cap(MINUTE),
        ),
    ] {
        assert_eq!(read::<Backoff>(text), backoff, "{text}");
        let alone = Policy::new().backoff(backoff);
        assert_eq!(policy(text), alone, "{text}");
        let rate_limited = Policy::new().rate_limited(backoff);
        assert_eq!(
            policy(&format!("[rate_limited]\n{text}")),
            rate_limited,
            "{text}"
        );
    }
}

#[test]
fn every_jitter_is_read() {
    for (text, jitter) in [
        ("true", Jitter::Additive),
        (r#""additive""#, Jitter::Additive),
        (r#""full""#, Jitter::Full),
        (r#""equal""#, Jitter::Equal),
        (r#""decorrelated""#, Jitter::Decorrelated),
        ("0.25", Jitter::ratio(0.25)),
        ("1", Jitter::ratio(1.0)),
        (r#""none""#, Jitter::None),
        ("false", Jitter::None),
    ] {
        let expected = Policy::new().jitter(jitter);
        assert_eq!(policy(&format!("jitter = {text}")), expected, "{text}");
        assert_eq!(serde_json::from_str::<Jitter>(text).unwrap(), jitter);
    }
}

#[test]
fn every_limit_is_read() {
    for (text, expected) in [
        ("max_attempts = 5", Policy::new().max_attempts(5)),
        (
            "max_attempts = 5\ndeadline = \"1m\"",
            Policy::new().max_attempts(5).deadline(MINUTE),
        ),
        (
            "max_attempts = \"unlimited\"\ndeadline = \"never\"",
            Policy::new().unlimited_attempts().deadline(Duration::MAX),
        ),
        (
            "deadline = \"never\"",
            Policy::new().deadline(Duration::MAX),
        ),
        (
            "max_retry_after = \"1m\"",
            Policy::new().max_retry_after(MINUTE),
        ),
        ("nested = \"stop\"", Policy::new().stop_nested()),
        ("nested = \"retry\"", Policy::new()),
    ] {
        assert_eq!(policy(text), expected, "{text}");
    }
}

#[test]
fn an_empty_table_is_the_default_policy() {
    assert_eq!(policy(""), Policy::new());
}

#[test]
fn a_backoff_without_jitter_has_none() {
    let waits = policy(r#"fixed = "1s""#).schedule();
    assert!(waits.into_iter().all(|wait| wait.min == wait.max));
}

#[test]
fn a_deadline_alone_lifts_the_count() {
    let policy = policy(r#"deadline = "1m""#);
    assert_eq!(policy.attempt_limit(), None);
    assert_eq!(policy.time_limit(), Some(MINUTE));
}

#[test]
fn the_attribute_obeys_what_was_read() {
    #[retry(policy = policy, sleep = |_| ())]
    fn fail(policy: Policy, attempts: &Cell<u32>) -> Result<(), ()> {
        attempts.set(attempts.get() + 1);
        Err(())
    }
    let attempts = Cell::new(0);
    assert_eq!(fail(policy("max_attempts = 7"), &attempts), Err(()));
    assert_eq!(attempts.get(), 7);
}

#[test]
fn every_budget_is_read() {
    for (text, budget) in [
        ("", Budget::new()),
        ("ratio = 0.5", Budget::ratio(0.5)),
        ("ratio = 2", Budget::ratio(2.0)),
        ("min_per_second = 3", Budget::new().min_per_second(3)),
        (
            "ratio = 0.1\nmin_per_second = 0\ncapacity = 7",
            Budget::ratio(0.1).min_per_second(0).capacity(7),
        ),
        ("tokens = 500", Budget::tokens(500)),
        (
            "tokens = 500\nretry_cost = 7",
            Budget::tokens(500).costs(7, 10, 1),
        ),
        (
            "tokens = 100\nretry_cost = 1\ntimeout_cost = 2\nsuccess_refund = 3",
            Budget::tokens(100).costs(1, 2, 3),
        ),
        (
            "tokens = 500\nretry_cost = 14\ntimeout_cost = 14\nrate_limited_cost = 5",
            Budget::aws_2_1(),
        ),
        (
            "throttle = { max_tokens = 10, token_ratio = 0.1 }",
            Budget::throttle(10, 0.1),
        ),
    ] {
        let read: Budget = read(text);
        assert_eq!(format!("{read:?}"), format!("{budget:?}"), "{text}");
    }
}

#[test]
fn an_unknown_field_names_the_nearest() {
    each_is_refused::<Policy>(&[
        (
            "jiter = true",
            "unknown field `jiter`: did you mean `jitter`?",
        ),
        (
            "max-attempts = 5",
            "unknown field `max-attempts`: did you mean `max_attempts`?",
        ),
        (
            "Deadline = \"1s\"",
            "unknown field `Deadline`: did you mean `deadline`?",
        ),
        (
            "colour = 5",
            "unknown field `colour`: the fields are `exp`, `fixed`, `linear`, `fibonacci`, `jitter`, \
             `max_attempts`, `deadline`, `attempt_timeout`, `max_retry_after`, `reset_after`, `rate_limited` and `nested`",
        ),
        (
            r#"exp = { base = "1s", cp = "2s" }"#,
            "`exp` has no `cp`, it takes `base`, `cap` and `factor`; did you mean `cap`?",
        ),
        (
            r#"fibonacci = { base = "1s", factor = 2 }"#,
            "`fibonacci` has no `factor`, it takes `base` and `cap`",
        ),
    ]);
    each_is_refused::<Budget>(&[
        ("token = 5", "unknown field `token`: did you mean `tokens`?"),
        (
            "throttle = { max_token = 5 }",
            "unknown field `max_token`: did you mean `max_tokens`?",
        ),
        (
            "max_tokens = 10",
            "unknown field `max_tokens`: it belongs to a throttle: \
             write `throttle = { max_tokens = 10, token_ratio = 0.1 }`",
        ),
    ]);
}

#[test]
fn a_word_in_the_wrong_place_is_refused_with_its_right_place() {
    each_is_refused::<Policy>(&[
        (
            "max_retries = 4",
            "unknown field `max_retries`: the first call counts too: write `max_attempts`, one more",
        ),
        (
            "budget = { ratio = 0.2 }",
            "unknown field `budget`: it is no part of a policy: read a `Budget` as a field of its own",
        ),
        (
            r#"backoff = "exp""#,
            "unknown field `backoff`: write the one that is meant, \
             like `exp = { base = \"1s\", cap = \"60s\" }`",
        ),
        (
            r#"cap = "60s""#,
            "unknown field `cap`: it belongs to a backoff: \
             write `exp = { base = \"1s\", cap = \"60s\" }`",
        ),
        (
            r#"on = "transient""#,
            "unknown field `on`: it is said in the attribute, where the function is",
        ),
        (
            r#"max_hint = "5m""#,
            "unknown field `max_hint`: write `max_retry_after = \"5m\"`",
        ),
        (
            r#"throttle = { fixed = "1s" }"#,
            "unknown field `throttle`: write `rate_limited = { exp = { base = \"1s\", cap = \"20s\" } }`",
        ),
        (
            r#"rate_limited = { base = "1s" }"#,
            "unknown field `base`: it belongs to a backoff: \
             write `exp = { base = \"1s\", cap = \"60s\" }`",
        ),
        (
            r#"exp = { base = "1s", jitter = "full" }"#,
            "`jitter` is no part of `exp`: write it beside it",
        ),
    ]);
}

#[test]
fn an_invalid_duration_says_what_to_write() {
    each_is_refused::<Policy>(&[
        (
            "deadline = 30",
            "`deadline`: a duration needs a unit: write \"30s\" or \"30ms\"",
        ),
        (
            "fixed = 1.5",
            "`fixed`: a duration needs a unit: write \"1.5s\" or \"1.5ms\"",
        ),
        (
            r#"exp = { base = "10" }"#,
            "`base`: `10` has no unit: write \"10s\" for seconds or \"10ms\" for milliseconds",
        ),
        (
            r#"nested = "none""#,
            "`none` is `retry` here: write `nested = \"retry\"`",
        ),
        (
            "nested = true",
            "`nested` takes one of two words: write `nested = \"stop\"` or `nested = \"retry\"`",
        ),
        (
            r#"max_retry_after = "5 minutes""#,
            "`max_retry_after`: unknown unit `minutes`: write \"5m\"",
        ),
        (
            "deadline = -1",
            "`deadline`: no duration is negative: write \"30s\"",
        ),
        (
            "deadline = -0.5",
            "`deadline`: no duration is negative: write \"30s\"",
        ),
        (
            "deadline = { secs = 5 }",
            "`deadline`: this is no duration: write \"30s\"",
        ),
        (
            "deadline = [5]",
            "`deadline`: this is no duration: write \"30s\"",
        ),
        (
            "deadline = nan",
            "`deadline`: this is no duration: write \"30s\"",
        ),
    ]);
}

#[test]
fn an_invalid_backoff_says_what_to_write() {
    each_is_refused::<Policy>(&[
        (
            "exp = \"1s\"",
            "invalid type: string \"1s\", expected `exp = { base = \"1s\", cap = \"60s\" }`",
        ),
        (
            "rate_limited = \"1s\"",
            "invalid type: string \"1s\", \
             expected `rate_limited = { exp = { base = \"1s\", cap = \"20s\" } }`",
        ),
        (
            "rate_limited = {}",
            "it names no backoff: write `exp = { base = \"1s\", cap = \"20s\" }`",
        ),
        (
            r#"linear = { step = "1s" }"#,
            "`linear` needs a base: \
             write `linear = { base = \"1s\", step = \"1s\", cap = \"10s\" }`",
        ),
        (
            "exp.base = \"1s\"\nfixed = \"1s\"",
            "`fixed` is a second backoff besides `exp`: keep one of the two",
        ),
        (
            "rate_limited = { exp = { base = \"1s\" }, fixed = \"1s\" }",
            "`fixed` is a second backoff besides `exp`: keep one of the two",
        ),
        (
            r#"exp = { base = "1s", factor = 0.5 }"#,
            "a factor below 1 lets the waits shrink: write `factor = 2`, \
             or `fixed = \"1s\"` for equal waits",
        ),
        (
            r#"exp = { base = "1s", factor = "2" }"#,
            "`factor` takes a number without quotes: write `factor = 2`",
        ),
        (
            r#"exp = { base = "1s", factor = inf }"#,
            "`factor` takes a number: write `factor = 2`",
        ),
    ]);
}

#[test]
fn an_invalid_jitter_says_what_to_write() {
    each_is_refused::<Policy>(&[
        (
            "jitter = \"ful\"",
            "unknown jitter `ful`: did you mean `full`?",
        ),
        (
            "jitter = \"Equal\"",
            "unknown jitter `Equal`: did you mean `equal`?",
        ),
        (
            "jitter = \"wild\"",
            "unknown jitter `wild`: it is one of `additive`, `full`, `equal`, `decorrelated` and \
             `none`, or a ratio like 0.25",
        ),
        (
            "jitter = \"0.25\"",
            "`jitter` takes a number without quotes: write `jitter = 0.25`",
        ),
        (
            "jitter = 25",
            "a jitter ratio is from 0 to 1: `jitter = 0.25` waits 25 % less to 25 % more",
        ),
        (
            "jitter = -0.1",
            "a jitter ratio is from 0 to 1: `jitter = 0.25` waits 25 % less to 25 % more",
        ),
        (
            "jitter = []",
            "`jitter` takes a kind or a ratio: write `jitter = \"full\"` or `jitter = 0.25`",
        ),
    ]);
}

#[test]
fn an_invalid_count_says_what_to_write() {
    each_is_refused::<Policy>(&[
        (
            "max_attempts = 0",
            "`max_attempts` counts the first call too: write `max_attempts = 1` to never retry",
        ),
        (
            "max_attempts = 4294967296",
            "`max_attempts` is at most 4294967295: write `max_attempts = \"unlimited\"`",
        ),
        (
            "max_attempts = \"5\"",
            "`max_attempts` takes a number without quotes: write `max_attempts = 5`",
        ),
        (
            "max_attempts = -1",
            "`max_attempts` takes a whole number: \
             write `max_attempts = 5` or `max_attempts = \"unlimited\"`",
        ),
        (
            "max_attempts = \"forever\"",
            "`max_attempts` takes a whole number: \
             write `max_attempts = 5` or `max_attempts = \"unlimited\"`",
        ),
    ]);
}

#[test]
fn a_policy_that_contradicts_itself_is_refused() {
    each_is_refused::<Policy>(&[
        (
            r#"exp = { base = "10s", cap = "5s" }"#,
            "`exp`: the cap (5s) is below the base (10s): \
             raise the cap, or write `fixed = \"5s\"` for equal waits",
        ),
        (
            "max_attempts = \"unlimited\"",
            "nothing ends this call but success: write `deadline = \"30s\"`, \
             or `deadline = \"never\"` to try for ever",
        ),
        (
            "fixed = \"0s\"\ndeadline = \"1s\"",
            "without a limit of attempts and without a wait it calls as fast as it can: \
             write a backoff like `fixed = \"100ms\"`, or `max_attempts = 5`",
        ),
        (
            "exp.base = \"1s\"\njitter = \"decorrelated\"",
            "decorrelated waits grow up to three times each, and need a cap: \
             write `exp = { base = \"1s\", cap = \"60s\" }`",
        ),
        (
            "fixed = \"2s\"\ndeadline = \"1s\"",
            "no retry can start: the first wait is at least 2s, the deadline 1s: \
             raise the deadline, or write `max_attempts = 1`",
        ),
    ]);
}

#[test]
fn an_invalid_budget_says_what_to_write() {
    each_is_refused::<Budget>(&[
        (
            "ratio = 0.2\ntokens = 500",
            "`tokens` belongs to the rule `tokens`, and `ratio` to the rule `ratio`: \
             keep one of the two rules",
        ),
        (
            "capacity = 5\nthrottle = { max_tokens = 10, token_ratio = 0.1 }",
            "`throttle` belongs to the rule `throttle`, and `capacity` to the rule `ratio`: \
             keep one of the two rules",
        ),
        (
            "ratio = -0.2",
            "`ratio` takes a number that is not negative: write `ratio = 0.2`",
        ),
        (
            "ratio = nan",
            "`ratio` takes a number that is not negative: write `ratio = 0.2`",
        ),
        (
            "ratio = \"0.2\"",
            "`ratio` takes a number without quotes: write `ratio = 0.2`",
        ),
        (
            "tokens = 0.5",
            "`tokens` takes a whole number from 0 to 4294967295",
        ),
        (
            "capacity = -1",
            "`capacity` takes a whole number from 0 to 4294967295",
        ),
        (
            "retry_cost = 5",
            "a budget of tokens needs to know how many: write `tokens = 500`",
        ),
        (
            "tokens = 4",
            "no retry can be paid for: it takes 5 of 4 tokens: raise `tokens`, or lower `retry_cost`",
        ),
        (
            "throttle = { max_tokens = 10 }",
            "`throttle` needs both its fields: \
             write `throttle = { max_tokens = 10, token_ratio = 0.1 }`",
        ),
        (
            "throttle = { max_tokens = 0, token_ratio = 0.1 }",
            "a throttle without tokens allows no retry: write `max_tokens = 10`",
        ),
        (
            "throttle = 10",
            "invalid type: integer `10`, \
             expected `throttle = { max_tokens = 10, token_ratio = 0.1 }`",
        ),
    ]);
}

#[test]
fn a_value_of_another_type_is_refused_with_what_is_expected() {
    let bytes = MapDeserializer::<_, ValueError>::new([("fixed", &b"1s"[..])].into_iter());
    let error = Policy::deserialize(bytes).unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid type: byte array, expected the value of `fixed`"
    );
    let error = serde_json::from_str::<Budget>("5").unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid type: integer `5`, expected a budget like `{ ratio = 0.2, min_per_second = 10 }` \
         at line 1 column 1"
    );
    let numbers = MapDeserializer::<_, ValueError>::new([(1, 2)].into_iter());
    let error = Budget::deserialize(numbers).unwrap_err();
    assert!(
        error.to_string().starts_with(
            "invalid type: integer `1`, expected one of the fields `ratio`, `min_per_second`"
        ),
        "{error}"
    );
}

#[test]
fn the_configuration_of_the_guide_is_read() {
    #[derive(Deserialize)]
    struct Config {
        retry: Policy,
        budget: Budget,
    }
    let page = include_str!("../../docs/configuration.md");
    let blocks = page
        .split("```toml\n")
        .filter_map(|block| block.split("```").next());
    let shown: Vec<_> = blocks
        .filter(|block| block.starts_with("[retry]"))
        .collect();
    assert_eq!(shown.len(), 1);
    let Config { retry, budget } = read(shown[0]);
    let said =
        r#"exp(base = "1s", cap = "60s"), jitter = full, max_attempts = 5, deadline = "30s""#;
    assert_eq!(
        retry.to_string(),
        format!(r#"{said}, attempt_timeout = "2s", nested = stop"#)
    );
    assert_eq!(budget.to_string(), "ratio = 0.2, min_per_second = 10");
}

#[test]
fn an_error_points_at_the_line_of_the_mistake() {
    #[derive(Debug, Deserialize)]
    struct Config {
        #[serde(rename = "retry")]
        _retry: Policy,
    }
    let error = toml::from_str::<Config>("[retry]\njitter = true\ndeadline = 30\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        r#"TOML parse error at line 3, column 12
  |
3 | deadline = 30
  |            ^^
`deadline`: a duration needs a unit: write "30s" or "30ms"
"#
    );
}

#[test]
fn json_says_the_same() {
    let good = json!({
        "exp": { "base": "1s", "cap": "60s" },
        "jitter": "full",
        "max_attempts": "unlimited",
        "deadline": "30s",
        "rate_limited": { "fixed": "5s" },
    });
    let policy: Policy = serde_json::from_value(good).unwrap();
    assert_eq!(
        policy.to_string(),
        r#"exp(base = "1s", cap = "60s"), jitter = full, max_attempts = unlimited, deadline = "30s", rate_limited = fixed("5s")"#
    );
    for (text, message) in [
        (
            r#"{ "deadline": 30 }"#,
            "`deadline`: a duration needs a unit: write \"30s\" or \"30ms\" at line 1 column 16",
        ),
        (
            r#"{ "deadline": { "secs": 30, "nanos": 0 } }"#,
            "`deadline`: this is no duration: write \"30s\" at line 1 column 40",
        ),
        (
            r#"{ "max_attempts": null }"#,
            "`max_attempts` takes a whole number: write `max_attempts = 5` or \
             `max_attempts = \"unlimited\"` at line 1 column 22",
        ),
        (
            r#"{ "fixed": "1s", "fixed": "2s" }"#,
            "`fixed` is given twice: keep one of the two at line 1 column 24",
        ),
        (
            "[]",
            "invalid type: sequence, expected a policy like \
             `{ exp = { base = \"1s\", cap = \"60s\" }, jitter = true, max_attempts = 5 }` \
             at line 1 column 0",
        ),
    ] {
        let error = serde_json::from_str::<Policy>(text).unwrap_err();
        assert_eq!(error.to_string(), message, "{text}");
    }
}

#[test]
fn the_users_own_duration_fields_may_be_optional() {
    #[derive(Debug, Deserialize)]
    struct Config {
        #[serde(deserialize_with = "retries::duration::deserialize")]
        attempt_timeout: Duration,
        #[serde(default, deserialize_with = "retries::duration::deserialize")]
        interval: Option<Duration>,
    }
    let config: Config = read("attempt_timeout = \"2s\"");
    assert_eq!(config.attempt_timeout, Duration::from_secs(2));
    assert_eq!(config.interval, None);
    let config: Config = read("attempt_timeout = \"1m 30s\"\ninterval = \"1h\"");
    assert_eq!(config.attempt_timeout, Duration::from_secs(90));
    assert_eq!(config.interval, Some(Duration::from_secs(3600)));
    each_is_refused::<Config>(&[
        (
            "attempt_timeout = 2",
            "a duration needs a unit: write \"2s\" or \"2ms\"",
        ),
        (
            "attempt_timeout = \"2 sec\"",
            "unknown unit `sec`: write \"2s\"",
        ),
    ]);
}

#[test]
fn a_policy_is_flattened_into_the_table_of_an_attempt_timeout() {
    #[derive(Debug, Deserialize)]
    struct Retry {
        #[serde(deserialize_with = "retries::duration::deserialize")]
        attempt_timeout: Duration,
        #[serde(flatten)]
        policy: Policy,
    }
    let retry: Retry = read("deadline = \"1m\"\nattempt_timeout = \"2s\"\nfixed = \"1s\"");
    assert_eq!(retry.attempt_timeout, Duration::from_secs(2));
    assert_eq!(
        retry.policy.to_string(),
        r#"fixed("1s"), max_attempts = unlimited, deadline = "60s""#
    );
    each_is_refused::<Retry>(&[(
        "attempt_timeout = \"2s\"\nmax_atempts = 5",
        "unknown field `max_atempts`: did you mean `max_attempts`?",
    )]);
}

#[test]
fn an_attempt_timeout_is_checked_against_the_deadline() {
    let agreeing = policy("deadline = \"1m\"\nattempt_timeout = \"1s\"");
    assert_eq!(agreeing.attempt_time_limit(), Some(SECOND));
    let never = policy("deadline = \"1m\"\nattempt_timeout = \"never\"");
    assert_eq!(never, policy("deadline = \"1m\""));
    assert_eq!(
        refused::<Policy>("deadline = \"1m\"\nattempt_timeout = \"1m\""),
        "one attempt may last 60s, and the whole call 60s: lower `attempt_timeout`, or leave it out"
    );
}

/// The attribute's words, as a table.
fn in_a_table(words: &str) -> String {
    let mut depth = 0;
    let ends = |c| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    };
    let fields = words.split(ends).map(str::trim);
    fields.map(|field| in_a_field(field) + "\n").collect()
}

fn in_a_field(words: &str) -> String {
    if let Some(backoff) = words.strip_prefix("rate_limited = ") {
        return format!("rate_limited = {{ {} }}", in_a_field(backoff));
    }
    if let Some((kind, list)) = words.split_once('(') {
        let list = list.trim_end_matches(')');
        return match kind {
            "fixed" => format!("{kind} = {list}"),
            _ => format!("{kind} = {{ {list} }}"),
        };
    }
    match words.split_once(" = ") {
        Some((name, word)) if word.starts_with(char::is_alphabetic) => {
            format!("{name} = \"{word}\"")
        }
        Some(_) => words.to_owned(),
        None => format!("{words} = true"),
    }
}

fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[0-9.]{0,20} ?(ns|us|µs|ms|s|m|h|d|)".prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        Just(json!({})),
        Just(json!([])),
        Just(json!(null)),
    ]
}

proptest! {
    #[test]
    fn a_policy_is_read_from_the_words_that_it_prints(policy in policies()) {
        let text = in_a_table(&policy.to_string());
        match (toml::from_str::<Policy>(&text), policy.validate()) {
            (Ok(read), Ok(())) => prop_assert_eq!(read, policy, "{}", text),
            (Err(_), Err(_)) => {}
            (read, check) => prop_assert!(false, "{text}: {read:?}, but {check:?}"),
        }
    }

    #[test]
    fn every_value_of_a_field_is_read_or_refused(
        name in prop::sample::select(vec![
            "fixed", "jitter", "max_attempts", "deadline", "max_retry_after", "rate_limited", "ratio",
            "min_per_second", "capacity", "tokens",
        ]),
        part in prop::sample::select(vec!["base", "step", "cap", "factor", "max_tokens"]),
        value in values(),
    ) {
        let table = json!({ (name): value.clone() });
        let _ = serde_json::from_value::<Budget>(table.clone());
        if let Ok(policy) = serde_json::from_value::<Policy>(table) {
            prop_assert_eq!(policy.validate(), Ok(()));
        }
        for kind in ["exp", "linear", "fibonacci", "rate_limited"] {
            let mut parts = json!({ "base": "1s" });
            parts[part] = value.clone();
            let table = json!({ (kind): parts });
            let _ = serde_json::from_value::<Budget>(table.clone());
            if let Ok(policy) = serde_json::from_value::<Policy>(table) {
                prop_assert_eq!(policy.validate(), Ok(()));
            }
        }
    }
}

//! Policies and budgets that are written and read again.

use std::time::Duration;

use crate::arbitrary_policies::policies;
use proptest::option::of;
use proptest::prelude::*;
use retries::{Backoff, Budget, Jitter, Policy};
use serde::{Deserialize, Serialize};
use serde_json::json;

const SECOND: Duration = Duration::from_secs(1);

fn through_toml<T: Serialize + for<'de> Deserialize<'de>>(value: &T) -> Result<T, String> {
    let text = toml::to_string(value).map_err(|error| error.to_string())?;
    toml::from_str(&text).map_err(|error| format!("{text}{error}"))
}

fn through_json<T: Serialize + for<'de> Deserialize<'de>>(value: &T) -> Result<T, String> {
    let text = serde_json::to_string(value).map_err(|error| error.to_string())?;
    serde_json::from_str(&text).map_err(|error| format!("{text}{error}"))
}

/// Budgets that can grant a retry: no other can be read.
fn budgets() -> impl Strategy<Value = Budget> {
    let count = any::<u32>;
    // Of the third, in millionths, a float could not hold the last digit.
    let shares = || {
        prop_oneof![
            0.0..2.0,
            0.0..1e13,
            Just(4_439_573_219.283_012),
            any::<f64>().prop_map(f64::abs)
        ]
    };
    prop_oneof![
        (shares(), count(), count()).prop_map(|(ratio, minimum, capacity)| {
            Budget::ratio(ratio)
                .min_per_second(minimum)
                .capacity(capacity)
        }),
        (count(), count(), count(), count(), of(count())).prop_map(
            |(tokens, retry, timeout, success, rate_limited)| {
                let budget = Budget::tokens(tokens.max(retry)).costs(retry, timeout, success);
                match rate_limited {
                    Some(cost) => budget.rate_limited_cost(cost),
                    None => budget,
                }
            }
        ),
        (1..u32::MAX, shares()).prop_map(|(tokens, ratio)| Budget::throttle(tokens, ratio)),
        shares().prop_map(Budget::adaptive),
    ]
}

proptest! {
    #[test]
    fn a_policy_is_read_as_it_was_written(policy in policies()) {
        let read = [through_toml(&policy), through_json(&policy), policy.to_string().parse().map_err(
            |error: retries::ParseError| error.to_string()
        )];
        for read in read {
            match policy.validate() {
                Ok(()) => prop_assert_eq!(read, Ok(policy)),
                Err(_) => prop_assert!(read.is_err(), "{policy} is read"),
            }
        }
    }

    #[test]
    fn a_budget_is_read_as_it_was_written(budget in budgets()) {
        let words = budget.to_string();
        let json = serde_json::to_value(&budget).unwrap();
        for read in [through_toml(&budget), through_json(&budget)] {
            prop_assert_eq!(read.unwrap().to_string(), words.clone());
        }
        let read: Budget = words.parse().unwrap();
        prop_assert_eq!(serde_json::to_value(&read).unwrap(), json);
    }
}

#[test]
fn a_policy_is_written_in_the_attributes_words() {
    let policy = Policy::new()
        .backoff(Backoff::exponential(SECOND).factor(1.5).cap(60 * SECOND))
        .jitter(Jitter::Full)
        .max_attempts(5)
        .deadline(90 * SECOND)
        .attempt_timeout(Duration::from_millis(1500))
        .max_retry_after(20 * SECOND)
        .reset_after(60 * SECOND)
        .rate_limited(Backoff::fixed(5 * SECOND));
    assert_eq!(
        serde_json::to_value(policy).unwrap(),
        json!({
            "exp": { "base": "1s", "factor": 1.5, "cap": "60s" },
            "jitter": "full",
            "max_attempts": 5,
            "deadline": "90s",
            "attempt_timeout": "1.5s",
            "max_retry_after": "20s",
            "reset_after": "60s",
            "rate_limited": { "fixed": "5s" },
        })
    );
}

#[test]
fn what_was_left_out_stays_left_out() {
    assert_eq!(serde_json::to_value(Policy::new()).unwrap(), json!({}));
    let policy = Policy::new().deadline(Duration::MAX).unlimited_attempts();
    let words = json!({ "deadline": "never", "max_attempts": "unlimited" });
    assert_eq!(serde_json::to_value(policy).unwrap(), words);
}

#[test]
fn every_kind_of_budget_is_written() {
    for (budget, written) in [
        (
            Budget::new(),
            json!({ "ratio": 0.2, "min_per_second": 10, "capacity": 100 }),
        ),
        (
            Budget::aws_2_1(),
            json!({
                "tokens": 500, "retry_cost": 14, "timeout_cost": 14, "rate_limited_cost": 5,
                "success_refund": 1,
            }),
        ),
        (
            Budget::throttle(10, 0.1),
            json!({ "throttle": { "max_tokens": 10, "token_ratio": 0.1 } }),
        ),
        (Budget::adaptive(2.0), json!({ "adaptive": 2.0 })),
    ] {
        assert_eq!(serde_json::to_value(&budget).unwrap(), written);
    }
}

#[test]
fn a_part_of_a_policy_is_written_as_it_is_read() {
    let backoff = Backoff::linear(SECOND, SECOND).cap(9 * SECOND);
    assert_eq!(through_json(&backoff), Ok(backoff));
    for jitter in [Jitter::None, Jitter::Equal, Jitter::ratio(0.25)] {
        assert_eq!(through_json(&jitter), Ok(jitter));
    }
}

#[test]
fn a_function_cannot_be_written() {
    let policy = Policy::new().backoff(Backoff::custom(|_| SECOND));
    let message = "`custom(..)` is a function, which cannot be written: \
                   use another backoff, like `Backoff::exponential`";
    for error in [
        serde_json::to_string(&policy).unwrap_err().to_string(),
        serde_json::to_string(&Policy::new().rate_limited(Backoff::custom(|_| SECOND)))
            .unwrap_err()
            .to_string(),
    ] {
        assert_eq!(error, message);
    }
    assert_eq!(
        policy
            .to_string()
            .parse::<Policy>()
            .unwrap_err()
            .to_string(),
        "column 1: unknown field `custom`: a function cannot be read: \
         write `exp = { base = \"1s\", cap = \"60s\" }`, or in code `Backoff::custom(f)`"
    );
}

#[test]
fn a_budget_that_grants_nothing_cannot_be_written() {
    for (budget, message) in [
        (
            Budget::tokens(3),
            "no retry can be paid for: it takes 5 of 3 tokens: raise `tokens`, or lower `retry_cost`",
        ),
        (
            Budget::throttle(0, 0.1),
            "a throttle without tokens allows no retry: write `max_tokens = 10`",
        ),
    ] {
        let error = serde_json::to_string(&budget).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

//! Policies and budgets from a text in the attribute's words.

use retry_runtime::{Budget, Policy};

use crate::choices::Choices;
use crate::policies::PolicyParts;

pub fn check(input: &[u8]) {
    let choices = &mut Choices::new(input);
    match choices.below(4) {
        0 => check_text(&choices.text()),
        1 => check_policy(choices),
        2 => check_budget(choices),
        _ => check_text(&sentence(choices)),
    }
}

const WORDS: [&str; 61] = [
    "exp",
    "fixed",
    "linear",
    "fibonacci",
    "jitter",
    "max_attempts",
    "deadline",
    "attempt_timeout",
    "max_retry_after",
    "reset_after",
    "rate_limited",
    "nested",
    "base",
    "cap",
    "factor",
    "step",
    "full",
    "equal",
    "none",
    "additive",
    "decorrelated",
    "never",
    "unlimited",
    "stop",
    "retry",
    "true",
    "false",
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
    "=",
    "=",
    "=",
    "(",
    "(",
    ")",
    ")",
    "{",
    "}",
    ",",
    ",",
    "\"1s\"",
    "\"60s\"",
    "\"\"",
    "\"",
    "5",
    "0.2",
    "1_000",
    "-1",
    "1e400",
    "\n",
    "ü",
];

fn sentence(choices: &mut Choices) -> String {
    let mut text = String::new();
    while !choices.is_used_up() {
        text.push_str(choices.of(&WORDS));
        text.push_str(choices.of(&[" ", "", " "]));
    }
    text
}

/// Any text is read or refused, and what was read is read again as it prints.
fn check_text(text: &str) {
    match text.parse::<Policy>() {
        Ok(policy) => {
            assert_eq!(policy.validate(), Ok(()), "{text}");
            check_printed_policy(&policy);
        }
        Err(error) => check_message(text, &error.to_string()),
    }
    match text.parse::<Budget>() {
        Ok(budget) => check_printed_budget(&budget),
        Err(error) => check_message(text, &error.to_string()),
    }
}

/// The place of a mistake is in the text. A policy that is wrong as a whole has no place.
fn check_message(text: &str, message: &str) {
    assert!(!message.is_empty(), "{text}");
    let Some(after) = message.strip_prefix("column ") else {
        return;
    };
    let column = after
        .split(':')
        .next()
        .and_then(|number| number.parse::<usize>().ok());
    let columns = text.lines().next().unwrap_or_default().chars().count() + 1;
    assert!(
        column.is_some_and(|column| (1..=columns).contains(&column)),
        "{text}: {message}"
    );
}

fn check_printed_policy(policy: &Policy) {
    let printed = policy.to_string();
    assert_eq!(printed.parse().as_ref(), Ok(policy), "{printed}");
}

fn check_printed_budget(budget: &Budget) {
    let printed = budget.to_string();
    let again = printed.parse::<Budget>().map(|budget| budget.to_string());
    assert_eq!(again.as_ref(), Ok(&printed));
}

/// Any policy of methods that is valid is read as it prints.
fn check_policy(choices: &mut Choices) {
    let parts = PolicyParts::any(choices);
    let policy = parts.build();
    if policy.validate().is_ok() && !parts.has_custom_backoff() {
        check_printed_policy(&policy);
    }
}

/// Any budget of methods that may ever grant a retry is read as it prints.
fn check_budget(choices: &mut Choices) {
    let budget = match choices.below(4) {
        0 => Budget::ratio(choices.float())
            .min_per_second(choices.count())
            .capacity(choices.count()),
        1 => {
            let (tokens, cost) = (choices.count(), choices.count());
            let costs =
                Budget::tokens(tokens.max(cost)).costs(cost, choices.count(), choices.count());
            match choices.option(Choices::count) {
                Some(cost) => costs.rate_limited_cost(cost),
                None => costs,
            }
        }
        2 => Budget::throttle(choices.count().max(1), choices.float()),
        _ => Budget::adaptive(choices.float()),
    };
    check_printed_budget(&budget);
}

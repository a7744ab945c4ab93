//! The fields of a policy, and what to write instead of those that it does not have.

use alloc::format;
use alloc::string::String;

use crate::parse::suggest;

pub(super) const NAMES: [&str; 12] = [
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
];

/// Returns the message for a field that a policy might be expected to have.
pub(super) fn advice(word: &str) -> Option<String> {
    if suggest::counts_retries(word) {
        return Some(format!(
            "unknown field `{word}`: the first call counts too: write `max_attempts`, one more"
        ));
    }
    let advice = match word {
        "custom" => {
            "a function cannot be read: write `exp = { base = \"1s\", cap = \"60s\" }`, \
             or in code `Backoff::custom(f)`"
        }
        "max_hint" => "write `max_retry_after = \"5m\"`",
        "throttle" => "write `rate_limited = { exp = { base = \"1s\", cap = \"20s\" } }`",
        "budget" => "it is no part of a policy: read a `Budget` as a field of its own",
        "backoff" => "write the one that is meant, like `exp = { base = \"1s\", cap = \"60s\" }`",
        "base" | "cap" | "factor" | "step" => {
            "it belongs to a backoff: write `exp = { base = \"1s\", cap = \"60s\" }`"
        }
        "on" | "on_ok" | "on_exhausted" | "on_retry" | "on_give_up" | "clone" | "lend" | "into"
        | "attempt" | "sleep" => "it is said in the attribute, where the function is",
        _ => return None,
    };
    Some(format!("unknown field `{word}`: {advice}"))
}

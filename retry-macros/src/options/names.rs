//! The names of the options, and what to write instead of an unknown one.

use quote::ToTokens;
use syn::Error;

use crate::options::list::{Form, RawOption};
use crate::suggest;

pub(crate) const OPTIONS: [&str; 22] = [
    "exp",
    "fixed",
    "linear",
    "fibonacci",
    "backoff",
    "jitter",
    "max_attempts",
    "deadline",
    "max_retry_after",
    "attempt_timeout",
    "rate_limited",
    "budget",
    "on_exhausted",
    "on",
    "on_ok",
    "on_retry",
    "on_give_up",
    "clone",
    "attempt",
    "policy",
    "sleep",
    "crate",
];

pub(crate) fn unknown_option(option: &RawOption) -> Error {
    let name = option.name.to_string();
    let advice = if suggest::counts_retries(&name) {
        let attempts = attempts_for_retries(&option.form);
        format!("the first call counts too: write `max_attempts = {attempts}`")
    } else if let Some(advice) = suggest::names_in_other_crates(&name) {
        advice.to_owned()
    } else if let Some(nearest) = suggest::nearest(&name, &OPTIONS) {
        format!("did you mean `{nearest}`?")
    } else {
        format!("the options are {}", suggest::list(&OPTIONS))
    };
    Error::new(
        option.name.span(),
        format!("unknown option `{name}`: {advice}"),
    )
}

// Input:
//     max_retries = 4    max_retries = N    max_retries
//
// Output:
//     5                  N + 1              5
/// Returns the number of attempts that has this number of retries.
fn attempts_for_retries(retries: &Form) -> String {
    let retries = retries.to_token_stream().to_string();
    match retries.trim_matches('"').parse::<u32>() {
        Ok(count) => count.saturating_add(1).to_string(),
        Err(_) if retries.is_empty() => "5".to_owned(),
        Err(_) => format!("{retries} + 1"),
    }
}

//! The names of the options, and what to write instead of an unknown one.

use syn::Error;

use crate::options::foreign;
use crate::options::list::{Form, RawOption};
use crate::suggest;

pub(crate) const OPTIONS: [&str; 34] = [
    "exp",
    "fixed",
    "linear",
    "fibonacci",
    "backoff",
    "jitter",
    "max_attempts",
    "deadline",
    "max_retry_after",
    "reset_after",
    "attempt_timeout",
    "on_timeout",
    "rate_limited",
    "nested",
    "budget",
    "on_exhausted",
    "on_refused",
    "on",
    "on_ok",
    "on_retry",
    "on_give_up",
    "before_retry",
    "or_else",
    "when",
    "cancel",
    "clone",
    "lend",
    "into",
    "attempt",
    "policy",
    "sleep",
    "name",
    "doc",
    "crate",
];

pub(crate) fn unknown_option(option: &RawOption) -> Error {
    let name = option.name.to_string();
    let advice = if let Some(advice) = foreign::advice(option) {
        advice
    } else if let Some(nearest) = suggest::nearest(&name, &OPTIONS) {
        format!("did you mean `{nearest}`?")
    } else if let Form::Bare = option.form {
        let options = suggest::list(&OPTIONS);
        format!("the name of a bundle starts upper-case, and the options are {options}")
    } else {
        format!("the options are {}", suggest::list(&OPTIONS))
    };
    Error::new(
        option.name.span(),
        format!("unknown option `{name}`: {advice}"),
    )
}

//! A flaw as a sentence of configuration, where words stand in quotes and backoffs in braces.

use alloc::format;
use alloc::string::{String, ToString};

use crate::flaw::Flaw;
use crate::text::Text;

pub(super) fn sentence(flaw: &Flaw) -> String {
    let remedy = match flaw {
        Flaw::CapBelowBase { cap, .. } => {
            let cap = Text::new().push_time(*cap);
            &format!(
                "raise the cap, or write `fixed = \"{}\"` for equal waits",
                cap.as_str()
            )
        }
        Flaw::NoLimit => {
            "write `deadline = \"30s\"`, or `deadline = \"never\"` if it shall try for ever"
        }
        Flaw::Spins => "write a backoff like `fixed = \"100ms\"`, or `max_attempts = 5`",
        Flaw::DecorrelatedWithoutCap => "write `exp = { base = \"1s\", cap = \"60s\" }`",
        Flaw::NoRetryCanStart { .. } | Flaw::AttemptTimeoutNotBelowDeadline { .. } => {
            return flaw.to_string();
        }
    };
    format!("{}: {remedy}", flaw.reason().as_str())
}

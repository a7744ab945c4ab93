//! The messages of policy errors in the syntax of configuration: words in quotes, backoffs in braces.

use alloc::format;
use alloc::string::{String, ToString};

use crate::const_string::ConstString;
use crate::validate::PolicyError;

pub(super) fn sentence(error: &PolicyError) -> String {
    let reason = error.reason();
    let reason = reason.as_str();
    match error {
        PolicyError::CapBelowBase { cap, .. } => {
            let cap = ConstString::new().push_time(*cap);
            let cap = cap.as_str();
            format!("{reason}: raise the cap, or write `fixed = \"{cap}\"` for equal waits")
        }
        PolicyError::NoLimit => format!(
            "{reason}: write `deadline = \"30s\"`, \
             or `deadline = \"never\"` to try for ever"
        ),
        PolicyError::BusyLoop => {
            format!("{reason}: write a backoff like `fixed = \"100ms\"`, or `max_attempts = 5`")
        }
        PolicyError::DecorrelatedWithoutCap => {
            format!("{reason}: write `exp = {{ base = \"1s\", cap = \"60s\" }}`")
        }
        PolicyError::NoRetryCanStart { .. }
        | PolicyError::AttemptTimeoutNotBelowDeadline { .. }
        | PolicyError::ResetAfterEveryAttempt
        | PolicyError::ResetNotBelowLimit { .. } => error.to_string(),
    }
}

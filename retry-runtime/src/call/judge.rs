//! What an attempt's outcome means.

use crate::decision::{Answer, Decision};
use crate::outcome::Outcome;

/// Returns what `on` decides about a failure, and `None` for a success.
#[inline]
pub fn judge<R: Outcome, D: Answer>(
    outcome: &R,
    on: impl FnOnce(&R::Error) -> D,
) -> Option<Decision> {
    match outcome.as_result() {
        Ok(_) => None,
        Err(error) => Some(on(error).decision()),
    }
}

/// Returns what `on` decides about a failure and `on_ok` about a success, and `None` for a success that is
/// kept.
#[inline]
pub fn judge_both<R: Outcome, D: Answer, K: Answer>(
    outcome: &R,
    on: impl FnOnce(&R::Error) -> D,
    on_ok: impl FnOnce(&R::Value) -> K,
) -> Option<Decision> {
    match outcome.as_result() {
        Ok(value) => Some(on_ok(value).decision()).filter(|it| !matches!(it, Decision::Stop)),
        Err(error) => Some(on(error).decision()),
    }
}

/// Retries every failure: the meaning of a function without `on`.
#[must_use]
#[inline]
pub const fn retry_all<E: ?Sized>(_: &E) -> Decision {
    Decision::Retry
}

/// Turns the decision about an attempt that `attempt_timeout` cut off into one about a time-out.
#[must_use]
#[inline]
pub fn mark_timed_out(judged: Option<Decision>, has_timed_out: bool) -> Option<Decision> {
    if has_timed_out {
        judged.map(Decision::of_timed_out)
    } else {
        judged
    }
}

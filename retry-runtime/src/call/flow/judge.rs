//! What an attempt's outcome means.

use crate::call::words::{OnError, OnSuccess};
use crate::decision::{Decision, IntoDecision};
use crate::outcome::Outcome;

/// Returns what `on` decides about a failure, and `None` for a success.
#[inline]
pub fn judge<R: Outcome, D: IntoDecision>(
    outcome: &R,
    on: impl FnOnce(&R::Error) -> D,
) -> Option<Decision> {
    match outcome.as_result() {
        Ok(_) => None,
        Err(error) => Some(on(error).into_decision()),
    }
}

/// Returns what `on` decides about a failure and `on_ok` about a success, and `None` for a success that is
/// kept.
#[inline]
pub fn judge_both<R: Outcome, D: IntoDecision, K: IntoDecision>(
    outcome: &R,
    on: impl FnOnce(&R::Error) -> D,
    on_ok: impl FnOnce(&R::Value) -> K,
) -> Option<Decision> {
    match outcome.as_result() {
        Ok(value) => Some(on_ok(value).into_decision()).filter(|it| !matches!(it, Decision::Stop)),
        Err(error) => Some(on(error).into_decision()),
    }
}

/// As [`judge_both`], for words that may be a bundle's.
#[inline]
pub fn judge_by<R: Outcome>(
    outcome: &R,
    on: impl OnError<R::Error>,
    on_ok: impl OnSuccess<R::Value>,
) -> Option<Decision> {
    match outcome.as_result() {
        Ok(value) => Some(on_ok.decide(value)).filter(|it| !matches!(it, Decision::Stop)),
        Err(error) => Some(on.decide(error)),
    }
}

/// Retries every failure: the meaning of a function without `on`.
#[must_use]
#[inline]
pub const fn retry_all<E: ?Sized>(_: &E) -> Decision {
    Decision::Retry
}

/// Turns the decision about an attempt that `attempt_timeout` cut off into one about a timeout.
#[must_use]
#[inline]
pub fn mark_timed_out(judged: Option<Decision>, has_timed_out: bool) -> Option<Decision> {
    if has_timed_out {
        judged.map(Decision::of_timed_out)
    } else {
        judged
    }
}

//! The options that make up the policy.

use crate::options::backoff::Backoff;
use crate::options::jitter::Jitter;
use crate::options::limits::Deadline;
use crate::options::raw::OptionTokens;
use crate::options::value::{Count, Time};

/// The parts of the policy. A part that is missing is that of `base`, or of `Policy::new()` without one.
pub(crate) struct PolicyOptions<'a> {
    pub(crate) base: Option<&'a OptionTokens>,
    pub(crate) backoff: Option<&'a Backoff>,
    pub(crate) jitter: Option<&'a Jitter>,
    pub(crate) attempts: Option<AttemptLimit<'a>>,
    pub(crate) deadline: Option<&'a Deadline>,
    pub(crate) max_hint: Option<&'a Time>,
    pub(crate) throttle: Option<&'a Backoff>,
}

#[derive(Clone, Copy)]
pub(crate) enum AttemptLimit<'a> {
    Unlimited,
    Count(&'a Count),
}

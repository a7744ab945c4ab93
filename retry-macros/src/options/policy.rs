//! The options that make up the policy.

use crate::options::backoff::Backoff;
use crate::options::bundle::Bundle;
use crate::options::jitter::Jitter;
use crate::options::limits::{AttemptTimeout, Deadline, MaxAttempts};
use crate::options::nested::Nested;
use crate::options::raw::OptionTokens;
use crate::options::value::Time;

/// The parts of the policy, each missing if its option is left out.
pub(crate) struct PolicyOptions<'a> {
    /// Of which the others replace parts.
    pub(crate) base: Option<PolicyBase<'a>>,
    pub(crate) backoff: Option<&'a Backoff>,
    pub(crate) jitter: Option<&'a Jitter>,
    pub(crate) max_attempts: Option<&'a MaxAttempts>,
    pub(crate) deadline: Option<&'a Deadline>,
    pub(crate) max_retry_after: Option<&'a Time>,
    pub(crate) reset_after: Option<&'a Time>,
    pub(crate) rate_limited: Option<&'a Backoff>,
    pub(crate) nested: Option<Nested>,
    /// It replaces that of the base. The loop has a timeout of its own.
    pub(crate) attempt_timeout: Option<&'a AttemptTimeout>,
}

/// What a policy is built on.
#[derive(Clone, Copy)]
pub(crate) enum PolicyBase<'a> {
    /// `policy = expr`
    Policy(&'a OptionTokens),
    /// `PARTNERS`
    Bundle(&'a Bundle),
}

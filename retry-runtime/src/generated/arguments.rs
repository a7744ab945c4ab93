//! How an attempt gets its number and its arguments.

use crate::attempt::Attempt;
use crate::policy::Policy;
use crate::run::Run;

/// What `attempt = n` binds.
#[inline]
#[must_use]
pub const fn attempt(run: &Run, policy: &Policy) -> Attempt {
    run.attempt(policy)
}

/// Whether another attempt may follow this one, which must then leave it the original.
#[inline]
#[must_use]
pub const fn may_retry(run: &Run, policy: &Policy) -> bool {
    !run.attempt(policy).is_last()
}

/// Clones an argument named in `clone(…)`.
#[inline]
pub fn clone_argument<T: CloneForNextAttempt>(argument: &T) -> T {
    argument.clone_for_next_attempt()
}

/// `Clone`, with words of its own where it is missing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cloned for the next attempt",
    label = "this argument is not `Clone`",
    note = "add `Clone` to its bounds, or let the function take a reference, or convert it before the call and pass what is `Clone`"
)]
pub trait CloneForNextAttempt: Sized {
    /// Clones it.
    #[must_use]
    fn clone_for_next_attempt(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> CloneForNextAttempt for T {
    #[inline]
    fn clone_for_next_attempt(&self) -> Self {
        self.clone()
    }
}

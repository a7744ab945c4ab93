//! How an attempt gets its number and its arguments.

use crate::attempt::Attempt;
use crate::call::flow::call_state::CallState;
use crate::call::flow::state_by_kind::{Kinds, StateByKind};
use crate::policy::Policy;
use crate::state::RetryState;

/// Returns the number of the attempt, for an event.
#[inline]
#[must_use]
pub fn attempt(run: &impl CallState, policy: &Policy) -> Attempt {
    run.attempt(policy)
}

/// Whether another attempt may follow, which needs the original arguments. With the feature `registry` one may always
/// follow, because an operator may allow the function more attempts. With `reset_after`, any attempt may reset the count.
#[inline]
#[must_use]
pub const fn may_retry(run: &RetryState, policy: &Policy) -> bool {
    cfg!(feature = "registry") || policy.can_reset() || !run.attempt(policy).is_last()
}

/// As [`may_retry`], for a call with `when`.
#[inline]
#[must_use]
pub fn may_retry_by_kind<K: Kinds>(
    run: &StateByKind<K::States>,
    policy: &Policy,
    kinds: &K,
) -> bool {
    cfg!(feature = "registry") || policy.can_reset() || run.may_retry(kinds, policy)
}

/// Clones an argument named in `clone(…)`.
#[inline]
pub fn clone_argument<T: CloneForNextAttempt>(argument: &T) -> T {
    argument.clone_for_next_attempt()
}

/// `Clone`, with a message of its own for types that lack it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cloned for the next attempt",
    label = "this argument is not `Clone`",
    note = "add `Clone` to its bounds, or write `lend(…)` if the body can use a reference, or `into(…)` with a type that is `Clone`"
)]
pub trait CloneForNextAttempt: Sized {
    /// Clones the argument.
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

/// Converts an argument named in `into(…)`.
#[inline]
pub fn into_argument<T: Into<U>, U>(argument: T) -> U {
    argument.into()
}

/// Converts an argument whose bound is `ToString`.
#[inline]
#[expect(
    clippy::needless_pass_by_value,
    reason = "it uses the user's argument up"
)]
pub fn show_argument<T: ToString, U: From<String>>(argument: T) -> U {
    argument.to_string().into()
}

/// Collects an argument named in `into(a: Vec<_>)`.
#[inline]
pub fn collect_argument<I: IntoIterator, C: FromIterator<I::Item>>(argument: I) -> C {
    argument.into_iter().collect()
}

/// Collects an argument named in `into(a: Vec<String>)`, and converts its items.
#[inline]
pub fn collect_into_argument<I, U, C>(argument: I) -> C
where
    I: IntoIterator<Item: Into<U>>,
    C: FromIterator<U>,
{
    argument.into_iter().map(Into::into).collect()
}

/// Borrows an argument that the body may have used up. It does nothing: the compiler's error about such an
/// argument names this macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __write_clone_of_this_argument_in_the_attribute {
    ($argument:ident) => {{
        let _ = &$argument;
    }};
}

/// The same for a generic argument.
#[doc(hidden)]
#[macro_export]
macro_rules! __write_lend_of_this_argument_in_the_attribute {
    ($argument:ident) => {{
        let _ = &$argument;
    }};
}

/// The same for an argument that can be converted.
#[doc(hidden)]
#[macro_export]
macro_rules! __write_into_of_this_argument_in_the_attribute {
    ($argument:ident) => {{
        let _ = &$argument;
    }};
}

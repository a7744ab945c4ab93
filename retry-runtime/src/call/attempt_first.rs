//! The functions that take the closure first.

use super::attempt_fn::{AsyncAttemptFn, AsyncAttemptMut, AttemptFn};
use super::closure::{Closure, InTask, InTaskMut, OnThread};
use super::retry::{Retry, Words};
use crate::policy::Policy;

/// Calls a closure again when it fails: the attribute's words as methods, and then `call`.
///
/// Since the closure comes first, no other needs a type: `.on(|error| error.is_busy())`. The closure takes
/// nothing, or the number of the attempt: `|n: Attempt| …`. Without a word there are three attempts, as
/// [`Policy::new`] says.
///
/// ```
/// use retries::{Decision, retry};
///
/// struct Busy {
///     permanently: bool,
/// }
///
/// let mut answers = vec![Ok("here"), Err(Busy { permanently: false })];
/// let answer = retry(|| answers.pop().unwrap())
///     .on(|busy| !busy.permanently)
///     .max_attempts(5)
///     .call();
/// assert_eq!(answer.ok(), Some("here"));
/// ```
#[must_use = "nothing is called before `call`"]
pub const fn retry<A: AttemptFn<M>, M>(attempt: A) -> Retry<Words, Closure<OnThread, A, M>> {
    Retry::new(Policy::new(), Words::NONE, Closure::new(attempt))
}

/// As [`retry`](retry()), for a closure that returns a new future for each attempt.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use retries::{Attempt, retry_async};
///
/// let answer = retry_async(|n: Attempt| async move {
///     if n.is_first() { Err("busy") } else { Ok("here") }
/// });
/// assert_eq!(answer.on(|error| error.starts_with("busy")).call().await, Ok("here"));
/// # }
/// ```
#[must_use = "nothing is called before `call`"]
pub const fn retry_async<A: AsyncAttemptFn<M>, M>(
    attempt: A,
) -> Retry<Words, Closure<InTask, A, M>> {
    Retry::new(Policy::new(), Words::NONE, Closure::new(attempt))
}

/// As [`retry_async`], for an async closure whose future borrows what the closure changes. The compiler
/// cannot prove that the future of such a call is `Send`: do not spawn it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use retries::retry_async_mut;
///
/// let mut answers = vec![Ok("here"), Err("busy")];
/// let answer = retry_async_mut(async || answers.pop().unwrap_or(Err("gone")));
/// assert_eq!(answer.on(|error| *error == "busy").call().await, Ok("here"));
/// # }
/// ```
#[must_use = "nothing is called before `call`"]
pub const fn retry_async_mut<A: AsyncAttemptMut<M>, M>(
    attempt: A,
) -> Retry<Words, Closure<InTaskMut, A, M>> {
    Retry::new(Policy::new(), Words::NONE, Closure::new(attempt))
}

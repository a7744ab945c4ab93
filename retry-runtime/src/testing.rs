//! Tests that take no time: waits that are virtual, and a record of all that calls did.
//!
//! In async tests tokio's paused clock is enough to take no time. This module does the same for sync
//! functions, and for both alike it records what happened, draws the same jitter each run, and can
//! switch retries off:
//!
//! ```
//! use retries::{retry, testing};
//! use std::time::Duration;
//!
//! #[retry(exp(base = "1s", cap = "60s"), max_attempts = 5)]
//! fn get() -> Result<(), &'static str> {
//!     Err("down")
//! }
//!
//! let log = testing::record(get); // takes microseconds
//! assert_eq!(log.output, Err("down"));
//! assert_eq!(log.attempts(), 5);
//! assert_eq!(log.waits(), [1, 2, 4, 8].map(Duration::from_secs));
//! ```
//!
//! A recording is of the thread, or of the task, in which it is made, and ends with what it is given to
//! run: tests that run at the same time do not see each other, and nothing is left on. Threads and
//! tasks that are spawned inside are not part of it. Budgets, which calls share, are left alone unless
//! [`Recorder::with_budgets`] says otherwise. Enable the feature among your
//! `[dev-dependencies]`, so that no release has it.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::time::Duration;
use std::cell::RefCell;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

use crate::attempt::Attempt;
use crate::observe::error_view::Described;
use crate::observe::event::{Event, Happened};
use crate::time::Instant;

/// Runs `call`, and records what retries in it.
///
/// Its waits take no time and are noted, also those of `sleep = f`. Its clock stands still but for the
/// waits and [`advance`].
///
/// ```
/// use retries::{Policy, testing};
///
/// let log = testing::record(|| Policy::new().call(|| None::<u8>));
/// assert_eq!(log.attempts(), 3);
/// ```
pub fn record<T>(call: impl FnOnce() -> T) -> Log<T> {
    Recorder::new().record(call)
}

/// Runs the future, and records what retries in it.
///
/// Waits between attempts take no time and are noted. Other waits, such as those of the body or of
/// `attempt_timeout`, are the timer's: pause tokio's clock to have them take none.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use retries::{retry, testing};
///
/// #[retry(exp(base = "1s"))]
/// async fn get() -> Result<(), &'static str> {
///     Err("down")
/// }
///
/// let log = testing::record_async(get()).await;
/// assert_eq!(log.attempts(), 3);
/// # }
/// ```
pub async fn record_async<F: Future>(future: F) -> Log<F::Output> {
    Recorder::new().record_async(future).await
}

/// Lets time pass, as it would for a body that takes a while: what is left until the deadline becomes
/// less. Outside a recording it does nothing.
///
/// ```
/// use retries::{retry, testing};
/// use std::time::Duration;
///
/// #[retry(fixed("1s"), deadline = "10s")]
/// fn get() -> Result<(), &'static str> {
///     testing::advance(Duration::from_secs(3));
///     Err("down")
/// }
///
/// assert_eq!(testing::record(get).attempts(), 3);
/// ```
pub fn advance(time: Duration) {
    with_scope(|scope| scope.elapsed = scope.elapsed.saturating_add(time));
}

/// How to record.
///
/// ```
/// use retries::testing::Recorder;
/// use retries::{Backoff, Jitter, Policy};
/// use std::time::Duration;
///
/// let policy = Policy::new().jitter(Jitter::Full);
/// let waits = |seed| {
///     let log = Recorder::new().seed(seed).record(|| policy.call(|| None::<u8>));
///     log.waits().to_vec()
/// };
/// assert_eq!(waits(1), waits(1));
/// assert_ne!(waits(1), waits(2));
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Recorder {
    seed: u64,
    retries: bool,
    budgets: bool,
}

impl Recorder {
    /// As [`record`] does: with retries, and a seed that is always the same.
    pub const fn new() -> Self {
        Self {
            seed: 0,
            retries: true,
            budgets: false,
        }
    }

    /// Draws other jitter.
    ///
    /// ```
    /// # use retries::testing::Recorder;
    /// let recorder = Recorder::new().seed(42);
    /// ```
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Switches retries off: each failure is returned at once.
    ///
    /// ```
    /// use retries::Policy;
    /// use retries::testing::Recorder;
    ///
    /// let log = Recorder::new().without_retries().record(|| Policy::new().call(|| None::<u8>));
    /// assert_eq!(log.attempts(), 1);
    /// ```
    pub const fn without_retries(mut self) -> Self {
        self.retries = false;
        self
    }

    /// Asks budgets too, of which retries are otherwise neither refused nor taken: a `static` one is
    /// shared with the tests that run at the same time.
    ///
    /// ```
    /// use retries::testing::Recorder;
    /// use retries::{Budget, Policy};
    ///
    /// let budget = Budget::tokens(5);
    /// let caller = Policy::new().on(|_: &()| true).budget(&budget);
    /// let attempts = |recorder: Recorder| recorder.record(|| caller.call(|| None::<u8>)).attempts();
    /// assert_eq!(attempts(Recorder::new()), 3);
    /// assert_eq!(attempts(Recorder::new().with_budgets()), 2);
    /// ```
    pub const fn with_budgets(mut self) -> Self {
        self.budgets = true;
        self
    }

    /// Runs `call`, and records what retries in it.
    ///
    /// ```
    /// # use retries::testing::Recorder;
    /// assert_eq!(Recorder::new().record(|| 7).output, 7);
    /// ```
    pub fn record<T>(self, call: impl FnOnce() -> T) -> Log<T> {
        let mut scope = Scope::new(self, Clock::Stands);
        let output = scope.enter(call);
        scope.log(output)
    }

    /// Runs the future, and records what retries in it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// # use retries::testing::Recorder;
    /// assert_eq!(Recorder::new().record_async(async { 7 }).await.output, 7);
    /// # }
    /// ```
    pub async fn record_async<F: Future>(self, future: F) -> Log<F::Output> {
        let mut future = pin!(future);
        let mut scope = Scope::new(self, Clock::Goes);
        let output = poll_fn(|cx| scope.enter(|| future.as_mut().poll(cx))).await;
        scope.log(output)
    }
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new()
    }
}

/// What was recorded.
///
/// ```
/// use retries::{Policy, testing};
///
/// let log = testing::record(|| Policy::new().call(|| Ok::<_, ()>(7)));
/// assert_eq!(log.output, Ok(7));
/// assert_eq!(log.to_string(), "retries::Policy::call: attempt 1 of 3 succeeded\n");
/// ```
#[derive(Clone, Debug)]
pub struct Log<T> {
    /// What was returned.
    pub output: T,
    events: Vec<Recorded>,
    waits: Vec<Duration>,
}

impl<T> Log<T> {
    /// How often a body was called, in all calls together.
    ///
    /// ```
    /// # use retries::{Policy, testing};
    /// let log = testing::record(|| Policy::new().call(|| Ok::<_, ()>(7)));
    /// assert_eq!(log.attempts(), 1);
    /// ```
    #[must_use]
    pub fn attempts(&self) -> usize {
        self.events.len()
    }

    /// Each wait, in order.
    ///
    /// ```
    /// # use retries::{Policy, testing};
    /// let log = testing::record(|| Policy::new().call(|| Ok::<_, ()>(7)));
    /// assert!(log.waits().is_empty());
    /// ```
    #[must_use]
    pub fn waits(&self) -> &[Duration] {
        &self.waits
    }

    /// What happened to each attempt, in order.
    ///
    /// ```
    /// # use retries::{Happened, Policy, testing};
    /// let log = testing::record(|| Policy::new().call(|| Ok::<_, ()>(7)));
    /// assert_eq!(log.events()[0].happened, Happened::Succeeded);
    /// ```
    #[must_use]
    pub fn events(&self) -> &[Recorded] {
        &self.events
    }
}

/// Prints a line for each attempt.
impl<T> fmt::Display for Log<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.events
            .iter()
            .try_for_each(|event| writeln!(f, "{event}"))
    }
}

/// An [`Event`] that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The function's path.
    pub function: &'static str,
    /// The attempt that ended.
    pub attempt: Attempt,
    /// What it failed with, as it prints, or as its `Debug` does where it does not print.
    pub error: Option<String>,
    /// How long the call had waited until then.
    pub waited: Duration,
    /// What happened.
    pub happened: Happened,
}

impl fmt::Display for Recorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let event = Event {
            function: self.function,
            attempt: self.attempt,
            error: self.error.as_ref(),
            waited: self.waited,
            happened: self.happened,
        };
        event.fmt(f)
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Scope>> = const { RefCell::new(None) };
}

/// Whether time passes but for the waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    Stands,
    Goes,
}

/// A recording under way. While its code runs it is the thread's current one.
#[derive(Debug)]
struct Scope {
    chance: Xoshiro256PlusPlus,
    retries: bool,
    budgets: bool,
    clock: Clock,
    elapsed: Duration,
    events: Vec<Recorded>,
    waits: Vec<Duration>,
}

impl Scope {
    fn new(recorder: Recorder, clock: Clock) -> Self {
        Self {
            chance: Xoshiro256PlusPlus::seed_from_u64(recorder.seed),
            retries: recorder.retries,
            budgets: recorder.budgets,
            clock,
            elapsed: Duration::ZERO,
            events: Vec::new(),
            waits: Vec::new(),
        }
    }

    fn enter<T>(&mut self, run: impl FnOnce() -> T) -> T {
        let _entered = Entered::new(self);
        run()
    }

    fn log<T>(self, output: T) -> Log<T> {
        Log {
            output,
            events: self.events,
            waits: self.waits,
        }
    }
}

/// Puts back what was current before, also when what runs panics.
struct Entered<'a> {
    scope: &'a mut Scope,
    outer: Option<Scope>,
}

impl<'a> Entered<'a> {
    fn new(scope: &'a mut Scope) -> Self {
        let blank = Recorder::new();
        let entered = std::mem::replace(scope, Scope::new(blank, Clock::Goes));
        let outer = CURRENT.replace(Some(entered));
        Self { scope, outer }
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        if let Some(entered) = CURRENT.replace(self.outer.take()) {
            *self.scope = entered;
        }
    }
}

fn with_scope<T>(use_scope: impl FnOnce(&mut Scope) -> T) -> Option<T> {
    CURRENT
        .try_with(|current| current.borrow_mut().as_mut().map(use_scope))
        .ok()
        .flatten()
}

/// An instant that recordings can move: their waits count, and where their clock stands, nothing else.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct VirtualInstant<I> {
    real: I,
    elapsed: Duration,
}

impl<I: Instant> Instant for VirtualInstant<I> {
    fn now() -> Self {
        Self {
            real: I::now(),
            elapsed: elapsed(),
        }
    }

    fn since(self) -> Duration {
        let virtually = elapsed().saturating_sub(self.elapsed);
        if clock_stands() {
            virtually
        } else {
            virtually.saturating_add(self.real.since())
        }
    }
}

/// Whether the wait is virtual, and so over.
pub(crate) fn waits(wait: Duration) -> bool {
    let noted = with_scope(|scope| {
        scope.waits.push(wait);
        scope.elapsed = scope.elapsed.saturating_add(wait);
    });
    noted.is_some()
}

/// How much later it is than the clock says.
pub(crate) fn elapsed() -> Duration {
    with_scope(|scope| scope.elapsed).unwrap_or_default()
}

/// Whether the clock is not to be asked at all.
fn clock_stands() -> bool {
    with_scope(|scope| scope.clock == Clock::Stands).unwrap_or_default()
}

pub(crate) fn chance() -> Option<u64> {
    with_scope(|scope| scope.chance.next_u64())
}

pub(crate) fn has_retries() -> bool {
    with_scope(|scope| scope.retries).unwrap_or(true)
}

/// Whether budgets are asked.
pub(crate) fn has_budgets() -> bool {
    with_scope(|scope| scope.budgets).unwrap_or(true)
}

pub(crate) fn note(event: &Event<'_, Described<'_>>) {
    with_scope(|scope| {
        scope.events.push(Recorded {
            function: event.function(),
            attempt: event.attempt(),
            error: event.error().map(ToString::to_string),
            waited: event.waited(),
            happened: event.happened(),
        });
    });
}

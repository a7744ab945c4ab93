//! Tests that take no time: virtual waits, and a recording of what calls did.
//!
//! In async tests tokio's paused clock is enough to take no time. This module does the same for sync
//! functions, and for both alike it records what kind, draws the same jitter each run, and can
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
//! A recording belongs to the thread or the task that makes it, and ends with the closure or future that it
//! runs: tests that run at the same time do not see each other. Threads and tasks spawned inside are not part
//! of it. Budgets, which calls share, do not decide unless [`Recorder::with_budgets`] is set. Enable the
//! feature among your `[dev-dependencies]`, so that no release has it.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::time::Duration;

use crate::recording::{self, ActiveRecording, RealTime, Settings};

pub use crate::recording::RecordedEvent;

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
pub fn record<T>(call: impl FnOnce() -> T) -> Recording<T> {
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
pub async fn record_async<F: Future>(future: F) -> Recording<F::Output> {
    Recorder::new().record_async(future).await
}

/// Lets virtual time pass, as for a body that takes that long. Outside a recording it does nothing.
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
    recording::advance(time);
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
pub struct Recorder(Settings);

impl Recorder {
    /// As [`record`] does: with retries, and a seed that is always the same.
    pub const fn new() -> Self {
        Self(Settings {
            seed: 0,
            retries: true,
            budgets: false,
        })
    }

    /// Draws other jitter.
    ///
    /// ```
    /// # use retries::testing::Recorder;
    /// let recorder = Recorder::new().seed(42);
    /// ```
    pub const fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
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
        self.0.retries = false;
        self
    }

    /// Lets budgets decide too. Otherwise a recording neither asks nor charges them, because a `static`
    /// budget is shared with the tests that run at the same time.
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
        self.0.budgets = true;
        self
    }

    /// Runs `call`, and records what retries in it.
    ///
    /// ```
    /// # use retries::testing::Recorder;
    /// assert_eq!(Recorder::new().record(|| 7).output, 7);
    /// ```
    pub fn record<T>(self, call: impl FnOnce() -> T) -> Recording<T> {
        let mut active = Some(ActiveRecording::new(self.0, RealTime::Stopped));
        let output = recording::enter(&mut active, call);
        Recording::new(output, active)
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
    pub async fn record_async<F: Future>(self, future: F) -> Recording<F::Output> {
        let mut future = pin!(future);
        let mut active = Some(ActiveRecording::new(self.0, RealTime::Running));
        let poll = poll_fn(|cx| recording::enter(&mut active, || future.as_mut().poll(cx)));
        let output = poll.await;
        Recording::new(output, active)
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
pub struct Recording<T> {
    /// What was returned.
    pub output: T,
    events: Vec<RecordedEvent>,
    waits: Vec<Duration>,
}

impl<T> Recording<T> {
    fn new(output: T, ended: Option<ActiveRecording>) -> Self {
        let (events, waits) = ended
            .map(|ended| (ended.events, ended.waits))
            .unwrap_or_default();
        Self {
            output,
            events,
            waits,
        }
    }

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

    /// Each event, in order.
    ///
    /// ```
    /// # use retries::{EventKind, Policy, testing};
    /// let log = testing::record(|| Policy::new().call(|| Ok::<_, ()>(7)));
    /// assert_eq!(log.events()[0].kind, EventKind::Succeeded);
    /// ```
    #[must_use]
    pub fn events(&self) -> &[RecordedEvent] {
        &self.events
    }
}

/// Prints a line for each attempt.
impl<T> fmt::Display for Recording<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.events
            .iter()
            .try_for_each(|event| writeln!(f, "{event}"))
    }
}

//! Tests without real waits: virtual time, and recordings of calls.
//!
//! In async tests tokio's paused clock is enough to skip waits. This module does the same for sync functions.
//! For both it records the events of calls, draws the same jitter in each run, and can turn retries off:
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
//! A recording belongs to the thread or the task that makes it, and ends with its closure or future: the
//! recordings of tests that run at the same time are separate. Threads and tasks spawned inside are not
//! recorded: code in `spawn_blocking` makes a recording of its own. Where tokio's clock is paused, such code sleeps in real
//! time outside a recording, and the deadlines of its callers do not come. Budgets, which calls share, decide only with [`Recorder::with_budgets`]. Enable the feature in
//! your `[dev-dependencies]`, so that no release has it.

use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::pin;
use core::time::Duration;

use crate::recording::{self, ActiveRecording, RealTime, Settings};

pub use crate::recording::RecordedEvent;

/// Runs `call`, and records the calls of annotated functions in it.
///
/// Waits take no real time and are recorded, also those of `sleep = f`. Only waits and [`advance`] move the
/// clock.
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

/// Runs the future, and records the calls of annotated functions in it.
///
/// Waits between attempts take no real time and are recorded. Other waits, such as those of the body, of
/// `attempt_timeout` and of `within`, use the timer: pause tokio's clock to skip them. The two times do not add up: the
/// timer does not see the waits of the recording.
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

/// Lets virtual time pass, to imitate a slow body. Outside a recording it does nothing.
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

/// Records calls, with settings.
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
    /// Makes a recorder with the settings of [`record`]: with retries, and always the same seed.
    pub const fn new() -> Self {
        Self(Settings {
            seed: 0,
            retries: true,
            budgets: false,
        })
    }

    /// Sets the seed of the jitter.
    ///
    /// ```
    /// # use retries::testing::Recorder;
    /// let recorder = Recorder::new().seed(42);
    /// ```
    pub const fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }

    /// Turns retries off: each failure is returned at once.
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

    /// Lets budgets decide too. By default a recording does not use them, because tests that run at the same
    /// time share a `static` budget.
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

    /// Runs `call`, and records the calls of annotated functions in it.
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

    /// Runs the future, and records the calls of annotated functions in it.
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

/// The recorded events, and the output of the recorded code.
///
/// ```
/// use retries::{Policy, testing};
///
/// let log = testing::record(|| Policy::new().call(|| Ok::<_, ()>(7)));
/// assert_eq!(log.output, Ok(7));
/// assert_eq!(log.to_string(), "closure: attempt 1 of 3 succeeded\n");
/// ```
#[derive(Clone, Debug)]
pub struct Recording<T> {
    /// The output of the recorded closure or future.
    pub output: T,
    attempts: usize,
    nested_retries: usize,
    events: Vec<RecordedEvent>,
    waits: Vec<Duration>,
}

impl<T> Recording<T> {
    fn new(output: T, ended: Option<ActiveRecording>) -> Self {
        match ended {
            Some(ended) => Self {
                output,
                attempts: ended.attempts,
                nested_retries: ended.nested_retries,
                events: ended.events,
                waits: ended.waits,
            },
            None => Self {
                output,
                attempts: 0,
                nested_retries: 0,
                events: Vec::new(),
                waits: Vec::new(),
            },
        }
    }

    /// Returns the number of attempts that began, in all calls together. One that panicked at the first attempt of
    /// its call is not counted.
    ///
    /// ```
    /// # use retries::{Policy, testing};
    /// let log = testing::record(|| Policy::new().call(|| Ok::<_, ()>(7)));
    /// assert_eq!(log.attempts(), 1);
    /// ```
    #[must_use]
    pub const fn attempts(&self) -> usize {
        self.attempts
    }

    /// Returns the number of retries that were made although a call inside the attempt before had made one too:
    /// retries of layers multiply. A test of a service asserts that there is none.
    ///
    /// ```
    /// use retries::{Policy, testing};
    ///
    /// let inner = || Policy::new().call(|| None::<u8>);
    /// let log = testing::record(|| Policy::new().call(inner));
    /// assert_eq!(log.attempts(), 3 + 3 * 3);
    /// assert_eq!(log.nested_retries(), 2);
    ///
    /// let log = testing::record(|| Policy::new().stop_nested().call(inner));
    /// assert_eq!(log.attempts(), 1 + 3);
    /// assert_eq!(log.nested_retries(), 0);
    /// ```
    #[must_use]
    pub const fn nested_retries(&self) -> usize {
        self.nested_retries
    }

    /// Returns each wait, in order.
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

    /// Returns each event, in order.
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

/// Prints a line for each event.
impl<T> fmt::Display for Recording<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.events
            .iter()
            .try_for_each(|event| writeln!(f, "{event}"))
    }
}

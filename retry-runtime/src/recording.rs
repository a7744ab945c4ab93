//! The recording that is under way in this thread: virtual time, seeded jitter and the events of calls.
//!
//! Clocks, waits, jitter, budgets and observers use it before anything else. [`testing`](crate::testing) is
//! its public module.

use core::fmt;
use core::time::Duration;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

use crate::attempt::Attempt;
use crate::code_local::{self, CodeLocal};
use crate::observe::attempt_report::Report;
use crate::observe::error_view::ErrorView;
use crate::observe::event::{Event, EventKind};
use crate::time::Instant;

thread_local! {
    static RECORDINGS: CodeLocal<ActiveRecording> = const { CodeLocal::new() };
}

/// The settings of a recording.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) seed: u64,
    pub(crate) retries: bool,
    pub(crate) budgets: bool,
}

/// Whether real time passes besides the waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RealTime {
    Stopped,
    Running,
}

/// A clock that a recording advances, or stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RealClock {
    Thread,
    Task,
}

/// A recording. While its code runs it is the thread's current one.
#[derive(Debug)]
pub(crate) struct ActiveRecording {
    settings: Settings,
    /// Draws the same numbers on every platform, unlike `SmallRng`.
    generator: Xoshiro256PlusPlus,
    real_time: RealTime,
    /// When the code first read each clock, where real time is stopped.
    stopped: [Option<Instant>; 2],
    elapsed: Duration,
    pub(crate) attempts: usize,
    pub(crate) nested_retries: usize,
    pub(crate) events: Vec<RecordedEvent>,
    pub(crate) waits: Vec<Duration>,
}

impl ActiveRecording {
    pub(crate) fn new(settings: Settings, real_time: RealTime) -> Self {
        Self {
            settings,
            generator: Xoshiro256PlusPlus::seed_from_u64(settings.seed),
            real_time,
            stopped: [None; 2],
            elapsed: Duration::ZERO,
            attempts: 0,
            nested_retries: 0,
            events: Vec::new(),
            waits: Vec::new(),
        }
    }

    /// Returns the time of a clock that shows `now` outside the recording.
    fn shift(&mut self, clock: RealClock, now: Instant) -> Instant {
        let now = match self.real_time {
            RealTime::Running => now,
            RealTime::Stopped => *self.stopped[clock as usize].get_or_insert(now),
        };
        now.checked_add(self.elapsed).unwrap_or(now)
    }
}

/// Runs `run` with `recording` as the thread's current one.
pub(crate) fn enter<T>(recording: &mut Option<ActiveRecording>, run: impl FnOnce() -> T) -> T {
    code_local::enter(&RECORDINGS, recording, run)
}

/// Calls the function with the current recording, the innermost one. Does nothing outside a recording, and while
/// the thread runs its destructors.
fn with_current<T>(use_current: impl FnOnce(&mut ActiveRecording) -> T) -> Option<T> {
    code_local::with_all(&RECORDINGS, |recordings| {
        recordings.last_mut().map(use_current)
    })
    .flatten()
}

/// Returns whether the code that runs is recorded.
pub(crate) fn is_recording() -> bool {
    with_current(|_| ()).is_some()
}

/// Lets virtual time pass.
pub(crate) fn advance(time: Duration) {
    with_current(|current| current.elapsed = current.elapsed.saturating_add(time));
}

/// Records a wait and lets its time pass. Returns whether there is a recording: then no real wait is needed.
pub(crate) fn record_wait(wait: Duration) -> bool {
    let recorded = with_current(|current| {
        current.waits.push(wait);
        current.elapsed = current.elapsed.saturating_add(wait);
    });
    recorded.is_some()
}

/// Returns the virtual time of a clock that shows `real`. A recording inside another one begins at the time of that.
pub(crate) fn now(clock: RealClock, real: Instant) -> Instant {
    let shifted = code_local::with_all(&RECORDINGS, |recordings| {
        recordings
            .iter_mut()
            .fold(real, |now, recording| recording.shift(clock, now))
    });
    shifted.unwrap_or(real)
}

/// Returns the next number of the recording's generator.
pub(crate) fn next_u64() -> Option<u64> {
    with_current(|current| current.generator.next_u64())
}

/// Returns whether failures are retried at all.
pub(crate) fn has_retries() -> bool {
    with_current(|current| current.settings.retries).unwrap_or(true)
}

/// Returns whether budgets decide about retries.
pub(crate) fn has_budgets() -> bool {
    with_current(|current| current.settings.budgets).unwrap_or(true)
}

/// Counts an attempt. The first one of a call is counted with its end, because nothing is reported before.
pub(crate) fn count_attempt() {
    with_current(|current| current.attempts += 1);
}

/// Counts a retry that begins.
pub(crate) fn count_retry(is_nested: bool) {
    count_attempt();
    with_current(|current| current.nested_retries += usize::from(is_nested));
}

/// Keeps the event.
pub(crate) fn record_event(event: &Event<'_, ErrorView<'_>>) {
    if !is_recording() {
        return;
    }
    let event = RecordedEvent {
        function: event.function(),
        attempt: event.attempt(),
        error: event.error().map(ToString::to_string),
        waited: event.waited(),
        kind: event.kind(),
        is_inherited: event.is_inherited(),
        is_nested: event.is_nested(),
    };
    with_current(|current| current.events.push(event));
}

/// An [`Event`] in a recording.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedEvent {
    /// The function's path, or its name.
    pub function: &'static str,
    /// The attempt that ended.
    pub attempt: Attempt,
    /// The error as its `Display` prints it, or as its `Debug` does if it has no `Display`.
    pub error: Option<String>,
    /// The time that the call had waited until then.
    pub waited: Duration,
    /// The kind of event.
    pub kind: EventKind,
    /// Whether the call gave up because of a deadline that it inherits.
    pub is_inherited: bool,
    /// Whether a call inside the attempt had made a retry.
    pub is_nested: bool,
}

impl fmt::Display for RecordedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let event = Event {
            function: self.function,
            error: self.error.as_ref(),
            waited: self.waited,
            report: Report {
                attempt: self.attempt,
                kind: self.kind,
                is_inherited: self.is_inherited,
                is_nested: self.is_nested,
            },
        };
        event.fmt(f)
    }
}

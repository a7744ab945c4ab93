//! What is counted in a run.

use std::collections::BTreeMap;
use std::time::Duration;

use super::outcome::Outcome;
use super::setting::Scenario;
use super::timeline::Timeline;
use super::waits::Waits;
use crate::engine::count;

/// The width of the intervals in which the load is counted.
const BIN: Duration = Duration::from_millis(100);
/// A second is good if this share of its calls succeeds.
const GOOD: f64 = 0.95;
/// So many seconds at the end must be good for a recovery: the last calls may succeed because no more calls begin.
const LAST_GOOD: usize = 5;

/// What was counted in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// How many calls clients made.
    pub calls: u64,
    /// How many of them succeeded.
    pub successes: u64,
    /// How many failed, by the reason why they gave up; `refused` if the budget refused the first attempt.
    pub failures: BTreeMap<&'static str, u64>,
    /// How many had not ended when the simulation stopped.
    pub unfinished: u64,
    /// How many requests the last layer sent.
    pub attempts: u64,
    /// How many requests reached the server in each interval of [`Record::bin`].
    pub load: Vec<u32>,
    /// How many calls succeeded in each interval.
    pub goodput: Vec<u32>,
    /// The waits before retries, of all layers.
    pub waits: Waits,
    /// The attempts of a few calls.
    pub timeline: Timeline,
    /// How many events were simulated.
    pub events: u64,
    /// How long the calls took that succeeded, the shortest first.
    latencies: Vec<Duration>,
    /// How many calls began in each second, and how many of them succeeded.
    seconds: Vec<(u32, u32)>,
    healed: Duration,
    /// When the last call ended that began before the server was healed.
    last_early_end: Duration,
    /// How many calls that began before then have not ended.
    early: u64,
    is_disturbed: bool,
}

impl Record {
    pub(super) fn new(scenario: &Scenario) -> Self {
        Self {
            calls: 0,
            successes: 0,
            failures: BTreeMap::new(),
            unfinished: 0,
            attempts: 0,
            load: Vec::new(),
            goodput: Vec::new(),
            waits: Waits::default(),
            timeline: Timeline::new(scenario),
            events: 0,
            latencies: Vec::new(),
            seconds: Vec::new(),
            healed: scenario.healed(),
            last_early_end: Duration::ZERO,
            early: 0,
            is_disturbed: scenario.outage.is_some() || scenario.is_herd(),
        }
    }

    pub(super) fn begin(&mut self, now: Duration) {
        self.calls += 1;
        self.second(now).0 += 1;
        if now <= self.healed {
            self.early += 1;
        }
    }

    pub(super) fn arrive(&mut self, now: Duration) {
        count(&mut self.load, now, BIN);
    }

    pub(super) fn end(&mut self, began: Duration, now: Duration, outcome: Outcome) {
        if began <= self.healed {
            self.early -= 1;
            self.last_early_end = self.last_early_end.max(now);
        }
        match outcome.reason() {
            None => {
                self.successes += 1;
                self.second(began).1 += 1;
                self.latencies.push(now.saturating_sub(began));
                count(&mut self.goodput, now, BIN);
            }
            Some(reason) => *self.failures.entry(reason).or_default() += 1,
        }
    }

    pub(super) fn finish(mut self, unfinished: u64) -> Self {
        self.unfinished = unfinished;
        self.latencies.sort_unstable();
        self
    }

    fn second(&mut self, time: Duration) -> &mut (u32, u32) {
        let second = usize::try_from(time.as_secs()).unwrap_or(usize::MAX);
        if self.seconds.len() <= second {
            self.seconds.resize(second + 1, (0, 0));
        }
        &mut self.seconds[second]
    }

    /// Returns the width of the intervals in which the load is counted.
    #[must_use]
    pub const fn bin(&self) -> Duration {
        BIN
    }

    /// Returns how many calls failed.
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.failures.values().sum()
    }

    /// Returns how many requests reached the server.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.load.iter().copied().map(u64::from).sum()
    }

    /// Returns the highest number of requests a second, over an interval, that reached the server after the outage; in
    /// the whole run without one.
    #[must_use]
    pub fn peak(&self) -> f64 {
        let healed = self.healed.as_nanos().div_ceil(BIN.as_nanos());
        let before = usize::try_from(healed).unwrap_or(usize::MAX);
        let most = self.load.iter().copied().skip(before).max();
        f64::from(most.unwrap_or_default()) / BIN.as_secs_f64()
    }

    /// Returns how many requests the server got for each call that succeeded.
    #[must_use]
    pub fn requests_per_success(&self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "counts are below 2^53")]
        let ratio = (self.successes > 0).then(|| self.requests() as f64 / self.successes as f64);
        ratio
    }

    /// Returns the latency below which this share of the successful calls is.
    #[must_use]
    pub fn latency(&self, share: f64) -> Option<Duration> {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counts are below 2^53, and the rank is not negative"
        )]
        let rank = (self.latencies.len() as f64 * share.clamp(0.0, 1.0)).ceil() as usize;
        self.latencies.get(rank.saturating_sub(1)).copied()
    }

    /// Returns the mean latency of the successful calls.
    #[must_use]
    pub fn mean_latency(&self) -> Option<Duration> {
        let count = u32::try_from(self.latencies.len()).ok()?;
        self.latencies.iter().sum::<Duration>().checked_div(count)
    }

    /// Returns the time from the end of the outage to the recovery. In a herd without an outage it counts from the start.
    ///
    /// The recovery is when the last call has ended that began before the end of the outage, and from which on at
    /// least 95 % of the calls that begin in each second succeed, for five seconds or more. `None` if that is never.
    #[must_use]
    pub fn recovery(&self) -> Option<Duration> {
        if self.early > 0 {
            return None;
        }
        let is_bad =
            |(calls, successes): &(u32, u32)| f64::from(*successes) < f64::from(*calls) * GOOD;
        let after = usize::try_from(self.healed.as_secs()).unwrap_or(usize::MAX);
        let last_bad = self.seconds.iter().rposition(is_bad);
        let good_from = match last_bad {
            Some(second) if second + LAST_GOOD >= self.seconds.len() => return None,
            Some(second) if second > after => Duration::from_secs(second as u64 + 1),
            _ => self.healed,
        };
        Some(
            good_from
                .max(self.last_early_end)
                .saturating_sub(self.healed),
        )
    }

    /// Returns whether there is something to recover from: an outage, or a herd.
    #[must_use]
    pub const fn is_disturbed(&self) -> bool {
        self.is_disturbed
    }
}

//! A metastable failure: retries keep a server overloaded after its outage. After Bronson, Aghayev, Charapko and Zhu,
//! "Metastable Failures in Distributed Systems" (Workshop on Hot Topics in Operating Systems, 2021), the example with
//! retries.

use std::time::Duration;

use retries::{Decision, Policy, RetryBudget};

use super::{Second, next_wait};
use crate::engine::{Call, Chance, Queue};

/// A server with a queue, first in first out, that fails for a while. It also serves requests whose clients have given
/// up.
#[derive(Clone, Copy, Debug)]
pub struct Outage {
    /// The mean time between two calls.
    pub gap: Duration,
    /// The time that the server takes for a request.
    pub service: Duration,
    /// How long a client waits for an answer.
    pub timeout: Duration,
    /// The policy of the clients.
    pub policy: Policy,
    /// When the server stops.
    pub from: Duration,
    /// When it goes on.
    pub until: Duration,
    /// How many seconds are simulated.
    pub seconds: usize,
}

enum Event {
    Begin,
    Send(Call),
    Answer(Call),
    TimeOut(Call),
}

impl Outage {
    /// Returns what happened in each second.
    pub fn run(&self, budget: &dyn RetryBudget, chance: &mut Chance) -> Vec<Second> {
        let mut seconds = vec![Second::default(); self.seconds];
        let mut queue = Queue::new();
        let mut free_at = Duration::ZERO;
        queue.push(Duration::ZERO, Event::Begin);
        while let Some((now, event)) = queue.pop() {
            let Some(second) = Second::at(&mut seconds, now) else {
                break;
            };
            match event {
                Event::Begin => {
                    second.calls += 1;
                    queue.push(now + chance.exponential(self.gap), Event::Begin);
                    if let Some(call) = Call::admit(budget, now, chance) {
                        queue.push(now, Event::Send(call));
                    }
                }
                Event::Send(call) => {
                    second.attempts += 1;
                    free_at = self.answered_at(free_at.max(now));
                    let timed_out_at = now + self.timeout;
                    if free_at <= timed_out_at {
                        queue.push(free_at, Event::Answer(call));
                    } else {
                        queue.push(timed_out_at, Event::TimeOut(call));
                    }
                }
                Event::Answer(call) => {
                    second.successes += 1;
                    call.succeed(budget);
                }
                Event::TimeOut(mut call) => {
                    let decision = Decision::TimedOut;
                    let wait = next_wait(&mut call, &self.policy, budget, decision, now, chance);
                    if let Some(wait) = wait {
                        queue.push(now + wait, Event::Send(call));
                    }
                }
            }
        }
        seconds
    }

    /// Returns how many seconds after the outage the first second begins in which nine tenths of the calls succeed.
    #[must_use]
    pub fn recovery(&self, seconds: &[Second]) -> Option<u32> {
        let after = usize::try_from(self.until.as_secs()).ok()?;
        let is_good = |second: &Second| second.successes * 10 >= second.calls * 9;
        let recovery = seconds.get(after..)?.iter().position(is_good)?;
        u32::try_from(recovery).ok()
    }

    /// Returns the expected seconds from the end of the outage until answers come in time again, if clients send each
    /// call `resends` times more, each at once after a timeout. In this time the queue shrinks to what the server
    /// answers within a timeout. `None` if the queue does not shrink.
    #[must_use]
    pub fn expected_recovery(&self, resends: u32) -> Option<f64> {
        let (calls, capacity) = (
            1.0 / self.gap.as_secs_f64(),
            1.0 / self.service.as_secs_f64(),
        );
        let timeout = self.timeout.as_secs_f64();
        let outage = self.until.saturating_sub(self.from).as_secs_f64();
        let sent = |resend| calls * (outage - f64::from(resend) * timeout).max(0.0);
        let queue: f64 = (0..=resends).map(sent).sum();
        let shrinks_by = capacity - calls * f64::from(1 + resends);
        (shrinks_by > 0.0).then(|| (queue - capacity * timeout) / shrinks_by)
    }

    /// Returns when a request is answered whose turn comes at this time.
    fn answered_at(&self, turn: Duration) -> Duration {
        let is_down = (self.from..self.until).contains(&turn);
        self.service + if is_down { self.until } else { turn }
    }
}

/// Returns the calls a second below which a server recovers although each call deposits this share of a retry, and some
/// retries a second are free.
#[must_use]
pub fn most_calls_per_second(capacity: f64, deposit: f64, free_per_second: f64) -> f64 {
    (capacity - free_per_second) / (1.0 + deposit)
}

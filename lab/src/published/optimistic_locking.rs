//! Clients that update one row with optimistic locking, after Brooker, "Exponential Backoff And Jitter", AWS
//! Architecture Blog (2015).

use std::time::Duration;

use super::Pacing;
use super::pacing::Waits;
use crate::engine::{Chance, Queue};

/// Clients that all read the row at time zero. Each writes it if no other client wrote it meanwhile, or else waits and
/// reads it again, until its write succeeds.
#[derive(Clone, Copy, Debug)]
pub struct Contention {
    /// How many clients there are.
    pub clients: u32,
    /// Where the waits between a failed write and the next read come from.
    pub pacing: Pacing,
    /// The mean time of a message, one way.
    pub leg: Duration,
    /// Its standard deviation.
    pub deviation: Duration,
}

/// What it took until all clients had written, or given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// When the last client had its answer.
    pub time: Duration,
    /// How many writes reached the server.
    pub writes: u32,
}

struct Client {
    waits: Waits,
    /// The version that it read last.
    version: u32,
}

enum Event {
    Read,
    ReadAnswer,
    Write,
    WriteAnswer { is_success: bool },
}

impl Contention {
    /// Runs the model.
    #[must_use]
    pub fn run(&self, chance: &mut Chance) -> Effort {
        let mut queue = Queue::new();
        for _ in 0..self.clients {
            let client = Client {
                waits: self.pacing.begin(Duration::ZERO),
                version: 0,
            };
            queue.push(self.message(chance), (client, Event::Read));
        }
        let (mut version, mut writes, mut time) = (0, 0, Duration::ZERO);
        while let Some((now, (mut client, event))) = queue.pop() {
            time = now;
            let mut delay = self.message(chance);
            let next = match event {
                Event::Read => {
                    client.version = version;
                    Event::ReadAnswer
                }
                Event::ReadAnswer => Event::Write,
                Event::Write => {
                    writes += 1;
                    let is_success = client.version == version;
                    version += u32::from(is_success);
                    Event::WriteAnswer { is_success }
                }
                Event::WriteAnswer { is_success: true } => continue,
                Event::WriteAnswer { is_success: false } => {
                    let Some(wait) = client.waits.after_failure(now, chance) else {
                        continue;
                    };
                    delay += wait;
                    Event::Read
                }
            };
            queue.push(now + delay, (client, next));
        }
        Effort { time, writes }
    }

    fn message(&self, chance: &mut Chance) -> Duration {
        chance.normal(self.leg, self.deviation)
    }
}

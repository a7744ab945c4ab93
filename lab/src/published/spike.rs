//! A spike of load after which a system does not recover, after Brooker's simulator of congestive collapse
//! (2023).

use std::time::Duration;

use retries::{Decision, Policy, RetryBudget};

use super::{Second, next_wait};
use crate::engine::{Call, Chance, Queue};

/// A server that takes the longer for a request, the more of them it has, and clients that give up on an attempt after
/// a while. The server does not notice that they do.
#[derive(Clone, Copy, Debug)]
pub struct Spike {
    /// The mean time between two calls, except in the spike.
    pub gap: Duration,
    /// The mean time between two calls in the spike.
    pub spike_gap: Duration,
    /// When the spike begins.
    pub from: Duration,
    /// When it ends.
    pub until: Duration,
    /// The mean time of a message, one way.
    pub leg: Duration,
    /// The time that the server takes for any request.
    pub service: Duration,
    /// The time that it takes besides for each request that it has, this one included.
    pub per_request: Duration,
    /// How long a client waits for an answer.
    pub timeout: Duration,
    /// The policy of the clients.
    pub policy: Policy,
    /// How many seconds are simulated.
    pub seconds: usize,
}

/// One attempt of a client.
#[derive(Clone, Copy)]
struct Attempt {
    client: usize,
    number: u32,
}

#[derive(Clone, Copy)]
enum Event {
    Begin,
    Arrive(Attempt),
    Leave(Attempt),
    Answer(Attempt),
    TimeOut(Attempt),
}

/// The clients, and what the server has to do.
struct Run<'a> {
    model: &'a Spike,
    budget: &'a dyn RetryBudget,
    chance: &'a mut Chance,
    queue: Queue<Event>,
    /// The calls of the clients, `None` after a success.
    clients: Vec<Option<Call>>,
    in_server: u32,
}

impl Spike {
    /// Returns what happened in each second.
    pub fn run(&self, budget: &dyn RetryBudget, chance: &mut Chance) -> Vec<Second> {
        let mut seconds = vec![Second::default(); self.seconds];
        let mut run = Run {
            model: self,
            budget,
            chance,
            queue: Queue::new(),
            clients: Vec::new(),
            in_server: 0,
        };
        run.queue.push(Duration::ZERO, Event::Begin);
        while let Some((now, event)) = run.queue.pop() {
            let Some(second) = Second::at(&mut seconds, now) else {
                break;
            };
            run.handle(now, event, second);
        }
        seconds
    }
}

impl Run<'_> {
    fn handle(&mut self, now: Duration, event: Event, second: &mut Second) {
        match event {
            Event::Begin => {
                second.calls += 1;
                let is_spike = (self.model.from..=self.model.until).contains(&now);
                let gap = if is_spike {
                    self.model.spike_gap
                } else {
                    self.model.gap
                };
                self.queue
                    .push(now + self.chance.exponential(gap), Event::Begin);
                if let Some(call) = Call::admit(self.budget, now, self.chance) {
                    second.attempts += 1;
                    let client = self.clients.len();
                    self.clients.push(Some(call));
                    self.send(now, client, call.attempt(&self.model.policy));
                }
            }
            Event::Arrive(attempt) => {
                self.in_server += 1;
                let time = self.model.service + self.model.per_request * self.in_server;
                self.queue.push(now + time, Event::Leave(attempt));
            }
            Event::Leave(attempt) => {
                self.in_server -= 1;
                let arrival = now + self.chance.exponential(self.model.leg);
                self.queue.push(arrival, Event::Answer(attempt));
            }
            Event::Answer(attempt) => {
                if let Some(call) = self.waiting(attempt) {
                    second.successes += 1;
                    call.succeed(self.budget);
                    self.clients[attempt.client] = None;
                }
            }
            Event::TimeOut(attempt) => {
                if let Some(call) = self.waiting(attempt) {
                    self.retry(now, attempt.client, call, second);
                }
            }
        }
    }

    fn retry(&mut self, now: Duration, client: usize, mut call: Call, second: &mut Second) {
        let (policy, decision) = (&self.model.policy, Decision::TimedOut);
        let wait = next_wait(&mut call, policy, self.budget, decision, now, self.chance);
        self.clients[client] = wait.map(|_| call);
        if let Some(wait) = wait {
            second.attempts += 1;
            self.send(now + wait, client, call.attempt(policy));
        }
    }

    fn send(&mut self, time: Duration, client: usize, number: u32) {
        let attempt = Attempt { client, number };
        let time_out = Event::TimeOut(attempt);
        self.queue.push(time + self.model.timeout, time_out);
        let arrival = time + self.chance.exponential(self.model.leg);
        self.queue.push(arrival, Event::Arrive(attempt));
    }

    /// Returns the call if its client still waits for this attempt.
    fn waiting(&self, attempt: Attempt) -> Option<Call> {
        self.clients[attempt.client]
            .filter(|call| call.attempt(&self.model.policy) == attempt.number)
    }
}

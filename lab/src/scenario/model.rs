//! The simulation: what each event does.

use std::time::Duration;

use retries::{Budget, Decision, NoBudget, Policy, RetryBudget};

use super::calls::{Calls, Node, Slot, Ticket};
use super::outcome::Outcome;
use super::record::Record;
use super::server::{Reception, Server};
use super::setting::Scenario;
use super::timeline::Mark;
use crate::engine::{Call, Chance, Queue};

/// Calls that have not ended so long after the last one began are not simulated further.
const DRAIN: Duration = Duration::from_secs(60 * 60);
/// How many events there are between two reports of progress.
const STRIDE: u64 = 1 << 14;

#[derive(Clone, Copy, Debug)]
enum Event {
    /// A client makes a call.
    Begin,
    /// A request reaches the server.
    Arrive(Ticket),
    /// An answer reaches the client.
    Reply(Ticket, Answer),
    /// An attempt lasts too long.
    CutOff(Ticket),
    /// The wait before a retry is over.
    Retry(Ticket),
}

/// What the client gets from the server.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Success,
    /// The server worked on the request, in vain.
    Failure,
    /// The server did not work on it, and may ask for a wait.
    Refusal,
}

/// Runs one policy in a scenario. `budgets` has as many as [`Scenario::budgets`], or none. `progress` is called with the
/// time in the simulation.
#[must_use]
pub fn simulate(
    scenario: &Scenario,
    policy: &Policy,
    budgets: &[Budget],
    progress: &mut dyn FnMut(Duration),
) -> Record {
    let mut model = Model {
        scenario,
        policy,
        budgets,
        timeout: policy.attempt_time_limit(),
        queue: Queue::new(),
        chance: Chance::new(scenario.seed),
        server: Server::new(scenario),
        calls: Calls::default(),
        record: Record::new(scenario),
        now: Duration::ZERO,
    };
    model.begin_first_calls();
    while let Some((now, event)) = model.queue.pop() {
        if now > scenario.length.saturating_add(DRAIN) {
            break;
        }
        model.now = now;
        model.handle(event);
        model.record.events += 1;
        if model.record.events % STRIDE == 0 {
            progress(now);
        }
    }
    model.record.finish(model.calls.of_clients())
}

pub(super) struct Model<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) policy: &'a Policy,
    budgets: &'a [Budget],
    timeout: Option<Duration>,
    queue: Queue<Event>,
    chance: Chance,
    server: Server,
    pub(super) calls: Calls,
    pub(super) record: Record,
    pub(super) now: Duration,
}

impl<'a> Model<'a> {
    fn begin_first_calls(&mut self) {
        if self.scenario.is_herd() {
            for client in 0..self.scenario.clients {
                self.begin_call(client);
            }
        } else {
            self.push_next_call();
        }
    }

    fn push_next_call(&mut self) {
        let mean = Duration::from_secs_f64(1.0 / self.scenario.rate);
        let next = self.now + self.chance.exponential(mean);
        if next < self.scenario.length {
            self.queue.push(next, Event::Begin);
        }
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Begin => {
                let client = self.chance.next_u64() % u64::from(self.scenario.clients);
                self.begin_call(u32::try_from(client).unwrap_or_default());
                self.push_next_call();
            }
            Event::Arrive(ticket) => self.arrive(ticket),
            Event::Reply(ticket, answer) if self.calls.is_valid(ticket) => {
                let decision = match (answer, self.scenario.retry_after) {
                    (Answer::Success, _) => return self.succeed(ticket.slot),
                    (Answer::Refusal, Some(wait)) => Decision::RetryAfter(wait),
                    (Answer::Refusal, None) | (Answer::Failure, _) => Decision::Retry,
                };
                self.end_attempt(ticket.slot, decision, Mark::Failure);
            }
            Event::CutOff(ticket) if self.calls.is_valid(ticket) => {
                self.abandon_child(ticket.slot);
                self.end_attempt(ticket.slot, Decision::TimedOut, Mark::CutOff);
            }
            Event::Retry(ticket) if self.calls.is_valid(ticket) => self.begin_attempt(ticket.slot),
            Event::Reply(..) | Event::CutOff(_) | Event::Retry(_) => {}
        }
    }

    fn begin_call(&mut self, client: u32) {
        self.record.begin(self.now);
        let row = self.record.timeline.follow(self.now);
        if !self.begin_layer(0, client, None, row) {
            self.record.end(self.now, self.now, Outcome::Refused);
        }
    }

    /// Begins a call of a layer, unless the budget refuses.
    fn begin_layer(
        &mut self,
        layer: u8,
        client: u32,
        parent: Option<Slot>,
        row: Option<u8>,
    ) -> bool {
        let budget = self.budget(layer, client);
        let Some(call) = Call::admit(budget, self.now, &mut self.chance) else {
            return false;
        };
        let slot = self.calls.add(Node {
            call,
            client,
            parent,
            child: None,
            sent: self.now,
            cut: None,
            layer,
            row,
            has_nested_retry: false,
            is_waiting: false,
        });
        if let Some(parent) = parent {
            self.calls.get_mut(parent).child = Some(slot);
        }
        self.begin_attempt(slot);
        true
    }

    fn begin_attempt(&mut self, slot: Slot) {
        let ticket = self.calls.advance(slot);
        let is_last_layer = self.calls.get(slot).layer + 1 == self.scenario.layers;
        let timeout = self
            .timeout
            .or(is_last_layer.then_some(self.scenario.timeout));
        let left = self.own_time(slot).into_iter().chain(self.inherited(slot));
        let cut = timeout.map(|timeout| self.now + left.chain([timeout]).min().unwrap_or(timeout));
        let node = self.calls.get_mut(slot);
        node.sent = self.now;
        node.cut = cut;
        node.has_nested_retry = false;
        node.is_waiting = false;
        let (layer, client, row) = (node.layer, node.client, node.row);
        if is_last_layer {
            self.send(ticket);
        } else {
            if let Some(cut) = cut {
                self.queue.push(cut, Event::CutOff(ticket));
            }
            if !self.begin_layer(layer + 1, client, Some(slot), row) {
                self.end_attempt(slot, Decision::Retry, Mark::Failure);
            }
        }
    }

    fn send(&mut self, ticket: Ticket) {
        self.record.attempts += 1;
        let arrival = self.now + self.travel();
        self.queue.push(arrival, Event::Arrive(ticket));
        match self.calls.get(ticket.slot).cut {
            Some(cut) if cut < arrival => self.queue.push(cut, Event::CutOff(ticket)),
            _ => {}
        }
    }

    /// Schedules what the client sees: the answer, or the end of its patience. So an attempt needs two events, not three.
    fn arrive(&mut self, ticket: Ticket) {
        self.record.arrive(self.now);
        let reception = self.server.receive(self.now);
        let fails = self.chance.happens(self.scenario.failure_rate);
        let (leaves, answer) = match reception {
            Reception::Refused => (self.now, Answer::Refusal),
            Reception::Done(done) if fails => (done, Answer::Failure),
            Reception::Done(done) => (done, Answer::Success),
        };
        let reply = leaves + self.travel();
        if !self.calls.is_valid(ticket) {
            return;
        }
        match self.calls.get(ticket.slot).cut {
            Some(cut) if cut < reply => self.queue.push(cut, Event::CutOff(ticket)),
            _ => self.queue.push(reply, Event::Reply(ticket, answer)),
        }
    }

    pub(super) fn succeed(&mut self, slot: Slot) {
        let node = self.calls.remove(slot);
        self.show(&node, Mark::Success);
        node.call.succeed(self.budget(node.layer, node.client));
        self.leave(&node, Outcome::Success);
    }

    /// Ends a failed attempt, which is retried or ends the call.
    pub(super) fn end_attempt(&mut self, slot: Slot, decision: Decision, mark: Mark) {
        let node = *self.calls.get(slot);
        self.show(&node, mark);
        let budget = self.budget(node.layer, node.client);
        let inherited = self.inherited(slot);
        let decided = self.calls.get_mut(slot).call.fail(
            self.policy,
            budget,
            decision,
            inherited,
            node.has_nested_retry,
            self.now,
            &mut self.chance,
        );
        match decided {
            Ok(wait) => self.wait(slot, wait),
            Err(reason) => {
                let node = self.calls.remove(slot);
                self.leave(&node, Outcome::GaveUp(reason));
            }
        }
    }

    fn wait(&mut self, slot: Slot, wait: Duration) {
        self.record.waits.add(wait);
        self.note_nested_retry(slot);
        self.calls.get_mut(slot).is_waiting = true;
        let ticket = self.calls.advance(slot);
        self.queue.push(self.now + wait, Event::Retry(ticket));
    }

    /// Adds an attempt of the last layer to the time line.
    pub(super) fn show(&mut self, node: &Node, mark: Mark) {
        if node.layer + 1 == self.scenario.layers {
            self.record
                .timeline
                .add(node.row, node.sent, self.now, mark);
        }
    }

    pub(super) fn budget(&self, layer: u8, client: u32) -> &'a dyn RetryBudget {
        let each = self.budgets.len() / usize::from(self.scenario.layers);
        match (client as usize).checked_rem(each) {
            Some(index) => &self.budgets[usize::from(layer) * each + index],
            None => &NoBudget,
        }
    }

    fn travel(&mut self) -> Duration {
        let mean = self.scenario.delay;
        self.chance.normal(mean, mean / 5)
    }
}

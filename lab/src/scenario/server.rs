//! The server: one request after the other, the first that came first.

use std::collections::VecDeque;
use std::time::Duration;

use super::setting::{Outage, Scenario};

/// What the server does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reception {
    /// It refuses the request at once: an outage, or too many that wait.
    Refused,
    /// It has worked on the request at this time.
    Done(Duration),
}

/// A server with one line of requests.
///
/// All requests take the same work. So the time at which one is done is known when it comes, and the server needs no
/// events of its own.
#[derive(Debug)]
pub(super) struct Server {
    work: Duration,
    limit: usize,
    outage: Option<Outage>,
    free_at: Duration,
    /// When the requests that are still here will be done.
    present: VecDeque<Duration>,
}

impl Server {
    pub(super) fn new(scenario: &Scenario) -> Self {
        Self {
            work: Duration::from_secs_f64(1.0 / scenario.capacity),
            limit: scenario.queue.map_or(usize::MAX, |limit| limit as usize),
            outage: scenario.outage,
            free_at: Duration::ZERO,
            present: VecDeque::new(),
        }
    }

    /// Takes a request. The times of the calls must not go back.
    pub(super) fn receive(&mut self, now: Duration) -> Reception {
        if self.outage.is_some_and(|outage| outage.refuses(now)) {
            return Reception::Refused;
        }
        while self.present.front().is_some_and(|done| *done <= now) {
            self.present.pop_front();
        }
        // The first one that is present does not wait.
        if self.present.len() > self.limit {
            return Reception::Refused;
        }
        let done = self.done(self.free_at.max(now));
        self.free_at = done;
        self.present.push_back(done);
        Reception::Done(done)
    }

    /// Returns when work that begins at this time is done.
    fn done(&self, start: Duration) -> Duration {
        let slow = self
            .outage
            .and_then(|outage| Some((outage, outage.capacity?)));
        let Some((outage, share)) = slow else {
            return start.saturating_add(self.work);
        };
        if start >= outage.until() {
            return start.saturating_add(self.work);
        }
        let before = outage.from.saturating_sub(start);
        let left = self.work.saturating_sub(before);
        if left.is_zero() {
            return start.saturating_add(self.work);
        }
        let slow_from = start.max(outage.from);
        let slow = outage.until().saturating_sub(slow_from);
        let possible = slow.mul_f64(share);
        if left <= possible {
            return slow_from + left.div_f64(share);
        }
        outage.until().saturating_add(left.saturating_sub(possible))
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Outage, Reception, Scenario, Server};

    fn server(queue: Option<u32>, outage: Option<Outage>) -> Server {
        Server::new(&Scenario {
            capacity: 10.0,
            queue,
            outage,
            ..Scenario::default()
        })
    }

    fn at(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn requests_are_served_one_after_the_other() {
        let mut server = server(None, None);
        assert_eq!(server.receive(at(0)), Reception::Done(at(100)));
        assert_eq!(server.receive(at(50)), Reception::Done(at(200)));
        assert_eq!(server.receive(at(500)), Reception::Done(at(600)));
    }

    #[test]
    fn a_request_that_finds_no_place_to_wait_is_refused() {
        let mut server = server(Some(1), None);
        assert_eq!(server.receive(at(0)), Reception::Done(at(100)));
        assert_eq!(server.receive(at(0)), Reception::Done(at(200)));
        assert_eq!(server.receive(at(0)), Reception::Refused);
        assert_eq!(server.receive(at(100)), Reception::Done(at(300)));
    }

    #[test]
    fn an_outage_refuses_and_a_slow_server_works_on() {
        let outage = |capacity| {
            Some(Outage {
                from: at(50),
                length: at(100),
                capacity,
            })
        };
        let mut down = server(None, outage(None));
        assert_eq!(down.receive(at(60)), Reception::Refused);
        assert_eq!(down.receive(at(150)), Reception::Done(at(250)));
        let mut half = server(None, outage(Some(0.5)));
        // 50 ms of work before it, 50 ms of work in 100 ms of it.
        assert_eq!(half.receive(at(0)), Reception::Done(at(150)));
        let mut stuck = server(None, outage(Some(0.0)));
        assert_eq!(stuck.receive(at(0)), Reception::Done(at(200)));
    }
}

//! The events that are still to come.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

/// The events of a model, the soonest first. Events of the same time come in the order in which they were added.
///
/// Time is the time since the start of the simulation.
#[derive(Debug)]
pub struct Queue<E> {
    heap: BinaryHeap<Reverse<Entry<E>>>,
    added: u64,
}

#[derive(Debug)]
struct Entry<E> {
    time: Duration,
    number: u64,
    event: E,
}

impl<E> Queue<E> {
    /// Makes a queue without events.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            heap: BinaryHeap::new(),
            added: 0,
        }
    }

    /// Adds an event.
    pub fn push(&mut self, time: Duration, event: E) {
        let number = self.added;
        self.added += 1;
        self.heap.push(Reverse(Entry {
            time,
            number,
            event,
        }));
    }

    /// Takes the soonest event, with its time.
    pub fn pop(&mut self) -> Option<(Duration, E)> {
        let Reverse(entry) = self.heap.pop()?;
        Some((entry.time, entry.event))
    }

    /// Returns how many events have been added.
    #[must_use]
    pub const fn added(&self) -> u64 {
        self.added
    }
}

impl<E> Default for Queue<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E> PartialEq for Entry<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<E> Eq for Entry<E> {}

impl<E> PartialOrd for Entry<E> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<E> Ord for Entry<E> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.time, self.number).cmp(&(other.time, other.number))
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Queue};

    #[test]
    fn events_come_by_their_time_and_then_in_the_order_in_which_they_were_added() {
        let mut queue = Queue::new();
        for (millis, event) in [(2, 'c'), (1, 'a'), (2, 'd'), (1, 'b')] {
            queue.push(Duration::from_millis(millis), event);
        }
        let events: String = std::iter::from_fn(|| queue.pop().map(|(_, event)| event)).collect();
        assert_eq!(events, "abcd");
    }
}

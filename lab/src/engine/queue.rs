//! The events that are still to come.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::Duration;

/// The events of a model, the soonest first. Events of the same time come in the order in which they were added.
///
/// Time is the time since the start of the simulation.
///
/// Only the events of the present slice of time are kept in order. Those of later slices wait in no order until their
/// slice comes, and are then sorted at once: a heap of millions of events would not fit in the processor's cache.
#[derive(Debug)]
pub struct Queue<E> {
    /// The events of the present slice, the latest first.
    present: Vec<Entry<E>>,
    /// Those that were added during that slice for the rest of it.
    added_late: BinaryHeap<Reverse<Entry<E>>>,
    slice: u64,
    later: BTreeMap<u64, Vec<Entry<E>>>,
    added: u64,
}

/// Nanoseconds in a slice, as a power of two: about 4 ms.
const SLICE: u32 = 22;

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
            present: Vec::new(),
            added_late: BinaryHeap::new(),
            slice: 0,
            later: BTreeMap::new(),
            added: 0,
        }
    }

    /// Adds an event.
    pub fn push(&mut self, time: Duration, event: E) {
        let number = self.added;
        self.added += 1;
        let entry = Entry {
            time,
            number,
            event,
        };
        let slice = u64::try_from(time.as_nanos() >> SLICE).unwrap_or(u64::MAX);
        if slice <= self.slice {
            self.added_late.push(Reverse(entry));
        } else {
            self.later.entry(slice).or_default().push(entry);
        }
    }

    /// Takes the soonest event, with its time.
    pub fn pop(&mut self) -> Option<(Duration, E)> {
        if self.present.is_empty() && self.added_late.is_empty() {
            let (slice, mut entries) = self.later.pop_first()?;
            // No two entries are equal, because each has its number.
            entries.sort_unstable_by(|one, other| other.cmp(one));
            self.slice = slice;
            self.present = entries;
        }
        let is_late = match (self.present.last(), self.added_late.peek()) {
            (Some(next), Some(Reverse(late))) => late < next,
            (next, _) => next.is_none(),
        };
        let entry = if is_late {
            self.added_late.pop()?.0
        } else {
            self.present.pop()?
        };
        Some((entry.time, entry.event))
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
    use crate::engine::Chance;

    #[test]
    fn events_come_by_their_time_and_then_in_the_order_in_which_they_were_added() {
        let mut queue = Queue::new();
        for (millis, event) in [(2, 'c'), (1, 'a'), (2, 'd'), (1, 'b')] {
            queue.push(Duration::from_millis(millis), event);
        }
        let events: String = std::iter::from_fn(|| queue.pop().map(|(_, event)| event)).collect();
        assert_eq!(events, "abcd");
    }

    #[test]
    fn events_come_in_order_also_if_they_are_added_between_others() {
        let mut queue = Queue::new();
        let mut last = (Duration::ZERO, 0);
        let mut chance = Chance::new(1);
        for number in 0..100 {
            queue.push(chance.up_to(Duration::from_secs(1)), number);
        }
        let mut number = 100;
        while let Some((time, event)) = queue.pop() {
            assert!((time, event) > last || last.0 < time);
            last = (time, event);
            if number < 10_000 {
                // Some of them at the same time, some in the same slice, some in a later one.
                let longest = Duration::from_millis([0, 1, 1_000][number % 3]);
                queue.push(time + chance.up_to(longest), number);
                number += 1;
            }
        }
        assert_eq!(queue.added, 10_000);
    }
}

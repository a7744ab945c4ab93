//! The calls that are under way.

use std::time::Duration;

use crate::engine::Call;

/// Points to a call that is under way.
pub(super) type Slot = u32;

/// One call of one layer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) call: Call,
    pub(super) client: u32,
    /// The call in whose attempt this one is made, while that attempt waits for it.
    pub(super) parent: Option<Slot>,
    /// The call inside the attempt.
    pub(super) child: Option<Slot>,
    /// When the attempt began.
    pub(super) sent: Duration,
    /// When the attempt is cut off.
    pub(super) cut: Option<Duration>,
    /// The layer, from 0 at the client.
    pub(super) layer: u8,
    /// The row of the time line that shows the call.
    pub(super) row: Option<u8>,
    /// Whether a call inside the attempt made a retry.
    pub(super) has_nested_retry: bool,
    /// Whether the call waits for its next attempt.
    pub(super) is_waiting: bool,
}

/// Names a moment of a call: an event that was meant for an earlier moment is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ticket {
    pub(super) slot: Slot,
    stamp: u32,
}

/// The calls that are under way, in places that are used again.
#[derive(Debug, Default)]
pub(super) struct Calls {
    /// Each place has a stamp, which changes with each attempt, each wait and each call.
    places: Vec<(u32, Node)>,
    free: Vec<Slot>,
}

impl Calls {
    pub(super) fn add(&mut self, node: Node) -> Slot {
        if let Some(slot) = self.free.pop() {
            self.places[slot as usize].1 = node;
            return slot;
        }
        self.places.push((0, node));
        Slot::try_from(self.places.len() - 1).unwrap_or(Slot::MAX)
    }

    pub(super) fn remove(&mut self, slot: Slot) -> Node {
        self.advance(slot);
        self.free.push(slot);
        self.places[slot as usize].1
    }

    /// Makes all tickets of the call invalid, and returns a new one.
    pub(super) fn advance(&mut self, slot: Slot) -> Ticket {
        let stamp = &mut self.places[slot as usize].0;
        *stamp = stamp.wrapping_add(1);
        Ticket {
            slot,
            stamp: *stamp,
        }
    }

    pub(super) fn is_valid(&self, ticket: Ticket) -> bool {
        self.places[ticket.slot as usize].0 == ticket.stamp
    }

    pub(super) fn get(&self, slot: Slot) -> &Node {
        &self.places[slot as usize].1
    }

    pub(super) fn get_mut(&mut self, slot: Slot) -> &mut Node {
        &mut self.places[slot as usize].1
    }

    /// Returns how many calls of clients are under way.
    pub(super) fn of_clients(mut self) -> u64 {
        for slot in self.free {
            self.places[slot as usize].1.layer = u8::MAX;
        }
        let is_first_layer = |(_, node): &&(u32, Node)| node.layer == 0;
        self.places.iter().filter(is_first_layer).count() as u64
    }

    /// Lists the calls around this one, the nearest first.
    pub(super) fn around(&self, slot: Slot) -> impl Iterator<Item = &Node> {
        let parent = |node: &&Node| node.parent.map(|parent| self.get(parent));
        std::iter::successors(Some(self.get(slot)), parent).skip(1)
    }
}

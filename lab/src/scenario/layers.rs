//! What a call does to the attempt around it, and that attempt to the call.

use std::time::Duration;

use retries::Decision;

use super::calls::{Node, Slot};
use super::model::Model;
use super::outcome::Outcome;
use super::timeline::Mark;

impl Model<'_> {
    /// Passes the end of a call to the attempt around it.
    pub(super) fn leave(&mut self, node: &Node, outcome: Outcome) {
        match node.parent {
            Some(parent) => {
                self.calls.get_mut(parent).child = None;
                match outcome {
                    Outcome::Success => self.succeed(parent),
                    _ => self.end_attempt(parent, Decision::Retry, Mark::Failure),
                }
            }
            None if node.layer == 0 => self.record.end(node.call.began(), self.now, outcome),
            // The attempt around it has been cut off: no caller waits for this call.
            None => {}
        }
    }

    /// Drops the call inside an attempt that is cut off, or leaves it to itself if it does not know of that.
    pub(super) fn abandon_child(&mut self, slot: Slot) {
        let Some(child) = self.calls.get_mut(slot).child.take() else {
            return;
        };
        self.calls.get_mut(child).parent = None;
        if !self.scenario.inherit_deadlines {
            return;
        }
        self.abandon_child(child);
        let node = self.calls.remove(child);
        if node.is_waiting {
            node.call.cancel(self.budget(node.layer, node.client));
        } else {
            self.show(&node, Mark::CutOff);
        }
    }

    /// Lets the attempts around a call know that it makes a retry.
    pub(super) fn note_nested_retry(&mut self, slot: Slot) {
        let mut around = self.calls.get(slot).parent;
        while let Some(parent) = around {
            let node = self.calls.get_mut(parent);
            node.has_nested_retry = true;
            around = node.parent;
        }
    }

    pub(super) fn own_time(&self, slot: Slot) -> Option<Duration> {
        self.left(self.calls.get(slot))
    }

    fn left(&self, node: &Node) -> Option<Duration> {
        let elapsed = self.now.saturating_sub(node.call.began());
        Some(self.policy.time_limit()?.saturating_sub(elapsed))
    }

    /// Returns the time that the attempts around a call have left.
    pub(super) fn inherited(&self, slot: Slot) -> Option<Duration> {
        if !self.scenario.inherit_deadlines {
            return None;
        }
        let times = self.calls.around(slot).flat_map(|node| {
            let until_cut = node.cut.map(|cut| cut.saturating_sub(self.now));
            until_cut.into_iter().chain(self.left(node))
        });
        times.min()
    }
}

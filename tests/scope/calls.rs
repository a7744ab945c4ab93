//! Random trees of calls.

use proptest::prelude::*;
use retries::{Backoff, Policy};
use std::time::Duration;

/// A call, and the calls in its body. One without any makes a request.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) shape: Shape,
    pub(super) body: Body,
    pub(super) max_attempts: u32,
    delay: Duration,
    pub(super) deadline: Option<Duration>,
    pub(super) calls: Vec<Call>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Sync,
    Async,
    /// Async, with an attempt timeout.
    InTime(Duration),
}

/// How an async body makes the calls in it. A sync one makes them in order.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body {
    InOrder,
    Joined,
    /// The first failure drops the others.
    DroppedAtFailure,
}

fn millis(range: std::ops::Range<u64>) -> impl Strategy<Value = Duration> {
    range.prop_map(Duration::from_millis)
}

/// Trees of calls, with attempt timeouts only if there is a timer.
pub(super) fn trees(has_timer: bool) -> impl Strategy<Value = Call> {
    let shapes = if has_timer {
        let in_time = millis(1..9_000).prop_map(Shape::InTime);
        prop_oneof![2 => Just(Shape::Async), 1 => in_time].boxed()
    } else {
        prop_oneof![Just(Shape::Sync), Just(Shape::Async)].boxed()
    };
    let bodies = prop_oneof![
        Just(Body::InOrder),
        Just(Body::Joined),
        Just(Body::DroppedAtFailure)
    ];
    let calls = (
        shapes,
        bodies,
        1..5_u32,
        millis(0..3_000),
        prop::option::of(millis(0..12_000)),
    );
    let calls = calls.prop_map(|(shape, body, max_attempts, delay, deadline)| Call {
        shape,
        body,
        max_attempts,
        delay,
        deadline,
        calls: Vec::new(),
    });
    let calls = calls.boxed();
    calls.clone().prop_recursive(3, 12, 3, move |inner| {
        (calls.clone(), prop::collection::vec(inner, 1..4))
            .prop_map(|(call, calls)| Call { calls, ..call })
    })
}

impl Call {
    pub(super) fn policy(&self, stops: bool) -> Policy {
        let policy = Policy::new()
            .backoff(Backoff::fixed(self.delay))
            .max_attempts(self.max_attempts);
        let policy = self.deadline.map_or(policy, |limit| policy.deadline(limit));
        if stops { policy.stop_nested() } else { policy }
    }

    fn leaves(&self) -> u32 {
        self.calls.iter().map(Self::leaves).sum::<u32>().max(1)
    }

    /// Returns the most requests that the call can make if no attempt is retried in which a retry was made.
    pub(super) fn most_requests(&self) -> u32 {
        if self.calls.is_empty() {
            return self.max_attempts;
        }
        let inner: u32 = self.calls.iter().map(Self::most_requests).sum();
        (self.max_attempts - 1) * self.leaves() + inner
    }
}

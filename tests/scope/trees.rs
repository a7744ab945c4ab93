//! Random trees of calls: no retry starts after a deadline around it, and with `nested = stop` retries do not multiply.

use super::calls::{Body, Call, Shape, trees};
use super::{Boxed, Error, Outcome};
use futures_lite::future::block_on;
use futures_util::future::{join_all, try_join_all};
use proptest::prelude::*;
use retries::scope::{self, Scope};
use retries::{Attempt, within};
use std::cell::Cell;
use std::time::Duration;
use tokio::task::yield_now;

/// What all calls of a tree share.
struct World {
    stops: bool,
    /// How late a timer may be.
    tolerance: Duration,
    /// A scope that ends after the tree: the time that it has left is the clock.
    clock: Scope,
    random: Cell<u64>,
}

/// Longer than every tree of calls lasts.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl World {
    fn now(&self) -> Duration {
        DAY - self.clock.remaining().expect("the clock is a scope")
    }

    /// Returns a random number below `end`.
    fn random(&self, end: u64) -> u64 {
        let mut random = self.random.get() | 1;
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        self.random.set(random);
        (random >> 32) % end
    }

    fn fails(&self) -> bool {
        self.random(4) != 0
    }

    fn outcome_of(&self, failed: bool) -> Outcome {
        // A body may ignore the failure of a call in it, and fail itself although none did.
        let ignores_calls = self.random(4) == 0;
        if failed && !ignores_calls || self.random(3) == 0 {
            Err(Error::Down)
        } else {
            Ok(())
        }
    }
}

/// A call or an attempt under way, and those around it.
struct UnderWay<'a> {
    outer: Option<&'a UnderWay<'a>>,
    end: Option<Duration>,
    requests: Cell<u32>,
}

impl<'a> UnderWay<'a> {
    fn begin(outer: Option<&'a Self>, limit: Option<Duration>, world: &World) -> Self {
        Self {
            outer,
            end: limit.map(|limit| world.now() + limit),
            requests: Cell::new(0),
        }
    }

    fn with_outer(&'a self) -> impl Iterator<Item = &'a Self> {
        std::iter::successors(Some(self), |under_way| under_way.outer)
    }

    fn attempt(&self, attempt: Attempt, world: &World) {
        let starts = world.now();
        for end in self.with_outer().filter_map(|under_way| under_way.end) {
            let in_time = starts <= end + world.tolerance;
            assert!(
                attempt.is_first() || in_time,
                "{attempt} at {starts:?}, after {end:?}"
            );
        }
    }

    fn request(&self) {
        for under_way in self.with_outer() {
            under_way.requests.set(under_way.requests.get() + 1);
        }
    }

    fn end(&self, call: &Call, world: &World) {
        let (made, most) = (self.requests.get(), call.most_requests());
        assert!(
            !world.stops || made <= most,
            "{made} of {most} requests: {call:?}"
        );
    }
}

fn call(call: &Call, outer: Option<&UnderWay<'_>>, world: &World) -> Outcome {
    let under_way = UnderWay::begin(outer, call.deadline, world);
    let outcome = call.policy(world.stops).call(|attempt: Attempt| {
        under_way.attempt(attempt, world);
        if call.calls.is_empty() {
            under_way.request();
            retries::testing::advance(Duration::from_millis(world.random(1_000)));
            return if world.fails() {
                Err(Error::Down)
            } else {
                Ok(())
            };
        }
        let failed = call.calls.iter().any(|inner| {
            let made = match inner.shape {
                Shape::Sync => self::call(inner, Some(&under_way), world),
                Shape::Async | Shape::InTime(_) => {
                    block_on(call_async(inner, Some(&under_way), world))
                }
            };
            made.is_err()
        });
        world.outcome_of(failed)
    });
    under_way.end(call, world);
    outcome
}

fn call_async<'a>(call: &'a Call, outer: Option<&'a UnderWay<'a>>, world: &'a World) -> Boxed<'a> {
    Box::pin(async move {
        let under_way = UnderWay::begin(outer, call.deadline, world);
        let timeout = match call.shape {
            Shape::Sync => return self::call(call, outer, world),
            Shape::Async => None,
            Shape::InTime(timeout) => Some(timeout),
        };
        let attempt = async |attempt: Attempt| {
            under_way.attempt(attempt, world);
            let attempt = UnderWay::begin(Some(&under_way), timeout, world);
            body(call, &attempt, world).await
        };
        let policy = call.policy(world.stops);
        let outcome = match timeout {
            None => policy.call_async_mut(attempt).await,
            Some(timeout) => {
                let policy = policy.on(|_: &Error| true).attempt_timeout(timeout);
                policy.call_async_mut(attempt).await
            }
        };
        under_way.end(call, world);
        outcome
    })
}

async fn body(call: &Call, attempt: &UnderWay<'_>, world: &World) -> Outcome {
    if call.calls.is_empty() {
        attempt.request();
        let time = Duration::from_millis(world.random(1_000));
        if world.tolerance.is_zero() {
            yield_now().await;
            retries::testing::advance(time);
        } else {
            tokio::time::sleep(time).await;
        }
        return if world.fails() {
            Err(Error::Down)
        } else {
            Ok(())
        };
    }
    let mut calls = call
        .calls
        .iter()
        .map(|inner| call_async(inner, Some(attempt), world));
    let failed = match call.body {
        Body::InOrder => loop {
            let Some(call) = calls.next() else {
                break false;
            };
            if call.await.is_err() {
                break true;
            }
        },
        Body::Joined => join_all(calls).await.iter().any(Result::is_err),
        Body::DroppedAtFailure => try_join_all(calls).await.is_err(),
    };
    world.outcome_of(failed)
}

/// Makes the calls of the tree in the virtual time of a recording.
fn record(tree: &Call, stops: bool, seed: u64) {
    let _ = retries::testing::record(|| {
        retries::within_blocking(DAY, || {
            let world = World {
                stops,
                tolerance: Duration::ZERO,
                clock: scope::current(),
                random: Cell::new(seed),
            };
            block_on(call_async(tree, None, &world))
        })
    });
}

/// Makes the calls of the tree on tokio's paused clock, whose timers are exact to a millisecond.
fn pause(tree: &Call, stops: bool, seed: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    let calls = within(DAY, async {
        let world = World {
            stops,
            // A wait may end a millisecond late, and an attempt that begins then lasts for at least one.
            tolerance: Duration::from_millis(2),
            clock: scope::current(),
            random: Cell::new(seed),
        };
        call_async(tree, None, &world).await
    });
    let _ = runtime.block_on(calls).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 400,
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_retry_of_a_sync_or_async_call_starts_after_a_deadline_around_it(
        tree in trees(false), seed in any::<u64>(),
    ) {
        record(&tree, false, seed);
    }

    #[test]
    fn no_retry_starts_after_a_deadline_or_an_attempt_timeout_around_it(
        tree in trees(true), seed in any::<u64>(),
    ) {
        pause(&tree, false, seed);
    }

    #[test]
    fn requests_of_sync_and_async_calls_that_stop_nested_do_not_multiply(
        tree in trees(false), seed in any::<u64>(),
    ) {
        record(&tree, true, seed);
    }

    #[test]
    fn requests_of_joined_and_cut_off_calls_that_stop_nested_do_not_multiply(
        tree in trees(true), seed in any::<u64>(),
    ) {
        pause(&tree, true, seed);
    }
}

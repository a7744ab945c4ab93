//! Tasks that move between the threads of a runtime keep their own scopes.

use super::{Outcome, SECOND};
use retries::{Policy, remaining, retry, within, within_blocking};
use std::collections::HashSet;
use std::thread;
use std::time::{Duration, Instant};
use tokio::task::{JoinSet, yield_now};
use tokio::time::sleep;

const STEPS: u32 = 60;

/// Decides what a task does next.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) % end
    }
}

/// Checks the time left of a scope that began between two instants.
struct Expected {
    limit: Duration,
    after: Instant,
    before: Instant,
}

impl Expected {
    fn check(&self) {
        let earlier = Instant::now();
        let left = remaining().expect("a scope");
        let later = Instant::now();
        // Clocks count nanoseconds, and tokio's may be rounded.
        let slack = Duration::from_millis(1);
        assert!(
            left <= self.limit - (earlier - self.before) + slack,
            "{left:?}"
        );
        assert!(
            left + slack >= self.limit - (later - self.after),
            "{left:?}"
        );
    }
}

/// Yields, sleeps and blocks at random, checks the scope after each step, and returns how many threads it has seen.
async fn wander(mut random: Random, check: impl Fn()) -> usize {
    let mut threads = HashSet::new();
    for _ in 0..STEPS {
        check();
        match random.below(8) {
            0 => sleep(Duration::from_micros(random.below(2_000))).await,
            1 => within_blocking(SECOND, || assert!(remaining() <= Some(SECOND))),
            2 => {
                let inner = within(SECOND, async {
                    yield_now().await;
                    assert!(remaining() <= Some(SECOND));
                    yield_now().await;
                });
                assert_eq!(inner.await, Ok(()));
            }
            3 => {
                // Dropped while it waits, on whichever thread that is.
                let hangs = within(Duration::from_micros(100), std::future::pending::<()>());
                hangs.await.unwrap_err();
            }
            _ => yield_now().await,
        }
        threads.insert(thread::current().id());
    }
    check();
    threads.len()
}

/// `limit` is the time that the task has, and may be shorter than the deadline.
#[retry(fixed("1s"), deadline = deadline)]
async fn by_deadline(
    seed: u64,
    deadline: Duration,
    limit: Duration,
    after: Instant,
) -> Result<usize, super::Error> {
    let before = Instant::now();
    let expected = Expected {
        limit,
        after,
        before,
    };
    Ok(wander(Random(seed), || expected.check()).await)
}

async fn by_timeout(seed: u64, limit: Duration, after: Instant) -> Result<usize, super::Error> {
    let call = Policy::new()
        .on(|_: &super::Error| false)
        .attempt_timeout(limit);
    let attempt = || async {
        let before = Instant::now();
        let expected = Expected {
            limit,
            after,
            before,
        };
        Ok(wander(Random(seed), || expected.check()).await)
    };
    call.call_async(attempt).await
}

/// Fails first, so that its second attempt may be made by another thread than its first.
#[retry(fixed("1ms"), max_attempts = 2, attempt = n)]
async fn without_scope(seed: u64) -> Outcome {
    wander(Random(seed), || assert_eq!(remaining(), None)).await;
    if n.is_first() {
        Err(super::Error::Down)
    } else {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_tasks_keep_their_own_scopes() {
    let (mut with_scope, mut without) = (JoinSet::new(), JoinSet::new());
    for task in 1..=50 {
        let limit = Duration::from_secs(60 * task);
        with_scope.spawn(by_deadline(task, limit, limit, Instant::now()));
        with_scope.spawn(async move {
            let after = Instant::now();
            let sooner = within(limit, by_deadline(task, 2 * limit, limit, after)).await;
            sooner.map_err(|_| super::Error::Down)?
        });
        with_scope.spawn(by_timeout(task, limit, Instant::now()));
        without.spawn(without_scope(task));
    }
    let threads = with_scope.join_all().await.into_iter().map(Result::unwrap);
    assert!(threads.max() > Some(1), "no task has moved");
    assert_eq!(without.join_all().await, [Ok(()); 50]);
    assert_eq!(remaining(), None);
}

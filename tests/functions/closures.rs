//! A policy retries closures, where there is no function to annotate.

use retries::{Backoff, Decision, Jitter, Policy};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::{Instant, sleep};

const EVERY_SECOND: Policy = Policy::new()
    .backoff(Backoff::fixed(Duration::from_secs(1)))
    .jitter(Jitter::None);

/// A policy without waits, for threads, which really sleep.
const AT_ONCE: Policy = EVERY_SECOND.backoff(Backoff::fixed(Duration::ZERO));

#[test]
fn call_retries_until_a_success_and_returns_it() {
    let mut attempts = 0;
    let result = AT_ONCE.max_attempts(9).call(|| {
        attempts += 1;
        if attempts < 4 {
            Err(attempts)
        } else {
            Ok("done")
        }
    });
    assert_eq!(result, Ok("done"));
    assert_eq!(attempts, 4);
}

#[test]
fn call_returns_the_last_failure_when_attempts_run_out() {
    let mut attempts = 0;
    let result: Result<(), u32> = AT_ONCE.call(|| {
        attempts += 1;
        Err(attempts)
    });
    assert_eq!(result, Err(3));

    let mut queue = vec![Some(1), None, None];
    assert_eq!(AT_ONCE.call(|| queue.pop().flatten()), Some(1));
}

#[test]
fn call_waits_between_attempts() {
    let start = std::time::Instant::now();
    let pause = Duration::from_millis(5);
    let policy = AT_ONCE.backoff(Backoff::fixed(pause));
    assert_eq!(policy.call(|| None::<()>), None);
    assert!(start.elapsed() >= pause * 2);
}

#[test]
fn call_retries_only_what_on_chooses() {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "`on` is handed a reference"
    )]
    fn is_even(error: &u32) -> bool {
        error % 2 == 0
    }

    let next = |attempts: &mut u32| {
        *attempts += 2;
        Err::<(), u32>(if *attempts < 8 { *attempts } else { 7 })
    };
    let mut attempts = 0;
    let caller = AT_ONCE.max_attempts(9).on(is_even);
    assert_eq!(caller.call(|| next(&mut attempts)), Err(7));
    assert_eq!(attempts, 8);

    let mut attempts = 0;
    let caller = AT_ONCE.on(|error: &u32| match error {
        2 => Decision::RetryAfter(Duration::ZERO),
        _ => Decision::Stop,
    });
    assert_eq!(caller.call(|| next(&mut attempts)), Err(4));
}

#[test]
fn call_keeps_the_deadline() {
    let mut attempts = 0;
    let policy = EVERY_SECOND.deadline(Duration::from_millis(900));
    let result = policy.call(|| {
        attempts += 1;
        None::<()>
    });
    assert_eq!((result, attempts), (None, 1));

    let mut attempts = 0;
    let policy = AT_ONCE.deadline(Duration::from_millis(5));
    let result = policy.call(|| {
        attempts += 1;
        std::thread::sleep(Duration::from_millis(6));
        None::<()>
    });
    assert_eq!((result, attempts), (None, 1));
}

#[test]
fn a_policy_with_on_may_be_called_again() {
    let caller = AT_ONCE.on(|(): &()| true);
    let attempts = Cell::new(0);
    let attempt = || {
        attempts.set(attempts.get() + 1);
        None::<()>
    };
    assert_eq!(caller.call(attempt), None);
    assert_eq!(caller.call(attempt), None);
    assert_eq!(attempts.get(), 6);
}

#[test]
fn call_drops_a_failure_before_the_next_attempt() {
    let token = Rc::new(());
    let result = AT_ONCE.call(|| {
        assert_eq!(Rc::strong_count(&token), 1);
        Err::<(), _>(token.clone())
    });
    assert_eq!(Rc::strong_count(&token), 2);
    drop(result);
}

#[tokio::test(start_paused = true)]
async fn call_async_makes_a_future_for_each_attempt_and_waits_between_them() {
    let start = Instant::now();
    let mut attempts = 0;
    let result = EVERY_SECOND.max_attempts(9).call_async(|| {
        attempts += 1;
        let attempt = attempts;
        async move {
            sleep(Duration::from_millis(100)).await;
            if attempt < 4 {
                Err(attempt)
            } else {
                Ok("done")
            }
        }
    });
    assert_eq!(result.await, Ok("done"));
    assert_eq!(attempts, 4);
    assert_eq!(start.elapsed(), Duration::from_millis(3400));
}

#[tokio::test(start_paused = true)]
async fn call_async_takes_the_path_of_an_async_function() {
    async fn get() -> Result<(), &'static str> {
        Err("down")
    }

    let start = Instant::now();
    assert_eq!(EVERY_SECOND.call_async(get).await, Err("down"));
    assert_eq!(start.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn call_async_retries_what_on_chooses_after_the_wait_that_it_returns() {
    let start = Instant::now();
    let mut errors = vec![404, 503, 429];
    let caller = EVERY_SECOND
        .max_attempts(9)
        .on(|status: &u16| match status {
            429 => Decision::RetryAfter(Duration::from_secs(7)),
            503 => Decision::Retry,
            _ => Decision::Stop,
        });
    let result = caller.call_async(|| {
        let error = errors.pop().unwrap_or(0);
        async move { Err::<(), u16>(error) }
    });
    assert_eq!(result.await, Err(404));
    assert!((8.0..8.8).contains(&start.elapsed().as_secs_f64()));
}

#[tokio::test(start_paused = true)]
async fn call_async_keeps_the_deadline() {
    let start = Instant::now();
    let policy = EVERY_SECOND
        .max_attempts(100)
        .deadline(Duration::from_secs(10));
    let result = policy.call_async(async || {
        sleep(Duration::from_secs(2)).await;
        None::<()>
    });
    assert_eq!(result.await, None);
    // Attempts start at 0, 3, 6 and 9 seconds; the next would at 12.
    assert_eq!(start.elapsed(), Duration::from_secs(11));
}

#[tokio::test(start_paused = true)]
async fn the_future_of_call_async_is_send_when_the_error_is_not() {
    fn is_send<T: Send>(_: &T) {}

    let attempts = AtomicU32::new(0);
    let attempt = || async {
        sleep(Duration::from_secs(1)).await;
        Err::<(), _>(Rc::new(attempts.fetch_add(1, Ordering::Relaxed)))
    };
    let all = EVERY_SECOND.call_async(attempt);
    is_send(&all);
    assert_eq!(all.await, Err(Rc::new(2)));
    let chosen = EVERY_SECOND
        .on(|error: &Rc<u32>| **error < 4)
        .call_async(attempt);
    is_send(&chosen);
    assert_eq!(chosen.await, Err(Rc::new(4)));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_async_starts_no_other_attempt() {
    let attempts = Cell::new(0);
    let call = EVERY_SECOND.unlimited_attempts().call_async(async || {
        attempts.set(attempts.get() + 1);
        None::<()>
    });
    let cut = tokio::time::timeout(Duration::from_millis(2500), call);
    cut.await.expect_err("it goes on until it is dropped");
    sleep(Duration::from_secs(10)).await;
    assert_eq!(attempts.get(), 3);
}

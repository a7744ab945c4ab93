//! The limits of a call: the attempts, the deadline, and the longest `Retry-After`.

use crate::server::{Down, Server, millis, waits};
use retries::{Decision, retry};
use std::cell::Cell;
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn three_attempts_are_the_default() {
    #[retry]
    async fn bare(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry()]
    async fn empty(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(fixed("1s"))]
    async fn no_limit(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(bare).await.len(), 2);
    assert_eq!(waits(empty).await.len(), 2);
    assert_eq!(waits(no_limit).await, millis([1000, 1000]));
}

#[tokio::test(start_paused = true)]
async fn max_attempts_counts_the_first_call() {
    #[retry(fixed("1s"), max_attempts = 5)]
    async fn five(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(fixed("1s"), max_attempts = 1)]
    async fn one(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(five).await, millis([1000; 4]));
    assert_eq!(waits(one).await, millis([]));
}

#[tokio::test(start_paused = true)]
async fn at_run_time_zero_attempts_count_as_one() {
    #[retry(fixed("1s"), max_attempts = attempts)]
    async fn get(server: &Server, attempts: u32) -> Result<(), Down> {
        server.call()
    }

    let zero = async |server: &Server| get(server, 0).await;
    assert_eq!(waits(zero).await, millis([]));
    let two = async |server: &Server| get(server, 2).await;
    assert_eq!(waits(two).await, millis([1000]));
}

#[tokio::test(start_paused = true)]
async fn unlimited_attempts_end_with_success() {
    #[retry(fixed("1s"), max_attempts = unlimited, deadline = never)]
    async fn get(attempts: &Cell<u32>) -> Option<u32> {
        attempts.set(attempts.get() + 1);
        (attempts.get() == 5000).then_some(attempts.get())
    }

    assert_eq!(get(&Cell::new(0)).await, Some(5000));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_alone_lifts_the_count_and_lets_an_attempt_start_at_its_very_end() {
    #[retry(fixed("1s"), deadline = "10s")]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([1000; 10]));
}

#[tokio::test(start_paused = true)]
async fn the_earlier_of_deadline_and_count_ends_the_call() {
    #[retry(fixed("1s"), deadline = "10s", max_attempts = 4)]
    async fn count(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(fixed("1s"), deadline = "2s", max_attempts = 4)]
    async fn deadline(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(count).await, millis([1000; 3]));
    assert_eq!(waits(deadline).await, millis([1000; 2]));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_end_past_the_deadline_is_not_begun() {
    #[retry(exp(base = "1s"), deadline = "6999ms")]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    // `waits` asserts that there is no wait after the last attempt.
    assert_eq!(waits(get).await, millis([1000, 2000]));
}

#[tokio::test(start_paused = true)]
async fn the_time_that_attempts_take_counts_towards_the_deadline() {
    #[retry(fixed("1s"), deadline = "10s")]
    async fn get(server: &Server) -> Result<(), Down> {
        sleep(Duration::from_secs(4)).await;
        server.call()
    }

    // Attempts start at 0, 5 and 10 seconds and each takes four seconds.
    assert_eq!(waits(get).await, millis([5000, 5000]));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_may_take_longer_than_the_deadline() {
    #[retry(fixed("1s"), deadline = "10s")]
    async fn get() -> Option<&'static str> {
        sleep(Duration::from_secs(60)).await;
        Some("late")
    }

    assert_eq!(get().await, Some("late"));
}

#[tokio::test(start_paused = true)]
async fn deadline_never_is_no_limit() {
    #[retry(fixed("1h"), deadline = never, max_attempts = 100)]
    async fn counted(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(fixed("1h"), deadline = never)]
    async fn uncounted(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(counted).await.len(), 99);
    assert_eq!(waits(uncounted).await.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_longest_duration_as_a_deadline_is_no_limit() {
    #[retry(fixed("1h"), deadline = Duration::MAX, max_attempts = 5)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await.len(), 4);
}

#[test]
fn sync_functions_have_deadlines_too() {
    #[retry(fixed("1h"), deadline = Duration::from_secs(1), max_attempts = 3, sleep = |_| ())]
    fn at_once(attempts: &Cell<u32>) -> Option<()> {
        attempts.set(attempts.get() + 1);
        None
    }

    #[retry(fixed("0s"), deadline = "10ms", max_attempts = 3)]
    fn slow(attempts: &Cell<u32>) -> Option<()> {
        attempts.set(attempts.get() + 1);
        std::thread::sleep(Duration::from_millis(11));
        None
    }

    let attempts = Cell::new(0);
    assert_eq!(at_once(&attempts), None);
    assert_eq!(attempts.take(), 1);
    assert_eq!(slow(&attempts), None);
    assert_eq!(attempts.take(), 1);
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "`on` is handed a reference"
)]
fn retry_after(_: &Down) -> Decision {
    Decision::RetryAfter(Duration::from_secs(300))
}

/// Asserts that there are two waits, each this `Retry-After` with up to a tenth more.
fn assert_hinted(waits: &[Duration], hint: Duration) {
    assert_eq!(waits.len(), 2);
    let spread = hint..=hint + hint / 10;
    assert!(waits.iter().all(|wait| spread.contains(wait)), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_of_five_minutes_is_obeyed_and_a_longer_one_ends_the_call() {
    #[retry(fixed("1s"), on = retry_after)]
    async fn kept(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(fixed("1s"), on = |_| Decision::RetryAfter(Duration::from_millis(300_001)))]
    async fn too_long(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_hinted(&waits(kept).await, Duration::from_secs(300));
    assert_eq!(waits(too_long).await, millis([]));
}

#[tokio::test(start_paused = true)]
async fn max_retry_after_sets_the_longest_retry_after_that_is_obeyed() {
    #[retry(fixed("1s"), on = retry_after, max_retry_after = "299s")]
    async fn lower(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(fixed("1s"), on = |_| Decision::RetryAfter(HOUR), max_retry_after = HOUR)]
    async fn higher(server: &Server) -> Result<(), Down> {
        server.call()
    }

    const HOUR: Duration = Duration::from_secs(3600);
    assert_eq!(waits(lower).await, millis([]));
    assert_hinted(&waits(higher).await, HOUR);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_may_be_longer_than_the_cap_but_not_than_the_time_left() {
    #[retry(exp(base = "1s", cap = "2s"), on = retry_after, deadline = "11m")]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    let start = Instant::now();
    assert_hinted(&waits(get).await, Duration::from_secs(300));
    assert!(start.elapsed() <= Duration::from_secs(660));
}

#[tokio::test(start_paused = true)]
async fn no_server_can_make_a_client_spin() {
    #[retry(exp(base = "100ms", cap = "10s"), jitter, deadline = "2s", on = |_| decision)]
    async fn asked(decision: Decision, attempts: &Cell<u32>) -> Result<(), Down> {
        attempts.set(attempts.get() + 1);
        Err(Down)
    }

    #[retry(deadline = "1s", on = |_| Decision::RetryAfter(Duration::ZERO))]
    async fn by_default(attempts: &Cell<u32>) -> Result<(), Down> {
        attempts.set(attempts.get() + 1);
        Err(Down)
    }

    #[retry(linear(base = "0s", step = "1s"), deadline = "10s", on = |_| decision)]
    async fn without_a_first_delay(decision: Decision, attempts: &Cell<u32>) -> Result<(), Down> {
        attempts.set(attempts.get() + 1);
        Err(Down)
    }

    let attempts = Cell::new(0);
    for wait in [
        Duration::ZERO,
        Duration::from_millis(1),
        Duration::from_millis(99),
    ] {
        for decision in [Decision::RetryAfter(wait), Decision::RateLimitedAfter(wait)] {
            asked(decision, &attempts).await.unwrap_err();
            let made = attempts.take();
            assert!((4..=5).contains(&made), "{decision:?}: {made}");
            without_a_first_delay(decision, &attempts)
                .await
                .unwrap_err();
            let made = attempts.take();
            assert!((5..=6).contains(&made), "{decision:?}: {made}");
        }
    }
    by_default(&attempts).await.unwrap_err();
    assert!((3..=5).contains(&attempts.get()), "{attempts:?}");
}

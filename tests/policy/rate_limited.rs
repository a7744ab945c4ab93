//! After a rate limit a call waits by a backoff of its own.

use crate::server::{Down, Server, millis, waits};
use retries::{Backoff, Decision, Policy, retry};
use std::time::Duration;

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "`on` is handed a reference"
)]
fn rate_limited(_: &Down) -> Decision {
    Decision::RateLimited
}

#[tokio::test(start_paused = true)]
async fn a_rate_limited_retry_waits_by_its_own_backoff() {
    #[retry(fixed("50ms"), rate_limited = exp(base = "1s", cap = "3s"), max_attempts = 5, on = rate_limited)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([1000, 2000, 3000, 3000]));
}

#[tokio::test(start_paused = true)]
async fn other_failures_wait_by_the_ordinary_backoff() {
    #[retry(fixed("50ms"), rate_limited = exp(base = "1s"))]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([50, 50]));
}

#[tokio::test(start_paused = true)]
async fn without_rate_limited_the_backoff_is_for_all_failures() {
    #[retry(fixed("50ms"), on = rate_limited)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([50, 50]));
}

#[tokio::test(start_paused = true)]
async fn the_default_rate_limited_backoff_waits_a_second_and_more() {
    #[retry(on = rate_limited)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    let waits = waits(get).await;
    let seconds = Duration::from_secs;
    assert!(
        seconds(1) <= waits[0] && waits[0] <= seconds(2),
        "{waits:?}"
    );
    assert!(
        seconds(2) <= waits[1] && waits[1] <= seconds(4),
        "{waits:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn jitter_keeps_a_rate_limited_wait_within_its_own_cap() {
    #[retry(fixed("50ms"), jitter = full, rate_limited = fixed("10s"), max_attempts = 50, on = rate_limited)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    let waits = waits(get).await;
    assert!(waits.iter().any(|wait| *wait > Duration::from_secs(1)));
    assert!(waits.iter().all(|wait| *wait <= Duration::from_secs(10)));
}

#[tokio::test(start_paused = true)]
async fn the_rate_limited_backoff_may_be_a_value() {
    const SLOW: Backoff = Backoff::fixed(Duration::from_secs(7));
    const POLICY: Policy = Policy::new().rate_limited(SLOW).max_attempts(2);

    #[retry(fixed("50ms"), rate_limited = SLOW, max_attempts = 2, on = rate_limited)]
    async fn constant(server: &Server) -> Result<(), Down> {
        server.call()
    }

    #[retry(policy = POLICY, jitter = none, on = rate_limited)]
    async fn policy(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(constant).await, millis([7000]));
    assert_eq!(waits(policy).await, millis([7000]));
}

#[tokio::test(start_paused = true)]
async fn a_rate_limited_wait_keeps_the_deadline() {
    #[retry(fixed("50ms"), rate_limited = fixed("5s"), deadline = "1s", on = rate_limited)]
    async fn get(server: &Server) -> Result<(), Down> {
        server.call()
    }

    assert_eq!(waits(get).await, millis([]));
}

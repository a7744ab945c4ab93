//! Functions with a deadline that succeed at once: each contestant reads the clock when a call begins.
//!
//! No contestant starts a wait that would end past the deadline, except tokio-retry2: its `max_duration` refuses
//! a wait only after the deadline, so that an attempt may start later. backoff keeps the deadline like
//! `#[retry]`. For the others this file keeps it: retry, tokio-retry and tryhard have no deadline, backon's
//! `with_total_delay` adds up the waits without the attempts, and tower's `Timeout` cuts the call off, with a
//! timer for each call.

use std::time::Duration;

use backoff::{ExponentialBackoff, ExponentialBackoffBuilder};

use crate::policy::{BASE, CAP, RETRIES, Times};

const DEADLINE: Duration = Duration::from_hours(24);

/// Ends before the first wait that would end past the deadline.
fn within_deadline(
    waits: impl Iterator<Item = Duration>,
    elapsed: impl Fn() -> Duration,
) -> impl Iterator<Item = Duration> {
    waits.take_while(move |wait| elapsed() + *wait <= DEADLINE)
}

fn backoff_policy() -> Times<ExponentialBackoff> {
    Times {
        backoff: ExponentialBackoffBuilder::new()
            .with_initial_interval(BASE)
            .with_multiplier(2.0)
            .with_max_interval(CAP)
            .with_max_elapsed_time(Some(DEADLINE))
            .build(),
        left: RETRIES,
    }
}

pub mod blocking {
    use std::thread;
    use std::time::{Duration, Instant};

    use backon::{BackoffBuilder, BlockingRetryable};
    use backon_macros::backon;
    use retries::retry;

    use super::{DEADLINE, backoff_policy, within_deadline};
    use crate::contestant::{Contestant, Entry};
    use crate::policy::{self, MAX_ATTEMPTS};
    use crate::work::{Error, attempt, success};

    pub fn contestants() -> Vec<Entry> {
        vec![
            Entry::new(Contestant::Bare, || bare(success())),
            Entry::new(Contestant::HandLoop, || hand_loop(success())),
            Entry::new(Contestant::Ours, || ours(success())),
            Entry::new(Contestant::Backon, || backon(success())),
            Entry::new(Contestant::BackonMacros, || backon_macros(success())),
            Entry::new(Contestant::Retry, || retry_crate(success())),
            Entry::new(Contestant::Backoff, || backoff(success())),
        ]
    }

    fn since_now() -> impl Fn() -> Duration {
        let start = Instant::now();
        move || start.elapsed()
    }

    #[inline(never)]
    fn bare(input: u64) -> Result<u64, Error> {
        attempt(input)
    }

    #[inline(never)]
    fn hand_loop(input: u64) -> Result<u64, Error> {
        let start = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let error = match attempt(input) {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let wait = policy::hand_loop(attempts);
            if attempts == MAX_ATTEMPTS || start.elapsed() + wait > DEADLINE {
                return Err(error);
            }
            thread::sleep(wait);
        }
    }

    #[retry(
        exp(base = "1m", cap = "1h"),
        jitter,
        max_attempts = 5,
        deadline = "1d"
    )]
    #[inline(never)]
    fn ours(input: u64) -> Result<u64, Error> {
        attempt(input)
    }

    fn backon_policy() -> impl Iterator<Item = Duration> {
        within_deadline(policy::backon().build(), since_now())
    }

    #[inline(never)]
    fn backon(input: u64) -> Result<u64, Error> {
        (|| attempt(input)).retry(backon_policy()).call()
    }

    #[backon(backoff = backon_policy)]
    #[inline(never)]
    fn backon_macros(input: u64) -> Result<u64, Error> {
        attempt(input)
    }

    #[inline(never)]
    fn retry_crate(input: u64) -> Result<u64, Error> {
        let policy = within_deadline(policy::retry(), since_now());
        retry::retry(policy, || attempt(input)).map_err(|error| error.error)
    }

    #[inline(never)]
    fn backoff(input: u64) -> Result<u64, Error> {
        let attempt = || attempt(input).map_err(backoff::Error::transient);
        backoff::retry(backoff_policy(), attempt).map_err(|error| match error {
            backoff::Error::Permanent(error) | backoff::Error::Transient { err: error, .. } => {
                error
            }
        })
    }
}

pub mod asynchronous {
    use std::time::Duration;

    use backon::{BackoffBuilder, Retryable};
    use backon_macros::backon;
    use retries::retry;
    use tokio::time::{Instant, Sleep, sleep};
    use tokio_retry2::strategy::MaxInterval;
    use tower::retry::{Policy, Retry};
    use tower::{Service, ServiceExt, service_fn};
    use tryhard::RetryPolicy;
    use tryhard::backoff_strategies::{BackoffStrategy, ExponentialBackoff};

    use super::{DEADLINE, backoff_policy, within_deadline};
    use crate::contestant::{Contestant, Entry};
    use crate::policy::{self, BASE, CAP, Exponential, MAX_ATTEMPTS, RETRIES};
    use crate::work::{Error, Yields, attempt, complete, success};

    pub fn contestants() -> Vec<Entry> {
        let policy = WithinDeadline {
            policy: policy::tower(),
            start: Instant::now(),
            has_failed: false,
        };
        let mut service = Retry::new(policy, service_fn(bare));
        let mut tower = async move |input| service.ready().await?.call(input).await;

        vec![
            Entry::new(Contestant::Bare, || complete(bare(success()))),
            Entry::new(Contestant::HandLoop, || complete(hand_loop(success()))),
            Entry::new(Contestant::Ours, || complete(ours(success()))),
            Entry::new(Contestant::Backon, || complete(backon(success()))),
            Entry::new(Contestant::BackonMacros, || {
                complete(backon_macros(success()))
            }),
            Entry::new(Contestant::TokioRetry2, || {
                complete(tokio_retry2(success()))
            }),
            Entry::new(Contestant::Tower, move || complete(tower(success()))),
            Entry::new(Contestant::Backoff, || complete(backoff(success()))),
            Entry::new(Contestant::TokioRetry, || complete(tokio_retry(success()))),
            Entry::new(Contestant::Tryhard, || complete(tryhard(success()))),
        ]
    }

    fn since_now() -> impl Fn() -> Duration {
        let start = Instant::now();
        move || start.elapsed()
    }

    async fn bare(input: u64) -> Result<u64, Error> {
        Yields(0).await;
        attempt(input)
    }

    async fn hand_loop(input: u64) -> Result<u64, Error> {
        let start = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let error = match bare(input).await {
                Ok(value) => return Ok(value),
                Err(error) => error,
            };
            let wait = policy::hand_loop(attempts);
            if attempts == MAX_ATTEMPTS || start.elapsed() + wait > DEADLINE {
                return Err(error);
            }
            sleep(wait).await;
        }
    }

    #[retry(
        exp(base = "1m", cap = "1h"),
        jitter,
        max_attempts = 5,
        deadline = "1d"
    )]
    async fn ours(input: u64) -> Result<u64, Error> {
        Yields(0).await;
        attempt(input)
    }

    fn backon_policy() -> impl Iterator<Item = Duration> {
        within_deadline(policy::backon().build(), since_now())
    }

    async fn backon(input: u64) -> Result<u64, Error> {
        (|| bare(input)).retry(backon_policy()).await
    }

    #[backon(backoff = backon_policy)]
    async fn backon_macros(input: u64) -> Result<u64, Error> {
        Yields(0).await;
        attempt(input)
    }

    async fn tokio_retry2(input: u64) -> Result<u64, Error> {
        let policy = tokio_retry2::strategy::ExponentialFactorBackoff::from_millis(60_000, 2.0)
            .max_delay(CAP)
            .map(tokio_retry2::strategy::jitter)
            .max_duration(DEADLINE)
            .take(RETRIES);
        let attempt = || async {
            bare(input)
                .await
                .map_err(tokio_retry2::RetryError::transient)
        };
        tokio_retry2::Retry::spawn(policy, attempt).await
    }

    /// The service clones its policy for each call, after `clone_request` for the first attempt.
    #[derive(Clone)]
    struct WithinDeadline {
        policy: Exponential,
        start: Instant,
        has_failed: bool,
    }

    impl<Q: Clone, R> Policy<Q, R, Error> for WithinDeadline {
        type Future = Sleep;

        fn retry(&mut self, request: &mut Q, result: &mut Result<R, Error>) -> Option<Sleep> {
            let wait = self.policy.retry(request, result)?;
            self.has_failed = true;
            (wait.deadline() <= self.start + DEADLINE).then_some(wait)
        }

        fn clone_request(&mut self, request: &Q) -> Option<Q> {
            if !self.has_failed {
                self.start = Instant::now();
            }
            Some(request.clone())
        }
    }

    async fn backoff(input: u64) -> Result<u64, Error> {
        let attempt = || async { bare(input).await.map_err(backoff::Error::transient) };
        backoff::future::retry(backoff_policy(), attempt).await
    }

    async fn tokio_retry(input: u64) -> Result<u64, Error> {
        let policy = within_deadline(policy::tokio_retry(), since_now());
        tokio_retry::Retry::start(policy, || bare(input)).await
    }

    async fn tryhard(input: u64) -> Result<u64, Error> {
        let elapsed = since_now();
        let mut backoff = ExponentialBackoff::new(BASE);
        let policy = move |attempt, error: &Error| {
            let wait = backoff.delay(attempt, error).min(CAP);
            if elapsed() + wait <= DEADLINE {
                RetryPolicy::Delay(wait)
            } else {
                RetryPolicy::Break
            }
        };
        tryhard::retry_fn(|| bare(input))
            .retries(MAX_ATTEMPTS - 1)
            .custom_backoff(policy)
            .await
    }
}

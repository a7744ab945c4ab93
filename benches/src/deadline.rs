//! Functions with a deadline that succeed at once: whoever keeps the deadline reads the clock.
//!
//! backon's `total_delay` adds up its waits and leaves out the attempts, so it is no deadline.

use std::time::Duration;

use backoff::{ExponentialBackoff, ExponentialBackoffBuilder};

use crate::policy::{BASE, CAP, RETRIES, Times};

const DEADLINE: Duration = Duration::from_hours(24);

fn policy() -> Times<ExponentialBackoff> {
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
    use std::time::Instant;

    use retries::retry;

    use super::DEADLINE;
    use crate::contestant::{Contestant, Entry};
    use crate::policy::{self, MAX_ATTEMPTS};
    use crate::work::{Error, attempt, success};

    pub fn contestants() -> Vec<Entry> {
        vec![
            Entry::new(Contestant::Bare, || bare(success())),
            Entry::new(Contestant::HandLoop, || hand_loop(success())),
            Entry::new(Contestant::Ours, || ours(success())),
            Entry::new(Contestant::Backoff, || backoff(success())),
        ]
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

    #[inline(never)]
    fn backoff(input: u64) -> Result<u64, Error> {
        let attempt = || attempt(input).map_err(backoff::Error::transient);
        backoff::retry(super::policy(), attempt).map_err(|error| match error {
            backoff::Error::Permanent(error) | backoff::Error::Transient { err: error, .. } => {
                error
            }
        })
    }
}

pub mod asynchronous {
    use retries::retry;
    use tokio::time::{Instant, sleep};

    use super::DEADLINE;
    use crate::contestant::{Contestant, Entry};
    use crate::policy::{self, MAX_ATTEMPTS};
    use crate::work::{Error, Yields, attempt, complete, success};

    pub fn contestants() -> Vec<Entry> {
        vec![
            Entry::new(Contestant::Bare, || complete(bare(success()))),
            Entry::new(Contestant::HandLoop, || complete(hand_loop(success()))),
            Entry::new(Contestant::Ours, || complete(ours(success()))),
            Entry::new(Contestant::Backoff, || complete(backoff(success()))),
        ]
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

    async fn backoff(input: u64) -> Result<u64, Error> {
        let attempt = || async { bare(input).await.map_err(backoff::Error::transient) };
        backoff::future::retry(super::policy(), attempt).await
    }
}

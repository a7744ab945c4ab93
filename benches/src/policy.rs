//! One policy in each contestant's words: waits doubling from a minute to at most an hour, with
//! jitter, and five attempts in all. `#[retry]` and the hand-written loop spell it out in place.
//!
//! Each crate has its own jitter:
//! - `#[retry]`, the hand-written loop and tower add to the wait, up to the cap,
//! - backon adds to the wait up to twice the cap,
//! - tokio-retry2 and backoff wait half to one and a half times the delay, also at the cap,
//! - retry and tokio-retry wait a part of the delay,
//! - tryhard has none.
//!
//! In most rows the wait is only prepared. `next_delay` and `sync_failure` draw it, and list the differences between
//! the crates.

use std::time::Duration;

use backoff::backoff::Backoff;
use tower::retry::Policy;
use tower::retry::backoff::{
    Backoff as _, ExponentialBackoff, ExponentialBackoffMaker, MakeBackoff,
};
use tower::util::rng::HasherRng;

use crate::work::Error;

pub const BASE: Duration = Duration::from_mins(1);
pub const CAP: Duration = Duration::from_hours(1);
pub const MAX_ATTEMPTS: u32 = 5;
pub const RETRIES: usize = 4;

/// The hand-written wait before the next attempt.
pub fn hand_loop(attempt: u32) -> Duration {
    let wait = BASE.saturating_mul(1 << (attempt - 1)).min(CAP / 2);
    wait + wait.mul_f64(fastrand::f64())
}

pub fn backon() -> backon::ExponentialBuilder {
    backon::ExponentialBuilder::default()
        .with_min_delay(BASE)
        .with_max_delay(CAP)
        .with_max_times(RETRIES)
        .with_jitter()
}

pub fn tokio_retry2() -> impl Iterator<Item = Duration> + Send {
    tokio_retry2::strategy::ExponentialFactorBackoff::from_millis(60_000, 2.0)
        .max_delay(CAP)
        .map(tokio_retry2::strategy::jitter)
        .take(RETRIES)
}

pub fn tokio_retry() -> impl Iterator<Item = Duration> + Send {
    tokio_retry::strategy::ExponentialBackoff::from_millis(2)
        .factor(30_000)
        .max_delay(CAP)
        .map(tokio_retry::strategy::jitter)
        .take(RETRIES)
}

/// The crate's exponential backoff has no cap.
pub fn retry() -> impl Iterator<Item = Duration> {
    retry::delay::Exponential::from_millis(60_000)
        .map(|wait| wait.min(CAP))
        .map(retry::delay::jitter)
        .take(RETRIES)
}

pub fn backoff() -> Times<backoff::ExponentialBackoff> {
    Times {
        backoff: backoff::ExponentialBackoffBuilder::new()
            .with_initial_interval(BASE)
            .with_multiplier(2.0)
            .with_max_interval(CAP)
            .with_max_elapsed_time(None)
            .build(),
        left: RETRIES,
    }
}

/// The crate's backoff has no limit of attempts.
pub struct Times<B> {
    pub backoff: B,
    pub left: usize,
}

impl<B: Backoff> Backoff for Times<B> {
    fn reset(&mut self) {
        self.backoff.reset();
    }

    fn next_backoff(&mut self) -> Option<Duration> {
        self.left = self.left.checked_sub(1)?;
        self.backoff.next_backoff()
    }
}

pub fn tower() -> Exponential {
    let maker = ExponentialBackoffMaker::new(BASE, CAP, 0.99, HasherRng::default());
    Exponential {
        backoff: maker.expect("the base is below the cap").make_backoff(),
        left: RETRIES,
    }
}

/// The crate does not count attempts, so its user does.
#[derive(Clone)]
pub struct Exponential {
    backoff: ExponentialBackoff,
    left: usize,
}

impl<Q: Clone, R> Policy<Q, R, Error> for Exponential {
    type Future = tokio::time::Sleep;

    fn retry(&mut self, _: &mut Q, result: &mut Result<R, Error>) -> Option<Self::Future> {
        result.as_ref().err()?;
        self.left = self.left.checked_sub(1)?;
        Some(self.backoff.next_backoff())
    }

    fn clone_request(&mut self, request: &Q) -> Option<Q> {
        Some(request.clone())
    }
}

/// The same with equal waits.
#[derive(Clone)]
pub struct Fixed {
    pub wait: Duration,
    pub left: usize,
}

impl<Q: Clone, R> Policy<Q, R, Error> for Fixed {
    type Future = tokio::time::Sleep;

    fn retry(&mut self, _: &mut Q, result: &mut Result<R, Error>) -> Option<Self::Future> {
        result.as_ref().err()?;
        self.left = self.left.checked_sub(1)?;
        Some(tokio::time::sleep(self.wait))
    }

    fn clone_request(&mut self, request: &Q) -> Option<Q> {
        Some(request.clone())
    }
}

//! A bundle costs what its words cost where they are written out. With `test-util`, clocks and timers are larger.
#![cfg(not(feature = "test-util"))]

use super::shapes::Error;
use retries::{Budget, Event, retry};
use std::future::ready;
use std::mem::size_of_val;

static BUDGET: Budget = Budget::new();

fn is_down(error: &Error) -> bool {
    *error == Error::Down
}

fn log(_: &Event<'_, Error>) {}

#[retries::policy(fixed("1s"), on = is_down)]
const PLAIN: retries::Policy<Error>;

#[retries::policy(fixed("1s"), deadline = "9s", on = is_down, budget = BUDGET, on_retry = log, on_give_up = log)]
const ALL: retries::Policy<Error>;

async fn attempt() -> Result<(), Error> {
    ready(()).await;
    Ok(())
}

#[test]
fn a_future_with_a_bundle_is_as_large_as_one_with_its_words() {
    #[retry(PLAIN)]
    async fn plain() -> Result<(), Error> {
        attempt().await
    }

    #[retry(fixed("1s"), on = is_down)]
    async fn plain_written() -> Result<(), Error> {
        attempt().await
    }

    #[retry(ALL)]
    async fn all() -> Result<(), Error> {
        attempt().await
    }

    #[retry(fixed("1s"), deadline = "9s", on = is_down, budget = BUDGET, on_retry = log, on_give_up = log)]
    async fn all_written() -> Result<(), Error> {
        attempt().await
    }

    // The end of a wait is one call with the wait itself, which holds a reference to the state of the call.
    assert!(size_of_val(&all()) <= size_of_val(&all_written()) + size_of::<&()>());
    // A clock, what a budget gave, and that reference: another function may have a deadline and a budget with this
    // bundle.
    let unused = 40;
    assert!(size_of_val(&plain()) <= size_of_val(&plain_written()) + unused);
}

#[test]
fn a_future_with_a_bundle_has_room_for_one_attempt() {
    #[retries::policy(fixed("1s"), attempt_timeout = "1s", on_timeout = |_| Error::Down)]
    const CUT_OFF: retries::Policy<Error>;

    const LARGE: usize = 4096;

    #[retry(ALL)]
    async fn large() -> Result<(), Error> {
        let bytes = [0_u8; LARGE];
        attempt().await?;
        std::hint::black_box(&bytes);
        Ok(())
    }

    #[retry(CUT_OFF)]
    async fn cut_off() -> Result<(), Error> {
        let bytes = [0_u8; LARGE];
        attempt().await?;
        std::hint::black_box(&bytes);
        Ok(())
    }

    // Beside the attempt, a timer and the state of the call.
    let beside = 512;
    assert!(size_of_val(&large()) < LARGE + beside);
    assert!(size_of_val(&cut_off()) < LARGE + beside);
}

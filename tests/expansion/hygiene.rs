//! Names of the user and names of the expansion do not clash.
#![allow(
    dead_code,
    unused_imports,
    non_camel_case_types,
    clippy::items_after_statements,
    reason = "the hostile names are there to be in the way"
)]

use std::cell::Cell;

mod core {}
mod std_ {}
mod tokio_ {}
mod alloc {}
struct Duration;
struct Policy;
struct RetryState;
enum Hostile {
    Ok,
    Err,
    Some,
    None,
}
use Hostile::{Err, None, Ok, Some};
const POLICY: u8 = 1;

fn once() {}
fn never() {}
fn after() {}
fn decide() {}
fn drop() {}

type Outcome = ::std::result::Result<u32, u32>;

fn fails_twice(calls: &Cell<u32>) -> Outcome {
    calls.set(calls.get() + 1);
    if calls.get() < 3 {
        Outcome::Err(calls.get())
    } else {
        Outcome::Ok(calls.get())
    }
}

#[::retries::retry(exp(base = "1ns", cap = "2ns"), jitter, deadline = "1m", max_attempts = 5, on = |value| *value < 9)]
fn hostile(run: &Cell<u32>, clock: u32, mut wait: u32) -> Outcome {
    let outcome = fails_twice(run);
    let (policy, never, decision, value, error) = (clock, 1, 1, 1, 1);
    wait += policy + never + decision + value + error;
    assert_eq!(wait, 6);
    assert_eq!(POLICY, 1);
    outcome
}

#[::retries::retry(fixed("1s"), clone(may_retry, spare), attempt = spare_spare)]
async fn hostile_async(run: &Cell<u32>, may_retry: String, spare: String) -> Outcome {
    let returned = may_retry + &spare;
    assert_eq!(returned, "ab");
    let this = spare_spare.number();
    let outcome = fails_twice(run);
    assert_eq!(this, run.get());
    outcome
}

#[::retries::retry(
    fixed("1ns"), max_attempts = 1, when(|error| *error == kept, fixed("2ns"), max_attempts = 2),
    when(|_| step == 1, max_attempts = 2), clone(future),
    before_retry = |event| { assert_eq!((retry, kind, &*future), (1, 1, "a")); event.error().map_or(Outcome::Ok(0), |_| Outcome::Ok(1)).map(|_| ()) },
    or_else = |error, reason| { assert_eq!(failure + kind, 2); let _ = reason; Outcome::Err(error) },
    on_give_up = |_| assert_eq!(retry, 1), cancel,
)]
fn hostile_around(
    run: &Cell<u32>,
    (step, kept, kind): (u32, u32, u32),
    (retry, failure): (u32, u32),
    future: String,
) -> Outcome {
    let outcome = fails_twice(run);
    assert_eq!(future + "!", "a!");
    outcome
}

#[test]
fn names_of_the_user_and_of_the_words_around_a_retry_do_not_clash() {
    let calls = Cell::new(0);
    assert_eq!(
        hostile_around(&calls, (1, 1, 1), (1, 1), "a".into()),
        Outcome::Ok(3)
    );
    assert_eq!(
        hostile_around(&Cell::new(0), (0, 1, 1), (1, 1), "a".into()),
        Outcome::Err(2)
    );
}

#[test]
fn names_of_the_user_and_of_the_expansion_do_not_clash() {
    assert_eq!(hostile(&Cell::new(0), 1, 1), Outcome::Ok(3));
}

#[tokio::test(start_paused = true)]
async fn names_of_the_user_and_of_an_async_expansion_do_not_clash() {
    let calls = Cell::new(0);
    let answer = hostile_async(&calls, "a".into(), "b".into()).await;
    assert_eq!(answer, Outcome::Ok(3));
}

macro_rules! function {
    ($vis:vis fn $name:ident($arg:ident: $ty:ty) -> $returned:ty, $wait:literal, $max:expr, $body:block) => {
        #[::retries::retry(fixed($wait), max_attempts = $max)]
        $vis fn $name($arg: $ty) -> $returned $body
    };
}

macro_rules! async_function {
    ($name:ident($($arg:ident: $ty:ty),*) $body:block) => {
        #[::retries::retry(fixed("1s"))]
        async fn $name($($arg: $ty),*) -> Outcome $body
    };
}

function!(pub(crate) fn from_a_macro(calls: &Cell<u32>) -> Outcome, "1ns", 2 + 1, {
    let answer = fails_twice(calls)?;
    Outcome::Ok(answer)
});

function!(fn moved_in_a_macro(calls: &mut Cell<u32>) -> Outcome, "1ns", 3, {
    let calls = ::core::convert::identity(calls);
    fails_twice(calls)
});

async_function!(async_from_a_macro(calls: &Cell<u32>) {
    let answer = fails_twice(calls)?;
    Outcome::Ok(answer)
});

#[tokio::test(start_paused = true)]
async fn functions_generated_by_a_macro_are_retried() {
    assert_eq!(from_a_macro(&Cell::new(0)), Outcome::Ok(3));
    assert_eq!(moved_in_a_macro(&mut Cell::new(0)), Outcome::Ok(3));
    assert_eq!(async_from_a_macro(&Cell::new(0)).await, Outcome::Ok(3));
}

mod vendored {
    pub(crate) mod deep {
        pub(crate) use ::retries::*;
    }
}

#[vendored::deep::retry(fixed("1ns"), crate = vendored::deep)]
fn renamed(calls: &Cell<u32>) -> Outcome {
    fails_twice(calls)
}

#[test]
fn the_crate_may_have_another_name() {
    assert_eq!(renamed(&Cell::new(0)), Outcome::Ok(3));
}

/// Constants with common names: a `let` of the expansion with such a name would become a pattern.
mod lowercase {
    #![allow(
        non_upper_case_globals,
        reason = "the hostile names are there to be in the way"
    )]
    use super::{Cell, Outcome, fails_twice};

    const run: u8 = 1;
    const clock: u8 = 1;
    const wait: u8 = 1;
    const outcome: u8 = 1;
    const decision: u8 = 1;
    const value: u8 = 1;
    const never: u8 = 1;
    const returned: u8 = 1;
    const policy: u8 = 1;
    const may_retry: u8 = 1;
    const spare: u8 = 1;
    static this: u8 = 1;

    #[::retries::retry(fixed("1ns"), max_attempts = 2 + u32::from(run), on_ok = |n| *n == 0, on = |_| true, clone)]
    pub(super) fn sync(calls: &Cell<u32>, mut n: u32, name: String) -> Outcome {
        n += u32::from(this);
        assert_eq!((n, name + "!"), (2, "a!".to_owned()));
        fails_twice(calls)
    }

    #[::retries::retry(fixed("1s"), deadline = "1m", on = |_| true)]
    pub(super) async fn asynchronous(calls: &Cell<u32>, mut n: u32) -> Outcome {
        n += 1;
        assert_eq!(n, 2);
        fails_twice(calls)
    }
}

#[tokio::test(start_paused = true)]
async fn constants_may_have_any_name() {
    let answer = lowercase::sync(&Cell::new(0), 1, "a".to_owned());
    assert_eq!(answer, Outcome::Ok(3));
    let answer = lowercase::asynchronous(&Cell::new(0), 1).await;
    assert_eq!(answer, Outcome::Ok(3));
}

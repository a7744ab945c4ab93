//! `#[retry(PARTNERS)]`.

use retries::{Event, Policy, retry, transient};
use std::time::Duration;

struct Busy;

fn is_busy(_: &Busy) -> bool {
    true
}

fn log(_: &Event<'_, Busy>) {}

#[retries::policy(fixed("1s"), on = is_busy)]
const BUSY: Policy<Busy>;

#[retries::policy(fixed("1s"), on = transient)]
const TRANSIENT: Policy;

#[retries::policy(on_retry = log, on_ok = |value: &u8| *value == 0)]
const HOOKED: Policy<Busy>;

#[retries::policy(fixed("1s"), attempt_timeout = "2s")]
const CUT_OFF: Policy;

const WITH_TIMEOUT: Policy = Policy::new().attempt_timeout(Duration::from_secs(1));

const LIMIT: u32 = 3;

#[retry(LIMIT)]
fn no_bundle() -> Result<(), Busy> {
    Ok(())
}

#[retry(lower_case)]
fn an_option() -> Result<(), Busy> {
    Ok(())
}

#[retry(BUSY, TRANSIENT)]
fn two() -> Result<(), Busy> {
    Ok(())
}

#[retry(BUSY, policy = WITH_TIMEOUT)]
fn two_policies() -> Result<(), Busy> {
    Ok(())
}

#[retry(BUSY)]
fn another_error() -> Result<(), String> {
    Ok(())
}

#[retry(TRANSIENT)]
fn not_transient() -> Result<(), Busy> {
    Ok(())
}

#[retry(HOOKED)]
fn another_event() -> Result<u8, String> {
    Ok(0)
}

#[retry(HOOKED)]
fn another_value() -> Result<String, Busy> {
    Ok(String::new())
}

#[retry(BUSY)]
fn no_outcome() -> u8 {
    0
}

#[retry(CUT_OFF)]
fn blocking() -> Option<()> {
    None
}

#[retry(CUT_OFF)]
async fn no_error_for_a_timeout() -> Result<(), Busy> {
    Ok(())
}

#[retry(WITH_TIMEOUT)]
async fn timeout_of_a_policy() -> Option<()> {
    None
}

#[retry(BUSY, deadline = "500ms")]
fn no_retry_can_start() -> Result<(), Busy> {
    Ok(())
}

#[retry(CUT_OFF, deadline = "1500ms")]
async fn deadline_below_the_attempt_timeout() -> Option<()> {
    None
}

#[retry(BUSY, on = |text| text.is_empty(), on_retry = log)]
fn own_hook_of_another_error() -> Result<(), String> {
    Ok(())
}

#[retry(budget = none, on_ok = none, on_give_up = none)]
fn nothing_to_take_away() -> Result<(), Busy> {
    Ok(())
}

fn main() {}

//! `before_retry`, `or_else`, `when` and `cancel` of a bundle.

use retries::{Policy, retry};

struct Busy;

#[retries::policy(max_attempts = 4)]
const PARTNERS: Policy;

#[retry(PARTNERS, when = none)]
fn without_a_when() -> Result<(), Busy> {
    Ok(())
}

#[retry(PARTNERS, cancel = never)]
fn never_cancelled() -> Result<(), Busy> {
    Ok(())
}

#[retry(PARTNERS, before_retry = async |_| Ok(()))]
fn an_async_hook_in_place_of_the_bundles() -> Result<(), Busy> {
    Ok(())
}

#[retry(PARTNERS, when(is_conflict, max_attempts = 1))]
fn a_when_that_contradicts_itself() -> Result<(), Busy> {
    Ok(())
}

#[retries::policy(when(is_conflict, fixed("5ms")))]
const CONDITION_OF_ANY_ERROR: Policy;

#[retries::policy(when(|error| error.is_conflict(), fixed("5ms")))]
const CONDITION_WITHOUT_A_TYPE: Policy;

#[retries::policy(before_retry = |error: Busy| Ok(()))]
const HOOK_WITHOUT_AN_EVENT: Policy;

#[retries::policy(before_retry = |_| self.reconnect())]
const HOOK_OF_SELF: Policy<Busy>;

#[retries::policy(or_else = |_| self.cached())]
const FALLBACK_OF_SELF: Policy<Busy>;

#[retries::policy(when(|_| self.is_open(), fixed("5ms")))]
const CONDITION_OF_SELF: Policy;

#[retries::policy(cancel = self.token)]
const TOKEN_OF_SELF: Policy;

#[retries::policy(before_retry = none, or_else = none, cancel = none)]
const TAKES_NOTHING_AWAY: Policy;

#[retries::policy(when(|_: &Busy| true, max_attempts = 1))]
const CONTRADICTS_ITSELF: Policy;

fn main() {}

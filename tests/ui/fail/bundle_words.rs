//! `on_timeout`, `on_refused`, `on_exhausted` and `sleep` of a bundle, and the functions that it does not fit.

use retries::{Budget, Policy, Refused, TimedOut, retry};
use std::future::Ready;
use std::time::Duration;

static BUDGET: Budget = Budget::adaptive(2.0);

struct Busy;

fn late(_: TimedOut) -> Busy {
    Busy
}

fn refused(_: Refused) -> String {
    String::new()
}

fn block(_: Duration) {}

fn wait(_: Duration) -> Ready<()> {
    std::future::ready(())
}

#[retries::policy(attempt_timeout = "1s", on_timeout = late)]
const TIMEOUT_OF_ANY_ERROR: Policy;

#[retries::policy(budget = BUDGET, on_refused = |_| String::new())]
const REFUSAL_OF_A_TRAIT: Policy<impl std::fmt::Display>;

#[retries::policy(on_timeout = late)]
const WITHOUT_A_TIMEOUT: Policy<Busy>;

#[retries::policy(on_refused = refused, on_exhausted = wait)]
const WITHOUT_A_BUDGET: Policy<String>;

#[retries::policy(attempt_timeout = "1s", on_timeout = || Busy)]
const WITHOUT_AN_ARGUMENT: Policy<Busy>;

#[retries::policy(sleep = self.wait)]
const SLEEP_OF_SELF: Policy;

#[retries::policy(sleep = "1s")]
const NO_SLEEP: Policy;

#[retries::policy(attempt_timeout = "1s", on_timeout = late)]
const TIMEOUT_OF_ANOTHER_ERROR: Policy<String>;

#[retries::policy(budget = BUDGET, on_refused = |_| Busy)]
const REFUSAL_OF_ANOTHER_ERROR: Policy<String>;

#[retries::policy(sleep = |wait| wait.as_secs())]
const SLEEP_THAT_RETURNS_A_NUMBER: Policy;

#[retries::policy(attempt_timeout = "1s", on_timeout = late)]
const LATE: Policy<Busy>;

#[retries::policy(budget = BUDGET, on_refused = refused)]
const REFUSED: Policy<String>;

#[retries::policy(sleep = block)]
const ON_THREAD: Policy;

#[retries::policy(sleep = wait)]
const IN_TASK: Policy;

#[retry(LATE)]
async fn another_error_than_on_timeout() -> Result<(), String> {
    Ok(())
}

#[retry(LATE, attempt_timeout = "2s")]
async fn another_error_with_a_timeout_of_its_own() -> Result<(), String> {
    Ok(())
}

#[retry(REFUSED)]
fn another_error_than_on_refused() -> Result<(), Busy> {
    Ok(())
}

#[retry(REFUSED)]
fn without_an_error() -> Option<()> {
    None
}

#[retry(ON_THREAD)]
async fn in_task() -> Option<()> {
    None
}

#[retry(ON_THREAD, attempt_timeout = "1s")]
async fn in_task_with_a_timeout_of_its_own() -> Option<()> {
    None
}

#[retry(IN_TASK)]
fn on_thread() -> Option<()> {
    None
}

fn main() {
    IN_TASK.call(|| Some(1));
    let _ = ON_THREAD.call_async(|| async { Some(1) });
}

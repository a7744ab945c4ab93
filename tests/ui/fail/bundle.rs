//! `#[retries::policy(…)]`.

use retries::{Event, Policy, transient};

struct Busy;

fn is_busy(_: &Busy) -> bool {
    true
}

fn log(_: &Event<'_, Busy>) {}

#[retries::policy(jitter)]
struct OnAStruct;

#[retries::policy(jitter)]
fn on_a_function() {}

#[retries::policy(jitter)]
static ON_A_STATIC: Policy;

#[retries::policy(jitter)]
const WITH_A_VALUE: Policy = Policy::new();

#[retries::policy(jitter)]
const OF_ANOTHER_TYPE: Duration;

#[retries::policy(max_attempts = 3, max_atempts = 4)]
const UNKNOWN_WORD: Policy;

#[retries::policy(on = is_busy)]
const WITHOUT_A_TYPE: Policy;

#[retries::policy(on = |error| error.is_busy())]
const CLOSURE_WITHOUT_A_TYPE: Policy;

#[retries::policy(on_ok = is_busy)]
const VALUE_WITHOUT_A_TYPE: Policy<Busy>;

#[retries::policy(on_retry = log)]
const HOOK_OF_ONE_ERROR: Policy;

#[retries::policy(on_give_up = |error: Busy| ())]
const HOOK_WITHOUT_AN_EVENT: Policy;

#[retries::policy(on = is_busy)]
const OF_ANOTHER_ERROR: Policy<String>;

#[retries::policy(
    budget,
    attempt_timeout = "1s",
    clone(key),
    attempt = n,
)]
const WORDS_OF_ONE_FUNCTION: Policy;

#[retries::policy(on = |_| self.is_open())]
const OF_SELF: Policy;

#[retries::policy(UNKNOWN_WORD, max_attempts = 3)]
const ON_ANOTHER: Policy;

#[retries::policy(budget = none, on_retry = none)]
const TAKES_NOTHING_AWAY: Policy;

#[retries::policy(fixed("1s"), max_attempts = backoff())]
const NOT_CONSTANT: Policy;

#[retries::policy(exp(base = "2s", cap = "1s"))]
const CAP_BELOW_BASE: Policy;

fn backoff() -> u32 {
    3
}

#[retries::policy(budget = Budget::new())]
const NEW_BUDGET: Policy;

#[retries::policy(max_attempts = 3)]
const lower_case: Policy;

fn main() {
    let _ = transient::<std::io::Error>;
}

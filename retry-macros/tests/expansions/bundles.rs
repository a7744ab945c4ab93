/// What every call to a partner does.
#[retries::policy(exp(base = "100ms", cap = "5s"), max_attempts = 4, on = transient, budget = BUDGET, on_retry = log)]
pub const PARTNERS: Policy<impl Display + 'static>;

#[retries::policy]
const ANY: Policy;

#[cfg(unix)]
#[allow(unused)]
#[retries::policy(
    attempt_timeout = "2s", on_timeout = |_| Error::Late, budget = LIMITS.get(), on_refused = overloaded, on_exhausted = wait,
    sleep = tokio::time::sleep, on = is_busy, on_ok = |page: &Page| page.is_empty(), on_give_up = warn, nested = stop,
    cancel = STOP.notified(), when(is_conflict, fixed("5ms"), max_attempts = 10), when(|error| error.is_full(), max_attempts = 2),
    before_retry = async |event| refresh(event).await, or_else = async |error| cached(error).await,
)]
pub(crate) const ALL: Policy<shop::Error>;

#[retries::policy(
    policy = POLICY, attempt_timeout = policy, on = |error: &Error| error.is_busy(), on_retry = |event: &Event<'_, Error>| log(event),
    before_retry = |_| reconnect(), or_else = |error: Error| -> Result<Page, Error> { cached(error) }, cancel, budget,
    when(|_| true, fixed("1s")),
)]
const CLOSURES: Policy;

#[retries::policy(
    policy = POLICY, on = unprocessed, on_ok = |_| false, before_retry = |event| async move { refresh().await },
    or_else = |error, reason| async move { cached(error, reason).await }, attempt_timeout = TIMEOUT, cancel = STOP,
    crate = facade,
)]
const FUTURES: Policy<Error>;

#[retries::policy(or_else = |error, reason| Err(error.because(reason)), before_retry = reconnect, sleep = thread::sleep, doc = false)]
/// Documented.
const BLOCKING: Policy<impl std::error::Error>;

#[retries::policy(or_else = cached, before_retry = async reconnect)]
const PATHS: Policy<Error>;

#[retry(PARTNERS)]
fn get(key: &str) -> Result<(), Error> {
    call(key)
}

#[retry(shop::PARTNERS)]
async fn get_in_a_task(key: &str) -> Result<(), Error> {
    call(key).await
}

/// Gets.
#[retry(PARTNERS, max_attempts = 2, deadline = "10s", jitter = none, clone(key), attempt = n)]
fn overridden_policy(key: String) -> Result<(), Error> {
    call(key, n)
}

#[retry(PARTNERS, exp(base = "1s"), max_retry_after = "5s", rate_limited = fixed("1s"), nested = retry, attempt_timeout = "2s")]
async fn overridden_waits(key: &str) -> Result<(), Error> {
    call(key).await
}

#[retry(PARTNERS, on = is_busy, on_ok = is_empty, on_retry = log, on_give_up = warn, budget = self.budget, on_exhausted = wait)]
fn overridden_words(&self) -> Result<Page, Error> {
    self.call()
}

#[retry(
    PARTNERS, budget = none, on_ok = none, on_retry = none, on_give_up = none, before_retry = none, or_else = none,
    cancel = none, attempt_timeout = never,
)]
fn without_words() -> Result<Page, Error> {
    call()
}

#[retry(PARTNERS, before_retry = |_| self.connect(), or_else = |error| self.cached(error), cancel = self.stop, sleep = thread::sleep)]
fn own_actions(&mut self) -> Result<Page, Error> {
    self.call()
}

#[retry(
    PARTNERS, before_retry = async |event| refresh(event).await, or_else = async |error, reason| cached(error, reason).await,
    cancel, sleep = timer, on_timeout = late, on_refused = overloaded, on_exhausted = return,
)]
async fn own_actions_in_a_task() -> Result<Page, Error> {
    call().await
}

#[retry(PARTNERS, when(is_conflict, fixed("5ms"), max_attempts = 10), when(is_full, max_attempts = LIMIT), budget)]
fn own_kinds() -> Result<(), Error> {
    call()
}

#[retry(PARTNERS, attempt_timeout = self.timeout, on_timeout = |_| Error::Late, before_retry = reconnect)]
async fn own_timeout(&self) -> Option<()> {
    call().await
}

#[retry(PARTNERS, deadline = never, max_attempts = unlimited, name = "shop.named", doc = false)]
fn named() -> Result<(), Error> {
    call()
}

#[retry(PARTNERS)]
impl Client {
    fn get(&self) -> Result<(), Error> {
        self.call()
    }
}

#[retries::policy(policy = POLICY, jitter, when(transient, max_attempts = 2))]
const ON_A_POLICY: Policy;

#[retries::policy(on = is_busy, on_ok = is_empty, or_else = |error| Err(error), on_refused = refused, on_timeout = late)]
const BOUNDED: retries::Policy<impl Display>;

#[retry(Self::PARTNERS, attempt = n)]
async fn bundle_of_the_type(key: &str) -> Result<(), Error> {
    call(key, n).await
}

#[retry(PARTNERS, before_retry = |_| async move { reconnect().await })]
async fn own_future() -> Result<(), Error> {
    call().await
}

#[retry(PARTNERS, on = is_busy)]
async fn own_decision(key: &str) -> Result<(), Error> {
    call(key).await
}

#[retry(PARTNERS, or_else = cached, clone(key), on_ok = |page| page.is_empty(), deadline = self.deadline)]
async fn own_fallback(&self, key: String) -> Result<Page, Error> {
    call(key).await
}

#[retry(PARTNERS, sleep = timer, max_attempts = self.limit, nested = stop)]
async fn own_timer(&self) -> Result<Page, Error> {
    call().await
}

#[retry(PARTNERS, budget = none)]
async fn without_a_budget() -> Result<impl Copy, Error> {
    call().await
}

#[retries::policy(or_else = |error: Error| -value(error))]
const NEGATIVE: Policy;

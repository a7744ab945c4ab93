#[retry(before_retry = reconnect)]
fn prepared() -> Result<(), Error> {
    call()
}

#[retry(before_retry = |event| self.connect(event), deadline = "1s", attempt = n)]
fn prepared_by_a_method(&mut self) -> Result<(), Error> {
    call(self)
}

#[retry(before_retry = async |event| refresh(event).await)]
async fn prepared_in_a_task() -> Result<(), Error> {
    call().await
}

#[retry(before_retry = |_| async move { self.connect().await }, on_retry = log)]
async fn prepared_by_a_future(&mut self) -> Result<(), Error> {
    call(self).await
}

#[retry(before_retry = reconnect, clone(name))]
async fn prepared_by_a_path(name: String) -> Result<(), Error> {
    call(name).await
}

#[retry(or_else = last_known)]
fn fallback() -> Result<Page, Error> {
    call()
}

#[retry(or_else = |error| self.cached(error), budget = BUDGET)]
fn fallback_of_the_error(&self) -> Result<Page, Error> {
    call()
}

#[retry(or_else = |error, reason| Err(Error::GaveUp(reason, error)), policy = POLICY)]
fn fallback_of_the_reason() -> Result<Page, Error> {
    call()
}

#[retry(or_else = async |error| cached(error).await, attempt_timeout = "2s")]
async fn fallback_in_a_task() -> Result<Page, Error> {
    call().await
}

#[retry(or_else = |error, reason| async move { cached(error, reason).await }, cancel)]
async fn fallback_by_a_future() -> Result<Page, Error> {
    call().await
}

#[retry(when(is_conflict, fixed("5ms"), max_attempts = 10))]
fn kind() -> Result<(), Error> {
    call()
}

#[retry(
    exp(base = "1s", cap = "60s"), when(|error| error.is_conflict(), max_attempts = LIMIT),
    when(is_full, linear(base = "1s", cap = CAP)), on = transient, clone(key),
)]
fn kinds(key: String) -> Result<(), Error> {
    call(key)
}

#[retry(policy = self.policy, when(is_conflict, backoff = self.backoff), cancel = self.stop)]
async fn kind_beside_a_policy(&self) -> Result<(), Error> {
    call().await
}

#[retry(cancel)]
fn ended_by_shutdown() -> Result<(), Error> {
    call()
}

#[retry(cancel = stop, sleep = thread::sleep)]
fn cancelled_on_a_thread(stop: &Stop) -> Result<(), Error> {
    call()
}

#[retry(cancel = self.stop.notified(), deadline = "1s", on_give_up = log, sleep = timer)]
async fn cancelled_in_a_task(&self) -> Result<(), Error> {
    call().await
}

#[retry(
    before_retry = |_| reconnect(), or_else = |_| Ok(DEFAULT), when(is_conflict, max_attempts = 2), cancel,
    budget, on_exhausted = wait, on_ok = is_empty, nested = stop,
)]
async fn all_words() -> Result<Page, Error> {
    call().await
}

#[retry(or_else = |error, reason| cached(error, reason), on_give_up = log)]
async fn fallback_that_may_return_a_future() -> Result<impl Copy, Error> {
    call().await
}

#[retry(or_else = cached)]
async fn fallback_by_a_path() -> impl Outcome {
    call().await
}

#[retry(or_else = cached, budget = BUDGET, on = |_| true)]
fn fallback_of_a_type_without_a_name() -> Result<(), impl Copy> {
    call()
}

#[retry(policy = self.policy, when(is_conflict, fixed(Self::WAIT), max_attempts = unlimited), when(is_full, fixed(STEP)))]
fn constant_kinds(&self) -> Result<(), Error> {
    call()
}

#[retry(policy = self.policy, when(is_conflict, max_attempts = 2), clone(names), on_give_up = |_| log(&names))]
async fn kept_for_the_hook(names: Vec<String>) -> Result<(), Error> {
    call(names).await
}

#[retry(cancel, on_exhausted = wait, budget)]
async fn cancelled_after_a_refusal() -> Result<(), Error> {
    call().await
}

#[retry(budget, on_exhausted = wait, on_retry = log)]
async fn hook_and_refusal() -> Result<(), Error> {
    call().await
}

#[retry(budget, on_exhausted = wait, on_give_up = log)]
fn last_hook_and_refusal() -> Result<(), Error> {
    call()
}

#[retry(on_retry = log)]
fn only_a_first_hook() -> Result<(), Error> {
    call()
}

#[retry(on_give_up = f)]
fn hook_that_is_an_argument(f: impl FnOnce(&Event<'_, Error>)) -> Result<(), Error> {
    call()
}

#[retry(on_give_up = self.log)]
fn hook_that_is_no_path(&self) -> Result<(), Error> {
    call()
}

#[retry(budget, on_refused = overloaded)]
fn own_budget_that_may_refuse() -> Result<(), Error> {
    call()
}

#[retry(budget = BUDGET, or_else = cached)]
fn refused_with_a_fallback() -> Result<(), Error> {
    call()
}

#[retry(cancel = stop::shutdown(), budget = pool::new(), or_else = make(5), on = client.is_busy)]
fn functions_by_their_result() -> Result<(), Error> {
    call()
}

#[retry(cancel = retries::token(), budget = Pool::new())]
fn functions_of_a_module() -> Result<(), Error> {
    call()
}

#[retry(on = transient)]
fn transient_errors() -> Result<(), Error> {
    call()
}

#[retry(on = |error| error.is_busy(), on_ok = |page| page.is_empty())]
fn closures() -> Result<Page, Error> {
    call()
}

#[retry(on = is_none)]
fn option() -> Option<u8> {
    call()
}

#[retry]
fn unit() {
    call();
}

#[retry(on_retry = log, on_give_up = |event| warn(event))]
fn hooks() -> Result<(), Error> {
    call()
}

#[retry(on_retry = log, on_give_up = |event| warn(event), on = is_busy)]
async fn hooks_in_a_task() -> Result<(), Error> {
    call().await
}

#[retry(budget)]
fn own_budget() -> Result<(), Error> {
    call()
}

#[retry(budget = BUDGET, on_exhausted = wait)]
fn shared_budget() -> Result<(), Error> {
    call()
}

#[retry(budget = self.budget, on_exhausted = return, on_refused = |refused| Error::Overloaded(refused))]
async fn budget_of_a_field(&self) -> Result<(), Error> {
    call().await
}

#[retry(budget = budgets.get(key), on_exhausted = wait, on_refused = overloaded)]
async fn budget_of_a_call(budgets: &Budgets<String>, key: &str) -> Result<(), Error> {
    call(key).await
}

#[retry(sleep = thread::sleep)]
fn own_sleep() -> Result<(), Error> {
    call()
}

#[retry(sleep = |wait| self.timer.wait(wait), attempt = n)]
async fn own_timer(&self) -> Result<(), Error> {
    call(n).await
}

#[retry(attempt = n, max_attempts = 4, deadline = "1s")]
fn attempt_number() -> Result<(), Error> {
    call(n)
}

#[retry(on_retry = log, on_give_up = warn)]
fn hooks_by_their_paths() -> Result<(), Error> {
    call()
}

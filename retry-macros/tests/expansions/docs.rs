/// Gets.
#[retry(fixed("2s"), jitter = none, max_attempts = 2)]
fn two_calls() -> Result<(), Error> {
    call()
}

/// Gets.
#[retry(exp(base = "100ms", cap = "5s"), max_attempts = 10, deadline = "30s", on = retries::transient, budget)]
fn long_schedule() -> Result<(), Error> {
    call()
}

/// Gets.
#[retry(fixed("1s"), deadline = "1h", on = unprocessed, budget = self.budget, when(is_conflict, max_attempts = 2))]
fn until_the_deadline(&self) -> Result<(), Error> {
    call()
}

/// Gets.
#[retry(fixed("1s"), max_attempts = unlimited, deadline = never, attempt_timeout = "2s", on = is_busy)]
async fn forever() -> Result<(), Error> {
    call().await
}

/// Gets.
#[retry(max_attempts = 1)]
fn once() -> Result<(), Error> {
    call()
}

/// Gets.
#[retry(policy = POLICY, max_attempts = LIMIT, on = |error| error.is_busy())]
fn expressions() -> Result<(), Error> {
    call()
}

/// Gets.
#[retry(fixed("1s"), doc = false)]
fn undocumented() -> Result<(), Error> {
    call()
}

/// Gets.
#[retry(fixed("1ms"), max_attempts = 2000)]
fn many_calls() -> Result<(), Error> {
    call()
}

/// Gets.
#[retry(fixed("1s"), jitter = none, max_attempts = 5, deadline = "3500ms")]
fn one_attempt_too_many() -> Result<(), Error> {
    call()
}

/// Gets.
#[retry(fixed("1s"), jitter = none, max_attempts = 6, deadline = "3500ms")]
fn several_attempts_too_many() -> Result<(), Error> {
    call()
}

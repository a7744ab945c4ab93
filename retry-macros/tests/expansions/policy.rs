#[retry]
fn defaults() -> Result<(), Error> {
    call()
}

#[retry(exp(base = "100ms", cap = "5s", factor = 1.5), jitter = full, max_attempts = 5, deadline = "30s")]
fn exponential() -> Result<(), Error> {
    call()
}

#[retry(exp(base = BASE, cap = CAP, factor = FACTOR), jitter = RATIO, max_attempts = LIMIT, deadline = DEADLINE)]
fn constants() -> Result<(), Error> {
    call()
}

#[retry(exp(base = self.base), jitter = self.ratio, max_attempts = self.limit, deadline = self.deadline)]
fn fields(&self) -> Result<(), Error> {
    call()
}

#[retry(linear(base = "1s", cap = "9s"), jitter = decorrelated, max_attempts = unlimited, deadline = "1h")]
fn linear() -> Result<(), Error> {
    call()
}

#[retry(linear(base = "1s", step = STEP), jitter = equal, deadline = "1h", nested = stop)]
fn linear_without_a_cap() -> Result<(), Error> {
    call()
}

#[retry(fixed("2s"), jitter = 0.5, max_retry_after = "5m", rate_limited = exp(base = "1s", cap = "60s"))]
fn rate_limited() -> Result<(), Error> {
    call()
}

#[retry(fixed(wait), jitter = none, max_retry_after = longest, rate_limited = fixed(longest), nested = retry)]
fn arguments(wait: Duration, longest: Duration) -> Result<(), Error> {
    call()
}

#[retry(backoff = delay_after, max_attempts = unlimited, deadline = never)]
fn function_of_delays() -> Result<(), Error> {
    call()
}

#[retry(backoff = self.backoff, rate_limited = backoff, jitter)]
fn backoff_value(&self, backoff: Backoff) -> Result<(), Error> {
    call()
}

#[retry(policy = POLICY)]
fn whole_policy() -> Result<(), Error> {
    call()
}

#[retry(policy = self.policy.clone(), max_attempts = 3, deadline = never, jitter = full, attempt_timeout = policy)]
async fn overridden_policy(&self) -> Result<(), Error> {
    call().await
}

#[retry(policy = POLICY, attempt_timeout = policy, on_timeout = late)]
async fn timeout_of_the_policy() -> Result<(), Error> {
    call().await
}

#[retry(attempt_timeout = "2s", deadline = "10s")]
async fn attempt_timeout() -> Result<(), Error> {
    call().await
}

#[retry(attempt_timeout = self.timeout, on_timeout = |timed_out| Error::Late(timed_out))]
async fn attempt_timeout_of_a_field(&self) -> Result<(), Error> {
    call().await
}

#[retry(crate = facade::retries, budget, deadline = "1s", name = "billing.charge", sleep = wait)]
async fn renamed_crate() -> Result<(), Error> {
    call().await
}

#[retry(attempt_timeout = TIMEOUT, deadline = "1m")]
async fn constant_timeout() -> Result<(), Error> {
    call().await
}

#[retry(policy = Self::POLICY, attempt_timeout = Self::TIMEOUT)]
async fn constants_of_the_type() -> Result<(), Error> {
    call().await
}

#[retry(policy = T::POLICY, max_attempts = limits::MAX, deadline = Limits::deadline)]
fn constants_of_a_parameter<T: Limited>() -> Result<(), Error> {
    call()
}

#[retry(policy = shop::POLICY, jitter = decorrelated)]
fn constant_of_a_module() -> Result<(), Error> {
    call()
}

#[retry(fibonacci(base = "1s", cap = "60s"), rate_limited = fibonacci(base = BASE))]
fn fibonacci() -> Result<(), Error> {
    call()
}

#[retry(backoff = BACKOFF, rate_limited = backoff::RATE_LIMITED, max_attempts = 2)]
fn constant_backoffs() -> Result<(), Error> {
    call()
}

#[retry(deadline = DEADLINE, nested = stop, max_attempts = Self::LIMIT)]
fn constant_limits() -> Result<(), Error> {
    call()
}

#[retry(exp(base = "1s", cap = "1s", factor = 1), deadline = DEADLINE)]
fn cap_at_its_base() -> impl Future<Output = Result<(), Error>> {
    call()
}

#[retry(backoff = self.backoff, jitter = decorrelated, nested = stop)]
fn decorrelated_value(&self) -> impl Future<Output = Result<(), Error>> {
    call()
}

#[retry(policy = POLICY)]
async fn whole_policy_in_a_task() -> Result<(), Error> {
    call().await
}

#[retry(attempt_timeout = "2s", attempt = n)]
fn timeout_of_a_future() -> impl Future<Output = Result<(), Error>> {
    call(n)
}

#[retry(policy = T::POLICY)]
fn policy_of_a_parameter<T: Limited>() -> Result<(), Error> {
    call()
}

#[retry(max_attempts = T::LIMIT, jitter = additive)]
fn limit_of_a_parameter<T: Limited>() -> Result<(), Error> {
    call()
}

#[retry(max_attempts = limits::Max)]
fn constant_that_is_not_in_capitals() -> Result<(), Error> {
    call()
}

#[retry(max_attempts = limits::_1)]
fn constant_that_begins_with_no_letter() -> Result<(), Error> {
    call()
}

#[retry(max_attempts = (5))]
fn number_in_parentheses() -> Result<(), Error> {
    call()
}

#[retry(max_attempts = 0, jiter, deadline = 5, fixed("1s"))]
pub async fn as_it_was(mut n: u32) -> Result<(), Error> {
    call(n).await
}

#[retry(max_attempts = 0)]
impl Client {
    #[retry(skip)]
    fn skipped(&self) -> Result<(), Error> {
        self.call()
    }

    fn get(&self) -> Result<(), Error> {
        self.call()
    }
}

#[retries::policy(jiter)]
/// Documented.
pub const PARTNERS: Policy<Error>;

#[retry]
struct NoFunction;

#[derive(Transient)]
enum Error {
    #[transient(iff = true)]
    Busy(u8),
    #[transient]
    Late,
}

#[derive(Transient)]
#[transient(inherit)]
struct NothingToInherit;

#[derive(Transient)]
union Bits {
    a: u8,
}

#[retry(self.policy, throttle, within = "2s", scope, retry_nested, giveup, default, log = "x", max_hint)]
fn words_of_other_libraries() -> Result<(), Error> {
    call()
}

#[retry]
fn without_a_body(&self) -> Result<(), Error>;

#[retry]
impl Client;

#[retry(skip)]
fn skipped() -> Result<(), Error> {
    call()
}

#[retry = "1s"]
+fn no_function() {}

#[retries::policy]
const PARTNERS: fn() -> Policy;

#[retries::policy(crate::options, 5, on = |error: | true, on_retry = |event: u8| log(event))]
const: Policy;

#[retries::policy]
static PARTNERS: Policy;

#[retry(fixed("1s"))]
#[retry(max_attempts = 2)]
impl Client {
    fn get(&self) -> Result<(), Error> {
        self.call()
    }
}

#[derive(Transient)]
enum Words {
    #[transient(crate = )]
    NoPath,
    #[transient(throttled)]
    Throttled,
}

#[retry(backoff = "incremental", stop_nested, on_empty = wait, retry_if = "no path")]
fn more_words_of_other_libraries() -> Result<(), Error> {
    call()
}

#[retry(backoff = "fibo", when("no path", fixed("1s")), when(f, "no time"), clone[a], jitter.full)]
fn values_in_quotes() -> Result<(), Error> {
    call()
}

#[retry(linear(base = "1s", 2, 3, 4, 5))]
fn fields_without_names() -> Result<(), Error> {
    call()
}

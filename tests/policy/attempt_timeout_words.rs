//! `attempt_timeout = policy`, `attempt_timeout = never` and `on_timeout`.

use retries::{Backoff, Policy, TimedOut, retry};
use std::cell::Cell;
use std::future::pending;
use std::time::Duration;
use tokio::time::Instant;

const IMPATIENT: Policy = Policy::new()
    .backoff(Backoff::fixed(Duration::from_secs(1)))
    .attempt_timeout(Duration::from_secs(5));

/// An error without a conversion from `TimedOut`.
#[derive(Debug, PartialEq)]
enum Error {
    Late(Duration),
    LateFor(String),
    Refused,
}

fn late(timed_out: TimedOut) -> Error {
    Error::Late(timed_out.after())
}

#[retry(policy = IMPATIENT, max_attempts = 2, attempt_timeout = policy, on_timeout = late)]
async fn of_the_policy() -> Result<(), Error> {
    pending().await
}

#[tokio::test(start_paused = true)]
async fn a_function_takes_over_the_attempt_timeout_of_its_policy() {
    let start = Instant::now();
    let late = Error::Late(Duration::from_secs(5));
    assert_eq!(of_the_policy().await, Err(late));
    assert_eq!(start.elapsed(), Duration::from_secs(5 + 1 + 5));
}

struct Client {
    policy: Policy,
    name: &'static str,
}

impl Client {
    #[retry(policy = self.policy, max_attempts = 2, attempt_timeout = policy, on_timeout = late)]
    async fn of_a_field(&self) -> Result<(), Error> {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Err(Error::Refused)
    }

    #[retry(attempt_timeout = "2s", max_attempts = 1, on_timeout = |_| Error::LateFor(format!("{}/{key}", self.name)))]
    async fn by_a_closure(&self, key: String) -> Result<(), Error> {
        assert_eq!(key, "key");
        pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_is_read_at_run_time_may_have_a_timeout_or_none() {
    let start = Instant::now();
    let client = |policy| Client { policy, name: "c" };
    let late = Error::Late(Duration::from_secs(5));
    assert_eq!(client(IMPATIENT).of_a_field().await, Err(late));
    assert_eq!(start.elapsed(), Duration::from_secs(5 + 1 + 5));

    let start = Instant::now();
    let patient = IMPATIENT.attempt_timeout(Duration::MAX);
    assert_eq!(client(patient).of_a_field().await, Err(Error::Refused));
    assert_eq!(start.elapsed(), Duration::from_secs(60 + 1 + 60));
}

#[tokio::test(start_paused = true)]
async fn on_timeout_may_use_self_and_the_arguments() {
    let client = Client {
        policy: Policy::new(),
        name: "client",
    };
    let late = Error::LateFor("client/key".to_owned());
    assert_eq!(client.by_a_closure("key".to_owned()).await, Err(late));
}

#[tokio::test(start_paused = true)]
async fn on_decides_about_the_error_that_on_timeout_makes() {
    #[retry(fixed("1s"), attempt_timeout = "2s", on = |error| *error == Error::Refused, on_timeout = late)]
    async fn get(attempts: &Cell<u32>) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        pending().await
    }

    let attempts = Cell::new(0);
    assert_eq!(
        get(&attempts).await,
        Err(Error::Late(Duration::from_secs(2)))
    );
    assert_eq!(attempts.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn never_drops_the_timeout_of_a_policy() {
    #[retry(policy = IMPATIENT, max_attempts = 1, attempt_timeout = never)]
    async fn get() -> Result<(), Error> {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok(())
    }

    assert_eq!(get().await, Ok(()));
}

#[test]
fn a_blocking_function_can_drop_the_timeout_of_a_policy() {
    #[retry(policy = IMPATIENT, max_attempts = 1, attempt_timeout = never)]
    fn get() -> Result<(), Error> {
        Err(Error::Refused)
    }

    assert_eq!(get(), Err(Error::Refused));
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_the_function_replaces_that_of_the_policy() {
    #[retry(policy = IMPATIENT, max_attempts = 1, deadline = "4s", attempt_timeout = "3s", on_timeout = late)]
    async fn get() -> Result<(), Error> {
        pending().await
    }

    assert_eq!(get().await, Err(Error::Late(Duration::from_secs(3))));
}

mod on_a_block {
    use super::{Error, IMPATIENT, late, pending, retry};
    use std::time::Duration;

    struct Client;

    #[retry(policy = IMPATIENT, attempt_timeout = policy, on_timeout = late)]
    impl Client {
        const LATE: Error = Error::Late(Duration::from_secs(5));

        async fn get(&self) -> Result<(), Error> {
            pending().await
        }

        fn put() -> impl Future<Output = Result<(), Error>> + Send {
            pending()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn every_kind_of_async_method_is_cut_off() {
        assert_eq!(Client.get().await, Err(Client::LATE));
        assert_eq!(
            tokio::spawn(Client::put()).await.ok(),
            Some(Err(Client::LATE))
        );
    }
}

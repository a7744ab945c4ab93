use std::cell::Cell;
use std::time::Duration;

use retries::{retry, Backoff, Event, Policy};

const POLICY: Policy = Policy::new().backoff(Backoff::fixed(Duration::from_secs(0)));

#[derive(Default)]
struct Client {
    calls: Cell<u32>,
    name: String,
}

impl Client {
    fn call(&self, given: u32) -> Result<u32, u32> {
        self.calls.set(self.calls.get() + 1);
        if self.calls.get() % 3 == 0 {
            Ok(given)
        } else {
            Err(self.calls.get())
        }
    }

    #[retry(fixed("0s"), jitter = full, attempt = n)]
    fn get(&self, mut given: u32) -> Result<u32, u32> {
        given += n.number();
        if given > 100 {
            return Err(100);
        }
        let answer = self.call(given)?;
        Ok(answer)
    }

    #[retry(policy = POLICY, clone(name))]
    fn rename(&mut self, name: String) -> Option<&'static str> {
        self.name = name;
        self.call(0).ok().map(|_| "renamed")
    }

    #[retry(fixed("0s"))]
    fn lend<'a>(&'a self, name: &'a str) -> Result<&'a str, u32> {
        self.call(0)?;
        Ok(if self.name.is_empty() { name } else { &self.name })
    }
}

#[retry(fixed("0s"), max_attempts = 4, on = |error| *error != 2)]
fn free(client: &Client) -> Result<u32, u32> {
    client.call(1)
}

#[retry(
    fixed("0s"), max_attempts = 1, when(|error| *error < 9, max_attempts = 3),
    before_retry = |event| { note(event); Ok(()) }, or_else = |error, _| Ok(error + 40), cancel,
)]
fn around(client: &Client) -> Result<u32, u32> {
    client.call(1).and_then(Err)
}

#[test]
fn words_around_a_retry_work() {
    assert_eq!(around(&Client::default()), Ok(41));
}

fn note<E>(_: &Event<E>) {}

#[retries::policy(fixed("0s"), max_attempts = 2, on = |error: &u32| *error < 9, on_retry = note, budget)]
const BUNDLE: Policy;

#[retry(BUNDLE)]
fn bundled(client: &Client) -> Result<u32, u32> {
    client.call(1)
}

#[test]
fn a_function_may_have_a_bundle() {
    assert_eq!(bundled(&Client::default()), Err(2));
}

#[test]
fn sync_functions_are_retried() {
    let mut client = Client::default();
    assert_eq!(client.get(1), Ok(4));
    assert_eq!(client.get(100), Err(100));
    assert_eq!(client.rename("a".to_string()), Some("renamed"));
    assert_eq!(client.lend("b"), Ok("a"));
    assert_eq!(client.calls.get(), 9);
    assert_eq!(free(&Client::default()), Err(2));
}

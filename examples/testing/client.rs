//! The code under test. It has no code for tests.

use std::cell::Cell;

use retries::{Transient, retry, transient};

#[derive(Clone, Debug, PartialEq, Eq, Transient)]
pub(crate) enum Error {
    #[transient(unprocessed)]
    Refused,
    #[transient(timeout)]
    #[cfg_attr(not(test), expect(dead_code, reason = "no store here is that slow"))]
    TimedOut,
    NotFound,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Refused => "connection refused",
            Self::TimedOut => "timed out",
            Self::NotFound => "no such key",
        })
    }
}

pub(crate) trait Store {
    fn get(&self, key: &str) -> Result<String, Error>;
}

pub(crate) struct Client<S> {
    store: S,
}

impl<S: Store> Client<S> {
    pub(crate) const fn new(store: S) -> Self {
        Self { store }
    }

    #[retry(exp(base = "1s", cap = "60s", factor = 8), jitter, max_attempts = 5, deadline = "4m", on = transient)]
    pub(crate) fn get(&self, key: &str) -> Result<String, Error> {
        self.store.get(key)
    }

    #[cfg(test)]
    #[retry(exp(base = "1s", cap = "60s", factor = 8), jitter, max_attempts = 5, deadline = "4m", on = transient)]
    pub(crate) async fn get_async(&self, key: &str) -> Result<String, Error> {
        tokio::task::yield_now().await;
        self.store.get(key)
    }
}

/// A store that refuses the first calls.
pub(crate) struct Down {
    calls: Cell<u32>,
}

impl Down {
    pub(crate) const fn for_calls(calls: u32) -> Self {
        Self {
            calls: Cell::new(calls),
        }
    }
}

impl Store for Down {
    fn get(&self, key: &str) -> Result<String, Error> {
        match self.calls.get() {
            0 if key == "colour" => Ok("blue".to_owned()),
            0 => Err(Error::NotFound),
            left => {
                self.calls.set(left - 1);
                Err(Error::Refused)
            }
        }
    }
}

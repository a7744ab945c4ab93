//! Three layers of one process. Each retries, because its author did not know of the others. `nested = stop` stops that
//! inside a process: a layer does not see the retries of the processes that it calls.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use retries::{Event, retry, transient};

use crate::backend::{Backend, Fault};
use crate::error::Error;
use crate::hop::Hop;

/// 3 * 3 * 3 requests.
pub(crate) struct Multiplying<'a>(pub(crate) &'a Storage);

#[retry(fixed("2ms"), max_attempts = 3, on = transient, on_retry = |event| self.0.count(event))]
impl Multiplying<'_> {
    pub(crate) async fn page(&self) -> Result<String, Error> {
        self.catalog().await
    }

    async fn catalog(&self) -> Result<String, Error> {
        self.storage().await
    }

    async fn storage(&self) -> Result<String, Error> {
        self.0.hop.get("data").await
    }
}

/// The same, but a layer does not retry what a layer inside it has retried: 3 requests if the backend is down. At most
/// there are 2 + 2 + 3, if each layer retries failures of another kind: an attempt with retries inside is the last one.
pub(crate) struct Stopping<'a>(pub(crate) &'a Storage);

#[retry(
    fixed("2ms"), max_attempts = 3, nested = stop,
    on = transient, on_retry = |event| self.0.count(event),
)]
impl Stopping<'_> {
    pub(crate) async fn page(&self) -> Result<String, Error> {
        self.catalog().await
    }

    async fn catalog(&self) -> Result<String, Error> {
        self.storage().await
    }

    async fn storage(&self) -> Result<String, Error> {
        self.0.hop.get("data").await
    }
}

/// The client of a backend, which the layers share. It counts their retries.
pub(crate) struct Storage {
    backend: Backend,
    hop: Hop,
    retries: AtomicUsize,
    nested: AtomicUsize,
}

impl Storage {
    /// Starts a backend that is down.
    pub(crate) async fn start() -> io::Result<Self> {
        let backend = Backend::new(Fault::Fails);
        Ok(Self {
            hop: Hop::to(backend.start().await?, true),
            backend,
            retries: AtomicUsize::new(0),
            nested: AtomicUsize::new(0),
        })
    }

    /// A hook of all layers.
    fn count(&self, event: &Event<'_, Error>) {
        self.retries.fetch_add(1, Relaxed);
        if event.is_nested() {
            self.nested.fetch_add(1, Relaxed);
        }
    }

    /// Returns the number of retries of all layers.
    fn retries(&self) -> usize {
        self.retries.load(Relaxed)
    }

    /// Returns how many of them repeated what had been retried already.
    pub(crate) fn nested(&self) -> usize {
        self.nested.load(Relaxed)
    }

    /// Returns the number of requests at the backend.
    pub(crate) fn requests(&self) -> usize {
        self.backend.requests().len()
    }
}

pub(crate) fn print(without: &Storage, within: &Storage) {
    println!(
        "   {:<17}{:>10}{:>10}{:>10}{:>10}",
        "", "requests", "at most", "retries", "nested"
    );
    for (name, at_most, storage) in [("without", 27, without), ("nested = stop", 7, within)] {
        let (requests, retries, nested) = (storage.requests(), storage.retries(), storage.nested());
        println!("     {name:<15}{requests:>10}{at_most:>10}{retries:>10}{nested:>10}");
    }
    println!();
}

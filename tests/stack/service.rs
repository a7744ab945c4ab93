//! A service whose results are given.

use retries::{Decision, Event, TimedOut, Transient};
use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tower::Service;

pub(crate) const SECOND: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    Busy,
    /// The server asks for this wait.
    BusyFor(Duration),
    /// The service is not ready.
    Closed,
    Gone,
    /// An attempt was cut off after this time.
    TimedOut(Duration),
    Refused,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl From<TimedOut> for Error {
    fn from(timed_out: TimedOut) -> Self {
        Self::TimedOut(timed_out.after())
    }
}

impl Transient for Error {
    fn is_transient(&self) -> bool {
        !matches!(self, Self::Gone | Self::Refused)
    }

    fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::BusyFor(wait) => Some(*wait),
            _ => None,
        }
    }
}

/// The results of the attempts, in their order; after that, each succeeds with 200.
#[derive(Clone, Debug, Default)]
pub(crate) struct Results {
    results: Arc<Mutex<VecDeque<Result<u16, Error>>>>,
    requests: Arc<Mutex<Vec<u32>>>,
}

impl Results {
    pub(crate) fn of(results: impl IntoIterator<Item = Result<u16, Error>>) -> Self {
        Self {
            results: Arc::new(Mutex::new(results.into_iter().collect())),
            requests: Arc::default(),
        }
    }

    /// Fails this often with the error.
    pub(crate) fn fails(count: usize, error: Error) -> Self {
        Self::of(std::iter::repeat_n(Err(error), count))
    }

    /// Returns the requests that were sent.
    pub(crate) fn requests(&self) -> Vec<u32> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn attempts(&self) -> usize {
        self.requests().len()
    }
}

/// Takes a tenth of a second for each request.
impl Service<u32> for Results {
    type Response = u16;
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<u16, Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: u32) -> Self::Future {
        self.requests.lock().unwrap().push(request);
        let result = self.results.lock().unwrap().pop_front().unwrap_or(Ok(200));
        Box::pin(async move {
            tokio::time::sleep(SECOND / 10).await;
            result
        })
    }
}

/// The lines of events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    pub(crate) fn push(&self, event: &Event<'_, Error>) {
        self.0.lock().unwrap().push(event.to_string());
    }

    pub(crate) fn get(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

pub(crate) fn is_server_error(status: &u16) -> Decision {
    (*status >= 500).into()
}

//! A server that is down, and how long a function waited between its calls to it.

use std::cell::RefCell;
use std::time::Duration;
use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Down;

#[derive(Default)]
pub(crate) struct Server {
    calls: RefCell<Vec<Instant>>,
}

impl Server {
    pub(crate) fn call(&self) -> Result<(), Down> {
        let mut calls = self.calls.borrow_mut();
        calls.push(Instant::now());
        assert!(calls.len() < 1000, "nothing ends this call");
        Err(Down)
    }
}

/// The waits between the attempts of a call that never succeeds.
pub(crate) async fn waits(call: impl AsyncFn(&Server) -> Result<(), Down>) -> Vec<Duration> {
    let server = Server::default();
    assert_eq!(call(&server).await, Err(Down));
    let calls = server.calls.borrow();
    // A wait after the last attempt would end here.
    let last = calls.last().expect("a first attempt");
    assert_eq!(last.elapsed(), Duration::ZERO);
    calls.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

pub(crate) fn millis(times: impl IntoIterator<Item = u64>) -> Vec<Duration> {
    times.into_iter().map(Duration::from_millis).collect()
}

//! The backend, which is down, and keeps the times of its requests.

use std::future::pending;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::server::serve;

/// What the backend does with each request.
#[derive(Clone, Copy)]
pub(crate) enum Fault {
    Fails,
    Hangs,
}

#[derive(Clone)]
pub(crate) struct Backend {
    fault: Fault,
    requests: Arc<Mutex<Vec<Request>>>,
}

#[derive(Clone, Copy)]
pub(crate) struct Request {
    pub(crate) came: Instant,
    /// When it was answered, or its client hung up.
    pub(crate) ended: Option<Instant>,
}

impl Backend {
    pub(crate) fn new(fault: Fault) -> Self {
        let requests = Arc::default();
        Self { fault, requests }
    }

    pub(crate) async fn start(&self) -> io::Result<SocketAddr> {
        let router = Router::new().route("/data", get(data));
        serve(router.with_state(self.clone())).await
    }

    /// Returns the requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.lock().clone()
    }

    fn begin(&self) -> UnderWay<'_> {
        let mut requests = self.lock();
        requests.push(Request {
            came: Instant::now(),
            ended: None,
        });
        UnderWay {
            backend: self,
            index: requests.len() - 1,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Request>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn data(State(backend): State<Backend>) -> StatusCode {
    let _under_way = backend.begin();
    match backend.fault {
        Fault::Fails => StatusCode::SERVICE_UNAVAILABLE,
        Fault::Hangs => pending().await,
    }
}

/// A request whose handler runs. The handler is dropped when the client hangs up.
struct UnderWay<'a> {
    backend: &'a Backend,
    index: usize,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.backend.lock()[self.index].ended = Some(Instant::now());
    }
}

//! A backend with room for few requests. If it has too much to do, it refuses retries before first attempts, so that
//! the calls that failed earlier do not make the new ones fail too.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::get;
use retries::Attempt;
use tokio::time::sleep;

use crate::server::serve;

const WORK: Duration = Duration::from_millis(50);
/// The most requests at a time: 400 in a second.
const ROOM: usize = 20;
/// Retries get no more than this, so that first attempts find some room.
const ROOM_FOR_RETRIES: usize = 14;

#[derive(Default)]
pub(crate) struct Busy {
    sheds_retries: bool,
    /// The first attempts that come before the backend is up.
    early: AtomicUsize,
    in_flight: AtomicUsize,
    pub(crate) first_attempts: Count,
    pub(crate) retries: Count,
}

#[derive(Default)]
pub(crate) struct Count {
    served: AtomicUsize,
    refused: AtomicUsize,
}

impl Count {
    pub(crate) fn served(&self) -> usize {
        self.served.load(Relaxed)
    }

    pub(crate) fn refused(&self) -> usize {
        self.refused.load(Relaxed)
    }
}

impl Busy {
    /// A backend that restarts, until it has refused this number of first attempts.
    pub(crate) fn restarting(early: usize, sheds_retries: bool) -> Self {
        Self {
            sheds_retries,
            early: AtomicUsize::new(early),
            ..Self::default()
        }
    }

    pub(crate) fn is_up(&self) -> bool {
        self.early.load(Relaxed) == 0
    }

    pub(crate) async fn start(self: &Arc<Self>) -> io::Result<SocketAddr> {
        let router = Router::new().route("/data", get(data));
        serve(router.with_state(Arc::clone(self))).await
    }

    /// Returns a place, unless too many are taken.
    fn enter(&self, is_retry: bool) -> Option<Place<'_>> {
        let room = if is_retry && self.sheds_retries {
            ROOM_FOR_RETRIES
        } else {
            ROOM
        };
        let one_more = |in_flight| (in_flight < room).then_some(in_flight + 1);
        let entered = self.in_flight.fetch_update(Relaxed, Relaxed, one_more);
        entered.ok().map(|_| Place(self))
    }
}

async fn data(State(busy): State<Arc<Busy>>, headers: HeaderMap) -> StatusCode {
    let is_retry = Attempt::read(&headers).is_some_and(|attempt| !attempt.is_first());
    if !busy.is_up() {
        busy.early.fetch_sub(usize::from(!is_retry), Relaxed);
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    let count = if is_retry {
        &busy.retries
    } else {
        &busy.first_attempts
    };
    let Some(_place) = busy.enter(is_retry) else {
        count.refused.fetch_add(1, Relaxed);
        return StatusCode::SERVICE_UNAVAILABLE;
    };
    count.served.fetch_add(1, Relaxed);
    sleep(WORK).await;
    StatusCode::OK
}

/// The place of a request, which is free again when the request has ended.
struct Place<'a>(&'a Busy);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Relaxed);
    }
}

//! The gateway: its handler runs in the scope of the time that the client has left, and its calls inherit that.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use retries::scope::{self, ScopeLayer};
use retries::{retry, transient};

use crate::error::Error;
use crate::hop::Hop;
use crate::server::serve;

#[derive(Clone)]
pub(crate) struct Gateway {
    backend: Hop,
}

impl Gateway {
    pub(crate) fn new(backend: Hop) -> Self {
        Self { backend }
    }

    /// A real server always has the layer. Here it is left out to show what happens then.
    pub(crate) async fn start(self, reads_deadline: bool) -> io::Result<SocketAddr> {
        let router = Router::new().route("/page", get(page)).with_state(self);
        let router = if reads_deadline {
            router.layer(ScopeLayer::http())
        } else {
            router
        };
        serve(router).await
    }

    /// Its own deadline is for clients that send none.
    #[retry(fixed("150ms"), deadline = "2s", attempt_timeout = "300ms", on = transient)]
    async fn data(&self) -> Result<String, Error> {
        self.backend.get("data").await
    }
}

/// Works in a task, which goes on when the client has hung up. The server would drop the handler itself, but only if it
/// learns that the client has hung up: behind a proxy that keeps its connections it does not. A task has no scope,
/// unless it enters one.
async fn page(State(gateway): State<Gateway>) -> Response {
    let data = async move { gateway.data().await };
    match tokio::spawn(scope::current().enter(data)).await {
        Ok(data) => data.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

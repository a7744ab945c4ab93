//! A tower layer for servers.

use core::task::{Context, Poll};

use http::{HeaderMap, HeaderName, Request};
use tower_layer::Layer;
use tower_service::Service;

use crate::scope::{Entered, Scope};

/// A tower layer for servers, of HTTP or of gRPC: runs the handler in the scope of the time that the client has left, so
/// that the calls inside it stop retrying in time and pass the time on.
///
/// The time counts from the arrival of the request, and is late by its transit.
///
/// The layer does not cut the handler off. tonic's server does, at its `grpc-timeout`; for HTTP write
/// [`within`](crate::within), in the handler or for all handlers with axum's
/// `middleware::from_fn(async |request, next: Next| within(LIMIT, next.run(request)).await …)`. The sooner of the two
/// counts, in any order of the layers. A server also drops the handler of a client that hung up, but it does not learn of that
/// behind a proxy that keeps its connections. What outlives the handler has no scope, and nothing cuts it off: the body
/// of a response that is streamed, and a task that the handler spawns. Carry the scope to a task:
///
/// ```
/// use retries::scope::{self, ScopeLayer};
///
/// // axum::Router::new().route("/", get(handler)).layer(ScopeLayer::http())
/// // tonic::transport::Server::builder().layer(ScopeLayer::grpc()).add_service(service)
/// let layers = [ScopeLayer::http(), ScopeLayer::grpc()];
///
/// async fn handler() {
///     tokio::spawn(scope::current().enter(work()));
/// }
///
/// async fn work() {}
/// ```
#[derive(Clone, Debug)]
pub struct ScopeLayer {
    header: Header,
}

#[derive(Clone, Debug)]
enum Header {
    Http,
    Named(HeaderName),
    Grpc,
}

impl ScopeLayer {
    /// Reads the header `request-timeout-ms`, as [`Scope::read`] does.
    ///
    /// ```
    /// # use retries::scope::ScopeLayer;
    /// let layer = ScopeLayer::http();
    /// ```
    #[must_use]
    pub const fn http() -> Self {
        Self {
            header: Header::Http,
        }
    }

    /// Reads another header, as [`Scope::read_as`] does.
    ///
    /// ```
    /// use http::HeaderName;
    /// use retries::scope::ScopeLayer;
    ///
    /// let layer = ScopeLayer::http_as(HeaderName::from_static("x-envoy-expected-rq-timeout-ms"));
    /// ```
    #[must_use]
    pub const fn http_as(name: HeaderName) -> Self {
        Self {
            header: Header::Named(name),
        }
    }

    /// Reads the header `grpc-timeout`, as [`Scope::read_grpc`] does.
    ///
    /// ```
    /// # use retries::scope::ScopeLayer;
    /// let layer = ScopeLayer::grpc();
    /// ```
    #[must_use]
    pub const fn grpc() -> Self {
        Self {
            header: Header::Grpc,
        }
    }
}

impl Header {
    fn read(&self, headers: &HeaderMap) -> Scope {
        match self {
            Self::Http => Scope::read(headers),
            Self::Named(name) => Scope::read_as(name, headers),
            Self::Grpc => Scope::read_grpc(headers),
        }
    }
}

impl<S> Layer<S> for ScopeLayer {
    type Service = ScopeService<S>;

    fn layer(&self, inner: S) -> ScopeService<S> {
        ScopeService {
            header: self.header.clone(),
            inner,
        }
    }
}

/// The service of [`ScopeLayer`].
///
/// ```
/// use retries::scope::{ScopeLayer, ScopeService};
/// use tower_layer::Layer;
///
/// let service: ScopeService<()> = ScopeLayer::http().layer(());
/// ```
#[derive(Clone, Debug)]
pub struct ScopeService<S> {
    header: Header,
    inner: S,
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for ScopeService<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = Entered<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Entered<S::Future> {
        let scope = self.header.read(request.headers());
        scope.enter(scope.enter_blocking(|| self.inner.call(request)))
    }
}

#[cfg(test)]
mod tests {
    use super::ScopeLayer;
    use http::Request;
    use std::convert::Infallible;
    use std::future::{Ready, ready};
    use std::task::{Context, Poll, Waker};
    use tower_layer::Layer;
    use tower_service::Service;

    struct Busy;

    impl Service<Request<()>> for Busy {
        type Response = ();
        type Error = Infallible;
        type Future = Ready<Result<(), Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Pending
        }

        fn call(&mut self, _: Request<()>) -> Self::Future {
            ready(Ok(()))
        }
    }

    #[test]
    fn a_service_that_is_not_ready_gets_no_request() {
        let mut service = ScopeLayer::http().layer(Busy);
        let mut context = Context::from_waker(Waker::noop());
        assert!(service.poll_ready(&mut context).is_pending());
    }
}

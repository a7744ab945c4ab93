//! A tower layer that retries.

use core::fmt;
use core::future::{Future, poll_fn};
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::sync::Arc;

use tower_layer::Layer;
use tower_service::Service;

use super::LAYER;
use super::attempts::Attempts;
use super::run::run;
use super::words::StackWords;
use crate::call::retry::{Retry, Words};
use crate::policy::Policy;

impl Policy {
    /// As [`Retry::layer`].
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let layer = Policy::new().max_attempts(5).layer();
    /// ```
    #[must_use]
    pub const fn layer(self) -> RetryLayer {
        Retry::of(self, Words::NONE).layer()
    }
}

impl<W> Retry<W> {
    /// Makes a tower layer of the policy and its words. Each request to a service under it is a call.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::{Budget, Policy, transient};
    /// use std::io;
    /// use tower::{Service, ServiceBuilder, ServiceExt, service_fn};
    ///
    /// static BUDGET: Budget = Budget::new();
    ///
    /// let mut answers = vec![Ok("here"), Err(io::ErrorKind::ConnectionReset)].into_iter();
    /// # let answers = std::sync::Arc::new(std::sync::Mutex::new(answers));
    /// let mut service = ServiceBuilder::new()
    ///     .layer(Policy::new().on(transient).budget(&BUDGET).named("shop").layer())
    ///     .service(service_fn(move |key: &str| {
    ///         # let answers = std::sync::Arc::clone(&answers);
    ///         let answer = answers.lock().unwrap().next_back().unwrap();
    ///         async move { answer.map_err(io::Error::from) }
    ///     }));
    /// assert_eq!(service.ready().await.unwrap().call("key").await.unwrap(), "here");
    /// # }
    /// ```
    #[must_use]
    pub const fn layer(self) -> RetryLayer<W> {
        RetryLayer {
            retry: self,
            clone: ByClone,
        }
    }
}

/// A tower layer that retries, with requests that are `Clone`; [`clone_by`](Self::clone_by) is for others.
///
/// The service under it must be `Clone`. The layer takes the service that is ready for the first attempt, and a clone,
/// for whose readiness it waits, for each further one. So a limit of concurrency or of the rate below the layer counts
/// each attempt, and one above it counts each call. The time that a retry waits for a service that is not ready belongs
/// to its attempt. The future of a call is boxed, and `Send`.
///
/// ```
/// use retries::stack::RetryLayer;
/// use retries::{Policy, transient};
///
/// let layer = Policy::new().on(transient::<std::io::Error>).layer();
/// # let _: RetryLayer<_> = layer;
/// ```
#[derive(Clone, Copy)]
pub struct RetryLayer<W = Words, C = ByClone> {
    retry: Retry<W>,
    clone: C,
}

impl<W> RetryLayer<W> {
    /// Clones requests by calling `clone`, which returns `None` for a request that is sent once. It gets a `&mut` to the
    /// request, so that it can replace a body that it has read.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// struct Upload {
    ///     text: Option<String>,
    /// }
    ///
    /// // A stream, which has no text, is sent once.
    /// let layer = Policy::new().layer().clone_by(|upload: &mut Upload| {
    ///     upload.text.clone().map(|text| Upload { text: Some(text) })
    /// });
    /// ```
    #[must_use]
    pub fn clone_by<Request, C>(self, clone: C) -> RetryLayer<W, C>
    where
        C: Fn(&mut Request) -> Option<Request>,
    {
        RetryLayer {
            retry: self.retry,
            clone,
        }
    }
}

impl<W, C> fmt::Debug for RetryLayer<W, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryLayer").finish_non_exhaustive()
    }
}

impl<S, W: Clone, C: Clone> Layer<S> for RetryLayer<W, C> {
    type Service = RetryService<S, W, C>;

    fn layer(&self, inner: S) -> Self::Service {
        RetryService {
            retry: Arc::new(self.retry.clone()),
            clone: self.clone.clone(),
            inner,
        }
    }
}

/// Requests are cloned by `Clone`.
#[derive(Clone, Copy, Debug)]
pub struct ByClone;

/// How a [`RetryLayer`] clones a request.
#[diagnostic::on_unimplemented(
    message = "the layer cannot clone a `{Request}`",
    label = "neither `Clone`, nor a function from `&mut {Request}` to `Option<{Request}>`",
    note = "write `.clone_by(f)` after `.layer()`; for a client of tonic `.clone_by(retries::stack::clone_unary)`"
)]
pub trait CloneRequest<Request> {
    /// Returns a clone, or `None` for a request that is sent once.
    fn clone_request(&self, request: &mut Request) -> Option<Request>;
}

impl<Request: Clone> CloneRequest<Request> for ByClone {
    fn clone_request(&self, request: &mut Request) -> Option<Request> {
        Some(request.clone())
    }
}

#[diagnostic::do_not_recommend]
impl<Request, F: Fn(&mut Request) -> Option<Request>> CloneRequest<Request> for F {
    fn clone_request(&self, request: &mut Request) -> Option<Request> {
        self(request)
    }
}

/// The service of a [`RetryLayer`].
///
/// ```
/// use retries::Policy;
/// use retries::stack::RetryService;
/// use tower_layer::Layer;
///
/// let service: RetryService<()> = Policy::new().layer().layer(());
/// ```
pub struct RetryService<S, W = Words, C = ByClone> {
    retry: Arc<Retry<W>>,
    clone: C,
    inner: S,
}

impl<S: Clone, W, C: Clone> Clone for RetryService<S, W, C> {
    fn clone(&self) -> Self {
        Self {
            retry: Arc::clone(&self.retry),
            clone: self.clone.clone(),
            inner: self.inner.clone(),
        }
    }
}

impl<S: fmt::Debug, W, C> fmt::Debug for RetryService<S, W, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryService")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}

impl<S, Request, W, C> Service<Request> for RetryService<S, W, C>
where
    S: Service<Request, Response: Send, Error: Send, Future: Send> + Clone + Send + 'static,
    Request: Send + 'static,
    W: StackWords<Result<S::Response, S::Error>>,
    C: CloneRequest<Request> + Clone + Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        // Only the service that `poll_ready` was called on is ready, and not its clone.
        let clone = self.inner.clone();
        let attempts = ToService {
            service: mem::replace(&mut self.inner, clone),
            is_ready: true,
            clone: self.clone.clone(),
        };
        Box::pin(run(Arc::clone(&self.retry), &LAYER, attempts, request))
    }
}

/// Sends the requests of a call to a service.
struct ToService<S, C> {
    service: S,
    is_ready: bool,
    clone: C,
}

impl<S, Request, C> Attempts<Request> for ToService<S, C>
where
    S: Service<Request, Future: Send> + Send,
    Request: Send,
    C: CloneRequest<Request> + Send,
{
    type Outcome = Result<S::Response, S::Error>;

    fn clone_request(&self, request: &mut Request) -> Option<Request> {
        self.clone.clone_request(request)
    }

    async fn send(&mut self, request: Request) -> Self::Outcome {
        if !mem::replace(&mut self.is_ready, false) {
            poll_fn(|cx| self.service.poll_ready(cx)).await?;
        }
        self.service.call(request).await
    }
}

//! A middleware of reqwest-middleware that retries.

use core::fmt;
use core::future::Future;
use core::pin::Pin;

use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next, Result};

use super::attempts::Attempts;
use super::run::run;
use super::words::StackWords;
use crate::call::retry::{Retry, Words};
use crate::observe::call_site::CallSite;
use crate::policy::Policy;

/// The call site of all middlewares without a name.
static MIDDLEWARE: CallSite = crate::__new_call_site!((name "middleware"));

impl Policy {
    /// As [`Retry::middleware`].
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let middleware = Policy::new().max_attempts(5).middleware();
    /// ```
    #[must_use]
    pub const fn middleware(self) -> RetryMiddleware {
        Retry::of(self, Words::NONE).middleware()
    }
}

impl<W> Retry<W> {
    /// Makes a middleware of reqwest-middleware of the policy and its words. Each request is a call.
    ///
    /// ```
    /// use reqwest_middleware::ClientBuilder;
    /// use retries::{Budget, Policy, transient};
    ///
    /// static BUDGET: Budget = Budget::new();
    ///
    /// let retries = Policy::new().on(transient).on_ok(transient).budget(&BUDGET).named("shop").middleware();
    /// let client = reqwest::Client::builder().retry(reqwest::retry::never()).build()?;
    /// let client = ClientBuilder::new(client).with(retries).build();
    /// # Ok::<(), reqwest::Error>(())
    /// ```
    #[must_use]
    pub const fn middleware(self) -> RetryMiddleware<W> {
        RetryMiddleware { retry: self }
    }
}

/// A middleware of reqwest-middleware that retries.
///
/// - A response with the status of a failure is a success of the request: `.on_ok(transient)` retries it.
/// - A request whose body is a stream cannot be cloned, and is sent once. The failure is reported with
///   [`StopReason::NotRepeatable`](crate::StopReason::NotRepeatable).
/// - reqwest retries by itself a request that an HTTP/2 server refused, which the middleware does not see. Turn that off
///   with `reqwest::ClientBuilder::retry(reqwest::retry::never())`, so that each request counts.
/// - The middlewares before this one in the chain see a call, and those after it each attempt. A second middleware that
///   retries would multiply the attempts: take it out.
/// - The body of a response is read after the call: its failure is not retried.
///
/// ```
/// use retries::stack::RetryMiddleware;
/// use retries::Policy;
///
/// let middleware: RetryMiddleware = Policy::new().middleware();
/// ```
#[derive(Clone, Copy)]
pub struct RetryMiddleware<W = Words> {
    retry: Retry<W>,
}

impl<W> fmt::Debug for RetryMiddleware<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryMiddleware").finish_non_exhaustive()
    }
}

// What `#[async_trait]` makes of an `async fn`.
impl<W: StackWords<Result<Response>>> Middleware for RetryMiddleware<W> {
    fn handle<'life0, 'life1, 'life2, 'async_trait>(
        &'life0 self,
        request: Request,
        extensions: &'life1 mut Extensions,
        next: Next<'life2>,
    ) -> Pin<Box<dyn Future<Output = Result<Response>> + Send + 'async_trait>>
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        'life2: 'async_trait,
        Self: 'async_trait,
    {
        let attempts = Through { next, extensions };
        Box::pin(run(&self.retry, &MIDDLEWARE, attempts, request))
    }
}

/// Sends the requests of a call through the rest of the chain.
struct Through<'a, 'b> {
    next: Next<'a>,
    extensions: &'b mut Extensions,
}

impl Attempts<Request> for Through<'_, '_> {
    type Outcome = Result<Response>;

    fn clone_request(&self, request: &mut Request) -> Option<Request> {
        request.try_clone()
    }

    async fn send(&mut self, request: Request) -> Result<Response> {
        self.next.clone().run(request, self.extensions).await
    }
}

//! A bundle works for every shape of function.

use super::shared::PARTNERS;
use super::{QUICK, log, shared};
use retries::{Transient, retry};
use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::Instant;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    Down,
    Wrong,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl Transient for Error {
    fn is_transient(&self) -> bool {
        *self == Self::Down
    }
}

/// Fails with the error and counts.
pub(crate) struct Server {
    error: Error,
    calls: Cell<u32>,
}

impl Server {
    pub(crate) fn failing(error: Error) -> Self {
        Self {
            error,
            calls: Cell::new(0),
        }
    }

    pub(crate) fn call(&self) -> Result<(), Error> {
        self.calls.set(self.calls.get() + 1);
        Err(self.error)
    }

    pub(crate) fn calls(&self) -> u32 {
        self.calls.take()
    }
}

#[tokio::test(start_paused = true)]
async fn an_async_function_has_all_words_of_its_bundle() {
    #[retry(PARTNERS)]
    async fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let start = Instant::now();
    let server = Server::failing(Error::Down);
    assert_eq!(get(&server).await, Err(Error::Down));
    assert_eq!(
        (server.calls(), start.elapsed()),
        (3, Duration::from_secs(2))
    );
    assert_eq!(
        log(),
        [
            "retry bundles::shapes::get: Down",
            "retry bundles::shapes::get: Down",
            "gave up bundles::shapes::get: Down"
        ]
    );

    let server = Server::failing(Error::Wrong);
    get(&server).await.unwrap_err();
    assert_eq!(server.calls(), 1);
    assert_eq!(log(), ["gave up bundles::shapes::get: Wrong"]);
}

#[test]
fn a_blocking_function_has_them_too() {
    #[retry(shared::PARTNERS, fixed("0s"))]
    fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    get(&server).unwrap_err();
    assert_eq!((server.calls(), log().len()), (3, 3));
}

struct Client {
    server: Server,
}

trait Get {
    async fn get(&mut self, key: String) -> Result<(), Error>;
}

#[retry(PARTNERS)]
impl Get for Client {
    async fn get(&mut self, key: String) -> Result<(), Error> {
        assert_eq!(key, "key");
        self.server.call()
    }
}

#[retry(super::shared::PARTNERS, fixed("0s"))]
impl Client {
    fn blocking(&self) -> Result<(), Error> {
        self.server.call()
    }

    async fn asynchronous(&self) -> Result<(), Error> {
        self.server.call()
    }

    fn boxed(&self) -> Pin<Box<dyn Future<Output = Result<(), Error>> + '_>> {
        Box::pin(async move { self.server.call() })
    }

    fn returned(&self) -> impl Future<Output = Result<(), Error>> {
        let server = &self.server;
        async move { server.call() }
    }

    fn count(&self) -> u32 {
        self.server.calls()
    }
}

#[tokio::test(start_paused = true)]
async fn all_methods_of_an_impl_block_have_its_bundle() {
    let mut client = Client {
        server: Server::failing(Error::Down),
    };
    client.blocking().unwrap_err();
    assert_eq!(client.count(), 3);
    client.asynchronous().await.unwrap_err();
    assert_eq!(client.count(), 3);
    client.boxed().await.unwrap_err();
    assert_eq!(client.count(), 3);
    client.returned().await.unwrap_err();
    assert_eq!(client.count(), 3);
    client.get("key".to_owned()).await.unwrap_err();
    assert_eq!(client.count(), 3);
    let last = log().pop();
    assert_eq!(
        last.as_deref(),
        Some("gave up bundles::shapes::Client::get: Down")
    );
}

#[tokio::test(start_paused = true)]
async fn a_generic_function_and_async_trait_may_have_a_bundle() {
    #[async_trait::async_trait(?Send)]
    trait Fetch {
        async fn fetch<T: Send + Clone>(&self, value: T) -> Result<T, Error>;
    }

    #[async_trait::async_trait(?Send)]
    impl Fetch for Server {
        #[retry(PARTNERS, clone(value))]
        async fn fetch<T: Send + Clone>(&self, value: T) -> Result<T, Error> {
            let taken = value;
            self.call().map(|()| taken)
        }
    }

    #[retry(PARTNERS)]
    async fn generic<E: Transient + fmt::Display>(make: impl Fn() -> E) -> Result<(), E> {
        Err(make())
    }

    let server = Server::failing(Error::Down);
    server.fetch(vec![1]).await.unwrap_err();
    assert_eq!(server.calls(), 3);
    generic(|| server.call().unwrap_err()).await.unwrap_err();
    assert_eq!(server.calls(), 3);
}

#[test]
fn a_bundle_may_be_of_a_function_body_and_renamed() {
    use super::shared::PARTNERS as RENAMED;

    #[retries::policy(fixed("0s"), max_attempts = 4, on = |error: &Error| *error == Error::Down)]
    const LOCAL: retries::Policy;

    #[retry(LOCAL)]
    fn local(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(RENAMED, fixed("0s"))]
    fn renamed(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    local(&server).unwrap_err();
    assert_eq!(server.calls(), 4);
    renamed(&server).unwrap_err();
    assert_eq!(server.calls(), 3);
}

#[tokio::test]
async fn a_policy_may_stand_for_a_bundle() {
    #[retry(QUICK)]
    fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(max_attempts = 4, QUICK)]
    async fn get_async(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    get(&server).unwrap_err();
    assert_eq!(server.calls(), 2);
    get_async(&server).await.unwrap_err();
    assert_eq!(server.calls(), 4);
}

#[test]
fn a_future_with_a_bundle_can_be_sent_when_its_error_cannot() {
    struct Unsendable(#[expect(dead_code, reason = "so that it is not `Send`")] *const u8);

    impl Transient for Unsendable {
        fn is_transient(&self) -> bool {
            false
        }
    }

    impl fmt::Display for Unsendable {
        fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
            Ok(())
        }
    }

    #[retry(PARTNERS)]
    async fn get() -> Result<(), Unsendable> {
        std::future::ready(()).await;
        Err(Unsendable(std::ptr::null()))
    }

    fn is_send(_: impl Send) {}
    is_send(get());
}

/// As a crate that passes `retries` on.
mod facade {
    pub(super) mod renamed {
        pub(crate) use retries::*;
    }

    #[super::retries_policy(
        crate = super::facade::renamed, fixed("0s"), max_attempts = 4, on_retry = |_| (), budget,
    )]
    pub(super) const OF_A_FACADE: renamed::Policy;
}

use retries::policy as retries_policy;

#[test]
fn a_bundle_finds_a_crate_that_is_passed_on() {
    #[retry(crate = self::facade::renamed, facade::OF_A_FACADE)]
    fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    get(&server).unwrap_err();
    assert_eq!(server.calls(), 4);
}

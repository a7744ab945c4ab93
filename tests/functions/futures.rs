//! A function that returns a future is retried inside that future.

use crate::flaky::{Answer, Flaky, WAYS, Way};
use futures_util::future::{BoxFuture, FutureExt, LocalBoxFuture, TryFutureExt};
use retries::{Policy, retry};
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::task::yield_now;

type Alias<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;
type AnswerFut<'a> = Alias<'a>;

#[derive(Clone, Default)]
struct Client {
    flaky: Arc<Flaky>,
    started: Arc<AtomicU32>,
}

impl Client {
    async fn call(&self, given: u32) -> Answer {
        yield_now().await;
        self.flaky.call(given)
    }

    fn start(&self) -> u32 {
        self.started.fetch_add(1, Ordering::Relaxed) + 1
    }

    #[retry(fixed("0s"))]
    fn opaque<'a>(&'a self, name: &'a str, way: Way) -> impl Future<Output = Answer> + Send + 'a {
        let length = name.len();
        async move {
            yield_now().await;
            end!(way, self.flaky.call(length))
        }
    }

    #[retry(fixed("0s"))]
    #[expect(clippy::manual_async_fn, reason = "it is what is tested")]
    fn opaque_borrowing(&self) -> impl Future<Output = Answer> {
        async { end!(Way::Tail, self.call(1).await) }
    }

    #[retry(fixed("0s"))]
    fn opaque_called(&self, mut given: u32) -> impl Future<Output = Answer> {
        given += self.start();
        self.call(given)
    }

    #[retry(fixed("0s"))]
    fn boxed(&self, name: String, way: Way) -> BoxFuture<'_, Answer> {
        async move { end!(way, self.flaky.call(name.len())) }.boxed()
    }

    #[retry(fixed("0s"))]
    fn boxed_local(&self, name: Rc<str>, way: Way) -> LocalBoxFuture<'_, Answer> {
        async move { end!(way, self.flaky.call(name.len())) }.boxed_local()
    }

    #[retry(fixed("0s"))]
    fn boxed_chain(&self) -> BoxFuture<'_, Result<usize, String>> {
        let given = self.start();
        self.call(given)
            .map_ok(|answer| answer.len())
            .map_err(|error| error.to_string())
            .boxed()
    }

    #[retry(fixed("0s"))]
    fn pinned(&self, way: Way) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>> {
        Box::pin(async move { end!(way, self.call(2).await) })
    }

    #[retry(fixed("0s"))]
    fn pinned_static(&self) -> Pin<Box<dyn Future<Output = Answer> + Send>> {
        let client = self.clone();
        let started = client.start();
        Box::pin(async move { client.call(started).await })
    }

    #[retry(fixed("0s"))]
    fn pinned_call(&self, given: u32) -> Pin<Box<dyn Future<Output = Answer> + Send + '_>> {
        if given > 100 {
            return Box::pin(async { Err(100) });
        }
        Box::pin(self.call(given))
    }

    #[retry(fixed("0s"))]
    fn aliased(&self, way: Way) -> Alias<'_> {
        Box::pin(async move { end!(way, self.call(3).await) })
    }

    #[retry(fixed("0s"))]
    fn aliased_call(&self, given: u32) -> AnswerFut<'_> {
        Box::pin(self.call(given))
    }

    #[retry(fixed("0s"), clone(name))]
    fn used_up(&self, name: String) -> BoxFuture<'_, Answer> {
        Box::pin(async move {
            let bytes = name.into_bytes();
            self.call(u32::from(bytes[0])).await
        })
    }

    #[retry(fixed("0s"))]
    fn changed(&self, mut n: u32) -> BoxFuture<'_, Answer> {
        Box::pin(async move {
            n += 1;
            self.call(n).await
        })
    }
}

fn assert_send<T: Send>(future: T) -> T {
    future
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with an `Answer`")]
fn three(given: &str) -> Answer {
    Ok([given; 3].join(" "))
}

#[tokio::test(start_paused = true)]
async fn an_async_block_at_the_end_runs_again() {
    let client = Client::default();
    for way in WAYS {
        assert_eq!(assert_send(client.opaque("abc", way)).await, three("3"));
        assert_eq!(
            assert_send(client.boxed("abc".into(), way)).await,
            three("3")
        );
        assert_eq!(client.boxed_local("abc".into(), way).await, three("3"));
        assert_eq!(assert_send(client.pinned(way)).await, three("2"));
        assert_eq!(assert_send(client.aliased(way)).await, three("3"));
    }
    assert_eq!(client.opaque_borrowing().await, three("1"));
    assert_eq!(client.used_up("a".to_owned()).await, three("97"));
    assert_eq!(client.changed(1).await, three("2"));
}

#[tokio::test(start_paused = true)]
async fn statements_before_an_async_block_run_once_when_the_function_is_called() {
    let client = Client::default();
    let future = client.pinned_static();
    assert_eq!(client.started.load(Ordering::Relaxed), 1);
    drop(client);
    assert_eq!(assert_send(future).await, three("1"));
}

#[tokio::test(start_paused = true)]
async fn any_other_body_is_evaluated_again_for_each_attempt() {
    let client = Client::default();
    assert_eq!(client.opaque_called(10).await, Ok("11 12 13".to_owned()));
    assert_eq!(client.boxed_chain().await, Ok("4 5 6".len()));
    assert_eq!(assert_send(client.pinned_call(7)).await, three("7"));
    assert_eq!(client.pinned_call(101).await, Err(100));
    assert_eq!(assert_send(client.aliased_call(8)).await, three("8"));
}

trait Fetch {
    fn fetch(&self, way: Way) -> impl Future<Output = Answer> + Send;

    #[retry(fixed("0s"))]
    fn fetch_default(&self) -> impl Future<Output = Answer> + Send
    where
        Self: Sync,
    {
        async move { self.fetch_once().await }
    }

    fn fetch_once(&self) -> impl Future<Output = Answer> + Send;
}

impl Fetch for Client {
    #[retry(fixed("0s"))]
    async fn fetch(&self, way: Way) -> Answer {
        end!(way, self.call(1).await)
    }

    fn fetch_once(&self) -> impl Future<Output = Answer> + Send {
        self.call(5)
    }
}

#[tokio::test(start_paused = true)]
async fn a_trait_may_declare_the_future() {
    let client = Client::default();
    for way in WAYS {
        assert_eq!(assert_send(client.fetch(way)).await, three("1"));
    }
    assert_eq!(assert_send(client.fetch_default()).await, three("5"));
}

/// A future that a call makes, and not an async block, is `Send` with a time-out too.
#[tokio::test(start_paused = true)]
async fn a_future_that_a_call_makes_is_sent_with_its_timeout() {
    async fn read(name: &str) -> io::Result<usize> {
        yield_now().await;
        Ok(name.len())
    }

    #[retries::policy(fixed("1s"), attempt_timeout = "5s")]
    const TIMED: Policy<io::Error>;

    #[retry(fixed("1s"), attempt_timeout = "5s")]
    fn boxed_static() -> BoxFuture<'static, io::Result<usize>> {
        Box::pin(read("static"))
    }

    #[retry(fixed("1s"), attempt_timeout = "5s", deadline = "1m", nested = stop)]
    fn boxed(name: &str) -> BoxFuture<'_, io::Result<usize>> {
        Box::pin(read(name))
    }

    #[retry(fixed("1s"), attempt_timeout = "5s")]
    fn opaque(name: &str) -> impl Future<Output = io::Result<usize>> + Send {
        read(name)
    }

    #[retry(fixed("1s"), attempt_timeout = "5s")]
    fn spawned(name: &'static str) -> impl Future<Output = io::Result<usize>> {
        read(name)
    }

    #[retry(TIMED)]
    fn with_bundle(name: &str) -> BoxFuture<'_, io::Result<usize>> {
        Box::pin(read(name))
    }

    #[retry(TIMED, on = |_| true)]
    fn beside_bundle(name: &str) -> BoxFuture<'_, io::Result<usize>> {
        Box::pin(read(name))
    }

    let spawned = tokio::spawn(spawned("spawned"));
    assert_eq!(spawned.await.unwrap().unwrap(), 7);
    assert_eq!(boxed_static().await.unwrap(), 6);
    for read in [boxed("ab"), with_bundle("ab"), beside_bundle("ab")] {
        assert_eq!(read.await.unwrap(), 2);
    }
    assert_eq!(opaque("ab").await.unwrap(), 2);
}

//! Other attributes may stand above and below.
#![expect(
    clippy::needless_pass_by_value,
    reason = "arguments by value are what is tested"
)]

use crate::flaky::{Answer, Flaky, WAYS, Way};
use async_trait::async_trait;
use futures_util::future::BoxFuture;
use retries::retry;
use tokio::task::yield_now;
use tracing::instrument;

#[derive(Default)]
struct Client {
    flaky: Flaky,
    changes: u32,
}

impl Client {
    #[retry(fixed("0s"))]
    #[instrument(skip_all)]
    fn sync_below(&mut self, name: String, mut n: u32, way: Way) -> Answer {
        n += 1;
        self.changes += n;
        end!(way, self.flaky.call(format!("{name}{n}")))
    }

    #[instrument(skip_all, err)]
    #[retry(fixed("0s"))]
    fn sync_above(&mut self, name: String, mut n: u32, way: Way) -> Answer {
        n += 1;
        self.changes += n;
        end!(way, self.flaky.call(format!("{name}{n}")))
    }

    #[retry(fixed("0s"), clone(name))]
    #[instrument(skip_all, ret, err)]
    async fn below(&mut self, name: String, way: Way) -> Answer {
        yield_now().await;
        self.changes += 1;
        let name = name + "!";
        end!(way, self.flaky.call(name))
    }

    #[instrument(skip_all)]
    #[retry(fixed("0s"))]
    async fn above(&mut self, name: String, mut n: u32, way: Way) -> Answer {
        yield_now().await;
        n += 1;
        self.changes += n;
        end!(way, self.flaky.call(format!("{name}{n}")))
    }

    #[instrument(skip_all, err, ret)]
    #[retry(fixed("0s"), clone(name))]
    async fn above_with_err(&mut self, name: String, way: Way) -> Answer {
        yield_now().await;
        self.changes += 1;
        let name = name + "!";
        end!(way, self.flaky.call(name))
    }

    #[instrument(skip_all)]
    #[retry(fixed("0s"))]
    fn above_boxed(&self, name: String, way: Way) -> BoxFuture<'_, Answer> {
        let name = name + "!";
        Box::pin(async move { end!(way, self.flaky.call(&name)) })
    }

    /// Docs stay.
    #[must_use = "it may have failed"]
    #[inline]
    #[retry(fixed("0s"))]
    #[cfg(debug_assertions)]
    #[cfg_attr(debug_assertions, doc = "More docs.")]
    #[allow(clippy::unused_self, reason = "an attribute below")]
    fn others(&self, way: Way) -> Answer {
        end!(way, self.flaky.call(1))
    }
}

#[tokio::test(start_paused = true)]
async fn a_traced_function_is_retried_with_its_arguments_as_they_were() {
    let mut client = Client::default();
    for way in WAYS {
        let a = || "a".to_owned();
        assert_eq!(client.sync_below(a(), 1, way), Ok("a2 a2 a2".to_owned()));
        assert_eq!(client.sync_above(a(), 1, way), Ok("a2 a2 a2".to_owned()));
        assert_eq!(client.below(a(), way).await, Ok("a! a! a!".to_owned()));
        assert_eq!(client.above(a(), 1, way).await, Ok("a2 a2 a2".to_owned()));
        assert_eq!(
            client.above_with_err(a(), way).await,
            Ok("a! a! a!".to_owned())
        );
        assert_eq!(
            client.above_boxed(a(), way).await,
            Ok("a! a! a!".to_owned())
        );
    }
}

#[async_trait]
trait Api {
    async fn read(&self, name: String, way: Way) -> Answer;
    async fn plain(&mut self, name: String, n: u32, way: Way) -> Answer;
    async fn with_err(&mut self, name: String, n: u32, way: Way) -> Answer;
    async fn with_ret(&mut self, name: String, n: u32, way: Way) -> Answer;
    async fn with_both(&mut self, name: String, n: u32, way: Way) -> Answer;
}

#[async_trait]
impl Api for Client {
    #[instrument(skip_all)]
    #[retry(fixed("0s"))]
    async fn read(&self, name: String, way: Way) -> Answer {
        yield_now().await;
        end!(way, self.flaky.call(&name))
    }

    #[instrument(skip_all)]
    #[retry(fixed("0s"), clone(name))]
    async fn plain(&mut self, name: String, mut n: u32, way: Way) -> Answer {
        yield_now().await;
        n += 1;
        self.changes += n;
        end!(way, self.flaky.call(name + &n.to_string()))
    }

    #[instrument(skip_all, err)]
    #[retry(fixed("0s"), clone(name))]
    async fn with_err(&mut self, name: String, mut n: u32, way: Way) -> Answer {
        yield_now().await;
        n += 1;
        self.changes += n;
        end!(way, self.flaky.call(name + &n.to_string()))
    }

    #[instrument(skip_all, ret)]
    #[retry(fixed("0s"), clone(name))]
    async fn with_ret(&mut self, name: String, mut n: u32, way: Way) -> Answer {
        yield_now().await;
        n += 1;
        self.changes += n;
        end!(way, self.flaky.call(name + &n.to_string()))
    }

    #[instrument(skip_all, err, ret)]
    #[retry(fixed("0s"), clone(name))]
    async fn with_both(&mut self, name: String, mut n: u32, way: Way) -> Answer {
        yield_now().await;
        n += 1;
        self.changes += n;
        end!(way, self.flaky.call(name + &n.to_string()))
    }
}

#[tokio::test(start_paused = true)]
async fn a_traced_method_under_async_trait_is_retried_with_its_arguments_as_they_were() {
    let mut client = Client::default();
    for way in WAYS {
        let (a, fresh) = (|| "a".to_owned(), Ok("a2 a2 a2".to_owned()));
        assert_eq!(client.read(a(), way).await, Ok("a a a".to_owned()));
        assert_eq!(client.plain(a(), 1, way).await, fresh);
        assert_eq!(client.with_err(a(), 1, way).await, fresh);
        assert_eq!(client.with_ret(a(), 1, way).await, fresh);
        assert_eq!(client.with_both(a(), 1, way).await, fresh);
    }
}

#[test]
#[cfg(debug_assertions)]
fn built_in_attributes_stay_in_force() {
    for way in WAYS {
        assert_eq!(Client::default().others(way), Ok("1 1 1".to_owned()));
    }
}

//! Functions, functions beside a bundle, bundles and closures inherit from each other.

use super::inherited::{Server, inner};
use super::{Boxed, EVERY_SECOND, Error, Outcome, SECOND};
#[cfg(feature = "test-util")]
use retries::testing::record;
use retries::{Policy, retry, retry_async};
use tokio::time::Instant;

#[retries::policy(fixed("1s"), max_attempts = 10)]
const PATIENT: Policy<Error>;

#[retries::policy(fixed("1s"), deadline = "3s")]
const BOUNDED: Policy<Error>;

#[cfg(feature = "test-util")]
#[test]
fn functions_bundles_and_closures_inherit_from_each_other() {
    type Inner = fn() -> Outcome;
    type Outer = fn(Inner) -> Outcome;

    #[retry(fixed("1s"), max_attempts = 10)]
    fn inner_function() -> Outcome {
        Err(Error::Down)
    }

    #[retry(PATIENT)]
    fn inner_beside_bundle() -> Outcome {
        Err(Error::Down)
    }

    #[retry(fixed("1s"), deadline = "3s")]
    fn function(inner: fn() -> Outcome) -> Outcome {
        inner()
    }

    #[retry(BOUNDED)]
    fn beside_bundle(inner: fn() -> Outcome) -> Outcome {
        inner()
    }

    let inner: [Inner; 4] = [
        inner_function,
        inner_beside_bundle,
        || PATIENT.call(|| Err(Error::Down)),
        || EVERY_SECOND.max_attempts(10).call(|| Err(Error::Down)),
    ];
    let outer: [Outer; 5] = [
        function,
        beside_bundle,
        |inner| BOUNDED.call(inner),
        |inner| EVERY_SECOND.deadline(3 * SECOND).call(inner),
        |inner| {
            EVERY_SECOND
                .deadline(3 * SECOND)
                .on(Error::is_transient)
                .call(inner)
        },
    ];
    for (index, inner) in inner.into_iter().enumerate() {
        for (around, outer) in outer.iter().enumerate() {
            let log = record(|| outer(inner));
            assert_eq!(log.attempts(), 4 + 1, "{index} in {around}: {log}");
            assert!(log.events()[3].is_inherited, "{index} in {around}: {log}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn async_functions_bundles_and_closures_inherit_from_each_other() {
    type Inner = for<'a> fn(&'a Server) -> Boxed<'a>;
    type Outer = for<'a> fn(&'a Server, Inner) -> Boxed<'a>;

    #[retry(PATIENT)]
    async fn inner_beside_bundle(server: &Server) -> Outcome {
        server.call()
    }

    #[retry(fixed("1s"), deadline = "3s")]
    async fn function(server: &Server, inner: Inner) -> Outcome {
        inner(server).await
    }

    #[retry(BOUNDED)]
    async fn beside_bundle(server: &Server, inner: Inner) -> Outcome {
        inner(server).await
    }

    let inner: [Inner; 4] = [
        |server| Box::pin(inner(server)),
        |server| Box::pin(inner_beside_bundle(server)),
        |server| Box::pin(PATIENT.call_async(async || server.call())),
        |server| {
            let policy = EVERY_SECOND.max_attempts(10);
            Box::pin(policy.call_async_mut(async || server.call()))
        },
    ];
    let outer: [Outer; 5] = [
        |server, inner| Box::pin(function(server, inner)),
        |server, inner| Box::pin(beside_bundle(server, inner)),
        |server, inner| Box::pin(BOUNDED.call_async(move || inner(server))),
        |server, inner| {
            let policy = EVERY_SECOND.deadline(3 * SECOND);
            Box::pin(policy.call_async(move || inner(server)))
        },
        |server, inner| {
            let call = retry_async(move || inner(server)).policy(EVERY_SECOND.max_attempts(1));
            Box::pin(call.attempt_timeout(3 * SECOND).call())
        },
    ];
    let server = Server::default();
    for (index, inner) in inner.into_iter().enumerate() {
        for (around, outer) in outer.iter().enumerate() {
            let start = Instant::now();
            assert_eq!(
                outer(&server, inner).await,
                Err(Error::Down),
                "{index} in {around}"
            );
            assert_eq!(server.take().0, 4, "{index} in {around}");
            assert_eq!(start.elapsed(), 3 * SECOND, "{index} in {around}");
        }
    }
}

//! A retry that multiplies is counted also where `before_retry` runs before it.

use super::{EVERY_SECOND, Error, Outcome};
use futures_lite::future::block_on;
use retries::testing::{record, record_async};
use retries::{Policy, retry};

#[retries::policy(fixed("1s"))]
const BARE: Policy<Error>;

#[retries::policy(fixed("1s"), before_retry = |_| Ok(()))]
const RENEWING: Policy<Error>;

fn inner() -> Outcome {
    EVERY_SECOND.call(|| Err(Error::Down))
}

#[test]
fn of_a_function() {
    #[retry(fixed("1s"), before_retry = |_| Ok(()))]
    fn function() -> Outcome {
        inner()
    }

    #[retry(fixed("1s"), before_retry = async |_| Ok(()))]
    async fn function_async() -> Outcome {
        inner()
    }

    assert_eq!(record(function).nested_retries(), 2);
    assert_eq!(block_on(record_async(function_async())).nested_retries(), 2);
}

#[test]
fn of_a_bundle_and_beside_one() {
    #[retry(RENEWING)]
    fn in_bundle() -> Outcome {
        inner()
    }

    #[retry(BARE, before_retry = |_| Ok(()))]
    fn beside_bundle() -> Outcome {
        inner()
    }

    assert_eq!(record(in_bundle).nested_retries(), 2);
    assert_eq!(record(beside_bundle).nested_retries(), 2);
    assert_eq!(record(|| RENEWING.call(inner)).nested_retries(), 2);
}

#[test]
fn of_a_closure() {
    let call = EVERY_SECOND.before_retry(|_| Ok(()));
    assert_eq!(record(|| call.call(inner)).nested_retries(), 2);
}

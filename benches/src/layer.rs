//! A request to a service under a layer that retries, which succeeds at once: our layer, tower's own layer with our policy,
//! and tower's own layer with a policy written for it.

use retries::{Backoff, Policy};
use std::time::Duration;
use tower::retry::RetryLayer;
use tower::{Layer, Service, ServiceExt, service_fn};

use crate::contestant::{Contestant, Entry};
use crate::policy;
use crate::work::{Error, attempt, complete, success};

const RETRIES: Policy = Policy::new()
    .backoff(Backoff::exponential(Duration::from_mins(1)).cap(Duration::from_hours(1)))
    .max_attempts(5);

pub fn contestants() -> Vec<Entry> {
    vec![
        entry(Contestant::Bare, service()),
        entry(Contestant::OurLayer, RETRIES.layer().layer(service())),
        entry(
            Contestant::OurTowerPolicy,
            RetryLayer::new(RETRIES.tower_policy()).layer(service()),
        ),
        entry(
            Contestant::TowerLayer,
            RetryLayer::new(policy::tower()).layer(service()),
        ),
    ]
}

fn service() -> impl Service<u64, Response = u64, Error = Error, Future: Send> + Clone + Send {
    service_fn(async |input| attempt(input))
}

fn entry<S>(who: Contestant, mut service: S) -> Entry
where
    S: Service<u64, Response = u64, Error = Error> + 'static,
{
    Entry::new(who, move || {
        complete(async { service.ready().await?.call(success()).await })
    })
}

//! An attempt in which a call made a retry is not retried again with `nested = stop`.

use super::{Boxed, EVERY_SECOND, Error, Outcome, gave_up};
use retries::{EventKind, Policy, StopReason, retry};
use std::cell::Cell;

pub(super) const NESTED: EventKind = gave_up(StopReason::Nested);

/// The attempts of a call around others, and why it gave up.
#[derive(Default)]
pub(super) struct Outer {
    pub(super) attempts: Cell<u32>,
    pub(super) end: Cell<Option<EventKind>>,
}

impl Outer {
    /// Counts an attempt, and returns its number.
    pub(super) fn begin(&self) -> u32 {
        self.attempts.set(self.attempts.get() + 1);
        self.attempts.get()
    }

    pub(super) fn take(&self) -> (u32, Option<EventKind>) {
        (self.attempts.take(), self.end.take())
    }
}

/// Makes three attempts, which all fail.
pub(super) async fn inner() -> Outcome {
    EVERY_SECOND.call_async(async || Err(Error::Down)).await
}

/// Succeeds at the second attempt.
pub(super) async fn recovers() -> Outcome {
    let mut outcomes = vec![Ok(()), Err(Error::Down)].into_iter().rev();
    let mut next = || outcomes.next().unwrap();
    EVERY_SECOND.call_async_mut(async || next()).await
}

fn inner_sync() -> Outcome {
    EVERY_SECOND.sleep(|_| ()).call(|| Err(Error::Down))
}

#[retries::policy(fixed("1s"), nested = stop)]
const STOPPING: Policy<Error>;

const STOPPING_POLICY: Policy = EVERY_SECOND.stop_nested();

#[tokio::test(start_paused = true)]
async fn an_async_call_is_not_retried_after_retries_inside() {
    #[retry(fixed("1s"), nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn function(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await
    }

    #[retry(STOPPING, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn beside_bundle(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await
    }

    #[retry(policy = STOPPING_POLICY, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn by_policy(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await
    }

    #[retry(policy = policy, nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn beside_policy(outer: &Outer, policy: Policy) -> Outcome {
        outer.begin();
        inner().await
    }

    let outer = Outer::default();
    let attempt = async || {
        outer.begin();
        inner().await
    };
    let note = |event: &retries::Event<'_, Error>| outer.end.set(Some(event.kind()));
    let calls: [Boxed<'_>; 7] = [
        Box::pin(function(&outer)),
        Box::pin(beside_bundle(&outer)),
        Box::pin(by_policy(&outer)),
        Box::pin(beside_policy(&outer, EVERY_SECOND)),
        Box::pin(STOPPING_POLICY.on_give_up(note).call_async_mut(attempt)),
        Box::pin(STOPPING.on_give_up(note).call_async_mut(attempt)),
        Box::pin(
            EVERY_SECOND
                .on_give_up(note)
                .stop_nested()
                .call_async_mut(attempt),
        ),
    ];
    for (index, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await, Err(Error::Down));
        assert_eq!(outer.take(), (1, Some(NESTED)), "{index}");
    }
}

#[test]
fn a_sync_call_is_not_retried_after_retries_inside() {
    #[retry(
        fixed("1s"), nested = stop, sleep = |_| (), on_give_up = |event| outer.end.set(Some(event.kind())),
    )]
    fn function(outer: &Outer) -> Outcome {
        outer.begin();
        inner_sync()
    }

    #[retry(STOPPING, sleep = |_| (), on_give_up = |event| outer.end.set(Some(event.kind())))]
    fn beside_bundle(outer: &Outer) -> Outcome {
        outer.begin();
        inner_sync()
    }

    #[retry(
        policy = STOPPING_POLICY, sleep = |_| (), on_give_up = |event| outer.end.set(Some(event.kind())),
    )]
    fn by_policy(outer: &Outer) -> Outcome {
        outer.begin();
        inner_sync()
    }

    let outer = Outer::default();
    let attempt = || {
        outer.begin();
        inner_sync()
    };
    let note = |event: &retries::Event<'_, Error>| outer.end.set(Some(event.kind()));
    let calls: [&dyn Fn() -> Outcome; 5] = [
        &|| function(&outer),
        &|| beside_bundle(&outer),
        &|| by_policy(&outer),
        &|| STOPPING_POLICY.sleep(|_| ()).on_give_up(note).call(attempt),
        &|| STOPPING.sleep(|_| ()).on_give_up(note).call(attempt),
    ];
    for (index, call) in calls.iter().enumerate() {
        assert_eq!(call(), Err(Error::Down));
        assert_eq!(outer.take(), (1, Some(NESTED)), "{index}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_hooks_and_observers_the_retries_inside_count_too() {
    #[retry(fixed("1s"), nested = stop)]
    async fn outer(attempts: &Cell<u32>) -> Outcome {
        attempts.set(attempts.get() + 1);
        inner_without_hooks().await
    }

    #[retry(fixed("1s"))]
    async fn inner_without_hooks() -> Outcome {
        Err(Error::Down)
    }

    let attempts = Cell::new(0);
    outer(&attempts).await.unwrap_err();
    assert_eq!(attempts.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn nested_retry_overrules_a_bundle_and_a_policy() {
    #[retry(STOPPING, nested = retry)]
    async fn beside_bundle(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await
    }

    #[retry(policy = STOPPING_POLICY, nested = retry)]
    async fn beside_policy(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await
    }

    #[retry(fixed("1s"), nested = retry)]
    async fn alone(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await
    }

    let outer = Outer::default();
    beside_bundle(&outer).await.unwrap_err();
    beside_policy(&outer).await.unwrap_err();
    alone(&outer).await.unwrap_err();
    assert_eq!(outer.attempts.get(), 3 + 3 + 3);
}

#[cfg(feature = "serde")]
#[tokio::test(start_paused = true)]
async fn a_policy_of_a_configuration_has_the_word() {
    for (word, attempts) in [("stop", 1), ("retry", 3)] {
        let policy: Policy = toml::from_str(&format!("nested = '{word}'")).unwrap();
        let outer = Outer::default();
        let call = policy.call_async(async || {
            outer.begin();
            inner().await
        });
        call.await.unwrap_err();
        assert_eq!(outer.attempts.get(), attempts, "{word}");
    }
}

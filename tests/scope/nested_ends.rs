//! Where `nested = stop` ends a call, what it sees, and what does not count as a retry inside.

use super::nested::{NESTED, Outer, inner, recovers};
use super::{EVERY_SECOND, Error, Outcome, gave_up};
use retries::{EventKind, StopReason, retry};

#[tokio::test(start_paused = true)]
async fn only_where_a_retry_would_follow_a_call_gives_up_as_nested() {
    #[retry(
        fixed("1s"), max_attempts = 2, nested = stop, on = Error::is_transient,
        on_give_up = |event| outer.end.set(Some(event.kind())),
    )]
    async fn at_the_last_attempt(outer: &Outer) -> Outcome {
        if outer.begin() == 2 {
            inner().await
        } else {
            Err(Error::Down)
        }
    }

    #[retry(
        fixed("1s"), nested = stop, on = Error::is_transient,
        on_give_up = |event| outer.end.set(Some(event.kind())),
    )]
    async fn permanent(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await.map_err(|_| Error::Gone)
    }

    #[retry(
        fixed("1s"), deadline = "2500ms", nested = stop,
        on_give_up = |event| outer.end.set(Some(event.kind())),
    )]
    async fn too_late(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await
    }

    #[retry(fixed("1s"), nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn succeeds(outer: &Outer) -> Outcome {
        outer.begin();
        recovers().await
    }

    let outer = Outer::default();
    at_the_last_attempt(&outer).await.unwrap_err();
    assert_eq!(outer.take(), (2, Some(gave_up(StopReason::Attempts))));
    permanent(&outer).await.unwrap_err();
    assert_eq!(outer.take(), (1, Some(gave_up(StopReason::Permanent))));
    too_late(&outer).await.unwrap_err();
    assert_eq!(outer.take(), (1, Some(gave_up(StopReason::Deadline))));
    succeeds(&outer).await.unwrap();
    assert_eq!(outer.take(), (1, None));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_before_the_retries_inside_is_retried() {
    #[retry(fixed("1s"), max_attempts = 9, nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn call(outer: &Outer) -> Outcome {
        if outer.begin() == 3 {
            inner().await
        } else {
            Err(Error::Down)
        }
    }

    let outer = Outer::default();
    call(&outer).await.unwrap_err();
    assert_eq!(outer.take(), (3, Some(NESTED)));
}

#[tokio::test(start_paused = true)]
async fn or_else_sees_the_reason_and_the_budget_is_not_asked() {
    #[retry(
        fixed("1s"), nested = stop, budget = *budget,
        or_else = |error, reason| { assert_eq!((error, reason), (Error::Down, StopReason::Nested)); Ok(()) },
    )]
    async fn function(budget: &retries::Budget) -> Outcome {
        inner().await
    }

    let budget = retries::Budget::tokens(500);
    function(&budget).await.unwrap();
    let closure = EVERY_SECOND
        .stop_nested()
        .budget(&budget)
        .or_else(|_, reason| {
            if reason == StopReason::Nested {
                Ok(())
            } else {
                Err(Error::Gone)
            }
        })
        .call_async(inner);
    closure.await.unwrap();
    let after_failures = retries::Budget::tokens(500);
    let without_retries = EVERY_SECOND.max_attempts(1).budget(&after_failures);
    for _ in 0..2 {
        without_retries.call_async(inner).await.unwrap_err();
    }
    assert_eq!(budget.available(), after_failures.available());
}

#[cfg(feature = "test-util")]
#[test]
fn recordings_and_hooks_show_retries_that_multiply() {
    let seen = std::cell::Cell::new(0);
    let log = retries::testing::record(|| {
        EVERY_SECOND
            .on_retry(|event| seen.set(seen.get() + u32::from(event.is_nested())))
            .call(|| EVERY_SECOND.call(|| Err::<(), _>(Error::Down)))
    });
    assert_eq!((log.attempts(), log.nested_retries()), (3 + 3 * 3, 2));
    assert_eq!(seen.get(), 2);
    let nested: Vec<_> = log.events().iter().map(|event| event.is_nested).collect();
    let each = [false, false, false];
    assert_eq!(nested[..4], [each.as_slice(), &[true]].concat());
    assert_eq!(nested[4..8], [each.as_slice(), &[true]].concat());
    assert_eq!(nested[8..], [each.as_slice(), &[false]].concat());

    let log = retries::testing::record(|| {
        EVERY_SECOND
            .stop_nested()
            .call(|| EVERY_SECOND.call(|| Err::<(), _>(Error::Down)))
    });
    assert_eq!((log.attempts(), log.nested_retries()), (1 + 3, 0));
    assert_eq!(log.events().last().unwrap().kind, NESTED);
    assert!(
        log.to_string()
            .ends_with("closure: attempt 1 of 3 failed; gave up (nested)\n"),
        "{log}"
    );
}

#[cfg(feature = "test-util")]
#[test]
fn functions_show_retries_that_multiply_too() {
    #[retry(fixed("1s"))]
    fn inner() -> Outcome {
        Err(Error::Down)
    }

    #[retry(fixed("1s"))]
    fn outer() -> Outcome {
        inner()
    }

    #[retry(fixed("1s"))]
    async fn outer_async() -> Outcome {
        inner()
    }

    #[retry(fixed("1s"), budget = budget, on_retry = |_| ())]
    fn with_budget(budget: &retries::Budget) -> Outcome {
        inner()
    }

    assert_eq!(retries::testing::record(outer).nested_retries(), 2);
    let budget = retries::Budget::tokens(500);
    assert_eq!(
        retries::testing::record(|| with_budget(&budget)).nested_retries(),
        2
    );
    let log = futures_executor::block_on(retries::testing::record_async(outer_async()));
    assert_eq!(log.nested_retries(), 2);
}

#[cfg(feature = "registry")]
#[tokio::test(start_paused = true)]
async fn the_calls_own_word_stays_with_an_operators_policy() {
    #[retry(
        fixed("1s"), nested = stop, name = "nested.stays",
        on_give_up = |event| outer.end.set(Some(event.kind())),
    )]
    async fn stops(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await
    }

    #[retry(fixed("1s"), name = "nested.operator")]
    async fn multiplies(outer: &Outer) -> Outcome {
        outer.begin();
        inner().await
    }

    let listed = |name| {
        let mut functions = retries::functions().into_iter();
        functions.find(|function| function.path() == name).unwrap()
    };
    let outer = Outer::default();
    listed("nested.stays")
        .set_policy(EVERY_SECOND.max_attempts(9))
        .unwrap();
    stops(&outer).await.unwrap_err();
    assert_eq!(outer.take(), (1, Some(NESTED)));

    multiplies(&outer).await.unwrap_err();
    assert_eq!(outer.take().0, 3);
    listed("nested.operator")
        .set_policy(EVERY_SECOND.stop_nested())
        .unwrap();
    multiplies(&outer).await.unwrap_err();
    assert_eq!(outer.take().0, 1, "an operator can add the word");
}

#[test]
fn the_reason_is_the_end_of_a_call() {
    let EventKind::GaveUp(reason) = NESTED else {
        unreachable!();
    };
    assert_eq!(reason.as_str(), "nested");
}

//! Budgets that refuse requests as often as a service does not accept them, and budgets by key.

use std::cell::Cell;
use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use retries::{Backoff, Budget, Budgets, Decision, Policy, Refused, RetryBudget, retry};

const POLICY: Policy = Policy::new().backoff(Backoff::fixed(Duration::ZERO));

/// Makes calls that fail with this decision, and returns how many attempts they made.
fn attempts_of(calls: u32, decision: Decision, budget: &impl RetryBudget) -> u32 {
    let attempts = Cell::new(0);
    let retry = POLICY.on(move |_: &&str| decision).budget(budget);
    for _ in 0..calls {
        let outcome: Result<(), &str> = retry.call(|| {
            attempts.set(attempts.get() + 1);
            Err("down")
        });
        assert_eq!(outcome, Err("down"));
    }
    attempts.get()
}

#[test]
fn an_adaptive_budget_ends_the_retries_of_a_service_that_accepts_nothing() {
    let budget = Budget::adaptive(2.0);
    let attempts = attempts_of(1000, Decision::Retry, &budget);
    // The probability of a retry after n requests is 1 / (n + 1): in all there are a few.
    assert!((1000..1050).contains(&attempts), "{attempts}");
}

#[test]
fn an_adaptive_budget_takes_a_permanent_failure_for_an_answer() {
    let budget = Budget::adaptive(2.0);
    assert_eq!(attempts_of(100, Decision::Stop, &budget), 100);
    assert_eq!(attempts_of(10, Decision::Retry, &budget), 30);
}

#[test]
fn an_adaptive_budget_grants_all_retries_of_a_service_that_accepts_half() {
    let budget = Budget::adaptive(2.0);
    let retry = POLICY.on(|_: &&str| true).budget(&budget);
    for _ in 0..1000 {
        let attempts = Cell::new(0);
        budget.on_success(None);
        let outcome = retry.call(|| {
            attempts.set(attempts.get() + 1);
            if attempts.get() == 1 {
                Err("busy")
            } else {
                Ok(())
            }
        });
        assert_eq!(outcome, Ok(()));
    }
}

#[tokio::test(start_paused = true)]
async fn an_adaptive_budget_refuses_calls_until_two_minutes_after_the_last() {
    static BUDGET: Budget = Budget::adaptive(2.0);

    #[retry(budget = BUDGET, max_attempts = 1)]
    async fn get(sent: &Cell<u32>) -> io::Result<()> {
        sent.set(sent.get() + 1);
        Err(io::ErrorKind::ConnectionReset.into())
    }

    let sent = Cell::new(0);
    let mut refused = 0;
    for _ in 0..1000 {
        let error = get(&sent).await.unwrap_err();
        refused += u32::from(
            error
                .get_ref()
                .is_some_and(<dyn std::error::Error + Send + Sync>::is::<Refused>),
        );
    }
    assert_eq!(sent.get() + refused, 1000);
    assert!((1..50).contains(&sent.get()), "{}", sent.get());
    tokio::time::sleep(Duration::from_secs(130)).await;
    sent.set(0);
    assert!(get(&sent).await.is_err());
    assert_eq!(sent.get(), 1);
}

#[test]
fn a_host_that_is_down_uses_up_no_retries_of_the_others() {
    static BUDGETS: Budgets<String> = Budgets::new(10, || Budget::tokens(50).costs(5, 5, 0));
    let calls = |host| attempts_of(100, Decision::Retry, &BUDGETS.of(host));
    assert_eq!(calls("down.example"), 110);
    assert_eq!(calls("other.example"), 110);
    assert_eq!(calls("down.example"), 100);
}

#[test]
fn a_budget_may_be_made_when_it_is_first_used() {
    static BUDGET: LazyLock<Budget> = LazyLock::new(|| Budget::tokens(50).costs(5, 5, 0));
    assert_eq!(attempts_of(100, Decision::Retry, &BUDGET), 110);
    assert_eq!(LazyLock::force(&BUDGET).available(), 0);
}

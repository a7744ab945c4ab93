//! Each word of a call that blocks its thread, behind a policy.

use super::{EVERY_SECOND, Error, SECOND, fails_with, line};
use retries::{
    Attempt, Backoff, Budget, Decision, Event, NoBudget, Policy, Refused, RetryBudget, RetryRequest,
};
use std::cell::{Cell, RefCell};
use std::time::Duration;

/// Grants as many retries as it holds, and counts the deposits.
struct Tokens {
    left: Cell<u32>,
    deposits: Cell<u32>,
}

impl Tokens {
    fn new(left: u32) -> Self {
        let (left, deposits) = (Cell::new(left), Cell::new(0));
        Self { left, deposits }
    }
}

impl RetryBudget for Tokens {
    fn deposit(&self) {
        self.deposits.set(self.deposits.get() + 1);
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        let left = self.left.get().checked_sub(1)?;
        self.left.set(left);
        Some(1)
    }
}

/// Refuses every call.
struct Closed;

impl RetryBudget for Closed {
    fn admit(&self, _: &retries::CallRequest) -> Result<(), Refused> {
        Err(Refused::new("closed"))
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        Some(0)
    }
}

#[test]
fn sleep_waits_between_attempts() {
    let waits = RefCell::new(Vec::new());
    let caller = EVERY_SECOND.sleep(|wait| waits.borrow_mut().push(wait));
    assert_eq!(caller.call(|| None::<u8>), None);
    assert_eq!(*waits.borrow(), [SECOND; 2]);
}

#[test]
fn on_is_called_with_every_failure() {
    let seen = RefCell::new(Vec::new());
    let caller = EVERY_SECOND
        .sleep(|_| ())
        .max_attempts(9)
        .on(|error: &Error| {
            seen.borrow_mut().push(error.clone());
            error.is_busy()
        });
    let result = caller.call(fails_with([Error::Busy(1), Error::Busy(2), Error::Gone]));
    assert_eq!(result, Err(Error::Gone));
    assert_eq!(
        *seen.borrow(),
        [Error::Busy(1), Error::Busy(2), Error::Gone]
    );
}

#[test]
fn on_may_choose_the_wait() {
    let waits = RefCell::new(Vec::new());
    let caller = EVERY_SECOND
        .on(|_| Decision::RateLimited)
        .rate_limited(Backoff::fixed(5 * SECOND))
        .sleep(|wait| waits.borrow_mut().push(wait));
    assert_eq!(caller.call(|| None::<u8>), None);
    assert_eq!(*waits.borrow(), [5 * SECOND; 2]);
}

#[test]
fn on_ok_retries_a_success() {
    let mut statuses = vec![Ok(200), Ok(503), Err(Error::Gone)];
    let caller = EVERY_SECOND.sleep(|_| ()).on_ok(|status| *status >= 500);
    let status = caller.call(|| statuses.pop().unwrap_or(Ok(0)));
    assert_eq!(status, Ok(200));
}

#[test]
fn on_ok_returns_the_last_success_when_attempts_run_out() {
    let caller = EVERY_SECOND.sleep(|_| ()).on_ok(|status| *status >= 500);
    assert_eq!(caller.call(|| Some(503)), Some(503));
}

#[test]
fn a_budget_gets_a_deposit_for_each_call_and_decides_about_retries() {
    let tokens = Tokens::new(3);
    let caller = EVERY_SECOND.budget(&tokens).sleep(|_| ());
    let attempts = Cell::new(0);
    for _ in 0..3 {
        let _ = caller.call(|| {
            attempts.set(attempts.get() + 1);
            None::<u8>
        });
    }
    assert_eq!(tokens.deposits.get(), 3);
    assert_eq!(attempts.get(), 3 + 3);
}

#[test]
fn wait_when_exhausted_returns_the_failure_after_the_wait() {
    let waits = RefCell::new(Vec::new());
    let caller = EVERY_SECOND.sleep(|wait| waits.borrow_mut().push(wait));
    let empty = || Tokens::new(0);
    assert_eq!(caller.budget(empty()).call(|| None::<u8>), None);
    assert!(waits.borrow().is_empty());
    let caller = caller.budget(empty()).wait_when_exhausted();
    assert_eq!(caller.call(|| None::<u8>), None);
    assert_eq!(*waits.borrow(), [SECOND]);
}

#[test]
fn a_later_word_replaces_an_earlier_one() {
    let events = Cell::new(0);
    let count = |_: &Event<'_, ()>| events.set(events.get() + 1);
    let caller = EVERY_SECOND
        .budget(Tokens::new(0))
        .on(|()| false)
        .on_retry(|_: &Event<'_, ()>| panic!("it was replaced"))
        .named("first")
        .sleep(|_| panic!("it was replaced"))
        .max_attempts(2)
        .sleep(|_| ())
        .named("second")
        .on_retry(count)
        .on(|()| true)
        .budget(NoBudget)
        .max_attempts(4);
    assert_eq!(caller.call(|| None::<u8>), None);
    assert_eq!(events.get(), 3);
}

#[test]
fn a_refused_call_makes_no_attempt() {
    let caller = EVERY_SECOND
        .budget(Closed)
        .on_refused(|_| Error::Refused)
        .on_give_up(|_| panic!("no attempt was made"));
    let result = caller.call(|| -> Result<u8, Error> { panic!("the budget is closed") });
    assert_eq!(result, Err(Error::Refused));
}

#[test]
fn without_on_refused_the_budget_refuses_retries_only() {
    let caller = EVERY_SECOND.budget(Closed);
    assert_eq!(caller.call(|| Some(1)), Some(1));
}

#[test]
fn hooks_receive_the_events_with_the_name() {
    let lines = RefCell::new(Vec::new());
    let caller = EVERY_SECOND
        .max_attempts(2)
        .sleep(|_| ())
        .on_retry(|event| lines.borrow_mut().push(line(event)))
        .on_give_up(|event| lines.borrow_mut().push(line(event)))
        .named("shop::charge");
    let result = caller.call(fails_with([Error::Busy(1), Error::Busy(2)]));
    assert_eq!(result, Err(Error::Busy(2)));
    assert_eq!(
        *lines.borrow(),
        [
            "shop::charge: attempt 1 of 2 failed: Busy(1), said the server; the next is in 1s (backoff)",
            "shop::charge: attempt 2 of 2 failed: Busy(2), said the server; gave up (attempts)",
        ]
    );
}

#[test]
fn a_closure_without_a_name_is_called_closure() {
    let name = Cell::new("");
    let caller = EVERY_SECOND
        .on(|()| false)
        .on_give_up(|event| name.set(event.function()));
    assert_eq!(caller.call(|| None::<u8>), None);
    assert_eq!(name.get(), "closure");
}

#[test]
fn the_time_that_the_caller_has_left_ends_the_call() {
    let attempts = Cell::new(0);
    let attempt = || {
        attempts.set(attempts.get() + 1);
        None::<()>
    };
    let short = EVERY_SECOND.remaining(Duration::from_millis(900));
    assert_eq!(short.call(attempt), None);
    assert_eq!(attempts.replace(0), 1);

    // The sooner of both ends the call.
    let deadline = short.deadline(60 * SECOND);
    assert_eq!(deadline.call(attempt), None);
    assert_eq!(attempts.replace(0), 1);
    let remaining = short
        .deadline(Duration::from_millis(900))
        .remaining(60 * SECOND);
    assert_eq!(remaining.call(attempt), None);
    assert_eq!(attempts.replace(0), 1);

    // It leaves the number of attempts alone, unlike a deadline.
    let at_once = EVERY_SECOND.backoff(Backoff::fixed(Duration::ZERO));
    assert_eq!(at_once.remaining(60 * SECOND).call(attempt), None);
    assert_eq!(attempts.replace(0), 3);
    assert_eq!(at_once.remaining(Duration::MAX).call(attempt), None);
    assert_eq!(attempts.get(), 3);
}

#[test]
fn a_closure_may_take_the_number_of_the_attempt() {
    let mut numbers = Vec::new();
    let caller = EVERY_SECOND.sleep(|_| ());
    let result = caller.call(|n: Attempt| {
        numbers.push((n.number(), n.is_last()));
        None::<u8>
    });
    assert_eq!(result, None);
    assert_eq!(numbers, [(1, false), (2, false), (3, true)]);
}

#[test]
fn each_option_of_a_policy_is_a_word_of_a_call() {
    let base = Policy::new().on(|()| true).policy(EVERY_SECOND);
    let number = |caller: &Cell<u32>| {
        caller.set(caller.get() + 1);
        None::<u8>
    };
    let waits = RefCell::new(Vec::new());
    let attempts = Cell::new(0);
    let caller = base
        .backoff(Backoff::exponential(SECOND).cap(4 * SECOND))
        .jitter(retries::Jitter::None)
        .max_attempts(5)
        .sleep(|wait| waits.borrow_mut().push(wait.as_secs()));
    assert_eq!(caller.call(|| number(&attempts)), None);
    assert_eq!(*waits.borrow(), [1, 2, 4, 4]);

    attempts.set(0);
    let endless = base.sleep(|_| ()).unlimited_attempts();
    assert_eq!(
        endless.call(|| number(&attempts).or((attempts.get() == 50).then_some(1))),
        Some(1)
    );

    attempts.set(0);
    let impatient = base
        .on(|()| Decision::RetryAfter(9 * SECOND))
        .max_retry_after(5 * SECOND);
    assert_eq!(impatient.call(|| number(&attempts)), None);
    assert_eq!(attempts.get(), 1);
}

#[test]
fn no_attempt_timeout_lets_a_blocking_closure_be_called() {
    let caller = EVERY_SECOND.on(|()| false).attempt_timeout(SECOND);
    assert_eq!(caller.no_attempt_timeout().call(|| Some(1)), Some(1));
}

#[test]
fn a_budget_may_be_shared_by_callers_and_owned() {
    let shared = std::sync::Arc::new(Budget::ratio(0.0).min_per_second(0));
    for budget in [std::sync::Arc::clone(&shared), shared] {
        let mut attempts = 0;
        let _ = EVERY_SECOND.budget(budget).call(|| {
            attempts += 1;
            None::<u8>
        });
        assert_eq!(attempts, 1);
    }
}

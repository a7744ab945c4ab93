//! A call that retries, by the shipped code.

use std::cell::RefCell;
use std::time::Duration;

use retries::state::{RetryState, Step};
use retries::{CallRequest, Decision, Policy, RetryBudget, RetryRequest, StopReason};

use super::chance::Chance;

/// One call of a client, from its first attempt to its end.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    state: RetryState,
    began: Duration,
    /// What the budget gave for the last retry.
    withdrawn: Option<u32>,
}

impl Call {
    /// Begins a call at this time, and deposits for it.
    pub fn begin(budget: &dyn RetryBudget, now: Duration) -> Self {
        budget.deposit();
        Self::new(now)
    }

    /// Begins a call at this time, or returns `None` if the budget refuses its first attempt.
    pub fn admit(budget: &dyn RetryBudget, now: Duration, chance: &mut Chance) -> Option<Self> {
        let chance = RefCell::new(chance);
        let (clock, random) = (|| now, || chance.borrow_mut().next_u64());
        let request = CallRequest::new(&clock).with_random(&random);
        // The budget makes the deposit as it admits the call.
        budget.admit(&request).ok()?;
        Some(Self::new(now))
    }

    const fn new(now: Duration) -> Self {
        Self {
            state: RetryState::new(),
            began: now,
            withdrawn: None,
        }
    }

    /// Gives back what the last retry took. For a call that is dropped during its wait.
    pub fn cancel(&self, budget: &dyn RetryBudget) {
        if let Some(amount) = self.withdrawn {
            budget.refund(amount);
        }
    }

    /// Returns when the call began.
    #[must_use]
    pub const fn began(&self) -> Duration {
        self.began
    }

    /// Returns the number of the attempt that is under way, from 1.
    #[must_use]
    pub const fn attempt(&self, policy: &Policy) -> u32 {
        self.state.attempt(policy).number()
    }

    /// Reports a success to the budget.
    pub fn succeed(&self, budget: &dyn RetryBudget) {
        budget.on_success(self.withdrawn);
    }

    /// Decides what follows a failed attempt. Returns the wait before the next one.
    ///
    /// `inherited` is the time that the calls around this one have left, and `has_nested_retry` says whether a call
    /// inside the attempt made a retry.
    ///
    /// # Errors
    ///
    /// The reason why the call gives up.
    #[expect(clippy::too_many_arguments, reason = "time and chance are arguments")]
    pub fn fail(
        &mut self,
        policy: &Policy,
        budget: &dyn RetryBudget,
        decision: Decision,
        inherited: Option<Duration>,
        has_nested_retry: bool,
        now: Duration,
        chance: &mut Chance,
    ) -> Result<Duration, StopReason> {
        match decision {
            Decision::Stop => budget.on_permanent_failure(),
            _ => budget.on_failure(),
        }
        let elapsed = now.saturating_sub(self.began);
        let own = policy
            .time_limit()
            .map(|limit| limit.saturating_sub(elapsed));
        let remaining = own.into_iter().chain(inherited).min();
        // A retry that nested calls or the budget prevent is not counted.
        let mut state = self.state;
        let wait = match state.on_failure(policy, decision, remaining, chance.next_u64()) {
            Step::Wait(wait) => wait,
            Step::Stop(reason) => return Err(reason),
        };
        if has_nested_retry && policy.stops_nested() {
            return Err(StopReason::Nested);
        }
        let chance = RefCell::new(chance);
        let (clock, random) = (|| now, || chance.borrow_mut().next_u64());
        let request = RetryRequest::new(decision, &clock).with_random(&random);
        self.withdrawn = Some(budget.withdraw(&request).ok_or(StopReason::Budget)?);
        self.state = state;
        Ok(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, Chance, Decision, Duration, Policy, StopReason};
    use retries::{Backoff, Budget, RetryBudget as _};

    const POLICY: Policy = Policy::new()
        .backoff(Backoff::fixed(Duration::from_secs(1)))
        .max_attempts(9);

    /// Returns the number of attempts of a call that always fails, and why it ends.
    fn attempts(
        policy: &Policy,
        budget: &Budget,
        inherited: Option<Duration>,
    ) -> (u32, StopReason) {
        let mut chance = Chance::new(1);
        let mut now = Duration::ZERO;
        let mut call = Call::begin(budget, now);
        loop {
            let left = inherited.map(|limit| limit.saturating_sub(now));
            match call.fail(
                policy,
                budget,
                Decision::Retry,
                left,
                false,
                now,
                &mut chance,
            ) {
                Ok(wait) => now += wait,
                Err(reason) => return (call.attempt(policy), reason),
            }
        }
    }

    #[test]
    fn the_policy_the_deadlines_and_the_budget_end_a_call() {
        let enough = || Budget::tokens(1_000);
        let seconds = Duration::from_secs;
        assert_eq!(
            attempts(&POLICY, &enough(), None),
            (9, StopReason::Attempts)
        );
        let in_time = POLICY.deadline(seconds(4));
        assert_eq!(
            attempts(&in_time, &enough(), None),
            (5, StopReason::Deadline)
        );
        let inherited = Some(seconds(2));
        assert_eq!(
            attempts(&in_time, &enough(), inherited),
            (3, StopReason::Deadline)
        );
        let two_retries = Budget::tokens(10);
        assert_eq!(
            attempts(&POLICY, &two_retries, None),
            (3, StopReason::Budget)
        );
    }

    #[test]
    fn a_call_that_is_dropped_during_its_wait_gives_back_its_retry() {
        let budget = Budget::tokens(10);
        let mut chance = Chance::new(1);
        let mut call = Call::begin(&budget, Duration::ZERO);
        call.cancel(&budget);
        assert_eq!(budget.available(), 2);
        let now = Duration::ZERO;
        let retry = Decision::Retry;
        let wait = call.fail(&POLICY, &budget, retry, None, false, now, &mut chance);
        assert!(wait.is_ok());
        assert_eq!(budget.available(), 1);
        call.cancel(&budget);
        assert_eq!(budget.available(), 2);
    }

    #[test]
    fn a_budget_may_refuse_the_first_attempt() {
        let budget = Budget::adaptive(1.0);
        let mut chance = Chance::new(1);
        let mut admit = || Call::admit(&budget, Duration::ZERO, &mut chance).is_some();
        assert!(admit());
        for _ in 0..1_000 {
            budget.on_failure();
        }
        assert!((0..100).filter(|_| admit()).count() < 10);
    }
}

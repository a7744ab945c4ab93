//! Requests that are refused as often as a service does not accept them: the client-side throttling of
//! Google's "Site Reliability Engineering" (2016), chapter 21, "Handling Overload".

use core::time::Duration;

use super::atomic::AtomicU64;
use super::history::{Count, History, STEPS};
use crate::budget::refused::Refused;
use crate::budget::retry_budget::{CallRequest, RetryRequest};

/// A step of the history. Twelve of them are the two minutes of the book.
const STEP_SECONDS: u64 = 10;
/// More requests than two minutes can have. It keeps the arithmetic below from overflowing.
const MOST_REQUESTS: u64 = 1 << 53;

#[derive(Debug)]
pub(super) struct Adaptive {
    /// The book's `K`, in thousandths.
    multiplier: u32,
    pub(super) history: History,
}

impl Adaptive {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates, and what is not a number is 0"
    )]
    pub(super) const fn new(multiplier: f64) -> Self {
        let thousandths = (multiplier * 1000.0 + 0.5) as u32;
        Self {
            multiplier: if thousandths < 1000 {
                1000
            } else {
                thousandths
            },
            history: History {
                accepts: nothing_yet(),
                rejects: nothing_yet(),
                last: AtomicU64::new(0),
            },
        }
    }

    /// Without a request that was not accepted the probability is 0: then neither the clock nor a random
    /// word is read.
    #[inline]
    pub(super) fn admit(&self, call: &CallRequest) -> Result<(), Refused> {
        if self.history.rejects.total() == 0 {
            return Ok(());
        }
        self.decide(call)
    }

    pub(super) fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        self.admit(request.call()).ok().map(|()| 0)
    }

    #[cold]
    fn decide(&self, call: &CallRequest) -> Result<(), Refused> {
        self.history.expire(step_of(call.now()));
        let accepts = self.history.accepts.total();
        let requests = accepts.saturating_add(self.history.rejects.total());
        let probability = rejection_probability(requests, accepts, self.multiplier);
        if probability == 0 || call.random() >= probability {
            return Ok(());
        }
        // The book counts a request that is refused here as one that was not accepted: so the more is
        // called, the less is sent.
        self.history.rejects.add_one();
        Err(Refused::overloaded(requests, accepts))
    }

    /// How many more requests may fail before the first is refused.
    pub(super) fn retries(&self) -> u64 {
        let accepts = self.history.accepts.total();
        let most = u128::from(accepts) * u128::from(self.multiplier) / 1000;
        let requests = accepts.saturating_add(self.history.rejects.total());
        u64::try_from(most)
            .unwrap_or(u64::MAX)
            .saturating_sub(requests)
    }

    pub(super) fn multiplier(&self) -> f64 {
        f64::from(self.multiplier) / 1000.0
    }
}

const fn nothing_yet() -> Count {
    Count {
        total: AtomicU64::new(0),
        steps: [const { AtomicU64::new(0) }; STEPS],
    }
}

/// The book's `max(0, (requests - K * accepts) / (requests + 1))`, in parts of 2^64, rounded down. A request
/// is refused if a random word is below it.
fn rejection_probability(requests: u64, accepts: u64, multiplier: u32) -> u64 {
    let requests = u128::from(requests.min(MOST_REQUESTS));
    let accepted = u128::from(accepts) * u128::from(multiplier);
    let above = (requests * 1000).saturating_sub(accepted);
    let of = (requests + 1) * 1000;
    // `above` is below `of`, which is below 2^63.
    u64::try_from((above << 64) / of).unwrap_or(u64::MAX)
}

/// The step of a time. The history counts steps from 1.
fn step_of(now: Duration) -> u64 {
    now.as_secs() / STEP_SECONDS + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Decision;
    use core::cell::Cell;

    thread_local! {
        static NOW: Cell<Duration> = const { Cell::new(Duration::ZERO) };
        static WORD: Cell<u64> = const { Cell::new(0) };
    }

    fn call_at(seconds: u64, word: u64) -> CallRequest<'static> {
        NOW.set(Duration::from_secs(seconds));
        WORD.set(word);
        CallRequest::new(&|| NOW.get()).with_random(&|| WORD.get())
    }

    fn admits(budget: &Adaptive, seconds: u64, word: u64) -> bool {
        budget.admit(&call_at(seconds, word)).is_ok()
    }

    fn history(multiplier: f64, accepts: u32, rejects: u32) -> Adaptive {
        let budget = Adaptive::new(multiplier);
        (0..accepts).for_each(|_| budget.history.accepts.add_one());
        (0..rejects).for_each(|_| budget.history.rejects.add_one());
        budget
    }

    fn totals(budget: &Adaptive) -> (u64, u64) {
        (
            budget.history.accepts.total(),
            budget.history.rejects.total(),
        )
    }

    #[test]
    fn the_probability_is_the_one_of_the_book() {
        let of = |part: u128, whole: u128| u64::try_from((part << 64) / whole).unwrap();
        for (requests, accepts, multiplier, probability) in [
            (0, 0, 2000, 0),
            (1, 0, 2000, of(1, 2)),
            (3, 0, 2000, of(3, 4)),
            (100, 50, 2000, 0),
            (100, 49, 2000, of(2, 101)),
            (100, 10, 2000, of(80, 101)),
            (100, 90, 1100, of(1, 101)),
            (100, 91, 1100, 0),
            (100, 99, 1000, of(1, 101)),
            (100, 100, 1000, 0),
            (1000, 333, 1500, of(5005, 10010)),
        ] {
            let found = rejection_probability(requests, accepts, multiplier);
            assert_eq!(found, probability, "{requests} {accepts} {multiplier}");
        }
    }

    #[test]
    fn no_history_overflows_and_none_is_refused_for_sure() {
        for requests in [0, 1, MOST_REQUESTS, u64::MAX] {
            for accepts in [0, requests / 2, requests] {
                for multiplier in [1000, 2000, u32::MAX] {
                    let probability = rejection_probability(requests, accepts, multiplier);
                    assert!(probability < u64::MAX, "{requests} {accepts} {multiplier}");
                }
            }
        }
    }

    #[test]
    fn a_call_is_refused_exactly_for_the_words_below_the_probability() {
        let probability = rejection_probability(100, 10, 2000);
        assert!(!admits(&history(2.0, 10, 90), 0, probability - 1));
        assert!(admits(&history(2.0, 10, 90), 0, probability));
    }

    #[test]
    fn a_refused_call_counts_as_a_request_that_was_not_accepted() {
        let budget = history(2.0, 10, 90);
        let refused = budget.admit(&call_at(0, 0)).unwrap_err();
        assert_eq!(totals(&budget), (10, 91));
        assert_eq!(
            refused.to_string(),
            "the retry budget refused the call: \
             of the last 100 requests the service accepted 10"
        );
    }

    #[test]
    fn a_retry_is_refused_as_a_call_is() {
        let request = RetryRequest::new(Decision::Retry, &|| Duration::ZERO);
        let (refused, granted) = (history(2.0, 10, 90), history(2.0, 50, 50));
        assert_eq!(refused.withdraw(&request.with_random(&|| 0)), None);
        let request = RetryRequest::new(Decision::Retry, &|| Duration::ZERO);
        assert_eq!(granted.withdraw(&request.with_random(&|| 0)), Some(0));
        assert_eq!((totals(&refused), totals(&granted)), ((10, 91), (50, 50)));
    }

    #[test]
    fn a_service_that_accepts_all_costs_neither_a_clock_nor_a_random_word() {
        let unused = CallRequest::new(&|| unreachable!()).with_random(&|| unreachable!());
        assert!(history(1.0, 100, 0).admit(&unused).is_ok());
    }

    #[test]
    fn requests_are_forgotten_after_two_minutes() {
        let budget = history(2.0, 0, 1000);
        assert!(!admits(&budget, 0, 0));
        assert_eq!(totals(&budget), (0, 1001));
        assert!(!admits(&budget, 109, 0));
        assert_eq!(totals(&budget), (0, 1002));
        // The refusals are left, which came later.
        assert!(!admits(&budget, 129, 0));
        assert_eq!(totals(&budget), (0, 2));
        assert!(admits(&budget, 3600, 0));
        assert_eq!(totals(&budget), (0, 0));
    }

    #[test]
    fn successes_count_as_spread_over_the_time_before_the_first_failure() {
        let budget = history(2.0, 1, 1);
        assert!(admits(&budget, 0, 0));
        // The hour and the step under way are 361 steps.
        (0..3_610).for_each(|_| budget.history.accepts.add_one());
        assert!(admits(&budget, 3_600, 0));
        assert_eq!(totals(&budget), (12 * 10, 0));
    }

    #[test]
    fn a_clock_at_its_end_does_not_overflow() {
        let budget = history(2.0, 0, 10);
        for _ in 0..2 {
            let call = CallRequest::new(&|| Duration::MAX).with_random(&|| u64::MAX);
            assert!(budget.admit(&call).is_ok());
        }
    }

    #[test]
    fn a_multiplier_below_one_counts_as_one() {
        for multiplier in [f64::NAN, f64::NEG_INFINITY, -2.0, 0.0, 0.9994, 1.0] {
            assert_eq!(Adaptive::new(multiplier).multiplier, 1000, "{multiplier}");
        }
        assert_eq!(Adaptive::new(1.1).multiplier, 1100);
        assert_eq!(Adaptive::new(f64::INFINITY).multiplier, u32::MAX);
    }

    #[test]
    fn retries_are_left_until_the_accepted_requests_are_outnumbered() {
        let mut left = history(2.0, 50, 40);
        assert_eq!(left.retries(), 10);
        left.multiplier = 1500;
        assert_eq!(left.retries(), 0);
        assert_eq!(history(2.0, 0, 0).retries(), 0);
    }

    #[test]
    fn a_request_belongs_to_the_step_in_which_it_was_committed() {
        let history = history(2.0, 0, 0).history;
        history.expire(1);
        (0..12).for_each(|_| history.accepts.add_one());
        history.expire(1);
        history.expire(12);
        assert_eq!(history.accepts.total(), 12);
        history.expire(13);
        assert_eq!(history.accepts.total(), 0);
    }

    #[test]
    fn rejects_count_as_spread_over_the_time_since_the_last_commit_if_none_came_before() {
        let history = history(2.0, 0, 0).history;
        history.expire(1);
        (0..12).for_each(|_| history.rejects.add_one());
        history.expire(12);
        history.expire(13);
        assert_eq!(history.rejects.total(), 11);
    }

    #[test]
    fn a_clock_behind_that_of_the_last_commit_changes_nothing() {
        let budget = history(2.0, 0, 10);
        assert!(!admits(&budget, 109, 0));
        assert!(!admits(&budget, 0, 0));
        assert_eq!(totals(&budget), (0, 12));
    }
}

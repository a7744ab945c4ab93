//! The loop of a call in a stack.

use core::future::Future;
use core::ops::Deref;

use super::attempts::Attempts;
use super::words::{Limit, StackWords, Timeout};
use crate::call::flow::attempted::Attempted;
use crate::call::flow::call_state::CallState;
use crate::call::flow::progress::Progress;
use crate::call::flow::state_by_kind::Kinds;
use crate::call::retry::Retry;
use crate::observe::call_site::CallSite;
use crate::outcome::Outcome;
use crate::scope::narrowed::in_scope;
use crate::scope::watched::{Watched, watched};
use crate::time::task;

/// Sends the request until an attempt succeeds or the policy ends the call, and returns the last outcome. `site` is where
/// calls without a name are counted.
pub(super) async fn run<R, W, A, Request>(
    retry: impl Deref<Target = Retry<W>> + Send,
    site: &'static CallSite,
    mut attempts: A,
    mut request: Request,
) -> R
where
    R: Outcome + Send,
    W: StackWords<R>,
    A: Attempts<Request, Outcome = R> + Send,
    Request: Send,
{
    let policy = retry.policy_in_time();
    let (site, words) = (retry.site.unwrap_or(site), &retry.words);
    let budget = match words.admit() {
        Ok(budget) => budget,
        Err(refused) => return refused,
    };
    let deadline = task::CallDeadline::start(&policy);
    let mut progress = Progress::of_closure(words.kinds().begin(), Some(site), budget, deadline);
    if !W::Timeout::OBEYS_POLICY {
        progress.report_ignored_timeout(&policy);
    }
    loop {
        let again = attempts.clone_request(&mut request);
        let limit = W::Timeout::limit(&policy, &deadline);
        let (ended, seen) = {
            let attempt = attempts.send(request);
            let attempt = in_scope(&deadline, cut_off(attempt, limit));
            watched(attempt, &policy).await
        };
        let (outcome, has_timed_out) = match ended {
            Ok(outcome) => (outcome, false),
            Err(cut) => {
                let attempt = progress.state().attempt(&policy);
                (words.timeout().outcome(cut, attempt), true)
            }
        };
        let attempted = Attempted {
            outcome,
            has_timed_out,
            watched: Watched {
                cannot_repeat: again.is_none(),
                ..seen
            },
        };
        let next = words.after_attempt(&mut progress, &policy, task::now, attempted);
        let wait = match next {
            Ok(pause) => pause.wait,
            Err(outcome) => return outcome,
        };
        task::sleep::<task::DefaultTimer>(wait).await;
        progress.end_wait();
        match again {
            Some(again) => request = again,
            None => unreachable!("a call that cannot repeat its attempt has returned"),
        }
    }
}

/// Runs an attempt for at most this time.
async fn cut_off<F: Future, C>(attempt: F, limit: Limit<C>) -> Result<F::Output, C> {
    match limit {
        None => Ok(attempt.await),
        Some((limit, cut)) => task::timeout::<task::DefaultTimer, F>(attempt, limit)
            .await
            .map_err(cut),
    }
}

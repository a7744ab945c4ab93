use super::{all, beside};
use crate::atomic::AtomicU64;
use crate::history::{Count, History, STEPS};
use std::sync::Arc;

impl Count {
    fn empty() -> Self {
        Self {
            total: AtomicU64::new(0),
            steps: [0; STEPS].map(AtomicU64::new),
        }
    }
}

fn history_of(accepts: u32) -> Arc<History> {
    let history = History {
        accepts: Count::empty(),
        rejects: Count::empty(),
        last: AtomicU64::new(0),
    };
    (0..accepts).for_each(|_| history.accepts.add_one());
    Arc::new(history)
}

#[test]
fn one_of_the_threads_at_the_same_step_commits() {
    loom::model(|| {
        let history = history_of(4);
        let other = beside(&history, |history| history.expire(1));
        history.expire(1);
        other.join().unwrap();
        // A second one would have committed the same requests again.
        let accepts = &history.accepts;
        assert_eq!((accepts.committed(), accepts.total()), (4, 4));
    });
}

#[test]
fn threads_at_different_steps_commit_each_request_once() {
    loom::model(|| {
        let history = history_of(4);
        all([1, 2].map(|step| beside(&history, move |history| history.expire(step))));
        history.expire(3);
        let accepts = &history.accepts;
        assert_eq!((accepts.committed(), accepts.total()), (4, 4));
    });
}

#[test]
fn a_request_that_is_counted_during_a_commit_is_not_lost() {
    loom::model(|| {
        let history = history_of(3);
        let counting = beside(&history, |history| {
            history.accepts.add_one();
            history.accepts.add_one();
        });
        history.expire(1);
        counting.join().unwrap();
        assert_eq!(history.accepts.total(), 5);
        history.expire(2);
        assert_eq!(history.accepts.committed(), 5);
    });
}

#[test]
fn old_requests_expire_whatever_is_counted_meanwhile() {
    loom::model(|| {
        let history = history_of(3);
        history.expire(1);
        let counting = beside(&history, |history| history.accepts.add_one());
        // The new request came somewhere between the two commits, or after them.
        history.expire(1 + STEPS as u64);
        counting.join().unwrap();
        assert_eq!(history.accepts.total(), 1);
    });
}

#[test]
fn threads_that_commit_in_the_same_step_lose_no_request() {
    loom::model(|| {
        let history = history_of(1);
        let others = [(); 2].map(|()| {
            beside(&history, |history| {
                history.accepts.add_one();
                history.expire(1);
            })
        });
        all(others);
        history.expire(1);
        let accepts = &history.accepts;
        assert_eq!((accepts.committed(), accepts.total()), (3, 3));
    });
}

#[test]
fn no_thread_sees_more_than_was_counted() {
    loom::model(|| {
        let history = history_of(3);
        let committing = beside(&history, |history| history.expire(1));
        assert_eq!(history.accepts.total(), 3);
        committing.join().unwrap();
    });
}

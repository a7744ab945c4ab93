use super::{all, beside};
use crate::atomic::{AtomicU64, Ordering};
use crate::bucket::TokenBucket;
use crate::window::{STEPS, Window};
use std::sync::Arc;

struct Savings {
    bucket: TokenBucket,
    window: Window,
}

impl Savings {
    fn holding(old: u64) -> Arc<Self> {
        let window = Window {
            uncommitted: AtomicU64::new(0),
            last: AtomicU64::new(0),
            steps: [0; STEPS].map(AtomicU64::new),
        };
        let bucket = TokenBucket::holding(old, 100);
        Arc::new(Self { bucket, window })
    }

    fn deposit(&self, amount: u64) {
        self.window.deposit(&self.bucket, amount);
    }

    fn expire(&self, step: u64) {
        self.window.expire(&self.bucket, step);
    }

    fn committed(&self) -> u64 {
        let steps = self.window.steps.iter();
        steps.map(|step| step.load(Ordering::Relaxed)).sum()
    }
}

#[test]
fn one_of_the_threads_at_the_same_step_commits() {
    loom::model(|| {
        let savings = Savings::holding(0);
        savings.deposit(4);
        let other = beside(&savings, |savings| savings.expire(1));
        savings.expire(1);
        other.join().unwrap();
        // A second deposit would have committed nothing in its place.
        assert_eq!((savings.committed(), savings.bucket.balance()), (4, 4));
    });
}

#[test]
fn threads_at_different_steps_commit_each_deposit_once() {
    loom::model(|| {
        let savings = Savings::holding(0);
        savings.deposit(4);
        let committing = [1, 2].map(|step| beside(&savings, move |savings| savings.expire(step)));
        all(committing);
        savings.expire(3);
        assert_eq!((savings.committed(), savings.bucket.balance()), (4, 4));
    });
}

#[test]
fn a_commit_creates_no_deposit() {
    loom::model(|| {
        let savings = Savings::holding(3);
        let depositing = beside(&savings, |savings| savings.deposit(2));
        let committing = beside(&savings, |savings| savings.expire(20));
        let taken = u64::from(savings.bucket.take(1));
        all([depositing, committing]);
        assert!(savings.bucket.balance() <= 3 + 2 - taken);
    });
}

#[test]
fn old_deposits_expire_whatever_is_taken_meanwhile() {
    loom::model(|| {
        let savings = Savings::holding(3);
        let committing = beside(&savings, |savings| savings.expire(20));
        savings.bucket.take(1);
        committing.join().unwrap();
        assert_eq!(savings.bucket.balance(), 0);
    });
}

#[test]
fn a_deposit_made_during_a_commit_is_not_lost() {
    loom::model(|| {
        let savings = Savings::holding(3);
        let depositing = beside(&savings, |savings| {
            savings.deposit(2);
            savings.deposit(2);
        });
        savings.expire(1);
        depositing.join().unwrap();
        // A deposit that is counted but not added yet may stand for an old one until the next commit.
        assert!((4..=4 + 3).contains(&savings.bucket.balance()));
        savings.expire(2);
        assert_eq!(savings.bucket.balance(), 4);
    });
}

use super::{all, beside};
use crate::atomic::{AtomicU64, Ordering};
use crate::bucket::Bucket;
use crate::window::{STEPS, Window};
use std::sync::Arc;

struct Savings {
    bucket: Bucket,
    window: Window,
}

impl Savings {
    fn holding(old: u64) -> Arc<Self> {
        let window = Window {
            fresh: AtomicU64::new(0),
            last: AtomicU64::new(0),
            steps: [0; STEPS].map(AtomicU64::new),
        };
        let bucket = Bucket::holding(old, 100);
        Arc::new(Self { bucket, window })
    }

    fn deposit(&self, amount: u64) {
        self.window.deposit(&self.bucket, amount);
    }

    fn expire(&self, step: u64) {
        self.window.expire(&self.bucket, step);
    }

    fn filed(&self) -> u64 {
        let steps = self.window.steps.iter();
        steps.map(|step| step.load(Ordering::Relaxed)).sum()
    }
}

#[test]
fn of_threads_that_come_at_the_same_step_one_files() {
    loom::model(|| {
        let savings = Savings::holding(0);
        savings.deposit(4);
        let other = beside(&savings, |savings| savings.expire(1));
        savings.expire(1);
        other.join().unwrap();
        // A second one would have filed nothing in its place.
        assert_eq!((savings.filed(), savings.bucket.balance()), (4, 4));
    });
}

#[test]
fn of_threads_at_different_steps_each_files_what_the_other_has_not() {
    loom::model(|| {
        let savings = Savings::holding(0);
        savings.deposit(4);
        let filing = [1, 2].map(|step| beside(&savings, move |savings| savings.expire(step)));
        all(filing);
        savings.expire(3);
        assert_eq!((savings.filed(), savings.bucket.balance()), (4, 4));
    });
}

#[test]
fn filing_mints_no_deposit() {
    loom::model(|| {
        let savings = Savings::holding(3);
        let depositing = beside(&savings, |savings| savings.deposit(2));
        let filing = beside(&savings, |savings| savings.expire(20));
        let taken = u64::from(savings.bucket.take(1));
        all([depositing, filing]);
        assert!(savings.bucket.balance() <= 3 + 2 - taken);
    });
}

#[test]
fn what_is_old_expires_whatever_is_taken_meanwhile() {
    loom::model(|| {
        let savings = Savings::holding(3);
        let filing = beside(&savings, |savings| savings.expire(20));
        savings.bucket.take(1);
        filing.join().unwrap();
        assert_eq!(savings.bucket.balance(), 0);
    });
}

#[test]
fn a_deposit_made_while_a_thread_files_is_not_lost() {
    loom::model(|| {
        let savings = Savings::holding(3);
        let depositing = beside(&savings, |savings| {
            savings.deposit(2);
            savings.deposit(2);
        });
        savings.expire(1);
        depositing.join().unwrap();
        // What is noted and not yet there may stand for what is old, until the next look.
        assert!((4..=4 + 3).contains(&savings.bucket.balance()));
        savings.expire(2);
        assert_eq!(savings.bucket.balance(), 4);
    });
}

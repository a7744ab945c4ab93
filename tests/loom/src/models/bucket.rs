use super::{all, beside};
use crate::bucket::TokenBucket;
use std::sync::Arc;

#[test]
fn the_balance_is_what_threads_added_less_what_they_took() {
    loom::model(|| {
        let bucket = Arc::new(TokenBucket::holding(4, 100));
        let adding = beside(&bucket, |bucket| {
            bucket.add(3);
            bucket.add(1);
        });
        let taking = beside(&bucket, |bucket| bucket.take(6));
        let taken = 2 * u64::from(bucket.take(2));
        adding.join().unwrap();
        let taken = taken + 6 * u64::from(taking.join().unwrap());
        assert_eq!(bucket.balance() + taken, 4 + 3 + 1);
    });
}

#[test]
fn as_many_threads_get_a_retry_as_there_are_retries_left() {
    for left in 0..=3 {
        loom::model(move || {
            let bucket = Arc::new(TokenBucket::holding(left, 3));
            let others = [0; 2].map(|_| beside(&bucket, |bucket| bucket.take(1)));
            let mine = bucket.take(1);
            let granted = all(others).into_iter().chain([mine]).filter(|it| *it);
            assert_eq!(granted.count() as u64, left);
            assert_eq!(bucket.balance(), 0);
        });
    }
}

#[test]
fn every_thread_sees_a_balance_within_its_bounds() {
    // Below zero would be far above the capacity.
    fn look(bucket: &TokenBucket) {
        assert!(bucket.balance() <= bucket.capacity);
    }

    loom::model(|| {
        let bucket = Arc::new(TokenBucket::holding(1, 2));
        let adding = beside(&bucket, |bucket| {
            bucket.add(2);
            look(bucket);
        });
        let taking = beside(&bucket, |bucket| {
            bucket.drain(2);
            look(bucket);
            bucket.take(1);
            look(bucket);
        });
        let looking = beside(&bucket, look);
        all([adding, taking, looking]);
        look(&bucket);
    });
}

#[test]
fn threads_that_drain_stop_at_zero() {
    loom::model(|| {
        let bucket = Arc::new(TokenBucket::holding(4, 4));
        let others = [0; 2].map(|_| beside(&bucket, |bucket| bucket.drain(3)));
        assert!([4, 1, 0].contains(&bucket.balance()));
        all(others);
        assert_eq!(bucket.balance(), 0);
    });
}

#[test]
fn a_full_bucket_loses_only_what_is_added_before_there_is_room() {
    loom::model(|| {
        let bucket = Arc::new(TokenBucket::holding(4, 4));
        let adding = beside(&bucket, |bucket| bucket.add(1));
        assert!(bucket.take(3));
        // This thread has made room for the deposit.
        bucket.add(2);
        adding.join().unwrap();
        assert!([3, 4].contains(&bucket.balance()));
    });
}

#[test]
fn only_the_part_that_does_not_fit_is_lost() {
    loom::model(|| {
        let bucket = Arc::new(TokenBucket::holding(3, 4));
        let adding = [0; 2].map(|_| beside(&bucket, |bucket| bucket.add(2)));
        assert!(bucket.take(3));
        all(adding);
        // None, one or both deposits came before there was room.
        assert!([4, 3, 1].contains(&bucket.balance()));
    });
}

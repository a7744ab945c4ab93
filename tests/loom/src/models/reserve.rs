use super::{all, beside};
use crate::atomic::AtomicU64;
use crate::reserve::{Reserve, SECOND};
use std::sync::Arc;

/// The time at which the reserve of the first second is complete.
const NOW: u64 = 2 * SECOND;

fn each_second(retries: u32) -> Arc<Reserve> {
    Arc::new(Reserve {
        retries,
        paid_until: AtomicU64::new(0),
    })
}

#[test]
fn threads_get_a_seconds_worth_at_the_same_moment() {
    for retries in 0..=3 {
        loom::model(move || {
            let reserve = each_second(retries);
            let others = [0; 2].map(|_| beside(&reserve, |reserve| reserve.take(NOW)));
            let mine = reserve.take(NOW);
            let granted = all(others).into_iter().chain([mine]).filter(|it| *it);
            assert_eq!(granted.count(), retries as usize);
        });
    }
}

#[test]
fn threads_with_different_clocks_get_no_more_than_the_latest_clock_allows() {
    loom::model(|| {
        let reserve = each_second(2);
        let others = [NOW, NOW + SECOND / 2].map(|now| {
            beside(&reserve, move |reserve| {
                u32::from(reserve.take(now)) + u32::from(reserve.take(now))
            })
        });
        let granted = u32::from(reserve.take(NOW));
        let granted = granted + all(others).iter().sum::<u32>();
        // Two at first, and one for the half second between.
        assert!((2..=3).contains(&granted), "{granted}");
    });
}

#[test]
fn a_retry_given_back_can_be_taken_once_more() {
    loom::model(|| {
        let reserve = each_second(2);
        let others = [0; 2].map(|_| {
            beside(&reserve, |reserve| {
                if reserve.take(NOW) {
                    reserve.give_back();
                }
            })
        });
        let kept = usize::from(reserve.take(NOW));
        all(others);
        let left = (0..3).filter(|_| reserve.take(NOW)).count();
        assert_eq!(kept + left, 2);
    });
}

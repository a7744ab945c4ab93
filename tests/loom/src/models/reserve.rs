use super::{all, beside};
use crate::atomic::AtomicU64;
use crate::reserve::{Minimum, SECOND};
use std::sync::Arc;

/// By then the first second's worth has come together.
const NOW: u64 = 2 * SECOND;

fn each_second(retries: u32) -> Arc<Minimum> {
    Arc::new(Minimum {
        retries,
        paid_until: AtomicU64::new(0),
    })
}

#[test]
fn threads_that_ask_at_the_same_moment_get_a_seconds_worth() {
    for retries in 0..=3 {
        loom::model(move || {
            let minimum = each_second(retries);
            let others = [0; 2].map(|_| beside(&minimum, |minimum| minimum.take(NOW)));
            let mine = minimum.take(NOW);
            let granted = all(others).into_iter().chain([mine]).filter(|it| *it);
            assert_eq!(granted.count(), retries as usize);
        });
    }
}

#[test]
fn threads_whose_clocks_differ_get_no_more_than_the_latest_of_them_allows() {
    loom::model(|| {
        let minimum = each_second(2);
        let others = [NOW, NOW + SECOND / 2].map(|now| {
            beside(&minimum, move |minimum| {
                u32::from(minimum.take(now)) + u32::from(minimum.take(now))
            })
        });
        let granted = u32::from(minimum.take(NOW));
        let granted = granted + all(others).iter().sum::<u32>();
        // Two at first, and one for the half second between.
        assert!((2..=3).contains(&granted), "{granted}");
    });
}

#[test]
fn what_a_thread_gives_back_is_there_once_more_and_not_twice() {
    loom::model(|| {
        let minimum = each_second(2);
        let others = [0; 2].map(|_| {
            beside(&minimum, |minimum| {
                if minimum.take(NOW) {
                    minimum.give_back();
                }
            })
        });
        let kept = usize::from(minimum.take(NOW));
        all(others);
        let left = (0..3).filter(|_| minimum.take(NOW)).count();
        assert_eq!(kept + left, 2);
    });
}

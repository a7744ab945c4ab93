//! Every backoff follows its formula, never shrinks, and stops at the cap instead of overflowing.

mod arbitrary;

use arbitrary::{any_times, growing_backoffs, retry_numbers, times};
use proptest::prelude::*;
use retry_runtime::Backoff;
use std::time::Duration;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_delay_that_would_overflow_is_the_cap(
        base in (1_000..u64::MAX).prop_map(Duration::from_nanos),
        factor in 1.001_f64..1e9,
        cap in any_times(),
        n in (u32::MAX - 100)..=u32::MAX,
    ) {
        let counted = cap.min(Duration::from_nanos(u64::MAX));
        for backoff in [
            Backoff::exponential(base),
            Backoff::exponential(base).factor(factor),
            Backoff::fibonacci(base),
            Backoff::linear(Duration::ZERO, base.saturating_mul(1 << 24)),
        ] {
            prop_assert_eq!(backoff.cap(cap).delay(n), counted, "{}", backoff);
        }
    }

    #[test]
    fn a_factor_below_one_or_not_a_number_counts_as_one(
        base in times(),
        factor in prop_oneof![-1e9..1.0, Just(f64::NAN), Just(1.0)],
        n in retry_numbers(),
    ) {
        prop_assert_eq!(Backoff::exponential(base).factor(factor).delay(n), base);
    }

    #[test]
    fn delays_follow_their_formulas(
        base in 1_000_000..1_000_000_000_000_u64,
        step in 0..1_000_000_000_000_u64,
        thousandths in 1001_u32..10_000,
        n in 1_u32..100,
    ) {
        let (time, step_time) = (Duration::from_nanos(base), Duration::from_nanos(step));
        let earlier = n - 1;
        prop_assert_eq!(Backoff::fixed(time).delay(n), time);
        prop_assert_eq!(Backoff::linear(time, step_time).delay(n), time + step_time * earlier);
        if n <= 20 {
            prop_assert_eq!(Backoff::exponential(time).delay(n), time * 2_u32.pow(earlier));
        }
        if n > 2 {
            let fibonacci = Backoff::fibonacci(time);
            let sum = fibonacci.delay(n - 2).saturating_add(fibonacci.delay(n - 1));
            let sum = sum.min(Duration::from_nanos(u64::MAX));
            prop_assert_eq!(fibonacci.delay(n), sum);
        }
        let factor = f64::from(thousandths) / 1000.0;
        let exact = time.as_secs_f64() * factor.powf(earlier.into());
        let delay = Backoff::exponential(time).factor(factor).delay(n).as_secs_f64();
        let exact = exact.min(Duration::from_nanos(u64::MAX).as_secs_f64());
        prop_assert!((delay / exact - 1.0).abs() < 0.002, "{delay} for {exact}");
    }

    #[test]
    fn without_jitter_no_delay_is_shorter_than_the_previous_delay(
        backoff in growing_backoffs(),
        cap in any_times(),
        n in retry_numbers(),
    ) {
        for backoff in [backoff, backoff.cap(cap)] {
            for n in (1..80).chain([n]) {
                prop_assert!(backoff.delay(n) <= backoff.delay(n + 1), "{backoff} at {n}");
            }
        }
    }

    #[test]
    fn a_factor_just_above_one_does_not_let_delays_shrink(
        base in 1..1_000_000_u64,
        thousandths in 1001_u32..1050,
        start in 1_u32..500,
    ) {
        let backoff = Backoff::exponential(Duration::from_nanos(base))
            .factor(f64::from(thousandths) / 1000.0);
        for n in start..start + 20 {
            prop_assert!(backoff.delay(n) <= backoff.delay(n + 1), "{backoff} at {n}");
        }
    }
}

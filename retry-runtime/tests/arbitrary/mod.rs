//! Arbitrary times, factors, retry numbers and backoffs, with extreme values as likely as usual ones.

use proptest::prelude::*;
use retry_runtime::Backoff;
use std::time::Duration;

/// The longest time that is still a limit.
const LONGEST: Duration = Duration::from_nanos(u64::MAX - 1);

/// As many short times as long ones, because a bug may appear with either.
pub(crate) fn times() -> impl Strategy<Value = Duration> {
    (0_u32..64, any::<u64>())
        .prop_map(|(shift, bits)| Duration::from_nanos(bits >> shift).min(LONGEST))
}

pub(crate) fn any_times() -> impl Strategy<Value = Duration> {
    prop_oneof![
        4 => times(),
        1 => (any::<u64>(), 0..1_000_000_000_u32)
            .prop_map(|(seconds, nanos)| Duration::new(seconds, nanos)),
        1 => prop::sample::select(vec![
            Duration::ZERO,
            Duration::from_nanos(1),
            Duration::from_nanos(u64::MAX),
            Duration::new(u64::MAX / 1_000_000_000, 999_999_999),
            Duration::MAX,
        ]),
    ]
}

pub(crate) fn any_factors() -> impl Strategy<Value = f64> {
    prop_oneof![
        Just(2.0),
        1.001..1.01,
        1.01..20.0,
        any::<f64>(),
        prop::sample::select(vec![
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::MAX,
            -2.0,
            0.0,
            0.5,
            1.0,
            1.0004,
        ]),
    ]
}

pub(crate) fn retry_numbers() -> impl Strategy<Value = u32> {
    prop_oneof![
        1_u32..100,
        1_u32..3000,
        1..u32::MAX,
        Just(0),
        Just(u32::MAX - 1)
    ]
}

pub(crate) fn growing_backoffs() -> impl Strategy<Value = Backoff> {
    prop_oneof![
        1 => any_times().prop_map(Backoff::fixed),
        3 => (any_times(), any_factors())
            .prop_map(|(base, factor)| Backoff::exponential(base).factor(factor)),
        1 => (any_times(), any_times()).prop_map(|(base, step)| Backoff::linear(base, step)),
        1 => any_times().prop_map(Backoff::fibonacci),
    ]
}

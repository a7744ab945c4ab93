//! Durations as people write them.

use std::time::Duration;

/// Prints a duration with three digits: `34.2ms`, `1.5s`, `2m 5s`.
#[must_use]
pub fn short(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if time.is_zero() {
        return "0s".to_owned();
    }
    if seconds >= 119.5 {
        let whole = seconds.round();
        let (minutes, rest) = ((whole / 60.0).floor(), whole % 60.0);
        return if rest > 0.0 {
            format!("{minutes}m {rest}s")
        } else {
            format!("{minutes}m")
        };
    }
    let (value, unit) = if seconds >= 0.9995 {
        (seconds, "s")
    } else if seconds >= 0.000_999_5 {
        (seconds * 1e3, "ms")
    } else {
        (seconds * 1e6, "µs")
    };
    let decimals = match value {
        ..9.995 => 2,
        ..99.95 => 1,
        _ => 0,
    };
    let digits = format!("{value:.decimals$}");
    let digits = if decimals > 0 {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        &digits
    };
    format!("{digits}{unit}")
}

#[cfg(test)]
mod tests {
    use super::{Duration, short};

    #[test]
    fn a_duration_has_at_most_three_digits() {
        for (micros, text) in [
            (0, "0s"),
            (7, "7µs"),
            (1_500, "1.5ms"),
            (34_249, "34.2ms"),
            (999_700, "1s"),
            (1_234_567, "1.23s"),
            (100_000_000, "100s"),
            (125_000_000, "2m 5s"),
            (600_000_000, "10m"),
        ] {
            assert_eq!(short(Duration::from_micros(micros)), text);
        }
    }
}

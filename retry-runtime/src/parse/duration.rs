//! Durations as people write them: `"1s"`, `"500ms"`, `"1m 30s"`, `"1.5s"`.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::time::Duration;

const UNITS: [(&str, u128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60 * 1_000_000_000),
    ("h", 3_600 * 1_000_000_000),
    ("d", 86_400 * 1_000_000_000),
];

/// Reads a duration: a sum of numbers with units.
///
/// # Errors
///
/// A message that says what to write instead.
pub fn parse(text: &str) -> Result<Duration, String> {
    let mut rest = text.trim_start();
    if rest.is_empty() {
        return Err("an empty duration: write a number with a unit, like \"30s\"".to_owned());
    }
    let too_long = || format!("`{text}` is too long: leave the option out for no limit");
    let mut nanos = 0_u128;
    while !rest.is_empty() {
        let (number, after) = split_at_first(rest, |c| !c.is_ascii_digit() && c != '.');
        let (unit, after) = split_at_first(after.trim_start(), |c| !c.is_alphabetic());
        rest = after.trim_start();
        if !rest.is_empty() && !rest.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(no_duration(text));
        }
        let term = term(text, number, unit)?;
        nanos = nanos.checked_add(term).ok_or_else(too_long)?;
    }
    let seconds = u64::try_from(nanos / 1_000_000_000).map_err(|_| too_long())?;
    let below = u32::try_from(nanos % 1_000_000_000).map_err(|_| too_long())?;
    Ok(Duration::new(seconds, below))
}

fn no_duration(text: &str) -> String {
    format!("`{text}` is no duration: write a number with a unit, like \"30s\"")
}

fn term(text: &str, number: &str, unit: &str) -> Result<u128, String> {
    if number.is_empty() {
        return Err(no_duration(text));
    }
    if unit.is_empty() {
        return Err(format!(
            "`{number}` has no unit: write \"{number}s\" for seconds or \"{number}ms\" for milliseconds"
        ));
    }
    let Some((_, scale)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        let meant = match unit.to_lowercase().as_str() {
            "sec" | "secs" | "second" | "seconds" => "s",
            "min" | "mins" | "minute" | "minutes" => "m",
            "milli" | "millis" | "msec" | "millisecond" | "milliseconds" => "ms",
            "micro" | "micros" | "usec" | "microsecond" | "microseconds" => "us",
            "nano" | "nanos" | "nanosecond" | "nanoseconds" => "ns",
            "hr" | "hrs" | "hour" | "hours" => "h",
            "day" | "days" => "d",
            lower if UNITS.iter().any(|(name, _)| *name == lower) => {
                return Err(format!("unknown unit `{unit}`: write \"{number}{lower}\""));
            }
            _ => {
                return Err(format!(
                    "unknown unit `{unit}`: the units are `ns`, `us`, `ms`, `s`, `m`, `h` and `d`"
                ));
            }
        };
        return Err(format!("unknown unit `{unit}`: write \"{number}{meant}\""));
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
        return Err(no_duration(text));
    }
    let too_precise = || format!("`{text}` has more digits than a duration can hold");
    let whole: u64 = whole.parse().map_err(|_| too_precise())?;
    let digits = u32::try_from(fraction.len()).map_err(|_| too_precise())?;
    let fraction: u64 = fraction.parse().map_err(|_| too_precise())?;
    let parts = 10_u128.checked_pow(digits).ok_or_else(too_precise)?;
    Ok(u128::from(whole) * scale + u128::from(fraction) * scale / parts)
}

fn split_at_first(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use core::time::Duration;

    #[test]
    fn every_unit_is_read() {
        for (text, nanos) in [
            ("7ns", 7),
            ("7us", 7_000),
            ("7µs", 7_000),
            ("7ms", 7_000_000),
            ("7s", 7_000_000_000),
            ("2m", 120_000_000_000),
            ("2h", 7_200_000_000_000),
            ("1d", 86_400_000_000_000),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_nanos(nanos)), "{text}");
        }
    }

    #[test]
    fn terms_add_up_and_fractions_are_exact() {
        assert_eq!(parse("1m 30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse("1m30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse(" 1.5 s "), Ok(Duration::from_millis(1500)));
        assert_eq!(parse("0.1s"), Ok(Duration::from_millis(100)));
    }

    #[test]
    fn an_invalid_duration_says_what_to_write() {
        for (text, message) in [
            ("", "an empty duration"),
            ("10", "write \"10s\" for seconds"),
            ("10sec", "write \"10s\""),
            ("10S", "write \"10s\""),
            ("10min", "write \"10m\""),
            ("10 Millis", "write \"10ms\""),
            ("10usec", "write \"10us\""),
            ("10 nanoseconds", "write \"10ns\""),
            ("10hrs", "write \"10h\""),
            ("1 day", "write \"1d\""),
            ("10 fortnights", "the units are"),
            ("soon", "a number with a unit"),
            ("-1s", "a number with a unit"),
            ("1..5s", "a number with a unit"),
            (".5s", "a number with a unit"),
            ("5.s", "a number with a unit"),
            ("1,5s", "a number with a unit"),
            ("1m 30", "`30` has no unit"),
            ("99999999999999999999s", "more digits"),
            ("18446744073709551615d", "too long"),
        ] {
            let error = parse(text).expect_err(text);
            assert!(error.contains(message), "{text}: {error}");
        }
    }

    #[test]
    fn no_sum_of_terms_overflows() {
        let longest = "18446744073709551615d ".repeat(300_000);
        let error = parse(&longest).expect_err("it is too long");
        assert!(error.ends_with("is too long: leave the option out for no limit"));
    }
}

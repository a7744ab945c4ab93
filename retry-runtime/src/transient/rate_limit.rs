//! The time until a rate limit is reset, for responses without a `Retry-After`.

use core::time::Duration;
use std::time::UNIX_EPOCH;

use http::HeaderMap;

use super::retry_after::{first_wait, longest, now, until, values, whole};

/// The largest number that is read as a wait in seconds.
const LONGEST_WAIT: u64 = 24 * 60 * 60;
/// The largest distance from now of a number that is read as a point in time.
const NEAR: u64 = 31 * 24 * 60 * 60;

/// Each header with the reset of a limit, beside the header with the remaining requests.
const RESETS: [(&str, &str); 4] = [
    // Discord sends this header beside the next one, with fractions.
    ("x-ratelimit-reset-after", "x-ratelimit-remaining"),
    // A point in time at GitHub and Discord, seconds at Reddit and others.
    ("x-ratelimit-reset", "x-ratelimit-remaining"),
    ("x-rate-limit-reset", "x-rate-limit-remaining"),
    // The IETF's drafts until the sixth.
    ("ratelimit-reset", "ratelimit-remaining"),
];

/// The two limits of `OpenAI` and compatible services.
const PAIRED: [(&str, &str); 2] = [
    (
        "x-ratelimit-reset-requests",
        "x-ratelimit-remaining-requests",
    ),
    ("x-ratelimit-reset-tokens", "x-ratelimit-remaining-tokens"),
];

/// Returns the time until the limit is reset, if the headers are clear.
///
/// A number up to a day means seconds. A number that is a point in time near now, in seconds or milliseconds
/// since 1970, means this time. Limits that are not used up are ignored.
pub(super) fn reset(headers: &HeaderMap) -> Option<Duration> {
    let named = RESETS.iter().map(|(reset, remaining)| {
        let is_left = left(headers, remaining).is_some_and(|left| left > 0);
        (!is_left).then(|| wait(headers, reset)).flatten()
    });
    let used_up = PAIRED
        .iter()
        .filter(|(_, remaining)| left(headers, remaining) == Some(0));
    let paired = used_up.filter_map(|(reset, _)| wait(headers, reset)).max();
    let others = named.chain([paired]);
    first_wait([structured(headers)].into_iter().chain(others))
}

/// Returns whether the headers show a limit that is used up.
pub(super) fn is_exhausted(headers: &HeaderMap) -> bool {
    let mut remaining = RESETS.iter().map(|(_, remaining)| left(headers, remaining));
    remaining.any(|left| left == Some(0)) || is_used_up(&items(headers))
}

/// Returns the least number of all lines of the header.
fn left(headers: &HeaderMap, name: &str) -> Option<u64> {
    values(headers, name).filter_map(whole).min()
}

fn wait(headers: &HeaderMap, name: &str) -> Option<Duration> {
    longest(headers, name, |value| {
        let number = || from_number(whole(value)?, headers);
        number()
            .or_else(|| from_units(value))
            .or_else(|| until(value, headers))
    })
}

fn from_number(number: u64, headers: &HeaderMap) -> Option<Duration> {
    if number <= LONGEST_WAIT {
        return Some(Duration::from_secs(number));
    }
    let now = now(headers)?.duration_since(UNIX_EPOCH).ok()?;
    [Duration::from_secs(number), Duration::from_millis(number)]
        .into_iter()
        .find(|then| then.abs_diff(now) <= Duration::from_secs(NEAR))
        .map(|then| then.saturating_sub(now))
}

/// Reads a duration as Go prints it: `6m0s`, `1s`, `17ms`, `2m59.56s`.
fn from_units(value: &str) -> Option<Duration> {
    let mut sum = Duration::ZERO;
    let mut rest = value;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let (amount, after) = rest.split_at(number);
        let unit = after
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(unit);
        sum = sum.checked_add(in_units(amount, unit)?)?;
        rest = after;
    }
    (!value.is_empty()).then_some(sum)
}

fn in_units(amount: &str, unit: &str) -> Option<Duration> {
    let amount = whole(amount)?;
    match unit {
        "ms" => Some(Duration::from_millis(amount)),
        "s" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_secs(amount.checked_mul(60)?)),
        "h" => Some(Duration::from_secs(amount.checked_mul(60 * 60)?)),
        _ => None,
    }
}

/// Reads `RateLimit: "default";r=0;t=30`, and the form of the seventh draft, `limit=9, remaining=0,
/// reset=30`. Of several used-up limits the longest wait counts.
fn structured(headers: &HeaderMap) -> Option<Duration> {
    let items = items(headers);
    let resets = items.iter().filter_map(|item| match remaining(item)? {
        0 => parameter(item, "t"),
        _ => None,
    });
    let is_old = items.iter().any(|item| old_remaining(item) == Some(0));
    let old_resets = items.iter().filter_map(|item| assigned(item, "reset"));
    let old_resets = old_resets.filter(|_| is_old);
    resets.chain(old_resets).max().map(Duration::from_secs)
}

/// Returns the items of all lines of `RateLimit`: each limit, or in the seventh draft each number.
fn items(headers: &HeaderMap) -> Vec<&str> {
    let lines = headers.get_all("ratelimit").into_iter();
    let lines = lines.filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| split(line, ',')).collect()
}

fn is_used_up(items: &[&str]) -> bool {
    items
        .iter()
        .any(|item| remaining(item) == Some(0) || old_remaining(item) == Some(0))
}

fn remaining(item: &str) -> Option<u64> {
    parameter(item, "r")
}

fn old_remaining(item: &str) -> Option<u64> {
    assigned(item, "remaining")
}

fn parameter(item: &str, name: &str) -> Option<u64> {
    split(item, ';').find_map(|part| assigned(part, name))
}

/// Reads `name=30`.
fn assigned(text: &str, name: &str) -> Option<u64> {
    let (key, value) = text.split_once('=')?;
    (key.trim() == name).then(|| whole(value.trim())).flatten()
}

/// Splits at each separator outside quotation marks.
fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    text.split(move |c| {
        is_quoted ^= c == '"';
        c == separator && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transient::retry_after::tests::headers;
    use std::time::SystemTime;

    fn reset_of(pairs: &[(&str, &str)]) -> Option<Duration> {
        reset(&headers(pairs))
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    const DATE: (&str, &str) = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");

    #[test]
    fn a_small_number_is_seconds() {
        for (name, _) in RESETS {
            assert_eq!(reset_of(&[(name, "30")]), Some(seconds(30)), "{name}");
            assert_eq!(reset_of(&[(name, "0.47")]), Some(seconds(1)), "{name}");
            assert_eq!(reset_of(&[(name, "0")]), Some(seconds(0)), "{name}");
            assert_eq!(
                reset_of(&[(name, "86400")]),
                Some(seconds(86_400)),
                "{name}"
            );
        }
    }

    #[test]
    fn a_number_near_now_is_a_time() {
        for (name, _) in RESETS {
            assert_eq!(reset_of(&[DATE, (name, "1445412510")]), Some(seconds(30)));
            assert_eq!(reset_of(&[DATE, (name, "1445412510.5")]), Some(seconds(31)));
            let in_milliseconds = (name, "1445412510000");
            assert_eq!(reset_of(&[DATE, in_milliseconds]), Some(seconds(30)));
            let past = (name, "1445412470");
            assert_eq!(reset_of(&[DATE, past]), Some(seconds(0)));
        }
    }

    #[test]
    fn a_time_without_the_servers_clock_counts_from_ours() {
        let then = SystemTime::now() + Duration::from_secs(100);
        let then = then.duration_since(UNIX_EPOCH).expect("after 1970");
        let wait = reset_of(&[("x-ratelimit-reset", &then.as_secs().to_string())]);
        let wait = wait.expect("a wait");
        let expected = Duration::from_secs(90)..=Duration::from_secs(100);
        assert!(expected.contains(&wait), "{wait:?}");
    }

    #[test]
    fn a_date_is_read() {
        let date = ("x-ratelimit-reset", "Wed, 21 Oct 2015 07:28:30 GMT");
        assert_eq!(reset_of(&[DATE, date]), Some(seconds(30)));
    }

    #[test]
    fn an_ambiguous_number_is_no_wait() {
        for value in [
            "86401",
            "1000000",
            "999999999",
            "1300000000",
            "1600000000",
            "99999999999999999999",
            "-1",
            "+3",
            "1e3",
            "NaN",
            "inf",
            "\"30\"",
            "soon",
            "",
            "30 s",
            "s",
            ".5",
            "5.",
            "1d",
        ] {
            let reset = reset_of(&[DATE, ("x-ratelimit-reset", value)]);
            assert_eq!(reset, None, "{value}");
        }
    }

    #[test]
    fn a_limit_that_is_not_used_up_is_ignored() {
        for (reset, remaining) in RESETS {
            assert_eq!(reset_of(&[(reset, "30"), (remaining, "1")]), None);
            assert_eq!(reset_of(&[(reset, "30"), (remaining, "0.5")]), None);
            assert_eq!(
                reset_of(&[(reset, "30"), (remaining, "0")]),
                Some(seconds(30))
            );
            assert_eq!(
                reset_of(&[(reset, "30"), (remaining, "0.0")]),
                Some(seconds(30))
            );
        }
    }

    #[test]
    fn of_two_limits_the_one_that_is_used_up_counts() {
        let resets = [
            ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-reset-tokens", "6m0s"),
        ];
        let with = |requests, tokens| {
            let remaining = [
                ("x-ratelimit-remaining-requests", requests),
                ("x-ratelimit-remaining-tokens", tokens),
            ];
            reset_of(&[resets, remaining].concat())
        };
        assert_eq!(with("0", "9"), Some(seconds(1)));
        assert_eq!(with("9", "0"), Some(seconds(360)));
        assert_eq!(with("0", "0"), Some(seconds(360)));
        assert_eq!(with("9", "9"), None);
        assert_eq!(reset_of(&resets), None);
    }

    #[test]
    fn a_duration_of_go_is_read() {
        let read = |value| reset_of(&[("x-ratelimit-reset", value)]);
        assert_eq!(read("1s"), Some(seconds(1)));
        assert_eq!(read("6m0s"), Some(seconds(360)));
        assert_eq!(read("17ms"), Some(Duration::from_millis(17)));
        assert_eq!(read("2m59.56s"), Some(seconds(180)));
        assert_eq!(read("1h2m3s"), Some(seconds(3723)));
    }

    #[test]
    fn of_several_lines_of_a_reset_the_longest_wait_counts() {
        for (name, remaining) in RESETS {
            for (first, second) in [("30", "60"), ("60", "30"), ("soon", "60")] {
                let lines = [(name, first), (name, second)];
                assert_eq!(reset_of(&lines), Some(seconds(60)), "{name} {first}");
            }
            assert_eq!(reset_of(&[(name, "30, 60")]), Some(seconds(60)), "{name}");
            for (first, second) in [("5", "0"), ("0", "5")] {
                let lines = [(remaining, first), (remaining, second), (name, "30")];
                assert_eq!(reset_of(&lines), Some(seconds(30)), "{remaining}");
                assert!(is_exhausted(&headers(&lines)), "{remaining}");
            }
        }
    }

    #[test]
    fn a_reset_of_zero_hides_no_other() {
        let resets = [("ratelimit-reset", "60"), ("x-ratelimit-reset-after", "0")];
        assert_eq!(reset_of(&resets), Some(seconds(60)));
        let structured = ("ratelimit", r#""a";r=0;t=0"#);
        assert_eq!(reset_of(&[structured, resets[0]]), Some(seconds(60)));
        assert_eq!(reset_of(&[structured]), Some(seconds(0)));
    }

    #[test]
    fn the_lines_of_the_structured_header_count_as_one() {
        let read = |lines: &[&'static str]| {
            let lines: Vec<_> = lines.iter().map(|line| ("ratelimit", *line)).collect();
            (reset_of(&lines), is_exhausted(&headers(&lines)))
        };
        let half_minute = (Some(seconds(30)), true);
        for lines in [
            [r#""a";r=5;t=900"#, r#""b";r=0;t=30"#],
            [r#""a";r=0;t=30"#, r#""b";r=0;t=9"#],
            ["limit=100, remaining=0", "reset=30"],
            ["limit=9, remaining=5, reset=9", "remaining=0, reset=30"],
            ["\"", r#""a";r=0;t=30"#],
        ] {
            assert_eq!(read(&lines), half_minute, "{lines:?}");
        }
        assert_eq!(read(&["remaining=5", "reset=30"]), (None, false));
    }

    #[test]
    fn the_structured_header_is_read_in_both_its_forms() {
        let read = |value| reset_of(&[("ratelimit", value)]);
        assert_eq!(read(r#""default";r=0;t=30"#), Some(seconds(30)));
        assert_eq!(read(r#""default"; r=0; t=30"#), Some(seconds(30)));
        assert_eq!(
            read(r#""a,b;r=0;t=9";r=0;t=30;pk=:QUE=:"#),
            Some(seconds(30))
        );
        assert_eq!(read("limit=100, remaining=0, reset=30"), Some(seconds(30)));
        assert_eq!(
            read(r#""hour";r=0;t=60, "day";r=0;t=900"#),
            Some(seconds(900))
        );
        assert_eq!(
            read(r#""hour";r=0;t=60, "day";r=5;t=900"#),
            Some(seconds(60))
        );
        for no_wait in [
            r#""default";r=5;t=30"#,
            r#""default";t=30"#,
            r#""default";r=0"#,
            r#""default";r=0;t=-3"#,
            "limit=100, remaining=5, reset=30",
            "limit=100, remaining=0",
            "reset=30",
            "30",
            "",
            "\"",
        ] {
            assert_eq!(read(no_wait), None, "{no_wait}");
        }
    }
}

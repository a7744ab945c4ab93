//! The wait that the headers of a response ask for.

use core::time::Duration;
use std::time::SystemTime;

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// Returns the wait that the headers ask for: `retry-after-ms` or `x-ms-retry-after-ms` in milliseconds, or
/// else `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). A fraction is rounded up. Of
/// several equal headers the longest wait counts. Unreadable values are ignored, and a zero does not hide
/// the wait of another header.
///
/// A date is compared with the response's own `Date`, so that the clocks need not agree. A date in the past
/// is a wait of zero.
///
/// ```
/// use retries::retry_after;
/// use std::time::Duration;
///
/// let response = http::Response::builder().header("Retry-After", "120").body(()).unwrap();
/// assert_eq!(retry_after(response.headers()), Some(Duration::from_secs(120)));
/// ```
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let in_milliseconds = |name| {
        longest(headers, name, |value| {
            whole(value).map(Duration::from_millis)
        })
    };
    let in_seconds = longest(headers, RETRY_AFTER.as_str(), |value| {
        let seconds = whole(value).map(Duration::from_secs);
        seconds.or_else(|| until(value, headers))
    });
    first_wait([
        in_milliseconds("retry-after-ms"),
        in_milliseconds("x-ms-retry-after-ms"),
        in_seconds,
    ])
}

/// Returns the first wait that is not zero, or zero if there is no other.
pub(super) fn first_wait(waits: impl IntoIterator<Item = Option<Duration>>) -> Option<Duration> {
    let mut zero = None;
    for wait in waits.into_iter().flatten() {
        if !wait.is_zero() {
            return Some(wait);
        }
        zero = Some(wait);
    }
    zero
}

pub(super) fn longest(
    headers: &HeaderMap,
    name: &str,
    read: impl Fn(&str) -> Option<Duration>,
) -> Option<Duration> {
    values(headers, name).filter_map(read).max()
}

/// Returns the values of all lines of a header. A line that is a list of numbers is one value a number:
/// proxies may join lines so (RFC 9110, 5.3).
///
/// Input: `120, 30` and `Wed, 21 Oct 2015 07:28:00 GMT`. Output: `120`, `30` and the date.
pub(super) fn values<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let lines = headers.get_all(name).into_iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| {
            let is_list = line.split(", ").all(|part| whole(part.trim()).is_some());
            let parts = if is_list { usize::MAX } else { 1 };
            line.splitn(parts, ", ").map(str::trim)
        })
}

/// Reads digits, with a fraction that is rounded up: `299.997` is 300. A number too large for the type is
/// its largest value. A sign, an exponent or quotation marks make the text unreadable.
pub(super) fn whole(value: &str) -> Option<u64> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = value.split_once('.').unwrap_or((value, "0"));
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let is_rounded_up = fraction.bytes().any(|byte| byte != b'0');
    let whole = whole.parse().unwrap_or(u64::MAX);
    Some(whole.saturating_add(u64::from(is_rounded_up)))
}

/// Returns the time until a date, or zero for a date in the past.
pub(super) fn until(value: &str, headers: &HeaderMap) -> Option<Duration> {
    let then = httpdate::parse_http_date(value).ok()?;
    Some(then.duration_since(now(headers)?).unwrap_or_default())
}

/// Returns the time of the server's clock, or else of ours.
pub(super) fn now(headers: &HeaderMap) -> Option<SystemTime> {
    let date = headers.get(DATE).and_then(|date| date.to_str().ok());
    date.and_then(|date| httpdate::parse_http_date(date).ok())
        .or_else(our_clock)
}

/// Returns the system's time, or `None` in a browser, where the clock of the standard library panics.
fn our_clock() -> Option<SystemTime> {
    let is_browser = cfg!(all(target_family = "wasm", target_os = "unknown"));
    (!is_browser).then(SystemTime::now)
}

#[cfg(test)]
pub(super) mod tests {
    use super::retry_after;
    use core::time::Duration;
    use http::HeaderMap;
    use http::header::{HeaderName, HeaderValue};
    use std::time::SystemTime;

    pub(crate) fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name = HeaderName::try_from(*name).expect("a name");
            headers.append(name, HeaderValue::try_from(*value).expect("a value"));
        }
        headers
    }

    fn wait_of(pairs: &[(&str, &str)]) -> Option<Duration> {
        retry_after(&headers(pairs))
    }

    fn wait_of_text(name: &'static str, value: &str) -> Option<Duration> {
        let value = HeaderValue::from_bytes(value.as_bytes()).expect("value");
        retry_after(&HeaderMap::from_iter([(
            HeaderName::from_static(name),
            value,
        )]))
    }

    const DATE: (&str, &str) = ("date", "Wed, 21 Oct 2015 07:28:00 GMT");

    #[test]
    fn seconds_are_read() {
        assert_eq!(
            wait_of(&[("retry-after", "120")]),
            Some(Duration::from_secs(120))
        );
        assert_eq!(
            wait_of(&[("retry-after", " 7 ")]),
            Some(Duration::from_secs(7))
        );
    }

    #[test]
    fn a_fraction_is_rounded_up() {
        for (value, seconds) in [
            ("299.997", 300),
            ("1.5", 2),
            ("0.001", 1),
            ("300.000", 300),
            ("0.0", 0),
        ] {
            let wait = wait_of(&[("retry-after", value)]);
            assert_eq!(wait, Some(Duration::from_secs(seconds)), "{value}");
        }
        for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
            let wait = wait_of(&[(name, "249.3")]);
            assert_eq!(wait, Some(Duration::from_millis(250)), "{name}");
        }
    }

    #[test]
    fn a_date_counts_from_the_servers_own_clock() {
        for date in [
            "Wed, 21 Oct 2015 07:28:30 GMT",
            "Wednesday, 21-Oct-15 07:28:30 GMT",
            "Wed Oct 21 07:28:30 2015",
        ] {
            let wait = wait_of(&[DATE, ("retry-after", date)]);
            assert_eq!(wait, Some(Duration::from_secs(30)), "{date}");
        }
    }

    #[test]
    fn a_date_without_the_servers_clock_counts_from_ours() {
        let then = SystemTime::now() + Duration::from_secs(100);
        let value = httpdate::fmt_http_date(then);
        let wait = wait_of(&[("retry-after", &value)]).expect("a wait");
        assert!(
            (Duration::from_secs(90)..=Duration::from_secs(100)).contains(&wait),
            "{wait:?}"
        );
    }

    #[test]
    fn a_date_in_the_past_is_zero() {
        let past = ("retry-after", "Wed, 21 Oct 2015 07:27:00 GMT");
        assert_eq!(wait_of(&[DATE, past]), Some(Duration::ZERO));
        assert_eq!(wait_of(&[past]), Some(Duration::ZERO));
    }

    #[test]
    fn milliseconds_count_before_seconds() {
        let seconds = ("retry-after", "2");
        let wait = wait_of(&[seconds, ("retry-after-ms", "1500")]);
        assert_eq!(wait, Some(Duration::from_millis(1500)));
        let wait = wait_of(&[seconds, ("x-ms-retry-after-ms", "250")]);
        assert_eq!(wait, Some(Duration::from_millis(250)));
    }

    #[test]
    fn a_zero_hides_no_other_header() {
        let zero = Some(Duration::ZERO);
        for name in ["retry-after-ms", "x-ms-retry-after-ms"] {
            let seconds = wait_of(&[(name, "0"), ("retry-after", "7")]);
            assert_eq!(seconds, Some(Duration::from_secs(7)), "{name}");
            let milliseconds = wait_of(&[(name, "20"), ("retry-after", "0")]);
            assert_eq!(milliseconds, Some(Duration::from_millis(20)), "{name}");
            assert_eq!(wait_of(&[(name, "0")]), zero, "{name}");
            assert_eq!(wait_of(&[(name, "0"), ("retry-after", "soon")]), zero);
        }
        let first = wait_of(&[("retry-after-ms", "0"), ("x-ms-retry-after-ms", "20")]);
        assert_eq!(first, Some(Duration::from_millis(20)));
    }

    #[test]
    fn of_lines_that_a_proxy_joined_the_longest_wait_counts() {
        for (joined, seconds) in [("120, 120", 120), ("3, 9", 9), ("9, 1.5", 9)] {
            let wait = wait_of(&[("retry-after", joined)]);
            assert_eq!(wait, Some(Duration::from_secs(seconds)), "{joined}");
        }
        for garbage in ["120, soon", "3, ", ", 3", "1,5"] {
            assert_eq!(wait_of(&[("retry-after", garbage)]), None, "{garbage}");
        }
    }

    #[test]
    fn unreadable_values_are_ignored_and_hide_no_readable_one() {
        for garbage in [
            "",
            "soon",
            "-1",
            "-0.5",
            "+3",
            "1e3",
            "0x10",
            "NaN",
            "inf",
            "\"120\"",
            "1 2",
            "1,5",
            ".5",
            "5.",
            ".",
            "1.2.3",
            "1.-5",
            "120s",
            "\u{665}",
            "Wed, 99 Oct 2015",
            "Wed, 21 Oct 2015 07:28:30",
            "2015-10-21T07:28:30Z",
        ] {
            assert_eq!(wait_of_text("retry-after", garbage), None, "{garbage}");
            assert_eq!(wait_of_text("retry-after-ms", garbage), None, "{garbage}");
        }
        let wait = wait_of(&[("retry-after-ms", "soon"), ("retry-after", "3")]);
        assert_eq!(wait, Some(Duration::from_secs(3)));
    }

    #[test]
    fn of_several_headers_the_longest_wait_counts() {
        let wait = wait_of(&[
            ("retry-after", "3"),
            ("retry-after", "9"),
            ("retry-after", "x"),
        ]);
        assert_eq!(wait, Some(Duration::from_secs(9)));
    }

    #[test]
    fn a_huge_number_is_a_wait_too_long_for_any_policy() {
        let most = Some(Duration::from_secs(u64::MAX));
        for huge in [
            "99999999999999999999999999",
            "99999999999999999999999999.9",
            "18446744073709551615.5",
        ] {
            assert_eq!(wait_of(&[("retry-after", huge)]), most, "{huge}");
        }
    }
}

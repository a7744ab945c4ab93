//! The header `grpc-timeout`, by the specification "gRPC over HTTP2": a whole number of at most eight digits, and a
//! unit.

use core::time::Duration;

use http::HeaderMap;

use super::read_digits;
use crate::scope::Scope;

const NAME: &str = "grpc-timeout";

impl Scope {
    /// Reads the time that a gRPC client has left from the header `grpc-timeout`. It counts from now. A header that is
    /// missing, malformed or zero means no deadline; of several the shortest counts.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderValue};
    /// use retries::scope::Scope;
    /// use std::time::Duration;
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert("grpc-timeout", HeaderValue::from_static("1500m"));
    /// let left = Scope::read_grpc(&headers).remaining();
    /// assert!(left <= Some(Duration::from_millis(1_500)) && left > Some(Duration::from_secs(1)));
    /// ```
    #[must_use]
    pub fn read_grpc(headers: &HeaderMap) -> Self {
        read(headers).map_or_else(Self::default, Self::ending_in)
    }
}

/// Returns the shortest time in the headers.
pub(super) fn read(headers: &HeaderMap) -> Option<Duration> {
    let values = headers.get_all(NAME).iter();
    values.filter_map(|value| parse(value.as_bytes())).min()
}

// Input:
//     b"1500m"
//
// Output:
//     Some(1.5 s)
fn parse(value: &[u8]) -> Option<Duration> {
    let (unit, digits) = value.split_last()?;
    let number = read_digits(digits)?;
    Some(match unit {
        b'n' => Duration::from_nanos(number),
        b'u' => Duration::from_micros(number),
        b'm' => Duration::from_millis(number),
        b'S' => Duration::from_secs(number),
        b'M' => Duration::from_secs(number * 60),
        b'H' => Duration::from_secs(number * 60 * 60),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Duration, parse};

    #[test]
    fn each_unit_of_the_specification_is_read() {
        for (value, time) in [
            ("1n", Duration::from_nanos(1)),
            ("2u", Duration::from_micros(2)),
            ("3m", Duration::from_millis(3)),
            ("4S", Duration::from_secs(4)),
            ("5M", Duration::from_secs(300)),
            ("99999999H", Duration::from_secs(99_999_999 * 3600)),
        ] {
            assert_eq!(parse(value.as_bytes()), Some(time), "{value}");
        }
    }

    #[test]
    fn a_malformed_or_huge_value_is_ignored() {
        let values = [
            "",
            "S",
            "1",
            "1s",
            "0S",
            "-1S",
            "+1S",
            "1.5S",
            " 1S",
            "1S ",
            "100000000n",
            "1SS",
            "ⅣS",
            "1\u{fffd}",
        ];
        for value in values {
            assert_eq!(parse(value.as_bytes()), None, "{value}");
        }
        assert_eq!(parse(&[0xff, 0xff, b'S']), None);
    }
}

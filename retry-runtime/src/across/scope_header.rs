//! The time that is left, as an HTTP header.

use core::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{LARGEST, read_digits};
use crate::scope::Scope;

const NAME: HeaderName = HeaderName::from_static("request-timeout-ms");

impl Scope {
    /// Writes the time that is left into the header `request-timeout-ms`: whole milliseconds, rounded down, so that the
    /// clocks of the two machines need not agree. Does nothing without a scope. A shorter time that the headers have
    /// already stays.
    ///
    /// With nothing left the header is removed, because a receiver may take `0` for no limit. The request would be too
    /// late: do not send it.
    ///
    /// ```
    /// use http::HeaderMap;
    /// use retries::scope::{self, Scope};
    /// use std::time::Duration;
    ///
    /// let headers = retries::within_blocking(Duration::from_millis(1_500), || {
    ///     let mut headers = HeaderMap::new();
    ///     scope::current().write(&mut headers);
    ///     headers
    /// });
    /// let left = Scope::read(&headers).remaining();
    /// assert!(left <= Some(Duration::from_millis(1_500)) && left > Some(Duration::from_secs(1)));
    /// ```
    pub fn write(self, headers: &mut HeaderMap) {
        self.write_as(&NAME, headers);
    }

    /// As [`write`](Self::write), into a header of another name, such as Envoy's `x-envoy-expected-rq-timeout-ms`.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderName};
    /// use retries::scope;
    /// use std::time::Duration;
    ///
    /// const NAME: HeaderName = HeaderName::from_static("x-envoy-expected-rq-timeout-ms");
    ///
    /// let mut headers = HeaderMap::new();
    /// retries::within_blocking(Duration::from_secs(2), || scope::current().write_as(&NAME, &mut headers));
    /// assert!(headers.contains_key(NAME));
    /// ```
    pub fn write_as(self, name: &HeaderName, headers: &mut HeaderMap) {
        let Some(left) = self.remaining() else {
            return;
        };
        let left = read(name, headers).map_or(left, |sooner| left.min(sooner));
        match left.as_millis().min(LARGEST) {
            0 => drop(headers.remove(name)),
            millis => drop(headers.insert(name, HeaderValue::from(to_u64(millis)))),
        }
    }

    /// Reads the time that the client has left from the header `request-timeout-ms`, which [`write`](Self::write) wrote.
    /// It counts from now. A header that is missing, malformed or huge means no deadline; of several the shortest
    /// counts.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderValue};
    /// use retries::scope::Scope;
    ///
    /// let mut headers = HeaderMap::new();
    /// assert_eq!(Scope::read(&headers).remaining(), None);
    /// headers.insert("request-timeout-ms", HeaderValue::from_static("soon"));
    /// assert_eq!(Scope::read(&headers).remaining(), None);
    /// ```
    #[must_use]
    pub fn read(headers: &HeaderMap) -> Self {
        Self::read_as(&NAME, headers)
    }

    /// As [`read`](Self::read), from a header of another name.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderName, HeaderValue};
    /// use retries::scope::Scope;
    ///
    /// const NAME: HeaderName = HeaderName::from_static("x-envoy-expected-rq-timeout-ms");
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(NAME, HeaderValue::from_static("1500"));
    /// assert!(Scope::read_as(&NAME, &headers).remaining().is_some());
    /// ```
    #[must_use]
    pub fn read_as(name: &HeaderName, headers: &HeaderMap) -> Self {
        read(name, headers).map_or_else(Self::default, Self::ending_in)
    }
}

fn read(name: &HeaderName, headers: &HeaderMap) -> Option<Duration> {
    let values = headers.get_all(name).iter();
    let times = values.filter_map(|value| read_digits(value.as_bytes()));
    times.min().map(Duration::from_millis)
}

fn to_u64(millis: u128) -> u64 {
    millis.try_into().unwrap_or(u64::MAX)
}

//! The time that is left, as an HTTP header.

use core::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::{LARGEST, read_digits};
use crate::scope::Scope;

const NAME: HeaderName = HeaderName::from_static("request-timeout-ms");

impl Scope {
    /// Writes the time that is left into the header `request-timeout-ms`: whole milliseconds, rounded down, and no
    /// absolute time, so that the clocks of the two machines need not agree. A shorter time that the headers have
    /// already stays. Without a scope the headers stay as they are.
    ///
    /// In a function with an `attempt_timeout` it is the time that the attempt has left.
    ///
    /// Returns whether there is time for the request. With less than a millisecond left it is `false`: do not send the
    /// request. The header is removed then, because a receiver may take `0` for no limit.
    ///
    /// ```
    /// use http::Request;
    /// use retries::scope::{self, Scope};
    /// use retries::within_blocking;
    /// use std::time::Duration;
    ///
    /// fn request() -> Result<Request<()>, &'static str> {
    ///     let mut request = Request::new(());
    ///     if !scope::current().write(request.headers_mut()) {
    ///         return Err("too late");
    ///     }
    ///     Ok(request)
    /// }
    ///
    /// let request_in_time = within_blocking(Duration::from_millis(1_500), request).unwrap();
    /// let left = Scope::read(request_in_time.headers()).remaining();
    /// assert!(left <= Some(Duration::from_millis(1_500)) && left > Some(Duration::from_secs(1)));
    ///
    /// assert!(within_blocking(Duration::ZERO, request).is_err());
    /// ```
    #[must_use = "a request that is too late must not be sent: it would have no deadline"]
    pub fn write(self, headers: &mut HeaderMap) -> bool {
        self.write_as(&NAME, headers)
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
    /// let limit = Duration::from_secs(2);
    /// assert!(retries::within_blocking(limit, || scope::current().write_as(&NAME, &mut headers)));
    /// assert!(headers.contains_key(NAME));
    /// ```
    #[must_use = "a request that is too late must not be sent: it would have no deadline"]
    pub fn write_as(self, name: &HeaderName, headers: &mut HeaderMap) -> bool {
        let Some(left) = self.remaining() else {
            return true;
        };
        let left = read(name, headers).map_or(left, |sooner| left.min(sooner));
        let millis = u64::try_from(left.as_millis()).map_or(LARGEST, |millis| millis.min(LARGEST));
        if millis == 0 {
            headers.remove(name);
        } else {
            headers.insert(name, HeaderValue::from(millis));
        }
        millis > 0
    }

    /// Reads the time that the client has left from the header `request-timeout-ms`, which [`write`](Self::write) wrote.
    /// It counts from now. A header that is missing, malformed, huge or `0` means no deadline; of several the shortest
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

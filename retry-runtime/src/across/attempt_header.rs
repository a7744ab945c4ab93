//! The number of the attempt, as an HTTP header.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::attempt::Attempt;

const NAME: HeaderName = HeaderName::from_static("request-attempt");

impl Attempt {
    /// Writes the attempt into the header `request-attempt`, in the form of AWS's `amz-sdk-request`:
    /// `attempt=2; max=5`. A server can then shed retries before first attempts when it has too much to do.
    ///
    /// It is the attempt of the function that binds `n`: in layers, write it in the one that makes the retries. For gRPC
    /// write into `request.metadata_mut().as_mut()`.
    ///
    /// ```
    /// use http::HeaderMap;
    /// use retries::retry;
    ///
    /// #[retry(max_attempts = 5, attempt = n)]
    /// fn send() -> Result<HeaderMap, String> {
    ///     let mut headers = HeaderMap::new();
    ///     n.write(&mut headers);
    ///     Ok(headers)
    /// }
    ///
    /// assert_eq!(send().unwrap()["request-attempt"], "attempt=1; max=5");
    /// ```
    pub fn write(self, headers: &mut HeaderMap) {
        self.write_as(&NAME, headers);
    }

    /// As [`write`](Self::write), into a header of another name.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderName};
    /// use retries::retry;
    ///
    /// const NAME: HeaderName = HeaderName::from_static("amz-sdk-request");
    ///
    /// #[retry(max_attempts = 5, attempt = n)]
    /// fn send() -> Result<HeaderMap, String> {
    ///     let mut headers = HeaderMap::new();
    ///     n.write_as(&NAME, &mut headers);
    ///     Ok(headers)
    /// }
    ///
    /// assert_eq!(send().unwrap()[NAME], "attempt=1; max=5");
    /// ```
    pub fn write_as(self, name: &HeaderName, headers: &mut HeaderMap) {
        // Its text is digits and ASCII words, which every header may have.
        if let Ok(value) = HeaderValue::try_from(self.to_string()) {
            headers.insert(name, value);
        }
    }

    /// Reads the attempt of a client from the header `request-attempt`, which [`write`](Self::write) wrote. Returns
    /// `None` if it is missing or malformed.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderValue};
    /// use retries::Attempt;
    ///
    /// /// Whether a server that has too much to do refuses the request: retries first.
    /// fn is_shed(headers: &HeaderMap, in_flight: usize) -> bool {
    ///     let is_retry = Attempt::read(headers).is_some_and(|attempt| !attempt.is_first());
    ///     in_flight >= if is_retry { 80 } else { 100 }
    /// }
    ///
    /// let mut headers = HeaderMap::new();
    /// assert!(!is_shed(&headers, 90));
    /// headers.insert("request-attempt", HeaderValue::from_static("attempt=2; max=5"));
    /// assert!(is_shed(&headers, 90));
    /// ```
    #[must_use]
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        Self::read_as(&NAME, headers)
    }

    /// As [`read`](Self::read), from a header of another name.
    ///
    /// ```
    /// use http::{HeaderMap, HeaderName, HeaderValue};
    /// use retries::Attempt;
    ///
    /// const NAME: HeaderName = HeaderName::from_static("amz-sdk-request");
    ///
    /// let mut headers = HeaderMap::new();
    /// headers.insert(NAME, HeaderValue::from_static("attempt=2; max=3"));
    /// let attempt = Attempt::read_as(&NAME, &headers).unwrap();
    /// assert_eq!((attempt.number(), attempt.max_attempts()), (2, Some(3)));
    /// ```
    #[must_use]
    pub fn read_as(name: &HeaderName, headers: &HeaderMap) -> Option<Self> {
        parse(headers.get(name)?.to_str().ok()?)
    }
}

// Input:
//     attempt=2; max=5        ttl=20261126T170000Z; attempt=1
//
// Output:
//     2 of 5                  1 without a limit
fn parse(text: &str) -> Option<Attempt> {
    let (mut number, mut max) = (None, None);
    for parameter in text.split(';') {
        let (name, value) = parameter.trim().split_once('=')?;
        match name.trim() {
            "attempt" => number = Some(read_count(value)?),
            "max" => max = Some(read_count(value)?),
            _ => {}
        }
    }
    Some(Attempt::new(number?, max))
}

fn read_count(text: &str) -> Option<u32> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let count = text.parse().ok().filter(|count| *count > 0)?;
    is_number.then_some(count)
}

#[cfg(test)]
mod tests {
    use super::{Attempt, parse};

    #[test]
    fn an_attempt_is_read_as_it_was_written() {
        for attempt in [
            Attempt::new(1, None),
            Attempt::new(2, Some(5)),
            Attempt::new(u32::MAX, Some(u32::MAX)),
        ] {
            assert_eq!(parse(&attempt.to_string()), Some(attempt));
        }
    }

    #[test]
    fn parameters_come_in_any_order_and_unknown_ones_are_ignored() {
        let attempt = Some(Attempt::new(2, Some(3)));
        assert_eq!(parse("ttl=20261126T170000Z; max=3;attempt=2"), attempt);
        assert_eq!(parse("attempt=1"), Some(Attempt::new(1, None)));
    }

    #[test]
    fn a_malformed_attempt_is_none() {
        for text in [
            "",
            "2",
            "attempt",
            "attempt=",
            "attempt=0",
            "attempt=-1",
            "attempt=+1",
            "attempt=4294967296",
            "max=3",
            "attempt=1; max=x",
            "attempt=1;;",
            "ttl",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

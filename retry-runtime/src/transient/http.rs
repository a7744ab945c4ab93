//! An HTTP status, and a response with its headers.

use core::time::Duration;

use http::header::{HeaderValue, SERVER};
use http::{HeaderMap, Response, StatusCode};

use super::class::{FailureClass, impl_transient};
use super::{rate_limit, retry_after};

impl_transient! {
    /// `http::StatusCode`, with the feature `http`.
    ///
    /// | status | class |
    /// |---|---|
    /// | 429, 420, 529 | rate limited: nothing was done |
    /// | 421, 425, 521, 523, 525, 526 | transient, not processed |
    /// | 408, 504, 522, 524, 598, 599 | transient, timed out |
    /// | 500, 502, 503 and all others from 500 on | transient, may have been processed |
    /// | 501, 505, all others below 500 | permanent |
    ///
    /// A plain 503 may have been processed: proxies send it when the connection behind them dies.
    impl for StatusCode { class_of_status }
}
impl_transient! {
    /// `http::Response`, with the feature `http`.
    ///
    /// Classified like its status, except for these headers:
    ///
    /// | status | header | class |
    /// |---|---|---|
    /// | 413, 503 | `Retry-After` | transient, not processed |
    /// | 413, 503 | `Retry-After`, and a trace of a proxy | transient, may have been processed |
    /// | 403 | `Retry-After`, or a rate limit that is used up | rate limited |
    /// | 409, 423 | `Retry-After` | transient, may have been processed |
    /// | any from 400 on | `X-Should-Retry` or `Stripe-Should-Retry`: `false` | permanent |
    /// | any from 400 on that is permanent | the same: `true` | transient, may have been processed |
    ///
    /// A proxy can add a `Retry-After` when the connection behind it dies, as Varnish does. Its traces are
    /// `Via`, `Proxy-Status`, `Cache-Status`, `X-Varnish`, `X-Cache`, `X-Served-By`, `CF-Ray` and
    /// `X-Envoy-Upstream-Service-Time`, and a `Server` that is the name of a proxy.
    ///
    /// A rate limit is used up according to `RateLimit`, `RateLimit-Remaining`, `X-RateLimit-Remaining` or
    /// `X-Rate-Limit-Remaining`.
    ///
    /// With the feature `tonic`, a response with a `grpc-status` is classified like that `tonic::Status`.
    ///
    /// The wait is that of [`retry_after`](crate::retry_after()). A rate-limited response without it waits
    /// until the limit is reset: `RateLimit`, `RateLimit-Reset`, `X-RateLimit-Reset`,
    /// `X-RateLimit-Reset-After` and similar headers.
    impl [B] for Response<B> { class_of_response, retry_after_of_response }
}

/// Returns the class of a status without its headers.
///
/// An unlisted status counts as the first status of its hundred, and a status above 599 as a 500
/// (RFC 9110, section 15).
pub(super) fn class(status: StatusCode) -> FailureClass {
    match status.as_u16() {
        // 420 is Twitter's; 529 means that a site is overloaded (Anthropic, Qualys).
        420 | 429 | 529 => FailureClass::RateLimited,
        // Misdirected Request: "MAY retry the request, whether or not the request method is
        // idempotent" (RFC 9110, 15.5.20). Too Early: the server is "unwilling to risk processing" it
        // (RFC 8470, 5.2). Cloudflare's: the origin "refuses connections" (521), cannot be contacted
        // (523), or the TLS handshake with it failed (525, 526).
        421 | 425 | 521 | 523 | 525 | 526 => FailureClass::Unprocessed,
        // 522 and 524 are Cloudflare's; after both the origin may have the request. 598 and 599 come from
        // some proxies.
        408 | 504 | 522 | 524 | 598 | 599 => FailureClass::TimedOut,
        // The server will not implement the method or the version later.
        501 | 505 => FailureClass::Permanent,
        500.. => FailureClass::Unknown,
        _ => FailureClass::Permanent,
    }
}

/// Returns the class of a status with its headers.
pub(super) fn class_with(status: StatusCode, headers: &HeaderMap) -> FailureClass {
    match should_retry(headers) {
        Some(false) => FailureClass::Permanent,
        Some(true) if is_failure(status) => match class_by_retry_after(status, headers) {
            FailureClass::Permanent => FailureClass::Unknown,
            class => class,
        },
        _ => class_by_retry_after(status, headers),
    }
}

/// Returns the wait that the server asked for with this status and these headers.
pub(super) fn retry_after_of(status: StatusCode, headers: &HeaderMap) -> Option<Duration> {
    let wait = retry_after::retry_after(headers);
    if class_with(status, headers) == FailureClass::RateLimited {
        return retry_after::first_wait([wait, rate_limit::reset(headers)]);
    }
    wait
}

fn class_by_retry_after(status: StatusCode, headers: &HeaderMap) -> FailureClass {
    let has_retry_after = || retry_after::retry_after(headers).is_some();
    match status {
        // A server with a `Retry-After` refuses on purpose. RFC 9110 says this of a temporary 413: the
        // server "is refusing to process" it (15.5.14). A proxy's response is not sure: Varnish sends a
        // 503 with `Retry-After: 5` also if it has sent the request and then lost its backend
        // (`vcl_backend_error` in its `builtin.vcl`).
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::PAYLOAD_TOO_LARGE if has_retry_after() => {
            if is_through_proxy(headers) {
                FailureClass::Unknown
            } else {
                FailureClass::Unprocessed
            }
        }
        // GitHub sends this to a client that exceeds its limits (docs.github.com/en/rest).
        StatusCode::FORBIDDEN if has_retry_after() || rate_limit::is_exhausted(headers) => {
            FailureClass::RateLimited
        }
        // Another client holds the resource for now.
        StatusCode::CONFLICT | StatusCode::LOCKED if has_retry_after() => FailureClass::Unknown,
        _ => class(status),
    }
}

/// Headers that only proxies and caches add. The first three are standard: RFC 9110 (7.6.3), RFC 9209
/// and RFC 9211. The others come from Varnish; from Fastly, `CloudFront` and other caches; from Cloudflare;
/// and from Envoy.
const OF_PROXIES: [&str; 8] = [
    "via",
    "proxy-status",
    "cache-status",
    "x-varnish",
    "x-cache",
    "x-served-by",
    "cf-ray",
    "x-envoy-upstream-service-time",
];

/// The beginnings of a proxy's `Server` header. nginx and Apache are not listed: they are servers too, and
/// add no `Retry-After` themselves.
const PROXIES: [&str; 8] = [
    "varnish",
    "cloudflare",
    "cloudfront",
    "envoy",
    "istio-envoy",
    "haproxy",
    "squid",
    "akamaighost",
];

/// Returns whether the response has the trace of a proxy.
fn is_through_proxy(headers: &HeaderMap) -> bool {
    OF_PROXIES.iter().any(|name| headers.contains_key(*name))
        || headers.get_all(SERVER).iter().any(is_proxy)
}

fn is_proxy(server: &HeaderValue) -> bool {
    let server = server.as_bytes().trim_ascii_start();
    let begins_with = |name: &&str| {
        let start = server.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    };
    PROXIES.iter().any(begins_with)
}

/// Returns the server's advice about a retry, in the headers that the clients of Stripe, `OpenAI` and
/// Anthropic read. Of several values `false` counts.
fn should_retry(headers: &HeaderMap) -> Option<bool> {
    ["x-should-retry", "stripe-should-retry"]
        .into_iter()
        .flat_map(|name| headers.get_all(name))
        .filter_map(|value| value.to_str().ok()?.trim().parse().ok())
        .min()
}

fn is_failure(status: StatusCode) -> bool {
    status.as_u16() >= 400
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the trait asks by reference"
)]
fn class_of_status(status: &StatusCode) -> FailureClass {
    class(*status)
}

fn class_of_response<B>(response: &Response<B>) -> FailureClass {
    #[cfg(feature = "tonic")]
    if let Some(status) = tonic::Status::from_header_map(response.headers()) {
        return super::tonic::class_in_headers(&status);
    }
    class_with(response.status(), response.headers())
}

fn retry_after_of_response<B>(response: &Response<B>) -> Option<Duration> {
    #[cfg(feature = "tonic")]
    if let Some(status) = tonic::Status::from_header_map(response.headers()) {
        return super::tonic::retry_after_of(&status);
    }
    retry_after_of(response.status(), response.headers())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transient::retry_after::tests::headers;
    use FailureClass::{Permanent, RateLimited, TimedOut, Unknown, Unprocessed};

    fn status(code: u16) -> StatusCode {
        StatusCode::from_u16(code).expect("a status")
    }

    fn class_of(code: u16, pairs: &[(&str, &str)]) -> FailureClass {
        class_with(status(code), &headers(pairs))
    }

    /// Every status that is registered or in wide use, with its class alone and beside a `Retry-After`.
    const DECIDED: &[(&[u16], FailureClass, FailureClass)] = &[
        (&[100, 101, 102, 103, 104], Permanent, Permanent),
        (
            &[200, 201, 202, 203, 204, 205, 206, 207, 208, 226],
            Permanent,
            Permanent,
        ),
        (
            &[300, 301, 302, 303, 304, 305, 306, 307, 308],
            Permanent,
            Permanent,
        ),
        (
            &[400, 401, 402, 404, 405, 406, 407, 410, 411, 412],
            Permanent,
            Permanent,
        ),
        (
            &[414, 415, 416, 417, 418, 419, 422, 424, 426, 428],
            Permanent,
            Permanent,
        ),
        (
            &[430, 431, 440, 444, 449, 450, 451, 460, 463, 464],
            Permanent,
            Permanent,
        ),
        (&[494, 495, 496, 497, 498, 499], Permanent, Permanent),
        (&[403], Permanent, RateLimited),
        (&[408], TimedOut, TimedOut),
        (&[409, 423], Permanent, Unknown),
        (&[413], Permanent, Unprocessed),
        (&[420, 429, 529], RateLimited, RateLimited),
        (&[421, 425], Unprocessed, Unprocessed),
        (&[500, 502, 506, 507, 508, 509, 510, 511], Unknown, Unknown),
        (&[501, 505], Permanent, Permanent),
        (&[503], Unknown, Unprocessed),
        (&[504, 522, 524, 598, 599], TimedOut, TimedOut),
        (&[520, 527, 530, 540, 561], Unknown, Unknown),
        (&[521, 523, 525, 526], Unprocessed, Unprocessed),
    ];

    #[test]
    fn every_status_in_use_has_a_decided_class() {
        for (codes, alone, with_retry_after) in DECIDED {
            for code in *codes {
                assert_eq!(class(status(*code)), *alone, "{code}");
                assert_eq!(class_of(*code, &[]), *alone, "{code}");
                let with = class_of(*code, &[("retry-after", "7")]);
                assert_eq!(with, *with_retry_after, "{code} with Retry-After");
            }
        }
    }

    #[test]
    fn a_status_that_is_not_listed_counts_as_the_first_of_its_hundred() {
        let listed = |code| DECIDED.iter().any(|(codes, ..)| codes.contains(&code));
        for code in (100..=999).filter(|code| !listed(*code)) {
            let expected = if code < 500 { Permanent } else { Unknown };
            assert_eq!(class(status(code)), expected, "{code}");
        }
    }

    #[test]
    fn an_unreadable_retry_after_decides_nothing() {
        for code in [403, 409, 413, 423, 503] {
            let class = class_of(code, &[("retry-after", "soon")]);
            assert_eq!(class, super::class(status(code)), "{code}");
        }
    }

    #[test]
    fn milliseconds_and_a_date_in_the_past_are_read_too() {
        for header in [
            ("retry-after-ms", "20"),
            ("x-ms-retry-after-ms", "20"),
            ("retry-after", "0"),
            ("retry-after", "Wed, 21 Oct 2015 07:28:00 GMT"),
        ] {
            assert_eq!(class_of(503, &[header]), Unprocessed, "{header:?}");
            assert_eq!(class_of(403, &[header]), RateLimited, "{header:?}");
        }
    }

    #[test]
    fn a_proxy_that_says_when_to_return_may_have_sent_the_request() {
        for trace in [
            ("via", "1.1 cache (Varnish/7.6)"),
            ("proxy-status", "cache; error=connection_terminated"),
            ("cache-status", "cache; fwd=miss"),
            ("x-varnish", "32770"),
            ("x-cache", "MISS"),
            ("x-served-by", "cache-fra-1"),
            ("cf-ray", "230b030023ae2822-SJC"),
            ("x-envoy-upstream-service-time", "7"),
            ("server", "Varnish"),
            ("server", "cloudflare"),
            ("server", "CloudFront"),
            ("server", "envoy"),
            ("server", "istio-envoy"),
            ("server", "HAProxy/3.0"),
            ("server", "squid/6.1"),
            ("server", "AkamaiGHost"),
        ] {
            for code in [413, 503] {
                let pairs = [("retry-after", "5"), trace];
                assert_eq!(class_of(code, &pairs), Unknown, "{code} {trace:?}");
                let wait = Some(Duration::from_secs(5));
                assert_eq!(
                    retry_after_of(status(code), &headers(&pairs)),
                    wait,
                    "{trace:?}"
                );
            }
            let limited = class_of(429, &[("retry-after", "5"), trace]);
            assert_eq!(limited, RateLimited, "{trace:?}");
            assert_eq!(class_of(503, &[trace]), Unknown, "{trace:?}");
            assert_eq!(class_of(413, &[trace]), Permanent, "{trace:?}");
        }
        for server in ["nginx", "Apache/2.4", "gunicorn", "uvicorn", ""] {
            let class = class_of(503, &[("retry-after", "5"), ("server", server)]);
            assert_eq!(class, Unprocessed, "{server}");
        }
    }

    #[test]
    fn a_server_that_says_not_to_retry_is_obeyed_whatever_the_status() {
        for name in ["x-should-retry", "stripe-should-retry"] {
            for code in [403, 408, 409, 413, 429, 500, 503, 529] {
                let class = class_of(code, &[(name, "false"), ("retry-after", "1")]);
                assert_eq!(class, Permanent, "{code}");
            }
        }
    }

    #[test]
    fn a_server_that_says_to_retry_makes_a_failure_transient_but_not_unprocessed() {
        let yes = ("x-should-retry", "true");
        for code in [400, 404, 409, 501] {
            assert_eq!(class_of(code, &[yes]), Unknown, "{code}");
        }
        for code in [429, 503, 504] {
            assert_eq!(class_of(code, &[yes]), class(status(code)), "{code}");
        }
        for code in [200, 204, 304] {
            assert_eq!(class_of(code, &[yes]), Permanent, "{code}");
        }
        assert_eq!(class_of(409, &[("stripe-should-retry", "true")]), Unknown);
    }

    #[test]
    fn advice_is_true_or_false_and_false_outweighs_true() {
        assert_eq!(class_of(500, &[("x-should-retry", "maybe")]), Unknown);
        let both = [("x-should-retry", "true"), ("stripe-should-retry", "false")];
        assert_eq!(class_of(500, &both), Permanent);
    }

    #[test]
    fn a_403_whose_limit_is_used_up_is_rate_limited() {
        for exhausted in [
            ("x-ratelimit-remaining", "0"),
            ("x-rate-limit-remaining", "0"),
            ("ratelimit-remaining", "0"),
            ("ratelimit", r#""a";r=0;t=30"#),
            ("ratelimit", r#""a";r=5;t=9, "b";r=0;t=30"#),
            ("ratelimit", "limit=9, remaining=0, reset=30"),
        ] {
            assert_eq!(class_of(403, &[exhausted]), RateLimited, "{exhausted:?}");
            assert_eq!(class_of(404, &[exhausted]), Permanent, "{exhausted:?}");
        }
        for left in [
            ("x-rate-limit-remaining", "1"),
            ("ratelimit-remaining", "9"),
            ("ratelimit", r#""a";r=5;t=30"#),
            ("ratelimit", "limit=9, remaining=1, reset=30"),
        ] {
            assert_eq!(class_of(403, &[left]), Permanent, "{left:?}");
        }
        let structured = headers(&[("ratelimit", r#""a";r=0;t=30"#)]);
        let wait = retry_after_of(status(403), &structured);
        assert_eq!(wait, Some(Duration::from_secs(30)));
    }

    #[test]
    fn a_403_waits_until_the_limit_that_is_used_up_is_reset() {
        let exhausted = ("x-ratelimit-remaining", "0");
        let reset = ("x-ratelimit-reset", "60");
        assert_eq!(class_of(403, &[exhausted]), RateLimited);
        assert_eq!(
            retry_after_of(status(403), &headers(&[exhausted, reset])),
            Some(Duration::from_secs(60))
        );
        let left = [("x-ratelimit-remaining", "12"), reset];
        assert_eq!(class_of(403, &left), Permanent);
        assert_eq!(retry_after_of(status(403), &headers(&left)), None);
        assert_eq!(class_of(404, &[exhausted, reset]), Permanent);
    }

    #[test]
    fn the_reset_of_a_limit_counts_only_if_the_response_is_rate_limited() {
        let reset = headers(&[("x-ratelimit-reset", "60")]);
        for code in [420, 429, 529] {
            let minute = Some(Duration::from_secs(60));
            assert_eq!(retry_after_of(status(code), &reset), minute, "{code}");
        }
        for code in [200, 403, 404, 500, 503] {
            assert_eq!(retry_after_of(status(code), &reset), None, "{code}");
        }
    }

    #[test]
    fn a_retry_after_counts_before_the_reset_of_a_limit() {
        let both = headers(&[("x-ratelimit-reset", "60"), ("retry-after", "7")]);
        assert_eq!(
            retry_after_of(status(429), &both),
            Some(Duration::from_secs(7))
        );
        let unreadable = headers(&[("x-ratelimit-reset", "60"), ("retry-after", "soon")]);
        assert_eq!(
            retry_after_of(status(429), &unreadable),
            Some(Duration::from_secs(60))
        );
    }

    #[test]
    fn a_retry_after_of_zero_does_not_hide_the_reset_of_a_limit() {
        let both = headers(&[("x-ratelimit-reset", "60"), ("retry-after", "0")]);
        assert_eq!(
            retry_after_of(status(429), &both),
            Some(Duration::from_secs(60))
        );
        let zero = headers(&[("retry-after", "0")]);
        assert_eq!(retry_after_of(status(429), &zero), Some(Duration::ZERO));
    }
}

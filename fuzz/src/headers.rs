//! The headers and the metadata that another process sends.

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use retry_runtime::scope::Scope;
use retry_runtime::state::{RetryState, Step};
use retry_runtime::{Attempt, Decision, Policy, StopReason, retry_after, transient, unprocessed};
use std::mem::discriminant;
use std::time::Duration;
use tonic::metadata::{AsciiMetadataKey, MetadataMap};
use tonic::{Code, Status};

use crate::choices::Choices;

pub fn check(input: &[u8]) {
    let choices = &mut Choices::new(input);
    match choices.below(6) {
        0 => check_response(choices),
        1 => check_status(choices),
        2 => check_retry_after(choices),
        3 => check_reset(choices),
        4 => check_attempt(choices),
        _ => check_time_left(choices),
    }
}

const NAMES: [&str; 28] = [
    "retry-after",
    "retry-after-ms",
    "x-ms-retry-after-ms",
    "date",
    "ratelimit",
    "ratelimit-reset",
    "ratelimit-remaining",
    "x-ratelimit-reset",
    "x-ratelimit-reset-after",
    "x-ratelimit-remaining",
    "x-rate-limit-reset",
    "x-rate-limit-remaining",
    "x-ratelimit-reset-requests",
    "x-ratelimit-remaining-requests",
    "x-ratelimit-reset-tokens",
    "x-ratelimit-remaining-tokens",
    "x-should-retry",
    "stripe-should-retry",
    "server",
    "via",
    "content-type",
    "grpc-retry-pushback-ms",
    "grpc-status-details-bin",
    "grpc-timeout",
    "request-timeout-ms",
    "request-attempt",
    "amz-sdk-request",
    "x-envoy-expected-rq-timeout-ms",
];

const MINUTE: Duration = Duration::from_mins(1);

/// Reads lines of headers: any bytes up to a line feed.
fn headers(choices: &mut Choices) -> HeaderMap {
    let mut headers = HeaderMap::new();
    while !choices.is_used_up() {
        let name = HeaderName::from_static(choices.of(&NAMES));
        if let Ok(value) = HeaderValue::from_bytes(&choices.line()) {
            headers.append(name, value);
        }
    }
    headers
}

fn check_response(choices: &mut Choices) {
    const STATUSES: [u16; 14] = [
        200, 301, 403, 408, 409, 413, 420, 423, 425, 429, 500, 501, 503, 999,
    ];
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_u16(choices.of(&STATUSES)).expect("a status");
    *response.headers_mut() = headers(choices);
    let headers = response.headers();
    check_decision(transient(&response), unprocessed(&response));
    if let Some(wait) = retry_after(headers) {
        check_decision(Decision::RetryAfter(wait), Decision::Stop);
        let decision = transient(&response);
        assert!(
            decision == Decision::Stop
                || wait_of(decision) > Some(Duration::ZERO)
                || wait.is_zero()
        );
    }
    read_by_a_server(headers);
}

fn check_status(choices: &mut Choices) {
    let code = Code::from(i32::from(choices.byte() % 17));
    let prefix = choices.of(&[
        "",
        "mapped from HTTP status code ",
        "while receiving response with status: ",
    ]);
    let message = format!("{prefix}{}", String::from_utf8_lossy(&choices.line()));
    let details = choices.line();
    let metadata = MetadataMap::from_headers(headers(choices));
    let status = Status::with_details_and_metadata(code, message, details.into(), metadata);
    check_decision(transient(&status), unprocessed(&status));

    let key = AsciiMetadataKey::from_static("grpc-retry-pushback-ms");
    let values: Vec<_> = status.metadata().get_all(key).iter().collect();
    let wait = match values.as_slice() {
        [] => return,
        [value] => value.to_str().ok().and_then(canonical_milliseconds),
        _ => None,
    };
    let decision = transient(&status);
    match wait {
        Some(wait) => assert_eq!(wait_of(decision), Some(wait)),
        None => assert_eq!(decision, Decision::Stop),
    }
}

/// A whole number of 31 bits as it prints.
fn canonical_milliseconds(text: &str) -> Option<Duration> {
    let number: u64 = text.parse().ok()?;
    let is_canonical = number.to_string() == text && i32::try_from(number).is_ok();
    is_canonical.then(|| Duration::from_millis(number))
}

fn wait_of(decision: Decision) -> Option<Duration> {
    match decision {
        Decision::RetryAfter(wait) | Decision::RateLimitedAfter(wait) => Some(wait),
        _ => None,
    }
}

/// Compares two readings of a response. The wait until a date is shorter at the second one.
fn is_same(first: Decision, second: Decision) -> bool {
    match (wait_of(first), wait_of(second)) {
        (Some(wait), Some(later)) => {
            discriminant(&first) == discriminant(&second) && wait.abs_diff(later) < MINUTE
        }
        _ => first == second,
    }
}

/// No server makes a client spin, or wait longer than the policy allows.
fn check_decision(decision: Decision, unprocessed: Decision) {
    assert!(unprocessed == Decision::Stop || is_same(decision, unprocessed));
    let policy = Policy::new();
    for random in [0, u64::MAX / 2, u64::MAX] {
        let step = RetryState::new().on_failure(&policy, decision, None, random);
        match step {
            Step::Wait(wait) => {
                let longest = 5 * MINUTE + 5 * MINUTE / 10;
                assert!(
                    wait >= Duration::from_millis(100) && wait <= longest,
                    "{wait:?}"
                );
            }
            Step::Stop(StopReason::RetryAfterTooLong) => {
                assert!(wait_of(decision) > Some(5 * MINUTE), "{decision:?}");
            }
            Step::Stop(reason) => assert_eq!(reason, StopReason::Permanent),
        }
    }
}

/// What a server reads of a request: never a panic, never a time of zero, never more than eight digits of hours.
fn read_by_a_server(headers: &HeaderMap) {
    const LONGEST: Duration = Duration::from_hours(99_999_999);
    for scope in [Scope::read(headers), Scope::read_grpc(headers)] {
        assert!(scope.remaining().is_none_or(|left| left <= LONGEST));
    }
    if let Some(attempt) = Attempt::read(headers) {
        assert!(attempt.number() > 0 && attempt.max_attempts() != Some(0));
        let mut written = HeaderMap::new();
        attempt.write(&mut written);
        assert_eq!(Attempt::read(&written), Some(attempt));
    }
}

/// A number of seconds or milliseconds is read, rounded up, and of two the longer counts.
fn check_retry_after(choices: &mut Choices) {
    let (name, unit): (_, fn(u64) -> Duration) = choices.of(&[
        ("retry-after", Duration::from_secs as fn(u64) -> Duration),
        ("retry-after-ms", Duration::from_millis),
        ("x-ms-retry-after-ms", Duration::from_millis),
    ]);
    let mut longest = Duration::ZERO;
    let mut values = Vec::new();
    for _ in 0..=choices.below(3) {
        let (whole, fraction) = (choices.number(), u64::from(choices.byte()));
        let is_written = choices.flag();
        let text = if is_written {
            format!("{whole}.{fraction:03}")
        } else {
            whole.to_string()
        };
        let rounded = whole.saturating_add(u64::from(is_written && fraction > 0));
        longest = longest.max(unit(rounded));
        values.push(text);
    }
    let mut headers = HeaderMap::new();
    if choices.flag() {
        let line = values.join(", ");
        headers.append(name, HeaderValue::try_from(line).expect("digits"));
    } else {
        for value in &values {
            headers.append(name, HeaderValue::try_from(value).expect("digits"));
        }
    }
    assert_eq!(retry_after(&headers), Some(longest), "{name}: {values:?}");
}

/// A number beside a `Date` is a wait up to a day, a near time in seconds or milliseconds, or nothing.
fn check_reset(choices: &mut Choices) {
    /// Wed, 21 Oct 2015 07:28:00 GMT
    const NOW: u64 = 1_445_412_480;
    const DAY: u64 = 86_400;
    let name = choices.of(&[
        "x-ratelimit-reset",
        "x-rate-limit-reset",
        "ratelimit-reset",
        "x-ratelimit-reset-after",
    ]);
    let number = match choices.below(4) {
        0 => choices.number(),
        1 => NOW.wrapping_add_signed((choices.word() >> 40).cast_signed() - (1 << 23)),
        2 => NOW * 1000 + (choices.word() >> 30),
        _ => choices.word() >> 47,
    };
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let headers = response.headers_mut();
    headers.insert(
        "date",
        HeaderValue::from_static("Wed, 21 Oct 2015 07:28:00 GMT"),
    );
    headers.insert(name, HeaderValue::from(number));
    let is_near =
        |then: Duration| then.abs_diff(Duration::from_secs(NOW)).as_secs_f64() <= 31.0 * 86_400.0;
    let left = |then: Duration| then.saturating_sub(Duration::from_secs(NOW));
    let (seconds, millis) = (Duration::from_secs(number), Duration::from_millis(number));
    let expected = match number {
        0..=DAY => Decision::RateLimitedAfter(seconds),
        _ if is_near(seconds) => Decision::RateLimitedAfter(left(seconds)),
        _ if is_near(millis) => Decision::RateLimitedAfter(left(millis)),
        _ => Decision::RateLimited,
    };
    assert_eq!(transient(&response), expected, "{name}: {number}");
}

/// Numbers of attempts are read as they were written, in any order.
fn check_attempt(choices: &mut Choices) {
    let (number, max) = (choices.count(), choices.option(Choices::count));
    let mut parts = vec![format!("attempt={number}")];
    parts.extend(max.map(|max| format!("max={max}")));
    if choices.flag() {
        parts.push("ttl=20261126T170000Z".to_owned());
    }
    if choices.flag() {
        parts.reverse();
    }
    let mut headers = HeaderMap::new();
    let text = parts.join(choices.of(&[";", "; "]));
    headers.insert(
        "request-attempt",
        HeaderValue::try_from(&text).expect("words and digits"),
    );
    let attempt = Attempt::read(&headers);
    let expected = (number > 0 && max != Some(0)).then_some((number, max));
    let found = attempt.map(|attempt| (attempt.number(), attempt.max_attempts()));
    assert_eq!(found, expected, "{text}");
    read_by_a_server(&headers);
}

/// The time that a client writes is no longer than its scope, nor than the time that the request had already.
fn check_time_left(choices: &mut Choices) {
    const NAME: &str = "request-timeout-ms";
    let limit = choices.duration();
    let mut headers = headers(choices);
    let least = |headers: &HeaderMap| {
        let values = headers.get_all(NAME).into_iter();
        values
            .filter_map(|value| milliseconds(value.as_bytes()))
            .min()
    };
    let before = least(&headers);
    let (is_sent, left) = retry_runtime::within_blocking(limit, || {
        let left = retry_runtime::remaining();
        (retry_runtime::scope::current().write(&mut headers), left)
    });
    let after = least(&headers);
    assert_eq!(after.is_some(), Scope::read(&headers).remaining().is_some());
    if let Some(left) = left {
        assert_eq!(after.is_some(), is_sent);
        assert!(after.is_none_or(|after| u128::from(after) <= left.as_millis()));
        assert!(before.is_none() || after <= before, "{before:?} {after:?}");
    } else {
        assert!(is_sent && after == before);
    }

    let metadata = MetadataMap::from_headers(headers);
    let request = tonic::Request::from_parts(metadata, tonic::Extensions::default(), ());
    let sent = retry_runtime::within_blocking(limit, || {
        retry_runtime::scope::grpc_timeout(request).map(|request| (request, left.is_some()))
    });
    if let Ok((request, true)) = sent {
        assert!(Scope::read_grpc(request.metadata().as_ref()).remaining() <= Some(limit));
    }
}

/// Reads one to eight digits that are not zero.
fn milliseconds(text: &[u8]) -> Option<u64> {
    let is_number = (1..=8).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    let number = is_number.then(|| {
        text.iter()
            .fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'))
    });
    number.filter(|number| *number > 0)
}

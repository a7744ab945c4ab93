//! The time that is left travels in a header of a request.

use super::SECOND;
use http::{HeaderMap, HeaderName, HeaderValue};
use retries::scope::{self, Scope};
use retries::{remaining, within};
use std::time::Duration;
use tokio::time::sleep;

const NAME: &str = "request-timeout-ms";
const ENVOY: HeaderName = HeaderName::from_static("x-envoy-expected-rq-timeout-ms");

fn headers<const N: usize>(values: [&'static str; N]) -> HeaderMap {
    let values = values.map(|value| {
        (
            HeaderName::from_static(NAME),
            HeaderValue::from_static(value),
        )
    });
    // Of a name that comes twice, all values stay.
    let mut headers = HeaderMap::new();
    for (name, value) in values {
        headers.append(name, value);
    }
    headers
}

/// Returns the headers after the code of a scope with this limit wrote into them.
async fn written(limit: Duration, mut headers: HeaderMap) -> HeaderMap {
    let write = async { scope::current().write(&mut headers) };
    // With no time at all, the future is not polled.
    let is_in_time = within(limit, write).await.unwrap();
    assert_eq!(is_in_time, limit >= Duration::from_millis(1), "{limit:?}");
    headers
}

fn values(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(NAME).iter();
    values.map(|value| value.to_str().unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_server_reads_the_time_that_a_client_wrote() {
    let headers = written(Duration::from_millis(1_500), HeaderMap::new()).await;
    assert_eq!(values(&headers), ["1500"]);
    let read = Scope::read(&headers);
    assert_eq!(read.remaining(), Some(Duration::from_millis(1_500)));
    assert_eq!(read.enter(async { remaining() }).await, read.remaining());
    sleep(SECOND).await;
    assert_eq!(
        read.remaining(),
        Some(Duration::from_millis(500)),
        "it counts from when it is read"
    );
}

#[tokio::test(start_paused = true)]
async fn whole_milliseconds_of_at_most_eight_digits_are_written_rounded_down() {
    for (limit, value) in [
        (Duration::from_micros(1_999), "1"),
        (Duration::from_nanos(1_999_999_999), "1999"),
        (Duration::from_millis(99_999_999), "99999999"),
        (Duration::from_secs(100_000), "99999999"),
        (Duration::from_secs(1_000_000_000), "99999999"),
    ] {
        assert_eq!(
            values(&written(limit, HeaderMap::new()).await),
            [value],
            "{limit:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_scope_nothing_is_written() {
    let mut headers = headers(["7"]);
    assert!(scope::current().write(&mut headers));
    assert_eq!(values(&headers), ["7"]);
    let mut headers = HeaderMap::new();
    assert!(scope::current().write(&mut headers));
    assert!(headers.is_empty());
}

#[tokio::test(start_paused = true)]
async fn with_nothing_left_a_stale_header_is_removed() {
    for stale in [headers([]), headers(["5000"]), headers(["5000", "soon"])] {
        let less_than_a_millisecond = Duration::from_micros(999);
        assert!(written(less_than_a_millisecond, stale).await.is_empty());
    }
    let ended = within(SECOND, async { scope::current() }).await.unwrap();
    sleep(2 * SECOND).await;
    let mut headers = headers(["5000"]);
    assert!(!ended.write(&mut headers));
    assert!(headers.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_shorter_time_stays_and_a_longer_or_malformed_one_is_replaced() {
    for (before, after) in [
        (headers(["500"]), "500"),
        (headers(["5000"]), "2000"),
        (headers(["soon"]), "2000"),
        (headers(["0"]), "2000"),
        (headers(["9000", "300", "soon"]), "300"),
        (headers(["9000", "8000"]), "2000"),
    ] {
        let written = written(2 * SECOND, before).await;
        assert_eq!(values(&written), [after]);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_malformed_or_huge_is_no_deadline() {
    assert_eq!(Scope::read(&HeaderMap::new()).remaining(), None);
    for value in [
        "",
        "0",
        "00000000",
        "-1",
        "+1",
        "1.5",
        "1e3",
        " 1",
        "1 ",
        "1s",
        "soon",
        "100000000",
        "000000001",
        "18446744073709551616",
    ] {
        assert_eq!(
            Scope::read(&headers([value])).remaining(),
            None,
            "{value:?}"
        );
    }
    let mut bytes = HeaderMap::new();
    bytes.insert(NAME, HeaderValue::from_bytes(&[0xff, b'1']).unwrap());
    assert_eq!(Scope::read(&bytes).remaining(), None);
    let largest = Some(Duration::from_millis(99_999_999));
    assert_eq!(Scope::read(&headers(["99999999"])).remaining(), largest);
    assert_eq!(
        Scope::read(&headers(["00000001"])).remaining(),
        Some(Duration::from_millis(1))
    );
}

#[tokio::test(start_paused = true)]
async fn of_several_values_the_shortest_counts() {
    let read = Scope::read(&headers(["3000", "soon", "0", "2000", "9000"]));
    assert_eq!(read.remaining(), Some(2 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn a_header_may_have_another_name() {
    let mut headers = HeaderMap::new();
    let write = async { scope::current().write_as(&ENVOY, &mut headers) };
    assert_eq!(within(SECOND, write).await, Ok(true));
    assert_eq!(headers[ENVOY], "1000");
    assert_eq!(Scope::read(&headers).remaining(), None);
    assert_eq!(Scope::read_as(&ENVOY, &headers).remaining(), Some(SECOND));
}

#[tokio::test(start_paused = true)]
async fn a_header_of_grpc_has_a_unit() {
    let read = |value| {
        let mut headers = HeaderMap::new();
        headers.insert("grpc-timeout", HeaderValue::from_static(value));
        Scope::read_grpc(&headers).remaining()
    };
    for (value, time) in [
        ("1500m", Some(Duration::from_millis(1_500))),
        ("2S", Some(2 * SECOND)),
        ("1M", Some(60 * SECOND)),
        ("1H", Some(3_600 * SECOND)),
        ("500u", Some(Duration::from_micros(500))),
        ("99999999n", Some(Duration::from_nanos(99_999_999))),
        ("1500", None),
        ("100000000m", None),
        ("0S", None),
        ("S", None),
    ] {
        assert_eq!(read(value), time, "{value}");
    }
    assert_eq!(Scope::read_grpc(&headers(["1500"])).remaining(), None);
}

#[tokio::test(start_paused = true)]
async fn what_is_read_ends_calls_and_only_narrows() {
    let call = || {
        super::EVERY_SECOND
            .max_attempts(9)
            .call_async(async || None::<u8>)
    };
    let start = tokio::time::Instant::now();
    let read = Scope::read(&headers(["2500"]));
    assert_eq!(read.enter(call()).await, None);
    assert_eq!(start.elapsed(), 2 * SECOND);
    let inside = within(SECOND, async {
        Scope::read(&headers(["2500"]))
            .enter(async { remaining() })
            .await
    });
    assert_eq!(inside.await, Ok(Some(SECOND)));
}

#[test]
fn the_attempt_is_written_and_read_beside_it() {
    use retries::{Attempt, CurrentAttempt, Policy};

    let mut seen = Vec::new();
    let _ = Policy::new().sleep(|_| ()).call(|n: CurrentAttempt| {
        let mut headers = HeaderMap::new();
        n.write(&mut headers);
        n.write_as(&ENVOY, &mut headers);
        assert_eq!(Attempt::read_as(&ENVOY, &headers), Attempt::read(&headers));
        assert_eq!(Attempt::read(&headers), Some(*n));
        seen.push(headers["request-attempt"].clone());
        Err::<(), _>(())
    });
    assert_eq!(
        seen,
        ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"]
    );
}

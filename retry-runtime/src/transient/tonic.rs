//! `tonic`.

use core::time::Duration;
use std::error::Error;
use std::io;

use http::{Response, StatusCode};
use tonic::{Code, ConnectError, Status, TimeoutExpired};
use tonic_types::{RetryInfo, StatusExt};

use super::Transient;
use super::chain::{chain, class_of_chain};
use super::class::{FailureClass, impl_transient};

impl_transient! {
    /// `tonic::Status`, with the feature `tonic`. A status from the server is classified by its code:
    ///
    /// | code | class |
    /// |---|---|
    /// | `UNAVAILABLE` | transient |
    /// | `DEADLINE_EXCEEDED`, `CANCELLED` by the timeout of a tonic server | timed out |
    /// | others | permanent |
    /// | `RESOURCE_EXHAUSTED` with a wait | rate limited, after the wait |
    /// | others with a wait | transient, after the wait |
    ///
    /// A wait is a `RetryInfo` in the details or a `grpc-retry-pushback-ms` in the metadata. A negative
    /// or malformed push-back makes any status permanent (gRPC proposal A6).
    ///
    /// A status that tonic made itself, because there was no response, is classified by its source:
    ///
    /// | source | class |
    /// |---|---|
    /// | no connection (also no file of the Unix socket), a refused stream, a stream after the last one of a `GOAWAY` | not processed |
    /// | a timeout, of the keep-alive too | timed out |
    /// | a lost connection, another reset of a stream | transient |
    /// | TLS, a wrong address, an unknown error | permanent |
    ///
    /// The response of a proxy without gRPC is classified by its HTTP status. For a stream tonic keeps no
    /// headers, and a server may pass on the text of such a response, or of load shedding. A refusal in such
    /// a text is transient, and may have been processed.
    impl for Status { class, retry_after_of }
}
impl_transient! {
    /// `tonic::ConnectError`, with the feature `tonic`.
    ///
    /// Permanent if its source is, otherwise not processed: nothing was sent.
    impl for ConnectError { class_of_connect }
}
impl_transient! {
    /// `tonic::TimeoutExpired`, with the feature `tonic`: timed out.
    impl for TimeoutExpired { class_of_timeout }
}
#[cfg(feature = "tonic-channel")]
impl_transient! {
    /// `tonic::transport::Error`, with the feature `tonic-channel`: classified like its source.
    impl for tonic::transport::Error { class_of_transport }
}

const PUSHBACK: &str = "grpc-retry-pushback-ms";

// tonic reports some failures only with a text, without a source.

/// The response ended too early: a proxy or a server lost the connection behind it.
const CUT_OFF: [&str; 2] = [
    "Unexpected EOF decoding stream.",
    "protocol error: missing grpc-status trailer",
];
/// The text of tower's load shedding, which refuses a request before it is handled. A server may also pass on
/// the text of another server behind it.
const LOAD_SHED: &str = "Too many active requests for the connection";
/// The texts before the HTTP status of a response that is not gRPC, without a body and with one.
const HTTP_STATUS: [&str; 2] = [
    "mapped from HTTP status code ",
    "while receiving response with status: ",
];
/// The text of a private type.
const TLS_TIMEOUT: &str = "TLS handshake timeout.";

/// Returns the class of the status in the headers of a response, where a server puts it that sends no message.
pub(super) fn class_in_headers(status: &Status) -> FailureClass {
    match status.code() {
        Code::Ok => FailureClass::Permanent,
        _ => class(status),
    }
}

fn class(status: &Status) -> FailureClass {
    let asks_again = match pushback(status) {
        Some(Pushback::Stop) => return FailureClass::Permanent,
        Some(Pushback::After(_)) => true,
        None => retry_info(status).is_some(),
    };
    match class_of_failure(status) {
        FailureClass::Permanent if asks_again && status.code() == Code::ResourceExhausted => {
            FailureClass::RateLimited
        }
        FailureClass::Permanent if asks_again => FailureClass::Unknown,
        class => class,
    }
}

pub(super) fn retry_after_of(status: &Status) -> Option<Duration> {
    match pushback(status) {
        Some(Pushback::Stop) => None,
        Some(Pushback::After(wait)) => Some(wait),
        None => match retry_info(status) {
            Some(info) => info.retry_delay,
            None => http_response(status)?.retry_after(),
        },
    }
}

/// A server's `grpc-retry-pushback-ms`.
#[derive(Debug, PartialEq, Eq)]
enum Pushback {
    Stop,
    After(Duration),
}

/// Reads a push-back: "an ASCII encoded signed 32-bit integer with no unnecessary leading zeros". A value that
/// is "negative or unparseable" means to stop (A6). Several values mean the same in gRPC for Go.
fn pushback(status: &Status) -> Option<Pushback> {
    let mut values = status.metadata().get_all(PUSHBACK).iter();
    let value = values.next()?;
    let wait = value.to_str().ok().and_then(milliseconds);
    Some(match wait {
        Some(wait) if values.next().is_none() => Pushback::After(wait),
        _ => Pushback::Stop,
    })
}

fn milliseconds(text: &str) -> Option<Duration> {
    let number: i32 = text.parse().ok()?;
    let millis = u64::try_from(number).ok()?;
    (millis.to_string() == text).then(|| Duration::from_millis(millis))
}

fn retry_info(status: &Status) -> Option<RetryInfo> {
    status.get_details_retry_info()
}

fn class_of_failure(status: &Status) -> FailureClass {
    match status.source() {
        Some(source) => class_of_local(status, source),
        None => class_of_sent(status),
    }
}

/// Returns the class of the source if tonic derived the code from it. Any other code was chosen by the
/// user's code, and is more exact than the source.
fn class_of_local(status: &Status, source: &(dyn Error + 'static)) -> FailureClass {
    match status.code() {
        // tonic does not know the source: a lost connection, or an error of the user's layer.
        Code::Unknown => class_of_chain(source),
        // The last two stand for HTTP/2's `INTERNAL_ERROR` and `ENHANCE_YOUR_CALM`.
        Code::Unavailable | Code::Cancelled | Code::Internal | Code::ResourceExhausted => {
            let transport = chain(source).find(|error| is_of_transport(*error));
            transport.map_or_else(|| class_of_sent(status), class_of_chain)
        }
        _ => class_of_sent(status),
    }
}

fn is_of_transport(error: &(dyn Error + 'static)) -> bool {
    error.is::<ConnectError>()
        || error.is::<TimeoutExpired>()
        || error.is::<hyper::Error>()
        || error.is::<h2::Error>()
}

fn class_of_sent(status: &Status) -> FailureClass {
    if let Some(response) = http_response(status) {
        return match FailureClass::of(&response) {
            FailureClass::Unprocessed | FailureClass::RateLimited if !has_headers(status) => {
                FailureClass::Unknown
            }
            class => class,
        };
    }
    let message = status.message();
    match status.code() {
        // "may be corrected by retrying with a backoff", but "there is NOT A GUARANTEE that the server
        // has not seen anything" (`grpc/status.h`).
        Code::Unavailable => FailureClass::Unknown,
        // Both sides have a timer for the call: here the server's timer ended first.
        Code::DeadlineExceeded => FailureClass::TimedOut,
        Code::Cancelled if message == TimeoutExpired(()).to_string() => FailureClass::TimedOut,
        Code::Unknown | Code::Internal if is_cut_off(message) => FailureClass::Unknown,
        Code::ResourceExhausted if message == LOAD_SHED => FailureClass::Unknown,
        // AIP-194 retries none of them: an exhausted quota may last for hours, and an aborted
        // transaction has to start over as a whole.
        Code::ResourceExhausted
        | Code::Aborted
        | Code::Internal
        | Code::Unknown
        | Code::Cancelled
        | Code::Ok
        | Code::InvalidArgument
        | Code::NotFound
        | Code::AlreadyExists
        | Code::PermissionDenied
        | Code::FailedPrecondition
        | Code::OutOfRange
        | Code::Unimplemented
        | Code::DataLoss
        | Code::Unauthenticated => FailureClass::Permanent,
    }
}

fn is_cut_off(message: &str) -> bool {
    CUT_OFF.iter().any(|text| message.starts_with(text))
}

/// Restores the response of a proxy from the parts that tonic keeps: the status, in the message, and, for a
/// call with a single response, the headers, in the metadata.
fn http_response(status: &Status) -> Option<Response<()>> {
    if content_type(status).is_some_and(|value| value.starts_with(b"application/grpc")) {
        // A gRPC server passes on the text of a failure behind it.
        return None;
    }
    let after = |text| Some(status.message().split_once(text)?.1);
    let number = HTTP_STATUS.into_iter().find_map(after)?.get(..3)?;
    let mut response = Response::new(());
    *response.status_mut() = StatusCode::from_bytes(number.as_bytes()).ok()?;
    *response.headers_mut() = status.metadata().as_ref().clone();
    Some(response)
}

/// Returns whether the metadata are the headers of a response, and not the trailers of a stream. A tonic
/// server that passes a status on removes this header, and no other that a response surely has.
fn has_headers(status: &Status) -> bool {
    content_type(status).is_some()
}

fn content_type(status: &Status) -> Option<&[u8]> {
    let value = status.metadata().get("content-type")?;
    Some(value.as_encoded_bytes())
}

fn class_of_connect(error: &ConnectError) -> FailureClass {
    let below = &*error.0;
    match class_of_chain(below) {
        // A server removes the file of its Unix socket when it ends.
        FailureClass::Permanent if is_missing_file(below) => FailureClass::Unprocessed,
        FailureClass::Permanent if below.to_string() != TLS_TIMEOUT => FailureClass::Permanent,
        _ => FailureClass::Unprocessed,
    }
}

fn is_missing_file(error: &(dyn Error + 'static)) -> bool {
    let io = chain(error).find_map(|error| error.downcast_ref::<io::Error>());
    io.is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}

fn class_of_timeout(_: &TimeoutExpired) -> FailureClass {
    FailureClass::TimedOut
}

#[cfg(feature = "tonic-channel")]
fn class_of_transport(error: &tonic::transport::Error) -> FailureClass {
    error
        .source()
        .map_or(FailureClass::Permanent, class_of_chain)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use tonic_types::{ErrorDetails, QuotaViolation};

    const WAIT: Duration = Duration::from_millis(1500);

    fn every_code() -> impl Iterator<Item = Code> {
        (0..=16).map(Code::from)
    }

    fn pushed_back(code: Code, values: &[&'static str]) -> Status {
        let mut status = Status::new(code, "busy");
        for value in values {
            let value = value.parse().expect("ascii");
            status.metadata_mut().append(PUSHBACK, value);
        }
        status
    }

    fn with_retry_info(code: Code, wait: Option<Duration>) -> Status {
        Status::with_error_details(code, "busy", ErrorDetails::with_retry_info(wait))
    }

    fn assert_passes_after(status: &Status, wait: Option<Duration>) {
        let expected = match status.code() {
            Code::ResourceExhausted => FailureClass::RateLimited,
            Code::DeadlineExceeded => FailureClass::TimedOut,
            _ => FailureClass::Unknown,
        };
        assert_eq!(class(status), expected, "{status:?}");
        assert_eq!(status.retry_after(), wait, "{status:?}");
    }

    fn from_error(error: impl Into<Box<dyn Error + Send + Sync>>) -> Status {
        Status::from_error(error.into())
    }

    #[test]
    fn a_status_of_the_server_is_classified_by_its_code() {
        for code in every_code() {
            let expected = match code {
                Code::Unavailable => FailureClass::Unknown,
                Code::DeadlineExceeded => FailureClass::TimedOut,
                _ => FailureClass::Permanent,
            };
            let status = Status::new(code, "no");
            assert_eq!(class(&status), expected, "{code:?}");
            assert_eq!(status.retry_after(), None, "{code:?}");
        }
    }

    #[test]
    fn a_push_back_makes_every_code_transient() {
        for code in every_code() {
            assert_passes_after(&pushed_back(code, &["1500"]), Some(WAIT));
            assert_passes_after(&pushed_back(code, &["0"]), Some(Duration::ZERO));
        }
        let longest = pushed_back(Code::Aborted, &["2147483647"]);
        assert_eq!(
            longest.retry_after(),
            Some(Duration::from_millis(2_147_483_647))
        );
    }

    #[test]
    fn a_negative_or_malformed_push_back_makes_every_status_permanent() {
        let malformed: [&[&str]; 10] = [
            &["-1"],
            &["soon"],
            &[""],
            &["1.5"],
            &["+5"],
            &["007"],
            &["-0"],
            &[" 5"],
            &["2147483648"],
            &["1500", "1500"],
        ];
        for values in malformed {
            for code in every_code() {
                let mut status = with_retry_info(code, Some(WAIT));
                *status.metadata_mut() = pushed_back(code, values).metadata().clone();
                status.set_source(Arc::new(TimeoutExpired(())));
                assert_eq!(
                    class(&status),
                    FailureClass::Permanent,
                    "{code:?} {values:?}"
                );
                assert_eq!(status.retry_after(), None, "{code:?} {values:?}");
            }
        }
    }

    #[test]
    fn retry_info_makes_every_code_transient() {
        for code in every_code() {
            for wait in [Some(WAIT), Some(Duration::ZERO), None] {
                assert_passes_after(&with_retry_info(code, wait), wait);
            }
        }
    }

    #[test]
    fn a_push_back_counts_before_retry_info() {
        let mut status = with_retry_info(Code::Aborted, Some(Duration::from_secs(9)));
        *status.metadata_mut() = pushed_back(Code::Aborted, &["1500"]).metadata().clone();
        assert_passes_after(&status, Some(WAIT));
    }

    #[test]
    fn other_details_do_not_make_a_status_transient() {
        let violation = QuotaViolation::new("clientip:127.0.0.1", "too many");
        let details = ErrorDetails::with_quota_failure([violation]);
        let quota = Status::with_error_details(Code::ResourceExhausted, "quota", details);
        assert_eq!(class(&quota), FailureClass::Permanent);
        let garbled = Status::with_details(Code::Aborted, "", [1, 2, 3].as_slice().into());
        assert_eq!(class(&garbled), FailureClass::Permanent);
    }

    #[test]
    fn a_transient_failure_to_connect_was_not_processed() {
        let connect = |error: io::Error| from_error(ConnectError(error.into()));
        for kind in [
            io::ErrorKind::ConnectionRefused,
            io::ErrorKind::TimedOut,
            io::ErrorKind::ConnectionReset,
            io::ErrorKind::UnexpectedEof,
            // The file of a Unix socket.
            io::ErrorKind::NotFound,
        ] {
            assert_eq!(
                class(&connect(kind.into())),
                FailureClass::Unprocessed,
                "{kind:?}"
            );
        }
        for permanent in [io::ErrorKind::InvalidData, io::ErrorKind::PermissionDenied] {
            assert_eq!(class(&connect(permanent.into())), FailureClass::Permanent);
        }
        let invalid = from_error(ConnectError("invalid URL, scheme is missing".into()));
        assert_eq!(class(&invalid), FailureClass::Permanent);
    }

    #[test]
    fn a_handshake_that_takes_too_long_was_not_processed() {
        let tls = |text: &str| from_error(ConnectError(text.into()));
        assert_eq!(class(&tls(TLS_TIMEOUT)), FailureClass::Unprocessed);
        assert_eq!(
            class(&tls("HTTP/2 was not negotiated.")),
            FailureClass::Permanent
        );
    }

    #[test]
    fn a_timeout_on_either_side_is_a_timeout() {
        assert_eq!(
            class(&from_error(TimeoutExpired(()))),
            FailureClass::TimedOut
        );
        assert_eq!(
            class(&Status::cancelled("Timeout expired")),
            FailureClass::TimedOut
        );
        assert_eq!(
            class(&Status::cancelled("by the caller")),
            FailureClass::Permanent
        );
    }

    #[test]
    fn a_stream_that_was_refused_was_not_processed() {
        let refused = || h2::Error::from(h2::Reason::REFUSED_STREAM);
        assert_eq!(class(&from_error(refused())), FailureClass::Unprocessed);
        let mut unavailable = Status::unavailable("h2 protocol error");
        unavailable.set_source(Arc::new(refused()));
        assert_eq!(class(&unavailable), FailureClass::Unprocessed);
    }

    #[test]
    fn the_codes_that_tonic_gives_to_an_http2_error_do_not_count() {
        let reset = |code, reason| {
            let mut status = Status::new(code, "h2 protocol error");
            status.set_source(Arc::new(h2::Error::from(reason)));
            class(&status)
        };
        let unknown = [
            (Code::Internal, h2::Reason::INTERNAL_ERROR),
            (Code::Cancelled, h2::Reason::CANCEL),
            (Code::ResourceExhausted, h2::Reason::ENHANCE_YOUR_CALM),
            (Code::Unknown, h2::Reason::STREAM_CLOSED),
        ];
        for (code, reason) in unknown {
            assert_eq!(reset(code, reason), FailureClass::Unknown, "{reason:?}");
            assert_eq!(
                reset(Code::Unknown, reason),
                FailureClass::Unknown,
                "{reason:?}"
            );
        }
        let insecure = reset(Code::PermissionDenied, h2::Reason::INADEQUATE_SECURITY);
        assert_eq!(insecure, FailureClass::Permanent);
    }

    #[test]
    fn a_source_that_is_unknown_to_tonic_decides() {
        let broken = io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(class(&from_error(broken)), FailureClass::Unknown);
        assert_eq!(class(&from_error("my own layer")), FailureClass::Permanent);
        let nested = io::Error::other(Status::unavailable("later"));
        assert_eq!(class(&from_error(nested)), FailureClass::Unknown);
    }

    #[test]
    fn a_code_chosen_by_user_code_counts_before_its_source() {
        let chosen = |code, kind: io::ErrorKind| {
            let mut status = Status::new(code, "mine");
            status.set_source(Arc::new(ConnectError(io::Error::from(kind).into())));
            class(&status)
        };
        for code in [Code::InvalidArgument, Code::NotFound, Code::DataLoss] {
            assert_eq!(
                chosen(code, io::ErrorKind::TimedOut),
                FailureClass::Permanent
            );
        }
        let mut unavailable = Status::unavailable("mine");
        unavailable.set_source(Arc::new(io::Error::from(io::ErrorKind::ConnectionRefused)));
        assert_eq!(class(&unavailable), FailureClass::Unknown);
    }

    #[test]
    fn a_server_that_quotes_a_proxy_is_not_classified_as_a_proxy() {
        for (http, of_proxy, of_text) in [
            (429, FailureClass::RateLimited, FailureClass::Unknown),
            (421, FailureClass::Unprocessed, FailureClass::Unknown),
            (425, FailureClass::Unprocessed, FailureClass::Unknown),
            (525, FailureClass::Unprocessed, FailureClass::Unknown),
            (502, FailureClass::Unknown, FailureClass::Unknown),
            (504, FailureClass::TimedOut, FailureClass::TimedOut),
            (404, FailureClass::Permanent, FailureClass::Permanent),
        ] {
            for text in HTTP_STATUS {
                let mut status = Status::unavailable(format!("{text}{http}"));
                // A server passes on its own response except for the content type.
                let date = "Wed, 21 Oct 2015 07:28:00 GMT".parse().expect("ascii");
                status.metadata_mut().insert("date", date);
                assert_eq!(class(&status), of_text, "{status:?}");
                let html = "text/html".parse().expect("ascii");
                status.metadata_mut().insert("content-type", html);
                assert_eq!(class(&status), of_proxy, "{status:?}");
                let grpc = "application/grpc+proto".parse().expect("ascii");
                status.metadata_mut().insert("content-type", grpc);
                assert_eq!(class(&status), FailureClass::Unknown, "{status:?}");
            }
        }
    }

    #[test]
    fn a_text_of_the_server_does_not_prove_that_nothing_was_done() {
        let shed = Status::resource_exhausted(LOAD_SHED);
        assert_eq!(class(&shed), FailureClass::Unknown);
        let text = "grpc-status header missing, mapped from HTTP status code 503";
        let mut later = Status::unavailable(text);
        let seconds = "7".parse().expect("ascii");
        later.metadata_mut().insert("retry-after", seconds);
        assert_eq!(class(&later), FailureClass::Unknown);
        assert_eq!(later.retry_after(), Some(Duration::from_secs(7)));
    }

    #[test]
    fn a_proxy_that_lost_its_server_may_have_sent_the_call() {
        let text = "grpc-status header missing, mapped from HTTP status code 503";
        let mut status = Status::unavailable(text);
        for (name, value) in [("content-type", "text/html"), ("retry-after", "5")] {
            let value = value.parse().expect("ascii");
            status.metadata_mut().insert(name, value);
        }
        assert_eq!(class(&status), FailureClass::Unprocessed);
        let varnish = "Varnish".parse().expect("ascii");
        status.metadata_mut().insert("server", varnish);
        assert_eq!(class(&status), FailureClass::Unknown);
        assert_eq!(status.retry_after(), Some(Duration::from_secs(5)));
    }

    #[test]
    fn a_retry_after_header_counts_only_in_the_response_of_a_proxy() {
        let with_retry_after = |message| {
            let mut status = Status::unavailable(message);
            let seconds = "7".parse().expect("ascii");
            status.metadata_mut().insert("retry-after", seconds);
            status.retry_after()
        };
        let proxy = "grpc-status header missing, mapped from HTTP status code 503";
        assert_eq!(with_retry_after(proxy), Some(Duration::from_secs(7)));
        assert_eq!(with_retry_after("later"), None);
    }

    #[test]
    fn a_response_that_ended_too_early_may_have_been_processed() {
        for text in CUT_OFF {
            for code in [Code::Unknown, Code::Internal] {
                assert_eq!(
                    class(&Status::new(code, text)),
                    FailureClass::Unknown,
                    "{text}"
                );
            }
            assert_eq!(
                class(&Status::new(Code::Aborted, text)),
                FailureClass::Permanent
            );
        }
    }

    #[test]
    fn an_error_of_http2_is_more_exact_than_the_code_that_tonic_made_of_it() {
        let refused = h2::Error::from(h2::Reason::REFUSED_STREAM);
        let status = Status::unavailable("refused");
        assert_eq!(class(&status), FailureClass::Unknown);
        assert_eq!(class_of_local(&status, &refused), FailureClass::Unprocessed);
    }

    #[test]
    fn a_success_in_the_headers_is_not_retried_whatever_the_server_asks_for() {
        let ok = pushed_back(Code::Ok, &["1500"]);
        assert_eq!(class_in_headers(&ok), FailureClass::Permanent);
        let busy = pushed_back(Code::Unavailable, &["1500"]);
        assert_eq!(class_in_headers(&busy), class(&busy));
    }
}

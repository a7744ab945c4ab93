//! `http::StatusCode` and `http::Response` under the attribute.

use std::cell::RefCell;
use std::time::Duration;

use http::header::{DATE, HeaderName, RETRY_AFTER, VIA};
use http::{Response, StatusCode};
use retries::{Transient, retry, transient, unprocessed};

/// Returns its responses in order, and records the waits between the calls.
struct Server<A> {
    answers: RefCell<Vec<A>>,
    waits: RefCell<Vec<Duration>>,
}

impl<A> Server<A> {
    fn new(answers: impl IntoIterator<Item = A>) -> Self {
        let mut answers: Vec<A> = answers.into_iter().collect();
        answers.reverse();
        Self {
            answers: RefCell::new(answers),
            waits: RefCell::default(),
        }
    }

    fn answer(&self) -> A {
        self.answers.borrow_mut().pop().expect("an answer")
    }

    fn wait(&self, wait: Duration) {
        self.waits.borrow_mut().push(wait);
    }
}

fn statuses<const N: usize>(codes: [u16; N]) -> Server<StatusCode> {
    Server::new(codes.map(|code| StatusCode::from_u16(code).expect("a status")))
}

#[test]
fn most_statuses_from_500_are_transient_and_few_below() {
    for code in 100..=999 {
        let status = StatusCode::from_u16(code).expect("a status");
        let is_transient = match code {
            408 | 420 | 421 | 425 | 429 => true,
            501 | 505 => false,
            _ => code >= 500,
        };
        assert_eq!(status.is_transient(), is_transient, "{status}");
        let is_unprocessed = matches!(code, 420 | 421 | 425 | 429 | 521 | 523 | 525 | 526 | 529);
        assert_eq!(status.is_unprocessed(), is_unprocessed, "{status}");
    }
}

#[test]
fn a_status_as_the_error_decides() {
    #[retry(fixed("1s"), max_attempts = 9, on = transient, sleep = |wait| server.wait(wait))]
    fn get(server: &Server<StatusCode>) -> Result<(), StatusCode> {
        Err(server.answer())
    }

    let server = statuses([503, 500, 404]);
    assert_eq!(get(&server), Err(StatusCode::NOT_FOUND));
    assert_eq!(*server.waits.borrow(), [Duration::from_secs(1); 2]);
}

#[test]
fn unprocessed_stops_at_a_status_after_which_it_may_be_done() {
    #[retry(fixed("1s"), max_attempts = 9, on = unprocessed, sleep = |wait| server.wait(wait))]
    fn post(server: &Server<StatusCode>) -> Result<(), StatusCode> {
        Err(server.answer())
    }

    let server = statuses([429, 425, 503]);
    assert_eq!(post(&server), Err(StatusCode::SERVICE_UNAVAILABLE));
    assert_eq!(server.waits.borrow().len(), 2);
}

fn response<const N: usize>(status: u16, headers: [(HeaderName, &str); N]) -> Response<Vec<u8>> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(Vec::new()).expect("a response")
}

#[retry(fixed("1s"), max_attempts = 9, on_ok = transient, sleep = |wait| server.wait(wait))]
fn send(server: &Server<Response<Vec<u8>>>) -> Result<Response<Vec<u8>>, std::io::Error> {
    Ok(server.answer())
}

#[test]
fn a_response_is_a_failure_by_its_status_and_its_headers_say_how_long_to_wait() {
    let server = Server::new([
        response(429, [(RETRY_AFTER, "7")]),
        response(
            503,
            [
                (DATE, "Wed, 21 Oct 2015 07:28:00 GMT"),
                (RETRY_AFTER, "Wed, 21 Oct 2015 07:28:30 GMT"),
            ],
        ),
        response(502, []),
        response(200, []),
    ]);
    assert_eq!(send(&server).expect("a response").status(), 200);
    let waits = server.waits.borrow();
    // A `Retry-After` is extended by up to a tenth.
    for (wait, asked) in waits.iter().zip([7, 30]) {
        let asked = Duration::from_secs(asked);
        assert!((asked..=asked * 11 / 10).contains(wait), "{wait:?}");
    }
    assert_eq!(waits[2..], [Duration::from_secs(1)]);
}

#[test]
fn a_permanent_response_is_returned_at_once() {
    // A `Retry-After` does not make a permanent status transient.
    let server = Server::new([response(404, [(RETRY_AFTER, "7")])]);
    assert_eq!(send(&server).expect("a response").status(), 404);
    assert!(server.waits.borrow().is_empty());
}

#[retry(fixed("1s"), max_attempts = 9, on_ok = unprocessed, sleep = |wait| server.wait(wait))]
fn send_once(server: &Server<Response<Vec<u8>>>) -> Result<Response<Vec<u8>>, std::io::Error> {
    Ok(server.answer())
}

#[test]
fn a_503_is_unprocessed_only_with_a_retry_after() {
    let server = Server::new([response(503, [(RETRY_AFTER, "7")]), response(503, [])]);
    assert_eq!(send_once(&server).expect("a response").status(), 503);
    assert_eq!(server.waits.borrow().len(), 1);
}

#[test]
fn a_503_of_a_proxy_is_retried_but_may_have_been_processed() {
    let answer = || response(503, [(RETRY_AFTER, "5"), (VIA, "1.1 cache (Varnish/7.6)")]);
    let server = Server::new([answer()]);
    assert_eq!(send_once(&server).expect("a response").status(), 503);
    assert!(server.waits.borrow().is_empty());

    let server = Server::new([answer(), response(200, [])]);
    assert_eq!(send(&server).expect("a response").status(), 200);
    assert!(server.waits.borrow()[0] >= Duration::from_secs(5));
}

#[test]
fn a_server_that_says_not_to_retry_is_obeyed() {
    let not = HeaderName::from_static("x-should-retry");
    let server = Server::new([response(500, [(not, "false")])]);
    assert_eq!(send(&server).expect("a response").status(), 500);
    assert!(server.waits.borrow().is_empty());
}

#[test]
fn a_rate_limited_call_waits_until_the_reset() {
    let reset = HeaderName::from_static("x-ratelimit-reset");
    let server = Server::new([response(429, [(reset, "20")]), response(200, [])]);
    assert_eq!(send(&server).expect("a response").status(), 200);
    let asked = Duration::from_secs(20)..=Duration::from_secs(22);
    assert!(asked.contains(&server.waits.borrow()[0]));
}

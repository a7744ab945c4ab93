//! `ureq` against a real nginx, and against sockets for responses that nginx never sends.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use retries::{Decision, Transient, retry, transient, unprocessed};
use retries_servers::{Attempts, free_address, nginx};
use serde_json::Value;
use ureq::config::ConfigBuilder;
use ureq::typestate::AgentScope;
use ureq::{Agent, Error, Proxy, Timeout};

const A_MOMENT: Duration = Duration::from_millis(200);

fn config() -> ConfigBuilder<AgentScope> {
    Agent::config_builder().proxy(None)
}

fn agent() -> Agent {
    config().build().into()
}

fn impatient() -> Agent {
    config().timeout_recv_body(Some(A_MOMENT)).build().into()
}

/// Sends these bytes on each connection, and closes it unless `then` keeps it.
fn server(answer: impl Into<Vec<u8>>, then: fn(TcpStream)) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answer = answer.into();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(&answer);
            then(stream);
        }
    });
    address
}

fn close(stream: TcpStream) {
    drop(stream);
}

fn keep(stream: TcpStream) {
    std::mem::forget(stream);
}

fn read(agent: &Agent, address: SocketAddr) -> Result<String, Error> {
    let mut response = agent.get(format!("http://{address}/")).call()?;
    response.body_mut().read_to_string()
}

fn json(agent: &Agent, address: SocketAddr) -> Result<Value, Error> {
    let mut response = agent.get(format!("http://{address}/")).call()?;
    response.body_mut().read_json()
}

#[track_caller]
fn assert_unprocessed(error: &Error) {
    assert!(error.is_transient() && error.is_unprocessed(), "{error:?}");
}

#[track_caller]
fn assert_unknown(error: &Error) {
    assert_eq!(transient(error), Decision::Retry, "{error:?}");
    assert_eq!(unprocessed(error), Decision::Stop, "{error:?}");
}

#[track_caller]
fn assert_timed_out(error: &Error) {
    assert_eq!(transient(error), Decision::TimedOut, "{error:?}");
    assert_eq!(unprocessed(error), Decision::Stop, "{error:?}");
}

#[track_caller]
fn assert_permanent(error: &Error) {
    assert_eq!(transient(error), Decision::Stop, "{error:?}");
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
fn get(attempts: &Attempts, url: &str) -> Result<String, Error> {
    attempts.count();
    agent().get(url).call()?.body_mut().read_to_string()
}

#[test]
fn a_killed_server_is_waited_for_and_a_missing_page_is_not() {
    let mut server = nginx::start("location /here { return 200 here; }");
    let url = format!("http://{}", server.address());
    let attempts = Attempts::default();
    server.kill();
    let restarted = thread::spawn(move || {
        thread::sleep(A_MOMENT);
        server.restart();
        server
    });
    assert_eq!(get(&attempts, &format!("{url}/here")).unwrap(), "here");
    assert!(attempts.made() > 1);

    let _server = restarted.join().unwrap();
    let missing = get(&attempts, &format!("{url}/missing")).unwrap_err();
    assert!(matches!(missing, Error::StatusCode(404)), "{missing:?}");
    assert_eq!(attempts.made(), 1);
}

#[test]
fn a_server_that_was_not_reached_has_processed_nothing() {
    assert_unprocessed(&read(&agent(), free_address()).unwrap_err());
    let unknown = agent().get("http://no.such.host.invalid/").call();
    assert_unprocessed(&unknown.unwrap_err());
}

#[test]
fn a_server_that_makes_no_connection_in_time_has_processed_nothing() {
    let silent = server("", keep);
    let agent: Agent = config().timeout_connect(Some(A_MOMENT)).build().into();
    let error = agent.get(format!("https://{silent}/")).call().unwrap_err();
    assert!(
        matches!(error, Error::Timeout(Timeout::Connect)),
        "{error:?}"
    );
    assert_unprocessed(&error);
}

#[test]
fn a_server_that_does_not_answer_in_time_may_have_processed_the_request() {
    let silent = server("", keep);
    let slow = server("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\ntr", keep);
    for config in [
        config().timeout_recv_response(Some(A_MOMENT)),
        config().timeout_per_read(Some(A_MOMENT)),
        config().timeout_per_call(Some(A_MOMENT)),
        config().timeout_global(Some(A_MOMENT)),
    ] {
        assert_timed_out(&read(&config.build().into(), silent).unwrap_err());
    }
    assert_timed_out(&read(&impatient(), slow).unwrap_err());
}

#[test]
fn a_response_that_was_cut_off_is_requested_again() {
    for answer in [
        "",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ntr",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\ntr",
    ] {
        let server = server(answer, close);
        assert_unknown(&read(&agent(), server).unwrap_err());
        assert_unknown(&json(&agent(), server).unwrap_err());
    }
}

/// The header of gzip, and a block that is not finished.
const GZIP: &[u8] = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b\x4c";

fn zipped(body: &[u8], length: usize) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), body].concat()
}

#[test]
fn a_compressed_response_is_classified_by_the_failure_below_the_decoder() {
    let cut_off = read(&agent(), server(zipped(GZIP, 100), close)).unwrap_err();
    assert!(matches!(cut_off, Error::Decompress(..)), "{cut_off:?}");
    assert_unknown(&cut_off);
    assert_timed_out(&read(&impatient(), server(zipped(GZIP, 100), keep)).unwrap_err());

    let garbage = b"this is not gzip";
    let garbage = read(&agent(), server(zipped(garbage, garbage.len()), keep)).unwrap_err();
    assert!(matches!(garbage, Error::Decompress(..)), "{garbage:?}");
    assert_permanent(&garbage);
}

#[test]
fn a_json_response_is_classified_by_the_failure_below_the_decoder() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\n[1, ";
    let cut_off = json(&agent(), server(chunked, close)).unwrap_err();
    assert!(matches!(cut_off, Error::Json(_)), "{cut_off:?}");
    assert_unknown(&cut_off);
    assert_timed_out(&json(&impatient(), server(chunked, keep)).unwrap_err());

    let wrong = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabcd";
    let wrong = json(&agent(), server(wrong, close)).unwrap_err();
    assert!(matches!(wrong, Error::Json(_)), "{wrong:?}");
    assert_permanent(&wrong);
}

#[test]
fn a_server_with_another_protocol_is_permanent() {
    let garbage = read(&agent(), server("220 mail.example ESMTP\r\n", close)).unwrap_err();
    assert!(matches!(garbage, Error::Protocol(_)), "{garbage:?}");
    assert_permanent(&garbage);

    let plain = server("HTTP/1.1 400 Bad Request\r\n\r\n", close);
    let error = agent().get(format!("https://{plain}/")).call().unwrap_err();
    assert!(matches!(error, Error::Io(_)), "{error:?}");
    assert_permanent(&error);
}

fn through(proxy: &str) -> Error {
    let proxy = Proxy::new(proxy).unwrap();
    let agent: Agent = config().proxy(Some(proxy)).build().into();
    agent.get("https://192.0.2.1/").call().unwrap_err()
}

#[test]
fn a_proxy_that_makes_no_tunnel_has_sent_nothing() {
    // ureq writes its request to a proxy line by line.
    let http = |answer: &'static str| through(&format!("http://{}", server(answer, keep)));
    assert_unprocessed(&through(&format!("http://{}", free_address())));
    assert_unprocessed(&http("HTTP/1.1 503 Service Unavailable\r\n\r\n"));
    assert_permanent(&http("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));

    // The answers to the greeting and to the request are read one after the other.
    let socks = |answer: &'static [u8]| through(&format!("socks5://{}", server(answer, keep)));
    assert_unprocessed(&socks(&[5, 0, 5, 5]));
    assert_permanent(&socks(&[5, 0, 5, 2]));
}

#[test]
fn a_response_is_classified_by_its_status_and_its_headers() {
    let busy = "HTTP/1.1 429 Too Many Requests\r\nretry-after: 7\r\ncontent-length: 0\r\n\r\n";
    let url = format!("http://{}/", server(busy, close));
    let lenient: Agent = config().http_status_as_error(false).build().into();
    let response = lenient.get(&url).call().unwrap();
    let seven = Duration::from_secs(7);
    assert_eq!(transient(&response), Decision::RateLimitedAfter(seven));

    let error = agent().get(&url).call().unwrap_err();
    assert_eq!(unprocessed(&error), Decision::RateLimited);
}

#[test]
fn an_agent_that_was_shut_down_is_permanent() {
    let agent = agent();
    agent.clone().shutdown();
    assert_permanent(&read(&agent, free_address()).unwrap_err());
}

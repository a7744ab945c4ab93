//! `reqwest::blocking` against a real nginx.

use std::fs;
use std::thread;
use std::time::Duration;

use reqwest::Error;
use reqwest::blocking::{Client, Response};
use retries::{Transient, retry, transient};
use retries_servers::{Attempts, nginx as server};

const A_MOMENT: Duration = Duration::from_millis(300);

fn client() -> Client {
    let client = Client::builder().timeout(A_MOMENT).no_proxy();
    client.build().unwrap()
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
fn get(attempts: &Attempts, client: &Client, url: &str) -> Result<String, Error> {
    attempts.count();
    client.get(url).send()?.error_for_status()?.text()
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 3, on = transient, on_ok = transient)]
fn response(attempts: &Attempts, client: &Client, url: &str) -> Result<Response, Error> {
    attempts.count();
    client.get(url).send()
}

/// Runs the action after a moment, during the call.
fn meanwhile<T>(call: impl FnOnce() -> T, then: impl FnOnce() + Send) -> T {
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(A_MOMENT);
            then();
        });
        call()
    })
}

#[test]
fn a_killed_server_is_waited_for() {
    let mut server = server::start("location / { return 200 here; }");
    let url = format!("http://{}/", server.address());
    let (attempts, client) = (Attempts::default(), client());
    get(&attempts, &client, &url).unwrap();
    assert_eq!(attempts.made(), 1);
    server.kill();
    let refused = self::client().get(&url).send().unwrap_err();
    assert!(refused.is_unprocessed(), "{refused:?}");

    let outcome = meanwhile(|| get(&attempts, &client, &url), || server.restart());
    assert_eq!(outcome.unwrap(), "here");
    assert!(attempts.made() > 1);
}

#[test]
fn a_service_that_is_down_for_a_while_is_waited_for() {
    let server = server::start(
        "root .;
        add_header retry-after 1 always;
        location / { if (-f $document_root/down) { return 503; } return 200 here; }",
    );
    let down = server.directory().join("down");
    fs::write(&down, "").unwrap();
    let url = format!("http://{}/", server.address());
    let (attempts, client) = (Attempts::default(), client());
    let refused = client.get(&url).send().unwrap();
    assert_eq!(refused.retry_after(), Some(Duration::from_secs(1)));

    let outcome = meanwhile(
        || response(&attempts, &client, &url),
        || fs::remove_file(&down).unwrap(),
    );
    assert_eq!(outcome.unwrap().status(), 200);
    assert!(attempts.made() > 1);
}

#[test]
fn a_permanent_failure_is_returned_at_once() {
    let server = server::start("location / { return 404; }");
    let url = format!("http://{}/", server.address());
    let (attempts, client) = (Attempts::default(), client());
    let error = get(&attempts, &client, &url).unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(attempts.made(), 1);
    let missing = response(&attempts, &client, &url).unwrap();
    assert_eq!((missing.status().as_u16(), attempts.made()), (404, 1));
}

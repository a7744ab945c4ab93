//! An operation like those of the AWS SDK, with its HTTP client, against real servers.

use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::ErrorMetadata;
use retries::{Transient, retry, transient};
use retries_servers::{Attempts, free_address, nginx};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio::time::sleep;

type Failure = SdkError<ErrorMetadata, HttpResponse>;

/// Sends a request, and makes the error that the SDK would make. The services send its code in a header.
async fn call(uri: &str) -> Result<(), Failure> {
    let request = HttpRequest::get(uri).unwrap();
    let connector = Connector::builder().build_http();
    let response = connector.call(request).await;
    let response = response.map_err(Failure::dispatch_failure)?;
    if response.status().is_success() {
        return Ok(());
    }
    let mut error = ErrorMetadata::builder();
    if let Some(code) = response.headers().get("x-amzn-errortype") {
        error = error.code(code);
    }
    Err(Failure::service_error(error.build(), response))
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn retried(attempts: &Attempts, uri: &str) -> Result<(), Failure> {
    attempts.count();
    call(uri).await
}

#[tokio::test]
async fn a_service_that_is_down_is_waited_for() {
    let mut server = nginx::start("location / { return 200; }");
    let uri = format!("http://{}/", server.address());
    server.kill();
    let refused = call(&uri).await.unwrap_err();
    assert!(refused.is_unprocessed(), "{refused:?}");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(retried(&attempts, &uri), async {
        while attempts.so_far() < 2 {
            sleep(Duration::from_millis(10)).await;
        }
        server.restart();
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_name_that_does_not_resolve_and_a_port_without_listener_have_processed_nothing() {
    let no_listener = format!("http://{}/", free_address());
    for uri in ["http://no-such-name.invalid/", &no_listener] {
        let error = call(uri).await.unwrap_err();
        assert!(error.is_unprocessed(), "{error:?}");
    }
}

#[tokio::test]
async fn a_connection_that_was_lost_may_have_processed_the_request() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let uri = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1024]).await;
        }
    });
    let error = call(&uri).await.unwrap_err();
    assert!(error.is_transient() && !error.is_unprocessed(), "{error:?}");
}

#[tokio::test]
async fn an_error_of_a_service_is_classified_by_its_code_and_its_status() {
    let server = nginx::start(
        "location /throttled { add_header x-amzn-errortype ThrottlingException always; add_header x-amz-retry-after 1500 always; return 400; }
         location /denied { add_header x-amzn-errortype AccessDenied always; return 403; }
         location /broken { return 500; }",
    );
    let uri = |path| format!("http://{}/{path}", server.address());
    let throttled = call(&uri("throttled")).await.unwrap_err();
    assert!(throttled.is_rate_limited(), "{throttled:?}");
    assert_eq!(throttled.retry_after(), Some(Duration::from_millis(1500)));
    let broken = call(&uri("broken")).await.unwrap_err();
    assert!(broken.is_transient() && !broken.is_unprocessed());

    let attempts = Attempts::default();
    retried(&attempts, &uri("denied")).await.unwrap_err();
    assert_eq!(attempts.made(), 1);
}

//! TLS, with each library that reqwest may use.

use std::fs;
use std::time::Duration;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use reqwest::{Certificate, Client, ClientBuilder, Version};
use retries_servers::{Server, nginx};
use tokio::io::AsyncReadExt;
use tokio::time::sleep;

use super::{assert_class, builder, failure, resetting, serve};
use crate::Class::{Permanent, Unknown, Unprocessed};

struct Identity {
    certificate: String,
    key: String,
}

impl Identity {
    fn new(host: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([host.to_owned()]).unwrap();
        change(&mut params);
        let certificate = params.self_signed(&key).unwrap();
        Self {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        }
    }

    fn start(&self, server: &str) -> Server {
        nginx::start_tls(&self.certificate, &self.key, server)
    }

    /// One client for each library, which trust this certificate and no other.
    fn clients(&self) -> [Client; 2] {
        self.clients_with(|client| client)
    }

    fn clients_with(&self, change: fn(ClientBuilder) -> ClientBuilder) -> [Client; 2] {
        // Fails if another test has installed it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let root = || Certificate::from_pem(self.certificate.as_bytes()).unwrap();
        let native = builder().tls_backend_native().tls_certs_only([root()]);
        let rustls = builder().tls_backend_rustls().tls_certs_only([root()]);
        [native, rustls].map(|client| change(client).build().unwrap())
    }
}

fn local() -> Identity {
    Identity::new("127.0.0.1", |_| ())
}

const HERE: &str = "location / { return 200 here; }";

#[tokio::test]
async fn a_trusted_certificate_opens_a_connection_over_http_2() {
    let identity = local();
    // nginx sends GOAWAY after every second request.
    let server = identity.start(&format!("keepalive_requests 2; {HERE}"));
    let url = format!("https://{}/", server.address());
    for client in identity.clients() {
        for _ in 0..5 {
            let response = client.get(&url).send().await.unwrap();
            assert_eq!(response.version(), Version::HTTP_2);
            assert_eq!(response.text().await.unwrap(), "here");
        }
    }
}

#[tokio::test]
async fn an_untrusted_certificate_is_permanent() {
    let server = local().start(HERE);
    for client in local().clients() {
        let error = failure(&client, &format!("https://{}/", server.address())).await;
        assert!(error.is_connect());
        assert_class(&error, Permanent);
    }
}

#[tokio::test]
async fn a_certificate_for_another_host_is_permanent() {
    let identity = Identity::new("elsewhere.example", |_| ());
    let server = identity.start(HERE);
    for client in identity.clients() {
        let error = failure(&client, &format!("https://{}/", server.address())).await;
        assert_class(&error, Permanent);
    }
}

#[tokio::test]
async fn an_expired_certificate_is_permanent() {
    let identity = Identity::new("127.0.0.1", |params| {
        params.not_before = date_time_ymd(2015, 10, 21);
        params.not_after = date_time_ymd(2015, 10, 22);
    });
    let server = identity.start(HERE);
    for client in identity.clients() {
        let error = failure(&client, &format!("https://{}/", server.address())).await;
        assert_class(&error, Permanent);
    }
}

#[tokio::test]
async fn a_port_without_tls_is_permanent() {
    let server = nginx::start(HERE);
    for client in local().clients() {
        let error = failure(&client, &format!("https://{}/", server.address())).await;
        assert_class(&error, Permanent);
    }
}

#[tokio::test]
async fn a_port_with_tls_is_permanent_without_tls() {
    let identity = local();
    let server = identity.start(HERE);
    for client in identity.clients() {
        let url = format!("http://{}/", server.address());
        let response = client.get(url).send().await.unwrap();
        let error = response.error_for_status().unwrap_err();
        assert_class(&error, Permanent);
    }
}

#[tokio::test]
async fn an_unsupported_tls_version_is_permanent() {
    let identity = local();
    let server = identity.start(&format!("ssl_protocols TLSv1.2; {HERE}"));
    let root = Certificate::from_pem(identity.certificate.as_bytes()).unwrap();
    let client = builder().tls_backend_rustls().tls_certs_only([root]);
    let client = client.tls_version_min(reqwest::tls::Version::TLS_1_3);
    let error = failure(
        &client.build().unwrap(),
        &format!("https://{}/", server.address()),
    )
    .await;
    assert_class(&error, Permanent);
}

#[tokio::test]
async fn a_handshake_that_was_cut_off_has_processed_nothing() {
    let closing = serve(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
    })
    .await;
    for address in [closing, resetting().await] {
        for client in local().clients() {
            let error = failure(&client, &format!("https://{address}/")).await;
            assert!(error.is_connect());
            assert_class(&error, Unprocessed);
        }
    }
}

#[tokio::test]
async fn a_handshake_that_timed_out_has_processed_nothing() {
    let silent = serve(|mut stream| async move {
        while stream.read(&mut [0; 4096]).await.is_ok_and(|n| n > 0) {}
    })
    .await;
    let client = builder().connect_timeout(Duration::from_millis(50));
    let error = failure(&client.build().unwrap(), &format!("https://{silent}/")).await;
    assert!(error.is_connect() && error.is_timeout());
    assert_class(&error, Unprocessed);
}

#[tokio::test]
async fn a_server_that_was_killed_during_a_request_may_have_processed_it() {
    let identity = local();
    for client in identity.clients() {
        let mut server = identity.start(HERE);
        let url = format!("https://{}/", server.address());
        assert_eq!(client.get(&url).send().await.unwrap().status(), 200);
        server.pause();
        let (error, ()) = tokio::join!(failure(&client, &url), async {
            sleep(Duration::from_millis(50)).await;
            server.kill();
        });
        assert_class(&error, Unknown);
    }
}

#[tokio::test]
async fn a_body_cut_off_below_tls_may_have_been_processed() {
    let identity = local();
    for client in identity.clients_with(ClientBuilder::http1_only) {
        let mut server = identity.start("root .; location / { limit_rate 1000; }");
        fs::write(server.directory().join("file"), vec![b'x'; 64_000]).unwrap();
        let url = format!("https://{}/file", server.address());
        let mut response = client.get(&url).send().await.unwrap();
        assert!(response.chunk().await.unwrap().is_some());
        // Closes the socket without TLS's closing alert.
        server.kill();
        let error = response.bytes().await.unwrap_err();
        assert_class(&error, Unknown);
    }
}

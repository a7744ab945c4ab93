use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::routing::post;
use reqwest::Client;
use retries_servers::nginx as server;
use tokio::net::TcpListener;

use crate::proxied::Done;
use crate::{AnyError, Duration, Retried, Store, Write, by_tasks};

struct Service {
    client: Client,
    url: String,
}

impl Store for Service {
    async fn write(&self, Write { caller, n }: Write) -> Result<(), AnyError> {
        let sent = self
            .client
            .post(format!("{}/{caller}/{n}", self.url))
            .send();
        sent.await?.error_for_status()?;
        Ok(())
    }
}

async fn write(Path((caller, n)): Path<(i32, i32)>, State(done): State<Arc<Done>>) {
    done.write(Write { caller, n });
}

#[tokio::test(flavor = "multi_thread")]
async fn reqwest_loses_nothing_and_writes_nothing_twice() {
    let done = Arc::new(Done::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let backend = listener.local_addr().unwrap();
    let service = Router::new().route("/{caller}/{n}", post(write));
    let service = service.with_state(Arc::clone(&done));
    tokio::spawn(axum::serve(listener, service).into_future());
    let mut server = server::start(&format!(
        "location / {{ proxy_pass http://{backend}; proxy_next_upstream off; }}"
    ));
    let service = Retried::new(Service {
        client: Client::builder().no_proxy().build().unwrap(),
        url: format!("http://{}", server.address()),
    });
    let load = by_tasks(&mut server, &service).await;
    load.check(
        "reqwest",
        service.attempts.made(),
        &done.all(),
        Duration::ZERO,
    );
}

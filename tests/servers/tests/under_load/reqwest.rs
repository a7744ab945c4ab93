use std::fs;
use std::sync::Arc;

use reqwest::{Client, Error};
use retries::{retry, transient};
use retries_servers::{Attempts, nginx as server};

use crate::{Key, SHORT, assert_felt, written_meanwhile};

struct Files {
    client: Client,
    url: String,
    attempts: Attempts,
}

impl Files {
    #[retry(exp(base = "20ms", cap = "500ms"), jitter = full, max_attempts = 80, on = transient)]
    async fn write(&self, (writer, n): Key) -> Result<(), Error> {
        self.attempts.count();
        let file = format!("{}/{writer}-{n}", self.url);
        let sent = self.client.put(file).body(format!("{writer} {n}")).send();
        sent.await?.error_for_status()?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reqwest_loses_nothing() {
    let mut server = server::start("location / { root files; dav_methods PUT; }");
    let directory = server.directory().join("files");
    fs::create_dir(&directory).unwrap();
    let client = Client::builder().timeout(SHORT).no_proxy();
    let files = Arc::new(Files {
        client: client.build().unwrap(),
        url: format!("http://{}", server.address()),
        attempts: Attempts::default(),
    });
    let writing = Arc::clone(&files);
    let written = written_meanwhile(&mut server, move |key| {
        let files = Arc::clone(&writing);
        async move { files.write(key).await }
    })
    .await;
    assert_felt(files.attempts.made(), &written);

    assert_eq!(fs::read_dir(&directory).unwrap().count(), written.len());
    for (writer, n) in written {
        let content = fs::read_to_string(directory.join(format!("{writer}-{n}")));
        assert_eq!(content.unwrap(), format!("{writer} {n}"));
    }
}

//! A client, and its tests: five attempts with waits of up to a minute, tested in microseconds.
//!
//! `cargo test --example testing --features test-util` runs the tests at the end of this file;
//! `cargo run --example testing --features test-util` prints the recordings.

mod client;

use client::{Client, Down};
use retries::testing;

fn main() {
    let client = Client::new(Down::for_calls(2));
    let log = testing::record(|| client.get("colour"));
    println!("get returned {:?}:\n{log}", log.output);

    let client = Client::new(Down::for_calls(100));
    let log = testing::record(|| client.get("colour"));
    println!("get returned {:?}:\n{log}", log.output);
}

#[cfg(test)]
mod tests {
    use super::client::{self, Client, Down, Store};
    use retries::testing::{self, Recorder};
    use retries::{EventKind, StopReason};
    use std::time::Duration;

    /// A store that never responds.
    struct Silent;

    impl Store for Silent {
        fn get(&self, _: &str) -> Result<String, client::Error> {
            testing::advance(Duration::from_secs(50));
            Err(client::Error::TimedOut)
        }
    }

    #[test]
    fn a_store_that_comes_back_is_waited_for() {
        let client = Client::new(Down::for_calls(2));
        let log = testing::record(|| client.get("colour"));
        assert_eq!(log.output, Ok("blue".to_owned()));
        assert_eq!(log.attempts(), 3);
    }

    #[test]
    fn waits_grow_from_a_second_to_a_minute_at_most() {
        let client = Client::new(Down::for_calls(100));
        let log = testing::record(|| client.get("colour"));
        assert_eq!(log.waits().len(), 4);
        for (wait, nominal) in log.waits().iter().zip([1, 8, 60, 60]) {
            assert!(*wait <= Duration::from_secs(60));
            assert!(*wait >= Duration::from_secs(nominal).min(Duration::from_secs(30)));
        }
    }

    #[test]
    fn a_slow_store_is_given_up_at_the_deadline() {
        let log = testing::record(|| Client::new(Silent).get("colour"));
        let end = EventKind::GaveUp(StopReason::Deadline);
        assert_eq!(log.events().last().map(|event| event.kind), Some(end));
    }

    #[test]
    fn a_missing_key_gets_one_attempt() {
        let client = Client::new(Down::for_calls(0));
        let log = testing::record(|| client.get("taste"));
        assert_eq!(log.output, Err(client::Error::NotFound));
        assert_eq!(log.attempts(), 1);
    }

    #[test]
    fn an_error_can_be_looked_at_without_its_retries() {
        let client = Client::new(Down::for_calls(1));
        let log = Recorder::new()
            .without_retries()
            .record(|| client.get("colour"));
        assert_eq!(log.output, Err(client::Error::Refused));
    }

    #[tokio::test(start_paused = true)]
    async fn an_async_method_is_tested_alike() {
        let client = Client::new(Down::for_calls(2));
        let log = testing::record_async(client.get_async("colour")).await;
        assert_eq!(log.attempts(), 3);
    }
}

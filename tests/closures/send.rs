//! The future of a call is `Send` if the attempts and the words are.

use super::{EVERY_SECOND, Error, SECOND};
use retries::{Budget, Event, retry_async};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

struct Client {
    attempts: AtomicU32,
}

impl Client {
    async fn get(&self) -> Result<u32, Error> {
        tokio::time::sleep(SECOND).await;
        match self.attempts.fetch_add(1, Ordering::Relaxed) {
            2 => Ok(2),
            n => Err(Error::Busy(n)),
        }
    }

    async fn get_patiently(&self) -> Result<u32, Error> {
        EVERY_SECOND.call_async(|| self.get()).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_may_be_spawned() {
    let client = Arc::new(Client {
        attempts: AtomicU32::new(0),
    });
    let spawned = tokio::spawn(async move { client.get_patiently().await });
    assert_eq!(spawned.await.unwrap(), Ok(2));
}

#[tokio::test(start_paused = true)]
async fn a_call_with_every_word_may_be_spawned() {
    static BUDGET: Budget = Budget::new();

    let client = Arc::new(Client {
        attempts: AtomicU32::new(0),
    });
    let retries = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&retries);
    let call = retry_async(move || {
        let client = Arc::clone(&client);
        async move { client.get().await }
    })
    .policy(EVERY_SECOND)
    .on(|error| error.is_busy())
    .on_ok(|n| *n == 0)
    .budget(&BUDGET)
    .on_refused(|_| Error::Refused)
    .attempt_timeout(5 * SECOND)
    .on_timeout(|_| Error::Gone)
    .on_retry(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    })
    .on_give_up(|event: &Event<'_, Error>| drop(event.to_string()))
    .sleep(tokio::time::sleep)
    .remaining(60 * SECOND)
    .show_errors()
    .named("spawned");
    assert_eq!(tokio::spawn(call.call()).await.unwrap(), Ok(2));
    assert_eq!(retries.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn neither_the_outcome_nor_a_hook_must_be_shareable() {
    fn is_send<T: Send>(_: &T) {}

    // `Cell` is not `Sync`, and `Rc` is not `Send`.
    let events = Cell::new(0);
    let call = EVERY_SECOND
        .on_retry(move |_| events.set(events.get() + 1))
        .on(|error: &Rc<u32>| **error == 1)
        .call_async(|| async {
            tokio::time::sleep(SECOND).await;
            Err::<u8, _>(Rc::new(1))
        });
    is_send(&call);
    assert_eq!(call.await, Err(Rc::new(1)));
}

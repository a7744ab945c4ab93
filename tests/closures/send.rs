//! The future of a call is `Send` if the attempts and the words are.

use super::{EVERY_SECOND, Error, SECOND};
use retries::{Budget, Event, Kind, retry_async};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Notify;

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
async fn a_call_with_every_word_around_its_attempts_may_be_spawned() {
    let client = Arc::new(Client {
        attempts: AtomicU32::new(0),
    });
    let (reconnects, stop) = (Arc::new(AtomicU32::new(0)), Arc::new(Notify::new()));
    let counter = Arc::clone(&reconnects);
    let call = retry_async(move || {
        let client = Arc::clone(&client);
        async move { client.get().await }
    })
    .policy(EVERY_SECOND.max_attempts(2))
    .before_retry(move |_| {
        let counter = Arc::clone(&counter);
        async move {
            tokio::time::sleep(SECOND).await;
            counter.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }
    })
    .when(
        |error| *error == Error::Busy(9),
        Kind::new().max_attempts(5),
    )
    .cancel(move || Arc::clone(&stop).notified_owned())
    .or_else(|error, _| async move {
        tokio::time::sleep(SECOND).await;
        assert_eq!(error, Error::Busy(1));
        Ok(7)
    });
    assert_eq!(tokio::spawn(call.call()).await.unwrap(), Ok(7));
    assert_eq!(reconnects.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn a_policy_with_a_word_around_its_attempts_may_be_spawned_where_it_borrows() {
    static STOP: Notify = Notify::const_new();

    async fn reconnect(client: &Client) -> Result<(), Error> {
        client.get().await.map(|_| ())
    }

    async fn get(client: &Client) -> Result<u32, Error> {
        EVERY_SECOND
            .before_retry(|_| async {
                let _ = reconnect(client).await;
                Ok(())
            })
            .cancel(|| STOP.notified())
            .or_else(|_, _| Ok(7))
            .call_async(|| client.get())
            .await
    }

    let client = Arc::new(Client {
        attempts: AtomicU32::new(1),
    });
    let spawned = tokio::spawn(async move { get(&client).await });
    assert_eq!(spawned.await.unwrap(), Ok(7));
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

//! Many calls at once, while their server is killed, started again and paused: each succeeds in the
//! end, none is lost, and none is done twice.

use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use retries_servers::Server;
use tokio::task::{JoinSet, block_in_place};
use tokio::time::{sleep, timeout};

mod postgres;
mod redis;
mod redis_threads;
mod reqwest;
mod sqlx;
mod tokio_postgres;

const WRITERS: u8 = 16;

/// A client's own time-outs, shorter than the server's pauses.
const SHORT: Duration = Duration::from_millis(400);

/// Between a writer's calls.
const PACE: Duration = Duration::from_millis(5);

/// How long the last calls may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What one call writes: who writes it, and how many it wrote before.
type Key = (i32, i32);

/// Every writer writes one key after the other for as long as the server is disturbed. Returns what
/// was written, in order.
async fn written_meanwhile<W, F, E>(server: &mut Server, write: W) -> Vec<Key>
where
    W: Fn(Key) -> F + Clone + Send + 'static,
    F: Future<Output = Result<(), E>> + Send,
    E: Debug,
{
    let over = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    for writer in 0..WRITERS.into() {
        let (write, over) = (write.clone(), Arc::clone(&over));
        writers.spawn(async move {
            let mut keys = Vec::new();
            while !over.load(Ordering::Relaxed) {
                let key = (writer, keys.len().try_into().unwrap());
                write(key).await.expect("each succeeds in the end");
                keys.push(key);
                sleep(PACE).await;
            }
            keys
        });
    }
    block_in_place(|| server.disturb());
    over.store(true, Ordering::Relaxed);
    let all = timeout(PATIENCE, writers.join_all()).await;
    let mut keys = all.expect("the last calls end").concat();
    keys.sort_unstable();
    keys
}

/// As [`written_meanwhile`], by threads.
fn written_by_threads_meanwhile<E: Debug>(
    server: &mut Server,
    write: impl Fn(Key) -> Result<(), E> + Sync,
) -> Vec<Key> {
    let over = AtomicBool::new(false);
    let work = &|writer| {
        let mut keys = Vec::new();
        while !over.load(Ordering::Relaxed) {
            let key = (writer, keys.len().try_into().unwrap());
            write(key).expect("each succeeds in the end");
            keys.push(key);
            thread::sleep(PACE);
        }
        keys
    };
    let mut keys = thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS.into())
            .map(|writer| scope.spawn(move || work(writer)))
            .collect();
        server.disturb();
        over.store(true, Ordering::Relaxed);
        let written = writers.into_iter().map(|writer| writer.join().unwrap());
        written.collect::<Vec<_>>().concat()
    });
    keys.sort_unstable();
    keys
}

/// Whether there was work, and the disturbance was felt.
fn assert_felt(attempts: u32, calls: &[Key]) {
    let calls = u32::try_from(calls.len()).unwrap();
    println!("{attempts} attempts for {calls} calls");
    assert!(calls > WRITERS.into());
    assert!(attempts > calls);
}

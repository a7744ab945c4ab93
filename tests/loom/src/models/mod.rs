mod bucket;
mod history;
mod reserve;
mod window;

use crate::atomic::AtomicU64;
use crate::bucket::TokenBucket;
use loom::thread::{self, JoinHandle};
use std::sync::Arc;

impl TokenBucket {
    fn holding(balance: u64, capacity: u64) -> Self {
        Self {
            balance: AtomicU64::new(balance),
            capacity,
        }
    }
}

/// Runs `run` in another thread.
fn beside<T: 'static, R: 'static>(
    shared: &Arc<T>,
    run: impl FnOnce(&T) -> R + 'static,
) -> JoinHandle<R> {
    let shared = Arc::clone(shared);
    thread::spawn(move || run(&shared))
}

fn all<R, const N: usize>(threads: [JoinHandle<R>; N]) -> [R; N] {
    threads.map(|thread| thread.join().unwrap())
}

//! The heap that many tasks need while each waits for its first retry.

use tokio::runtime::Builder;
use tokio::task::yield_now;

use crate::alloc;
use crate::contestant::{Contestant, Entry};
use crate::future_size::{Key, small};
use crate::policy::BASE;
use crate::work::failure;

const TASKS: u32 = 100_000;

/// Includes the task itself, which is larger than the call's future. The bare task only sleeps.
pub fn bytes_each() -> Vec<(Contestant, usize)> {
    let spawners = vec![
        spawner(Contestant::Bare, || tokio::time::sleep(BASE)),
        spawner(Contestant::HandLoop, || small::hand_loop(Key(failure()))),
        spawner(Contestant::Ours, || small::ours(Key(failure()))),
        spawner(Contestant::Backon, || small::backon(Key(failure()))),
        spawner(Contestant::BackonMacros, || {
            small::backon_macros(Key(failure()))
        }),
        spawner(Contestant::TokioRetry2, || {
            small::tokio_retry2(Key(failure()))
        }),
        spawner(Contestant::Tower, || small::tower(Key(failure()))),
        spawner(Contestant::Backoff, || small::backoff(Key(failure()))),
        spawner(Contestant::TokioRetry, || {
            small::tokio_retry(Key(failure()))
        }),
        spawner(Contestant::Tryhard, || small::tryhard(Key(failure()))),
    ];
    spawners.into_iter().map(measure).collect()
}

fn spawner<F>(who: Contestant, call: impl Fn() -> F + 'static) -> Entry
where
    F: Future<Output: Send> + Send + 'static,
{
    Entry::new(who, move || drop(tokio::spawn(call())))
}

fn measure(mut spawner: Entry) -> (Contestant, usize) {
    let runtime = Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime without I/O needs nothing from the system");
    let before = alloc::in_use();
    runtime.block_on(async {
        (spawner.run)(TASKS);
        // Each yield lets some of the tasks on, until all of them sleep.
        for _ in 0..TASKS / 10 {
            yield_now().await;
        }
    });
    (spawner.who, (alloc::in_use() - before) / TASKS as usize)
}

//! Retrying allocates nothing, and its future is hardly larger than that of a hand-written loop.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use retries::{Budget, Policy, retry};

/// Counts the allocations of each thread.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator; counting does not allocate.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promises are the system's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the system's.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations<R>(run: impl FnOnce() -> R) -> (R, usize) {
    let before = ALLOCATIONS.get();
    let result = run();
    (result, ALLOCATIONS.get() - before)
}

/// Fails until the call with the number `enough`.
fn attempt(calls: &Cell<u32>, enough: u32) -> Result<u32, u8> {
    calls.set(calls.get() + 1);
    if calls.get() < enough {
        Err(7)
    } else {
        Ok(calls.get())
    }
}

fn ready<R>(future: impl Future<Output = R>) -> R {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("it waits"),
    }
}

#[retry(exp(base = "1ns", cap = "2ns"), jitter = full, max_attempts = 10, deadline = "1m")]
fn sync(calls: &Cell<u32>, enough: u32) -> Result<u32, u8> {
    attempt(calls, enough)
}

#[retry(exp(base = "1ns", cap = "2ns"), jitter, max_attempts = 10, sleep = no_wait)]
async fn asynchronous(calls: &Cell<u32>, enough: u32) -> Result<u32, u8> {
    attempt(calls, enough)
}

async fn no_wait(_: Duration) {}

#[retries::policy(
    fixed("1ns"), max_attempts = 10, deadline = "1m", on = |error| *error == 7, budget, on_retry = |_| (), on_give_up = |_| (),
    when(|error| *error == 7, fixed("2ns"), max_attempts = 9), before_retry = |_| Ok(()), or_else = |error| Err(error + 1), cancel,
)]
const ALL: Policy<u8>;

#[retry(ALL)]
fn sync_with_all_words(calls: &Cell<u32>) -> Result<u32, u8> {
    attempt(calls, 1)
}

#[retry(ALL)]
async fn async_with_all_words(calls: &Cell<u32>) -> Result<u32, u8> {
    attempt(calls, 1)
}

#[retry(
    fixed("1ns"), max_attempts = 10, deadline = "1m", on = |error| *error == 7, budget, on_retry = |_| (), on_give_up = |_| (),
    when(|error| *error == 7, fixed("2ns"), max_attempts = 9), before_retry = async |_| Ok(()), or_else = |error| Err(error + 1),
    cancel,
)]
async fn async_with_all_words_written_out(calls: &Cell<u32>) -> Result<u32, u8> {
    attempt(calls, 1)
}

/// Calls closures with every word that a blocking call and an async call have in common.
fn closures(enough: u32) -> [Result<u32, u8>; 2] {
    let budget = Budget::new();
    let caller = Policy::new()
        .max_attempts(10)
        .budget(&budget)
        .on(|error| *error == 7)
        .on_retry(|_| ())
        .on_give_up(|_| ())
        .remaining(Duration::from_secs(60))
        .named("cost::closures");
    let (first, second) = (Cell::new(0), Cell::new(0));
    [
        caller.sleep(|_| ()).call(|| attempt(&first, enough)),
        ready(
            caller
                .sleep(no_wait)
                .call_async(async || attempt(&second, enough)),
        ),
    ]
}

/// The name is put into a table at its first use.
#[test]
fn a_closure_does_not_allocate_after_the_first_use_of_its_name() {
    assert_eq!(closures(1), [Ok(1), Ok(1)]);
    assert_eq!(allocations(|| closures(1)), ([Ok(1), Ok(1)], 0));
    #[cfg(not(feature = "metrics"))]
    assert_eq!(allocations(|| closures(5)), ([Ok(5), Ok(5)], 0));
}

#[test]
fn a_success_does_not_allocate() {
    assert_eq!(allocations(|| sync(&Cell::new(0), 1)), (Ok(1), 0));
    assert_eq!(
        allocations(|| ready(asynchronous(&Cell::new(0), 1))),
        (Ok(1), 0)
    );
}

#[test]
fn a_success_with_all_words_does_not_allocate() {
    let calls = Cell::new(0);
    assert_eq!(allocations(|| sync_with_all_words(&calls)), (Ok(1), 0));
    assert_eq!(
        allocations(|| ready(async_with_all_words(&calls))),
        (Ok(2), 0)
    );
    assert_eq!(
        allocations(|| ready(async_with_all_words_written_out(&calls))),
        (Ok(3), 0)
    );
}

// The `metrics` observer allocates the labels of a failure.
#[cfg(not(feature = "metrics"))]
#[test]
fn a_retry_does_not_allocate() {
    assert_eq!(allocations(|| sync(&Cell::new(0), 9)), (Ok(9), 0));
    assert_eq!(
        allocations(|| ready(asynchronous(&Cell::new(0), 9))),
        (Ok(9), 0)
    );
}

// An observer also sees dropped futures, which takes more state.
#[cfg(all(
    feature = "tokio",
    not(any(
        feature = "async-io",
        feature = "futures-timer",
        feature = "metrics",
        feature = "registry",
        feature = "report",
        feature = "test-util",
        feature = "tracing"
    ))
))]
#[expect(
    clippy::large_types_passed_by_value,
    reason = "that is what one of them measures"
)]
mod size {
    use super::{Cell, Duration, attempt, retry};

    async fn yields(calls: &Cell<u32>) -> Result<u32, u8> {
        tokio::task::yield_now().await;
        attempt(calls, 1)
    }

    #[retry(fixed("1s"), max_attempts = 4)]
    async fn small(calls: &Cell<u32>) -> Result<u32, u8> {
        yields(calls).await
    }

    async fn small_by_hand(calls: &Cell<u32>) -> Result<u32, u8> {
        let mut attempts = 1;
        loop {
            match yields(calls).await {
                Err(_) if attempts < 4 => {
                    attempts += 1;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                outcome => return outcome,
            }
        }
    }

    #[retry(fixed("1s"), max_attempts = 4)]
    async fn large(calls: &Cell<u32>) -> Result<u32, u8> {
        let buffer = [1_u8; 1024];
        yields(calls).await?;
        Ok(u32::from(buffer[7]))
    }

    async fn large_by_hand(calls: &Cell<u32>) -> Result<u32, u8> {
        async fn once(calls: &Cell<u32>) -> Result<u32, u8> {
            let buffer = [1_u8; 1024];
            yields(calls).await?;
            Ok(u32::from(buffer[7]))
        }
        let mut attempts = 1;
        loop {
            match once(calls).await {
                Err(_) if attempts < 4 => {
                    attempts += 1;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn large_bare(calls: &Cell<u32>) -> Result<u32, u8> {
        let buffer = [1_u8; 1024];
        yields(calls).await?;
        Ok(u32::from(buffer[7]))
    }

    #[retry(fixed("1s"), max_attempts = 4)]
    async fn given(calls: &Cell<u32>, buffer: [u8; 1024]) -> Result<u32, u8> {
        yields(calls).await?;
        Ok(u32::from(buffer[7]))
    }

    async fn given_by_hand(calls: &Cell<u32>, buffer: [u8; 1024]) -> Result<u32, u8> {
        async fn once(calls: &Cell<u32>, buffer: &[u8; 1024]) -> Result<u32, u8> {
            yields(calls).await?;
            Ok(u32::from(buffer[7]))
        }
        let mut attempts = 1;
        loop {
            match once(calls, &buffer).await {
                Err(_) if attempts < 4 => {
                    attempts += 1;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                outcome => return outcome,
            }
        }
    }

    /// The future also holds the observer's state.
    const IS_WATCHED: bool = size_of::<retries::__private::DefaultObserver>() > 0;

    #[test]
    fn a_future_is_no_larger_than_that_of_a_hand_written_loop() {
        if IS_WATCHED {
            return;
        }
        let calls = Cell::new(0);
        let pairs = [
            (
                size_of_val(&given(&calls, [0; 1024])),
                size_of_val(&given_by_hand(&calls, [0; 1024])),
            ),
            (
                size_of_val(&small(&calls)),
                size_of_val(&small_by_hand(&calls)),
            ),
            (
                size_of_val(&large(&calls)),
                size_of_val(&large_by_hand(&calls)),
            ),
        ];
        for (ours, by_hand) in pairs {
            assert!(ours <= by_hand, "{ours} against {by_hand}");
        }
        let bare = size_of_val(&large_bare(&calls));
        let ours = size_of_val(&large(&calls));
        assert!(ours <= bare + 24, "{ours} against {bare} bare");
    }
}

//! The body that all contestants retry, and the functions that poll it.

use std::future::Future;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

#[derive(Debug)]
pub struct Error(pub u64);

const FAILS: u64 = u64::MAX;

/// An input with which the attempt succeeds, unknown to the compiler.
pub fn success() -> u64 {
    black_box(7)
}

/// An input with which it fails.
pub fn failure() -> u64 {
    black_box(FAILS)
}

/// A few nanoseconds of work that the compiler can neither remove nor share between calls.
#[inline(never)]
pub fn attempt(input: u64) -> Result<u64, Error> {
    let input = black_box(input);
    let mut value = input;
    for _ in 0..4 {
        value = (value ^ value >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
    if input == FAILS {
        Err(Error(value))
    } else {
        Ok(value)
    }
}

/// Is pending the given number of times.
pub struct Yields(pub u32);

impl Future for Yields {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 == 0 {
            return Poll::Ready(());
        }
        self.0 -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Polls the future to its end, without a runtime. Like an executor, it calls `poll` without inlining it.
pub fn complete<F: Future>(future: F) -> F::Output {
    #[inline(never)]
    fn poll<F: Future>(future: Pin<&mut F>, context: &mut Context<'_>) -> Poll<F::Output> {
        future.poll(context)
    }
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = poll(future.as_mut(), &mut context) {
            return output;
        }
    }
}

//! The timer that works with any executor. If two are enabled, the choice does not matter.
#![allow(
    unreachable_pub,
    reason = "private beside the timer of tokio, which wraps it"
)]

#[cfg(feature = "async-io")]
mod async_io;
#[cfg(feature = "async-io")]
pub use async_io::AsyncIo as AnyExecutor;

#[cfg(not(feature = "async-io"))]
mod futures_timer;
#[cfg(not(feature = "async-io"))]
pub use futures_timer::FuturesTimer as AnyExecutor;

//! Timers other than tokio's, in real time.

#[cfg(any(feature = "async-io", feature = "futures-timer"))]
mod any_timer;
#[cfg(feature = "async-io")]
mod async_io;
#[cfg(feature = "futures-timer")]
mod futures_timer;
#[cfg(all(
    feature = "tokio",
    not(any(feature = "async-io", feature = "futures-timer", feature = "test-util"))
))]
mod no_tokio_runtime;
#[cfg(all(
    feature = "tokio",
    any(feature = "async-io", feature = "futures-timer")
))]
mod two_timers;

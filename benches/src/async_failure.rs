//! An async function that fails every time, on tokio's timer.

use std::hint::black_box;

use crate::contestant::{Contestant, Entry};

fn on_clock<R>(who: Contestant, paused: bool, mut call: impl AsyncFnMut() -> R + 'static) -> Entry {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(paused)
        .build()
        .expect("a runtime without I/O needs nothing from the system");
    let run = Box::new(move |calls| {
        runtime.block_on(async {
            for _ in 0..calls {
                black_box(call().await);
            }
        });
    });
    Entry { who, run }
}

macro_rules! contestants {
    ($name:ident($text:tt), $wait:expr, $attempts:tt) => {
        use std::time::Duration;

        use backon::{ConstantBuilder, Retryable};
        use backon_macros::backon;
        use retries::retry;
        use tower::{Service, ServiceExt, retry::Retry, service_fn};

        use super::on_clock;
        use crate::contestant::{Contestant, Entry};
        use crate::policy::{self, Times};
        use crate::work::{Error, attempt, failure};

        const WAIT: Duration = $wait;
        const RETRIES: usize = $attempts - 1;

        pub fn contestants() -> Vec<Entry> {
            let policy = policy::Fixed {
                wait: WAIT,
                left: RETRIES,
            };
            let mut service = Retry::new(policy, service_fn(bare));
            let tower = async move || service.ready().await?.call(failure()).await;

            vec![
                on_clock(Contestant::Bare, PAUSED, || repeat(failure())),
                on_clock(Contestant::HandLoop, PAUSED, || hand_loop(failure())),
                on_clock(Contestant::Ours, PAUSED, || ours(failure())),
                on_clock(Contestant::Backon, PAUSED, || backon(failure())),
                on_clock(
                    Contestant::BackonMacros,
                    PAUSED,
                    || backon_macros(failure()),
                ),
                on_clock(Contestant::TokioRetry2, PAUSED, || tokio_retry2(failure())),
                on_clock(Contestant::Tower, PAUSED, tower),
                on_clock(Contestant::Backoff, PAUSED, || backoff(failure())),
                on_clock(Contestant::TokioRetry, PAUSED, || tokio_retry(failure())),
                on_clock(Contestant::Tryhard, PAUSED, || tryhard(failure())),
            ]
        }

        async fn bare(input: u64) -> Result<u64, Error> {
            attempt(input)
        }

        async fn repeat(input: u64) -> Result<u64, Error> {
            for _ in 0..RETRIES {
                if let Ok(value) = bare(input).await {
                    return Ok(value);
                }
            }
            bare(input).await
        }

        async fn hand_loop(input: u64) -> Result<u64, Error> {
            let mut attempts = 0;
            loop {
                attempts += 1;
                match bare(input).await {
                    Err(_) if attempts < $attempts => tokio::time::sleep(WAIT).await,
                    outcome => return outcome,
                }
            }
        }

        #[retry($name($text), max_attempts = $attempts)]
        async fn ours(input: u64) -> Result<u64, Error> {
            attempt(input)
        }

        fn backon_policy() -> ConstantBuilder {
            ConstantBuilder::default()
                .with_delay(WAIT)
                .with_max_times(RETRIES)
        }

        async fn backon(input: u64) -> Result<u64, Error> {
            (|| bare(input)).retry(backon_policy()).await
        }

        #[backon(backoff = backon_policy)]
        async fn backon_macros(input: u64) -> Result<u64, Error> {
            attempt(input)
        }

        async fn tokio_retry2(input: u64) -> Result<u64, Error> {
            let policy = tokio_retry2::strategy::FixedInterval::new(WAIT).take(RETRIES);
            let attempt = || async {
                bare(input)
                    .await
                    .map_err(tokio_retry2::RetryError::transient)
            };
            tokio_retry2::Retry::spawn(policy, attempt).await
        }

        async fn backoff(input: u64) -> Result<u64, Error> {
            let policy = Times {
                backoff: backoff::backoff::Constant::new(WAIT),
                left: RETRIES,
            };
            let attempt = || async { bare(input).await.map_err(backoff::Error::transient) };
            backoff::future::retry(policy, attempt).await
        }

        async fn tokio_retry(input: u64) -> Result<u64, Error> {
            let policy = tokio_retry::strategy::FixedInterval::new(WAIT).take(RETRIES);
            tokio_retry::Retry::start(policy, || bare(input)).await
        }

        async fn tryhard(input: u64) -> Result<u64, Error> {
            tryhard::retry_fn(|| bare(input))
                .retries($attempts - 1)
                .fixed_backoff(WAIT)
                .await
        }
    };
}

/// Ten attempts a second apart, on a clock that jumps from timer to timer.
pub mod seconds {
    const PAUSED: bool = true;
    contestants!(fixed("1s"), Duration::from_secs(1), 10);
}

/// Attempts with only the timer between them, on a real clock. If each wait lasts until the timer's tick, a run is
/// a single call: it has so many attempts that entering the runtime does not matter.
pub mod zero {
    const PAUSED: bool = false;
    contestants!(fixed("0s"), Duration::ZERO, 21);
}

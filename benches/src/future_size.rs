//! The bytes of a call's future, which a task needs for each running call.

#[derive(Clone)]
pub struct Key(pub u64);

#[derive(Clone)]
pub struct Payload(pub [u8; 1024]);

/// The body uses the argument by reference: no attempt consumes it.
macro_rules! contestants {
    ($value:expr, |$input:ident: $Input:ty| $body:tt) => {
        use backon::Retryable;
        use backon_macros::backon;
        use retries::retry;
        use tower::{Service, service_fn};

        use crate::contestant::Contestant;
        use crate::policy::{self, BASE, CAP, MAX_ATTEMPTS};
        use crate::work::{Error, Yields, attempt};

        pub fn sizes() -> Vec<(Contestant, usize)> {
            vec![
                (Contestant::Bare, size_of_val(&bare($value))),
                (Contestant::HandLoop, size_of_val(&hand_loop($value))),
                (Contestant::Ours, size_of_val(&ours($value))),
                (Contestant::Backon, size_of_val(&backon($value))),
                (Contestant::BackonMacros, size_of_val(&backon_macros($value))),
                (Contestant::TokioRetry2, size_of_val(&tokio_retry2($value))),
                (Contestant::Tower, size_of_val(&tower($value))),
                (Contestant::Backoff, size_of_val(&backoff($value))),
                (Contestant::TokioRetry, size_of_val(&tokio_retry($value))),
                (Contestant::Tryhard, size_of_val(&tryhard($value))),
            ]
        }

        async fn bare($input: $Input) -> Result<u64, Error> $body

        async fn by_reference($input: &$Input) -> Result<u64, Error> $body

        pub async fn hand_loop(input: $Input) -> Result<u64, Error> {
            let mut attempts = 0;
            loop {
                attempts += 1;
                match by_reference(&input).await {
                    Err(_) if attempts < MAX_ATTEMPTS => {
                        tokio::time::sleep(policy::hand_loop(attempts)).await;
                    }
                    outcome => return outcome,
                }
            }
        }

        #[retry(exp(base = "1m", cap = "1h"), jitter, max_attempts = 5)]
        pub async fn ours($input: $Input) -> Result<u64, Error> $body

        pub async fn backon(input: $Input) -> Result<u64, Error> {
            (|| by_reference(&input)).retry(policy::backon()).await
        }

        #[backon(backoff = policy::backon, context = true)]
        pub async fn backon_macros($input: $Input) -> Result<u64, Error> $body

        pub async fn tokio_retry2(input: $Input) -> Result<u64, Error> {
            let attempt = || async {
                by_reference(&input).await.map_err(tokio_retry2::RetryError::transient)
            };
            tokio_retry2::Retry::spawn(policy::tokio_retry2(), attempt).await
        }

        /// tower's requests are owned, and cloned for each attempt.
        pub fn tower(input: $Input) -> impl Future<Output = Result<u64, Error>> + Send {
            tower::retry::Retry::new(policy::tower(), service_fn(bare)).call(input)
        }

        pub async fn backoff(input: $Input) -> Result<u64, Error> {
            let attempt = || async {
                by_reference(&input).await.map_err(backoff::Error::transient)
            };
            backoff::future::retry(policy::backoff(), attempt).await
        }

        pub async fn tokio_retry(input: $Input) -> Result<u64, Error> {
            tokio_retry::Retry::start(policy::tokio_retry(), || by_reference(&input)).await
        }

        pub async fn tryhard(input: $Input) -> Result<u64, Error> {
            tryhard::retry_fn(|| by_reference(&input))
                .retries(MAX_ATTEMPTS - 1)
                .exponential_backoff(BASE)
                .max_delay(CAP)
                .await
        }
    };
}

pub mod small {
    use super::Key;
    contestants!(Key(1), |input: Key| {
        Yields(1).await;
        attempt(input.0)
    });
}

pub mod array {
    use super::Key;
    contestants!(Key(1), |input: Key| {
        let array = std::hint::black_box([input.0; 128]);
        Yields(1).await;
        attempt(array[7])
    });
}

pub mod argument {
    use super::Payload;
    contestants!(Payload([1; 1024]), |input: Payload| {
        Yields(1).await;
        attempt(input.0[7].into())
    });
}

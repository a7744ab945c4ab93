//! Calls of one method each.

use std::sync::atomic::{AtomicU32, Ordering};

use facade::{Policy, retry, transient};

use crate::{Error, RetryOptions};

/// The orders.
pub struct Orders {
    policy: Policy,
    attempts: AtomicU32,
}

impl Orders {
    /// A client with these options.
    #[must_use]
    pub fn new(options: &RetryOptions) -> Self {
        Self {
            policy: options.policy(),
            attempts: AtomicU32::new(0),
        }
    }

    /// Returns how often the shop was asked.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts.load(Ordering::Relaxed)
    }

    /// Waits for an answer that never comes.
    ///
    /// # Errors
    ///
    /// Always, in time.
    #[retry(
        policy = self.policy, attempt_timeout = policy, on = transient, budget,
        on_timeout = |_| Error::Late
    )]
    pub async fn get(&self) -> Result<(), Error> {
        self.attempts.fetch_add(1, Ordering::Relaxed);
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use super::{Error, Orders};
    use crate::RetryOptions;

    #[tokio::test(start_paused = true)]
    async fn a_library_has_options_and_errors_of_its_own() {
        let options = RetryOptions {
            max_attempts: 4,
            ..RetryOptions::default()
        };
        let orders = Orders::new(&options);
        assert_eq!(orders.get().await, Err(Error::Late));
        assert_eq!(orders.attempts(), 4);
    }
}

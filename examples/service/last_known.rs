//! The prices that the partner sent last.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use retries::StopReason;

use crate::error::Error;

pub(crate) enum Price {
    Fresh(String),
    Stale(String),
}

#[derive(Default)]
pub(crate) struct LastKnown(Mutex<HashMap<String, String>>);

impl LastKnown {
    pub(crate) fn update(&self, product: &str, price: &str) {
        self.prices().insert(product.to_owned(), price.to_owned());
    }

    /// Returns the last known price instead of a failure. A permanent failure says that the price is no longer right.
    pub(crate) fn instead_of(
        &self,
        product: &str,
        error: Error,
        reason: StopReason,
    ) -> Result<Price, Error> {
        if reason == StopReason::Permanent {
            return Err(error);
        }
        let known = self.prices().get(product).cloned();
        known.map(Price::Stale).ok_or(error)
    }

    fn prices(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

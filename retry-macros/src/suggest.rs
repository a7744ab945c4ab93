//! Suggestions for unknown words.

pub(crate) use retry_runtime::parse::suggest::{counts_retries, list, nearest};

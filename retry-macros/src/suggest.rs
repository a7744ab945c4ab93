//! What the user meant by an unknown word: the only place that compares words with near ones.

pub(crate) use retry_runtime::parse::suggest::{counts_retries, list, nearest};

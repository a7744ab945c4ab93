//! What a company's crates use of others.

/// Its root is that of `retries`, so that it can take the place of it.
pub use retries::*;

/// The same further down, for crates that do not want all at the root.
pub mod net {
    pub use retries;
}

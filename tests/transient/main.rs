//! Which errors and responses are transient, one file a client, and those of a user's own.

#[cfg(all(feature = "anyhow", feature = "tokio"))]
mod anyhow;
#[cfg(feature = "tokio")]
mod chain;
mod derive;
#[cfg(feature = "http")]
mod http;
mod io;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "reqwest-blocking")]
mod reqwest_blocking;

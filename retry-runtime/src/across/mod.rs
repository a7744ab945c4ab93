//! What travels from a client to a server: the time that is left, and the number of the attempt.

mod attempt_header;
#[cfg(feature = "tonic")]
pub(crate) mod grpc_client;
mod grpc_timeout;
#[cfg(feature = "tower")]
pub(crate) mod layer;
mod scope_header;

/// The most digits that a header has: gRPC allows no more.
const DIGITS: usize = 8;
const LARGEST: u64 = 99_999_999;

/// Reads a whole number from 1, of at most eight digits. Any other text is ignored: what another process sends may
/// not do harm.
fn read_digits(text: &[u8]) -> Option<u64> {
    if text.len() > DIGITS || !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = core::str::from_utf8(text).ok()?.parse().ok()?;
    Some(number).filter(|number| *number > 0)
}

//! The time that the code that runs has left.

use core::time::Duration;

use super::current;

/// Returns the time that is left until the soonest deadline of the calls around the code that runs: zero if it has
/// passed, `None` without one.
///
/// Zero is a trap for whom it is passed on to: `set_read_timeout(Some(Duration::ZERO))` is an error, and
/// `statement_timeout = 0` of `PostgreSQL` means that there is none. Round up to a
/// millisecond, or send nothing.
///
/// ```
/// use std::net::TcpStream;
/// use std::time::Duration;
///
/// /// Reads for no longer than the calls around this one have left.
/// fn limit_reads(stream: &TcpStream) -> std::io::Result<()> {
///     let limit = retries::remaining().map(|left| left.max(Duration::from_millis(1)));
///     stream.set_read_timeout(limit)
/// }
///
/// assert_eq!(retries::remaining(), None);
/// ```
#[must_use]
pub fn remaining() -> Option<Duration> {
    current().remaining()
}

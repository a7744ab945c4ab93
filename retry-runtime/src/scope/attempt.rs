//! The attempt that a body sees.

use core::fmt;
use core::ops::Deref;
use core::time::Duration;

use super::narrowed::Narrowed;
use super::{Scope, current};
use crate::attempt::Attempt;
use crate::call::flow::call_state::CallState;
use crate::policy::Policy;
use crate::time::{Clock, Deadline, TaskClock};

/// The attempt under way: its number, and the time that it has left. `attempt = n` binds `n` to it in the body, and a
/// closure may take it: `|n: CurrentAttempt| …`.
///
/// It derefs to its number, an [`Attempt`].
///
/// ```
/// use retries::retry;
/// use std::time::Duration;
///
/// #[retry(fixed("2s"), deadline = "5s", attempt = n)]
/// fn third_time_lucky() -> Option<Duration> {
///     if n.number() == 3 { n.remaining() } else { None }
/// }
///
/// # #[cfg(feature = "test-util")]
/// assert_eq!(retries::testing::record(third_time_lucky).output, Some(Duration::from_secs(1)));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CurrentAttempt {
    attempt: Attempt,
    scope: Scope,
}

impl CurrentAttempt {
    /// Returns the time that the attempt has left: zero if it is over, `None` without a limit. The soonest counts of
    /// `deadline`, `attempt_timeout` and the deadlines of the calls around this one.
    ///
    /// A `deadline` holds for code that blocks only if the client's own timeouts are set to this, before each step that
    /// may block. Zero is a trap: `set_read_timeout(Some(Duration::ZERO))` is an error, and `statement_timeout = 0` of
    /// `PostgreSQL` means that there is none. Round up to a millisecond:
    ///
    /// ```no_run
    /// use retries::retry;
    /// use std::io::{self, Read};
    /// use std::net::{SocketAddr, TcpStream};
    /// use std::time::Duration;
    ///
    /// #[retry(exp(base = "100ms", cap = "2s"), jitter, deadline = "10s", attempt = n)]
    /// fn read(address: &SocketAddr) -> io::Result<Vec<u8>> {
    ///     let left = || n.remaining().map(|left| left.max(Duration::from_millis(1)));
    ///     let mut stream = match left() {
    ///         Some(limit) => TcpStream::connect_timeout(address, limit)?,
    ///         None => TcpStream::connect(address)?,
    ///     };
    ///     let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    ///     loop {
    ///         stream.set_read_timeout(left())?;
    ///         match stream.read(&mut buffer)? {
    ///             0 => return Ok(bytes),
    ///             count => bytes.extend_from_slice(&buffer[..count]),
    ///         }
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn remaining(self) -> Option<Duration> {
        self.scope.remaining()
    }
}

/// Returns the attempt that the body of a call with this deadline sees. `attempt_timeout` is [`Duration::MAX`] without
/// one.
#[inline]
pub fn current_attempt(
    state: &impl CallState,
    policy: &Policy,
    deadline: &impl Deadline,
    attempt_timeout: Duration,
) -> CurrentAttempt {
    let _entered = deadline.enter();
    let timeout = (attempt_timeout < Duration::MAX)
        .then(|| TaskClock::now().checked_add(attempt_timeout))
        .flatten();
    let _narrowed = Narrowed::<TaskClock>::to(timeout);
    CurrentAttempt {
        attempt: state.attempt(policy),
        scope: current(),
    }
}

impl Deref for CurrentAttempt {
    type Target = Attempt;

    fn deref(&self) -> &Attempt {
        &self.attempt
    }
}

impl fmt::Display for CurrentAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.attempt.fmt(f)
    }
}

//! What sends the request of each attempt.

use core::future::Future;

/// Sends the requests of one call, through the rest of a stack.
pub(super) trait Attempts<Request> {
    /// What comes back.
    type Outcome;

    /// Returns a second request like this one, or `None` if it cannot be sent twice.
    fn clone_request(&self, request: &mut Request) -> Option<Request>;

    /// Makes an attempt.
    fn send(&mut self, request: Request) -> impl Future<Output = Self::Outcome> + Send;
}

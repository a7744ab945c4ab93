//! What `#[derive(Transient)]` names.

use core::time::Duration;

/// What `#[transient(after = field)]` reads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a time to wait",
    label = "neither `Duration` nor `Option<Duration>`",
    note = "let `after` name a field of one of these types"
)]
pub trait Hint {
    /// The time that the server asked for, if it did.
    fn hint(&self) -> Option<Duration>;
}

impl Hint for Duration {
    fn hint(&self) -> Option<Duration> {
        Some(*self)
    }
}

impl Hint for Option<Duration> {
    fn hint(&self) -> Option<Duration> {
        *self
    }
}

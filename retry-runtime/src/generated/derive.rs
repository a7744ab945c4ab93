//! What `#[derive(Transient)]` names.

use core::time::Duration;

/// A field of `#[transient(after = field)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a time to wait",
    label = "neither `Duration` nor `Option<Duration>`",
    note = "let `after` name a field of one of these types"
)]
pub trait Hint {
    /// Returns the time that the server asked for, if any.
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

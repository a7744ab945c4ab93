//! What `on` and `on_ok` may return.

use crate::decision::Decision;

/// What `on` and `on_ok` may return: a `bool` or a [`Decision`].
#[diagnostic::on_unimplemented(
    message = "`on` and `on_ok` take a function that returns `bool` or `Decision`, not `{Self}`",
    label = "returns `{Self}`",
    note = "return `true` to try again and `false` to stop, or a `retries::Decision`"
)]
pub trait Answer {
    /// The decision that this is.
    fn decision(self) -> Decision;
}

impl Answer for bool {
    #[inline]
    fn decision(self) -> Decision {
        self.into()
    }
}

impl Answer for Decision {
    #[inline]
    fn decision(self) -> Decision {
        self
    }
}

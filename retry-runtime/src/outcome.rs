//! The types that an attempt may return.

/// A value that is either a success or a failure: `Result` and `Option`.
///
/// ```
/// use retries::Outcome;
///
/// assert_eq!(Ok::<_, &str>(1).as_result(), Ok(&1));
/// assert_eq!(None::<u8>.as_result(), Err(&()));
/// ```
#[diagnostic::on_unimplemented(
    message = "a retry cannot tell success from failure in `{Self}`",
    label = "neither `Result` nor `Option`",
    note = "let the function or closure return a `Result`, whose `Err` is retried, or an `Option`, whose `None` is",
    note = "a boxed future is seen in `Pin<Box<dyn Future<Output = …>>>`, and in an alias whose name ends in `Future` or `Fut`; a closure that returns a future is for `call_async` and `retry_async`"
)]
pub trait Outcome {
    /// The value of a success.
    type Value;
    /// The value of a failure; `()` for `None`.
    type Error;

    /// Borrows the success or the failure.
    ///
    /// # Errors
    ///
    /// The failure, if this is one.
    fn as_result(&self) -> Result<&Self::Value, &Self::Error>;
}

impl<T, E> Outcome for Result<T, E> {
    type Value = T;
    type Error = E;

    #[inline]
    fn as_result(&self) -> Result<&T, &E> {
        self.as_ref()
    }
}

impl<T> Outcome for Option<T> {
    type Value = T;
    type Error = ();

    #[inline]
    fn as_result(&self) -> Result<&T, &()> {
        self.as_ref().ok_or(&())
    }
}

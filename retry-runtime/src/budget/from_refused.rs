//! The failure or outcome that stands for a refused call.

use super::refused::Refused;

/// A failure that can be made from a [`Refused`].
#[diagnostic::on_unimplemented(
    message = "the budget cannot make a `{Self}` of a call that it refuses",
    label = "`From<retries::Refused>` is not implemented for it",
    note = "write `impl From<retries::Refused> for` your error, with `#[from]` if you derive it; the error of another crate needs one of your own around it"
)]
pub trait FromRefused {
    /// Converts the refusal.
    fn from_refused(refused: Refused) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<Refused>> FromRefused for E {
    fn from_refused(refused: Refused) -> Self {
        refused.into()
    }
}

/// An outcome that can stand for a call that was refused.
pub trait FromRefusal {
    /// Converts the refusal.
    fn from_refusal(refused: Refused) -> Self;
}

impl<T, E: FromRefused> FromRefusal for Result<T, E> {
    fn from_refusal(refused: Refused) -> Self {
        Err(E::from_refused(refused))
    }
}

impl<T> FromRefusal for Option<T> {
    fn from_refusal(_: Refused) -> Self {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{FromRefusal, Refused};
    use crate::transient::Transient;

    #[test]
    fn a_refused_call_is_a_failure_of_its_own_type() {
        let refused = Refused::new("maintenance");
        let outcome: Result<(), Box<dyn core::error::Error>> = FromRefusal::from_refusal(refused);
        assert!(outcome.is_err_and(|error| error.is::<Refused>()));
        assert_eq!(Option::<u8>::from_refusal(refused), None);
    }

    #[test]
    fn a_refused_call_is_permanent_also_in_an_io_error() {
        let refused = Refused::new("maintenance");
        assert!(!refused.is_transient());
        assert!(!std::io::Error::from(refused).is_transient());
    }
}

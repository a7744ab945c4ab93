//! `show_errors`: whether logs and recordings show the error's text.

use core::fmt::Display;

use crate::observe::error_view::ErrorView;

/// The text is not shown: code for any error cannot find out whether this one implements `Display`.
#[derive(Clone, Copy, Debug)]
pub struct NoText;

/// The text is shown by `Display`.
#[derive(Clone, Copy, Debug)]
pub struct TextByDisplay;

/// How an error is shown.
pub trait ErrorText<E> {
    /// Returns how to print the error.
    fn view<'a>(&self, error: &'a E) -> ErrorView<'a>;
}

impl<E> ErrorText<E> for NoText {
    #[inline]
    fn view<'a>(&self, _: &'a E) -> ErrorView<'a> {
        ErrorView::Nothing
    }
}

impl<E: Display> ErrorText<E> for TextByDisplay {
    #[inline]
    fn view<'a>(&self, error: &'a E) -> ErrorView<'a> {
        ErrorView::Display(error)
    }
}

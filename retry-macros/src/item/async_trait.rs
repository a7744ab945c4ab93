//! All that this crate knows of `#[async_trait]`, where it comes before `#[retry]`.
//!
//! For the method
//!
//! ```text
//! async fn get(mut self, mut n: u32) -> Result<Value, Error> { user_code }
//! ```
//!
//! it writes
//!
//! ```text
//! fn get<'async_trait>(self, n: u32) -> Pin<Box<dyn Future<Output = Result<Value, Error>> + 'async_trait>> {
//!     Box::pin(async move {
//!         if let Some(__ret) = None::<Result<Value, Error>> { return __ret; }
//!         let mut __self = self;
//!         let mut n = n;
//!         let __ret: Result<Value, Error> = { user_code };
//!         __ret
//!     })
//! }
//! ```

use proc_macro2::TokenTree;

use crate::tokens;

/// The name of `self` in the user's code.
pub(crate) const RECEIVER: &str = "__self";

/// The lifetime that it adds to the method and to the bounds of generic arguments.
pub(crate) const LIFETIME: &str = "async_trait";

/// Returns whether it has rewritten the method.
pub(crate) fn has_rewritten(generics: &[TokenTree]) -> bool {
    generics
        .iter()
        .any(|token| tokens::is_word(token, LIFETIME))
}

/// Returns where its `let __ret` begins.
pub(crate) fn outcome_statement(block: &[TokenTree]) -> Option<usize> {
    block
        .windows(2)
        .position(|pair| tokens::ends_with_words(pair, &["let", "__ret"]))
}

/// Returns the index of the group with the user's code: the last token of the `let __ret` that begins there.
pub(crate) fn user_code(block: &[TokenTree], outcome_statement: usize) -> Option<usize> {
    let length = block[outcome_statement..]
        .iter()
        .position(|token| tokens::is_punct(token, ';'))?;
    (outcome_statement + length).checked_sub(1)
}

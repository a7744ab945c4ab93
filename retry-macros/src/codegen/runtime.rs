//! How generated code names the runtime, and where the compiler reports an error in it.
//!
//! Generated code imports the runtime as `__retries`, and each template names it so. The span of a template,
//! which is the argument of `quote_spanned!`, decides two things:
//!
//! - **Which names its tokens see.** All templates have the hygiene of [`glue`]: their local variables and
//!   the user's do not see each other.
//! - **Where an error is reported.** The compiler reports a call from the first token of its path on. A
//!   template at [`glue`] is reported at the whole attribute. A call that the user's code can make wrong, such
//!   as `__retries::judge(&__outcome, on)`, is therefore a template of its own, [`at`] the user's tokens.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::Path;
use syn::spanned::Spanned;

use crate::tokens;

const NAME: &str = "__retries";

/// Returns the span of code that no user can make wrong.
pub(crate) fn glue() -> Span {
    Span::mixed_site()
}

/// Returns the span of generated code whose errors are reported at the user's tokens.
pub(crate) fn at(place: Span) -> Span {
    glue().located_at(place)
}

/// Returns the path of the runtime, for an item outside the function.
pub(crate) fn path(crate_path: Option<&Path>) -> TokenStream {
    match crate_path {
        None => quote_spanned!(glue()=> ::retries::__private),
        Some(path) => quote_spanned!(at(path.span())=> #path::__private),
    }
}

/// Returns the path of a public item of the crate.
pub(crate) fn public(crate_path: Option<&Path>, name: &str) -> TokenStream {
    let name = Ident::new(name, glue());
    match crate_path {
        None => quote_spanned!(glue()=> ::retries::#name),
        Some(path) => quote_spanned!(at(path.span())=> #path::#name),
    }
}

/// Returns the statement that imports the runtime, from the user's path if there is one.
pub(crate) fn import(crate_path: Option<&Path>) -> TokenStream {
    let place = crate_path.map_or_else(glue, |path| at(path.span()));
    let runtime = path(crate_path);
    quote_spanned!(place=> use #runtime as __retries;)
}

/// Returns whether the body begins with that import.
pub(crate) fn is_imported_in(body: &Group) -> bool {
    let body = body.stream().into_iter();
    let mut import = body.take_while(|token| !tokens::is_punct(token, ';'));
    import
        .next()
        .is_some_and(|token| tokens::is_word(&token, "use"))
        && import
            .last()
            .is_some_and(|token| tokens::is_word(&token, NAME))
}

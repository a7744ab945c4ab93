//! All that this crate knows of tracing's `#[instrument]`, where it comes before `#[retry]`.
//!
//! Of an async function it writes, with `err`,
//!
//! ```text
//! let __tracing_attr_span = span!(…);
//! let __tracing_instrument_future = async move {
//!     match async move {
//!         if false { let __tracing_attr_fake_return: Result<Value, Error> = loop {}; return …; }
//!         { user_code }
//!     }.await { … ::tracing::event!(…) … }
//! };
//! …
//! ```
//!
//! and of a future that is boxed, by hand or by `#[async_trait]`, the same without the fake return:
//!
//! ```text
//! let __tracing_instrument_future = async move {
//!     match async move { user_code }.await { … ::tracing::event!(…) … }
//! };
//! …
//! ```

use proc_macro2::{Delimiter, TokenTree};

use crate::tokens;

/// Returns the index of the group in which the user's code is, in one of the blocks above.
pub(crate) fn user_code(block: &[TokenTree]) -> Option<usize> {
    let Some(fake_return) = block.iter().position(has_fake_return) else {
        return instrumented_future(block).or_else(|| outcome_of_user_code(block));
    };
    // The block of the fake return comes before the user's block. Further out, one group has both.
    let is_own_block = tokens::ends_with_words(&block[..fake_return], &["if", "false"]);
    Some(if is_own_block {
        block.len() - 1
    } else {
        fake_return
    })
}

// Input:
//     match async move { user_code }.await { … ::tracing::event!(…) … }
//     let outcome = async move { user_code }.await; … ::tracing::event!(…) …
//
// Output:
//     the index of `{ user_code }`
/// Returns the index of the group with the user's code, where the outcome is traced right after it.
pub(crate) fn outcome_of_user_code(block: &[TokenTree]) -> Option<usize> {
    let [TokenTree::Ident(first), ..] = block else {
        return None;
    };
    let future = block.iter().position(is_braces)?;
    let is_outcome = (first == "match" || first == "let")
        && tokens::ends_with_words(&block[..future], &["async", "move"])
        && has_event(&block[future + 1..]);
    is_outcome.then_some(future)
}

/// Returns the index of the group in `let __tracing_instrument_future = async move { … };`.
fn instrumented_future(block: &[TokenTree]) -> Option<usize> {
    let name = block
        .iter()
        .position(|token| tokens::is_word(token, "__tracing_instrument_future"))?;
    let length = block[name..].iter().position(is_braces)?;
    Some(name + length)
}

/// Returns whether `tracing::event` occurs, at any depth.
fn has_event(tokens: &[TokenTree]) -> bool {
    let is_path = |path: &[TokenTree]| {
        tokens::is_word(&path[0], "tracing") && tokens::is_word(&path[3], "event")
    };
    let is_in_group = |token: &TokenTree| match token {
        TokenTree::Group(group) => has_event(&tokens::content(group)),
        _ => false,
    };
    tokens.windows(4).any(is_path) || tokens.iter().any(is_in_group)
}

fn has_fake_return(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => tokens::content(group).iter().any(has_fake_return),
        TokenTree::Ident(word) => word == "__tracing_attr_fake_return",
        _ => false,
    }
}

fn is_braces(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

#[cfg(test)]
mod tests {
    use super::outcome_of_user_code;
    use proc_macro2::TokenStream;

    #[test]
    fn the_users_code_is_an_awaited_block_whose_outcome_is_traced() {
        for (block, index) in [
            (
                "match async move { a }.await { b => { ::tracing::event!(c); } }",
                Some(3),
            ),
            (
                "let b = async move { a }.await; ::tracing::event!(c);",
                Some(5),
            ),
            ("send async move { a }.await; ::tracing::event!(c);", None),
            (
                "match async { a }.await { b => { ::tracing::event!(c); } }",
                None,
            ),
            (
                "match async move { a }.await { b => { ::tracing::span!(c); } }",
                None,
            ),
            (
                "match async move { a }.await { b => { ::other::event!(c); } }",
                None,
            ),
            (
                "match async move { ::tracing::event!(c) }.await { b => {} }",
                None,
            ),
            ("let b = 1;", None),
        ] {
            let tokens: TokenStream = block.parse().expect("tokens");
            let tokens: Vec<_> = tokens.into_iter().collect();
            assert_eq!(outcome_of_user_code(&tokens), index, "{block}");
        }
    }
}

//! All that this crate knows of the ways to box an async block: `Box::pin(async move { … })`,
//! `async { … }.boxed()` and their like.

use proc_macro2::{Delimiter, Group, TokenTree};

use crate::tokens;

// Input:
//     let url = self.url(); Box::pin(async move { … }.instrument(span))
//
// Output:
//     the index of the parentheses after `Box::pin`
/// Returns the index of the last group if it is an async block, or the argument of a `Box::pin` that may hold
/// one. Skips trailing adaptors such as `.instrument(…)`.
pub(crate) fn async_block_at_end(tokens: &[TokenTree]) -> Option<usize> {
    let mut last = tokens.len().checked_sub(1)?;
    while let Some(receiver) = before_adaptor(tokens, last) {
        last = receiver;
    }
    let TokenTree::Group(group) = &tokens[last] else {
        return None;
    };
    let before = &tokens[..last];
    let may_be_block = match group.delimiter() {
        Delimiter::Brace => {
            tokens::ends_with_words(before, &["async", "move"]) || ends_with_async(before)
        }
        Delimiter::Parenthesis => ends_with_box(before),
        Delimiter::None => true,
        Delimiter::Bracket => false,
    };
    may_be_block.then_some(last)
}

/// Returns whether an async block after these tokens borrows what it mentions: it has no `move`.
pub(crate) fn ends_with_async(before: &[TokenTree]) -> bool {
    tokens::ends_with_words(before, &["async"])
}

/// Returns the argument in the parentheses, without a comma after it.
pub(crate) fn only_argument(parentheses: &Group) -> Vec<TokenTree> {
    let mut tokens = tokens::content(parentheses);
    if tokens
        .last()
        .is_some_and(|token| tokens::is_punct(token, ','))
    {
        tokens.pop();
    }
    tokens
}

/// Returns the index at which the receiver of `.boxed()` or its like ends, if `last` ends such a call.
fn before_adaptor(tokens: &[TokenTree], last: usize) -> Option<usize> {
    let before = last.checked_sub(3)?;
    match &tokens[before + 1..=last] {
        [
            TokenTree::Punct(dot),
            TokenTree::Ident(method),
            TokenTree::Group(_),
        ] if dot.as_char() == '.'
            && matches!(
                &*method.to_string(),
                "boxed" | "boxed_local" | "into" | "instrument" | "in_current_span"
            ) =>
        {
            Some(before)
        }
        _ => None,
    }
}

/// Returns whether parentheses after these tokens may box: `Box::pin(…)`, `Pin::from(…)`,
/// `FutureExt::boxed(…)`, or nothing but parentheses.
fn ends_with_box(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Punct(colon), TokenTree::Ident(function)] => {
            colon.as_char() == ':'
                && matches!(
                    &*function.to_string(),
                    "pin" | "new" | "from" | "boxed" | "boxed_local"
                )
        }
        [] => true,
        [.., end] => tokens::is_punct(end, ';'),
    }
}

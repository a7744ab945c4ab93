//! What the attribute wrote.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::quote;

pub(super) struct Output {
    tokens: TokenStream,
    /// The tokens in their order, with the delimiters of groups.
    flat: Vec<String>,
}

/// How each mistake begins.
const ERROR: [&str; 8] = [":", ":", "core", ":", ":", "compile_error", "!", "{"];

impl Output {
    pub(super) fn new(tokens: TokenStream) -> Self {
        let flat = flat(&tokens);
        Self { tokens, flat }
    }

    pub(super) fn text(&self) -> String {
        self.tokens.to_string()
    }

    pub(super) fn has_errors(&self) -> bool {
        self.count("compile_error") > 0
    }

    pub(super) fn count(&self, word: &str) -> usize {
        self.flat.iter().filter(|token| *token == word).count()
    }

    /// Returns whether the output is the item, and mistakes after it.
    pub(super) fn keeps(&self, item: &TokenStream) -> bool {
        let item = without_skip(flat(item));
        let output = without_skip(self.flat.clone());
        let Some(mut rest) = output.strip_prefix(item.as_slice()) else {
            return false;
        };
        // A text and a brace end it.
        while let Some(after) = rest.strip_prefix(&ERROR.map(str::to_owned)) {
            rest = after.get(2..).unwrap_or_default();
        }
        rest.is_empty()
    }

    pub(super) fn is_item(&self) -> bool {
        is_item(&self.tokens)
    }
}

/// Returns whether the tokens are items, or methods of an `impl`.
pub(super) fn is_item(tokens: &TokenStream) -> bool {
    syn_full::parse2::<syn_full::File>(tokens.clone()).is_ok()
        || syn_full::parse2::<syn_full::ItemImpl>(quote!(impl Owner { #tokens })).is_ok()
}

fn flat(tokens: &TokenStream) -> Vec<String> {
    let mut output = Vec::new();
    push_flat(tokens.clone(), &mut output);
    output
}

fn push_flat(tokens: TokenStream, output: &mut Vec<String>) {
    for token in tokens {
        let TokenTree::Group(group) = token else {
            output.push(token.to_string());
            continue;
        };
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Brace => ("{", "}"),
            Delimiter::Bracket => ("[", "]"),
            // The compiler sees what is inside.
            Delimiter::None => ("", ""),
        };
        output.extend(Some(open.to_owned()).filter(|it| !it.is_empty()));
        push_flat(group.stream(), output);
        output.extend(Some(close.to_owned()).filter(|it| !it.is_empty()));
    }
}

/// Removes `#[retry(skip)]`, which is for the attribute around it.
fn without_skip(tokens: Vec<String>) -> Vec<String> {
    const SKIP: [&str; 7] = ["#", "[", "retry", "(", "skip", ")", "]"];
    let mut output = tokens;
    while let Some(start) = output.windows(SKIP.len()).position(|window| window == SKIP) {
        output.drain(start..start + SKIP.len());
    }
    output
}

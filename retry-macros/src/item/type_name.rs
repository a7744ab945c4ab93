//! The name of an `impl` block's type. For a method with a `#[retry]` of its own, the runtime finds the same name.

use proc_macro2::TokenTree;
use syn::Generics;

use crate::item::scanner::outside_brackets;
use crate::tokens;

// Input:
//     impl<F: Fn(Key) -> Value> cache::Load<F> for shop::Client<F> where F: Copy    impl<T> Store for T
//
// Output:
//     Client                                                                        Store
/// Returns the name of the type, without generic arguments. If the type has none, as `(A, B)` or a parameter of
/// the `impl`, returns that of the trait.
pub(crate) fn of_impl(head: &[TokenTree]) -> Option<String> {
    let words = outside_brackets(head)
        .map(|(_, token)| token)
        .take_while(|token| !tokens::is_word(token, "where") && !tokens::is_punct(token, '+'));
    let words: Vec<&TokenTree> = words.collect();
    match words.iter().position(|token| tokens::is_word(token, "for")) {
        None => last_name(&words),
        Some(middle) => last_name(&words[middle + 1..])
            .filter(|name| !is_type_parameter(head, name))
            .or_else(|| last_name(&words[..middle])),
    }
}

/// Returns the last word of a type's path. A tuple, a slice and a function have no name.
fn last_name(ty: &[&TokenTree]) -> Option<String> {
    let has_name = |token: &&TokenTree| match token {
        TokenTree::Ident(word) => word != "fn",
        TokenTree::Punct(_) => true,
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    };
    if !ty.iter().all(has_name) {
        return None;
    }
    let mut names = ty
        .iter()
        .rev()
        .filter(|token| matches!(token, TokenTree::Ident(_)));
    names.next().map(ToString::to_string)
}

fn is_type_parameter(head: &[TokenTree], name: &str) -> bool {
    let start = head.iter().position(|token| tokens::is_punct(token, '<'));
    let end = outside_brackets(head).find(|(_, token)| tokens::is_punct(token, '>'));
    let (Some(start), Some((end, _))) = (start, end) else {
        return false;
    };
    let generics: Option<Generics> = tokens::parse(&head[start..=end]);
    generics.is_some_and(|generics| generics.type_params().any(|param| param.ident == *name))
}

#[cfg(test)]
mod tests {
    use super::of_impl;
    use proc_macro2::{TokenStream, TokenTree};

    fn name(head: &str) -> Option<String> {
        let tokens: TokenStream = head.parse().expect("tokens");
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        of_impl(&tokens)
    }

    #[test]
    fn the_name_of_a_block_is_that_of_its_type() {
        for head in [
            "impl Client",
            "impl Client<fn(Key) -> Value>",
            "unsafe impl<F: Fn(Key) -> Value> cache::Load<F> for shop::Client<F> where F: Copy",
            "impl<'a, T: Into<T>> Store for &'a mut shop::Client<T>",
            "impl Store for dyn Client + Send",
            "impl<Key: Into<Client>> Store for Client",
        ] {
            assert_eq!(name(head).as_deref(), Some("Client"), "{head}");
        }
    }

    #[test]
    fn a_type_without_a_name_has_that_of_the_trait() {
        for head in [
            "impl shop::Store<Key> for (Client, u8)",
            "impl Store for [Client]",
            "impl Store for fn(u8) -> Client",
            "impl Store for for<'a> fn(&'a u8)",
            "impl<T: Into<Key>> Store for T where T: Clone",
            "impl<'a, T> Store for &'a T",
        ] {
            assert_eq!(name(head).as_deref(), Some("Store"), "{head}");
        }
    }
}

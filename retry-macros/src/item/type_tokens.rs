//! A type in a function's signature, as tokens: it is parsed only where a word in it makes that necessary.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::Type;

use crate::item::passed_by::PassedBy;
use crate::item::scanner::Scanner;
use crate::tokens;

#[derive(Clone)]
pub(crate) struct TypeTokens(Vec<TokenTree>);

impl TypeTokens {
    /// Takes the type, which ends before `,`, `;`, `where` or a body.
    pub(crate) fn scan(scanner: &mut Scanner) -> Self {
        let ty = scanner.take_until(|token| match token {
            TokenTree::Punct(punct) => matches!(punct.as_char(), ',' | ';'),
            TokenTree::Ident(word) => word == "where",
            TokenTree::Group(_) => tokens::as_braces(token).is_some(),
            TokenTree::Literal(_) => false,
        });
        ty.into()
    }

    /// Parses the type. Returns `None` if it is none, which the compiler reports.
    pub(crate) fn parse(&self) -> Option<Type> {
        tokens::parse(&self.0)
    }

    pub(crate) fn has_word(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        has_word(&self.0, &is_meant)
    }

    /// Returns whether a part of the type is `_`, which the compiler infers. The lifetime `'_` is none.
    pub(crate) fn is_inferred(&self) -> bool {
        is_inferred(&self.0)
    }

    /// Returns the type, if it is a single word.
    pub(crate) fn single_word(&self) -> Option<String> {
        match &self.0[..] {
            [TokenTree::Ident(word)] => Some(word.to_string()),
            _ => None,
        }
    }

    pub(crate) fn span(&self) -> Span {
        tokens::span(&self.0)
    }

    pub(crate) fn passed_by(&self) -> PassedBy {
        PassedBy::from_tokens(&self.0)
    }

    /// Returns whether the type is a number, `bool` or `char`.
    pub(crate) fn is_primitive(&self) -> bool {
        const PRIMITIVE: [&str; 16] = [
            "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
            "u32", "u64", "u128", "usize",
        ];
        (self.single_word()).is_some_and(|name| PRIMITIVE.contains(&&*name))
    }
}

impl From<&[TokenTree]> for TypeTokens {
    fn from(ty: &[TokenTree]) -> Self {
        Self(ty.to_vec())
    }
}

impl From<TokenStream> for TypeTokens {
    fn from(ty: TokenStream) -> Self {
        Self(ty.into_iter().collect())
    }
}

impl ToTokens for TypeTokens {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.0);
    }
}

fn has_word(tokens: &[TokenTree], is_meant: &dyn Fn(&str) -> bool) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(word) => is_meant(&word.to_string()),
        TokenTree::Group(group) => has_word(&tokens::content(group), is_meant),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn is_inferred(tokens: &[TokenTree]) -> bool {
    tokens.iter().enumerate().any(|(index, token)| match token {
        TokenTree::Group(group) => is_inferred(&tokens::content(group)),
        token => {
            let before = index.checked_sub(1).map(|before| &tokens[before]);
            tokens::is_word(token, "_") && !before.is_some_and(|it| tokens::is_punct(it, '\''))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Scanner, TypeTokens};
    use proc_macro2::{TokenStream, TokenTree};
    use quote::ToTokens;

    #[test]
    fn a_placeholder_is_not_taken_for_a_lifetime() {
        for (ty, expected) in [
            ("Result<_, Error>", true),
            ("(u8, [_; 4])", true),
            ("BoxFuture<'_, Result<(), Error>>", false),
            ("Result<&'_ str, Error>", false),
        ] {
            let tokens: TokenStream = ty.parse().expect("tokens");
            assert_eq!(TypeTokens::from(tokens).is_inferred(), expected, "{ty}");
        }
    }

    #[test]
    fn a_type_ends_outside_its_brackets() {
        for (ty, after) in [
            ("Result<Vec<u8>, Error>", ", key: &str"),
            ("Table<{ ROWS }, fn(u8) -> u8>", "where T: Clone {}"),
            ("Box<dyn Fn(A, B) -> Result<A, B>>", "{ body }"),
            ("Result<fn(u8) -> u8, Error>", "{ body }"),
            ("[u8; 4]", ";"),
            ("impl Into<String>", ""),
        ] {
            let tokens: TokenStream = format!("{ty} {after}").parse().expect("tokens");
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let mut scanner = Scanner::new(&tokens);
            let found = TypeTokens::scan(&mut scanner);
            let rest: TokenStream = scanner.rest().iter().cloned().collect();
            let [ty, after] = [ty, after].map(|it| it.parse::<TokenStream>().expect("tokens"));
            assert_eq!(found.to_token_stream().to_string(), ty.to_string());
            assert_eq!(rest.to_string(), after.to_string());
            assert!(found.parse().is_some());
        }
    }
}

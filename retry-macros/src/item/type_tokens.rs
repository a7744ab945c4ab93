//! A type in a function's head, left as tokens: it is read only where a word in it asks for that.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::Type;

use crate::item::passed_by::Passing;
use crate::item::{body, types};
use crate::tokens;

#[derive(Clone)]
pub(crate) struct WrittenType(Vec<TokenTree>);

impl WrittenType {
    /// Takes all before what may follow a type: `,`, `;`, `where` or a body.
    pub(crate) fn take_from(tokens: &mut &[TokenTree]) -> Self {
        let ty = tokens::take_until(tokens, |token| match token {
            TokenTree::Punct(punct) => matches!(punct.as_char(), ',' | ';'),
            TokenTree::Ident(word) => word == "where",
            TokenTree::Group(_) => body::braces(token).is_some(),
            TokenTree::Literal(_) => false,
        });
        ty.into()
    }

    /// `None` for what is no type.
    pub(crate) fn read(&self) -> Option<Type> {
        tokens::parse(&self.0)
    }

    /// The type as a body may write it, without a name for `impl Trait`.
    pub(crate) fn in_body(&self) -> Self {
        let is_opaque = self.has_word(|word| word == "impl");
        match is_opaque.then(|| self.read()).flatten() {
            Some(ty) => types::in_body(ty).into_token_stream().into(),
            None => self.clone(),
        }
    }

    pub(crate) fn has_word(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        has_word(&self.0, &is_meant)
    }

    pub(crate) fn span(&self) -> Span {
        tokens::span(&self.0)
    }

    pub(crate) fn passing(&self) -> Passing {
        Passing::of(&self.0)
    }

    /// Whether it is a number, a `bool` or a `char`.
    pub(crate) fn is_primitive(&self) -> bool {
        const PRIMITIVE: [&str; 16] = [
            "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16",
            "u32", "u64", "u128", "usize",
        ];
        match &self.0[..] {
            [TokenTree::Ident(name)] => PRIMITIVE.contains(&&*name.to_string()),
            _ => false,
        }
    }
}

impl From<&[TokenTree]> for WrittenType {
    fn from(ty: &[TokenTree]) -> Self {
        Self(ty.to_vec())
    }
}

impl From<TokenStream> for WrittenType {
    fn from(ty: TokenStream) -> Self {
        Self(ty.into_iter().collect())
    }
}

fn has_word(tokens: &[TokenTree], is_meant: &dyn Fn(&str) -> bool) -> bool {
    tokens.iter().any(|token| match token {
        TokenTree::Ident(word) => is_meant(&word.to_string()),
        TokenTree::Group(group) => has_word(&tokens::content(group), is_meant),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

impl ToTokens for WrittenType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::WrittenType;
    use proc_macro2::{TokenStream, TokenTree};
    use quote::ToTokens;

    #[test]
    fn a_type_ends_where_no_bracket_is_open() {
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
            let mut rest = &tokens[..];
            let written = WrittenType::take_from(&mut rest);
            let rest: TokenStream = rest.iter().cloned().collect();
            let [ty, after] = [ty, after].map(|it| it.parse::<TokenStream>().expect("tokens"));
            assert_eq!(written.to_token_stream().to_string(), ty.to_string());
            assert_eq!(rest.to_string(), after.to_string());
            assert!(written.read().is_some());
        }
    }
}

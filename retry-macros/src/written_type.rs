//! A type in a function's head, left as tokens: it is read only where a word in it asks for that.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::Type;
use syn::buffer::Cursor;
use syn::parse::{Parse, ParseStream};

use crate::passing::Passing;
use crate::{tokens, types};

#[derive(Clone)]
pub(crate) struct WrittenType(Vec<TokenTree>);

impl WrittenType {
    /// `None` for what is no type, of which the compiler tells.
    pub(crate) fn read(&self) -> Option<Type> {
        syn::parse2(self.to_token_stream()).ok()
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

impl Parse for WrittenType {
    /// All before what may follow a type: `,`, `;`, `where` or a body, where no `<` is open.
    fn parse(input: ParseStream) -> syn::Result<Self> {
        input.step(|cursor| {
            let mut ty = Vec::new();
            let mut rest: Cursor = *cursor;
            let mut depth = 0_usize;
            let mut before = ' ';
            while let Some((token, after)) = rest.token_tree() {
                let char = match &token {
                    TokenTree::Punct(punct) => punct.as_char(),
                    _ => ' ',
                };
                match char {
                    '<' => depth += 1,
                    '>' if before != '-' => depth = depth.saturating_sub(1),
                    _ if depth == 0 && ends_type(&token) => break,
                    _ => {}
                }
                before = char;
                ty.push(token);
                rest = after;
            }
            Ok((Self(ty), rest))
        })
    }
}

fn ends_type(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => matches!(punct.as_char(), ',' | ';'),
        TokenTree::Ident(word) => word == "where",
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Literal(_) => false,
    }
}

impl ToTokens for WrittenType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::WrittenType;
    use proc_macro2::TokenStream;
    use quote::ToTokens;
    use syn::parse::{ParseStream, Parser};

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
            let split = |input: ParseStream| Ok((input.parse()?, input.parse()?));
            let (written, rest): (WrittenType, TokenStream) =
                split.parse_str(&format!("{ty} {after}")).expect("tokens");
            let [ty, after] = [ty, after].map(|it| it.parse::<TokenStream>().expect("tokens"));
            assert_eq!(written.to_token_stream().to_string(), ty.to_string());
            assert_eq!(rest.to_string(), after.to_string());
            assert!(written.read().is_some());
        }
    }
}

//! What the attribute sits on. All of it stays tokens, of which the head's parts are found.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::TokenStreamExt;
use syn::{Error, Generics};

use crate::item::attr_tokens::WrittenAttribute;
use crate::item::body::{self, Body};
use crate::item::param::Param;
use crate::item::type_tokens::WrittenType;
use crate::tokens;

/// A function with a body.
pub(crate) struct Function {
    /// The name of the type in whose `impl` it stands, where that is known.
    pub(crate) owner: Option<String>,
    pub(crate) attrs: Vec<WrittenAttribute>,
    /// All between the attributes and the body.
    head: Vec<TokenTree>,
    /// Where in the head the parameters are.
    parentheses: usize,
    pub(crate) constness: Option<Span>,
    pub(crate) asyncness: Option<Span>,
    pub(crate) ident: Ident,
    generics: Vec<TokenTree>,
    pub(crate) params: Vec<Param>,
    output: Option<WrittenType>,
    where_clause: Vec<TokenTree>,
    pub(crate) body: Body,
}

impl Function {
    /// Reads the function that the tokens begin with, and leaves what comes after it.
    pub(crate) fn read(tokens: &mut &[TokenTree]) -> syn::Result<Self> {
        let mut rest = *tokens;
        let attrs = WrittenAttribute::take_from(&mut rest);
        let item = rest;
        let Qualifiers {
            constness,
            asyncness,
        } = Qualifiers::take_from(&mut rest)?;
        let [TokenTree::Ident(ident), after @ ..] = rest else {
            return Err(no_function(rest));
        };
        rest = after;
        let is_parentheses = |token: &TokenTree| match token {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Parenthesis,
            _ => false,
        };
        let generics = tokens::take_until(&mut rest, is_parentheses);
        let parentheses = item.len() - rest.len();
        let [TokenTree::Group(params), after @ ..] = rest else {
            return Err(no_function(rest));
        };
        rest = after;
        let output = match rest {
            [TokenTree::Punct(_), TokenTree::Punct(_), after @ ..] => {
                rest = after;
                Some(WrittenType::take_from(&mut rest))
            }
            _ => None,
        };
        let where_clause = tokens::take_until(&mut rest, |token| {
            tokens::is_punct(token, ';') || body::braces(token).is_some()
        });
        let head = item[..item.len() - rest.len()].to_vec();
        let body = Body::take_from(&mut rest)?;
        *tokens = rest;
        Ok(Self {
            owner: None,
            attrs,
            head,
            parentheses,
            constness,
            asyncness,
            ident: ident.clone(),
            generics: generics.to_vec(),
            params: Param::list(params),
            output,
            where_clause: where_clause.to_vec(),
            body,
        })
    }

    /// The name, with the type's before it where that is known.
    pub(crate) fn path(&self) -> String {
        match &self.owner {
            Some(owner) => format!("{owner}::{}", self.ident),
            None => self.ident.to_string(),
        }
    }

    /// The declared return type, if one is written.
    pub(crate) fn return_type(&self) -> Option<&WrittenType> {
        self.output.as_ref()
    }

    /// The generics with the `where` clause, without what of them is no Rust: the compiler tells of that.
    pub(crate) fn generics(&self) -> Generics {
        let mut generics: Generics = tokens::parse(&self.generics).unwrap_or_default();
        generics.where_clause = tokens::parse(&self.where_clause);
        generics
    }

    /// Whether `#[async_trait]` has already rewritten this method: it adds a lifetime.
    pub(crate) fn is_async_trait(&self) -> bool {
        let mut generics = self.generics.iter();
        generics.any(|token| tokens::is_word(token, "async_trait"))
    }

    /// Makes the parameters of these names `mut`, or not.
    pub(crate) fn set_mutable(&mut self, mutable: impl Fn(&Ident) -> Option<bool>) {
        for param in &mut self.params {
            param.set_mutable(&mutable);
        }
        if let TokenTree::Group(parentheses) = &mut self.head[self.parentheses] {
            let mut params = TokenStream::new();
            params.append_all(&self.params);
            *parentheses = tokens::with_content(parentheses, params);
        }
    }

    pub(crate) fn unchanged(self) -> TokenStream {
        let body = self.body.braces.stream();
        self.with_body(body)
    }

    /// The function as it was, but for its body.
    pub(crate) fn with_body(self, body: TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        tokens.append_all(&self.attrs);
        tokens.extend(self.head);
        tokens.append(tokens::with_content(&self.body.braces, body));
        tokens
    }
}

/// What stands before `fn`.
#[derive(Default)]
struct Qualifiers {
    constness: Option<Span>,
    asyncness: Option<Span>,
}

impl Qualifiers {
    /// Takes them, and the `fn`.
    fn take_from(tokens: &mut &[TokenTree]) -> syn::Result<Self> {
        let mut qualifiers = Self::default();
        while let [token, rest @ ..] = *tokens {
            match token {
                // `(crate)`, `"C"`, or what `macro_rules!` puts around a visibility.
                TokenTree::Group(_) | TokenTree::Literal(_) => {}
                TokenTree::Ident(word) => match &*word.to_string() {
                    "fn" => {
                        *tokens = rest;
                        return Ok(qualifiers);
                    }
                    "const" => qualifiers.constness = Some(word.span()),
                    "async" => qualifiers.asyncness = Some(word.span()),
                    "pub" | "default" | "unsafe" | "extern" => {}
                    _ => break,
                },
                TokenTree::Punct(_) => break,
            }
            *tokens = rest;
        }
        Err(no_function(tokens))
    }
}

fn no_function(rest: &[TokenTree]) -> Error {
    tokens::error(
        rest,
        "`#[retry]` goes on a function with a body, or on an `impl`",
    )
}

#[cfg(test)]
mod tests {
    use super::Function;
    use proc_macro2::{TokenStream, TokenTree};
    use quote::ToTokens;

    fn read(text: &str) -> Function {
        let tokens: TokenStream = text.parse().expect("tokens");
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = &tokens[..];
        let function = Function::read(&mut rest).expect("a function");
        assert!(rest.is_empty(), "{text}");
        function
    }

    #[test]
    fn all_that_may_stand_in_a_head_stays_as_it_is() {
        for text in [
            "default unsafe fn get () -> Result < () , () > { Ok (()) }",
            "# [doc = r\" Gets.\"] pub (crate) const unsafe extern \"C\" fn get () { }",
            "fn get < 'a , F : Fn (u8) -> u8 , const N : usize > (f : F) where F : 'a , [() ; { N }] : Sized { f }",
            "async fn get (& self , table : Table < { ROWS } , u8 >) -> Table < { ROWS } , u8 > { table }",
        ] {
            assert_eq!(read(text).unchanged().to_string(), text);
        }
    }

    #[test]
    fn the_parts_of_a_head_are_found() {
        let function = read(
            "async fn get<T: Fn(u8) -> u8>(mut self, lib::Pair(a, b): ::lib::Pair<u8, u8>, c:&fn(u8) -> u8,) \
             -> Result<fn(u8) -> u8, ()> where T: Clone { }",
        );
        assert_eq!(function.path(), "get");
        assert!(function.asyncness.is_some() && function.constness.is_none());
        let types = function.params.iter().map(|param| match param.ty() {
            Some(ty) => ty.to_token_stream().to_string(),
            None => String::new(),
        });
        let types: Vec<String> = types.collect();
        assert_eq!(types, ["", ":: lib :: Pair < u8 , u8 >", "& fn (u8) -> u8"]);
        let generics = function.generics();
        assert_eq!(generics.type_params().count(), 1);
        assert!(generics.where_clause.is_some());
        assert!(function.return_type().is_some_and(|ty| ty.read().is_some()));
        assert!(!function.is_async_trait());
    }
}

//! A function with a body. All of it stays tokens, and the parts of its signature are located.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::TokenStreamExt;
use syn::{Error, Generics, Type, WherePredicate};

use crate::item::async_trait;
use crate::item::attr_tokens::AttrTokens;
use crate::item::body::Body;
use crate::item::param::Param;
use crate::item::scanner::{Scanner, is_semicolon_or_block};
use crate::item::type_tokens::TypeTokens;
use crate::tokens;

pub(crate) struct Function {
    /// The name of the type, for a method that the `#[retry]` of its `impl` retries.
    pub(crate) owner: Option<String>,
    pub(crate) attrs: Vec<AttrTokens>,
    /// All tokens between the attributes and the body.
    signature: Vec<TokenTree>,
    /// The index of the parameters in the signature.
    params_index: usize,
    pub(crate) constness: Option<Span>,
    pub(crate) asyncness: Option<Span>,
    pub(crate) ident: Ident,
    generics: Vec<TokenTree>,
    pub(crate) params: Vec<Param>,
    output: Option<TypeTokens>,
    where_clause: Vec<TokenTree>,
    pub(crate) body: Body,
    /// Whether `let` statements before the user's code bind the parameters once more, and with them `self`
    /// under the name of [`receiver_in_body`](Self::receiver_in_body). `#[async_trait]` writes such methods.
    pub(crate) rebinds_params: bool,
}

impl Function {
    // Input:
    //     #[inline] pub async fn get<T>(key: T) -> Option<T> where T: Key { body } const N: u8 = 1;
    //
    // Output, as parts:
    //     attrs: #[inline], asyncness, ident: get, generics: <T>, params: [key: T], output: Option<T>,
    //     where_clause: where T: Key, body: { body }; the scanner is before `const`
    /// Takes a function. Takes nothing on an error.
    pub(crate) fn parse(scanner: &mut Scanner) -> syn::Result<Self> {
        let mut ahead = *scanner;
        let attrs = AttrTokens::scan(&mut ahead);
        let start = ahead;
        let Qualifiers {
            constness,
            asyncness,
        } = Qualifiers::scan(&mut ahead)?;
        let ident = ahead.take_ident().ok_or_else(|| no_function(&ahead))?;
        let generics = ahead.take_until(is_parentheses);
        let params_index = ahead.taken_since(start).len();
        let params = ahead.take_group().ok_or_else(|| no_function(&ahead))?;
        let output = scan_output(&mut ahead);
        let where_clause = ahead.take_until(is_semicolon_or_block);
        let signature = ahead.taken_since(start).to_vec();
        let body = Body::scan(&mut ahead)?;
        *scanner = ahead;
        Ok(Self {
            owner: None,
            attrs,
            signature,
            params_index,
            constness,
            asyncness,
            ident: ident.clone(),
            generics: generics.to_vec(),
            params: Param::parse_list(params),
            output,
            where_clause: where_clause.to_vec(),
            body,
            rebinds_params: async_trait::has_rewritten(generics),
        })
    }

    /// Returns the name, after the type's name where that is known.
    pub(crate) fn path(&self) -> String {
        match &self.owner {
            Some(owner) => format!("{owner}::{}", self.ident),
            None => self.ident.to_string(),
        }
    }

    /// Returns whether the function stands in an `impl` or a trait, as far as its tokens show.
    pub(crate) fn sees_self_type(&self) -> bool {
        self.params.iter().any(|param| param.receiver().is_some())
            || tokens::has_word(self.signature.iter().cloned(), "Self")
            || tokens::has_word(self.body.block.stream(), "Self")
    }

    pub(crate) fn return_type(&self) -> Option<&TypeTokens> {
        self.output.as_ref()
    }

    /// Returns whether the generics or the `where` clause have the word.
    pub(crate) fn generics_have_word(&self, is_meant: impl Fn(&str) -> bool) -> bool {
        let has_word = |tokens: &[TokenTree]| TypeTokens::from(tokens).has_word(&is_meant);
        has_word(&self.generics) || has_word(&self.where_clause)
    }

    // Input, with `T`:
    //     fn get<T: AsRef<str>>(key: T)    fn get<T>(key: T) where T: Key    fn get<T>(key: T, or: T) -> T
    //
    // Output:
    //     true                             true                              false
    /// Returns whether the type parameter is the type of one argument, and stands nowhere else but before its bounds.
    pub(crate) fn is_type_of_one_argument(&self, parameter: &Ident) -> bool {
        let generics = self.generics();
        let predicates = generics.where_clause.iter().flat_map(|it| &it.predicates);
        let of_parameter = predicates.filter(|predicate| match predicate {
            WherePredicate::Type(predicate) => {
                matches!(&predicate.bounded_ty, Type::Path(path) if path.path.is_ident(parameter))
            }
            _ => false,
        });
        let declaration_and_argument = 2;
        let signature = self.signature.iter().cloned();
        tokens::count(signature, parameter) == declaration_and_argument + of_parameter.count()
            && tokens::count(self.body.block.stream(), parameter) == 0
    }

    /// Parses the generics and the `where` clause. Leaves out what is invalid, which the compiler reports.
    pub(crate) fn generics(&self) -> Generics {
        let mut generics: Generics = tokens::parse(&self.generics).unwrap_or_default();
        generics.where_clause = tokens::parse(&self.where_clause);
        generics
    }

    /// Returns the name of `self` in the user's code.
    pub(crate) fn receiver_in_body(&self, receiver: &Ident) -> Ident {
        if self.rebinds_params {
            Ident::new(async_trait::RECEIVER, receiver.span())
        } else {
            receiver.clone()
        }
    }

    /// Adds or removes the `mut` of parameters.
    pub(crate) fn set_params_mut(&mut self, is_mut: impl Fn(&Ident) -> Option<bool>) {
        for param in &mut self.params {
            param.set_mut(&is_mut);
        }
        if let TokenTree::Group(parentheses) = &mut self.signature[self.params_index] {
            let mut params = TokenStream::new();
            params.append_all(&self.params);
            *parentheses = tokens::with_content(parentheses, params);
        }
    }

    pub(crate) fn unchanged(self) -> TokenStream {
        let body = self.body.braces.stream();
        self.with_body(body)
    }

    /// Returns the function with this in the braces of its body.
    pub(crate) fn with_body(self, body: TokenStream) -> TokenStream {
        let mut tokens = TokenStream::new();
        tokens.append_all(&self.attrs);
        tokens.extend(self.signature);
        tokens.append(tokens::with_content(&self.body.braces, body));
        tokens
    }
}

/// The words before `fn`.
#[derive(Default)]
struct Qualifiers {
    constness: Option<Span>,
    asyncness: Option<Span>,
}

impl Qualifiers {
    /// Takes the qualifiers and the `fn`.
    fn scan(scanner: &mut Scanner) -> syn::Result<Self> {
        let mut qualifiers = Self::default();
        while let Some(token) = scanner.rest().first() {
            match token {
                // `(crate)`, `"C"`, or the invisible group of `macro_rules!` around a visibility.
                TokenTree::Group(_) | TokenTree::Literal(_) => {}
                TokenTree::Ident(word) => match &*word.to_string() {
                    "fn" => {
                        scanner.take(1);
                        return Ok(qualifiers);
                    }
                    "const" => qualifiers.constness = Some(word.span()),
                    "async" => qualifiers.asyncness = Some(word.span()),
                    "pub" | "default" | "unsafe" | "extern" => {}
                    _ => break,
                },
                TokenTree::Punct(_) => break,
            }
            scanner.take(1);
        }
        Err(no_function(scanner))
    }
}

fn is_parentheses(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
}

/// Takes `-> Type`.
fn scan_output(scanner: &mut Scanner) -> Option<TypeTokens> {
    match scanner.rest() {
        [TokenTree::Punct(_), TokenTree::Punct(_), ..] => {
            scanner.take(2);
            Some(TypeTokens::scan(scanner))
        }
        _ => None,
    }
}

fn no_function(scanner: &Scanner) -> Error {
    tokens::error_at_first(
        scanner.rest(),
        "`#[retry]` goes on a function with a body, or on an `impl`",
    )
}

#[cfg(test)]
mod tests {
    use super::{Function, Scanner};
    use proc_macro2::{Ident, Span, TokenStream, TokenTree};
    use quote::ToTokens;

    fn parse(text: &str) -> Function {
        let tokens: TokenStream = text.parse().expect("tokens");
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut scanner = Scanner::new(&tokens);
        let function = Function::parse(&mut scanner).expect("a function");
        assert!(scanner.is_empty(), "{text}");
        function
    }

    #[test]
    fn every_part_of_a_signature_is_kept() {
        for text in [
            "default unsafe fn get () -> Result < () , () > { Ok (()) }",
            "# [doc = r\" Gets.\"] pub (crate) const unsafe extern \"C\" fn get () { }",
            "fn get < 'a , F : Fn (u8) -> u8 , const N : usize > (f : F) where F : 'a , [() ; { N }] : Sized { f }",
            "async fn get (& self , table : Table < { ROWS } , u8 >) -> Table < { ROWS } , u8 > { table }",
        ] {
            assert_eq!(parse(text).unchanged().to_string(), text);
        }
    }

    #[test]
    fn a_type_parameter_of_one_argument_stands_nowhere_else() {
        for (function, expected) in [
            ("fn get<T: AsRef<str>>(key: T) {}", true),
            (
                "fn get<T: Send>(key: T) where T: AsRef<str>, u8: Copy {}",
                true,
            ),
            ("fn get<T>(key: T, other: T) {}", false),
            ("fn get<T>(key: T) -> Option<T> {}", false),
            ("fn get<T: PartialEq<T>>(key: T) {}", false),
            ("fn get<T>(key: T) where u8: Into<T> {}", false),
            ("fn get<T>(key: T) { size_of::<T>() }", false),
        ] {
            let parameter = Ident::new("T", Span::call_site());
            let is_only = parse(function).is_type_of_one_argument(&parameter);
            assert_eq!(is_only, expected, "{function}");
        }
    }

    #[test]
    fn the_parts_of_a_signature_are_located() {
        let function = parse(
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
        assert!(
            function
                .return_type()
                .is_some_and(|ty| ty.parse().is_some())
        );
        assert!(!function.rebinds_params);
    }
}

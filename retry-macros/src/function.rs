//! What the attribute sits on. The body stays opaque tokens.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::token::Paren;
use syn::{Attribute, Generics, LitStr, Token, Visibility, parenthesized};

use crate::param::Param;
use crate::written_attribute::WrittenAttribute;
use crate::written_type::WrittenType;
use crate::{pattern, tokens};

/// A function with a body, in the order of its tokens.
pub(crate) struct Function {
    /// The name of the type in whose `impl` it stands, where that is known.
    pub(crate) owner: Option<String>,
    pub(crate) attrs: Vec<WrittenAttribute>,
    vis: Visibility,
    defaultness: Option<Ident>,
    pub(crate) constness: Option<Token![const]>,
    pub(crate) asyncness: Option<Token![async]>,
    /// `unsafe`, `extern "C"`.
    qualifiers: TokenStream,
    fn_token: Token![fn],
    pub(crate) ident: Ident,
    pub(crate) generics: Generics,
    parentheses: Paren,
    pub(crate) params: Punctuated<Param, Token![,]>,
    output: Option<(Token![->], WrittenType)>,
    pub(crate) body: Body,
    /// All between the attributes and the body as it was written, while that is what it says.
    head: Option<TokenStream>,
}

pub(crate) struct Body {
    /// `#![…]`, which only a function's own block may carry.
    pub(crate) inner_attrs: Vec<Attribute>,
    braces: Group,
    /// The braces without the attributes.
    pub(crate) block: Group,
    /// What is in the block.
    pub(crate) tokens: Vec<TokenTree>,
}

impl Function {
    /// Reads a function that is all there is, without a look at what its body contains.
    pub(crate) fn alone(mut item: Vec<TokenTree>) -> syn::Result<Self> {
        let body = match item.pop() {
            Some(TokenTree::Group(group)) => Body::of(group.into())?,
            last => return syn::parse2(item.into_iter().chain(last).collect()),
        };
        let attrs = WrittenAttribute::take_from(&mut item);
        let parse = |input: ParseStream| Self::parse_with(input, attrs, |_| Ok(body));
        let head: TokenStream = item.into_iter().collect();
        let mut function = syn::parse::Parser::parse2(parse, head.clone())?;
        function.head = Some(head);
        Ok(function)
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
        self.output.as_ref().map(|(_, ty)| ty)
    }

    /// Whether `#[async_trait]` has already rewritten this method: it adds a lifetime.
    pub(crate) fn is_async_trait(&self) -> bool {
        self.generics
            .lifetimes()
            .any(|param| param.lifetime.ident == "async_trait")
    }

    /// Makes the parameters of these names `mut`, or not.
    pub(crate) fn set_mutable(&mut self, mutable: impl Fn(&Ident) -> Option<bool>) {
        self.head = None;
        for param in &mut self.params {
            match param {
                Param::Receiver(receiver) => {
                    let name = Ident::new("self", receiver.self_token.span);
                    if let Some(mutable) = mutable(&name) {
                        receiver.set_mutable(mutable);
                    }
                }
                Param::Typed(typed) => {
                    let pat = std::mem::take(&mut typed.pat);
                    typed.pat = pattern::with_mutable(pat, &mutable);
                }
                Param::Variadic(_) => {}
            }
        }
    }

    pub(crate) fn unchanged(&self) -> TokenStream {
        self.with_body(self.body.braces.stream())
    }

    /// The function as it was, but for its body.
    pub(crate) fn with_body(&self, body: TokenStream) -> TokenStream {
        let braces = tokens::with_content(&self.body.braces, body);
        let mut tokens = TokenStream::new();
        tokens.append_all(&self.attrs);
        if let Some(head) = &self.head {
            head.to_tokens(&mut tokens);
            braces.to_tokens(&mut tokens);
            return tokens;
        }
        self.vis.to_tokens(&mut tokens);
        self.defaultness.to_tokens(&mut tokens);
        self.constness.to_tokens(&mut tokens);
        self.asyncness.to_tokens(&mut tokens);
        self.qualifiers.to_tokens(&mut tokens);
        self.fn_token.to_tokens(&mut tokens);
        self.ident.to_tokens(&mut tokens);
        self.generics.to_tokens(&mut tokens);
        self.parentheses
            .surround(&mut tokens, |tokens| self.params.to_tokens(tokens));
        if let Some((arrow, ty)) = &self.output {
            arrow.to_tokens(&mut tokens);
            ty.to_tokens(&mut tokens);
        }
        self.generics.where_clause.to_tokens(&mut tokens);
        braces.to_tokens(&mut tokens);
        tokens
    }

    fn parse_with(
        input: ParseStream,
        attrs: Vec<WrittenAttribute>,
        body: impl FnOnce(ParseStream) -> syn::Result<Body>,
    ) -> syn::Result<Self> {
        let vis = input.parse()?;
        let defaultness = defaultness(input)?;
        let constness = input.parse()?;
        let asyncness = input.parse()?;
        let qualifiers = qualifiers(input)?;
        let Ok(fn_token) = input.parse() else {
            return Err(input.error("`#[retry]` goes on a function with a body, or on an `impl`"));
        };
        let ident = input.parse()?;
        let mut generics: Generics = input.parse()?;
        let content;
        let parentheses = parenthesized!(content in input);
        let params = Punctuated::parse_terminated(&content)?;
        let output = match input.parse()? {
            Some(arrow) => Some((arrow, input.parse()?)),
            None => None,
        };
        generics.where_clause = input.parse()?;
        let body = body(input)?;
        Ok(Self {
            owner: None,
            attrs,
            vis,
            defaultness,
            constness,
            asyncness,
            qualifiers,
            fn_token,
            ident,
            generics,
            parentheses,
            params,
            output,
            body,
            head: None,
        })
    }
}

impl Parse for Function {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let mut attrs = Vec::new();
        while input.peek(Token![#]) {
            attrs.push(input.parse()?);
        }
        Self::parse_with(input, attrs, Body::parse)
    }
}

impl Body {
    fn of(token: TokenTree) -> syn::Result<Self> {
        let braces = braces(token)?;
        let tokens: Vec<TokenTree> = braces.stream().into_iter().collect();
        if !matches!(&tokens[..], [TokenTree::Punct(_), TokenTree::Punct(bang), ..] if bang.as_char() == '!')
        {
            return Ok(Self {
                inner_attrs: Vec::new(),
                block: braces.clone(),
                braces,
                tokens,
            });
        }
        let split = |input: ParseStream| {
            let inner_attrs = Attribute::parse_inner(input)?;
            Ok((inner_attrs, input.parse::<TokenStream>()?))
        };
        let (inner_attrs, content) = syn::parse::Parser::parse2(split, braces.stream())?;
        Ok(Self {
            inner_attrs,
            block: tokens::with_content(&braces, content.clone()),
            braces,
            tokens: content.into_iter().collect(),
        })
    }
}

impl Parse for Body {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        if input.peek(Token![;]) {
            return Err(
                input.error("there is no body to call again: put `#[retry]` on the implementation")
            );
        }
        Self::of(input.parse()?)
    }
}

/// The body's braces, out of the invisible group that `macro_rules!` puts around a block.
fn braces(token: TokenTree) -> syn::Result<Group> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Ok(group),
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            braces(syn::parse2(group.stream())?)
        }
        other => Err(syn::Error::new(
            other.span(),
            "expected the function's body",
        )),
    }
}

fn defaultness(input: ParseStream) -> syn::Result<Option<Ident>> {
    let is_default = input.peek(syn::Ident) && input.fork().parse::<Ident>()? == "default";
    is_default.then(|| input.parse()).transpose()
}

fn qualifiers(input: ParseStream) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    input
        .parse::<Option<Token![unsafe]>>()?
        .to_tokens(&mut tokens);
    if let Some(extern_token) = input.parse::<Option<Token![extern]>>()? {
        extern_token.to_tokens(&mut tokens);
        input.parse::<Option<LitStr>>()?.to_tokens(&mut tokens);
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::Function;
    use proc_macro2::TokenStream;

    /// What only nightly compilers take is read too.
    #[test]
    fn a_function_may_be_the_default_of_a_specialization() {
        let text = "default unsafe fn get () -> Result < () , () > { Ok (()) }";
        let tokens: TokenStream = text.parse().expect("tokens");
        let function = Function::alone(tokens.into_iter().collect()).expect("a function");
        assert_eq!(function.unchanged().to_string(), text);
    }
}

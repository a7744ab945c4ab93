//! What the attribute sits on. The body stays opaque tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Ident, ReturnType, Token, Type, Visibility};

/// A function with a body, in the order of its tokens.
pub(crate) struct Function {
    attrs: Vec<Attribute>,
    vis: Visibility,
    defaultness: Option<Ident>,
    pub(crate) constness: Option<Token![const]>,
    pub(crate) asyncness: Option<Token![async]>,
    /// `unsafe`, `extern "C"`.
    qualifiers: TokenStream,
    fn_token: Token![fn],
    pub(crate) ident: Ident,
    generics: Generics,
    params: Group,
    pub(crate) output: ReturnType,
    pub(crate) body: Body,
}

pub(crate) struct Body {
    /// `#![…]`, which only a function's own block may carry.
    pub(crate) inner_attrs: Vec<Attribute>,
    braces: Group,
    tokens: TokenStream,
}

impl Function {
    /// The function as it was, but for its body.
    pub(crate) fn with_body(&self, body: TokenStream) -> TokenStream {
        let Self {
            attrs,
            vis,
            defaultness,
            constness,
            asyncness,
            qualifiers,
            fn_token,
            ident,
            generics,
            params,
            output,
            ..
        } = self;
        let mut tokens = TokenStream::new();
        for attr in attrs {
            attr.to_tokens(&mut tokens);
        }
        vis.to_tokens(&mut tokens);
        defaultness.to_tokens(&mut tokens);
        constness.to_tokens(&mut tokens);
        asyncness.to_tokens(&mut tokens);
        qualifiers.to_tokens(&mut tokens);
        fn_token.to_tokens(&mut tokens);
        ident.to_tokens(&mut tokens);
        generics.to_tokens(&mut tokens);
        params.to_tokens(&mut tokens);
        output.to_tokens(&mut tokens);
        generics.where_clause.to_tokens(&mut tokens);
        self.body.with_tokens(body).to_tokens(&mut tokens);
        tokens
    }

    /// The declared return type, if one is written.
    pub(crate) fn return_type(&self) -> Option<&Type> {
        match &self.output {
            ReturnType::Default => None,
            ReturnType::Type(_, ty) => Some(ty),
        }
    }
}

impl Body {
    /// The user's block with `head` put before its first statement: the braces keep their lines.
    pub(crate) fn after(&self, head: TokenStream) -> Group {
        let mut tokens = head;
        self.tokens.to_tokens(&mut tokens);
        self.with_tokens(tokens)
    }

    fn with_tokens(&self, tokens: TokenStream) -> Group {
        let mut block = Group::new(Delimiter::Brace, tokens);
        block.set_span(self.braces.span());
        block
    }
}

impl Parse for Function {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attrs = Attribute::parse_outer(input)?;
        let vis = input.parse()?;
        let defaultness = defaultness(input)?;
        let constness = input.parse()?;
        let asyncness = input.parse()?;
        let qualifiers = qualifiers(input)?;
        let Ok(fn_token) = input.parse() else {
            return Err(input.error("`#[retry]` goes on a function with a body"));
        };
        let ident = input.parse()?;
        let mut generics: Generics = input.parse()?;
        let params = input.parse()?;
        let output = input.parse()?;
        generics.where_clause = input.parse()?;
        let body = input.parse()?;
        Ok(Self {
            attrs,
            vis,
            defaultness,
            constness,
            asyncness,
            qualifiers,
            fn_token,
            ident,
            generics,
            params,
            output,
            body,
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
        let braces = match input.parse()? {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => group,
            other => {
                return Err(syn::Error::new(
                    other.span(),
                    "expected the function's body",
                ));
            }
        };
        let split = |input: ParseStream| {
            Ok((
                Attribute::parse_inner(input)?,
                input.parse::<TokenStream>()?,
            ))
        };
        let (inner_attrs, tokens) = syn::parse::Parser::parse2(split, braces.stream())?;
        Ok(Self {
            inner_attrs,
            braces,
            tokens,
        })
    }
}

fn defaultness(input: ParseStream) -> syn::Result<Option<Ident>> {
    let ahead = input.fork();
    match ahead.parse::<Ident>() {
        Ok(word) if word == "default" => input.parse().map(Some),
        _ => Ok(None),
    }
}

fn qualifiers(input: ParseStream) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    input
        .parse::<Option<Token![unsafe]>>()?
        .to_tokens(&mut tokens);
    if let Some(extern_token) = input.parse::<Option<Token![extern]>>()? {
        extern_token.to_tokens(&mut tokens);
        input.parse::<Option<syn::LitStr>>()?.to_tokens(&mut tokens);
    }
    Ok(tokens)
}

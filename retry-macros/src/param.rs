//! One parameter, its pattern left as tokens.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Lifetime, Token};

use crate::passing::Passing;
use crate::written_type::WrittenType;

pub(crate) enum Param {
    Receiver(Receiver),
    Typed(Typed),
    /// C's `...`, and what else passes through.
    Variadic(TokenStream),
}

/// `self` in any of its forms.
pub(crate) struct Receiver {
    attrs: Vec<Attribute>,
    reference: Option<(Token![&], Option<Lifetime>)>,
    mutability: Option<Token![mut]>,
    pub(crate) self_token: Token![self],
    ty: Option<(Token![:], WrittenType)>,
}

pub(crate) struct Typed {
    attrs: Vec<Attribute>,
    pub(crate) pat: Vec<TokenTree>,
    colon: Token![:],
    pub(crate) ty: WrittenType,
}

impl Receiver {
    pub(crate) fn passing(&self) -> Passing {
        match (&self.reference, &self.ty) {
            (Some(_), _) if self.mutability.is_some() => Passing::MutableReference,
            (Some(_), _) => Passing::SharedReference,
            (None, Some((_, ty))) => ty.passing(),
            (None, None) => Passing::Value,
        }
    }

    pub(crate) fn ty(&self) -> Option<&WrittenType> {
        self.ty.as_ref().map(|(_, ty)| ty)
    }

    /// `mut self`
    pub(crate) fn is_mutable_value(&self) -> bool {
        self.reference.is_none() && self.mutability.is_some()
    }

    pub(crate) fn set_mutable(&mut self, mutable: bool) {
        if self.reference.is_none() {
            let written = self.mutability.take();
            self.mutability = mutable.then(|| written.unwrap_or(Token![mut](self.self_token.span)));
        }
    }
}

impl Typed {
    /// The attributes that decide whether there is such a parameter.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
    }
}

impl Parse for Param {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let attrs = Attribute::parse_outer(input)?;
        if is_receiver(&input.fork()) {
            return receiver(attrs, input).map(Self::Receiver);
        }
        let mut pat: Vec<TokenTree> = Vec::new();
        while !input.is_empty() && !input.peek(Token![,]) {
            if input.peek(Token![::]) {
                pat.extend(input.parse::<Token![::]>()?.into_token_stream());
            } else if input.peek(Token![:]) {
                break;
            } else {
                pat.push(input.parse()?);
            }
        }
        if !input.peek(Token![:]) || input.peek2(Token![...]) {
            let rest: TokenStream = input.parse()?;
            return Ok(Self::Variadic(quote!(#(#attrs)* #(#pat)* #rest)));
        }
        Ok(Self::Typed(Typed {
            attrs,
            pat,
            colon: input.parse()?,
            ty: input.parse()?,
        }))
    }
}

fn is_receiver(input: ParseStream) -> bool {
    input.parse::<Option<Token![&]>>().is_ok()
        && input.parse::<Option<Lifetime>>().is_ok()
        && input.parse::<Option<Token![mut]>>().is_ok()
        && input.peek(Token![self])
        && !input.peek2(Token![::])
}

fn receiver(attrs: Vec<Attribute>, input: ParseStream) -> syn::Result<Receiver> {
    let reference = match input.parse()? {
        Some(and) => Some((and, input.parse()?)),
        None => None,
    };
    let mutability = input.parse()?;
    let self_token = input.parse()?;
    let ty = match input.parse()? {
        Some(colon) => Some((colon, input.parse()?)),
        None => None,
    };
    Ok(Receiver {
        attrs,
        reference,
        mutability,
        self_token,
        ty,
    })
}

impl ToTokens for Param {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Receiver(receiver) => receiver.to_tokens(tokens),
            Self::Typed(typed) => typed.to_tokens(tokens),
            Self::Variadic(variadic) => variadic.to_tokens(tokens),
        }
    }
}

impl ToTokens for Receiver {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.attrs.iter().for_each(|attr| attr.to_tokens(tokens));
        if let Some((and, lifetime)) = &self.reference {
            and.to_tokens(tokens);
            lifetime.to_tokens(tokens);
        }
        self.mutability.to_tokens(tokens);
        self.self_token.to_tokens(tokens);
        if let Some((colon, ty)) = &self.ty {
            colon.to_tokens(tokens);
            ty.to_tokens(tokens);
        }
    }
}

impl ToTokens for Typed {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.attrs.iter().for_each(|attr| attr.to_tokens(tokens));
        tokens.append_all(&self.pat);
        self.colon.to_tokens(tokens);
        self.ty.to_tokens(tokens);
    }
}

//! The `impl` of `Transient` for the error type.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::DeriveInput;
use syn::spanned::Spanned;

use crate::derive::attributes::Flags;
use crate::derive::model::{Field, Model, Variant, When};
use crate::tokens;

// Input:
//     enum Error {
//         #[transient(after = wait)]
//         Busy { wait: Duration },
//         Io(#[from] io::Error),
//         NotFound,
//     }
//
// Output:
//     impl ::retries::__private::Transient for Error {
//         fn is_transient(&self) -> bool {
//             match *self {
//                 Self::Busy { .. } => true,
//                 Self::Io { 0: ref _0, .. } => ::retries::__private::Transient::is_transient(_0),
//                 Self::NotFound { .. } => false,
//             }
//         }
//         fn is_unprocessed(&self) -> bool { … }
//         fn is_rate_limited(&self) -> bool { … }
//         fn is_timeout(&self) -> bool { … }
//         fn retry_after(&self) -> ::retries::__private::Option<::retries::__private::Duration> { … }
//     }
pub(crate) fn expand(model: &Model, input: &DeriveInput) -> TokenStream {
    let runtime = &model.runtime;
    let name = &input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    let predicates = where_clause.iter().flat_map(|clause| &clause.predicates);
    let bounds = bounds_of_inherited(model, input);
    let is_transient = arms(model, |variant| is_transient(variant, runtime));
    let flag = |flag: fn(Flags) -> bool, method: &str| {
        arms(model, |variant| {
            flag_or_inherited(variant, runtime, flag(variant.flags), method)
        })
    };
    let is_unprocessed = flag(|flags| flags.unprocessed, "is_unprocessed");
    let is_rate_limited = flag(|flags| flags.rate_limited, "is_rate_limited");
    let is_timeout = flag(|flags| flags.timeout, "is_timeout");
    let retry_after = arms(model, |variant| retry_after(variant, runtime));
    quote! {
        #[automatically_derived]
        impl #impl_generics #runtime::Transient for #name #ty_generics
        where #(#predicates,)* #(#bounds,)*
        {
            fn is_transient(&self) -> bool {
                #is_transient
            }
            fn is_unprocessed(&self) -> bool {
                #is_unprocessed
            }
            fn is_rate_limited(&self) -> bool {
                #is_rate_limited
            }
            fn is_timeout(&self) -> bool {
                #is_timeout
            }
            fn retry_after(&self) -> #runtime::Option<#runtime::Duration> {
                #retry_after
            }
        }
    }
}

/// Returns `T: Transient` for each inherited field of a generic type.
fn bounds_of_inherited(model: &Model, input: &DeriveInput) -> Vec<TokenStream> {
    if input.generics.params.is_empty() {
        return Vec::new();
    }
    let runtime = &model.runtime;
    let inherited = model.variants.iter().filter_map(Variant::inherited);
    inherited
        .map(|field| {
            let ty = &field.declaration.ty;
            quote!(#ty: #runtime::Transient)
        })
        .collect()
}

fn arms(model: &Model, value: impl Fn(&Variant) -> TokenStream) -> TokenStream {
    let arms = model.variants.iter().map(|variant| {
        let value = value(variant);
        let pattern = pattern(variant, &value);
        quote!(#pattern => #value,)
    });
    quote! {
        match *self {
            #(#arms)*
        }
    }
}

/// Returns the pattern that binds the fields that the arm mentions.
fn pattern(variant: &Variant, arm: &TokenStream) -> TokenStream {
    let path = &variant.path;
    let fields = variant.fields.iter();
    let bound = fields
        .filter(|field| tokens::mentions(arm, &field.binding))
        .map(|field| {
            let (member, binding) = (&field.member, &field.binding);
            quote!(#member: ref #binding,)
        });
    quote!(#path { #(#bound)* .. })
}

fn is_transient(variant: &Variant, runtime: &TokenStream) -> TokenStream {
    match &variant.when {
        When::Never => quote!(false),
        When::Always => quote!(true),
        When::If(condition) => quote!({ #condition }),
        When::Inherit(_) => call_inherited(variant, runtime, "is_transient"),
    }
}

/// Returns the flag, or, if it is not set, that of the inherited error.
fn flag_or_inherited(
    variant: &Variant,
    runtime: &TokenStream,
    flag: bool,
    method: &str,
) -> TokenStream {
    match &variant.when {
        When::Inherit(_) if !flag => call_inherited(variant, runtime, method),
        _ => flag.to_token_stream(),
    }
}

fn retry_after(variant: &Variant, runtime: &TokenStream) -> TokenStream {
    match (variant.after, &variant.when) {
        (Some(field), _) => call(&variant.fields[field], runtime, &quote!(Hint::hint)),
        (None, When::Inherit(_)) => call_inherited(variant, runtime, "retry_after"),
        (None, _) => quote!(#runtime::None),
    }
}

fn call_inherited(variant: &Variant, runtime: &TokenStream, method: &str) -> TokenStream {
    let method = Ident::new(method, Span::mixed_site());
    variant.inherited().map_or_else(
        || quote!(false),
        |field| call(field, runtime, &quote!(Transient::#method)),
    )
}

/// Returns the call of a function with the field. The compiler reports a wrong type at the field's type.
fn call(field: &Field, runtime: &TokenStream, function: &TokenStream) -> TokenStream {
    let binding = &field.binding;
    let call = quote!(#runtime::#function(#binding));
    located_at(call, field.declaration.ty.span())
}

/// Returns the tokens with another place and the same hygiene.
fn located_at(tokens: TokenStream, span: Span) -> TokenStream {
    let tokens = tokens.into_iter().map(|token| {
        let mut token = match token {
            TokenTree::Group(group) => {
                let content = located_at(group.stream(), span);
                tokens::with_content(&group, content).into()
            }
            token => token,
        };
        token.set_span(token.span().located_at(span));
        token
    });
    tokens.collect()
}

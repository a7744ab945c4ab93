//! `#[derive(Transient)]`: from a user's own error to what it says of itself.

mod attributes;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Field, Fields};

use crate::derive::attributes::{Kinds, Words};
use crate::errors::Errors;
use crate::{suggest, tokens};

pub(crate) fn transient(input: &DeriveInput) -> TokenStream {
    let mut errors = Errors::default();
    let model = Model::read(input, &mut errors);
    let expanded = model.expand(input);
    let errors = errors.into_compile_errors();
    quote!(#expanded #errors)
}

/// What the attributes say, variant by variant; a struct has one without a name.
struct Model<'a> {
    private: TokenStream,
    variants: Vec<Variant<'a>>,
}

struct Variant<'a> {
    /// `Self`, or `Self::Name`.
    path: TokenStream,
    fields: Vec<NamedField<'a>>,
    when: When,
    kinds: Kinds,
    /// The place of the field with the server's hint.
    after: Option<usize>,
}

enum When {
    Never,
    Always,
    If(TokenStream),
    /// When the error in this field is.
    Inherit(usize),
}

struct NamedField<'a> {
    field: &'a Field,
    /// `name`, or `0`.
    member: TokenStream,
    /// `name`, or `_0`.
    binding: Ident,
}

impl<'a> Model<'a> {
    fn read(input: &'a DeriveInput, errors: &mut Errors) -> Self {
        let mut container = Words::read(&input.attrs, errors);
        let private = match container.runtime.take() {
            Some((_, path)) => quote!(#path::__private),
            None => quote_spanned!(Span::mixed_site()=> ::retries::__private),
        };
        let variants = match &input.data {
            Data::Struct(data) => {
                vec![Variant::read(quote!(Self), container, &data.fields, errors)]
            }
            Data::Enum(data) => {
                if let Some(word) = container.said.first() {
                    errors.push(
                        word.span(),
                        "an enum says this of each variant: write it above the variants that are transient",
                    );
                }
                let read = |variant: &'a syn::Variant| {
                    let name = &variant.ident;
                    let words = Words::read_below_the_type(&variant.attrs, errors);
                    Variant::read(quote!(Self::#name), words, &variant.fields, errors)
                };
                data.variants.iter().map(read).collect()
            }
            Data::Union(data) => {
                errors.push(
                    data.union_token.span,
                    "a union does not know what it holds: write an `enum` or a `struct`",
                );
                Vec::new()
            }
        };
        Self { private, variants }
    }

    // Input:
    //     enum Error {
    //         #[transient(after = wait)]
    //         Busy { wait: Duration },
    //         Io(#[from] io::Error),
    //         NotFound,
    //     }
    //
    // Output:
    //     impl Transient for Error {
    //         fn is_transient(&self) -> bool {
    //             match self {
    //                 Self::Busy { .. } => true,
    //                 Self::Io { 0: _0, .. } => Transient::is_transient(_0),
    //                 Self::NotFound { .. } => false,
    //             }
    //         }
    //         fn is_unprocessed(&self) -> bool { … }
    //         fn is_throttled(&self) -> bool { … }
    //         fn is_timeout(&self) -> bool { … }
    //         fn retry_after(&self) -> Option<Duration> { … }
    //     }
    fn expand(&self, input: &DeriveInput) -> TokenStream {
        let private = &self.private;
        let name = &input.ident;
        let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
        let predicates = where_clause.iter().flat_map(|clause| &clause.predicates);
        let is_generic = !input.generics.params.is_empty();
        let inherited = self.variants.iter().filter_map(Variant::inherited);
        let bounds = inherited.filter(|_| is_generic).map(|field| {
            let ty = &field.field.ty;
            quote!(#ty: #private::Transient)
        });
        let is_transient = self.arms(|variant| variant.is_transient(private));
        let is = |kind: fn(Kinds) -> bool, method: &str| {
            self.arms(|variant| variant.is(private, kind(variant.kinds), method))
        };
        let is_unprocessed = is(|kinds| kinds.unprocessed, "is_unprocessed");
        let is_throttled = is(|kinds| kinds.throttled, "is_throttled");
        let is_timeout = is(|kinds| kinds.timeout, "is_timeout");
        let retry_after = self.arms(|variant| variant.retry_after(private));
        quote! {
            #[automatically_derived]
            impl #impl_generics #private::Transient for #name #ty_generics
            where #(#predicates,)* #(#bounds,)*
            {
                fn is_transient(&self) -> bool {
                    #is_transient
                }
                fn is_unprocessed(&self) -> bool {
                    #is_unprocessed
                }
                fn is_throttled(&self) -> bool {
                    #is_throttled
                }
                fn is_timeout(&self) -> bool {
                    #is_timeout
                }
                fn retry_after(&self) -> #private::Option<#private::Duration> {
                    #retry_after
                }
            }
        }
    }

    fn arms(&self, answer: impl Fn(&Variant) -> TokenStream) -> TokenStream {
        let arms = self.variants.iter().map(|variant| {
            let answer = answer(variant);
            let pattern = variant.pattern(&answer);
            quote!(#pattern => #answer,)
        });
        quote! {
            match *self {
                #(#arms)*
            }
        }
    }
}

impl<'a> Variant<'a> {
    fn read(path: TokenStream, words: Words, fields: &'a Fields, errors: &mut Errors) -> Self {
        let fields: Vec<NamedField> = fields.iter().enumerate().map(NamedField::new).collect();
        let inherited = inherited_field(&words, &fields, errors);
        let after = words
            .after
            .and_then(|(option, name)| find(&name, &fields, option, errors));
        let when = match (words.condition, inherited) {
            (Some(condition), _) => When::If(condition),
            (None, Some(field)) => When::Inherit(field),
            (None, None) if !words.said.is_empty() => When::Always,
            (None, None) => When::Never,
        };
        Self {
            path,
            fields,
            when,
            kinds: words.kinds,
            after,
        }
    }

    fn inherited(&self) -> Option<&NamedField<'a>> {
        match self.when {
            When::Inherit(field) => Some(&self.fields[field]),
            _ => None,
        }
    }

    /// The pattern that binds the fields that the arm mentions.
    fn pattern(&self, arm: &TokenStream) -> TokenStream {
        let path = &self.path;
        let bound = self
            .fields
            .iter()
            .filter(|field| tokens::mention(arm, &field.binding))
            .map(|field| {
                let (member, binding) = (&field.member, &field.binding);
                quote!(#member: ref #binding,)
            });
        quote!(#path { #(#bound)* .. })
    }

    fn is_transient(&self, private: &TokenStream) -> TokenStream {
        match &self.when {
            When::Never => quote!(false),
            When::Always => quote!(true),
            When::If(condition) => quote!({ #condition }),
            When::Inherit(_) => self.ask(private, "is_transient"),
        }
    }

    /// What the words said, or else what the inner error says.
    fn is(&self, private: &TokenStream, said: bool, method: &str) -> TokenStream {
        match &self.when {
            When::Inherit(_) if !said => self.ask(private, method),
            _ => said.to_token_stream(),
        }
    }

    fn retry_after(&self, private: &TokenStream) -> TokenStream {
        match (self.after, &self.when) {
            (Some(field), _) => {
                let field = &self.fields[field];
                field.call(private, &quote!(Hint::hint))
            }
            (None, When::Inherit(_)) => self.ask(private, "retry_after"),
            (None, _) => quote!(#private::None),
        }
    }

    fn ask(&self, private: &TokenStream, method: &str) -> TokenStream {
        let method = Ident::new(method, Span::mixed_site());
        self.inherited().map_or_else(
            || quote!(false),
            |field| field.call(private, &quote!(Transient::#method)),
        )
    }
}

impl<'a> NamedField<'a> {
    fn new((place, field): (usize, &'a Field)) -> Self {
        match &field.ident {
            Some(name) => Self {
                field,
                member: name.to_token_stream(),
                binding: name.clone(),
            },
            None => Self {
                field,
                member: syn::Index::from(place).to_token_stream(),
                binding: format_ident!("_{place}"),
            },
        }
    }

    /// The call stands on the field's type, where the compiler is to point if that will not do.
    fn call(&self, private: &TokenStream, function: &TokenStream) -> TokenStream {
        let binding = &self.binding;
        let call = quote!(#private::#function(#binding));
        tokens::located_at(call, self.field.ty.span())
    }

    fn has(&self, attribute: &str) -> bool {
        let attrs = &self.field.attrs;
        attrs.iter().any(|attr| attr.path().is_ident(attribute))
    }
}

/// The field whose error decides: the one that says so, or else the source.
fn inherited_field(words: &Words, fields: &[NamedField], errors: &mut Errors) -> Option<usize> {
    let marked = marked_field(fields, errors);
    let said = words.inherit.or(marked.map(|(_, span)| span));
    if let (Some(inherit), Some(_)) = (said, &words.condition) {
        errors.push(inherit, "`inherit` and `if` exclude each other: keep one");
        return None;
    }
    if let Some((place, _)) = marked {
        return Some(place);
    }
    let source = fields
        .iter()
        .position(|field| field.has("from") || field.has("source"))
        .or_else(|| fields.iter().position(|field| field.binding == "source"));
    let Some(span) = words.inherit else {
        return source.filter(|_| words.said.is_empty());
    };
    if source.is_some() {
        return source;
    }
    let message = match fields.len() {
        1 => return Some(0),
        0 => "there is no field to inherit from: write `#[transient]`",
        _ => "which field's error decides? write `#[transient(inherit)]` on that field",
    };
    errors.push(span, message);
    None
}

/// The field that says `inherit`, and where.
fn marked_field(fields: &[NamedField], errors: &mut Errors) -> Option<(usize, Span)> {
    let mut marked = None;
    for (place, field) in fields.iter().enumerate() {
        let words = Words::read_below_the_type(&field.field.attrs, errors);
        if let Some(other) = words.said.iter().find(|word| *word != "inherit") {
            errors.push(
                other.span(),
                "a field can only say `#[transient(inherit)]`: write the rest above the variant or struct",
            );
        }
        match (words.inherit, marked) {
            (Some(span), None) => marked = Some((place, span)),
            (Some(span), Some((_, first))) => {
                errors.push(first, "this field's error decides");
                errors.push(span, "a second field that decides: keep one of the two");
            }
            (None, _) => {}
        }
    }
    marked
}

fn find(name: &str, fields: &[NamedField], span: Span, errors: &mut Errors) -> Option<usize> {
    let found = fields
        .iter()
        .position(|field| field.member.to_string() == name);
    if found.is_none() {
        let names: Vec<String> = fields.iter().map(|it| it.member.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let hint = match names.as_slice() {
            [] => "there are none, so remove `after`".to_owned(),
            // Every number is one edit from every other.
            names => match suggest::nearest(name, names).filter(|_| name.len() > 1) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("write one of {}", suggest::list(names)),
            },
        };
        errors.push(span, format!("no field `{name}` here: {hint}"));
    }
    found
}

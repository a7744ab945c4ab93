//! `#[derive(Transient)]`: from a user's own error to what it says of itself.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Field, Fields, Meta, Path};

use crate::args;
use crate::errors::Errors;
use crate::options::{self, Form, RawOption, Seen};
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
    /// Surely not processed.
    unprocessed: bool,
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
            Some(path) => quote!(#path::__private),
            None => quote_spanned!(Span::mixed_site()=> ::retries::__private),
        };
        let variants = match &input.data {
            Data::Struct(data) => {
                vec![Variant::read(quote!(Self), container, &data.fields, errors)]
            }
            Data::Enum(data) => {
                if let Some(span) = container.first {
                    errors.push(span, "write `#[transient]` on the variants that are");
                }
                let read = |variant: &'a syn::Variant| {
                    let name = &variant.ident;
                    let words = Words::read(&variant.attrs, errors);
                    Variant::read(quote!(Self::#name), words, &variant.fields, errors)
                };
                data.variants.iter().map(read).collect()
            }
            Data::Union(data) => {
                errors.push(data.union_token.span, "an error is an enum or a struct");
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
    //         fn retry_after(&self) -> Option<Duration> { … }
    //     }
    fn expand(&self, input: &DeriveInput) -> TokenStream {
        let private = &self.private;
        let name = &input.ident;
        let mut generics = input.generics.clone();
        if !generics.params.is_empty() {
            let inherited = self.variants.iter().filter_map(Variant::inherited);
            let bounds: Vec<TokenStream> = inherited
                .map(|field| {
                    let ty = &field.field.ty;
                    quote!(#ty: #private::Transient)
                })
                .collect();
            let clause = generics.make_where_clause();
            clause.predicates.extend(
                bounds
                    .into_iter()
                    .filter_map(|bound| syn::parse2::<syn::WherePredicate>(bound).ok()),
            );
        }
        let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
        let is_transient = self.arms(|variant| variant.is_transient(private));
        let is_unprocessed = self.arms(|variant| variant.is_unprocessed(private));
        let retry_after = self.arms(|variant| variant.retry_after(private));
        quote! {
            #[automatically_derived]
            impl #impl_generics #private::Transient for #name #ty_generics #where_clause {
                fn is_transient(&self) -> bool {
                    #is_transient
                }
                fn is_unprocessed(&self) -> bool {
                    #is_unprocessed
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
            (None, None) if words.first.is_some() => When::Always,
            (None, None) => When::Never,
        };
        Self {
            path,
            fields,
            when,
            unprocessed: words.unprocessed,
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

    fn is_unprocessed(&self, private: &TokenStream) -> TokenStream {
        match &self.when {
            When::Inherit(_) if !self.unprocessed => self.ask(private, "is_unprocessed"),
            _ => self.unprocessed.to_token_stream(),
        }
    }

    fn retry_after(&self, private: &TokenStream) -> TokenStream {
        match (self.after, &self.when) {
            (Some(field), _) => {
                let NamedField { binding, field, .. } = &self.fields[field];
                let hint = quote_spanned!(field.ty.span()=> #private::Hint::hint);
                quote!(#hint(#binding))
            }
            (None, When::Inherit(_)) => self.ask(private, "retry_after"),
            (None, _) => quote!(#private::None),
        }
    }

    fn ask(&self, private: &TokenStream, method: &str) -> TokenStream {
        let Some(NamedField { binding, field, .. }) = self.inherited() else {
            return quote!(false);
        };
        let span = Span::mixed_site().located_at(field.ty.span());
        let method = Ident::new(method, span);
        let method = quote_spanned!(span=> #private::Transient::#method);
        quote!(#method(#binding))
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

    fn has(&self, attribute: &str) -> bool {
        let attrs = &self.field.attrs;
        attrs.iter().any(|attr| attr.path().is_ident(attribute))
    }
}

/// The field whose error decides: the one that says so, or else the source.
fn inherited_field(words: &Words, fields: &[NamedField], errors: &mut Errors) -> Option<usize> {
    let mut said = None;
    for (place, field) in fields.iter().enumerate() {
        let own = Words::read(&field.field.attrs, errors);
        if own.inherit.is_some() {
            said = Some(place);
        } else if let Some(span) = own.first {
            errors.push(span, "a field can only say `#[transient(inherit)]`");
        }
    }
    if said.is_some() {
        return said;
    }
    let source = fields
        .iter()
        .position(|field| field.has("from") || field.has("source"))
        .or_else(|| fields.iter().position(|field| field.binding == "source"));
    match words.inherit {
        None if words.first.is_some() => None,
        None => source,
        Some(_) if source.is_some() => source,
        Some(_) if fields.len() == 1 => Some(0),
        Some(span) => {
            errors.push(
                span,
                "which field's error decides? write `#[transient(inherit)]` on that field",
            );
            None
        }
    }
}

fn find(name: &str, fields: &[NamedField], span: Span, errors: &mut Errors) -> Option<usize> {
    let found = fields
        .iter()
        .position(|field| field.member.to_string() == name);
    if found.is_none() {
        let names: Vec<String> = fields.iter().map(|it| it.member.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let hint = match names.as_slice() {
            [] => "there are none".to_owned(),
            names => match suggest::nearest(name, names) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("there is {}", suggest::list(names)),
            },
        };
        errors.push(span, format!("no field `{name}` here: {hint}"));
    }
    found
}

/// The words of one item's `#[transient(…)]` attributes.
#[derive(Default)]
struct Words {
    /// Where the first stands, if there is any.
    first: Option<Span>,
    inherit: Option<Span>,
    condition: Option<TokenStream>,
    after: Option<(Span, String)>,
    unprocessed: bool,
    runtime: Option<Path>,
}

const WORDS: [&str; 5] = ["inherit", "if", "after", "unprocessed", "crate"];

impl Words {
    fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut words = Self::default();
        let mut seen = Seen::default();
        for attr in attrs
            .iter()
            .filter(|attr| attr.path().is_ident("transient"))
        {
            match &attr.meta {
                Meta::Path(path) => words.first = words.first.or(Some(path.span())),
                Meta::List(list) => {
                    for option in options::split(list.tokens.clone(), unnamed, errors) {
                        seen.note(&option.name, errors);
                        words.take(option, errors);
                    }
                }
                Meta::NameValue(pair) => errors.push(
                    pair.span(),
                    "write `#[transient]`, or `#[transient(if = …)]` with a condition",
                ),
            }
        }
        if let (Some(inherit), Some(_)) = (words.inherit, &words.condition) {
            errors.push(inherit, "`inherit` and `if` exclude each other: keep one");
        }
        words
    }

    fn take(&mut self, RawOption { name, form }: RawOption, errors: &mut Errors) {
        let span = name.span();
        let text = name.to_string();
        if text != "crate" {
            self.first = self.first.or(Some(span));
        }
        match (&*text, form) {
            ("inherit", Form::Bare) => self.inherit = Some(span),
            ("unprocessed", Form::Bare) => self.unprocessed = true,
            ("if", Form::Value(condition)) => self.condition = Some(condition),
            ("after", Form::Value(field)) => self.after = Some((field.span(), field.to_string())),
            ("crate", Form::Value(path)) => {
                self.runtime = args::runtime(path, errors);
            }
            ("inherit" | "unprocessed", _) => {
                errors.push(
                    span,
                    format!("`{text}` takes no value: write `#[transient({text})]`"),
                );
            }
            ("if", _) => {
                errors.push(
                    span,
                    "`if` takes a condition: write `#[transient(if = *status == 503)]`",
                );
            }
            ("after", _) => {
                errors.push(
                    span,
                    "`after` takes a field: write `#[transient(after = retry_after)]`",
                );
            }
            ("crate", _) => errors.push(span, "`crate` takes a path: write `crate = ::retries`"),
            _ => errors.push(span, unknown(&text)),
        }
    }
}

fn unnamed(_: usize, _: &TokenTree) -> String {
    "expected a word, like `inherit`, `if = …` or `after = …`".to_owned()
}

fn unknown(text: &str) -> String {
    match suggest::nearest(text, &WORDS) {
        Some(meant) => format!("unknown word `{text}`: did you mean `{meant}`?"),
        None => format!(
            "unknown word `{text}`: the words are {}",
            suggest::list(&WORDS)
        ),
    }
}

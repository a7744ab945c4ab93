//! The error type, variant by variant.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, Error, Fields};

use crate::derive::attributes::{Flags, TransientAttrs};
use crate::errors::{Errors, Partial};
use crate::suggest;

pub(crate) struct Model<'a> {
    /// The path of the runtime.
    pub(crate) runtime: TokenStream,
    /// The variants of an enum. A struct is one variant.
    pub(crate) variants: Vec<Variant<'a>>,
}

pub(crate) struct Variant<'a> {
    /// `Self::Name`, or `Self` for a struct.
    pub(crate) path: TokenStream,
    pub(crate) fields: Vec<Field<'a>>,
    pub(crate) when: When,
    pub(crate) flags: Flags,
    /// The index of the field that holds the server's `Retry-After`.
    pub(crate) after: Option<usize>,
}

/// The condition under which a variant is transient.
pub(crate) enum When {
    Never,
    Always,
    If(TokenStream),
    /// Transient if the error in the field with this index is.
    Inherit(usize),
}

pub(crate) struct Field<'a> {
    pub(crate) declaration: &'a syn::Field,
    /// `name`, or `0`.
    pub(crate) member: TokenStream,
    /// `name`, or `_0`.
    pub(crate) binding: Ident,
}

impl<'a> Model<'a> {
    pub(crate) fn parse(input: &'a DeriveInput) -> Partial<Self> {
        let mut errors = Errors::default();
        let mut attrs = errors.take_partial(TransientAttrs::parse(&input.attrs));
        let runtime = match attrs.crate_path.take() {
            Some((_, path)) => quote!(#path::__private),
            None => quote_spanned!(Span::mixed_site()=> ::retries::__private),
        };
        let variants = match &input.data {
            Data::Struct(data) => {
                let variant = Variant::parse(quote!(Self), attrs, &data.fields);
                vec![errors.take_partial(variant)]
            }
            Data::Enum(data) => {
                if let Some(keyword) = attrs.keywords.first() {
                    errors.push(Error::new(
                        keyword.span(),
                        "not on an enum: write it above the variants that are transient",
                    ));
                }
                let parse = |variant: &'a syn::Variant| {
                    let name = &variant.ident;
                    let attrs = TransientAttrs::parse_below_type(&variant.attrs);
                    let attrs = errors.take_partial(attrs);
                    let variant = Variant::parse(quote!(Self::#name), attrs, &variant.fields);
                    errors.take_partial(variant)
                };
                data.variants.iter().map(parse).collect()
            }
            Data::Union(data) => {
                errors.push(Error::new(
                    data.union_token.span,
                    "a union cannot have `Transient`: write an `enum` or a `struct`",
                ));
                Vec::new()
            }
        };
        Partial {
            value: Self { runtime, variants },
            errors,
        }
    }
}

impl<'a> Variant<'a> {
    fn parse(path: TokenStream, attrs: TransientAttrs, fields: &'a Fields) -> Partial<Self> {
        let mut errors = Errors::default();
        let fields: Vec<Field> = fields.iter().enumerate().map(Field::new).collect();
        let marked = errors.take_partial(marked_field(&fields));
        let inherited = errors.take(inherited_field(&attrs, &fields, marked));
        let after = attrs
            .after
            .and_then(|(span, name)| errors.take(find_field(&name, &fields, span)));
        let when = match (attrs.condition, inherited.flatten()) {
            (Some(condition), _) => When::If(condition),
            (None, Some(field)) => When::Inherit(field),
            (None, None) if !attrs.keywords.is_empty() => When::Always,
            (None, None) => When::Never,
        };
        let variant = Self {
            path,
            fields,
            when,
            flags: attrs.flags,
            after,
        };
        Partial {
            value: variant,
            errors,
        }
    }

    /// Returns the field whose error decides whether this one is transient.
    pub(crate) fn inherited(&self) -> Option<&Field<'a>> {
        match self.when {
            When::Inherit(field) => Some(&self.fields[field]),
            _ => None,
        }
    }
}

impl<'a> Field<'a> {
    fn new((index, declaration): (usize, &'a syn::Field)) -> Self {
        match &declaration.ident {
            Some(name) => Self {
                declaration,
                member: name.to_token_stream(),
                binding: name.clone(),
            },
            None => Self {
                declaration,
                member: syn::Index::from(index).to_token_stream(),
                binding: format_ident!("_{index}"),
            },
        }
    }

    fn has(&self, attribute: &str) -> bool {
        let attrs = &self.declaration.attrs;
        attrs.iter().any(|attr| attr.path().is_ident(attribute))
    }
}

/// Returns the field whose error decides: the one with `#[transient(inherit)]`, or else the source.
fn inherited_field(
    attrs: &TransientAttrs,
    fields: &[Field],
    marked: Option<(usize, Span)>,
) -> syn::Result<Option<usize>> {
    let inherit = attrs.inherit.or(marked.map(|(_, span)| span));
    if let (Some(inherit), Some(_)) = (inherit, &attrs.condition) {
        let message = "`inherit` and `if` exclude each other: keep one";
        return Err(Error::new(inherit, message));
    }
    if let Some((index, _)) = marked {
        return Ok(Some(index));
    }
    let source = fields
        .iter()
        .position(|field| field.has("from") || field.has("source"))
        .or_else(|| fields.iter().position(|field| field.binding == "source"));
    let Some(span) = attrs.inherit else {
        return Ok(source.filter(|_| attrs.keywords.is_empty()));
    };
    if source.is_some() {
        return Ok(source);
    }
    let message = match fields.len() {
        1 => return Ok(Some(0)),
        0 => "there is no field to inherit from: write `#[transient]`",
        _ => "which field's error decides? write `#[transient(inherit)]` on that field",
    };
    Err(Error::new(span, message))
}

/// Returns the index of the field with `#[transient(inherit)]`, and the span of that keyword.
fn marked_field(fields: &[Field]) -> Partial<Option<(usize, Span)>> {
    let mut errors = Errors::default();
    let mut marked = None;
    for (index, field) in fields.iter().enumerate() {
        let attrs = errors.take_partial(TransientAttrs::parse_below_type(&field.declaration.attrs));
        if let Some(other) = attrs.keywords.iter().find(|word| *word != "inherit") {
            errors.push(Error::new(
                other.span(),
                "a field takes only `#[transient(inherit)]`: write the rest above the variant or struct",
            ));
        }
        match (attrs.inherit, marked) {
            (Some(span), None) => marked = Some((index, span)),
            (Some(span), Some((_, first))) => {
                errors.push(Error::new(first, "this field's error decides"));
                let message = "a second field that decides: keep one of the two";
                errors.push(Error::new(span, message));
            }
            (None, _) => {}
        }
    }
    Partial {
        value: marked,
        errors,
    }
}

/// Returns the index of the field with this name. `span` is that of the name in the attribute.
fn find_field(name: &str, fields: &[Field], span: Span) -> syn::Result<usize> {
    let names: Vec<String> = fields.iter().map(|it| it.member.to_string()).collect();
    if let Some(index) = names.iter().position(|it| it == name) {
        return Ok(index);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let advice = match names.as_slice() {
        [] => "there are none, so remove `after`".to_owned(),
        // Every one-digit number is one edit from every other.
        names => match suggest::nearest(name, names).filter(|_| name.len() > 1) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("write one of {}", suggest::list(names)),
        },
    };
    Err(Error::new(
        span,
        format!("no field `{name}` here: {advice}"),
    ))
}

//! The keywords of `#[transient(…)]`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Error, Meta, Path};

use crate::errors::{Errors, Partial};
use crate::options;
use crate::options::list::{self, Form, RawOption, SeenNames};
use crate::options::raw::OptionTokens;
use crate::suggest;

/// The attributes of one type, variant or field.
#[derive(Default)]
pub(crate) struct TransientAttrs {
    /// All keywords except `crate`, and `transient` where it is used without any.
    pub(crate) keywords: Vec<Ident>,
    pub(crate) inherit: Option<Span>,
    pub(crate) condition: Option<TokenStream>,
    /// The name or number of the field that `after` names.
    pub(crate) after: Option<(Span, String)>,
    pub(crate) flags: Flags,
    pub(crate) crate_path: Option<(Span, Path)>,
}

/// Further properties of a transient failure.
#[derive(Clone, Copy, Default)]
pub(crate) struct Flags {
    pub(crate) unprocessed: bool,
    pub(crate) rate_limited: bool,
    pub(crate) timeout: bool,
}

pub(crate) const KEYWORDS: [&str; 7] = [
    "inherit",
    "if",
    "after",
    "unprocessed",
    "rate_limited",
    "timeout",
    "crate",
];

impl TransientAttrs {
    /// Parses the attributes above the type.
    pub(crate) fn parse(attrs: &[Attribute]) -> Partial<Self> {
        let mut errors = Errors::default();
        let mut parsed = Self::default();
        let mut seen = SeenNames::default();
        let attrs = attrs
            .iter()
            .filter(|attr| attr.path().is_ident("transient"));
        for attr in attrs {
            match &attr.meta {
                Meta::Path(path) => parsed.keywords.extend(path.get_ident().cloned()),
                Meta::List(list) if list.tokens.is_empty() => errors.push(Error::new(
                    list.delimiter.span().join(),
                    "no empty parentheses: write `#[transient]`",
                )),
                Meta::List(list) => {
                    let keywords = list::split(list.tokens.clone(), |_, _| {
                        "expected a word, like `inherit`, `if = …` or `after = …`".to_owned()
                    });
                    for keyword in errors.take_partial(keywords) {
                        errors.take(seen.insert(&keyword.name));
                        errors.take(parsed.set(keyword));
                    }
                }
                Meta::NameValue(pair) => errors.push(Error::new(
                    pair.eq_token.span,
                    "no `=` here: write `#[transient]`, or `#[transient(if = …)]` with a condition",
                )),
            }
        }
        Partial {
            value: parsed,
            errors,
        }
    }

    /// Parses the attributes above a variant or a field.
    pub(crate) fn parse_below_type(attrs: &[Attribute]) -> Partial<Self> {
        let mut parsed = Self::parse(attrs);
        if let Some((span, _)) = parsed.value.crate_path {
            parsed.errors.push(Error::new(
                span,
                "`crate` is for the whole type: write `#[transient(crate = …)]` above that",
            ));
        }
        parsed
    }

    fn set(&mut self, RawOption { name, form }: RawOption) -> syn::Result<()> {
        let span = name.span();
        let text = name.to_string();
        if KEYWORDS.contains(&&*text) && text != "crate" {
            self.keywords.push(name);
        }
        let message = match (&*text, form) {
            ("inherit", Form::Bare) => {
                self.inherit = Some(span);
                return Ok(());
            }
            ("unprocessed", Form::Bare) => {
                self.flags.unprocessed = true;
                return Ok(());
            }
            ("rate_limited", Form::Bare) => {
                self.flags.rate_limited = true;
                self.flags.unprocessed = true;
                return Ok(());
            }
            ("timeout", Form::Bare) => {
                self.flags.timeout = true;
                return Ok(());
            }
            ("if", Form::Value(condition)) if !condition.is_empty() => {
                self.condition = Some(condition.to_token_stream());
                return Ok(());
            }
            ("after", Form::Value(field)) if !field.is_empty() => {
                self.after = Some((field.span(), field_name(&field)?));
                return Ok(());
            }
            ("crate", Form::Value(path)) if !path.is_empty() => {
                self.crate_path = Some((span, options::crate_path(&path)?));
                return Ok(());
            }
            ("inherit" | "unprocessed" | "rate_limited" | "timeout", _) => {
                format!("`{text}` takes no value: write `#[transient({text})]`")
            }
            ("if", _) => {
                "`if` takes a condition: write `#[transient(if = *status == 503)]`".to_owned()
            }
            ("after", _) => {
                "`after` takes a field: write `#[transient(after = retry_after)]`".to_owned()
            }
            ("crate", _) => "`crate` takes a path: write `crate = ::retries`".to_owned(),
            _ => unknown_keyword(&text),
        };
        Err(Error::new(span, message))
    }
}

/// Returns the name or the number of a field.
fn field_name(value: &OptionTokens) -> syn::Result<String> {
    let message = match (value.string(), value.single()) {
        (Some(text), _) => format!("no quotes: write `after = {}`", text.value()),
        (None, Some(TokenTree::Ident(_) | TokenTree::Literal(_))) => {
            return Ok(value.to_token_stream().to_string());
        }
        (None, _) => {
            "`after` takes a field and no expression: write `after = retry_after`".to_owned()
        }
    };
    Err(Error::new(value.span(), message))
}

fn unknown_keyword(text: &str) -> String {
    let nearest = match text {
        "throttled" => Some("rate_limited"),
        _ => suggest::nearest(text, &KEYWORDS),
    };
    match nearest {
        Some(nearest) => format!("unknown word `{text}`: did you mean `{nearest}`?"),
        None => format!(
            "unknown word `{text}`: the words are {}",
            suggest::list(&KEYWORDS)
        ),
    }
}

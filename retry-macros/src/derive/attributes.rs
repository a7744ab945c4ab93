//! The words of `#[transient(…)]`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::{Attribute, Meta, Path};

use crate::errors::Errors;
use crate::options::list::{self as options, Form, RawOption, Seen};
use crate::options::raw::RawValue;
use crate::{options as args, suggest};

/// What the attributes of one type, variant or field say.
#[derive(Default)]
pub(crate) struct Words {
    /// Each word but `crate`; `transient` where it stands alone.
    pub(crate) said: Vec<Ident>,
    pub(crate) inherit: Option<Span>,
    pub(crate) condition: Option<TokenStream>,
    pub(crate) after: Option<(Span, String)>,
    pub(crate) kinds: Kinds,
    pub(crate) runtime: Option<(Span, Path)>,
}

/// What else is said of a failure that may pass.
#[derive(Clone, Copy, Default)]
pub(crate) struct Kinds {
    pub(crate) unprocessed: bool,
    pub(crate) throttled: bool,
    pub(crate) timeout: bool,
}

const WORDS: [&str; 7] = [
    "inherit",
    "if",
    "after",
    "unprocessed",
    "throttled",
    "timeout",
    "crate",
];

impl Words {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut words = Self::default();
        let mut seen = Seen::default();
        for attr in attrs
            .iter()
            .filter(|attr| attr.path().is_ident("transient"))
        {
            match &attr.meta {
                Meta::Path(path) => words.said.extend(path.get_ident().cloned()),
                Meta::List(list) if list.tokens.is_empty() => errors.push(
                    list.delimiter.span().join(),
                    "no empty parentheses: write `#[transient]`",
                ),
                Meta::List(list) => {
                    for option in options::split(list.tokens.clone(), unnamed, errors) {
                        seen.note(&option.name, errors);
                        words.take(option, errors);
                    }
                }
                Meta::NameValue(pair) => errors.push(
                    pair.eq_token.span,
                    "no `=` here: write `#[transient]`, or `#[transient(if = …)]` with a condition",
                ),
            }
        }
        words
    }

    /// Of a variant or a field.
    pub(crate) fn read_below_the_type(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let words = Self::read(attrs, errors);
        if let Some((span, _)) = words.runtime {
            errors.push(
                span,
                "`crate` is for the whole type: write `#[transient(crate = …)]` above that",
            );
        }
        words
    }

    fn take(&mut self, RawOption { name, form }: RawOption, errors: &mut Errors) {
        let span = name.span();
        let text = name.to_string();
        if WORDS.contains(&&*text) && text != "crate" {
            self.said.push(name);
        }
        match (&*text, form) {
            ("inherit", Form::Bare) => self.inherit = Some(span),
            ("unprocessed", Form::Bare) => self.kinds.unprocessed = true,
            ("throttled", Form::Bare) => {
                self.kinds.throttled = true;
                self.kinds.unprocessed = true;
            }
            ("timeout", Form::Bare) => self.kinds.timeout = true,
            ("if", Form::Value(condition)) if !condition.is_empty() => {
                self.condition = Some(condition.tokens());
            }
            ("after", Form::Value(value)) if !value.is_empty() => {
                self.after = field(&value, errors);
            }
            ("crate", Form::Value(path)) if !path.is_empty() => {
                self.runtime = args::runtime(&path, errors).map(|path| (span, path));
            }
            ("inherit" | "unprocessed" | "throttled" | "timeout", _) => {
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

/// The name or number of a field, and where it stands.
fn field(value: &RawValue, errors: &mut Errors) -> Option<(Span, String)> {
    let span = value.span();
    if let Some(text) = value.string() {
        errors.push(span, format!("no quotes: write `after = {}`", text.value()));
        return None;
    }
    match value.single() {
        Some(TokenTree::Ident(_) | TokenTree::Literal(_)) => {
            Some((span, value.tokens().to_string()))
        }
        _ => {
            errors.push(
                span,
                "`after` takes a field and no expression: write `after = retry_after`",
            );
            None
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

//! The backoffs: `exp(…)`, `fixed(…)`, `linear(…)`, `fibonacci(…)` and `backoff = f`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::slice;
use syn::Error;
use syn::spanned::Spanned;

use crate::errors::{Errors, Partial};
use crate::options::foreign;
use crate::options::list::{self, Form, RawOption, SeenNames, split_at_commas};
use crate::options::names::OPTIONS;
use crate::options::raw::OptionTokens;
use crate::options::value::{Number, Time, parse_number, parse_time};
use crate::suggest;

pub(crate) enum Backoff {
    Exponential {
        base: Time,
        cap: Option<Time>,
        factor: Option<Number>,
    },
    Fixed(Time),
    Linear {
        base: Time,
        step: Option<Time>,
        cap: Option<Time>,
    },
    Fibonacci {
        base: Time,
        cap: Option<Time>,
    },
    /// A function from the retry's number to its delay.
    Custom(TokenStream),
    /// An expression of type `Backoff`.
    Value(TokenStream),
}

/// The backoffs whose names are options.
const KINDS: [&str; 4] = ["exp", "fixed", "linear", "fibonacci"];

impl Backoff {
    pub(crate) fn is_option(name: &str) -> bool {
        name == "backoff" || KINDS.contains(&name)
    }

    /// Parses `exp(…)` and the other kinds, or `backoff = f`.
    pub(crate) fn parse(option: RawOption) -> Partial<Option<Self>> {
        match &*option.name.to_string() {
            "exp" => parse_exponential(option),
            "fixed" => parse_fixed(option),
            "linear" => parse_linear(option),
            "fibonacci" => parse_fibonacci(option),
            _ => parse_custom(option).into(),
        }
    }

    /// Parses the value of `rate_limited = exp(…)` or `rate_limited = BACKOFF`.
    pub(crate) fn parse_rate_limit(option: RawOption) -> Partial<Option<Self>> {
        match rate_limited_value(option) {
            Err(error) => Err(error).into(),
            Ok(value) => match as_kind(&value) {
                Some(kind) => Self::parse(kind),
                None => Ok(Self::Value(value.to_token_stream())).into(),
            },
        }
    }

    /// Returns the span of the first delay.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Exponential { base, .. }
            | Self::Fixed(base)
            | Self::Linear { base, .. }
            | Self::Fibonacci { base, .. } => base.span(),
            Self::Custom(expr) | Self::Value(expr) => expr.span(),
        }
    }

    pub(crate) fn base_and_cap(&self) -> Option<(&Time, &Time)> {
        match self {
            Self::Exponential { base, cap, .. }
            | Self::Linear { base, cap, .. }
            | Self::Fibonacci { base, cap } => Some((base, cap.as_ref()?)),
            Self::Fixed(_) | Self::Custom(_) | Self::Value(_) => None,
        }
    }
}

/// Returns an error if a backoff was named before, and keeps the name of the first.
pub(crate) fn reject_second_backoff(first: &mut Option<Ident>, name: &Ident) -> syn::Result<()> {
    if !Backoff::is_option(&name.to_string()) {
        return Ok(());
    }
    match first {
        None => {
            *first = Some(name.clone());
            Ok(())
        }
        // Reported as an option that is given twice.
        Some(first) if first == name => Ok(()),
        Some(first) => {
            let mut error = Error::new(first.span(), format!("`{first}` is one backoff"));
            let second = format!("`{name}` is a second backoff: keep one of the two");
            error.combine(Error::new(name.span(), second));
            Err(error)
        }
    }
}

fn parse_exponential(option: RawOption) -> Partial<Option<Backoff>> {
    const EXAMPLE: &str = "exp(base = \"100ms\", cap = \"10s\")";
    Fields::parse(option, EXAMPLE, &["base", "cap", "factor"], |fields| {
        let base = fields.take_base(EXAMPLE);
        let cap = fields.take_time("cap");
        let factor = fields.take_number("factor", "`factor = 2`");
        base.map(|base| Backoff::Exponential { base, cap, factor })
    })
}

fn parse_linear(option: RawOption) -> Partial<Option<Backoff>> {
    const EXAMPLE: &str = "linear(base = \"1s\", step = \"1s\", cap = \"10s\")";
    Fields::parse(option, EXAMPLE, &["base", "step", "cap"], |fields| {
        let base = fields.take_base(EXAMPLE);
        let step = fields.take_time("step");
        let cap = fields.take_time("cap");
        base.map(|base| Backoff::Linear { base, step, cap })
    })
}

fn parse_fibonacci(option: RawOption) -> Partial<Option<Backoff>> {
    const EXAMPLE: &str = "fibonacci(base = \"1s\", cap = \"60s\")";
    Fields::parse(option, EXAMPLE, &["base", "cap"], |fields| {
        let base = fields.take_base(EXAMPLE);
        let cap = fields.take_time("cap");
        base.map(|base| Backoff::Fibonacci { base, cap })
    })
}

fn parse_fixed(option: RawOption) -> Partial<Option<Backoff>> {
    let name = option.name.clone();
    let list = match option.list("fixed(\"1s\")") {
        Ok(list) => list,
        Err(error) => return Err(error).into(),
    };
    let mut parts = split_at_commas(list).into_iter();
    let delay = parts.next().unwrap_or_default();
    let mut errors = Errors::default();
    if let (false, Some(second)) = (delay.is_empty(), parts.flatten().next()) {
        let message = "`fixed` waits the same each time: keep one duration";
        errors.push(Error::new(second.span(), message));
    }
    let delay = errors.take(parse_fixed_delay(&name, &delay));
    Partial {
        value: delay.map(Backoff::Fixed),
        errors,
    }
}

fn parse_fixed_delay(fixed: &Ident, delay: &[TokenTree]) -> syn::Result<Time> {
    match delay {
        [] => Err(Error::new(
            fixed.span(),
            "`fixed` needs a time: write `fixed(\"1s\")`",
        )),
        [
            name @ TokenTree::Ident(_),
            TokenTree::Punct(equals),
            value @ ..,
        ] if equals.as_char() == '=' => {
            let value: TokenStream = value.iter().cloned().collect();
            let message = format!("no name: write `fixed({value})`");
            Err(Error::new(name.span(), message))
        }
        delay => parse_time(fixed, &OptionTokens::new(delay)),
    }
}

fn parse_custom(option: RawOption) -> syn::Result<Backoff> {
    if let Form::Value(value) = &option.form {
        let text = value.string().map_or_else(
            || value.to_token_stream().to_string(),
            |text| text.value() + "(",
        );
        let kind = text.split_once('(').map_or("", |(kind, _)| kind.trim_end());
        if KINDS.contains(&kind) {
            return Err(Error::new(
                value.span(),
                format!("`{kind}` is an option of its own: write `{kind}(…)` without `backoff =`"),
            ));
        }
    }
    if let Form::Value(value) = &option.form {
        reject_foreign_kind(value)?;
    }
    let code = option.code("backoff = f` with `f: fn(u32) -> Duration")?;
    Ok(Backoff::Custom(code.to_token_stream()))
}

/// Returns an error if the value is the name of a kind in other libraries.
fn reject_foreign_kind(value: &OptionTokens) -> syn::Result<()> {
    let Some(word) = value.single().map(|word| word.to_string()) else {
        return Ok(());
    };
    let word = word.trim_matches('"');
    let code = match &*word.to_lowercase() {
        "exponential" | "expo" | "exponential_backoff" => "exp(base = \"100ms\", cap = \"10s\")",
        "constant" | "const" => "fixed(\"1s\")",
        "incremental" => "linear(base = \"100ms\", step = \"100ms\")",
        "fibo" => "fibonacci(base = \"100ms\", cap = \"10s\")",
        "none" | "zero" => "fixed(\"0s\")",
        _ => return Ok(()),
    };
    let message =
        format!("write `{code}` without `backoff =`; a function of yours is `self::{word}`");
    Err(Error::new(value.span(), message))
}

fn rate_limited_value(option: RawOption) -> syn::Result<OptionTokens> {
    if let Form::List(list) = &option.form {
        let message = format!("no parentheses: write `rate_limited = {list}`");
        return Err(Error::new(option.name.span(), message));
    }
    let value = option.value("rate_limited = exp(base = \"1s\", cap = \"20s\")")?;
    if value.literal().is_some() {
        return Err(Error::new(
            value.span(),
            "`rate_limited` takes a backoff: write `rate_limited = exp(base = \"1s\", cap = \"20s\")`",
        ));
    }
    Ok(value)
}

/// Returns the value `exp(…)` or `exp` in the form of an option.
fn as_kind(value: &OptionTokens) -> Option<RawOption> {
    let (name, form) = match value.as_slice() {
        [TokenTree::Ident(name)] => (name, Form::Bare),
        [TokenTree::Ident(name), TokenTree::Group(list)] => (name, Form::List(list.stream())),
        _ => return None,
    };
    KINDS.contains(&&*name.to_string()).then(|| RawOption {
        name: name.clone(),
        form,
    })
}

/// The named values inside the parentheses of a backoff.
struct Fields {
    backoff: Ident,
    found: Vec<(Ident, OptionTokens)>,
    errors: Errors,
    /// Whether all of the list was understood. The base may be in the part that was not.
    is_complete: bool,
}

impl Fields {
    /// Parses the list of the option into fields with these names, and calls `build` with them.
    fn parse(
        option: RawOption,
        example: &str,
        names: &[&str],
        build: impl FnOnce(&mut Self) -> Option<Backoff>,
    ) -> Partial<Option<Backoff>> {
        let backoff = option.name.clone();
        match option.list(example) {
            Err(error) => Err(error).into(),
            Ok(list) => {
                let mut fields = Self::split(backoff, list, names);
                Partial {
                    value: build(&mut fields),
                    errors: fields.errors,
                }
            }
        }
    }

    fn split(backoff: Ident, list: TokenStream, names: &[&str]) -> Self {
        let mut errors = Errors::default();
        let mut seen = SeenNames::default();
        let mut found = Vec::new();
        let no_name = |index: usize, value: &TokenTree| {
            let name = names[index.min(names.len() - 1)];
            match OptionTokens::new(slice::from_ref(value)).string() {
                Some(text) => format!("name what it is: write `{name} = \"{}\"`", text.value()),
                None => format!("name what it is: write `{}`", field_example(name)),
            }
        };
        for field in errors.take_partial(list::split(list, no_name)) {
            errors.take(seen.insert(&field.name));
            let name = field.name.to_string();
            if names.contains(&&*name) {
                let example = field_example(&name);
                let name = field.name.clone();
                let value = errors.take(field.value(example));
                found.extend(value.map(|value| (name, value)));
            } else {
                errors.push(unknown_field(&backoff, &field.name, names));
            }
        }
        Self {
            backoff,
            found,
            is_complete: errors.is_empty(),
            errors,
        }
    }

    fn take(&mut self, name: &str) -> Option<(Ident, OptionTokens)> {
        let at = self.found.iter().position(|(found, _)| found == name)?;
        Some(self.found.swap_remove(at))
    }

    fn take_time(&mut self, name: &str) -> Option<Time> {
        let (name, value) = self.take(name)?;
        self.errors.take(parse_time(&name, &value))
    }

    fn take_number(&mut self, name: &str, example: &str) -> Option<Number> {
        let (name, value) = self.take(name)?;
        self.errors.take(parse_number(&name, &value, example))
    }

    fn take_base(&mut self, example: &str) -> Option<Time> {
        let has_base = self.found.iter().any(|(name, _)| name == "base");
        if !has_base && self.is_complete {
            self.errors.push(Error::new(
                self.backoff.span(),
                format!("`{}` needs a base: write `{example}`", self.backoff),
            ));
        }
        self.take_time("base")
    }
}

fn unknown_field(backoff: &Ident, field: &Ident, names: &[&str]) -> Error {
    let text = &*field.to_string();
    let message = if OPTIONS.contains(&text) {
        format!("`{text}` is an option of its own: write it after `{backoff}(…)`")
    } else {
        let meant = foreign::field(text).filter(|field| names.contains(field));
        let nearest = meant
            .or_else(|| suggest::nearest(text, names))
            .map(|name| format!("; did you mean `{name}`?"))
            .unwrap_or_default();
        let names = suggest::list(names);
        format!("`{backoff}` has no `{text}`, it takes {names}{nearest}")
    };
    Error::new(field.span(), message)
}

fn field_example(name: &str) -> &'static str {
    match name {
        "factor" => "factor = 2",
        "step" => "step = \"1s\"",
        "cap" => "cap = \"10s\"",
        _ => "base = \"1s\"",
    }
}

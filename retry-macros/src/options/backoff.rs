//! The backoffs: `exp(…)`, `fixed(…)`, `linear(…)`, `fibonacci(…)` and `backoff = f`.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use std::slice;
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::options::list::{self as options, Form, RawOption, Seen};
use crate::options::raw::RawValue;
use crate::options::value::{self, Number, Time};
use crate::options::{OPTIONS, assigned, code};
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
    Custom(TokenStream),
    /// An expression of type `Backoff`.
    Value(TokenStream),
}

/// The names of those that stand as options of their own.
const KINDS: [&str; 4] = ["exp", "fixed", "linear", "fibonacci"];

pub(crate) fn is_backoff(name: &str) -> bool {
    name == "backoff" || KINDS.contains(&name)
}

/// `name(…)`, or `backoff = f`.
pub(crate) fn parse(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    match &*name.to_string() {
        "exp" => exponential(name, form, errors),
        "fixed" => fixed(name, form, errors),
        "linear" => linear(name, form, errors),
        "fibonacci" => fibonacci(name, form, errors),
        _ => custom(name, form, errors),
    }
}

/// `throttle = exp(…)`, or an expression.
pub(crate) fn throttle(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    let value = match form {
        Form::List(list) => {
            let message = format!("no parentheses: write `throttle = {list}`");
            errors.push(name.span(), message);
            return None;
        }
        form => assigned(
            name,
            form,
            "throttle = exp(base = \"1s\", cap = \"20s\")",
            errors,
        )?,
    };
    if value.literal().is_some() {
        let example =
            "`throttle` takes a backoff: write `throttle = exp(base = \"1s\", cap = \"20s\")`";
        errors.push(value.span(), example);
        return None;
    }
    match value.as_slice() {
        [TokenTree::Ident(kind)] if KINDS.contains(&&*kind.to_string()) => {
            parse(kind, Form::Bare, errors)
        }
        [TokenTree::Ident(kind), TokenTree::Group(list)] if KINDS.contains(&&*kind.to_string()) => {
            parse(kind, Form::List(list.stream()), errors)
        }
        _ => Some(Backoff::Value(value.tokens())),
    }
}

impl Backoff {
    /// Where its first delay stands.
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

fn exponential(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    let example = "exp(base = \"100ms\", cap = \"10s\")";
    let list = listed(name, form, example, errors)?;
    let mut parts = Parts::read(name, list, &["base", "cap", "factor"], errors);
    let base = parts.base(example, errors);
    let cap = parts.time("cap", errors);
    let factor = parts
        .take("factor")
        .and_then(|(name, value)| value::number(&name, &value, "`factor = 2`", errors));
    base.map(|base| Backoff::Exponential { base, cap, factor })
}

fn fixed(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    let list = listed(name, form, "fixed(\"1s\")", errors)?;
    let mut pieces = options::pieces(list).into_iter();
    let Some(time) = pieces.next().filter(|time| !time.is_empty()) else {
        errors.push(name.span(), "`fixed` needs a time: write `fixed(\"1s\")`");
        return None;
    };
    if let Some(second) = pieces.flatten().next() {
        errors.push(
            second.span(),
            "`fixed` waits the same each time: keep one duration",
        );
    }
    match &time[..] {
        [
            part @ TokenTree::Ident(_),
            TokenTree::Punct(equals),
            value @ ..,
        ] if equals.as_char() == '=' => {
            let value: TokenStream = value.iter().cloned().collect();
            errors.push(part.span(), format!("no name: write `fixed({value})`"));
            None
        }
        _ => value::time(name, &RawValue::new(&time), errors).map(Backoff::Fixed),
    }
}

fn linear(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    let example = "linear(base = \"1s\", step = \"1s\", cap = \"10s\")";
    let list = listed(name, form, example, errors)?;
    let mut parts = Parts::read(name, list, &["base", "step", "cap"], errors);
    let base = parts.base(example, errors);
    let (step, cap) = (parts.time("step", errors), parts.time("cap", errors));
    base.map(|base| Backoff::Linear { base, step, cap })
}

fn fibonacci(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    let example = "fibonacci(base = \"1s\", cap = \"60s\")";
    let list = listed(name, form, example, errors)?;
    let mut parts = Parts::read(name, list, &["base", "cap"], errors);
    let base = parts.base(example, errors);
    let cap = parts.time("cap", errors);
    base.map(|base| Backoff::Fibonacci { base, cap })
}

fn custom(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    if let Form::Value(value) = &form {
        let text = value
            .string()
            .map_or_else(|| value.tokens().to_string(), |text| text.value() + "(");
        if let Some((word @ ("exp" | "fixed" | "linear" | "fibonacci"), _)) = text.split_once('(') {
            errors.push(
                value.span(),
                format!("`{word}` is an option of its own: write `{word}(…)` without `backoff =`"),
            );
            return None;
        }
    }
    let example = "backoff = f` with `f: fn(u32) -> Duration";
    code(name, form, example, errors).map(|code| Backoff::Custom(code.tokens()))
}

/// The named values inside a backoff's parentheses.
struct Parts<'a> {
    backoff: &'a Ident,
    found: Vec<(Ident, RawValue)>,
    /// Whether all was understood; a base may stand in what was not.
    complete: bool,
}

impl<'a> Parts<'a> {
    fn read(backoff: &'a Ident, list: TokenStream, names: &[&str], errors: &mut Errors) -> Self {
        let mut found = Vec::new();
        let mut seen = Seen::default();
        let before = errors.count();
        let unnamed = |index: usize, value: &TokenTree| {
            let name = names[index.min(names.len() - 1)];
            match RawValue::new(slice::from_ref(value)).string() {
                Some(text) => format!("name what it is: write `{name} = \"{}\"`", text.value()),
                None => format!("name what it is: write `{}`", part_example(name)),
            }
        };
        for RawOption { name, form } in options::split(list, unnamed, errors) {
            seen.note(&name, errors);
            let text = name.to_string();
            if !names.contains(&&*text) {
                errors.push(name.span(), unknown_part(backoff, &text, names));
            } else if let Some(value) = assigned(&name, form, part_example(&text), errors) {
                found.push((name, value));
            }
        }
        Self {
            backoff,
            found,
            complete: errors.count() == before,
        }
    }

    fn take(&mut self, name: &str) -> Option<(Ident, RawValue)> {
        let at = self.found.iter().position(|(found, _)| found == name)?;
        Some(self.found.swap_remove(at))
    }

    fn time(&mut self, name: &str, errors: &mut Errors) -> Option<Time> {
        let (name, value) = self.take(name)?;
        value::time(&name, &value, errors)
    }

    fn base(&mut self, example: &str, errors: &mut Errors) -> Option<Time> {
        if let Some((name, value)) = self.take("base") {
            return value::time(&name, &value, errors);
        }
        if self.complete {
            errors.push(
                self.backoff.span(),
                format!("`{}` needs a base: write `{example}`", self.backoff),
            );
        }
        None
    }
}

fn unknown_part(backoff: &Ident, text: &str, names: &[&str]) -> String {
    if OPTIONS.contains(&text) {
        return format!("`{text}` is an option of its own: write it after `{backoff}(…)`");
    }
    let nearest = suggest::nearest(text, names)
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default();
    format!(
        "`{backoff}` has no `{text}`, it takes {}{nearest}",
        suggest::list(names)
    )
}

fn part_example(name: &str) -> &'static str {
    match name {
        "factor" => "factor = 2",
        "step" => "step = \"1s\"",
        "cap" => "cap = \"10s\"",
        _ => "base = \"1s\"",
    }
}

fn listed(name: &Ident, form: Form, example: &str, errors: &mut Errors) -> Option<TokenStream> {
    match form {
        Form::List(list) => Some(list),
        Form::Bare | Form::Value(_) => {
            errors.push(
                name.span(),
                format!("`{name}` takes parentheses: write `{example}`"),
            );
            None
        }
    }
}

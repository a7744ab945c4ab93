//! The option grammar: what stands in `#[retry(…)]`, as typed values.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::Path;

use crate::errors::Errors;
use crate::options::{self, Form, RawOption, Seen};
use crate::suggest;
use crate::value::{self, Count, Number, Time};

#[derive(Default)]
pub(crate) struct Args {
    pub(crate) backoff: Option<Backoff>,
    pub(crate) jitter: Option<Jitter>,
    pub(crate) max_attempts: Option<MaxAttempts>,
    pub(crate) deadline: Option<Deadline>,
    pub(crate) max_hint: Option<Time>,
    pub(crate) on: Option<TokenStream>,
    pub(crate) on_ok: Option<TokenStream>,
    pub(crate) policy: Option<TokenStream>,
    pub(crate) clones: Clones,
    pub(crate) attempt: Option<Ident>,
    pub(crate) sleep: Option<TokenStream>,
    pub(crate) runtime: Option<Path>,
}

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
}

pub(crate) enum Jitter {
    None,
    Additive,
    Full,
    Equal,
    Decorrelated,
    Ratio(Number),
}

/// The arguments that an attempt uses up.
#[derive(Default)]
pub(crate) enum Clones {
    #[default]
    None,
    All,
    Named(Vec<Ident>),
}

pub(crate) enum MaxAttempts {
    Unlimited,
    Count(Count),
}

pub(crate) enum Deadline {
    Never,
    After(Time),
}

const OPTIONS: [&str; 16] = [
    "exp",
    "fixed",
    "linear",
    "fibonacci",
    "backoff",
    "jitter",
    "max_attempts",
    "deadline",
    "max_hint",
    "on",
    "on_ok",
    "clone",
    "attempt",
    "policy",
    "sleep",
    "crate",
];

pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Args {
    let mut args = Args::default();
    let mut seen = Seen::default();
    let mut first_backoff: Option<Ident> = None;
    for option in options::split(tokens, errors) {
        seen.note(&option.name, errors);
        if let "exp" | "fixed" | "linear" | "fibonacci" | "backoff" = &*option.name.to_string() {
            one_backoff(&mut first_backoff, &option.name, errors);
        }
        args.take(option, errors);
    }
    args
}

fn one_backoff(first: &mut Option<Ident>, name: &Ident, errors: &mut Errors) {
    match first {
        None => *first = Some(name.clone()),
        Some(first) if first == name => {}
        Some(first) => {
            errors.push(first.span(), format!("`{first}` is one backoff"));
            errors.push(
                name.span(),
                format!("`{name}` is a second backoff: keep one of the two"),
            );
        }
    }
}

impl Args {
    fn take(&mut self, option: RawOption, errors: &mut Errors) {
        let RawOption { name, form } = option;
        match &*name.to_string() {
            "exp" => self.backoff = exponential(&name, form, errors),
            "fixed" => self.backoff = fixed(&name, form, errors),
            "linear" => self.backoff = linear(&name, form, errors),
            "fibonacci" => self.backoff = fibonacci(&name, form, errors),
            "backoff" => {
                let example = "backoff = f` with `f: fn(u32) -> Duration";
                self.backoff = assigned(&name, form, example, errors).map(Backoff::Custom);
            }
            "jitter" => self.jitter = jitter(&name, form, errors),
            "max_attempts" => {
                self.max_attempts = assigned(&name, form, "max_attempts = 5", errors)
                    .and_then(|value| max_attempts(&name, value, errors));
            }
            "deadline" => {
                self.deadline = assigned(&name, form, "deadline = \"30s\"", errors)
                    .and_then(|value| deadline(&name, value, errors));
            }
            "max_hint" => {
                self.max_hint = assigned(&name, form, "max_hint = \"5m\"", errors)
                    .and_then(|value| value::time(&name, value, errors));
            }
            "on" => self.on = assigned(&name, form, "on = is_transient", errors),
            "on_ok" => self.on_ok = assigned(&name, form, "on_ok = is_busy", errors),
            "clone" => self.clones = clones(&name, form, errors),
            "attempt" => {
                self.attempt = assigned(&name, form, "attempt = n", errors)
                    .and_then(|value| attempt(&name, &value, errors));
            }
            "policy" => self.policy = assigned(&name, form, "policy = POLICY", errors),
            "sleep" => self.sleep = assigned(&name, form, "sleep = f", errors),
            "crate" => {
                self.runtime = assigned(&name, form, "crate = ::retries", errors)
                    .and_then(|value| runtime(value, errors));
            }
            "max_retries" => errors.push(name.span(), max_retries(form)),
            _ => errors.push(name.span(), unknown(&name)),
        }
    }
}

fn exponential(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    let example = "exp(base = \"100ms\", cap = \"10s\")";
    let list = listed(name, form, example, errors)?;
    let mut parts = Parts::read(name, list, &["base", "cap", "factor"], errors);
    let cap = parts.time("cap", errors);
    let factor = parts
        .take("factor")
        .and_then(|(name, value)| value::number(&name, value, errors));
    let base = parts.base(example, errors)?;
    Some(Backoff::Exponential { base, cap, factor })
}

fn fixed(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    let list = listed(name, form, "fixed(\"1s\")", errors)?;
    if list.is_empty() {
        errors.push(name.span(), "`fixed` needs a time: write `fixed(\"1s\")`");
        return None;
    }
    value::time(name, list, errors).map(Backoff::Fixed)
}

fn linear(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    let example = "linear(base = \"1s\", step = \"1s\", cap = \"10s\")";
    let list = listed(name, form, example, errors)?;
    let mut parts = Parts::read(name, list, &["base", "step", "cap"], errors);
    let (step, cap) = (parts.time("step", errors), parts.time("cap", errors));
    let base = parts.base(example, errors)?;
    Some(Backoff::Linear { base, step, cap })
}

fn fibonacci(name: &Ident, form: Form, errors: &mut Errors) -> Option<Backoff> {
    let example = "fibonacci(base = \"1s\", cap = \"60s\")";
    let list = listed(name, form, example, errors)?;
    let mut parts = Parts::read(name, list, &["base", "cap"], errors);
    let cap = parts.time("cap", errors);
    let base = parts.base(example, errors)?;
    Some(Backoff::Fibonacci { base, cap })
}

/// The named values inside a backoff's parentheses.
struct Parts<'a> {
    backoff: &'a Ident,
    found: Vec<(Ident, TokenStream)>,
    /// Whether all was understood; a base may stand in what was not.
    complete: bool,
}

impl<'a> Parts<'a> {
    fn read(backoff: &'a Ident, list: TokenStream, names: &[&str], errors: &mut Errors) -> Self {
        let mut found = Vec::new();
        let mut seen = Seen::default();
        let before = errors.count();
        if let Some(value) = value::string(&list) {
            errors.push(
                value.span(),
                format!(
                    "name what it is: write `{backoff}(base = \"{}\")`",
                    value.value()
                ),
            );
            return Self {
                backoff,
                found,
                complete: false,
            };
        }
        for RawOption { name, form } in options::split(list, errors) {
            seen.note(&name, errors);
            let text = name.to_string();
            if !names.contains(&&*text) {
                let nearest = suggest::nearest(&text, names)
                    .map(|name| format!("; did you mean `{name}`?"))
                    .unwrap_or_default();
                errors.push(
                    name.span(),
                    format!(
                        "`{backoff}` has no `{text}`, it takes {}{nearest}",
                        suggest::list(names)
                    ),
                );
            } else if let Some(value) = assigned(&name, form, &format!("{text} = …"), errors) {
                found.push((name, value));
            }
        }
        Self {
            backoff,
            found,
            complete: errors.count() == before,
        }
    }

    fn take(&mut self, name: &str) -> Option<(Ident, TokenStream)> {
        let at = self.found.iter().position(|(found, _)| found == name)?;
        Some(self.found.swap_remove(at))
    }

    fn time(&mut self, name: &str, errors: &mut Errors) -> Option<Time> {
        let (name, value) = self.take(name)?;
        value::time(&name, value, errors)
    }

    fn base(mut self, example: &str, errors: &mut Errors) -> Option<Time> {
        if let Some((name, value)) = self.take("base") {
            return value::time(&name, value, errors);
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

fn jitter(name: &Ident, form: Form, errors: &mut Errors) -> Option<Jitter> {
    const WORDS: [&str; 5] = ["additive", "full", "equal", "decorrelated", "none"];
    let value = match form {
        Form::Bare => return Some(Jitter::Additive),
        Form::Value(value) => value,
        Form::List(list) => {
            let kind = if list.is_empty() {
                "jitter".to_owned()
            } else {
                format!("jitter = {list}")
            };
            errors.push(name.span(), format!("no parentheses: write `{kind}`"));
            return None;
        }
    };
    if let Some(text) = value::string(&value) {
        errors.push(
            text.span(),
            format!("no quotes: write `jitter = {}`", text.value()),
        );
        return None;
    }
    let Some(word) = value::word(&value) else {
        return value::number(name, value, errors).map(Jitter::Ratio);
    };
    let text = word.to_string();
    match &*text {
        "additive" => Some(Jitter::Additive),
        "full" => Some(Jitter::Full),
        "equal" => Some(Jitter::Equal),
        "decorrelated" => Some(Jitter::Decorrelated),
        "none" => Some(Jitter::None),
        _ => match suggest::nearest(&text.to_lowercase(), &WORDS) {
            Some(meant) => {
                errors.push(
                    word.span(),
                    format!("unknown jitter `{text}`: did you mean `{meant}`?"),
                );
                None
            }
            None => value::number(name, value, errors).map(Jitter::Ratio),
        },
    }
}

fn max_attempts(name: &Ident, value: TokenStream, errors: &mut Errors) -> Option<MaxAttempts> {
    match value::word(&value) {
        Some(word) if word == "unlimited" => Some(MaxAttempts::Unlimited),
        _ => value::count(name, value, errors).map(MaxAttempts::Count),
    }
}

fn deadline(name: &Ident, value: TokenStream, errors: &mut Errors) -> Option<Deadline> {
    match value::word(&value) {
        Some(word) if word == "never" => Some(Deadline::Never),
        _ => value::time(name, value, errors).map(Deadline::After),
    }
}

fn clones(name: &Ident, form: Form, errors: &mut Errors) -> Clones {
    let list = match form {
        Form::Bare => return Clones::All,
        Form::List(list) => list,
        Form::Value(value) => {
            errors.push(name.span(), format!("write `clone({value})`"));
            return Clones::None;
        }
    };
    let mut names: Vec<Ident> = Vec::new();
    for piece in options::pieces(list) {
        match piece.as_slice() {
            [TokenTree::Ident(argument)] if names.contains(argument) => {
                errors.push(argument.span(), format!("`{argument}` is named twice"));
            }
            [TokenTree::Ident(argument)] => names.push(argument.clone()),
            [other, ..] => errors.push(
                other.span(),
                "`clone` takes the names of arguments: write `clone(a, b)`",
            ),
            [] => {}
        }
    }
    Clones::Named(names)
}

fn attempt(name: &Ident, value: &TokenStream, errors: &mut Errors) -> Option<Ident> {
    let word = value::word(value);
    if word.is_none() {
        errors.push(
            name.span(),
            "`attempt` takes a new name for the body to use: write `attempt = n`",
        );
    }
    word
}

pub(crate) fn runtime(value: TokenStream, errors: &mut Errors) -> Option<Path> {
    let parsed = syn::parse2(value);
    if let Err(error) = &parsed {
        errors.push(
            error.span(),
            "`crate` takes a path: write `crate = ::retries`",
        );
    }
    parsed.ok()
}

fn assigned(name: &Ident, form: Form, example: &str, errors: &mut Errors) -> Option<TokenStream> {
    match form {
        Form::Value(value) => Some(value),
        Form::Bare | Form::List(_) => {
            errors.push(
                name.span(),
                format!("`{name}` takes a value: write `{example}`"),
            );
            None
        }
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

fn max_retries(form: Form) -> String {
    let attempts = match form {
        Form::Value(value) => value.to_string().parse::<u32>().ok(),
        Form::Bare | Form::List(_) => None,
    };
    let attempts = attempts.map_or_else(
        || "… + 1".to_owned(),
        |retries| retries.saturating_add(1).to_string(),
    );
    format!("attempts are counted, the first call included: write `max_attempts = {attempts}`")
}

fn unknown(name: &Ident) -> String {
    let text = name.to_string();
    if let Some(advice) = suggest::elsewhere(&text) {
        return format!("unknown option `{text}`: {advice}");
    }
    match suggest::nearest(&text, &OPTIONS) {
        Some(meant) => format!("unknown option `{text}`: did you mean `{meant}`?"),
        None => format!(
            "unknown option `{text}`: the options are {}",
            suggest::list(&OPTIONS)
        ),
    }
}

impl Backoff {
    pub(crate) fn base_and_cap(&self) -> Option<(&Time, &Time)> {
        match self {
            Self::Exponential { base, cap, .. }
            | Self::Linear { base, cap, .. }
            | Self::Fibonacci { base, cap } => Some((base, cap.as_ref()?)),
            Self::Fixed(_) | Self::Custom(_) => None,
        }
    }
}

impl MaxAttempts {
    pub(crate) fn literal(&self) -> Option<(u32, Span)> {
        match self {
            Self::Count(count) => Some((count.literal()?, count.span())),
            Self::Unlimited => None,
        }
    }
}

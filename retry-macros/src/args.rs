//! The option grammar: what stands in `#[retry(…)]`, as typed values.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::Path;
use syn::spanned::Spanned;

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
    Decorrelated(Span),
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
    let unnamed =
        |_, _: &TokenTree| "expected an option, like `max_attempts = 5` or `jitter`".to_owned();
    for option in options::split(tokens, unnamed, errors) {
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
            "backoff" => self.backoff = custom(&name, form, errors),
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
            "on" => self.on = code(&name, form, "on = is_transient", errors),
            "on_ok" => self.on_ok = code(&name, form, "on_ok = is_busy", errors),
            "clone" => self.clones = clones(&name, form, errors),
            "attempt" => {
                self.attempt = assigned(&name, form, "attempt = n", errors)
                    .and_then(|value| attempt(&name, &value, errors));
            }
            "policy" => self.policy = code(&name, form, "policy = POLICY", errors),
            "sleep" => self.sleep = code(&name, form, "sleep = f", errors),
            "crate" => {
                self.runtime = assigned(&name, form, "crate = ::retries", errors)
                    .and_then(|value| runtime(value, errors));
            }
            _ => errors.push(name.span(), unknown(&name, form)),
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
        .and_then(|(name, value)| value::number(&name, value, "`factor = 2`", errors));
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
        _ => value::time(name, time.into_iter().collect(), errors).map(Backoff::Fixed),
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
        let text =
            value::string(value).map_or_else(|| value.to_string(), |text| text.value() + "(");
        if let Some((word @ ("exp" | "fixed" | "linear" | "fibonacci"), _)) = text.split_once('(') {
            errors.push(
                value.span(),
                format!("`{word}` is an option of its own: write `{word}(…)` without `backoff =`"),
            );
            return None;
        }
    }
    let example = "backoff = f` with `f: fn(u32) -> Duration";
    code(name, form, example, errors).map(Backoff::Custom)
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
        let unnamed = |index: usize, value: &TokenTree| {
            let name = names[index.min(names.len() - 1)];
            match value::string(&value.clone().into()) {
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

    fn take(&mut self, name: &str) -> Option<(Ident, TokenStream)> {
        let at = self.found.iter().position(|(found, _)| found == name)?;
        Some(self.found.swap_remove(at))
    }

    fn time(&mut self, name: &str, errors: &mut Errors) -> Option<Time> {
        let (name, value) = self.take(name)?;
        value::time(&name, value, errors)
    }

    fn base(&mut self, example: &str, errors: &mut Errors) -> Option<Time> {
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
        form => assigned(name, form, "jitter` or `jitter = full", errors)?,
    };
    if quoted(name, &value, &WORDS, errors) {
        return None;
    }
    let examples = "`jitter = 0.25`, or a kind: `jitter`, `jitter = full`";
    let Some(word) = value::word(&value) else {
        return value::number(name, value, examples, errors).map(Jitter::Ratio);
    };
    let text = word.to_string();
    match &*text {
        "additive" => Some(Jitter::Additive),
        "full" => Some(Jitter::Full),
        "equal" => Some(Jitter::Equal),
        "decorrelated" => Some(Jitter::Decorrelated(word.span())),
        "none" => Some(Jitter::None),
        _ => match suggest::nearest(&text.to_lowercase(), &WORDS) {
            Some(meant) => {
                errors.push(
                    word.span(),
                    format!("unknown jitter `{text}`: did you mean `{meant}`?"),
                );
                None
            }
            None => value::number(name, value, examples, errors).map(Jitter::Ratio),
        },
    }
}

fn max_attempts(name: &Ident, value: TokenStream, errors: &mut Errors) -> Option<MaxAttempts> {
    if quoted(name, &value, &["unlimited"], errors) {
        return None;
    }
    match value::word(&value) {
        Some(word) if word == "unlimited" => Some(MaxAttempts::Unlimited),
        _ => value::count(name, value, errors).map(MaxAttempts::Count),
    }
}

fn deadline(name: &Ident, value: TokenStream, errors: &mut Errors) -> Option<Deadline> {
    if quoted(name, &value, &["never"], errors) {
        return None;
    }
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

/// Tells of one of the option's words that stands in quotes.
fn quoted(name: &Ident, value: &TokenStream, words: &[&str], errors: &mut Errors) -> bool {
    let text = value::string(value).filter(|text| words.contains(&&*text.value()));
    if let Some(text) = &text {
        errors.push(
            text.span(),
            format!("no quotes: write `{name} = {}`", text.value()),
        );
    }
    text.is_some()
}

/// A value that no literal can be.
fn code(name: &Ident, form: Form, example: &str, errors: &mut Errors) -> Option<TokenStream> {
    let value = assigned(name, form, example, errors)?;
    let literal = value::literal(&value).is_some();
    if literal {
        let path = value::string(&value).and_then(|text| text.parse::<Path>().ok().map(|_| text));
        let message = match path {
            Some(path) => format!("no quotes: write `{name} = {}`", path.value()),
            None => format!("`{name}` takes no literal: write `{example}`"),
        };
        errors.push(value.span(), message);
    }
    (!literal).then_some(value)
}

fn assigned(name: &Ident, form: Form, example: &str, errors: &mut Errors) -> Option<TokenStream> {
    let message = match form {
        Form::Value(value) if !value.is_empty() => return Some(value),
        Form::List(list) if list.is_empty() => format!("no parentheses: write `{example}`"),
        Form::List(list) => format!("no parentheses: write `{name} = {list}`"),
        Form::Bare | Form::Value(_) => format!("`{name}` takes a value: write `{example}`"),
    };
    errors.push(name.span(), message);
    None
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

/// The count of attempts that stands for a count of retries.
fn attempts(retries: Form) -> String {
    let retries = match retries {
        Form::Value(value) | Form::List(value) => value.to_string(),
        Form::Bare => String::new(),
    };
    match retries.trim_matches('"').parse::<u32>() {
        Ok(count) => count.saturating_add(1).to_string(),
        Err(_) if retries.is_empty() => "5".to_owned(),
        Err(_) => format!("{retries} + 1"),
    }
}

fn unknown(name: &Ident, form: Form) -> String {
    let text = name.to_string();
    if suggest::counts_retries(&text) {
        return format!(
            "unknown option `{text}`: the first call counts too: write `max_attempts = {}`",
            attempts(form)
        );
    }
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

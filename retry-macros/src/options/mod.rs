//! The option grammar: what stands in `#[retry(…)]`, as typed values.

pub(crate) mod backoff;
pub(crate) mod list;
pub(crate) mod literal_policy;
pub(crate) mod raw;
pub(crate) mod value;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use syn::Path;
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::options::backoff::Backoff;
use crate::options::list::{self as options, Form, RawOption, Seen};
use crate::options::raw::RawValue;
use crate::options::value::{Count, Number, Time, Value};
use crate::suggest;

#[derive(Default)]
pub(crate) struct Args {
    /// All of it, as it stands there.
    pub(crate) written: TokenStream,
    pub(crate) backoff: Option<Backoff>,
    pub(crate) jitter: Option<Jitter>,
    pub(crate) max_attempts: Option<MaxAttempts>,
    pub(crate) deadline: Option<Deadline>,
    pub(crate) max_hint: Option<Time>,
    pub(crate) attempt_timeout: Option<Time>,
    pub(crate) throttle: Option<Backoff>,
    pub(crate) budget: Option<RawValue>,
    pub(crate) on_empty: Option<OnEmpty>,
    pub(crate) on: Option<RawValue>,
    pub(crate) on_ok: Option<RawValue>,
    pub(crate) on_retry: Option<RawValue>,
    pub(crate) on_give_up: Option<RawValue>,
    pub(crate) policy: Option<RawValue>,
    pub(crate) clones: Clones,
    pub(crate) attempt: Option<Ident>,
    pub(crate) sleep: Option<RawValue>,
    pub(crate) runtime: Option<Path>,
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

/// What a call does that the budget refuses a retry.
pub(crate) enum OnEmpty {
    Return(Span),
    Wait(Span),
}

impl OnEmpty {
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Return(span) | Self::Wait(span) => *span,
        }
    }
}

pub(crate) enum MaxAttempts {
    Unlimited(Span),
    Count(Count),
}

pub(crate) enum Deadline {
    Never,
    After(Time),
}

pub(crate) const OPTIONS: [&str; 22] = [
    "exp",
    "fixed",
    "linear",
    "fibonacci",
    "backoff",
    "jitter",
    "max_attempts",
    "deadline",
    "max_hint",
    "attempt_timeout",
    "throttle",
    "budget",
    "on_empty",
    "on",
    "on_ok",
    "on_retry",
    "on_give_up",
    "clone",
    "attempt",
    "policy",
    "sleep",
    "crate",
];

pub(crate) fn parse(tokens: TokenStream, errors: &mut Errors) -> Args {
    let mut args = Args {
        written: tokens.clone(),
        ..Args::default()
    };
    let mut seen = Seen::default();
    let mut first_backoff: Option<Ident> = None;
    let unnamed =
        |_, _: &TokenTree| "expected an option, like `max_attempts = 5` or `jitter`".to_owned();
    for option in options::split(tokens, unnamed, errors) {
        seen.note(&option.name, errors);
        if backoff::is_backoff(&option.name.to_string()) {
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
    /// What the policy is first made of: where it is reported when it cannot mean what it says.
    pub(crate) fn policy_part(&self) -> TokenStream {
        let deadline = match &self.deadline {
            Some(Deadline::After(Value::Expr(expr))) => Some(expr),
            _ => None,
        };
        match (&self.policy, deadline) {
            (Some(policy), _) => policy.tokens(),
            (None, Some(deadline)) => deadline.clone(),
            (None, None) => self.written.clone(),
        }
    }

    fn take(&mut self, option: RawOption, errors: &mut Errors) {
        let RawOption { name, form } = option;
        match &*name.to_string() {
            text if backoff::is_backoff(text) => {
                self.backoff = backoff::parse(&name, form, errors);
            }
            "jitter" => self.jitter = jitter(&name, form, errors),
            "max_attempts" => {
                self.max_attempts = assigned(&name, form, "max_attempts = 5", errors)
                    .and_then(|value| max_attempts(&name, &value, errors));
            }
            "deadline" => {
                self.deadline = assigned(&name, form, "deadline = \"30s\"", errors)
                    .and_then(|value| deadline(&name, &value, errors));
            }
            "max_hint" => {
                self.max_hint = assigned(&name, form, "max_hint = \"5m\"", errors)
                    .and_then(|value| value::time(&name, &value, errors));
            }
            "attempt_timeout" => {
                self.attempt_timeout = assigned(&name, form, "attempt_timeout = \"2s\"", errors)
                    .and_then(|value| value::time(&name, &value, errors));
            }
            "throttle" => self.throttle = backoff::throttle(&name, form, errors),
            "budget" => self.budget = code(&name, form, "budget = BUDGET", errors),
            "on_empty" => {
                self.on_empty = assigned(&name, form, "on_empty = wait", errors)
                    .and_then(|value| on_empty(&name, &value, errors));
            }
            "on" => self.on = code(&name, form, "on = is_transient", errors),
            "on_ok" => self.on_ok = code(&name, form, "on_ok = is_busy", errors),
            "on_retry" => self.on_retry = code(&name, form, "on_retry = f", errors),
            "on_give_up" => self.on_give_up = code(&name, form, "on_give_up = f", errors),
            "clone" => self.clones = clones(&name, form, errors),
            "attempt" => {
                self.attempt = assigned(&name, form, "attempt = n", errors)
                    .and_then(|value| attempt(&name, &value, errors));
            }
            "policy" => self.policy = code(&name, form, "policy = POLICY", errors),
            "sleep" => self.sleep = code(&name, form, "sleep = f", errors),
            "crate" => {
                self.runtime = assigned(&name, form, "crate = ::retries", errors)
                    .and_then(|value| runtime(&value, errors));
            }
            _ => errors.push(name.span(), unknown(&name, form)),
        }
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
    let Some(word) = value.word() else {
        return value::number(name, &value, examples, errors).map(Jitter::Ratio);
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
            None => value::number(name, &value, examples, errors).map(Jitter::Ratio),
        },
    }
}

fn max_attempts(name: &Ident, value: &RawValue, errors: &mut Errors) -> Option<MaxAttempts> {
    if quoted(name, value, &["unlimited"], errors) {
        return None;
    }
    match value.word() {
        Some(word) if word == "unlimited" => Some(MaxAttempts::Unlimited(word.span())),
        _ => value::count(name, value, errors).map(MaxAttempts::Count),
    }
}

fn deadline(name: &Ident, value: &RawValue, errors: &mut Errors) -> Option<Deadline> {
    if quoted(name, value, &["never"], errors) {
        return None;
    }
    match value.word() {
        Some(word) if word == "never" => Some(Deadline::Never),
        _ => value::time(name, value, errors).map(Deadline::After),
    }
}

fn on_empty(name: &Ident, value: &RawValue, errors: &mut Errors) -> Option<OnEmpty> {
    if quoted(name, value, &["wait", "return"], errors) {
        return None;
    }
    match value.single() {
        Some(TokenTree::Ident(word)) if word == "wait" => Some(OnEmpty::Wait(word.span())),
        Some(TokenTree::Ident(word)) if word == "return" => Some(OnEmpty::Return(word.span())),
        _ => {
            errors.push(
                value.span(),
                "`on_empty` is `wait`, to return after the wait, or `return`, to return at once",
            );
            None
        }
    }
}

fn clones(name: &Ident, form: Form, errors: &mut Errors) -> Clones {
    let list = match form {
        Form::Bare => return Clones::All,
        Form::List(list) => list,
        Form::Value(value) => {
            errors.push(name.span(), format!("write `clone({})`", value.tokens()));
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

fn attempt(name: &Ident, value: &RawValue, errors: &mut Errors) -> Option<Ident> {
    let word = value.word();
    if word.is_none() {
        errors.push(
            name.span(),
            "`attempt` takes a new name for the body to use: write `attempt = n`",
        );
    }
    word
}

pub(crate) fn runtime(value: &RawValue, errors: &mut Errors) -> Option<Path> {
    let parsed = syn::parse2(value.tokens());
    if let Err(error) = &parsed {
        errors.push(
            error.span(),
            "`crate` takes a path: write `crate = ::retries`",
        );
    }
    parsed.ok()
}

/// Tells of one of the option's words that stands in quotes.
fn quoted(name: &Ident, value: &RawValue, words: &[&str], errors: &mut Errors) -> bool {
    let text = value
        .string()
        .filter(|text| words.contains(&&*text.value()));
    if let Some(text) = &text {
        errors.push(
            text.span(),
            format!("no quotes: write `{name} = {}`", text.value()),
        );
    }
    text.is_some()
}

/// A value that no literal can be.
pub(crate) fn code(
    name: &Ident,
    form: Form,
    example: &str,
    errors: &mut Errors,
) -> Option<RawValue> {
    let value = assigned(name, form, example, errors)?;
    let literal = value.literal().is_some();
    if literal {
        let path = value
            .string()
            .and_then(|text| text.parse::<Path>().ok().map(|_| text));
        let message = match path {
            Some(path) => format!("no quotes: write `{name} = {}`", path.value()),
            None => format!("`{name}` takes no literal: write `{example}`"),
        };
        errors.push(value.span(), message);
    }
    (!literal).then_some(value)
}

pub(crate) fn assigned(
    name: &Ident,
    form: Form,
    example: &str,
    errors: &mut Errors,
) -> Option<RawValue> {
    let message = match form {
        Form::Value(value) if !value.is_empty() => return Some(value),
        Form::List(list) if list.is_empty() => format!("no parentheses: write `{example}`"),
        Form::List(list) => format!("no parentheses: write `{name} = {list}`"),
        Form::Bare | Form::Value(_) => format!("`{name}` takes a value: write `{example}`"),
    };
    errors.push(name.span(), message);
    None
}

/// The count of attempts that stands for a count of retries.
fn attempts(retries: Form) -> String {
    let retries = match retries {
        Form::Value(value) => value.tokens().to_string(),
        Form::List(list) => list.to_string(),
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

impl MaxAttempts {
    pub(crate) fn literal(&self) -> Option<(u32, Span)> {
        match self {
            Self::Count(count) => Some((count.literal()?, count.span())),
            Self::Unlimited(_) => None,
        }
    }
}

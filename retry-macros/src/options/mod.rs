//! The options in `#[retry(…)]`, as typed values.

pub(crate) mod backoff;
pub(crate) mod budget;
pub(crate) mod bundle;
pub(crate) mod cancel;
pub(crate) mod clones;
pub(crate) mod conversions;
mod foreign;
pub(crate) mod function;
pub(crate) mod jitter;
pub(crate) mod label;
pub(crate) mod lent;
pub(crate) mod limits;
pub(crate) mod list;
pub(crate) mod literal_policy;
pub(crate) mod names;
pub(crate) mod nested;
mod no_doc;
pub(crate) mod or_else;
pub(crate) mod policy;
pub(crate) mod raw;
pub(crate) mod value;
pub(crate) mod when;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::{Error, LitStr, Path};

use crate::errors::{Errors, Partial};
use crate::options::backoff::{Backoff, reject_second_backoff};
use crate::options::budget::{Budget, OnExhausted};
use crate::options::bundle::{Bundle, Without};
use crate::options::cancel::Cancel;
use crate::options::clones::Clones;
use crate::options::conversions::Conversion;
use crate::options::jitter::Jitter;
use crate::options::limits::{AttemptTimeout, Deadline, MaxAttempts, parse_reset_after};
use crate::options::list::{Form, RawOption, SeenNames};
use crate::options::nested::Nested;
use crate::options::or_else::OrElse;
use crate::options::policy::{PolicyBase, PolicyOptions};
use crate::options::raw::OptionTokens;
use crate::options::value::{Time, Value, parse_time};
use crate::options::when::When;

#[derive(Default)]
pub(crate) struct Options {
    /// All of them, as the user wrote them.
    pub(crate) tokens: TokenStream,
    /// The bundle whose words the options override.
    pub(crate) bundle: Option<Bundle>,
    pub(crate) without: Without,
    pub(crate) backoff: Option<Backoff>,
    pub(crate) jitter: Option<Jitter>,
    pub(crate) max_attempts: Option<MaxAttempts>,
    pub(crate) deadline: Option<Deadline>,
    pub(crate) max_retry_after: Option<Time>,
    pub(crate) reset_after: Option<Time>,
    pub(crate) attempt_timeout: Option<AttemptTimeout>,
    pub(crate) on_timeout: Option<OptionTokens>,
    pub(crate) rate_limited: Option<Backoff>,
    pub(crate) nested: Option<Nested>,
    pub(crate) budget: Option<Budget>,
    pub(crate) on_exhausted: Option<OnExhausted>,
    pub(crate) on_refused: Option<OptionTokens>,
    pub(crate) on: Option<OptionTokens>,
    pub(crate) on_ok: Option<OptionTokens>,
    pub(crate) on_retry: Option<OptionTokens>,
    pub(crate) on_give_up: Option<OptionTokens>,
    pub(crate) before_retry: Option<OptionTokens>,
    pub(crate) or_else: Option<OrElse>,
    /// In their order: the first whose condition is true holds.
    pub(crate) whens: Vec<When>,
    pub(crate) cancel: Option<Cancel>,
    pub(crate) policy: Option<OptionTokens>,
    pub(crate) clones: Clones,
    /// The arguments that each attempt borrows.
    pub(crate) lent: Vec<Ident>,
    /// The arguments that are converted before the first attempt.
    pub(crate) conversions: Vec<Conversion>,
    pub(crate) attempt: Option<Ident>,
    pub(crate) sleep: Option<OptionTokens>,
    /// The name in events, instead of the function's path.
    pub(crate) name: Option<LitStr>,
    /// `doc = false`: no paragraph is added to the documentation.
    pub(crate) no_doc: bool,
    /// The path to the `retries` crate, if it has another name.
    pub(crate) crate_path: Option<Path>,
    /// The policy as a value of the runtime's type, if all options of it are literals.
    pub(crate) literal_policy: Option<retry_runtime::Policy>,
}

impl Options {
    /// Parses the options. An option with a mistake is missing in the value.
    pub(crate) fn parse(tokens: TokenStream) -> Partial<Self> {
        let mut errors = Errors::default();
        let (bundle, tokens_of_options) = errors.take_partial(Bundle::split_off(tokens.clone()));
        let mut options = Self {
            tokens,
            bundle,
            ..Self::default()
        };
        let mut seen = SeenNames::default();
        let mut first_backoff = None;
        let no_name =
            |_, _: &TokenTree| "expected an option, like `max_attempts = 5` or `jitter`".to_owned();
        for option in errors.take_partial(list::split(tokens_of_options, no_name)) {
            if option.name != "when" {
                errors.take(seen.insert(&option.name));
            }
            errors.take(reject_second_backoff(&mut first_backoff, &option.name));
            options.set(option, &mut errors);
        }
        options.take_over_timeout();
        options.literal_policy = literal_policy::evaluate(&options.policy_options());
        Partial {
            value: options,
            errors,
        }
    }

    /// Returns the options that make up the policy. The runtime's `Policy` decides the meaning of those that
    /// are left out.
    pub(crate) fn policy_options(&self) -> PolicyOptions<'_> {
        PolicyOptions {
            base: match (&self.bundle, &self.policy) {
                (Some(bundle), _) => Some(PolicyBase::Bundle(bundle)),
                (None, Some(policy)) => Some(PolicyBase::Policy(policy)),
                (None, None) => None,
            },
            backoff: self.backoff.as_ref(),
            jitter: self.jitter.as_ref(),
            max_attempts: self.max_attempts.as_ref(),
            deadline: self.deadline.as_ref(),
            max_retry_after: self.max_retry_after.as_ref(),
            reset_after: self.reset_after.as_ref(),
            rate_limited: self.rate_limited.as_ref(),
            nested: self.nested,
            attempt_timeout: self.attempt_timeout.as_ref(),
        }
    }

    /// Returns where the compiler reports a policy that is invalid as a whole.
    pub(crate) fn policy_span(&self) -> Span {
        match (&self.bundle, &self.policy, &self.deadline) {
            (Some(bundle), ..) => self.first_override().unwrap_or_else(|| bundle.span()),
            (None, Some(policy), _) => policy.span(),
            (None, None, Some(Deadline::After(deadline @ Value::Expr(_)))) => deadline.span(),
            (None, None, _) => self.tokens.span(),
        }
    }

    /// Returns the place of the option that most likely contradicts the bundle: a limit before a wait.
    fn first_override(&self) -> Option<Span> {
        let deadline = match &self.deadline {
            Some(Deadline::After(deadline)) => Some(deadline.span()),
            Some(Deadline::Never) | None => None,
        };
        let attempts = match &self.max_attempts {
            Some(MaxAttempts::Unlimited(span)) => Some(*span),
            Some(MaxAttempts::Count(count)) => Some(count.span()),
            None => None,
        };
        let timeout = self.attempt_timeout.as_ref().and_then(AttemptTimeout::span);
        let mut backoffs = [&self.backoff, &self.rate_limited].into_iter().flatten();
        let backoff = backoffs.next().map(Backoff::span);
        let nested = self.nested.map(Nested::span);
        deadline.or(attempts).or(timeout).or(backoff).or(nested)
    }

    /// Beside a bundle, `on_timeout` makes the error for the bundle's attempt timeout.
    fn take_over_timeout(&mut self) {
        if let (Some(_), None, Some(on_timeout)) =
            (&self.bundle, &self.attempt_timeout, &self.on_timeout)
        {
            self.attempt_timeout = Some(AttemptTimeout::OfPolicy(on_timeout.span()));
        }
    }

    /// Returns whether an option replaces a part of the policy that the others build on.
    pub(crate) fn overrides_policy(&self) -> bool {
        self.backoff.is_some()
            || self.jitter.is_some()
            || self.max_attempts.is_some()
            || self.deadline.is_some()
            || self.max_retry_after.is_some()
            || self.reset_after.is_some()
            || self.rate_limited.is_some()
            || self.nested.is_some()
    }

    /// Returns whether the function says a word of its own beside its bundle. Its policy is no such word.
    pub(crate) fn overrides_words(&self) -> bool {
        let Without {
            budget,
            on_ok,
            on_retry,
            on_give_up,
            before_retry,
            or_else,
            cancel,
        } = &self.without;
        let without = [
            budget,
            on_ok,
            on_retry,
            on_give_up,
            before_retry,
            or_else,
            cancel,
        ];
        let code = [
            &self.on,
            &self.on_ok,
            &self.on_retry,
            &self.on_give_up,
            &self.before_retry,
            &self.sleep,
        ];
        without.into_iter().any(Option::is_some)
            || code.into_iter().any(Option::is_some)
            || self.budget.is_some()
            || self.on_refused.is_some()
            || self.on_exhausted.is_some()
            || self.attempt_timeout.is_some()
            || self.or_else.is_some()
            || self.cancel.is_some()
            || !self.whens.is_empty()
    }

    pub(crate) fn cuts_off_attempts(&self) -> bool {
        let timeout = self.attempt_timeout.as_ref();
        timeout.and_then(AttemptTimeout::span).is_some()
    }

    /// Returns the user's code that runs after an attempt.
    pub(crate) fn code_after_attempt(&self) -> TokenStream {
        let words = [
            &self.on,
            &self.on_ok,
            &self.on_retry,
            &self.on_give_up,
            &self.on_timeout,
            &self.sleep,
            &self.before_retry,
        ];
        let or_else = self.or_else.iter().map(|or_else| &or_else.code);
        let conditions = self.whens.iter().map(|when| &when.condition);
        let token = match &self.cancel {
            Some(Cancel::Token(token)) => Some(token),
            Some(Cancel::AtShutdown(_)) | None => None,
        };
        let words = words.into_iter().flatten();
        words
            .chain(or_else)
            .chain(conditions)
            .chain(token)
            .map(ToTokens::to_token_stream)
            .collect()
    }

    pub(crate) fn has_hooks(&self) -> bool {
        self.on_retry.is_some() || self.on_give_up.is_some()
    }

    fn set(&mut self, option: RawOption, errors: &mut Errors) {
        let name = option.name.clone();
        if self.without.take_away(&option) {
            return;
        }
        match &*name.to_string() {
            text if Backoff::is_option(text) => {
                self.backoff = errors.take_partial(Backoff::parse(option));
            }
            "jitter" => self.jitter = errors.take(Jitter::parse(option)),
            "max_attempts" => {
                let value = option.value("max_attempts = 5");
                let limit = value.and_then(|value| MaxAttempts::parse(&name, &value));
                self.max_attempts = errors.take(limit);
            }
            "deadline" => {
                let value = option.value("deadline = \"30s\"");
                let deadline = value.and_then(|value| Deadline::parse(&name, &value));
                self.deadline = errors.take(deadline);
            }
            "max_retry_after" => {
                self.max_retry_after = errors.take(time(option, "max_retry_after = \"5m\""));
            }
            "reset_after" => {
                let value = option.value("reset_after = \"1m\"");
                let reset_after = value.and_then(|value| parse_reset_after(&name, &value));
                self.reset_after = errors.take(reset_after);
            }
            "attempt_timeout" => {
                let value = option.value("attempt_timeout = \"2s\"");
                let timeout = value.and_then(|value| AttemptTimeout::parse(&name, &value));
                self.attempt_timeout = errors.take(timeout);
            }
            "on_timeout" => {
                let example = "on_timeout = |timed_out| Error::Late";
                let on_timeout = function::parse(option, example, &function::WITH_TIMED_OUT);
                self.on_timeout = errors.take(on_timeout);
            }
            "rate_limited" => {
                self.rate_limited = errors.take_partial(Backoff::parse_rate_limit(option));
            }
            "nested" => {
                let value = option.value("nested = stop");
                let nested = value.and_then(|value| Nested::parse(&name, &value));
                self.nested = errors.take(nested);
            }
            "budget" => self.budget = errors.take(Budget::parse(option)),
            "on_exhausted" => self.on_exhausted = errors.take(OnExhausted::parse(option)),
            "on_refused" => {
                let example = "on_refused = |refused| Error::Overloaded";
                let on_refused = function::parse(option, example, &function::WITH_REFUSED);
                self.on_refused = errors.take(on_refused);
            }
            "on" => {
                let on = function::parse(option, "on = is_transient", &function::WITH_ERROR);
                self.on = errors.take(on);
            }
            "on_ok" => {
                let on_ok = function::parse(option, "on_ok = is_busy", &function::WITH_VALUE);
                self.on_ok = errors.take(on_ok);
            }
            "on_retry" => {
                let on_retry = function::parse(option, "on_retry = f", &function::WITH_EVENT);
                self.on_retry = errors.take(on_retry);
            }
            "on_give_up" => {
                let on_give_up = function::parse(option, "on_give_up = f", &function::WITH_EVENT);
                self.on_give_up = errors.take(on_give_up);
            }
            "before_retry" => self.before_retry = errors.take(before_retry(option)),
            "or_else" => self.or_else = errors.take(OrElse::parse(option)),
            "when" => self.whens.extend(errors.take_partial(When::parse(option))),
            "cancel" => self.cancel = errors.take(Cancel::parse(option)),
            "clone" => self.clones = errors.take_partial(Clones::parse(option)),
            "lend" => self.lent = errors.take_partial(lent::parse(option)),
            "into" => self.conversions = errors.take_partial(conversions::parse(option)),
            "attempt" => self.attempt = errors.take(attempt_name(option)),
            "policy" => self.policy = errors.take(option.code("policy = POLICY")),
            "sleep" => {
                let sleep = function::parse(option, "sleep = f", &function::WITH_WAIT);
                self.sleep = errors.take(sleep);
            }
            "name" => self.name = errors.take(label::parse(option)),
            "doc" => self.no_doc = errors.take(no_doc::parse(option)).is_some(),
            "crate" => {
                let value = option.value("crate = ::retries");
                self.crate_path = errors.take(value.and_then(|value| crate_path(&value)));
            }
            _ => errors.push(names::unknown_option(&option)),
        }
    }
}

fn before_retry(option: RawOption) -> syn::Result<OptionTokens> {
    if let Form::Value(value) = &option.form {
        function::reject_result("before_retry", value)?;
    }
    function::parse(
        option,
        "before_retry = |event| Ok(())",
        &function::BEFORE_RETRY,
    )
}

fn time(option: RawOption, example: &str) -> syn::Result<Time> {
    let name = option.name.clone();
    parse_time(&name, &option.value(example)?)
}

fn attempt_name(option: RawOption) -> syn::Result<Ident> {
    let name = option.name.clone();
    option.value("attempt = n")?.word().ok_or_else(|| {
        Error::new(
            name.span(),
            "`attempt` takes a new name for the body to use: write `attempt = n`",
        )
    })
}

/// Parses the value of `crate = ::retries`. The code imports it, and an import takes no generic arguments.
pub(crate) fn crate_path(value: &OptionTokens) -> syn::Result<Path> {
    let path = Path::parse_mod_style.parse2(value.to_token_stream());
    path.map_err(|error| {
        let message = "`crate` takes a path: write `crate = ::retries`";
        Error::new(error.span(), message)
    })
}

#[cfg(test)]
mod tests {
    use super::{Options, crate_path};
    use crate::options::raw::OptionTokens;
    use proc_macro2::{TokenStream, TokenTree};

    #[test]
    fn only_a_path_without_generic_arguments_can_be_imported() {
        for (path, is_path) in [
            ("::retries", true),
            ("crate::again", true),
            ("self::r#try", true),
            ("retries<u8>", false),
            ("retries::<u8>", false),
            ("retries::", false),
            ("5", false),
        ] {
            let tokens: TokenStream = path.parse().expect("tokens");
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let parsed = crate_path(&OptionTokens::new(&tokens));
            assert_eq!(parsed.is_ok(), is_path, "{path}");
        }
    }

    fn parsed(options: &str) -> Options {
        let parsed = Options::parse(options.parse().expect("tokens"));
        assert!(parsed.errors.is_empty(), "{options}");
        parsed.value
    }

    #[test]
    fn each_option_of_the_policy_alone_overrides_the_policy_of_a_bundle_and_no_word() {
        for option in [
            "fixed(\"1s\")",
            "jitter",
            "max_attempts = 2",
            "deadline = \"1s\"",
            "max_retry_after = \"1s\"",
            "reset_after = \"1s\"",
            "rate_limited = fixed(\"1s\")",
            "nested = stop",
        ] {
            let options = parsed(&format!("PARTNERS, {option}"));
            assert!(options.overrides_policy(), "{option}");
            assert!(!options.overrides_words(), "{option}");
        }
    }

    #[test]
    fn each_word_alone_overrides_the_words_of_a_bundle_and_not_its_policy() {
        for word in [
            "on = f",
            "on_ok = f",
            "on_retry = f",
            "on_give_up = f",
            "before_retry = f",
            "sleep = f",
            "budget",
            "budget = none",
            "on_refused = f",
            "on_exhausted = wait",
            "attempt_timeout = \"1s\"",
            "or_else = f",
            "cancel",
            "cancel = none",
            "when(f, max_attempts = 2)",
        ] {
            let options = parsed(&format!("PARTNERS, {word}"));
            assert!(options.overrides_words(), "{word}");
            assert!(!options.overrides_policy(), "{word}");
        }
        assert!(!parsed("PARTNERS, attempt = n, clone(key)").overrides_words());
    }
}

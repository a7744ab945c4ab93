//! `when(is_conflict, fixed("5ms"), max_attempts = 10)`: other delays, and another count, for one kind of failure.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use retry_runtime::parse::duration;
use std::slice;
use syn::{Error, Lit, Path};

use crate::errors::{Errors, Partial};
use crate::options::backoff::{Backoff, reject_second_backoff};
use crate::options::foreign;
use crate::options::function::{self, Wording};
use crate::options::limits::MaxAttempts;
use crate::options::list::{self, Form, RawOption, SeenNames, split_at_commas};
use crate::options::names::OPTIONS;
use crate::options::raw::OptionTokens;
use crate::suggest;
use crate::tokens;

const EXAMPLE: &str = "when(is_conflict, fixed(\"5ms\"), max_attempts = 10)";

/// The options that a `when` takes after its condition.
const OPTIONS_OF_WHEN: [&str; 6] = [
    "exp",
    "fixed",
    "linear",
    "fibonacci",
    "backoff",
    "max_attempts",
];

/// At least one of the backoff and the count is there.
pub(crate) struct When {
    /// The list in its parentheses, as the user wrote it.
    pub(crate) tokens: TokenStream,
    /// A function from the error to `bool`.
    pub(crate) condition: OptionTokens,
    pub(crate) backoff: Option<Backoff>,
    pub(crate) max_attempts: Option<MaxAttempts>,
}

impl When {
    // Input:
    //     when(is_conflict, fixed("5ms"), max_attempts = 10)
    pub(crate) fn parse(option: RawOption) -> Partial<Option<Self>> {
        let name = option.name.clone();
        let list = match list_of(option) {
            Ok(list) => list,
            Err(error) => return Err(error).into(),
        };
        let mut parts = split_at_commas(list.clone()).into_iter();
        let condition = match condition(&name, &parts.next().unwrap_or_default()) {
            Ok(condition) => condition,
            Err(error) => return Err(error).into(),
        };
        let options = parts.map(|part| {
            let part: TokenStream = part.into_iter().collect();
            quote!(#part,)
        });
        Self::with_condition(&name, list, condition, options.collect())
    }

    fn with_condition(
        name: &Ident,
        tokens: TokenStream,
        condition: OptionTokens,
        options: TokenStream,
    ) -> Partial<Option<Self>> {
        let mut errors = Errors::default();
        let mut seen = SeenNames::default();
        let mut first_backoff = None;
        let (mut backoff, mut max_attempts) = (None, None);
        for option in errors.take_partial(list::split(options, |_, value| unnamed(value))) {
            errors.take(seen.insert(&option.name));
            errors.take(reject_second_backoff(&mut first_backoff, &option.name));
            match &*option.name.to_string() {
                text if Backoff::is_option(text) => {
                    backoff = errors.take_partial(Backoff::parse(option));
                }
                "max_attempts" => {
                    let name = option.name.clone();
                    let value = option.value("max_attempts = 10");
                    let limit = value.and_then(|value| MaxAttempts::parse(&name, &value));
                    max_attempts = errors.take(limit);
                }
                _ => errors.push(unknown_option(&option)),
            }
        }
        if backoff.is_none() && max_attempts.is_none() && errors.is_empty() {
            let message = format!(
                "`when` changes the delays or the count after a failure: write a backoff or `max_attempts = 10` \
                 after the condition, like `{EXAMPLE}`"
            );
            errors.push(Error::new(name.span(), message));
        }
        let value = errors.is_empty().then_some(Self {
            tokens,
            condition,
            backoff,
            max_attempts,
        });
        Partial { value, errors }
    }
}

/// Returns the list of `when(…)`. In backon, `when` is `on`.
fn list_of(option: RawOption) -> syn::Result<TokenStream> {
    let message = match &option.form {
        Form::List(_) | Form::Bare => return option.list(EXAMPLE),
        Form::Value(_) if option.none().is_some() => format!(
            "no `when` of a bundle can be taken away: leave `when = none` out, or write `{EXAMPLE}` to add one"
        ),
        Form::Value(value) => {
            let code = function::text(value);
            format!(
                "`when` gives one kind of failure another backoff: write `when({code}, fixed(\"5ms\"))`, or \
                 `on = {code}` for what to retry"
            )
        }
    };
    Err(Error::new(option.name.span(), message))
}

// Input:
//     is_conflict    |error| error.is_conflict()    (nothing)    fixed("5ms")    on = is_conflict
//
// Output:
//     ok             ok                             error        error           error
fn condition(when: &Ident, part: &[TokenTree]) -> syn::Result<OptionTokens> {
    let condition = OptionTokens::new(part);
    let text = || function::text(&condition);
    let (at, message) = match part {
        [] => (
            when.span(),
            format!("`when` needs a condition first: write `{EXAMPLE}`"),
        ),
        [TokenTree::Ident(name), next, ..] if is_option_of_when(name, next) => (
            name.span(),
            format!(
                "the condition comes first: write `when(is_conflict, {}, …)`",
                text()
            ),
        ),
        [_, equals, second, ..]
            if tokens::is_punct(equals, '=') && tokens::is_punct(second, '=') =>
        {
            (
                condition.span(),
                format!(
                    "the condition is a function of the error: write `when(|error| {}, …)`",
                    text()
                ),
            )
        }
        [name @ TokenTree::Ident(_), equals, value @ ..] if tokens::is_punct(equals, '=') => {
            let value = function::text(&OptionTokens::new(value));
            let message = format!("the condition has no name: write `when({value}, …)`");
            (name.span(), message)
        }
        _ => return function_of_error(condition),
    };
    Err(Error::new(at, message))
}

/// Returns whether the tokens begin `fixed(…)`, `backoff = f` or another option that follows the condition.
fn is_option_of_when(name: &Ident, next: &TokenTree) -> bool {
    let has_value = tokens::is_punct(next, '=');
    let name = name.to_string();
    match &*name {
        "backoff" | "max_attempts" => has_value,
        _ => Backoff::is_option(&name) && matches!(next, TokenTree::Group(_)),
    }
}

fn function_of_error(condition: OptionTokens) -> syn::Result<OptionTokens> {
    let message = match condition.literal() {
        Some(Lit::Str(text)) if text.parse::<Path>().is_ok() => {
            format!("no quotes: write `when({}, …)`", text.value())
        }
        Some(_) => format!("the condition is a function: write `{EXAMPLE}`"),
        None => {
            list::reject_broken_code(condition.as_slice())?;
            let wording = Wording {
                subject: "the condition of `when`",
                before: "when(",
                after: ", …)",
            };
            function::reject_misfit(&condition, &wording, &function::CONDITION)?;
            return Ok(condition);
        }
    };
    Err(Error::new(condition.span(), message))
}

/// Returns the message for a value without a name after the condition.
fn unnamed(value: &TokenTree) -> String {
    if tokens::is_punct(value, '|') {
        return "a `when` has one condition: join two as in `|error| a(error) || b(error)`, or write another `when`"
            .to_owned();
    }
    match OptionTokens::new(slice::from_ref(value)).literal() {
        Some(Lit::Str(text)) if duration::parse(&text.value()).is_ok() => {
            format!("name what it is: write `fixed({:?})`", text.value())
        }
        Some(Lit::Int(count)) => format!("name what it is: write `max_attempts = {count}`"),
        _ => "expected a backoff or `max_attempts = 10` after the condition".to_owned(),
    }
}

fn unknown_option(option: &RawOption) -> Error {
    let name = option.name.to_string();
    let message = if OPTIONS.contains(&&*name) {
        format!("`{name}` is for the whole call: write it outside of `when(…)`")
    } else if let Some(advice) = foreign::advice(option) {
        format!("`when` has no `{name}`: {advice}")
    } else if let Some(nearest) = suggest::nearest(&name, &OPTIONS_OF_WHEN) {
        format!("`when` has no `{name}`: did you mean `{nearest}`?")
    } else {
        let options = suggest::list(&OPTIONS_OF_WHEN);
        format!(
            "`when` has no `{name}`: after its one condition it takes {options}; join two conditions as in \
             `|error| a(error) || b(error)`"
        )
    };
    Error::new(option.name.span(), message)
}

#[cfg(test)]
mod tests {
    use crate::options::Options;
    use crate::options::when::When;
    use proc_macro2::TokenStream;
    use quote::ToTokens;

    fn whens(options: &str) -> Vec<When> {
        let options = Options::parse(options.parse().expect("tokens"));
        assert!(options.errors.is_empty());
        options.value.whens
    }

    #[test]
    fn the_condition_is_the_first_part_also_with_commas_inside() {
        for (when, condition) in [
            ("is_conflict, fixed(\"5ms\")", "is_conflict"),
            (
                "crate::is::<409, Busy>, max_attempts = 3,",
                "crate::is::<409, Busy>",
            ),
            (
                "|Error { code, .. }| *code == 409, backoff = f",
                "|Error { code, .. }| *code == 409",
            ),
            (
                "move |error: &Error<A, B>| a | b, fixed(WAIT)",
                "move |error: &Error<A, B>| a | b",
            ),
            ("is(409), max_attempts = N", "is(409)"),
        ] {
            let whens = whens(&format!("when({when})"));
            let [when] = &whens[..] else {
                panic!("{condition}");
            };
            let condition: TokenStream = condition.parse().expect("tokens");
            assert_eq!(
                when.condition.to_token_stream().to_string(),
                condition.to_string()
            );
        }
    }

    #[test]
    fn one_of_the_backoff_and_the_count_is_enough_and_the_order_of_whens_stays() {
        let whens = whens(
            "when(a, exp(base = \"1s\")), jitter, when(b, max_attempts = unlimited), deadline = \"1m\"",
        );
        let parts = whens.iter().map(|when| {
            let condition = when.condition.to_token_stream().to_string();
            (
                condition,
                when.backoff.is_some(),
                when.max_attempts.is_some(),
            )
        });
        let parts: Vec<_> = parts.collect();
        assert_eq!(
            parts,
            [("a".to_owned(), true, false), ("b".to_owned(), false, true)]
        );
    }
}

//! Options whose value is a function: a path or a closure.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Error;

use crate::options::list::RawOption;
use crate::options::raw::OptionTokens;
use crate::tokens;

/// How the runtime calls the function.
pub(crate) struct Call {
    /// The name of its first argument in messages.
    argument: &'static str,
    /// The name of a second argument, which a closure may leave out.
    second: Option<&'static str>,
    /// What to write for another argument that other libraries have.
    instead: &'static str,
    /// Whether its result is awaited.
    may_be_async: bool,
}

pub(crate) const WITH_ERROR: Call = Call {
    argument: "error",
    second: None,
    instead: "; `attempt = n` binds the number of the attempt",
    may_be_async: false,
};
pub(crate) const WITH_ERROR_AND_REASON: Call = Call {
    argument: "error",
    second: Some("reason"),
    instead: "",
    may_be_async: true,
};
/// As [`WITH_ERROR`], inside `when(…)`.
pub(crate) const CONDITION: Call = Call {
    instead: "",
    ..WITH_ERROR
};
pub(crate) const WITH_VALUE: Call = Call {
    argument: "value",
    second: None,
    instead: "; `attempt = n` binds the number of the attempt",
    may_be_async: false,
};
pub(crate) const WITH_EVENT: Call = Call {
    argument: "event",
    second: None,
    instead: ", which has `event.attempt()`, `event.error()` and `event.kind()`",
    may_be_async: false,
};
/// As [`WITH_EVENT`], but an async function awaits its result.
pub(crate) const BEFORE_RETRY: Call = Call {
    may_be_async: true,
    ..WITH_EVENT
};
pub(crate) const WITH_TIMED_OUT: Call = Call {
    argument: "timed_out",
    second: None,
    instead: ", which has `timed_out.attempt()` and `timed_out.after()`",
    may_be_async: false,
};
pub(crate) const WITH_REFUSED: Call = Call {
    argument: "refused",
    second: None,
    instead: "",
    may_be_async: false,
};
pub(crate) const WITH_WAIT: Call = Call {
    argument: "wait",
    second: None,
    instead: "",
    may_be_async: true,
};

/// How messages name a function, and what stands around it in the attribute.
pub(crate) struct Wording<'a> {
    /// `` `on` ``
    pub(crate) subject: &'a str,
    /// `on = `
    pub(crate) before: &'a str,
    pub(crate) after: &'a str,
}

/// Parses `on = f` and its like. `example` is what the message says to write instead of something else.
pub(crate) fn parse(option: RawOption, example: &str, call: &Call) -> syn::Result<OptionTokens> {
    let name = option.name.to_string();
    let value = option.code(example)?;
    if value.word().is_some_and(|word| word == "none") {
        let message = format!(
            "`{name} = none` is no function: leave `{name}` out, or write `{name} = |_| true` to retry all"
        );
        return Err(Error::new(value.span(), message));
    }
    let (subject, before) = (format!("`{name}`"), format!("{name} = "));
    let wording = Wording {
        subject: &subject,
        before: &before,
        after: "",
    };
    reject_misfit(&value, &wording, call)?;
    Ok(value)
}

/// Returns an error if the code is a method without its arguments, or a closure that cannot be called in this
/// way.
pub(crate) fn reject_misfit(
    value: &OptionTokens,
    wording: &Wording,
    call: &Call,
) -> syn::Result<()> {
    let Wording {
        subject,
        before,
        after,
    } = wording;
    let argument = call.argument;
    let error = |message: String| Err(Error::new(value.span(), message));
    if let Some(method) = method_of_self(value) {
        return error(format!(
            "`self.{method}` is no function: write `{before}|{argument}| self.{method}({argument}){after}`, or \
             `(self.{method})({argument})` if it is a field"
        ));
    }
    let Some(closure) = Closure::read(value) else {
        return Ok(());
    };
    if closure.is_async && !call.may_be_async {
        return error(format!(
            "{subject} is called and not awaited: write `{before}|{argument}| …{after}`, without `async`"
        ));
    }
    match (closure.parameters, call.second) {
        (1, _) | (2, Some(_)) => Ok(()),
        (_, None) => error(format!(
            "{subject} is called with one argument: write `{before}|{argument}| …{after}`{}",
            call.instead
        )),
        (_, Some(second)) => error(format!(
            "{subject} is called with one argument or two: write `{before}|{argument}| …{after}` or \
             `{before}|{argument}, {second}| …{after}`"
        )),
    }
}

/// Returns the number of parameters of a closure, or `None` for other code.
pub(crate) fn parameters(code: &OptionTokens) -> Option<usize> {
    Closure::read(code).map(|closure| closure.parameters)
}

/// Returns whether the code is a closure whose tokens show that it returns a future.
pub(crate) fn is_async(code: &OptionTokens) -> bool {
    Closure::read(code).is_some_and(|closure| closure.is_async)
}

/// Returns whether the code is a closure without the word `async`, whose body may be an async block.
pub(crate) fn is_plain_closure(code: &OptionTokens) -> bool {
    let (words, _) = split_words(code.as_slice());
    let is_async = words.iter().any(|word| tokens::is_word(word, "async"));
    parameters(code).is_some() && !is_async
}

// Input:
//     |event| async move { log(event).await }    |event| { let n = event.attempt(); async move { log(n).await } }
//
// Output:
//     the second `event`                         None
/// Returns the use of the first parameter in the async block that is the body of a closure.
pub(crate) fn lent_to_block(code: &OptionTokens) -> Option<Ident> {
    let (parameters, body) = split_closure(code.as_slice())?;
    let is_block = body
        .first()
        .is_some_and(|token| tokens::is_word(token, "async"));
    match first_parameter(parameters).first() {
        Some(TokenTree::Ident(parameter)) if is_block && is_plain_closure(code) => {
            find_variable(&body.iter().cloned().collect(), parameter)
        }
        _ => None,
    }
}

/// Returns the first use of a variable. A field or a method of its name is none.
fn find_variable(code: &TokenStream, name: &Ident) -> Option<Ident> {
    let mut is_after_dot = false;
    code.clone().into_iter().find_map(|token| {
        let is_member = std::mem::replace(&mut is_after_dot, tokens::is_punct(&token, '.'));
        match token {
            TokenTree::Group(group) => find_variable(&group.stream(), name),
            TokenTree::Ident(word) if word == *name && !is_member => Some(word),
            _ => None,
        }
    })
}

// Input, as tokens print:
//     | e | e.is(kind :: BUSY)
//
// Output:
//     |e| e.is(kind::BUSY)
/// Returns the code as a user writes it.
pub(crate) fn text(code: &OptionTokens) -> String {
    let text = code.to_token_stream().to_string().replace(" :: ", "::");
    let closure = text.strip_prefix("| ");
    match closure.and_then(|closure| closure.split_once(" | ")) {
        Some((parameters, body)) => format!("|{parameters}| {body}"),
        None => text,
    }
}

// Input:
//     Ok(cached)                  connect().await                 cached()
//
// Output:
//     an error with `|_| Ok(…)`   an error with `async |_| …`     ok
/// Returns an error if the code makes the result that its function would return.
pub(crate) fn reject_result(name: &str, value: &OptionTokens) -> syn::Result<()> {
    let closure = match value.as_slice() {
        [TokenTree::Ident(variant), TokenTree::Group(_)] if variant == "Ok" || variant == "Err" => {
            "|_|"
        }
        [.., dot, end] if tokens::is_punct(dot, '.') && tokens::is_word(end, "await") => {
            match Closure::read(value) {
                Some(_) => return Ok(()),
                None => "async |_|",
            }
        }
        _ => return Ok(()),
    };
    let message = format!(
        "`{name}` takes a function: write `{name} = {closure} {}`",
        text(value)
    );
    Err(Error::new(value.span(), message))
}

/// Returns the name after `self.`, if that is all.
fn method_of_self(value: &OptionTokens) -> Option<String> {
    match value.as_slice() {
        [this, dot, TokenTree::Ident(name)]
            if tokens::is_word(this, "self") && tokens::is_punct(dot, '.') =>
        {
            Some(name.to_string())
        }
        _ => None,
    }
}

struct Closure {
    /// Whether the closure is async, or its body is an async block.
    is_async: bool,
    parameters: usize,
}

impl Closure {
    // Input:
    //     |error| true    async move |a, (b, c)| a    |a| async { a }    || true    is_transient
    //
    // Output:
    //     1               async, 2                    async, 1           0          None
    fn read(value: &OptionTokens) -> Option<Self> {
        let is_async = |token: &TokenTree| tokens::is_word(token, "async");
        let code = value.as_slice();
        let (parameters, body) = split_closure(code)?;
        let (words, _) = split_words(code);
        Some(Self {
            is_async: words.iter().any(is_async) || body.first().is_some_and(is_async),
            parameters: count_parameters(parameters),
        })
    }
}

/// Separates `async`, `move` and other words from the tokens after them.
fn split_words(code: &[TokenTree]) -> (&[TokenTree], &[TokenTree]) {
    let is_word = |token: &&TokenTree| matches!(token, TokenTree::Ident(_));
    code.split_at(code.iter().take_while(is_word).count())
}

// Input:
//     async move |error: &Busy, _| error.is_short()    is_busy
//
// Output:
//     error: &Busy, _  and  error.is_short()           None
/// Returns the parameters of a closure, and the tokens after them.
pub(crate) fn split_closure(code: &[TokenTree]) -> Option<(&[TokenTree], &[TokenTree])> {
    let is_bar = |token: &TokenTree| tokens::is_punct(token, '|');
    let (bar, rest) = split_words(code).1.split_first()?;
    if !is_bar(bar) {
        return None;
    }
    let end = rest.iter().position(is_bar)?;
    Some((&rest[..end], &rest[end + 1..]))
}

/// Returns the tokens of the first parameter.
pub(crate) fn first_parameter(parameters: &[TokenTree]) -> &[TokenTree] {
    let comma = commas(parameters).next();
    &parameters[..comma.unwrap_or(parameters.len())]
}

fn count_parameters(parameters: &[TokenTree]) -> usize {
    let commas = commas(parameters).count();
    match parameters.last() {
        None => 0,
        Some(last) if tokens::is_punct(last, ',') => commas,
        Some(_) => commas + 1,
    }
}

/// Returns the indices of the commas that are not in the generics of a type.
fn commas(parameters: &[TokenTree]) -> impl Iterator<Item = usize> {
    let mut depth = 0;
    let indices = parameters.iter().enumerate();
    indices.filter_map(move |(index, token)| {
        let TokenTree::Punct(punct) = token else {
            return None;
        };
        match punct.as_char() {
            '<' => depth += 1,
            '>' => depth -= 1,
            ',' if depth == 0 => return Some(index),
            _ => {}
        }
        None
    })
}

/// Returns whether the code uses `self`, other than as the beginning of a path.
pub(crate) fn uses_self(code: &TokenStream) -> bool {
    let code: Vec<TokenTree> = code.clone().into_iter().collect();
    code.iter().enumerate().any(|(index, token)| match token {
        TokenTree::Group(group) => uses_self(&group.stream()),
        token => {
            let next = code.get(index + 1);
            tokens::is_word(token, "self") && !next.is_some_and(|next| tokens::is_punct(next, ':'))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Closure, uses_self};
    use crate::options::raw::OptionTokens;
    use proc_macro2::{TokenStream, TokenTree};

    #[test]
    fn the_parameters_of_a_closure_are_counted() {
        for (code, parameters) in [
            ("|error| true", Some(1)),
            ("async |error| true", Some(1)),
            ("|error: &Error<A, B>| true", Some(1)),
            ("|(a, b),| true", Some(1)),
            ("move |a, b| true", Some(2)),
            ("|| true", Some(0)),
            ("|_| a | b", Some(1)),
            ("is_transient", None),
            ("a | b", None),
        ] {
            let tokens: TokenStream = code.parse().expect("tokens");
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let closure = Closure::read(&OptionTokens::new(&tokens));
            assert_eq!(closure.map(|it| it.parameters), parameters, "{code}");
        }
    }

    #[test]
    fn a_closure_is_async_by_its_word_or_by_the_block_that_is_its_body() {
        for (code, is_async) in [
            ("async |error| true", true),
            ("|error| async { true }", true),
            ("move |error| async move { true }", true),
            ("|async_error| true", false),
            ("|error| { async { true } }", false),
            ("is_transient", false),
        ] {
            let tokens: TokenStream = code.parse().expect("tokens");
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            assert_eq!(
                super::is_async(&OptionTokens::new(&tokens)),
                is_async,
                "{code}"
            );
        }
    }

    #[test]
    fn a_block_uses_the_argument_of_its_closure_and_no_field_of_its_name() {
        for (code, is_used) in [
            ("|event| async { log(event) }", true),
            ("|event: &Event| async move { { event } }", true),
            ("|event| async { self.event.log() }", false),
            ("|_| async { event }", false),
            (
                "|event| { let n = event.n(); async move { log(n) } }",
                false,
            ),
            ("async |event| { log(event) }", false),
            ("refresh", false),
        ] {
            let tokens: TokenStream = code.parse().expect("tokens");
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let lent = super::lent_to_block(&OptionTokens::new(&tokens));
            assert_eq!(lent.is_some(), is_used, "{code}");
        }
    }

    #[test]
    fn a_path_that_begins_with_self_does_not_use_it() {
        for (code, uses) in [
            ("self.policy", true),
            ("f(&self.policy)", true),
            ("self::policy()", false),
            ("Self::POLICY", false),
        ] {
            let code: TokenStream = code.parse().expect("tokens");
            assert_eq!(uses_self(&code), uses, "{code}");
        }
    }
}

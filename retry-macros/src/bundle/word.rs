//! The words of a bundle that are code, and the types that each of them takes.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Error, GenericArgument, Path, PathArguments, Type};

use crate::bundle::item::ErrorType;
use crate::errors::{Errors, Partial};
use crate::options::Options;
use crate::options::raw::OptionTokens;
use crate::tokens;

/// The words that are code, with the type that each takes.
#[derive(Default)]
pub(crate) struct Words<'a> {
    pub(crate) on: Option<Word<'a>>,
    pub(crate) on_ok: Option<Word<'a>>,
    pub(crate) on_retry: Option<Word<'a>>,
    pub(crate) on_give_up: Option<Word<'a>>,
    pub(crate) on_timeout: Option<ErrorMaker<'a>>,
    pub(crate) on_refused: Option<ErrorMaker<'a>>,
}

pub(crate) struct Word<'a> {
    pub(crate) code: &'a OptionTokens,
    pub(crate) takes: Takes,
}

/// A word that makes an error, with the type of it.
pub(crate) struct ErrorMaker<'a> {
    pub(crate) code: &'a OptionTokens,
    pub(crate) error: &'a TokenStream,
}

/// The errors, or values, that a word takes.
pub(crate) enum Takes {
    Any,
    Bounded(TokenStream),
    /// Those that implement `Transient`.
    Transient,
    Only(TokenStream),
}

pub(crate) fn words<'a>(options: &'a Options, error: &'a ErrorType) -> Partial<Words<'a>> {
    let mut errors = Errors::default();
    let mut word = |code: &'a Option<OptionTokens>, takes: fn(&OptionTokens, &ErrorType) -> _| {
        let code = code.as_ref()?;
        let takes = errors.take(takes(code, error))?;
        Some(Word { code, takes })
    };
    let (on, on_ok) = (word(&options.on, on), word(&options.on_ok, on_ok));
    let (on_retry, on_give_up) = (
        word(&options.on_retry, hook),
        word(&options.on_give_up, hook),
    );
    let mut maker = |code: &'a Option<OptionTokens>, name, made_of| {
        let code = code.as_ref()?;
        errors.take(error_maker(code, error, name, made_of))
    };
    let words = Words {
        on,
        on_ok,
        on_retry,
        on_give_up,
        on_timeout: maker(&options.on_timeout, "on_timeout", "TimedOut"),
        on_refused: maker(&options.on_refused, "on_refused", "Refused"),
    };
    Partial {
        value: words,
        errors,
    }
}

// Input:
//     transient         is_busy with Policy<Busy>    |error: &Busy| …    is_busy with Policy
//
// Output:
//     Takes::Transient  Takes::Only(Busy)            Takes::Only(Busy)   an error
fn on(code: &OptionTokens, error: &ErrorType) -> syn::Result<Takes> {
    let parameter = Parameter::of(code);
    match (parameter, error) {
        (Parameter::Typed(ty), _) => Ok(Takes::Only(pointee(&ty).to_token_stream())),
        (_, ErrorType::Only(ty)) => Ok(Takes::Only(ty.clone())),
        (Parameter::Ignored, _) => Ok(Takes::Any),
        (Parameter::Unknown, _) if is_classifier(code) => Ok(Takes::Transient),
        (_, ErrorType::Bounded(bounds)) => Ok(Takes::Bounded(bounds.clone())),
        (Parameter::Untyped(name), ErrorType::Any) => Err(Error::new(
            code.span(),
            format!(
                "the type of the error is unknown here: write `Policy<MyError>`, or `|{name}: &MyError| …`"
            ),
        )),
        (Parameter::Unknown, ErrorType::Any) => Err(Error::new(
            code.span(),
            "the type of the error is unknown here: write `Policy<MyError>` with the error that it takes",
        )),
    }
}

fn on_ok(code: &OptionTokens, _: &ErrorType) -> syn::Result<Takes> {
    match Parameter::of(code) {
        Parameter::Typed(ty) => Ok(Takes::Only(pointee(&ty).to_token_stream())),
        Parameter::Ignored => Ok(Takes::Any),
        Parameter::Untyped(_) | Parameter::Unknown => Err(Error::new(
            code.span(),
            "the type of the value is unknown here: write a closure with it, like \
             `on_ok = |response: &Response| is_busy(response)`",
        )),
    }
}

/// A hook that is a path may take an event of any error: the compiler sees to it.
fn hook(code: &OptionTokens, error: &ErrorType) -> syn::Result<Takes> {
    if let Parameter::Typed(ty) = Parameter::of(code) {
        return error_of_event(pointee(&ty))
            .map(Takes::Only)
            .ok_or_else(|| {
                let message = "a hook takes an event: write `|event: &Event<'_, MyError>| …`";
                Error::new(code.span(), message)
            });
    }
    Ok(match error {
        ErrorType::Any => Takes::Any,
        ErrorType::Bounded(bounds) => Takes::Bounded(bounds.clone()),
        ErrorType::Only(ty) => Takes::Only(ty.clone()),
    })
}

// Input:
//     on_timeout = |_| Busy::Late with Policy<Busy>    on_timeout = late with Policy<impl Display>
//
// Output:
//     the closure and Busy                             an error
/// Of any error, or of those with a trait, the function would have to be generic over its result, which a closure
/// cannot be. An error that is `From<TimedOut>` needs no `on_timeout`.
fn error_maker<'a>(
    code: &'a OptionTokens,
    error: &'a ErrorType,
    name: &str,
    made_of: &str,
) -> syn::Result<ErrorMaker<'a>> {
    match error {
        ErrorType::Only(error) => Ok(ErrorMaker { code, error }),
        ErrorType::Any | ErrorType::Bounded(_) => Err(Error::new(
            code.span(),
            format!(
                "`{name}` makes an error of one type: write `Policy<MyError>` with that type, or leave `{name}` out \
                 for errors that are `From<{made_of}>`"
            ),
        )),
    }
}

/// Returns whether the code is `transient` or `unprocessed`, also by a longer path.
fn is_classifier(code: &OptionTokens) -> bool {
    let path = tokens::parse::<Path>(code.as_slice());
    let last = path.as_ref().and_then(|path| path.segments.last());
    last.is_some_and(|last| last.ident == "transient" || last.ident == "unprocessed")
}

/// What a closure says of its parameter.
enum Parameter {
    /// `|error: &Busy|`
    Typed(Box<Type>),
    /// `|error|`
    Untyped(String),
    /// `|_|`
    Ignored,
    /// The code is no closure.
    Unknown,
}

impl Parameter {
    fn of(code: &OptionTokens) -> Self {
        let Some(parameter) = closure_parameter(code.as_slice()) else {
            return Self::Unknown;
        };
        let colon = parameter
            .iter()
            .position(|token| tokens::is_punct(token, ':'));
        match colon {
            Some(colon) => match tokens::parse(&parameter[colon + 1..]) {
                Some(ty) => Self::Typed(Box::new(ty)),
                None => Self::Unknown,
            },
            None if matches!(parameter, [token] if tokens::is_word(token, "_")) => Self::Ignored,
            None => Self::Untyped(
                parameter
                    .iter()
                    .map(TokenTree::to_string)
                    .collect::<String>(),
            ),
        }
    }
}

// Input:
//     move |error: &Busy| error.is_short()    is_busy
//
// Output:
//     error: &Busy                            None
fn closure_parameter(code: &[TokenTree]) -> Option<&[TokenTree]> {
    let code = match code {
        [first, rest @ ..] if tokens::is_word(first, "move") => rest,
        code => code,
    };
    let (first, rest) = code.split_first()?;
    if !tokens::is_punct(first, '|') {
        return None;
    }
    let end = rest.iter().position(|token| tokens::is_punct(token, '|'))?;
    Some(&rest[..end])
}

/// Returns the type behind a reference.
fn pointee(ty: &Type) -> &Type {
    match ty {
        Type::Reference(reference) => &reference.elem,
        ty => ty,
    }
}

// Input:
//     Event<'_, Busy>
//
// Output:
//     Busy
fn error_of_event(event: &Type) -> Option<TokenStream> {
    let Type::Path(path) = event else {
        return None;
    };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.last()? {
        GenericArgument::Type(error) => Some(error.to_token_stream()),
        _ => None,
    }
}

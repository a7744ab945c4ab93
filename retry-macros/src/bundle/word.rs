//! The words of a bundle that are code, and the types that each of them takes.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Error, GenericArgument, Path, PathArguments, Type};

use crate::bundle::item::ErrorType;
use crate::errors::{Errors, Partial};
use crate::options::Options;
use crate::options::function;
use crate::options::or_else::OrElse;
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
    pub(crate) before_retry: Option<Word<'a>>,
    pub(crate) or_else: Option<OrElseWord<'a>>,
    /// The conditions, in the order of the options.
    pub(crate) whens: Vec<Word<'a>>,
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

/// `or_else`, with the type of the error and that of the result.
pub(crate) struct OrElseWord<'a> {
    pub(crate) or_else: &'a OrElse,
    pub(crate) takes: Takes,
    /// The result that a closure declares: `|error: Busy| -> Result<u8, Busy> { … }`. Without one, the code makes
    /// the result of any function.
    pub(crate) returns: Option<TokenStream>,
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
    let mut word = |code: Option<&'a OptionTokens>, takes: fn(&OptionTokens, &ErrorType) -> _| {
        let code = code?;
        let takes = errors.take(takes(code, error))?;
        Some(Word { code, takes })
    };
    let conditions = options.whens.iter().map(|when| &when.condition);
    let mut words = Words {
        on: word(options.on.as_ref(), on),
        on_ok: word(options.on_ok.as_ref(), on_ok),
        on_retry: word(options.on_retry.as_ref(), hook),
        on_give_up: word(options.on_give_up.as_ref(), hook),
        before_retry: word(options.before_retry.as_ref(), hook),
        or_else: options.or_else.as_ref().map(|code| or_else(code, error)),
        whens: conditions.filter_map(|code| word(Some(code), on)).collect(),
        ..Words::default()
    };
    let mut maker = |code: &'a Option<OptionTokens>, name, made_of| {
        let code = code.as_ref()?;
        errors.take(error_maker(code, error, name, made_of))
    };
    words.on_timeout = maker(&options.on_timeout, "on_timeout", "TimedOut");
    words.on_refused = maker(&options.on_refused, "on_refused", "Refused");
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
        Parameter::Unknown if is_classifier(code) => Ok(Takes::Transient),
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
//     |error: Busy, _| -> Result<u8, Busy> { Ok(1) }    fallback with Policy<Busy>    fallback with Policy
//
// Output:
//     Takes::Only(Busy), Result<u8, Busy>               Takes::Only(Busy), None       Takes::Any, None
/// A function that is a path may take any error: the compiler sees to it.
fn or_else<'a>(or_else: &'a OrElse, error: &ErrorType) -> OrElseWord<'a> {
    let takes = match (Parameter::of(&or_else.code), error) {
        (Parameter::Typed(ty), _) => Takes::Only(ty.to_token_stream()),
        (_, ErrorType::Only(ty)) => Takes::Only(ty.clone()),
        (_, ErrorType::Bounded(bounds)) => Takes::Bounded(bounds.clone()),
        (_, ErrorType::Any) => Takes::Any,
    };
    let returns = closure_result(or_else.code.as_slice());
    OrElseWord {
        or_else,
        takes,
        returns,
    }
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
//     move |error: &Busy, _| error.is_short()    is_busy
//
// Output:
//     error: &Busy                               None
/// Returns the first parameter of a closure.
fn closure_parameter(code: &[TokenTree]) -> Option<&[TokenTree]> {
    function::split_closure(code).map(|(parameters, _)| function::first_parameter(parameters))
}

// Input:
//     |error| -> Result<u8, Busy> { Ok(1) }    |error| Err(error)
//
// Output:
//     Result<u8, Busy>                         None
/// Returns the type that a closure declares for its result.
fn closure_result(code: &[TokenTree]) -> Option<TokenStream> {
    match function::split_closure(code)?.1 {
        [dash, arrow, ty @ .., TokenTree::Group(_)]
            if tokens::is_punct(dash, '-') && tokens::is_punct(arrow, '>') =>
        {
            Some(ty.iter().cloned().collect())
        }
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use super::{Takes, or_else};
    use crate::bundle::item::ErrorType;
    use crate::options::Options;

    /// Returns the error that `or_else` takes, if it is only one, and the result that it returns.
    fn types(code: &str, error: &ErrorType) -> (Option<String>, Option<String>) {
        let options = format!("or_else = {code}").parse().expect("tokens");
        let options = Options::parse(options).value;
        let word = or_else(options.or_else.as_ref().expect("a function"), error);
        let takes = match word.takes {
            Takes::Only(ty) => Some(ty.to_string()),
            Takes::Any | Takes::Bounded(_) | Takes::Transient => None,
        };
        (takes, word.returns.map(|ty| ty.to_string()))
    }

    #[test]
    fn or_else_takes_the_type_that_its_closure_or_the_bundle_names() {
        let busy = || Some("Busy".to_owned());
        let only = ErrorType::Only("Busy".parse().expect("a type"));
        for (code, error, takes) in [
            ("fallback", &ErrorType::Any, None),
            ("fallback", &only, busy()),
            ("|_, reason| Err(Busy(reason))", &only, busy()),
            ("|error: Busy, _| Err(error)", &ErrorType::Any, busy()),
            ("async |error: Busy| Err(error)", &ErrorType::Any, busy()),
        ] {
            assert_eq!(types(code, error), (takes, None), "{code}");
        }
    }

    #[test]
    fn or_else_returns_the_type_that_its_closure_declares() {
        let code = "|_: Busy| -> Result<u8, Busy> { Ok(1) }";
        let (_, returns) = types(code, &ErrorType::Any);
        assert_eq!(returns.as_deref(), Some("Result < u8 , Busy >"));
    }
}

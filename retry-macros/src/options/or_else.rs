//! `or_else = f`, which returns something else instead of a failure that is given up on.

use quote::ToTokens;
use syn::{Error, Lit};

use crate::options::function;
use crate::options::list::{Form, RawOption};
use crate::options::raw::OptionTokens;

const EXAMPLE: &str = "or_else = |error| Ok(default)";

pub(crate) struct OrElse {
    pub(crate) code: OptionTokens,
    /// The number of parameters if the code is a closure: the error, or the error and the stop reason.
    pub(crate) parameters: Option<usize>,
}

impl OrElse {
    pub(crate) fn parse(option: RawOption) -> syn::Result<Self> {
        if let Form::Value(value) = &option.form {
            reject_literal(value)?;
            function::reject_result("or_else", value)?;
        }
        let code = function::parse(option, EXAMPLE, &function::WITH_ERROR_AND_REASON)?;
        let parameters = function::parameters(&code);
        Ok(Self { code, parameters })
    }
}

/// Text in quotes may be the path of a function.
fn reject_literal(value: &OptionTokens) -> syn::Result<()> {
    match value.literal() {
        None | Some(Lit::Str(_)) => Ok(()),
        Some(literal) => {
            let literal = literal.to_token_stream();
            let message =
                format!("`or_else` takes a function: write `or_else = |_| Ok({literal})`");
            Err(Error::new(value.span(), message))
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::options::Options;

    #[test]
    fn the_parameters_are_those_of_a_closure() {
        for (code, parameters) in [
            ("|error| Err(error)", Some(1)),
            ("move |_: Error<A, B>, reason| Ok(1)", Some(2)),
            ("async |error, _| other(error).await", Some(2)),
            ("fallback", None),
            ("Self::fallback", None),
        ] {
            let options = format!("or_else = {code}").parse().expect("tokens");
            let options = Options::parse(options);
            assert!(options.errors.is_empty(), "{code}");
            let or_else = options.value.or_else.expect("a function");
            assert_eq!(or_else.parameters, parameters, "{code}");
        }
    }
}

//! The constant that a bundle is declared as.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::spanned::Spanned;
use syn::{Attribute, Error, GenericArgument, Path, PathArguments, Token, Type, Visibility};

use crate::item::attr_tokens::AttrTokens;
use crate::item::scanner::Scanner;
use crate::tokens::{is_punct, is_word};

const FORM: &str = "a bundle is a constant without a value: write `pub const NAME: Policy;`";
const TYPES: &str = "the type of a bundle is `Policy` for any error, `Policy<MyError>` for one, or \
                     `Policy<impl Display>` for those with a trait";

pub(crate) struct BundleItem {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) name: Ident,
    /// `Policy`, as the user names it.
    pub(crate) policy: Path,
    pub(crate) error: ErrorType,
}

/// The errors that a bundle's words take.
pub(crate) enum ErrorType {
    /// `Policy`
    Any,
    /// `Policy<impl Display>`, without the `impl`.
    Bounded(TokenStream),
    /// `Policy<MyError>`
    Only(TokenStream),
}

impl BundleItem {
    // Input:
    //     /// What every call to a partner does.
    //     pub const PARTNERS: Policy<impl Display>;
    pub(crate) fn parse(item: TokenStream) -> syn::Result<Self> {
        Self::parse_stream.parse2(item)
    }

    fn parse_stream(input: ParseStream) -> syn::Result<Self> {
        let attrs = Attribute::parse_outer(input)?;
        let vis = input.parse()?;
        if !input.peek(Token![const]) || !input.peek2(syn::Ident) {
            return Err(input.error(FORM));
        }
        input.parse::<Token![const]>()?;
        let name: Ident = input.parse()?;
        starts_upper_case(&name)?;
        if !input.peek(Token![:]) {
            return Err(input.error(FORM));
        }
        input.parse::<Token![:]>()?;
        let (policy, error) = policy_and_error(input.parse()?)?;
        if input.peek(Token![=]) {
            let message =
                "the attribute makes the value: end with the type, as in `const NAME: Policy;`";
            return Err(input.error(message));
        }
        input.parse::<Token![;]>()?;
        Ok(Self {
            attrs,
            vis,
            name,
            policy,
            error,
        })
    }
}

// Input:
//     pub const PARTNERS: Policy;    const LIMIT: u32 = 5;    const fn get() {}
//
// Output:
//     true                           false                    false
/// Returns whether the item is a constant or a `static` without a value: Rust has no such item, and the compiler would
/// report it a second time.
pub(crate) fn lacks_value(item: &TokenStream) -> bool {
    let tokens: Vec<TokenTree> = item.clone().into_iter().collect();
    let mut scanner = Scanner::new(&tokens);
    AttrTokens::scan(&mut scanner);
    let rest = scanner.rest();
    let mut words = rest
        .iter()
        .filter(|token| matches!(token, TokenTree::Ident(word) if word != "pub"));
    let is_constant = words
        .next()
        .is_some_and(|word| is_word(word, "const") || is_word(word, "static"));
    let ends_early = rest.last().is_some_and(|last| is_punct(last, ';'));
    is_constant && ends_early && !rest.iter().any(|token| is_punct(token, '='))
}

/// A `#[retry]` knows the name of a bundle by its first letter.
fn starts_upper_case(name: &Ident) -> syn::Result<()> {
    let text = name.unraw().to_string();
    if text.starts_with(char::is_uppercase) {
        return Ok(());
    }
    let upper_case = text.to_uppercase();
    let message = format!("the name of a bundle starts upper-case: write `{upper_case}`");
    Err(Error::new(name.span(), message))
}

// Input:
//     retries::Policy<MyError>
//
// Output:
//     retries::Policy and ErrorType::Only(MyError)
fn policy_and_error(ty: Type) -> syn::Result<(Path, ErrorType)> {
    let wrong = Error::new(ty.span(), TYPES);
    let Type::Path(mut ty) = ty else {
        return Err(wrong);
    };
    let Some(last) = ty.path.segments.last_mut() else {
        return Err(wrong);
    };
    if last.ident != "Policy" {
        return Err(wrong);
    }
    let error = match std::mem::replace(&mut last.arguments, PathArguments::None) {
        PathArguments::None => ErrorType::Any,
        PathArguments::AngleBracketed(arguments) if arguments.args.len() == 1 => {
            match &arguments.args[0] {
                GenericArgument::Type(Type::ImplTrait(bounded)) => {
                    ErrorType::Bounded(bounded.bounds.to_token_stream())
                }
                GenericArgument::Type(error) => ErrorType::Only(error.to_token_stream()),
                _ => return Err(wrong),
            }
        }
        _ => return Err(wrong),
    };
    Ok((ty.path, error))
}

#[cfg(test)]
mod tests {
    use super::{BundleItem, ErrorType, lacks_value};

    fn parse(item: &str) -> Result<BundleItem, String> {
        BundleItem::parse(item.parse().expect("tokens")).map_err(|error| error.to_string())
    }

    #[test]
    fn the_type_argument_names_the_errors() {
        let error = |item: &str| parse(item).map(|item| item.error);
        assert!(matches!(error("const P: Policy;"), Ok(ErrorType::Any)));
        assert!(matches!(
            error("pub(crate) const P: retries::Policy<impl Display + Debug>;"),
            Ok(ErrorType::Bounded(_))
        ));
        assert!(matches!(
            error("/// Docs.\npub const P: Policy<Box<dyn Error>>;"),
            Ok(ErrorType::Only(_))
        ));
    }

    #[test]
    fn an_item_that_is_no_constant_without_a_value_is_refused() {
        for item in [
            "struct P;",
            "static P: Policy;",
            "const fn p() {}",
            "const P: Policy = Policy::new();",
            "const P: u32;",
            "const P: Policy<A, B>;",
            "const P: Policy<'a>;",
        ] {
            let message = parse(item).err().unwrap_or_default();
            assert!(message.contains("Policy"), "{item}: {message}");
        }
    }

    #[test]
    fn only_a_constant_or_a_static_may_lack_a_value() {
        for (item, lacks) in [
            ("/// Docs.\npub(crate) const p: Policy;", true),
            ("static P: Policy;", true),
            ("const P: Policy = Policy::new();", false),
            ("pub const fn p() {}", false),
            ("struct P<const N: usize>;", false),
        ] {
            assert_eq!(lacks_value(&item.parse().expect("tokens")), lacks, "{item}");
        }
    }
}

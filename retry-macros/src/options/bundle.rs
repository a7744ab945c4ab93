//! A bare name among the options, which names a bundle: `#[retry(PARTNERS, deadline = "10s")]`.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::Path;
use syn::spanned::Spanned;

use crate::errors::{Errors, Partial};
use crate::options::list::{RawOption, split_at_commas};
use crate::options::names::OPTIONS;
use crate::tokens;

/// The path of a bundle, or of a constant policy.
pub(crate) struct Bundle(Path);

/// The words that `= none` takes away from a bundle.
#[derive(Default)]
pub(crate) struct Without {
    pub(crate) budget: Option<Span>,
    pub(crate) on_ok: Option<Span>,
    pub(crate) on_retry: Option<Span>,
    pub(crate) on_give_up: Option<Span>,
    pub(crate) before_retry: Option<Span>,
    pub(crate) or_else: Option<Span>,
    pub(crate) cancel: Option<Span>,
}

impl Bundle {
    pub(crate) fn span(&self) -> Span {
        self.0.span()
    }

    // Input:
    //     PARTNERS    shop::PARTNERS    jitter    exp(base = "1s")    max_attempts = MAX
    //
    // Output:
    //     Some        Some              None      None                None
    /// Reads one option. A path whose last word starts upper-case is a constant, and no option is one.
    fn parse(option: &[TokenTree]) -> Option<Self> {
        let path: Path = tokens::parse(option)?;
        let last = path.segments.last()?;
        let name = last.ident.to_string();
        let is_constant = name.starts_with(char::is_uppercase) && !is_capitalised_option(&name);
        // `Self` alone is a type.
        let names_a_value = is_constant && last.arguments.is_none() && last.ident != "Self";
        names_a_value.then_some(Self(path))
    }

    // Input:
    //     PARTNERS, deadline = "10s"
    //
    // Output:
    //     PARTNERS and `deadline = "10s"`
    /// Separates the bundle from the options. Reports a second one.
    pub(crate) fn split_off(options: TokenStream) -> Partial<(Option<Self>, TokenStream)> {
        let mut errors = Errors::default();
        let mut first: Option<Self> = None;
        let mut others = TokenStream::new();
        for option in split_at_commas(options) {
            match (Self::parse(&option), &first) {
                (None, _) => {
                    let option: TokenStream = option.into_iter().collect();
                    others.extend(quote!(#option,));
                }
                (Some(bundle), None) => first = Some(bundle),
                (Some(second), Some(first)) => errors.push(two_bundles(first, &second)),
            }
        }
        Partial {
            value: (first, others),
            errors,
        }
    }
}

impl ToTokens for Bundle {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

impl Without {
    /// Reads `name = none`. Returns whether the option is that.
    pub(crate) fn take_away(&mut self, option: &RawOption) -> bool {
        let word = match &*option.name.to_string() {
            "budget" => &mut self.budget,
            "on_ok" => &mut self.on_ok,
            "on_retry" => &mut self.on_retry,
            "on_give_up" => &mut self.on_give_up,
            "before_retry" => &mut self.before_retry,
            "or_else" => &mut self.or_else,
            "cancel" => &mut self.cancel,
            _ => return false,
        };
        *word = option.none();
        word.is_some()
    }

    /// Returns each word that is taken away, with its place.
    pub(crate) fn words(&self) -> impl Iterator<Item = (&'static str, Span)> {
        let words = [
            ("budget", self.budget),
            ("on_ok", self.on_ok),
            ("on_retry", self.on_retry),
            ("on_give_up", self.on_give_up),
            ("before_retry", self.before_retry),
            ("or_else", self.or_else),
            ("cancel", self.cancel),
        ];
        words
            .into_iter()
            .filter_map(|(word, span)| Some((word, span?)))
    }
}

/// Returns whether the name is an option's whose first letter is upper-case, as in `Jitter`.
fn is_capitalised_option(name: &str) -> bool {
    let is_one_capital = !name.chars().skip(1).any(char::is_uppercase);
    is_one_capital && OPTIONS.contains(&&*name.to_lowercase())
}

fn two_bundles(first: &Bundle, second: &Bundle) -> syn::Error {
    let name = |bundle: &Bundle| bundle.to_token_stream().to_string().replace(' ', "");
    let mut error = syn::Error::new(first.span(), format!("`{}` is one bundle", name(first)));
    let message = format!(
        "`{}` is a second bundle: keep one of the two, and write what differs as options",
        name(second)
    );
    error.combine(syn::Error::new(second.span(), message));
    error
}

#[cfg(test)]
mod tests {
    use super::Bundle;
    use proc_macro2::TokenStream;
    use quote::ToTokens;

    fn split(options: &str) -> (Option<String>, String) {
        let tokens: TokenStream = options.parse().expect("tokens");
        let (bundle, others) = Bundle::split_off(tokens).value;
        let bundle = bundle.map(|bundle| bundle.to_token_stream().to_string());
        (bundle, others.to_string())
    }

    #[test]
    fn a_path_whose_last_word_starts_upper_case_is_a_bundle_wherever_it_stands() {
        for (options, bundle) in [
            ("PARTNERS", "PARTNERS"),
            ("jitter, shop::PARTNERS", "shop :: PARTNERS"),
            ("::shop::Partners, jitter", ":: shop :: Partners"),
            ("Self::PARTNERS", "Self :: PARTNERS"),
        ] {
            assert_eq!(split(options).0.as_deref(), Some(bundle), "{options}");
        }
        for options in [
            "jitter",
            "max_attempts = MAX",
            "shop::partners",
            "Self",
            "EXP(1)",
            "Jitter",
            "Max_attempts",
        ] {
            assert_eq!(split(options).0, None, "{options}");
        }
    }

    #[test]
    fn the_other_options_stay_in_their_order() {
        let (_, others) = split("fixed(\"1s\"), PARTNERS, on = |a, b| A, jitter");
        assert_eq!(others, "fixed (\"1s\") , on = | a , b | A , jitter ,");
    }
}

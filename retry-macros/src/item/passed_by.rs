//! How an argument is passed, as far as its type shows.

use proc_macro2::{Delimiter, TokenTree};

use crate::tokens;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum PassedBy {
    Value,
    Ref,
    /// `&mut T`
    MutRef,
    /// `Option<&mut T>`
    OptionMutRef,
    /// `Pin<&mut T>`
    PinMutRef,
}

impl PassedBy {
    /// Reads the type, or the `self`, that the tokens begin with.
    pub(crate) fn from_tokens(ty: &[TokenTree]) -> Self {
        match ty {
            // `macro_rules!` puts a type into a group with invisible delimiters.
            [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::None => {
                Self::from_tokens(&tokens::content(group))
            }
            [TokenTree::Punct(and), referent @ ..] if and.as_char() == '&' => {
                Self::from_referent(referent)
            }
            _ => Self::from_generic(ty),
        }
    }

    /// Reads the tokens after the `&`.
    fn from_referent(referent: &[TokenTree]) -> Self {
        let first = match referent {
            [TokenTree::Punct(quote), TokenTree::Ident(_), after @ ..]
                if quote.as_char() == '\'' =>
            {
                after.first()
            }
            referent => referent.first(),
        };
        match first {
            Some(TokenTree::Ident(word)) if word == "mut" => Self::MutRef,
            _ => Self::Ref,
        }
    }

    /// Reads the name before the `<`, and what comes after it.
    fn from_generic(ty: &[TokenTree]) -> Self {
        let is_bracket = |token| tokens::is_punct(token, '<');
        let Some(bracket) = ty.iter().position(is_bracket) else {
            return Self::Value;
        };
        if Self::from_tokens(&ty[bracket + 1..]) != Self::MutRef {
            return Self::Value;
        }
        let is_name = |token: &&TokenTree| matches!(token, TokenTree::Ident(_));
        match ty[..bracket].iter().rfind(is_name) {
            Some(TokenTree::Ident(name)) if name == "Option" => Self::OptionMutRef,
            Some(TokenTree::Ident(name)) if name == "Pin" => Self::PinMutRef,
            _ => Self::Value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PassedBy;
    use proc_macro2::TokenStream;

    #[test]
    fn the_first_tokens_of_a_type_show_how_it_is_passed() {
        for (ty, passed_by) in [
            ("&str", PassedBy::Ref),
            ("&'a T", PassedBy::Ref),
            ("&&mut T", PassedBy::Ref),
            ("&mut T", PassedBy::MutRef),
            ("&'a mut dyn Read", PassedBy::MutRef),
            ("Option<&mut T>", PassedBy::OptionMutRef),
            ("std::option::Option<&'a mut T>", PassedBy::OptionMutRef),
            ("Option::<&mut T>", PassedBy::OptionMutRef),
            ("Pin<&mut Self>", PassedBy::PinMutRef),
            ("Option<&T>", PassedBy::Value),
            ("Vec<&mut T>", PassedBy::Value),
            ("Option<Pin<&mut T>>", PassedBy::Value),
            ("impl Fn(&mut T)", PassedBy::Value),
            ("<T as Trait<&mut T>>::Of", PassedBy::Value),
            ("(&mut T, &mut T)", PassedBy::Value),
            ("String", PassedBy::Value),
        ] {
            let tokens: TokenStream = ty.parse().expect("tokens");
            let tokens: Vec<_> = tokens.into_iter().collect();
            assert!(PassedBy::from_tokens(&tokens) == passed_by, "{ty}");
        }
    }
}

//! How an argument is passed, as far as its type tells.

use proc_macro2::{Delimiter, TokenTree};

use crate::tokens;

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Passing {
    Value,
    SharedReference,
    /// `&mut T`
    MutableReference,
    /// `Option<&mut T>`
    OptionalReference,
    /// `Pin<&mut T>`
    PinnedReference,
}

impl Passing {
    /// Of what begins with a type.
    pub(crate) fn of(ty: &[TokenTree]) -> Self {
        match ty {
            // What `macro_rules!` puts around a type.
            [TokenTree::Group(group), ..] if group.delimiter() == Delimiter::None => {
                Self::of(&tokens::content(group))
            }
            [TokenTree::Punct(and), ty @ ..] if and.as_char() == '&' => Self::of_reference(ty),
            _ => Self::of_generic(ty),
        }
    }

    /// Of what comes after the `&`.
    fn of_reference(ty: &[TokenTree]) -> Self {
        let ty = match ty {
            [TokenTree::Punct(quote), TokenTree::Ident(_), ty @ ..] if quote.as_char() == '\'' => {
                ty
            }
            ty => ty,
        };
        match ty.first() {
            Some(TokenTree::Ident(word)) if word == "mut" => Self::MutableReference,
            _ => Self::SharedReference,
        }
    }

    /// By the word before the `<`, and what comes after.
    fn of_generic(ty: &[TokenTree]) -> Self {
        let is_bracket = |token| tokens::is_punct(token, '<');
        let Some(bracket) = ty.iter().position(is_bracket) else {
            return Self::Value;
        };
        if Self::of(&ty[bracket + 1..]) != Self::MutableReference {
            return Self::Value;
        }
        let is_name = |token: &&TokenTree| matches!(token, TokenTree::Ident(_));
        match ty[..bracket].iter().rfind(is_name) {
            Some(TokenTree::Ident(name)) if name == "Option" => Self::OptionalReference,
            Some(TokenTree::Ident(name)) if name == "Pin" => Self::PinnedReference,
            _ => Self::Value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Passing;
    use proc_macro2::TokenStream;

    #[test]
    fn references_are_told_by_their_first_tokens() {
        for (ty, passing) in [
            ("&str", Passing::SharedReference),
            ("&'a T", Passing::SharedReference),
            ("&&mut T", Passing::SharedReference),
            ("&mut T", Passing::MutableReference),
            ("&'a mut dyn Read", Passing::MutableReference),
            ("Option<&mut T>", Passing::OptionalReference),
            ("std::option::Option<&'a mut T>", Passing::OptionalReference),
            ("Option::<&mut T>", Passing::OptionalReference),
            ("Pin<&mut Self>", Passing::PinnedReference),
            ("Option<&T>", Passing::Value),
            ("Vec<&mut T>", Passing::Value),
            ("Option<Pin<&mut T>>", Passing::Value),
            ("impl Fn(&mut T)", Passing::Value),
            ("<T as Trait<&mut T>>::Of", Passing::Value),
            ("(&mut T, &mut T)", Passing::Value),
            ("String", Passing::Value),
        ] {
            let tokens: TokenStream = ty.parse().expect("tokens");
            let tokens: Vec<_> = tokens.into_iter().collect();
            assert!(Passing::of(&tokens) == passing, "{ty}");
        }
    }
}

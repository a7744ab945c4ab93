//! One parameter of a function, as tokens.

use proc_macro2::{Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};

use crate::item::attr_tokens::AttrTokens;
use crate::item::passed_by::PassedBy;
use crate::item::pattern;
use crate::item::scanner::Scanner;
use crate::item::type_tokens::TypeTokens;
use crate::tokens;

pub(crate) struct Param {
    attrs: Vec<AttrTokens>,
    /// The pattern, or `self` with `&` and `mut`.
    pub(crate) pat: Vec<TokenTree>,
    /// Missing after `self` without a type, and after C's `...`.
    ty: Option<(Punct, TypeTokens)>,
    comma: Option<Punct>,
}

impl Param {
    pub(crate) fn parse_list(parentheses: &Group) -> Vec<Self> {
        let content = tokens::content(parentheses);
        let mut scanner = Scanner::new(&content);
        let mut params = Vec::new();
        while !scanner.is_empty() {
            let param = scanner.take_until(|token| tokens::is_punct(token, ','));
            let comma = scanner.take_punct().cloned();
            let mut param = Scanner::new(param);
            let attrs = AttrTokens::scan(&mut param);
            let (pat, ty) = split_at_colon(param.rest());
            params.push(Self {
                attrs,
                pat: pat.to_vec(),
                ty,
                comma,
            });
        }
        params
    }

    /// Returns the word `self`, if this is the receiver.
    pub(crate) fn receiver(&self) -> Option<&Ident> {
        match self.pat.last()? {
            TokenTree::Ident(word) if word == "self" => Some(word),
            _ => None,
        }
    }

    fn is_ref_self(&self) -> bool {
        self.receiver().is_some() && tokens::is_punct(&self.pat[0], '&')
    }

    pub(crate) fn ty(&self) -> Option<&TypeTokens> {
        self.ty.as_ref().map(|(_, ty)| ty)
    }

    pub(crate) fn passed_by(&self) -> PassedBy {
        self.ty()
            .map_or_else(|| PassedBy::from_tokens(&self.pat), TypeTokens::passed_by)
    }

    /// Returns the `#[cfg(…)]` attributes. Each statement about the parameter needs them too.
    pub(crate) fn cfgs(&self) -> TokenStream {
        let mut cfgs = TokenStream::new();
        cfgs.append_all(self.attrs.iter().filter(|attr| attr.is_named("cfg")));
        cfgs
    }

    pub(crate) fn set_mut(&mut self, is_mut: impl Fn(&Ident) -> Option<bool>) {
        if !self.is_ref_self() {
            let pat = std::mem::take(&mut self.pat);
            self.pat = pattern::set_mut(pat, is_mut);
        }
    }
}

// Input:
//     lib::Pair(a, b): ::lib::Pair
//
// Output:
//     lib::Pair(a, b), and ::lib::Pair after the colon
/// Returns the pattern and, if there is one, the type.
fn split_at_colon(param: &[TokenTree]) -> (&[TokenTree], Option<(Punct, TypeTokens)>) {
    let mut rest = param;
    loop {
        match rest {
            [TokenTree::Punct(colon), second, after @ ..] if is_path_colon(colon, second) => {
                rest = after;
            }
            [TokenTree::Punct(colon), ty @ ..] if colon.as_char() == ':' => {
                let pat = &param[..param.len() - rest.len()];
                return (pat, Some((colon.clone(), ty.into())));
            }
            [_, after @ ..] => rest = after,
            [] => return (param, None),
        }
    }
}

fn is_path_colon(colon: &Punct, second: &TokenTree) -> bool {
    colon.as_char() == ':' && colon.spacing() == Spacing::Joint && tokens::is_punct(second, ':')
}

impl ToTokens for Param {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.attrs);
        tokens.append_all(&self.pat);
        if let Some((colon, ty)) = &self.ty {
            colon.to_tokens(tokens);
            ty.to_tokens(tokens);
        }
        self.comma.to_tokens(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::Param;
    use proc_macro2::{Delimiter, Group};
    use quote::quote;

    #[test]
    fn the_mut_of_a_binding_is_removed_and_that_of_a_reference_is_kept() {
        for (param, unchanged, changed) in [
            ("mut n: u32", "mut n : u32", "n : u32"),
            ("&(mut n): &u32", "& (mut n) : & u32", "& (n) : & u32"),
            ("mut self", "mut self", "self"),
            ("&'a mut self", "&'a mut self", "&'a mut self"),
        ] {
            let params = Group::new(Delimiter::Parenthesis, param.parse().expect("tokens"));
            let [mut param] = Param::parse_list(&params).try_into().ok().expect("one");
            assert_eq!(quote!(#param).to_string(), unchanged);
            param.set_mut(|_| Some(false));
            assert_eq!(quote!(#param).to_string(), changed);
        }
    }
}

//! One parameter, left as tokens.

use proc_macro2::{Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};

use crate::item::attr_tokens::WrittenAttribute;
use crate::item::passed_by::Passing;
use crate::item::pattern;
use crate::item::type_tokens::WrittenType;
use crate::tokens;

pub(crate) struct Param {
    attrs: Vec<WrittenAttribute>,
    /// The pattern, or `self` with what stands before it.
    pub(crate) pat: Vec<TokenTree>,
    /// None of a `self` that says it all, and of what passes through, like C's `...`.
    ty: Option<(Punct, WrittenType)>,
    comma: Option<Punct>,
}

impl Param {
    pub(crate) fn list(parentheses: &Group) -> Vec<Self> {
        let content = tokens::content(parentheses);
        let mut rest = &content[..];
        let mut params = Vec::new();
        while !rest.is_empty() {
            let mut param = tokens::take_until(&mut rest, |token| tokens::is_punct(token, ','));
            let comma = match rest {
                [TokenTree::Punct(comma), after @ ..] => {
                    rest = after;
                    Some(comma.clone())
                }
                _ => None,
            };
            let attrs = WrittenAttribute::take_from(&mut param);
            let (pat, ty) = split_at_colon(param);
            params.push(Self {
                attrs,
                pat: pat.to_vec(),
                ty,
                comma,
            });
        }
        params
    }

    /// The `self` that it is, in any of its forms.
    pub(crate) fn receiver(&self) -> Option<&Ident> {
        match self.pat.last()? {
            TokenTree::Ident(word) if word == "self" => Some(word),
            _ => None,
        }
    }

    /// Whether it is a `&self` in any form.
    fn is_reference(&self) -> bool {
        self.receiver().is_some() && tokens::is_punct(&self.pat[0], '&')
    }

    pub(crate) fn ty(&self) -> Option<&WrittenType> {
        self.ty.as_ref().map(|(_, ty)| ty)
    }

    pub(crate) fn passing(&self) -> Passing {
        self.ty()
            .map_or_else(|| Passing::of(&self.pat), WrittenType::passing)
    }

    /// The attributes that decide whether there is such a parameter.
    pub(crate) fn cfgs(&self) -> TokenStream {
        let mut cfgs = TokenStream::new();
        cfgs.append_all(self.attrs.iter().filter(|attr| attr.is_named("cfg")));
        cfgs
    }

    pub(crate) fn set_mutable(&mut self, mutable: impl Fn(&Ident) -> Option<bool>) {
        if !self.is_reference() {
            let pat = std::mem::take(&mut self.pat);
            self.pat = pattern::with_mutable(pat, mutable);
        }
    }
}

/// The pattern and the type, if there is one.
fn split_at_colon(param: &[TokenTree]) -> (&[TokenTree], Option<(Punct, WrittenType)>) {
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

/// `::`
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
    fn only_what_is_bound_is_made_mutable_or_not() {
        for (param, unchanged, changed) in [
            ("mut n: u32", "mut n : u32", "n : u32"),
            ("&(mut n): &u32", "& (mut n) : & u32", "& (n) : & u32"),
            ("mut self", "mut self", "self"),
            ("&'a mut self", "&'a mut self", "&'a mut self"),
        ] {
            let params = Group::new(Delimiter::Parenthesis, param.parse().expect("tokens"));
            let [mut param] = Param::list(&params).try_into().ok().expect("one");
            assert_eq!(quote!(#param).to_string(), unchanged);
            param.set_mutable(|_| Some(false));
            assert_eq!(quote!(#param).to_string(), changed);
        }
    }
}

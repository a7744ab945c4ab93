//! The names that a pattern binds, found in its tokens.

use proc_macro2::{Delimiter, Ident, TokenTree};

use crate::tokens;

/// A name that a pattern binds by value.
pub(crate) struct Binding {
    pub(crate) name: Ident,
    pub(crate) mutable: bool,
}

pub(crate) fn bindings(pattern: &[TokenTree]) -> Vec<Binding> {
    let mut bindings = Vec::new();
    rewrite(pattern.to_vec(), &mut |name, mutable| {
        bindings.push(Binding {
            name: name.clone(),
            mutable,
        });
        mutable
    });
    bindings
}

/// Whether the pattern is a name and nothing else.
pub(crate) fn is_simple(pattern: &[TokenTree]) -> bool {
    match pattern {
        [TokenTree::Ident(_)] => true,
        [TokenTree::Ident(word), TokenTree::Ident(_)] => word == "mut",
        // What `macro_rules!` puts around a pattern.
        [TokenTree::Group(group)] => {
            group.delimiter() == Delimiter::None && is_simple(&tokens::content(group))
        }
        _ => false,
    }
}

/// The same pattern, in which the names are `mut` for which `mutable` says so.
pub(crate) fn with_mutable(
    pattern: Vec<TokenTree>,
    mutable: impl Fn(&Ident) -> Option<bool>,
) -> Vec<TokenTree> {
    rewrite(pattern, &mut |name, was| mutable(name).unwrap_or(was))
}

fn rewrite(
    pattern: Vec<TokenTree>,
    is_mutable: &mut dyn FnMut(&Ident, bool) -> bool,
) -> Vec<TokenTree> {
    let mut tokens = pattern.into_iter().peekable();
    let mut output: Vec<TokenTree> = Vec::new();
    let mut mut_token = None;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let content = rewrite(tokens::content(&group), is_mutable);
                output.push(tokens::with_content(&group, content.into_iter().collect()).into());
            }
            TokenTree::Ident(word) if word == "mut" && !is_mut_of_reference(output.last()) => {
                mut_token = Some(word);
            }
            TokenTree::Ident(name) if binds(&name, output.last(), tokens.peek()) => {
                let held = mut_token.take();
                if is_mutable(&name, held.is_some()) {
                    output.push(
                        held.unwrap_or_else(|| Ident::new("mut", name.span()))
                            .into(),
                    );
                }
                output.push(name.into());
            }
            other => output.push(other),
        }
    }
    output
}

/// `&mut` and `ref mut`.
fn is_mut_of_reference(before: Option<&TokenTree>) -> bool {
    match before {
        Some(TokenTree::Punct(punct)) => punct.as_char() == '&',
        Some(TokenTree::Ident(word)) => word == "ref",
        _ => false,
    }
}

/// Whether a name is bound by value, and is no path, field, macro, constant or `ref`.
fn binds(name: &Ident, before: Option<&TokenTree>, after: Option<&TokenTree>) -> bool {
    let text = name.to_string();
    let is_word = matches!(
        &*text,
        "_" | "ref" | "mut" | "box" | "true" | "false" | "const"
    );
    let is_constant = text.starts_with(char::is_uppercase);
    let part_of_path_or_by_ref = match before {
        Some(TokenTree::Punct(punct)) => {
            punct.as_char() == ':' && punct.spacing() == proc_macro2::Spacing::Joint
        }
        Some(TokenTree::Ident(word)) => word == "ref" || word == "mut",
        _ => false,
    };
    let names_something_else = match after {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ':' | '!'),
        Some(TokenTree::Group(_)) => true,
        _ => false,
    };
    !is_word && !is_constant && !part_of_path_or_by_ref && !names_something_else
}

#[cfg(test)]
mod tests {
    use super::{bindings, with_mutable};
    use proc_macro2::{TokenStream, TokenTree};

    fn tokens(pattern: &str) -> Vec<TokenTree> {
        let tokens: TokenStream = pattern.parse().expect("tokens");
        tokens.into_iter().collect()
    }

    fn names(pattern: &str) -> Vec<String> {
        bindings(&tokens(pattern))
            .into_iter()
            .map(|binding| {
                format!(
                    "{}{}",
                    if binding.mutable { "mut " } else { "" },
                    binding.name
                )
            })
            .collect()
    }

    #[test]
    fn only_names_bound_by_value_are_bindings() {
        assert_eq!(names("n"), ["n"]);
        assert_eq!(names("mut n"), ["mut n"]);
        assert_eq!(names("(a, mut b)"), ["a", "mut b"]);
        assert_eq!(names("Point { x, y: mut height, .. }"), ["x", "mut height"]);
        assert_eq!(names("crate::Wrapper(inner)"), ["inner"]);
        assert_eq!(names("all @ [first, .., MAX]"), ["all", "first"]);
        assert_eq!(names("&mut (a, ref b, ref mut c)"), ["a"]);
        assert_eq!(names("_"), [""; 0]);
    }

    #[test]
    fn mutability_is_set_and_taken_away_where_it_is_asked_for() {
        let changed = with_mutable(tokens("(mut a, Some(b), &mut c)"), |name| Some(name == "b"));
        let changed: TokenStream = changed.into_iter().collect();
        assert_eq!(changed.to_string(), "(a , Some (mut b) , & mut c)");
    }
}

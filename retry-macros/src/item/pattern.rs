//! The names that a pattern binds, located in its tokens.

use proc_macro2::{Delimiter, Ident, Spacing, TokenTree};
use std::ops::Range;

use crate::tokens;

/// A name that a pattern binds by value.
pub(crate) struct Binding {
    pub(crate) name: Ident,
    pub(crate) is_mut: bool,
}

pub(crate) fn bindings(pattern: &[TokenTree]) -> Vec<Binding> {
    let mut bindings = Vec::new();
    rewrite(pattern.to_vec(), &mut |name, is_mut| {
        bindings.push(Binding {
            name: name.clone(),
            is_mut,
        });
        is_mut
    });
    bindings
}

/// Returns whether the pattern is a name and nothing else.
pub(crate) fn is_name(pattern: &[TokenTree]) -> bool {
    match pattern {
        [TokenTree::Ident(_)] => true,
        [TokenTree::Ident(word), TokenTree::Ident(_)] => word == "mut",
        // `macro_rules!` puts a pattern into a group with invisible delimiters.
        [TokenTree::Group(group)] => {
            group.delimiter() == Delimiter::None && is_name(&tokens::content(group))
        }
        _ => false,
    }
}

// Input, with `a` not to be `mut`, and `b` to be:
//     (mut a, Some(b), &mut c)
//
// Output:
//     (a, Some(mut b), &mut c)
/// Returns the pattern with `mut` before a name where `is_mut` is true for it, and without where it is false.
pub(crate) fn set_mut(
    pattern: Vec<TokenTree>,
    is_mut: impl Fn(&Ident) -> Option<bool>,
) -> Vec<TokenTree> {
    rewrite(pattern, &mut |name, was_mut| {
        is_mut(name).unwrap_or(was_mut)
    })
}

/// Calls `is_mut` with each name that is bound by value and whether it is `mut`, and makes it what is
/// returned.
fn rewrite(
    pattern: Vec<TokenTree>,
    is_mut: &mut dyn FnMut(&Ident, bool) -> bool,
) -> Vec<TokenTree> {
    let mut tokens = pattern.into_iter().peekable();
    let mut output: Vec<TokenTree> = Vec::new();
    let mut mut_token = None;
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let content = rewrite(tokens::content(&group), is_mut);
                output.push(tokens::with_content(&group, content.into_iter().collect()).into());
            }
            TokenTree::Ident(word) if word == "mut" && !is_reference(output.last()) => {
                mut_token = Some(word);
            }
            TokenTree::Ident(name) if is_binding(&name, &output, tokens.peek()) => {
                let was_mut = mut_token.take();
                if is_mut(&name, was_mut.is_some()) {
                    let word = was_mut.unwrap_or_else(|| Ident::new("mut", name.span()));
                    output.push(word.into());
                }
                output.push(name.into());
            }
            other => output.push(other),
        }
    }
    output
}

/// Returns whether a `mut` after this token is that of `&mut` or `ref mut`.
fn is_reference(before: Option<&TokenTree>) -> bool {
    match before {
        Some(TokenTree::Punct(punct)) => punct.as_char() == '&',
        Some(TokenTree::Ident(word)) => word == "ref",
        _ => false,
    }
}

/// Returns whether the name is bound by value, and is not a path, a field, a macro, a constant or bound by
/// `ref`.
fn is_binding(name: &Ident, before: &[TokenTree], after: Option<&TokenTree>) -> bool {
    let text = name.to_string();
    let is_keyword = matches!(
        &*text,
        "_" | "ref" | "mut" | "box" | "true" | "false" | "const"
    );
    let is_constant = text.starts_with(char::is_uppercase);
    let is_in_path_or_by_ref = match before {
        [.., TokenTree::Punct(first), TokenTree::Punct(second)] => {
            first.as_char() == ':' && second.as_char() == ':'
        }
        [.., TokenTree::Ident(word)] => word == "ref" || word == "mut",
        _ => false,
    };
    let is_other_name = match after {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), ':' | '!'),
        Some(TokenTree::Group(_)) => true,
        _ => false,
    };
    !is_keyword && !is_constant && !is_in_path_or_by_ref && !is_other_name
}

// Input:
//     let (mut a, b): (u8, u8) = pair; send(a); let c = 1;
//
// Output, as indices:
//     (mut a, b)                                c
/// Returns where the patterns of the `let` statements are.
pub(crate) fn in_let_statements(tokens: &[TokenTree]) -> Vec<Range<usize>> {
    let mut patterns = Vec::new();
    let mut begins_statement = true;
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        index += 1;
        if begins_statement && tokens::is_word(token, "let") {
            let length = pattern_length(&tokens[index..]);
            patterns.push(index..index + length);
            index += length;
        }
        begins_statement = match token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(_) => true,
            _ => false,
        };
    }
    patterns
}

/// Returns the number of tokens before `=`, `;` or the `:` of a type.
fn pattern_length(tokens: &[TokenTree]) -> usize {
    let mut is_after_joint = false;
    let end = tokens.iter().position(|token| {
        let TokenTree::Punct(punct) = token else {
            is_after_joint = false;
            return false;
        };
        let is_alone = punct.spacing() == Spacing::Alone;
        let is_end = match punct.as_char() {
            '=' | ';' => true,
            ':' => is_alone,
            _ => false,
        };
        // The second `:` of `::` ends nothing.
        let ends_pattern = is_end && !is_after_joint;
        is_after_joint = !is_alone;
        ends_pattern
    });
    end.unwrap_or(tokens.len())
}

#[cfg(test)]
mod tests {
    use super::{bindings, in_let_statements, is_name, set_mut};
    use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

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
                    if binding.is_mut { "mut " } else { "" },
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
        assert_eq!(names("wrapper(inner)"), ["inner"]);
        assert_eq!(names("Point { x: &y, z: _ }"), ["y"]);
        assert_eq!(names("module::value | other"), ["other"]);
        assert_eq!(names("&(a, Some(b))"), ["a", "b"]);
        assert_eq!(names("_"), [""; 0]);
    }

    #[test]
    fn only_the_named_bindings_become_mutable() {
        let changed = set_mut(tokens("(mut a, Some(b), &mut c)"), |name| Some(name == "b"));
        let changed: TokenStream = changed.into_iter().collect();
        assert_eq!(changed.to_string(), "(a , Some (mut b) , & mut c)");
        let by_ref = set_mut(tokens("ref mut a"), |_| Some(false));
        let by_ref: TokenStream = by_ref.into_iter().collect();
        assert_eq!(by_ref.to_string(), "ref mut a");
    }

    #[test]
    fn a_name_with_or_without_mut_is_a_name_also_as_an_argument_of_a_macro() {
        for (pattern, expected) in [
            ("n", true),
            ("mut n", true),
            ("ref n", false),
            ("(n)", false),
            ("&n", false),
            ("a | b", false),
        ] {
            assert_eq!(is_name(&tokens(pattern)), expected, "{pattern}");
            let argument = tokens(pattern).into_iter().collect();
            let argument = TokenTree::from(Group::new(Delimiter::None, argument));
            assert_eq!(is_name(&[argument]), expected, "{pattern}");
        }
    }

    #[test]
    fn a_pattern_of_a_let_ends_before_its_type_its_value_or_the_semicolon() {
        let patterns = |code: &str| -> Vec<String> {
            let code = tokens(code);
            let text =
                |tokens: &[TokenTree]| tokens.iter().cloned().collect::<TokenStream>().to_string();
            in_let_statements(&code)
                .into_iter()
                .map(|range| text(&code[range]))
                .collect()
        };
        assert_eq!(
            patterns("let (mut a, b): (u8, u8) = pair; send(a); let c = 1;"),
            ["(mut a , b)", "c"]
        );
        assert_eq!(
            patterns("let a = 1; let mut b = 2; let c; let d: u8 = 4;"),
            ["a", "mut b", "c", "d"]
        );
        assert_eq!(patterns("if a { b } let c = 1;"), ["c"]);
        assert_eq!(patterns("let m::C(a) = b;"), ["m :: C (a)"]);
        assert_eq!(patterns("let a @ 1..=9 = b;"), ["a @ 1 ..= 9"]);
        assert_eq!(patterns("a = let; f!(let b = 1)"), [""; 0]);
    }
}

//! Prints tokens as code that a reviewer can read.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// The longest come first.
const OPERATORS: [&str; 17] = [
    "..=", "::", "->", "=>", "==", "!=", "<=", ">=", "&&", "||", "..", "+=", "-=", "*=", "/=",
    "|=", "&=",
];

/// Words that a path or a group follows after a space.
const KEYWORDS: [&str; 19] = [
    "as", "async", "await", "break", "const", "dyn", "for", "if", "impl", "in", "let", "match",
    "move", "mut", "return", "static", "type", "use", "where",
];

/// The longest content of braces on one line.
const SHORT: usize = 40;

/// Returns the tokens with a line for each statement, field and match arm.
pub(super) fn print(tokens: TokenStream) -> String {
    let mut printer = Printer::default();
    printer.tokens(tokens, true);
    printer.end_line();
    printer.text
}

/// Returns whether the braces have no statements and fit on a line.
fn is_short(group: &Group) -> bool {
    let text = group.stream().to_string();
    text.len() <= SHORT && !text.contains([';', '{', '#'])
}

#[derive(Default)]
struct Printer {
    text: String,
    /// The last token of the line, or nothing at its beginning.
    last: String,
    depth: usize,
}

impl Printer {
    /// Prints the tokens. In braces a comma ends a line.
    fn tokens(&mut self, tokens: TokenStream, in_braces: bool) {
        let mut tokens = tokens.into_iter().peekable();
        // How many `<` of generic arguments are open. A comma in them separates arguments.
        let mut generics = 0_u32;
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => {
                    let is_attribute = self.last == "#";
                    let is_block = group.delimiter() == Delimiter::Brace;
                    self.group(&group);
                    let goes_on = match tokens.peek() {
                        Some(TokenTree::Punct(next)) => ",;.?)=".contains(next.as_char()),
                        Some(TokenTree::Ident(next)) => next == "else" || next == "as",
                        _ => false,
                    };
                    if in_braces && (is_attribute || is_block) && !goes_on {
                        self.end_line();
                    }
                }
                TokenTree::Punct(first) => {
                    let mut run = String::from(first.as_char());
                    let mut spacing = first.spacing();
                    while spacing == Spacing::Joint
                        && let Some(TokenTree::Punct(next)) = tokens.peek()
                        && OPERATORS.iter().any(|operator| {
                            operator.starts_with(&format!("{run}{}", next.as_char()))
                        })
                    {
                        run.push(next.as_char());
                        spacing = next.spacing();
                        tokens.next();
                    }
                    self.token(&run);
                    match &*run {
                        "<" => generics += 1,
                        ">" => generics = generics.saturating_sub(1),
                        ";" if in_braces => self.end_line(),
                        "," if in_braces && generics == 0 => self.end_line(),
                        _ => {}
                    }
                }
                token => self.token(&token.to_string()),
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::Brace => ("{", "}"),
            // Delimiters of groups that the compiler makes for the arguments of `macro_rules!`.
            Delimiter::None => ("⟨", "⟩"),
        };
        self.token(open);
        if group.delimiter() == Delimiter::Brace && !is_short(group) {
            self.depth += 1;
            self.end_line();
            self.tokens(group.stream(), true);
            self.depth -= 1;
            self.end_line();
        } else {
            self.tokens(group.stream(), false);
        }
        self.token(close);
    }

    fn token(&mut self, token: &str) {
        if self.last.is_empty() {
            self.text.extend(std::iter::repeat_n("    ", self.depth));
        } else if self.needs_space(token) {
            self.text.push(' ');
        }
        self.text.push_str(token);
        token.clone_into(&mut self.last);
    }

    fn needs_space(&self, next: &str) -> bool {
        let last = &*self.last;
        let after_word = last.starts_with(|char: char| char.is_alphanumeric() || char == '_')
            && !KEYWORDS.contains(&last);
        let is_joined = matches!(
            (last, next),
            (_, "," | ";" | "." | "?" | ")" | "]" | ":" | ">" | "⟩")
                | ("{", "}")
                | (
                    "(" | "[" | "." | "::" | "&" | "!" | "#" | "<" | "'" | "$" | "⟨",
                    _
                )
        );
        let follows_word = match next {
            "(" | "[" | "::" | "<" => after_word || matches!(last, ">" | ")" | "::"),
            "!" => after_word,
            _ => false,
        };
        !is_joined && !follows_word
    }

    fn end_line(&mut self) {
        if !self.last.is_empty() {
            self.text.push('\n');
            self.last.clear();
        }
    }
}

//! The messages of `tests/ui/`, without the compiler: the same inputs, in a moment. The compiler's own tests show
//! each message at its place.

use std::path::Path;

use super::{read, rust_files, source};

/// Errors without a number that are the compiler's own.
const OF_THE_COMPILER: [&str; 5] = [
    "captured variable cannot escape `FnMut` closure body",
    "expected `;`, found `}`",
    "key-value macro attributes are not supported",
    "struct is not supported in `trait`s or `impl`s",
    "unexpected token: `}`",
];

/// The compiler reports an equal message at an equal place once. Here are the two that an option repeats.
const REPEATED: [&str; 2] = ["`fixed` is one backoff", "`jitter` is given here first"];

#[test]
fn each_mistake_has_the_message_that_the_compiler_shows() {
    for path in rust_files("../tests/ui/fail") {
        let input = read(&path).parse().expect("the tokens of the input");
        let messages = source::messages(source::expand(input));
        assert_eq!(
            sorted(messages),
            sorted(reported(&path.with_extension("stderr"))),
            "{path:?}"
        );
    }
}

/// Returns the messages in their order by text. The compiler prints tokens without the spaces between them.
fn sorted(messages: Vec<String>) -> Vec<String> {
    let without_spaces = |text: String| text.split_whitespace().collect::<String>();
    let mut messages: Vec<String> = messages.into_iter().map(without_spaces).collect();
    messages.sort();
    let repeated = REPEATED.map(|text| without_spaces(text.to_owned()));
    messages.dedup_by(|a, b| a == b && repeated.contains(a));
    messages
}

// Input:
//     error: `when` needs a condition first: write `when(…)`
//      --> tests/ui/fail/when.rs:25:9
//
// Output:
//     `when` needs a condition first: write `when(…)`
/// Returns the texts of the errors without a number. Those with one are the compiler's.
fn reported(path: &Path) -> Vec<String> {
    let text = read(path);
    let mut lines = text.lines();
    let mut messages = Vec::new();
    while let Some(line) = lines.next() {
        let Some(first) = line.strip_prefix("error: ") else {
            continue;
        };
        let more = lines.by_ref().take_while(|line| !line.contains("--> "));
        let message = more.fold(first.to_owned(), |message, line| message + line);
        if !OF_THE_COMPILER.contains(&&*message) {
            messages.push(message);
        }
    }
    messages
}

//! Suggestions for words that do not exist.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Returns "did you mean `…`?" with the nearest candidate, if one is near, whatever the case of `word`.
#[must_use]
pub fn did_you_mean(word: &str, candidates: &[&str]) -> Option<String> {
    let nearest = nearest(&word.to_lowercase(), candidates)?;
    Some(format!("did you mean `{nearest}`?"))
}

/// Returns the candidate with the fewest edits, if at most 2 are needed, or 1 for a word below 4 bytes.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let tolerated = if word.len() < 4 { 1 } else { 2 };
    candidates
        .iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= tolerated)
        .map(|candidate| (edits(word, candidate), *candidate))
        .filter(|(edits, _)| *edits <= tolerated)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Returns Levenshtein's distance, with one row of the table. The crate `strsim` has this function too, but
/// takes a quarter of a second to compile.
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (i, a) in from.bytes().enumerate() {
        let mut diagonal = i;
        row[0] = i + 1;
        for (j, b) in to.bytes().enumerate() {
            let substituted = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

/// Lists the names for a sentence: `a`, `b` and `c`.
#[must_use]
pub fn list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// Whether the word is another library's name for a count that leaves the first call out.
#[must_use]
pub fn counts_retries(word: &str) -> bool {
    matches!(
        word,
        "max_retries"
            | "retries"
            | "max_retry"
            | "max_times"
            | "times"
            | "num_retries"
            | "retry_count"
    )
}

#[cfg(test)]
mod tests {
    use super::{edits, list, nearest};

    #[test]
    fn a_typing_error_finds_the_word_and_an_unrelated_word_finds_none() {
        let words = ["jitter", "deadline", "on", "on_ok"];
        assert_eq!(nearest("jiter", &words), Some("jitter"));
        assert_eq!(nearest("dedaline", &words), Some("deadline"));
        assert_eq!(nearest("onok", &words), Some("on_ok"));
        assert_eq!(nearest("colour", &words), None);
    }

    #[test]
    fn a_word_below_four_bytes_may_have_one_edit_and_a_longer_one_two() {
        let words = ["on"];
        assert_eq!(nearest("onn", &words), Some("on"));
        assert_eq!(nearest("xyn", &words), None);
        assert_eq!(nearest("onnn", &words), Some("on"));
        assert_eq!(nearest("onnnn", &words), None);
    }

    #[test]
    fn each_inserted_deleted_or_other_letter_is_an_edit() {
        for (from, to, expected) in [
            ("", "", 0),
            ("", "cap", 3),
            ("cap", "", 3),
            ("cap", "caps", 1),
            ("cap", "cup", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(edits(from, to), expected, "{from} {to}");
        }
    }

    #[test]
    fn a_list_has_a_word_before_its_last_name_only() {
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b"]), "`a` and `b`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}

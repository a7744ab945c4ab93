//! The word that was meant.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The candidate that takes the fewest edits, if so few that it may have been meant.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let tolerated = if word.len() < 4 { 1 } else { 2 };
    candidates
        .iter()
        .map(|candidate| (edits(word, candidate), *candidate))
        .filter(|(edits, _)| *edits <= tolerated)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance, with one row of the table.
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

/// The names as a sentence lists them.
#[must_use]
pub fn list(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// Whether the word names a count of retries, which leaves the first call out.
#[must_use]
pub fn counts_retries(word: &str) -> bool {
    matches!(
        word,
        "max_retries" | "retries" | "max_retry" | "max_times" | "times"
    )
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_finds_its_word_and_another_word_finds_none() {
        let words = ["jitter", "deadline", "on", "on_ok"];
        assert_eq!(nearest("jiter", &words), Some("jitter"));
        assert_eq!(nearest("dedaline", &words), Some("deadline"));
        assert_eq!(nearest("onok", &words), Some("on_ok"));
        assert_eq!(nearest("colour", &words), None);
    }
}

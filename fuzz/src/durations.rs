//! Durations as people write them, and the suggestions for wrong words.

use retry_runtime::parse::{duration, suggest};
use std::fmt::Write;
use std::time::Duration;

use crate::choices::Choices;

pub fn check(input: &[u8]) {
    let choices = &mut Choices::new(input);
    match choices.below(3) {
        0 => check_sum(choices),
        1 => check_words(&choices.text()),
        _ => check_text(&choices.text()),
    }
}

/// Any text is read or refused, and what was read is read again as it prints.
fn check_text(text: &str) {
    match duration::parse(text) {
        Ok(time) => {
            let printed = format!("{time:?}");
            assert_eq!(duration::parse(&printed), Ok(time), "{text}");
        }
        Err(message) => assert!(
            message.contains(':') || message.contains("digits"),
            "{message}"
        ),
    }
}

const UNITS: [(&str, u128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
    ("d", 86_400_000_000_000),
];

/// A sum of numbers with units is read exactly, rounded down to a nanosecond in each term.
fn check_sum(choices: &mut Choices) {
    let (mut text, mut nanos) = (String::new(), 0_u128);
    loop {
        let (unit, scale) = choices.of(&UNITS);
        let whole = choices.number();
        let space = choices.of(&["", " ", "\n"]);
        write!(text, "{space}{whole}").expect("a string takes all text");
        nanos += u128::from(whole) * scale;
        if choices.flag() {
            let digits = choices.below(18) + 1;
            let fraction =
                choices.number() % 10_u64.pow(u32::try_from(digits).expect("few digits"));
            write!(text, ".{fraction:0digits$}").expect("a string takes all text");
            nanos +=
                u128::from(fraction) * scale / 10_u128.pow(u32::try_from(digits).expect("few"));
        }
        text.push_str(choices.of(&["", " "]));
        text.push_str(unit);
        if choices.is_used_up() {
            break;
        }
    }
    let expected = u64::try_from(nanos / 1_000_000_000).ok().map(|seconds| {
        let below = u32::try_from(nanos % 1_000_000_000).expect("less than a second");
        Duration::new(seconds, below)
    });
    assert_eq!(duration::parse(&text).ok(), expected, "{text}");
    check_text(&text);
}

/// A suggestion is one of the candidates, and a candidate is its own.
fn check_words(text: &str) {
    let words: Vec<&str> = text.split(',').collect();
    let (word, candidates) = words.split_first().expect("one part at least");
    if let Some(nearest) = suggest::nearest(word, candidates) {
        assert!(candidates.contains(&nearest), "{word}: {nearest}");
    }
    if candidates.contains(word) {
        assert_eq!(suggest::nearest(word, candidates), Some(*word));
    }
    let question = suggest::did_you_mean(word, candidates);
    assert!(question.is_none_or(|question| question.ends_with("`?")));
    let list = suggest::list(candidates);
    assert!(candidates.iter().all(|candidate| list.contains(candidate)));
}

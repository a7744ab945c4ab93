//! Options of the attribute: mostly the right words, with values that are mostly right.

use std::fmt::Write;

use crate::choices::Choices;
use crate::options::names::OPTIONS;

/// Options as text.
pub(super) struct Written {
    pub(super) text: String,
    /// Whether every value is an expression, as the compiler would check.
    pub(super) is_code: bool,
}

/// Names that are no options, some of them options of other libraries.
const OTHER_NAMES: [&str; 13] = [
    "max_retries",
    "tries",
    "delay",
    "timeout",
    "with_jitter",
    "retry_if",
    "notify",
    "Jitter",
    "jiter",
    "r#on",
    "größe",
    "self",
    "throttle",
];

const TIMES: [&str; 26] = [
    "\"1s\"",
    "\"100ms\"",
    "\"30s\"",
    "\"1m 30s\"",
    "\"60s\"",
    "\"0s\"",
    "LIMIT",
    "Duration::from_secs(2)",
    "self.limit",
    "limits::<A, B>()",
    "never",
    "policy",
    "none",
    "\"soon\"",
    "30",
    "-1",
    "1.5",
    "\"584y\"",
    "\"9999999999999999999s\"",
    "{ LIMIT }",
    "b\"1s\"",
    "r#\"1s\"#",
    "'s'",
    "1e999",
    "\"1s\"x",
    "invisible!(\"1s\")",
];

const COUNTS: [&str; 20] = [
    "1",
    "2",
    "3",
    "5",
    "0",
    "unlimited",
    "MAX",
    "MAX + 1",
    "0x10",
    "5u32",
    "4294967295",
    "4294967296",
    "-1",
    "\"5\"",
    "1.5",
    "true",
    "self.max",
    "1_000",
    "99999999999999999999999999999999999999999",
    "invisible!(4)",
];

const NUMBERS: [&str; 15] = [
    "2",
    "1.5",
    "0.25",
    "1.0",
    "0",
    "-2.5",
    "1e3",
    "1e999",
    "\"2\"",
    "FACTOR",
    "2.",
    "0.5f32",
    "0b1",
    "none",
    "4294967.2955",
];

const JITTERS: [&str; 12] = [
    "full",
    "equal",
    "decorrelated",
    "none",
    "additive",
    "0.25",
    "2.0",
    "\"full\"",
    "true",
    "false",
    "Jitter::Full",
    "ful",
];

const CODES: [&str; 36] = [
    "transient",
    "is_busy",
    "Error::is_busy",
    "|error| error.is_busy()",
    "|error: &Error, n| n < 3",
    "|_| true",
    "async |event| refresh(event).await",
    "|event| async move { log(event).await }",
    "|a, b, c| true",
    "|| true",
    "self.check",
    "(self.check)(error)",
    "none",
    "Ok(cached)",
    "connect().await",
    "|error| -> Result<Map<A, B>, E> { Ok(a) }",
    "if x { f } else { g }",
    "\"is_busy\"",
    "f::<A, B>",
    "|error| matches!(error, Error::A | Error::B)",
    "move |Error { code, .. }| code > 5",
    "|event| println!(\"{key}\")",
    "5",
    "BUDGET",
    "Budget::new()",
    "token",
    "CancellationToken::new()",
    "&TOKEN",
    "match x { _ => f }",
    "|error| { let n = 1; n == 2 }",
    "invisible!(is_busy)",
    "invisible!(|error| true)",
    "[f, g][0]",
    "|error: &Map<A, B>, (n, _): (u8, u8)| n == 2",
    "retries::Decision::retry",
    "r#try",
];

const LOOSE: [&str; 24] = [
    "=", "==", "=>", ",", ";", "|", "||", "->", "::", "<", ">", "-", "#", "!", "?", ".", "..",
    "'a", "&", "fn", "return", "retry", "\"x\"", "1",
];

pub(super) fn any(choices: &mut Choices) -> Written {
    let mut written = Written {
        text: String::new(),
        is_code: true,
    };
    for _ in 0..choices.below(6) {
        written.push_option(choices);
        let separator = choices.byte();
        written.text.push_str(match separator {
            0 => " ",
            1 => ",,",
            2 => ";",
            _ => ", ",
        });
        written.is_code &= separator > 2;
    }
    written
}

/// Options that make a policy, in the words that the attribute and `FromStr` share.
pub(super) fn of_policy(choices: &mut Choices) -> String {
    const TIMES: [&str; 8] = [
        "\"1s\"",
        "\"100ms\"",
        "\"30s\"",
        "\"1m 30s\"",
        "\"0s\"",
        "\"1ns\"",
        "\"1.5s\"",
        "\"2d\"",
    ];
    let mut options = Vec::new();
    for _ in 0..choices.below(6) {
        let time = choices.of(&TIMES);
        options.push(match choices.below(12) {
            0 => format!("fixed({time})"),
            1 => format!("exp(base = {time}, cap = {})", choices.of(&TIMES)),
            2 => format!(
                "exp(base = {time}, factor = {})",
                choices.of(&["2", "1.5", "1.0004", "3e0"])
            ),
            3 => format!("linear(base = {time}, step = {})", choices.of(&TIMES)),
            4 => format!("fibonacci(base = {time})"),
            5 => format!(
                "jitter = {}",
                choices.of(&["full", "equal", "decorrelated", "0.25", "1e-3", "1"])
            ),
            6 => "jitter".to_owned(),
            7 => format!(
                "max_attempts = {}",
                choices.of(&["1", "5", "1_000", "unlimited", "4294967295"])
            ),
            8 => format!("deadline = {}", choices.of(&["never", time])),
            9 => format!("max_retry_after = {time}"),
            10 => format!("reset_after = {time}"),
            _ => choices
                .of(&[
                    "rate_limited = fixed(\"2s\")",
                    "nested = stop",
                    "nested = retry",
                ])
                .to_owned(),
        });
    }
    options.join(", ")
}

impl Written {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn push_option(&mut self, choices: &mut Choices) {
        match choices.below(16) {
            0 => self.push_loose(choices, 3),
            1 => self.push(choices.of(&[
                "PARTNERS",
                "shop::PARTNERS",
                "Self::POLICY",
                "Self",
                "P<u8>",
            ])),
            _ => {
                let name = choices.of(&[&OPTIONS[..], &OTHER_NAMES].concat());
                self.push(name);
                self.push_form(name, choices);
            }
        }
    }

    fn push_form(&mut self, name: &str, choices: &mut Choices) {
        match choices.below(24) {
            0 => return,
            1 => {
                self.push(" = ");
                return self.push_loose(choices, 3);
            }
            2 => {
                self.push("(");
                self.push_loose(choices, 3);
                return self.push(")");
            }
            3 => return self.push(" = none"),
            4 => {
                self.push(" = ");
                return self.push(choices.of(&CODES));
            }
            _ => {}
        }
        match name {
            "exp" | "linear" | "fibonacci" => self.push_backoff_fields(choices),
            "fixed" => self.push_all(&["(", choices.of(&TIMES), ")"]),
            "jitter" => self.push_all(choices.of(&[&[][..], &[" = "]])),
            "rate_limited" => {
                self.push(choices.of(&[" = exp", " = linear", " = fibonacci", ""]));
                self.push_backoff_fields(choices);
            }
            "max_attempts" => self.push_all(&[" = ", choices.of(&COUNTS)]),
            "deadline" | "max_retry_after" | "reset_after" | "attempt_timeout" => {
                self.push_all(&[" = ", choices.of(&TIMES)]);
            }
            "nested" => self.push(choices.of(&[" = stop", " = retry", "", " = \"stop\""])),
            "on_exhausted" => self.push(choices.of(&[" = wait", " = return", "", " = \"wait\""])),
            "when" => self.push_when(choices),
            "clone" | "lend" => {
                self.push(choices.of(&["", "(key)", "(key, n, this)", "()", "(self)", " = key"]));
            }
            "into" => self.push(choices.of(&[
                "(key: String)",
                "(key: Vec<_>, n: Option<u8>)",
                "(key)",
                "(key: )",
                "(self: u8)",
                " = key",
                "",
            ])),
            "attempt" => self.push(choices.of(&[
                " = n",
                " = attempt",
                " = key",
                "",
                " = _",
                " = self",
                " = r#try",
            ])),
            "name" => self.push(choices.of(&[
                " = \"shop.get\"",
                " = shop",
                " = \"\"",
                "",
                " = \"a\\nb\"",
            ])),
            "doc" => self.push(choices.of(&[" = false", " = true", "", " = \"x\""])),
            "crate" => self.push(choices.of(&[
                " = ::retries",
                " = crate::again",
                " = \"retries\"",
                "",
                " = a<b>",
            ])),
            "budget" | "cancel" if choices.flag() => {}
            _ => self.push_all(&[" = ", choices.of(&CODES)]),
        }
        if name == "jitter" && self.text.ends_with("= ") {
            self.push(choices.of(&JITTERS));
        }
    }

    fn push_all(&mut self, parts: &[&str]) {
        for part in parts {
            self.push(part);
        }
    }

    fn push_backoff_fields(&mut self, choices: &mut Choices) {
        self.push("(");
        for (name, values) in [
            ("base", &TIMES[..]),
            ("cap", &TIMES),
            ("factor", &NUMBERS),
            ("step", &TIMES),
            ("floor", &TIMES),
        ] {
            if choices.flag() {
                let value = values[choices.below(values.len())];
                write!(self.text, "{name} = {value}, ").expect("a string takes all text");
            }
        }
        self.push(")");
    }

    fn push_when(&mut self, choices: &mut Choices) {
        self.push_all(&["(", choices.of(&CODES)]);
        if choices.flag() {
            self.push_all(&[", fixed(", choices.of(&TIMES), ")"]);
        }
        if choices.flag() {
            self.push_all(&[", max_attempts = ", choices.of(&COUNTS)]);
        }
        if choices.below(8) == 0 {
            self.push(", ");
            self.push_option(choices);
        }
        self.push(")");
    }

    /// Pushes tokens without a meaning.
    fn push_loose(&mut self, choices: &mut Choices, depth: usize) {
        self.is_code = false;
        for _ in 0..choices.below(5) {
            match choices.below(if depth == 0 { 3 } else { 5 }) {
                0 | 1 => self.push(choices.of(&LOOSE)),
                2 => self.push(choices.of(&CODES)),
                _ => {
                    let (open, close) =
                        choices.of(&[("(", ")"), ("[", "]"), ("{", "}"), ("invisible!(", ")")]);
                    self.push(open);
                    self.push_loose(choices, depth - 1);
                    self.push(close);
                }
            }
            self.push(" ");
        }
    }
}

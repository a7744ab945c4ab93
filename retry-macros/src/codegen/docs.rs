//! What the documentation of a function says of its retries.

use std::fmt::Write;
use std::time::Duration;

use proc_macro2::TokenStream;
use retry_runtime::{Policy, Wait};

use crate::item::attr_tokens::WrittenAttribute;
use crate::item::function::Function;
use crate::options::Args;
use crate::options::literal_policy as known;
use crate::options::value::Value;

/// Longer schedules are told by their first waits.
const TOLD: usize = 4;
/// Nobody reads a larger number of calls as one.
const COUNTED: usize = 1000;

/// Adds a paragraph to the documentation, where there is any.
pub(crate) fn describe(args: &Args, function: &mut Function) {
    if function.attrs.iter().any(WrittenAttribute::is_doc) {
        // A line of its own: rustdoc drops a line break that a fragment begins with.
        function.attrs.push(WrittenAttribute::doc(""));
        function.attrs.push(WrittenAttribute::doc(&paragraph(args)));
    }
}

fn paragraph(args: &Args) -> String {
    let Some(policy) = known::policy(args) else {
        return format!("**Retried** as `#[retry({})]`.", one_line(&args.written));
    };
    let mut text = format!("**Retried** as `{policy}`: {}.", calls(&policy));
    if let Some(Value::Literal(time, _)) = &args.attempt_timeout {
        let _ = write!(text, " Each attempt is cut off after {time:?}.");
    }
    if let Some(budget) = &args.budget {
        let _ = write!(
            text,
            " The budget `{}` may refuse a retry.",
            one_line(&budget.tokens())
        );
    }
    text
}

/// How many calls there may be, and what they wait.
fn calls(policy: &Policy) -> String {
    let waits: Vec<Wait> = policy.schedule().take(COUNTED).collect();
    let told: Vec<String> = waits.iter().take(TOLD).map(range).collect();
    let more = if waits.len() > TOLD { ", …" } else { "" };
    let calls = waits.len() + 1;
    let mut text = match waits.len() {
        0 => return "one call".to_owned(),
        COUNTED => "as many calls as there is time for".to_owned(),
        _ => format!("at most {calls} calls"),
    };
    let _ = write!(text, ", with waits of {}{more}", told.join(", "));
    if waits.len() < COUNTED {
        let least: Duration = waits.iter().map(|wait| wait.min).sum();
        let most: Duration = waits.iter().map(|wait| wait.max).sum();
        let most = most.min(policy.time_limit().unwrap_or(Duration::MAX));
        let all = if least == most {
            format!("{least:?}")
        } else {
            format!("{least:?} to {most:?}")
        };
        let _ = write!(text, ", in all {all}");
    }
    if let Some(max) = policy
        .attempts()
        .map(|max| max as usize)
        .filter(|max| *max > calls)
    {
        let never = match max - calls {
            1 => format!("attempt {max}"),
            _ => format!("attempts {} to {max}", calls + 1),
        };
        let _ = write!(text, "; {never} can never start before the deadline");
    }
    text
}

fn range(wait: &Wait) -> String {
    if wait.min == wait.max {
        format!("{:?}", wait.min)
    } else {
        format!("{:?}–{:?}", wait.min, wait.max)
    }
}

/// The tokens as they were written, without the line breaks.
fn one_line(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{describe, paragraph};
    use crate::errors::Errors;
    use crate::item::function::Function;
    use crate::options::{self as args, Args};
    use crate::retry as expand;
    use proc_macro2::TokenStream;
    use quote::quote;
    use std::process::Command;

    fn retried(function: &str) -> String {
        let function: TokenStream = function.parse().expect("tokens");
        expand::retry("max_attempts = 2".parse().expect("tokens"), &function).to_string()
    }

    #[test]
    fn it_is_told_of_functions_that_are_documented() {
        assert!(retried("/// Gets.\nfn get() -> Outcome {}").contains("at most 2 calls"));
        for attribute in ["#[must_use]", "#[doc(hidden)]", "#[deprecated = \"\"]"] {
            let retried = retried(&format!("{attribute} fn get() -> Outcome {{}}"));
            assert!(!retried.contains("at most 2 calls"), "{attribute}");
        }
    }

    /// The function with its documentation and what is added to it.
    fn described(documentation: &str, name: &str) -> String {
        let documented = format!("{documentation}\nfn get() -> Outcome {{}}");
        let tokens: TokenStream = documented.parse().expect("tokens");
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut function = Function::read(&mut &tokens[..]).expect("a function");
        let own = function.attrs.len();
        describe(&parsed("max_attempts = 2"), &mut function);
        let added = &function.attrs[own..];
        format!(
            "{documentation}\n{}\npub fn {name}() {{}}\n",
            quote!(#(#added)*)
        )
    }

    #[test]
    fn the_paragraph_stands_alone_after_whatever_the_documentation_ends_with() {
        let cases = [
            ("line", "/// Gets.", "<p>Gets.</p>\n"),
            ("tight", "///Gets.", "<p>Gets.</p>\n"),
            ("attribute", "#[doc = \"Gets.\"]", "<p>Gets.</p>\n"),
            ("block", "/** Gets. */", "<p>Gets.</p>\n"),
            ("list", "/// - one\n/// - two", "<li>two</li>\n</ul>\n"),
            (
                "table",
                "/// | a |\n/// |---|\n/// | 1 |",
                "</tbody></table>\n</div>\n",
            ),
            ("quote", "/// > Gets.", "</blockquote>\n"),
            ("code", "/// ```text\n/// get\n/// ```", "</pre></div>\n"),
        ];
        let directory = format!("retries-rustdoc-{}", std::process::id());
        let directory = std::env::temp_dir().join(directory);
        std::fs::create_dir_all(&directory).expect("a temporary directory");
        let file = directory.join("documented.rs");
        let source: String = cases
            .iter()
            .map(|(name, docs, _)| described(docs, name))
            .collect();
        std::fs::write(&file, source).expect("a source file");
        let rustdoc = std::env::var_os("RUSTDOC").unwrap_or_else(|| "rustdoc".into());
        let mut command = Command::new(rustdoc);
        command
            .args(["--crate-type=lib", "-o"])
            .args([&directory, &file]);
        assert!(command.status().expect("rustdoc runs").success());
        for (name, _, end) in cases {
            let page = directory.join(format!("documented/fn.{name}.html"));
            let page = std::fs::read_to_string(page).expect("a page");
            let paragraph = format!("{end}<p><strong>Retried</strong> as ");
            assert!(page.contains(&paragraph), "{name}: {page}");
        }
        std::fs::remove_dir_all(&directory).expect("our directory");
    }

    fn parsed(options: &str) -> Args {
        let mut errors = Errors::default();
        let args = args::parse(options.parse().expect("tokens"), &mut errors);
        assert!(errors.is_empty(), "{options}");
        args
    }

    fn of(options: &str) -> String {
        let args = parsed(options);
        // Outside the compiler tokens print with more spaces.
        paragraph(&args).replace(" ,", ",").replace(" . ", ".")
    }

    #[test]
    fn it_tells_the_calls_and_the_waits() {
        assert_eq!(
            of(r#"exp(base = "1s", cap = "60s"), jitter, max_attempts = 5"#),
            "**Retried** as `exp(base = \"1s\", cap = \"60s\"), jitter, max_attempts = 5`: at most 5 \
             calls, with waits of 1s–2s, 2s–4s, 4s–8s, 8s–16s, in all 15s to 30s."
        );
        assert_eq!(
            of(r#"fixed("2s"), max_attempts = 2"#),
            "**Retried** as `fixed(\"2s\"), max_attempts = 2`: at most 2 calls, with waits of 2s, in \
             all 2s."
        );
    }

    #[test]
    fn it_tells_which_attempts_can_never_start() {
        let text = of(r#"exp(base = "1s"), max_attempts = 9, deadline = "10s""#);
        assert!(
            text.ends_with(
                "at most 4 calls, with waits of 1s, 2s, 4s, in all 7s; attempts 5 to 9 can never \
                 start before the deadline."
            ),
            "{text}"
        );
    }

    #[test]
    fn no_wait_is_told_to_last_beyond_the_deadline() {
        let text = of(r#"fixed("1s"), jitter, max_attempts = 3, deadline = "3s""#);
        assert!(text.ends_with("in all 2s to 3s."), "{text}");
    }

    #[test]
    fn a_long_schedule_is_told_by_its_first_waits() {
        let text = of(r#"fixed("1s"), deadline = "100s""#);
        let told = "at most 101 calls, with waits of 1s, 1s, 1s, 1s, …, in all 100s.";
        assert!(text.ends_with(told), "{text}");
        let text = of(r#"fixed("1ms"), deadline = "1h""#);
        let told = "as many calls as there is time for, with waits of 1ms, 1ms, 1ms, 1ms, ….";
        assert!(text.ends_with(told), "{text}");
    }

    #[test]
    fn it_tells_of_the_budget_and_of_attempts_that_are_cut_off() {
        let text = of(r#"budget = self.budget, attempt_timeout = "2s""#);
        assert!(
            text.ends_with(
                " Each attempt is cut off after 2s. The budget `self.budget` may refuse a retry."
            ),
            "{text}"
        );
    }

    #[test]
    fn what_is_known_only_at_run_time_is_told_as_it_is_written() {
        let text = of("policy = PATIENT,\n deadline = \"2s\"");
        assert_eq!(
            text,
            "**Retried** as `#[retry(policy = PATIENT, deadline = \"2s\")]`."
        );
    }

    #[test]
    fn a_single_attempt_is_one_call() {
        assert!(of("max_attempts = 1").ends_with(": one call."));
    }
}

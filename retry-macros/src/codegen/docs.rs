//! The paragraph about retries in the documentation of a function.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use retry_runtime::{Policy, Wait};
use std::fmt::Write;
use std::time::Duration;

use crate::item::attr_tokens::AttrTokens;
use crate::item::function::Function;
use crate::options::Options;
use crate::options::budget::Budget;
use crate::options::limits::AttemptTimeout;
use crate::options::value::Value;

/// Of a longer schedule, only the first waits are listed.
const MAX_LISTED_WAITS: usize = 4;
/// With more waits, the number of attempts means nothing to a reader.
const MAX_COUNTED_WAITS: usize = 1000;

/// Adds the paragraph, if the function is documented and has no `doc = false`.
pub(crate) fn describe(options: &Options, function: &mut Function) {
    if !options.no_doc && function.attrs.iter().any(AttrTokens::is_doc) {
        // A line of its own: rustdoc drops a line break at the start of a fragment.
        function.attrs.push(AttrTokens::new_doc(""));
        function
            .attrs
            .push(AttrTokens::new_doc(&paragraph(options)));
    }
}

/// Returns the paragraph of a bundle, if it is documented.
pub(crate) fn of_bundle(options: &Options, attrs: &[syn::Attribute]) -> Vec<AttrTokens> {
    if options.no_doc || !attrs.iter().any(|attr| attr.path().is_ident("doc")) {
        return Vec::new();
    }
    let text = paragraph(options).replacen("**Retried**", "Calls are **retried**", 1);
    vec![AttrTokens::new_doc(""), AttrTokens::new_doc(&text)]
}

// Input:
//     fixed("2s"), max_attempts = 2
//
// Output:
//     **Retried** as `fixed("2s"), max_attempts = 2`: at most 2 attempts, with waits of 2s, in all 2s.
fn paragraph(options: &Options) -> String {
    let failures = retried_failures(options).map_or(String::new(), |it| format!(" after {it}"));
    let Some(policy) = &options.literal_policy else {
        return format!(
            "**Retried**{failures} as `#[retry({})]`.",
            on_one_line(&options.tokens)
        );
    };
    let mut text = format!("**Retried**{failures} as `{policy}`: {}.", attempts(policy));
    let whens = options.whens.iter().map(|when| on_one_line(&when.tokens));
    let whens: Vec<String> = whens.map(|when| format!("`when({when})`")).collect();
    if !whens.is_empty() {
        let whens = whens.join(", ");
        let _ = write!(
            text,
            " Some failures have delays or counts of their own: {whens}."
        );
    }
    if let Some(Value::Literal(time, _)) = &options.reset_after {
        let _ = write!(text, " The count begins anew after an attempt of {time:?}.");
    }
    if let Some(AttemptTimeout::After(Value::Literal(time, _))) = &options.attempt_timeout {
        let _ = write!(text, " Each attempt is cut off after {time:?}.");
    }
    if let Some(budget) = &options.budget {
        let budget = match budget {
            Budget::Own(_) => "A budget of its own".to_owned(),
            Budget::OfBlock(_) => "A budget of its `impl` block".to_owned(),
            Budget::Expr(budget) => {
                format!("The budget `{}`", on_one_line(&budget.to_token_stream()))
            }
        };
        let _ = write!(text, " {budget} may refuse a retry.");
    }
    text
}

// Input:
//     on = retries::transient    on = is_busy
//
// Output:
//     transient failures         None
/// Returns the failures that are retried, if `on` is a function of this crate.
fn retried_failures(options: &Options) -> Option<&'static str> {
    match options.on.as_ref()?.as_slice().last()? {
        TokenTree::Ident(word) if word == "transient" => Some("transient failures"),
        TokenTree::Ident(word) if word == "unprocessed" => {
            Some("failures of requests that were surely not processed")
        }
        _ => None,
    }
}

/// Describes how many attempts there may be, and the waits between them.
fn attempts(policy: &Policy) -> String {
    let waits: Vec<Wait> = policy.schedule().take(MAX_COUNTED_WAITS).collect();
    let listed: Vec<String> = waits.iter().take(MAX_LISTED_WAITS).map(range).collect();
    let more = if waits.len() > MAX_LISTED_WAITS {
        ", …"
    } else {
        ""
    };
    let attempts = waits.len() + 1;
    let mut text = match waits.len() {
        0 => return "one attempt".to_owned(),
        MAX_COUNTED_WAITS => match (policy.attempt_limit(), policy.time_limit()) {
            (Some(limit), _) => format!("at most {limit} attempts"),
            (None, Some(_)) => "as many attempts as fit before the deadline".to_owned(),
            (None, None) => "attempts until one succeeds".to_owned(),
        },
        _ => format!("at most {attempts} attempts"),
    };
    let _ = write!(text, ", with waits of {}{more}", listed.join(", "));
    if waits.len() == MAX_COUNTED_WAITS {
        return text;
    }
    let _ = write!(text, ", in all {}", sum(&waits, policy));
    let limit = policy.attempt_limit().map(|max| max as usize);
    if let Some(max) = limit.filter(|max| *max > attempts) {
        let never = match max - attempts {
            1 => format!("attempt {max}"),
            _ => format!("attempts {} to {max}", attempts + 1),
        };
        let _ = write!(text, "; {never} can never start before the deadline");
    }
    text
}

fn sum(waits: &[Wait], policy: &Policy) -> String {
    let deadline = policy.time_limit().unwrap_or(Duration::MAX);
    let min: Duration = waits.iter().map(|wait| wait.min).sum();
    let max: Duration = waits.iter().map(|wait| wait.max).sum();
    let max = max.min(deadline);
    if min == max {
        format!("{min:?}")
    } else {
        format!("{min:?} to {max:?}")
    }
}

fn range(wait: &Wait) -> String {
    if wait.min == wait.max {
        format!("{:?}", wait.min)
    } else {
        format!("{:?}–{:?}", wait.min, wait.max)
    }
}

/// Returns the tokens as text, without the user's line breaks.
fn on_one_line(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{describe, of_bundle, paragraph};
    use crate::item::Item;
    use crate::options::Options;
    use proc_macro2::TokenStream;
    use quote::quote;
    use std::process::Command;

    /// Returns a function with this documentation and the lines that are added to it.
    fn described(documentation: &str, name: &str) -> String {
        let documented = format!("{documentation}\nfn get() -> Outcome {{}}");
        let tokens: TokenStream = documented.parse().expect("tokens");
        let Ok(Item::Function(mut function)) = Item::parse(tokens) else {
            panic!("no function");
        };
        let own = function.attrs.len();
        describe(&parsed("max_attempts = 2"), &mut function);
        let added = &function.attrs[own..];
        format!(
            "{documentation}\n{}\npub fn {name}() {{}}\n",
            quote!(#(#added)*)
        )
    }

    #[test]
    fn the_paragraph_stands_alone_after_any_kind_of_documentation() {
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

    #[test]
    fn doc_false_adds_nothing() {
        let documented: TokenStream = "/// Gets.\nfn get() -> Outcome {}".parse().expect("tokens");
        let Ok(Item::Function(mut function)) = Item::parse(documented) else {
            panic!("no function");
        };
        describe(&parsed("max_attempts = 2, doc = false"), &mut function);
        assert_eq!(function.attrs.len(), 1);
        let bundle: syn::DeriveInput = syn::parse_quote! {
            /// Partners.
            struct Partners;
        };
        assert!(of_bundle(&parsed("doc = false"), &bundle.attrs).is_empty());
        assert_eq!(of_bundle(&parsed(""), &bundle.attrs).len(), 2);
    }

    fn parsed(options: &str) -> Options {
        let parsed = Options::parse(options.parse().expect("tokens"));
        assert!(parsed.errors.is_empty(), "{options}");
        parsed.value
    }

    fn paragraph_of(options: &str) -> String {
        let options = parsed(options);
        // Outside the compiler, tokens print with more spaces.
        paragraph(&options).replace(" ,", ",").replace(" . ", ".")
    }

    #[test]
    fn it_lists_the_attempts_and_the_waits() {
        assert_eq!(
            paragraph_of(r#"exp(base = "1s", cap = "60s"), jitter, max_attempts = 5"#),
            "**Retried** as `exp(base = \"1s\", cap = \"60s\"), jitter, max_attempts = 5`: at most 5 \
             attempts, with waits of 1s–2s, 2s–4s, 4s–8s, 8s–16s, in all 15s to 30s."
        );
        assert_eq!(
            paragraph_of(r#"fixed("2s"), max_attempts = 2"#),
            "**Retried** as `fixed(\"2s\"), max_attempts = 2`: at most 2 attempts, with waits of 2s, in \
             all 2s."
        );
    }

    #[test]
    fn it_names_the_attempts_that_can_never_start() {
        let text = paragraph_of(r#"exp(base = "1s"), max_attempts = 9, deadline = "10s""#);
        assert!(
            text.ends_with(
                "at most 4 attempts, with waits of 1s, 2s, 4s, in all 7s; attempts 5 to 9 can never \
                 start before the deadline."
            ),
            "{text}"
        );
    }

    #[test]
    fn no_wait_goes_beyond_the_deadline() {
        let text = paragraph_of(r#"fixed("1s"), jitter, max_attempts = 3, deadline = "3s""#);
        assert!(text.ends_with("in all 2s to 3s."), "{text}");
    }

    #[test]
    fn of_a_long_schedule_the_first_waits_are_listed() {
        let text = paragraph_of(r#"fixed("1s"), deadline = "100s""#);
        let end = "at most 101 attempts, with waits of 1s, 1s, 1s, 1s, …, in all 100s.";
        assert!(text.ends_with(end), "{text}");
        let text = paragraph_of(r#"fixed("1ms"), deadline = "1h""#);
        let end =
            "as many attempts as fit before the deadline, with waits of 1ms, 1ms, 1ms, 1ms, ….";
        assert!(text.ends_with(end), "{text}");
        let text = paragraph_of(r#"fixed("1ms"), max_attempts = 5000"#);
        let end = "at most 5000 attempts, with waits of 1ms, 1ms, 1ms, 1ms, ….";
        assert!(text.ends_with(end), "{text}");
        let text = paragraph_of(r#"fixed("1s"), max_attempts = unlimited, deadline = never"#);
        let end = "attempts until one succeeds, with waits of 1s, 1s, 1s, 1s, ….";
        assert!(text.ends_with(end), "{text}");
    }

    #[test]
    fn it_says_which_failures_are_retried_where_that_is_known() {
        for (options, start) in [
            (
                "on = transient",
                "**Retried** after transient failures as `exp(",
            ),
            (
                "on = retries::unprocessed",
                "**Retried** after failures of requests that were surely not processed as `exp(",
            ),
            (
                "policy = PATIENT, on = transient",
                "**Retried** after transient failures as `#[retry(",
            ),
            ("on = is_busy", "**Retried** as `exp("),
            ("on = |error| transient(error)", "**Retried** as `exp("),
        ] {
            let text = paragraph_of(options);
            assert!(text.starts_with(start), "{text}");
        }
    }

    #[test]
    fn it_says_which_attempt_resets_the_count() {
        let text = paragraph_of(r#"fixed("1s"), max_attempts = 2, reset_after = "1m""#);
        let end = "in all 1s. The count begins anew after an attempt of 60s.";
        assert!(text.ends_with(end), "{text}");
    }

    #[test]
    fn it_names_the_budget_and_the_attempt_timeout() {
        let text = paragraph_of(r#"budget = self.budget, attempt_timeout = "2s""#);
        assert!(
            text.ends_with(
                " Each attempt is cut off after 2s. The budget `self.budget` may refuse a retry."
            ),
            "{text}"
        );
    }

    #[test]
    fn it_quotes_the_failures_with_delays_of_their_own() {
        let text = paragraph_of(
            r#"when(is_conflict, fixed("5ms"), max_attempts = 10), when(is_locked, fixed("1s"))"#,
        );
        let text = text.replace("fixed (", "fixed(");
        assert!(
            text.ends_with(
                " Some failures have delays or counts of their own: `when(is_conflict, fixed(\"5ms\"), \
                 max_attempts = 10)`, `when(is_locked, fixed(\"1s\"))`."
            ),
            "{text}"
        );
    }

    #[test]
    fn it_names_a_budget_of_its_own() {
        let text = paragraph_of("budget");
        assert!(
            text.ends_with(" A budget of its own may refuse a retry."),
            "{text}"
        );
    }

    #[test]
    fn a_policy_that_is_evaluated_at_run_time_is_quoted() {
        let text = paragraph_of("policy = PATIENT,\n deadline = \"2s\"");
        assert_eq!(
            text,
            "**Retried** as `#[retry(policy = PATIENT, deadline = \"2s\")]`."
        );
    }

    #[test]
    fn a_single_attempt_is_one_call() {
        assert!(paragraph_of("max_attempts = 1").ends_with(": one attempt."));
    }
}

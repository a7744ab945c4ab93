//! The guide: one page for each question. The same pages are files in `docs/`.
//!
//! | page | its question |
//! |---|---|
//! | [`start`] | How do I make a function survive transient failures? |
//! | [`what_to_retry`] | Which failures are worth another attempt, and which never? |
//! | [`how_long_to_wait`] | Which backoff and which jitter? |
//! | [`deadlines`] | How do I limit the time of a call, and of the calls inside it? |
//! | [`budgets`] | How do I keep retries from making an outage worse? |
//! | [`nested`] | What happens when layers, or services in layers, all retry? |
//! | [`writes`] | May I retry a write? |
//! | [`testing`] | How do I test retries without waiting? |
//! | [`observing`] | How do I see what is retried? |
//! | [`configuration`] | How do I share options, read them from a file, and change them at run time? |
//! | [`around`] | How do I renew a token, return something else, or end a wait? |
//! | [`closures`] | How do I retry without a function to annotate? |
//! | [`libraries`] | How do I use this in a library of my own? |
//! | [`compiler_errors`] | What does this message of the compiler mean? |
//! | [`cookbook`] | How do I use it with axum, reqwest, tonic, sqlx, redis, ureq, Ctrl-C? |
//! | [`coming_from`] | What is the word for an option of another library? |
//! | [`costs`] | What does it cost? |
//! | [`when_not`] | When should I not retry? |

// Links between the pages are reference links. In a file of `docs/`, the definition at its end is a path. Here the
// definitions below come first, and in CommonMark the first definition of a label counts.
macro_rules! page {
    ($(#[$attribute:meta])* $name:ident, $file:literal) => {
        $(#[$attribute])*
        /// [start]: crate::guide::start
        /// [what to retry]: crate::guide::what_to_retry
        /// [how long to wait]: crate::guide::how_long_to_wait
        /// [deadlines]: crate::guide::deadlines
        /// [budgets]: crate::guide::budgets
        /// [nested]: crate::guide::nested
        /// [writes]: crate::guide::writes
        /// [testing]: crate::guide::testing
        /// [observing]: crate::guide::observing
        /// [configuration]: crate::guide::configuration
        /// [around]: crate::guide::around
        /// [closures]: crate::guide::closures
        /// [libraries]: crate::guide::libraries
        /// [compiler errors]: crate::guide::compiler_errors
        /// [cookbook]: crate::guide::cookbook
        /// [coming from]: crate::guide::coming_from
        /// [costs]: crate::guide::costs
        /// [when not]: crate::guide::when_not
        ///
        #[doc = include_str!(concat!("../docs/", $file))]
        pub mod $name {}
    };
}

// A page whose snippets need features is tested only with these, and always shown.
page!(start, "start.md");
page!(
    #[cfg(any(
        not(doctest),
        all(feature = "anyhow", feature = "http", feature = "test-util")
    ))]
    what_to_retry,
    "what-to-retry.md"
);
page!(how_long_to_wait, "how-long-to-wait.md");
page!(
    #[cfg(any(not(doctest), all(feature = "tower", feature = "test-util")))]
    deadlines,
    "deadlines.md"
);
page!(
    #[cfg(any(not(doctest), feature = "test-util"))]
    budgets,
    "budgets.md"
);
page!(
    #[cfg(any(not(doctest), all(feature = "http", feature = "test-util")))]
    nested,
    "nested.md"
);
page!(
    #[cfg(any(not(doctest), feature = "http"))]
    writes,
    "writes.md"
);
page!(
    #[cfg(any(not(doctest), feature = "test-util"))]
    testing,
    "testing.md"
);
page!(
    #[cfg(any(
        not(doctest),
        all(
            feature = "metrics",
            feature = "registry",
            feature = "report",
            feature = "tracing"
        )
    ))]
    observing,
    "observing.md"
);
page!(
    #[cfg(any(not(doctest), all(feature = "registry", feature = "serde")))]
    configuration,
    "configuration.md"
);
page!(around, "around.md");
page!(
    #[cfg(any(not(doctest), feature = "reqwest"))]
    closures,
    "closures.md"
);
page!(libraries, "libraries.md");
page!(compiler_errors, "compiler-errors.md");
page!(
    #[cfg(any(
        not(doctest),
        all(feature = "reqwest", feature = "tower", feature = "tokio-postgres")
    ))]
    cookbook,
    "cookbook.md"
);
page!(coming_from, "coming-from.md");
page!(costs, "costs.md");
page!(when_not, "when-not.md");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    fn repository() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR"))
    }

    /// The pages of the guide, and README.
    fn files() -> Vec<PathBuf> {
        let docs = fs::read_dir(repository().join("docs")).unwrap();
        let pages = docs.map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = pages
            .filter(|path| path.extension().is_some_and(|it| it == "md"))
            .collect();
        files.push(repository().join("README.md"));
        files
    }

    // Input:
    //     See [budgets] and [the figures](benches/README.md).
    //     [budgets]: docs/budgets.md
    //
    // Output:
    //     benches/README.md    docs/budgets.md
    /// Returns the targets of the links, without those in code.
    fn targets(text: &str) -> Vec<&str> {
        let prose = text.split("```").step_by(2);
        prose
            .flat_map(str::lines)
            .flat_map(|line| {
                let definition = line.strip_prefix('[').and_then(|it| it.split_once("]: "));
                let inline = line
                    .split("](")
                    .skip(1)
                    .filter_map(|it| it.split(')').next());
                inline.chain(definition.map(|(_, target)| target))
            })
            .collect()
    }

    /// Returns the labels that the text defines.
    fn definitions(text: &str) -> BTreeSet<&str> {
        let definitions = text.lines().filter_map(|line| line.strip_prefix('['));
        definitions
            .filter_map(|it| it.split_once("]: "))
            .map(|(label, _)| label)
            .collect()
    }

    #[test]
    fn every_link_of_the_guide_and_of_the_readme_leads_to_a_file() {
        for file in files() {
            let text = fs::read_to_string(&file).unwrap();
            for target in targets(&text) {
                let path = file.parent().unwrap().join(target);
                assert!(path.exists(), "{}: {target}", file.display());
            }
        }
    }

    #[test]
    fn every_label_is_used_and_has_a_page_in_the_documentation_too() {
        let module = include_str!("guide.rs");
        for file in files() {
            let text = fs::read_to_string(&file).unwrap();
            for label in definitions(&text) {
                let name = label.replace(' ', "_");
                let line = format!("/// [{label}]: crate::guide::{name}\n");
                assert!(module.contains(&line), "{}: {label}", file.display());
                let uses = text.matches(&format!("[{label}]")).count();
                assert!(uses > 1, "{} does not use {label}", file.display());
            }
        }
    }

    #[test]
    fn every_page_is_in_the_documentation_and_in_the_readme() {
        let readme = fs::read_to_string(repository().join("README.md")).unwrap();
        for file in files() {
            let name = file.file_name().unwrap().to_str().unwrap();
            if name != "README.md" {
                assert!(
                    include_str!("guide.rs").contains(&format!("\"{name}\"")),
                    "{name}"
                );
                assert!(readme.contains(&format!("]: docs/{name}\n")), "{name}");
            }
        }
    }

    #[test]
    fn the_dashboard_is_json_and_queries_metrics_that_exist() {
        let text = include_str!("../docs/observing/dashboard.json");
        let dashboard: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(dashboard["panels"].as_array().unwrap().len(), 8);
        let alerts = include_str!("../docs/observing/alerts.yml");
        let names = [text, alerts].into_iter().flat_map(|it| {
            let words = it.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            words.filter(|word| word.starts_with("retries_"))
        });
        let page = include_str!("../docs/observing.md");
        for name in names {
            // The sum and the count of a histogram.
            let metric = name.trim_end_matches("_sum").trim_end_matches("_count");
            assert!(page.contains(&format!("`{metric}`")), "{name}");
        }
    }
}

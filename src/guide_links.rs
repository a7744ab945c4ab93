//! Tests of the guide: its links, its labels, and the files for dashboards.

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

fn is_page(label: &str) -> bool {
    let name = format!("docs/{}.md", label.replace(' ', "-"));
    repository().join(name).exists()
}

#[test]
fn every_link_of_the_guide_and_of_the_readme_leads_to_a_file() {
    for file in files() {
        let text = fs::read_to_string(&file).unwrap();
        for target in targets(&text) {
            // The published package has neither the benches nor the other crates.
            let elsewhere = ["benches", "retry-runtime"].into_iter();
            if elsewhere
                .filter(|folder| !repository().join(folder).exists())
                .any(|folder| target.trim_start_matches("../").starts_with(folder))
            {
                continue;
            }
            let target = target.split('#').next().unwrap();
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
            let line = match label.strip_prefix("picture of ") {
                Some(name) => format!("include_str!(\"../docs/pictures/{name}.md\")"),
                None if is_page(label) => {
                    format!("/// [{label}]: crate::guide::{}\n", label.replace(' ', "_"))
                }
                None => format!("/// [{label}]: "),
            };
            let is_readme = file.ends_with("README.md") && label.starts_with("picture of ");
            assert!(
                module.contains(&line) || is_readme,
                "{}: {label}",
                file.display()
            );
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

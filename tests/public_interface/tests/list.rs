//! The public interface, kept as files, so that a review sees each change to it.

use std::path::Path;
use std::{env, fs};

use retries_public_interface::public_items;

/// Compares the items with those in the file, or renews the file.
#[track_caller]
fn compare(package: &str) {
    let items = match public_items(package) {
        Ok(items) => items,
        Err(error) => {
            println!("{package} is not compared, because of another compiler: {error}");
            return;
        }
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("{package}.txt"));
    if env::var_os("RENEW").is_some() {
        fs::write(path, items).expect("the file is written");
        return;
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    let added = items
        .lines()
        .filter(|item| !kept.lines().any(|line| line == *item));
    let removed = kept
        .lines()
        .filter(|line| !items.lines().any(|item| item == *line));
    let difference: Vec<_> = added
        .map(|item| format!("+{item}"))
        .chain(removed.map(|line| format!("-{line}")))
        .collect();
    assert!(
        difference.is_empty(),
        "the public interface of {package} is another one:\n{}\nIf that is meant, renew the list:\n\
         RENEW=1 cargo test --manifest-path tests/public_interface/Cargo.toml",
        difference.join("\n")
    );
}

#[test]
fn the_items_of_retries_are_those_in_the_list() {
    compare("retries");
}

#[test]
fn the_items_of_retry_runtime_are_those_in_the_list() {
    compare("retry-runtime");
}

#[test]
fn the_items_of_retry_macros_are_those_in_the_list() {
    compare("retry-macros");
}

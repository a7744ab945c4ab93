//! Tests of the whole crate, which read and expand source files.

mod expansions;
mod messages;
mod print;
mod source;

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the Rust files of a directory, which is relative to this crate.
fn rust_files(directory: &str) -> Vec<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join(directory);
    let entries = fs::read_dir(&directory).unwrap_or_else(|error| panic!("{directory:?}: {error}"));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_rust = |path: &PathBuf| path.extension().is_some_and(|it| it == "rs");
    let mut paths: Vec<PathBuf> = paths.filter(is_rust).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{directory:?} has no Rust files");
    paths
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

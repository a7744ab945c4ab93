//! The crates that a project compiles once for the attribute.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::{cargo, median, package};

pub fn print(directory: &Path, rounds: u32) {
    let directory = directory.join("dependencies");
    fs::create_dir_all(&directory).expect("the target directory is ours");
    print_package("retry-macros", &directory, rounds);
    println!();
    print_package("retry-runtime", &directory, rounds);
}

/// A debug build from clean, without optional features.
fn print_package(name: &str, directory: &Path, rounds: u32) {
    let manifest = package().with_file_name("Cargo.toml");
    let manifest = manifest.to_str().expect("cargo's paths are text");
    let arguments = [
        "build",
        "--manifest-path",
        manifest,
        "-p",
        name,
        "--no-default-features",
    ];
    let mut times: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for _ in 0..rounds {
        // The directory does not exist the first time.
        let _ = fs::remove_dir_all(directory.join("target"));
        let seconds = cargo::run(&arguments, directory);
        let total = seconds.values().sum();
        for (name, seconds) in seconds {
            times.entry(name).or_default().push(seconds);
        }
        times.entry("in all".to_owned()).or_default().push(total);
    }
    println!("| {name}, from clean | seconds |");
    println!("|:--|--:|");
    for (name, seconds) in times {
        println!("| {name} | {:.2} |", median(seconds));
    }
}

//! The source of the clients, in cargo's registry.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use syn::Item;

/// Returns the names of the variants of an enum in a client's file:
/// `variants("sqlx-core", "src/error.rs", "Error")`.
pub(crate) fn variants(package: &str, file: &str, name: &str) -> BTreeSet<String> {
    let path = directory(package).join(file);
    let path = path.display();
    let text =
        fs::read_to_string(path.to_string()).unwrap_or_else(|error| panic!("{path}: {error}"));
    let file = syn::parse_file(&text).expect("the client's source is Rust");
    let variants = file.items.into_iter().find_map(|item| match item {
        Item::Enum(item) if item.ident == name => Some(item.variants),
        _ => None,
    });
    let variants = variants.unwrap_or_else(|| panic!("no enum `{name}` in {path}"));
    variants
        .iter()
        .map(|variant| variant.ident.to_string())
        .collect()
}

fn directory(package: &str) -> PathBuf {
    // cargo takes almost a second.
    static METADATA: LazyLock<Value> = LazyLock::new(metadata);
    let metadata = &*METADATA;
    let packages = metadata["packages"].as_array().expect("packages");
    let found = packages.iter().find(|it| it["name"] == package);
    let manifest = found.and_then(|it| it["manifest_path"].as_str());
    let manifest = manifest.unwrap_or_else(|| panic!("{package} is no dependency"));
    PathBuf::from(manifest)
        .parent()
        .expect("a directory")
        .to_owned()
}

fn metadata() -> Value {
    let metadata = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version=1",
            "--offline",
            "--filter-platform",
            &host(),
            "--manifest-path",
        ])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo runs");
    serde_json::from_slice(&metadata.stdout).expect("cargo's metadata")
}

/// The platform that cargo runs on. The dependencies for others were not downloaded.
fn host() -> String {
    let version = Command::new(env!("CARGO")).arg("-vV").output();
    let version = String::from_utf8(version.expect("cargo runs").stdout).expect("text");
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("cargo names its host").to_owned()
}

/// Returns the text of a file of a dependency.
pub(crate) fn text(package: &str, file: &str) -> String {
    let path = directory(package).join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

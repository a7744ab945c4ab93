//! Lists the public items of a crate.

use std::env;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the public items of a crate of this workspace with all features, one a line.
///
/// # Errors
///
/// The rustdoc of another compiler writes JSON that this version of `public-api` does not read.
///
/// # Panics
///
/// If rustdoc fails.
pub fn public_items(package: &str) -> Result<String, public_api::Error> {
    let package_directory = Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = package_directory.join("../..");
    // The workspace's own, in which its dependencies are compiled already.
    let target = env::var_os("CARGO_TARGET_DIR").map_or(workspace.join("target"), PathBuf::from);
    let documented = Command::new(env!("CARGO"))
        .args(["rustdoc", "--quiet", "--lib", "--all-features"])
        .args(["--package", package, "--target-dir"])
        .arg(&target)
        .args(["--", "-Zunstable-options", "--output-format=json"])
        .args(["--cap-lints=allow"])
        .env("RUSTDOC", package_directory.join("rustdoc"))
        .current_dir(workspace)
        .status()
        .expect("cargo starts");
    assert!(documented.success(), "rustdoc fails for {package}");

    let json = target.join(format!("doc/{}.json", package.replace('-', "_")));
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .build()?;
    let mut list = String::new();
    for item in api.items().map(ToString::to_string) {
        if !is_from_the_compiler(&item) {
            writeln!(list, "{item}").expect("a string takes any text");
        }
    }
    Ok(list)
}

/// Whether a type has this trait by a rule of the compiler that may change with its version.
fn is_from_the_compiler(item: &str) -> bool {
    ["core::marker::Freeze", "core::marker::UnsafeUnpin"]
        .iter()
        .any(|name| item.contains(name))
}

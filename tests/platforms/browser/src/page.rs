//! Compiles the page to WebAssembly.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use wasm_bindgen_cli_support::Bindgen;

/// The files of the page by the path of their URL.
pub(crate) type Page = HashMap<&'static str, Vec<u8>>;

/// Builds the standard library and the page from source, because the machine's compiler may have no library for this
/// target.
pub(crate) fn build(target: &Path) -> Page {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let compiler = compilers(package).join("newest");
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--target", "wasm32-unknown-unknown"])
        .args(["-Zbuild-std=std,panic_abort", "--manifest-path"])
        .arg(package.join("page/Cargo.toml"))
        .arg("--target-dir")
        .arg(target)
        .env("RUSTC", compiler.join("rustc"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env_remove("RUSTUP_TOOLCHAIN")
        .status()
        .expect("cargo starts");
    assert!(built.success(), "the page does not compile");

    let directory = tempfile::tempdir().expect("a temporary directory");
    Bindgen::new()
        .input_path(target.join("wasm32-unknown-unknown/debug/retries_page.wasm"))
        .out_name("page")
        .omit_default_module_path(false)
        .typescript(false)
        .web(true)
        .expect("one kind of output")
        .generate(directory.path())
        .expect("glue for the page");
    let read = |path: PathBuf| fs::read(path).expect("a file of the page");
    HashMap::from([
        ("/page.js", read(directory.path().join("page.js"))),
        ("/page_bg.wasm", read(directory.path().join("page_bg.wasm"))),
        ("/", read(package.join("page/index.html"))),
        ("/visible", read(package.join("page/index.html"))),
    ])
}

/// Unpacks the compilers if they are not there yet, and returns their directory.
fn compilers(package: &Path) -> PathBuf {
    let output = Command::new(package.join("../compilers"))
        .stderr(Stdio::inherit())
        .output()
        .expect("the script that unpacks compilers starts");
    assert!(output.status.success(), "the compilers are not unpacked");
    let directory = String::from_utf8(output.stdout).expect("a path in UTF-8");
    PathBuf::from(directory.trim_end())
}

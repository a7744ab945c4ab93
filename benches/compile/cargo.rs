//! Runs cargo, and reports the time of each compiler.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

use crate::rustc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    Check,
    Debug,
    Release,
}

impl Profile {
    pub const ALL: [Self; 3] = [Self::Check, Self::Debug, Self::Release];

    pub fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Check => &["check"],
            Self::Debug => &["build"],
            Self::Release => &["build", "--release"],
        }
    }
}

/// The seconds that each crate took.
pub fn run(arguments: &[&str], directory: &Path) -> BTreeMap<String, f64> {
    let report = directory.join("report");
    fs::write(&report, "").expect("the directory is ours");
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .arg("--quiet")
        .current_dir(directory)
        .env("CARGO_TARGET_DIR", directory.join("target"))
        // cargo would otherwise compile only changed crates, and none has changed.
        .env("CARGO_INCREMENTAL", "0")
        .env(
            "RUSTC_WRAPPER",
            env::current_exe().expect("this program is a file"),
        )
        .env(rustc::REPORT, &report)
        .status()
        .expect("cargo runs this program too");
    assert!(status.success(), "cargo {arguments:?}: {status}");

    let mut seconds = BTreeMap::new();
    for line in fs::read_to_string(&report).expect("it was written").lines() {
        let (name, time) = line.split_once(' ').expect("a line has a name and a time");
        let time: f64 = time.parse().expect("a time is a number");
        *seconds.entry(name.to_owned()).or_default() += time;
    }
    seconds
}

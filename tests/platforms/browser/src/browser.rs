//! Starts a browser without a window.

use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A running browser, ended when it is dropped.
pub(crate) struct Browser {
    process: Child,
    _profile: TempDir,
}

/// Opens the page in Chromium.
pub(crate) fn open(address: &str) -> Browser {
    let profile = tempfile::tempdir().expect("a temporary directory");
    let process = Command::new("chromium")
        // Chromium does not start as root in its sandbox. The others keep it from calling hosts on the network.
        .args(["--headless", "--no-sandbox", "--disable-gpu"])
        .args(["--disable-quic", "--no-first-run", "--disable-sync"])
        .args([
            "--disable-background-networking",
            "--disable-component-update",
        ])
        // The page opens a tab without a click.
        .arg("--disable-popup-blocking")
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(address)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("Chromium, from Debian's package `chromium`");
    Browser {
        process,
        _profile: profile,
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}

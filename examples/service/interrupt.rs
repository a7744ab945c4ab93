//! Ctrl-C, which the example presses itself.

use std::future::pending;
use std::io;
use std::process::{self, Command};

use tokio::signal::ctrl_c;
use tokio::sync::Notify;

/// Stands for the signal on systems without signals.
static PRESSED: Notify = Notify::const_new();

/// Waits for Ctrl-C.
pub(crate) async fn pressed() {
    let signal = async {
        if let Err(error) = ctrl_c().await {
            eprintln!("Ctrl-C is not noticed: {error}");
            pending::<()>().await;
        }
    };
    tokio::select! {
        () = signal => {}
        () = PRESSED.notified() => {}
    }
}

pub(crate) fn press() -> io::Result<()> {
    if !cfg!(unix) {
        PRESSED.notify_one();
        return Ok(());
    }
    let kill = format!("kill -INT {}", process::id());
    let status = Command::new("sh").args(["-c", &kill]).status()?;
    if status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("`{kill}` failed: {status}")))
}

//! Why a command could not do what it was asked.

use std::io;
use std::path::Path;
use std::process::ExitCode;

/// Why a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What the user wrote cannot be.
    Input(String),
    /// A file cannot be read or written.
    File(String),
    /// The reader of the output has gone.
    ClosedOutput,
}

impl Failure {
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::File(format!("{}: {error}", path.display()))
    }

    /// Prints the failure and returns the exit code.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Self::Input(message) => {
                eprintln!("error: {}", message.trim_end());
                ExitCode::from(2)
            }
            Self::File(message) => {
                eprintln!("error: {message}");
                ExitCode::FAILURE
            }
            Self::ClosedOutput => ExitCode::SUCCESS,
        }
    }
}

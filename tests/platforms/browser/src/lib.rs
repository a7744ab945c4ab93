//! Runs a page in a real browser and returns what it reports.

mod browser;
mod page;
mod server;

use std::path::Path;

pub use server::{Report, Reports};

/// Builds the page in `directory` and returns the reports of two tabs, one hidden by the other.
///
/// # Panics
///
/// If the page cannot be built, or if the browser does not report.
#[must_use]
pub fn reports(directory: &Path) -> Reports {
    let page = page::build(directory);
    let server = server::start(page);
    let _browser = browser::open(&server.address);
    server.reports()
}

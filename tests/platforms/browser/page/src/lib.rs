//! Annotated functions on a page of a browser. Each module reports what its functions did as a line of text, the
//! name first, times in milliseconds.

mod deadlines;
mod jitter;
mod long_wait;
mod waits;

use wasm_bindgen::prelude::wasm_bindgen;

/// Reports from the tab in front.
#[wasm_bindgen(js_name = reportVisible)]
pub async fn report_visible() -> String {
    [
        jitter::report().await,
        waits::report().await,
        deadlines::report_call().await,
        deadlines::report_attempt().await,
        long_wait::report().await,
    ]
    .join("\n")
}

/// Reports from a tab that another one hides.
#[wasm_bindgen(js_name = reportHidden)]
pub async fn report_hidden() -> String {
    [
        jitter::report().await,
        waits::report().await,
        deadlines::report_call().await,
    ]
    .join("\n")
}

//! A client, a gateway and a backend: what each must know of the others so that retries do no harm.
//!
//! 1. The gateway must know how much time the client has left, or it goes on for a client that is gone. `hop.rs` sends
//!    the time, `gateway.rs` reads it.
//! 2. A layer of the gateway must know what the layers inside it have retried, or three layers make 27 requests:
//!    `layers.rs`.
//! 3. A busy backend must know which requests are retries, to refuse those first. `load.rs` sends the number of the
//!    attempt, `busy.rs` reads it.
//!
//! The other files start the servers, draw the timeline and check the claims.
//!
//! `cargo run --example deadlines --features registry,reqwest,tower`

mod backend;
mod busy;
mod check;
mod client;
mod error;
mod gateway;
mod hop;
mod layers;
mod load;
mod run;
mod server;
mod timeline;

use std::time::Duration;

use tokio::time::timeout;
use tokio::try_join;

use backend::Fault;
use check::check;
use client::DEADLINE;
use layers::{Multiplying, Stopping, Storage};
use load::Load;
use run::Run;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    timeout(Duration::from_secs(15), all()).await?
}

async fn all() -> Result<(), BoxError> {
    the_deadline_travels().await?;
    retries_do_not_multiply().await?;
    the_attempt_travels().await
}

async fn the_deadline_travels() -> Result<(), BoxError> {
    println!("1. A client gives up after {DEADLINE:?}. Its gateway would try for 2s.\n");
    let (failing, hanging) = try_join!(run::all(Fault::Fails), run::all(Fault::Hangs))?;
    timeline::print("requests (●) at a backend that fails", &failing);
    timeline::print("requests (●──) at a backend that hangs", &hanging);
    timeline::print_scale();

    let are_late =
        |[no_header, no_layer, _]: &[Run; 3]| no_header.late() > 0 && no_layer.late() > 0;
    check(
        "without the header or the layer, requests came for a client that was gone",
        are_late(&failing) && are_late(&hanging),
    )?;
    let ([.., failing], [.., hanging]) = (failing, hanging);
    check(
        "with both, none came late",
        failing.late() + hanging.late() == 0,
    )?;
    let (answer, millis) = (failing.answer, failing.answered.as_millis());
    check(
        &format!("and a failing backend was reported in time: {answer} after {millis}ms"),
        failing.answered < DEADLINE,
    )
}

async fn retries_do_not_multiply() -> Result<(), BoxError> {
    println!("\n2. Three layers of a gateway make three attempts each. The backend is down.\n");
    let (without, within) = (Storage::start().await?, Storage::start().await?);
    // Both return an error, because the backend is down.
    let _ = Multiplying(&without).page().await;
    let _ = Stopping(&within).page().await;
    layers::print(&without, &within);

    check(
        "without the word the attempts multiplied",
        without.requests() == 27,
    )?;
    check(
        "and 8 of the retries repeated what had been retried already",
        without.nested() == 8,
    )?;
    let is_stopped = within.requests() == 3 && within.nested() == 0;
    check("with it, only the innermost layer retried", is_stopped)
}

async fn the_attempt_travels() -> Result<(), BoxError> {
    println!("\n3. A backend was down: 100 calls come again, together with 60 new ones.\n");
    let (alike, shed) = try_join!(Load::run(false), Load::run(true))?;
    load::print(&alike, &shed);

    let refused = shed.backend.first_attempts.refused();
    check(
        "with less room for retries, fewer first attempts were refused",
        refused < alike.backend.first_attempts.refused(),
    )
}

//! The cost of a call with `#[retry]`, compared with the bare function, a hand-written loop, and other crates. Prints
//! one table:
//!
//! ```sh
//! cargo run --release --manifest-path benches/Cargo.toml
//! ```
//!
//! `-- rows deadline` prints only the rows with this text in their label. With the word `instructions` the program
//! counts the instructions of some rows, see [`instructions`].

mod alloc;
mod async_failure;
mod async_success;
mod budget;
mod bundle;
mod contestant;
mod crew;
mod deadline;
mod future_size;
mod instructions;
mod layer;
mod measure;
mod next_delay;
mod policy;
mod rows;
mod scope;
mod sleeping_tasks;
mod sync_failure;
mod sync_success;
mod table;
mod work;

use std::env;
use std::process::ExitCode;
use std::thread;

use table::Table;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => print_table(""),
        ["rows", part] => print_table(part),
        ["instructions"] => return instructions::compare(),
        ["instructions", "write"] => instructions::write(),
        [instructions::RUN] => instructions::run(),
        _ => {
            eprintln!("the words are `rows …`, `instructions` and `instructions write`");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Prints the rows with this text in their label.
fn print_table(part: &str) {
    let mut table = Table::of(part);
    table.times(rows::WITHOUT_TIMER);
    table.times(rows::ON_TIMER);
    thread::scope(|scope| {
        // A separate thread, which is bound to a core.
        scope.spawn(|| {
            table.times(rows::BUDGET_OF_ONE_THREAD);
            table.times(rows::BUDGET_OF_TWO_THREADS);
        });
    });

    table.bytes("future, small, bytes", future_size::small::sizes);
    table.bytes(
        "future, 1 KiB alive across an await, bytes",
        future_size::array::sizes,
    );
    table.bytes(
        "future, 1 KiB argument by value, bytes",
        future_size::argument::sizes,
    );
    table.bytes(
        "heap of a task asleep, one of 100,000, bytes",
        sleeping_tasks::bytes_each,
    );

    table.allocations(
        "allocations, sync, first try succeeds",
        1,
        sync_success::contestants,
    );
    table.allocations(
        "allocations, sync, each retry",
        9,
        sync_failure::contestants,
    );
    table.allocations("allocations, async, first try succeeds", 1, || {
        async_success::contestants(0)
    });
    table.allocations(
        "allocations, async, each retry",
        9,
        async_failure::seconds::contestants,
    );

    println!("{table}");
}

//! The cost of compiling `#[retry]`, compared with the bare function, a hand-written loop and other crates. The
//! program writes crates of many functions and compiles each of them several times, in turns.
//!
//! ```sh
//! cargo run --release --manifest-path benches/Cargo.toml --bin compile
//! ```
//!
//! Two numbers may follow, of functions and of rounds. All times are processor times, which do not include waiting.
//! Another busy program still slows the processor, so single numbers vary.

mod cargo;
mod dependencies;
mod functions;
mod rustc;
mod workspace;

use std::collections::BTreeMap;
use std::env;
use std::path::Path;
use std::process::ExitCode;

use cargo::Profile;
use functions::{Kind, Variant};
use workspace::Workspace;

const FUNCTIONS: u32 = 500;
const ROUNDS: u32 = 3;
/// The compilations in each round: the time of an expansion is the difference of two short and similar times.
const EXPANSIONS: u32 = 10;

fn main() -> ExitCode {
    if rustc::is_wrapped() {
        return rustc::run_and_report();
    }
    let mut numbers = env::args().skip(1).map(|word| word.parse());
    let mut number = |usual| numbers.next().unwrap_or(Ok(usual)).expect("a number");
    let (functions, rounds) = (number(FUNCTIONS), number(ROUNDS));

    let program = env::current_exe().expect("this program is a file");
    let target = program
        .ancestors()
        .nth(2)
        .expect("cargo made its directory");
    let directory = target.join("compile-cost");

    let workspace = Workspace::create(&directory, functions);
    print_crates(&workspace, rounds);
    println!();
    print_expansion(&workspace, rounds);
    println!();
    dependencies::print(&directory, rounds);
    ExitCode::SUCCESS
}

/// A crate's times with each profile, in seconds.
type Times<'a> = BTreeMap<(&'a str, Profile), Vec<f64>>;

fn print_crates(workspace: &Workspace, rounds: u32) {
    let is_compiled = |(_, variant, _): &(Kind, Variant, String)| !variant.is_discarded();
    let members: Vec<_> = workspace::members().filter(is_compiled).collect();
    for profile in Profile::ALL {
        // Compiles the dependencies of all crates.
        workspace.compile(&members[0].2, profile);
    }
    let mut times = Times::new();
    for _ in 0..rounds {
        for profile in Profile::ALL {
            for (_, _, name) in &members {
                let seconds = workspace.compile(name, profile);
                times.entry((name, profile)).or_default().push(seconds);
            }
        }
    }
    let median = |name: &str, profile| median(times[&(name, profile)].clone());

    println!(
        "| {} functions | check | debug | release | bytes each |",
        workspace.functions
    );
    println!("|:--|--:|--:|--:|--:|");
    for (kind, variant, name) in &members {
        let hand_loop = workspace::name(*kind, Variant::HandLoop);
        let cells = Profile::ALL.map(|profile| {
            let seconds = median(name, profile);
            match variant {
                Variant::HandLoop => format!("1 = {seconds:.2} s"),
                _ => format!("{:.2}", seconds / median(&hand_loop, profile)),
            }
        });
        let empty = workspace::name(*kind, Variant::Empty);
        let bytes = workspace
            .binary_size(name)
            .saturating_sub(workspace.binary_size(&empty));
        let bytes = bytes / u64::from(workspace.functions);
        println!("| {name} | {} | {bytes} |", cells.join(" | "));
    }
}

fn print_expansion(workspace: &Workspace, rounds: u32) {
    for kind in [Kind::Sync, Kind::Async] {
        let check = |variant| workspace.compile(&workspace::name(kind, variant), Profile::Check);
        let difference = |_| check(Variant::OursDiscarded) - check(Variant::Discarded);
        let expansion = median((0..EXPANSIONS * rounds).map(difference).collect());
        let micros = expansion * 1e6 / f64::from(workspace.functions);
        println!("expansion of a function, {kind}: {micros:.0} µs");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[(values.len() - 1) / 2]
}

/// The folder of this package.
fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

//! The program's commands.

mod bench;
mod collapse;
mod compare;
mod contest;
mod failure;
mod figures;
mod input;
mod output;
mod report;
mod schedule;
mod sets;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Simulates retry storms with the code of the crate `retries`.
#[derive(Debug, Parser)]
#[command(name = "retry-lab", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compares policies in one scenario, in a table and in a report with plots.
    ///
    /// The file is TOML with a table `[scenario]` and one table `[policy.NAME]` for each policy, in the words of the
    /// crate's configuration. A policy may have a budget: `[policy.NAME.budget]`.
    Compare {
        /// The file with the scenario and the policies. Without it, a built-in comparison is run.
        #[arg(conflicts_with = "set")]
        file: Option<PathBuf>,
        /// A built-in comparison.
        #[arg(long, value_enum)]
        set: Option<sets::Set>,
        /// Write a report with its plots into this directory.
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
        /// Use another seed than that of the scenario.
        #[arg(long)]
        seed: Option<u64>,
        /// Run each policy so many times, with a seed for each, and count how often the server recovers.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
        runs: u32,
        /// Also run each policy at 20 to 110 % of the server's capacity, and plot how often the server does not recover.
        #[arg(long)]
        loads: bool,
    },
    /// Prints and draws the waits of one policy.
    Schedule {
        /// The policy, such as 'exp(base = "1s", cap = "60s"), jitter'.
        policy: String,
        /// Write the plot into this directory.
        #[arg(long, value_name = "DIR")]
        output: Option<PathBuf>,
    },
    /// Draws the pictures of the guide into a directory.
    Figures {
        /// The directory, `docs/pictures` for the guide.
        directory: PathBuf,
    },
    /// Measures how many events a second are simulated.
    Bench {
        /// How many clients call a server that is down for a minute.
        #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
        clients: u32,
    },
}

/// Runs the command that the arguments name.
pub(crate) fn run() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Compare {
            file,
            set,
            output,
            seed,
            runs,
            loads,
        } => compare::Source::new(file.as_deref(), set, seed)
            .and_then(|source| compare::run(&source, output.as_deref(), runs, loads)),
        Command::Schedule { policy, output } => schedule::run(&policy, output.as_deref()),
        Command::Figures { directory } => figures::run(&directory),
        Command::Bench { clients } => bench::run(clients),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

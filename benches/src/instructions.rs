//! Counts instructions, which unlike times are the same on a busy machine, and compares them with the counts in
//! `instructions.txt`:
//!
//! ```sh
//! cargo run --release --manifest-path benches/Cargo.toml -- instructions
//! cargo run --release --manifest-path benches/Cargo.toml -- instructions write
//! ```
//!
//! The first command fails if a row has grown; the second renews the file. Another compiler or machine makes other
//! instructions, so counts of others are printed but not compared.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use crate::contestant::{Contestant, Entry};
use crate::rows::{BUDGET_OF_ONE_THREAD, LAYERS, Row, WITHOUT_TIMER};

/// The word with which this program runs itself under callgrind.
pub const RUN: &str = "instructions-run";

const CALLS: u32 = 1000;
const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions.txt");

/// A row and a contestant, with the count.
type Counts = BTreeMap<String, f64>;

pub fn compare() -> ExitCode {
    let kept = fs::read_to_string(KEPT).expect("the counts are kept");
    let (origin, kept) = kept.split_once('\n').unwrap_or_default();
    let kept: Counts = kept.lines().map(read_line).collect();
    let is_comparable = origin == self::origin();
    let counts = count();

    let mut has_grown = false;
    for (name, count) in &counts {
        let Some(before) = kept.get(name) else {
            println!("{name}: {count:.1}, which is new");
            has_grown = true;
            continue;
        };
        let remark = if (count - before).abs() <= allowance(*before) {
            ""
        } else if count > before {
            has_grown = true;
            ": MORE"
        } else {
            ": fewer, to be kept"
        };
        println!("{name}: {count:.1} after {before:.1}{remark}");
    }
    if !is_comparable {
        println!(
            "\nNot judged: what is kept is of {origin}, and this is {}",
            self::origin()
        );
    } else if has_grown {
        println!("\nIf it is worth that, keep it: `instructions write`");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

pub fn write() {
    let lines = count()
        .into_iter()
        .map(|(name, count)| format!("{name}: {count:.1}"));
    let lines: Vec<String> = [origin()].into_iter().chain(lines).collect();
    fs::write(KEPT, lines.join("\n") + "\n").expect("the file is ours");
}

/// Random numbers, and the places chosen by the linker, change a count by a little.
fn allowance(before: f64) -> f64 {
    (before * 0.02).max(2.0)
}

fn read_line(line: &str) -> (String, f64) {
    let (name, count) = line
        .rsplit_once(": ")
        .expect("a line has a name and a count");
    let count = count.parse().expect("a count is a number");
    (name.to_owned(), count)
}

/// The compiler and the machine of the instructions.
fn origin() -> String {
    let rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .arg("--version")
        .output()
        .expect("this was compiled");
    let rustc = String::from_utf8_lossy(&rustc.stdout);
    format!("{} for {}", rustc.trim(), env::consts::ARCH)
}

fn rows() -> impl Iterator<Item = &'static Row> {
    let rows = WITHOUT_TIMER.iter().chain(BUDGET_OF_ONE_THREAD);
    rows.chain(LAYERS)
}

fn entries(row: &Row) -> impl Iterator<Item = Entry> {
    // The other crates may be slow.
    let counted = [
        Contestant::Bare,
        Contestant::HandLoop,
        Contestant::Ours,
        Contestant::OurLayer,
        Contestant::OurTowerPolicy,
        Contestant::TowerLayer,
    ];
    (row.entries)()
        .into_iter()
        .filter(move |entry| counted.contains(&entry.who))
}

pub fn run() {
    for mut entry in rows().flat_map(entries) {
        // Values made once per thread are no cost of a call.
        (entry.run)(CALLS);
        measured(&mut entry);
    }
}

/// callgrind counts inside this function, and writes a file each time it returns.
#[inline(never)]
#[unsafe(no_mangle)]
extern "Rust" fn measured(entry: &mut Entry) {
    (entry.run)(CALLS);
}

fn count() -> Counts {
    let directory = env::temp_dir().join(format!("retries-instructions-{}", std::process::id()));
    fs::create_dir_all(&directory).expect("temporary files can be written");
    let output = directory.join("counts");
    let status = Command::new("valgrind")
        .args([
            "--quiet",
            "--tool=callgrind",
            "--toggle-collect=measured",
            "--dump-after=measured",
        ])
        .arg(format!("--callgrind-out-file={}", output.display()))
        .arg(env::current_exe().expect("this program is a file"))
        .arg(RUN)
        .status()
        .expect("valgrind is installed");
    assert!(status.success(), "valgrind: {status}");

    let counts = rows()
        .flat_map(|row| entries(row).map(move |entry| (row, entry.who)))
        .zip(1..)
        .map(|((row, who), number)| {
            let file = PathBuf::from(format!("{}.{number}", output.display()));
            let count = total(&file) / f64::from(CALLS) / f64::from(row.parts);
            (format!("{}: {}", row.label, who.name()), count)
        })
        .collect();
    fs::remove_dir_all(&directory).expect("they are ours");
    counts
}

fn total(file: &Path) -> f64 {
    let text = fs::read_to_string(file).expect("callgrind wrote a file for each entry");
    text.lines()
        .find_map(|line| line.strip_prefix("totals: "))
        .and_then(|count| count.trim().parse().ok())
        .expect("a file of callgrind's has a total")
}

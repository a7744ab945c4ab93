//! The program as a user runs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/outage.toml");

fn run(arguments: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_retry-lab"));
    program.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Makes an empty directory for one test.
fn directory(test: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = fs::remove_dir_all(&directory);
    fs::create_dir_all(&directory).unwrap();
    directory
}

fn refused(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    text(&output.stderr).to_owned()
}

#[test]
fn the_same_seed_gives_the_same_report_byte_for_byte() {
    let files = |test, seed| {
        let directory = directory(test);
        let output = run(&[
            "compare",
            EXAMPLE,
            "--seed",
            seed,
            "--output",
            directory.to_str().unwrap(),
        ]);
        assert!(output.status.success(), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
        let read = |name: &str| fs::read(directory.join(name)).unwrap();
        [
            "report.html",
            "load.svg",
            "attempts.svg",
            "waits.svg",
            "load.png",
        ]
        .map(read)
    };
    let first = files("first", "7");
    assert_eq!(first, files("again", "7"));
    assert_ne!(first[0], files("other", "8")[0]);
}

#[test]
fn a_report_needs_no_other_file_and_no_network() {
    let directory = directory("alone");
    run(&["compare", EXAMPLE, "--output", directory.to_str().unwrap()]);
    let report = fs::read_to_string(directory.join("report.html")).unwrap();
    assert_eq!(report.matches("<svg").count(), 3);
    let report = report.replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
    for outside in ["http", "src=", "href=", "@import", "url(", "<script"] {
        assert!(!report.contains(outside), "{outside}");
    }
}

#[test]
fn a_report_shows_names_of_policies_as_text() {
    let directory = directory("names");
    let file = directory.join("day.toml");
    fs::write(&file, "[policy.\"<b>&\"]\nmax_attempts = 1\n").unwrap();
    let output = run(&[
        "compare",
        file.to_str().unwrap(),
        "--output",
        directory.to_str().unwrap(),
    ]);
    assert!(text(&output.stdout).contains("<b>&"));
    let report = fs::read_to_string(directory.join("report.html")).unwrap();
    assert!(report.contains("&lt;b&gt;&amp;"));
    assert!(!report.contains("<b>"));
}

#[test]
fn a_mistake_in_a_file_is_shown_with_its_line_and_changes_no_report() {
    let directory = directory("mistake");
    let file = directory.join("day.toml");
    fs::write(&file, "[policy.a]\nmax_attempts = 3\nfixed = 2\n").unwrap();
    let report = directory.join("report.html");
    fs::write(&report, "an earlier one").unwrap();
    let message = refused(&[
        "compare",
        file.to_str().unwrap(),
        "--output",
        directory.to_str().unwrap(),
    ]);
    assert!(
        message.contains("day.toml: TOML parse error at line 3, column 9"),
        "{message}"
    );
    assert!(
        message.contains("a duration needs a unit: write \"2s\" or \"2ms\""),
        "{message}"
    );
    assert_eq!(fs::read_to_string(report).unwrap(), "an earlier one");
}

#[test]
fn a_mistake_in_a_policy_is_shown_in_the_words_of_the_crate() {
    let message = refused(&["schedule", "exp(base = 1s)"]);
    let expected = "exp(base = 1s)".parse::<retries::Policy>().unwrap_err();
    assert_eq!(message, format!("error: {expected}\n"));
    assert!(
        refused(&["schedule", "fixed(\"3s\"), deadline = \"1s\""]).contains("no retry can start")
    );
    assert!(refused(&["compare", "--set", "weather"]).contains("possible values"));
    assert!(refused(&["bench", "--clients", "0"]).contains("--clients"));
}

#[test]
fn a_file_that_cannot_be_read_or_written_is_named() {
    let output = run(&["compare", "no/such/file.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("error: no/such/file.toml: "));
    let directory = directory("unwritable");
    let file = directory.join("file");
    fs::write(&file, "").unwrap();
    let output = run(&[
        "schedule",
        "fixed(\"1s\")",
        "--output",
        file.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stdout).contains("retry 2: 1s"),
        "nothing is lost"
    );
}

#[test]
fn a_schedule_shows_each_wait() {
    let output = run(&[
        "schedule",
        "exp(base = \"1s\", cap = \"60s\"), jitter = equal, max_attempts = 4",
    ]);
    let expected = "\
exp(base = \"1s\", cap = \"60s\"), jitter = equal, max_attempts = 4

retry 1: 500ms to 1s  ██████░░░░░░
retry 2: 1s to 2s     ████████████░░░░░░░░░░░░
retry 3: 2s to 4s     ████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░

3 waits, 3.5s to 7s together
";
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn every_built_in_comparison_runs() {
    for set in [
        "jitter",
        "budget",
        "kinds",
        "layers",
        "deadline",
        "retry-after",
    ] {
        let output = run(&["compare", "--set", set]);
        assert!(output.status.success(), "{output:?}");
        assert!(text(&output.stdout).contains("recovery after"));
    }
}

#[test]
fn runs_with_many_seeds_count_the_recoveries() {
    let first = run(&["compare", "--set", "deadline"]);
    let many = run(&["compare", "--set", "deadline", "--runs", "3"]);
    let row = |output: &Output| {
        let line = text(&output.stdout)
            .lines()
            .find(|line| line.starts_with("not inherited"));
        line.unwrap()
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert!(row(&many).contains("never 0 of 3"), "{}", row(&many));
    assert_eq!(row(&many).replace("0 of 3 ", ""), row(&first));
}

#[test]
fn a_comparison_over_loads_counts_the_runs_without_a_recovery() {
    let directory = directory("loads");
    let target = directory.to_str().unwrap();
    let output = run(&[
        "compare", "--set", "budget", "--loads", "--runs", "2", "--output", target,
    ]);
    assert!(output.status.success(), "{output:?}");
    let row = |name: &str| {
        let mut lines = text(&output.stdout).lines();
        let line = lines.rfind(|line| line.starts_with(name)).unwrap();
        let cells = line[name.len()..].split('%').map(str::trim);
        cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>()
    };
    let loads = row("policy");
    let column = |load| loads.iter().position(|cell| *cell == load).unwrap();
    // Three attempts are too many above a third of the capacity.
    assert_eq!(row("no budget")[column("30")], "0");
    assert_eq!(row("no budget")[column("35")], "100");
    // Calls and retries of a fifth of them, and ten a second, must be below the capacity.
    assert_eq!(row("Budget::new()")[column("70")], "0");
    assert_eq!(row("Budget::new()")[column("85")], "100");
    let report = fs::read_to_string(directory.join("report.html")).unwrap();
    assert!(report.contains("always recovers up to 30 % load"));
    assert!(directory.join("collapse.svg").exists() && directory.join("collapse.png").exists());
}

#[test]
fn loads_are_refused_without_an_outage_or_a_rate() {
    assert!(refused(&["compare", "--set", "jitter", "--loads"]).contains("[scenario.outage]"));
    let directory = directory("no outage");
    let file = directory.join("day.toml");
    fs::write(&file, "[policy.a]\nmax_attempts = 2\n").unwrap();
    let message = refused(&["compare", file.to_str().unwrap(), "--loads"]);
    assert!(message.contains("write `rate = 100`"), "{message}");
}

#[test]
fn the_pictures_of_the_guide_are_current() {
    let drawn = directory("figures");
    let output = run(&["figures", drawn.to_str().unwrap()]);
    assert!(output.status.success(), "{output:?}");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures");
    let names = |directory: &Path| {
        let entries = fs::read_dir(directory).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&drawn), names(&kept));
    for name in names(&drawn) {
        let is_current =
            fs::read(drawn.join(&name)).unwrap() == fs::read(kept.join(&name)).unwrap();
        assert!(
            is_current,
            "{name:?}: `retry-lab figures docs/pictures` draws it again"
        );
    }
}

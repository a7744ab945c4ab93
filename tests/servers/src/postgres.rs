//! `PostgreSQL`.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{NotInstalled, Server};

pub const USER: &str = "postgres";
pub const PASSWORD: &str = "right";

/// Starts a new cluster with these settings (`name=value`) besides.
///
/// # Panics
/// Where the cluster cannot be made.
#[must_use]
pub fn start(settings: &[&str]) -> Server {
    let address = crate::free_address();
    let directory = crate::directory();
    let account = account(directory.path());
    if let Some((user, group)) = account {
        chown(directory.path(), Some(user), Some(group)).expect("root may give away");
    }
    let run = |name: &str| {
        let mut command = Command::new(program(name));
        command.current_dir(directory.path());
        if let Some((user, group)) = account {
            command.uid(user).gid(group);
        }
        command
    };

    crate::write(&directory.path().join("password"), PASSWORD);
    let made = run("initdb")
        .args([
            "--no-sync",
            "--wal-segsize=1",
            "--encoding=UTF8",
            "--no-locale",
        ])
        .args(["--auth=scram-sha-256", "--pwfile=password", "--username"])
        .args([USER, "--pgdata=data"])
        .stdout(Stdio::null())
        .status();
    assert!(made.expect("initdb runs").success(), "initdb failed");

    let mut command = run("postgres");
    command
        .args(["-D", "data", "-h", "127.0.0.1", "-k", "", "-p"])
        .arg(address.port().to_string())
        .args(["-c", "fsync=off"]);
    for setting in settings {
        command.args(["-c", setting]);
    }
    Server::start(command, address, directory, is_ready)
}

fn is_ready(address: SocketAddr) -> bool {
    let asked = Command::new(program("pg_isready"))
        .args(["-q", "-h", "127.0.0.1", "-p"])
        .arg(address.port().to_string())
        .status();
    asked.expect("pg_isready runs").success()
}

/// Whether [`start`] finds the server.
///
/// # Errors
/// Where it is not installed.
pub fn check_installed() -> Result<(), NotInstalled> {
    find("postgres").map(drop)
}

fn program(name: &str) -> PathBuf {
    find(name).unwrap_or_else(|missing| panic!("{missing}"))
}

/// Debian keeps each major version's programs in a directory of its own.
fn find(name: &str) -> Result<PathBuf, NotInstalled> {
    let versions = fs::read_dir("/usr/lib/postgresql");
    let candidates = versions
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .chain(crate::on_path(name));
    crate::find(candidates, "postgresql")
}

/// The server refuses to run as root; root runs it as the user that the package made.
fn account(ours: &Path) -> Option<(u32, u32)> {
    let is_root = fs::metadata(ours).expect("our directory").uid() == 0;
    is_root.then(|| {
        let accounts = fs::read_to_string("/etc/passwd").expect("the accounts");
        let line = accounts
            .lines()
            .find(|line| line.starts_with("postgres:"))
            .expect("the user that the package postgresql makes");
        let mut numbers = line.split(':').skip(2).map(str::parse);
        let mut number = || numbers.next().expect("a field").expect("a number");
        (number(), number())
    })
}

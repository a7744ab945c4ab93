//! `PostgreSQL`.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::{NotInstalled, Server};

pub const USER: &str = "postgres";
pub const PASSWORD: &str = "right";

/// Starts a new cluster with these settings (`name=value`) besides.
///
/// # Panics
/// Where the cluster cannot be made.
#[must_use]
pub fn start(settings: &[&str]) -> Server {
    Cluster::make().start(settings)
}

/// Starts a standby: it is read-only until `pg_promote()` is called. Without a primary behind it,
/// it gets nothing new.
///
/// # Panics
/// Where the cluster cannot be made.
#[must_use]
pub fn start_standby(settings: &[&str]) -> Server {
    let cluster = Cluster::make();
    crate::write(&cluster.data().join("standby.signal"), "");
    cluster.start(settings)
}

/// Starts a server that also takes TLS, with a certificate that no client trusts.
///
/// # Panics
/// Where the cluster cannot be made.
#[must_use]
pub fn start_with_tls(settings: &[&str]) -> Server {
    let cluster = Cluster::make();
    let openssl = crate::installed(crate::on_path("openssl"), "openssl");
    let made = cluster
        .command(&openssl)
        .args(["req", "-x509", "-nodes", "-newkey", "ec"])
        .args(["-pkeyopt", "ec_paramgen_curve:prime256v1"])
        .args(["-subj", "/CN=localhost"])
        .args(["-keyout", "data/server.key", "-out", "data/server.crt"])
        .stderr(Stdio::null())
        .status();
    assert!(made.expect("openssl runs").success(), "no certificate");
    let settings: Vec<_> = ["ssl=on"].iter().chain(settings).copied().collect();
    cluster.start(&settings)
}

/// A cluster on disk.
struct Cluster {
    directory: TempDir,
    account: Option<(u32, u32)>,
}

impl Cluster {
    fn make() -> Self {
        let directory = crate::directory();
        let account = account(directory.path());
        if let Some((user, group)) = account {
            chown(directory.path(), Some(user), Some(group)).expect("root may give away");
        }
        let cluster = Self { directory, account };
        crate::write(&cluster.directory.path().join("password"), PASSWORD);
        let made = cluster
            .command(&program("initdb"))
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
        cluster
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    /// Runs in the cluster's directory, as the user whom it belongs to.
    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.directory.path());
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        command
    }

    fn start(self, settings: &[&str]) -> Server {
        let address = crate::free_address();
        let mut command = self.command(&program("postgres"));
        command
            .args(["-D", "data", "-h", "127.0.0.1", "-k", "", "-p"])
            .arg(address.port().to_string())
            .args(["-c", "fsync=off"]);
        for setting in settings {
            command.args(["-c", setting]);
        }
        Server::start(command, address, self.directory, is_ready)
    }
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

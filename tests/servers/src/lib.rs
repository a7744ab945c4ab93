//! Real servers that tests and examples start, kill, restart and pause, each on a loopback port and in a temporary
//! directory of its own.

use std::error::Error;
use std::fmt;
use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use process::{is_alive, signal, stopped_family};

pub mod cutting;
pub mod http2;
pub mod mariadb;
pub mod nats;
pub mod nginx;
pub mod postgres;
mod process;
pub mod redis;
pub mod tinyproxy;

/// The longest time that a server may take to start or to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server's process, and those that it started.
#[derive(Debug)]
pub struct Server {
    command: Command,
    running: Option<Child>,
    address: SocketAddr,
    directory: TempDir,
}

impl Server {
    /// Starts the server, and returns when it is `ready`.
    fn start(
        command: Command,
        address: SocketAddr,
        directory: TempDir,
        ready: impl Fn(SocketAddr) -> bool,
    ) -> Self {
        let mut server = Self {
            command,
            running: None,
            address,
            directory,
        };
        server.launch();
        wait_until("the server is ready", || {
            let running = server.running.as_mut().expect("it was launched");
            let ended = running.try_wait().expect("a child can be asked");
            assert!(ended.is_none(), "the server ended at once: {ended:?}");
            ready(address)
        });
        server
    }

    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Adds arguments for the next [`restart`](Self::restart) and later ones.
    pub fn add_args(&mut self, args: &[&str]) {
        self.command.args(args);
    }

    /// Returns the directory of the server's configuration, data and log.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Ends the server like a crash, without a message to its clients.
    ///
    /// # Panics
    /// Where the server cannot be ended.
    pub fn kill(&mut self) {
        let Some(mut running) = self.running.take() else {
            return;
        };
        let all = stopped_family(running.id());
        signal("KILL", &all);
        running.wait().expect("a child can be waited for");
        wait_until("the server is gone", || !all.iter().copied().any(is_alive));
    }

    /// Kills the server if it runs, and starts it. Returns before it is ready, which clients must survive.
    pub fn restart(&mut self) {
        self.kill();
        self.launch();
    }

    /// Sends SIGTERM. `PostgreSQL` then waits for its clients, and refuses new ones.
    pub fn terminate(&self) {
        signal("TERM", &[self.process()]);
    }

    /// Pauses the server: its connections stay open, but it sends nothing.
    pub fn pause(&self) {
        signal("STOP", &stopped_family(self.process()));
    }

    pub fn resume(&self) {
        signal("CONT", &stopped_family(self.process()));
    }

    fn process(&self) -> u32 {
        self.running.as_ref().expect("it runs").id()
    }

    fn launch(&mut self) {
        let log = fs::File::options()
            .create(true)
            .append(true)
            .open(self.directory.path().join("log"))
            .expect("a log");
        let running = self
            .command
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("the server starts");
        self.running = Some(running);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if thread::panicking() {
            let log = fs::read_to_string(self.directory.path().join("log"));
            eprintln!("{}", log.unwrap_or_default());
        }
        self.kill();
    }
}

/// The number of attempts of annotated functions.
#[derive(Debug, Default)]
pub struct Attempts(AtomicU32);

impl Attempts {
    pub fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the number of attempts since the last call of [`made`](Self::made).
    #[must_use]
    pub fn so_far(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Returns the number of attempts since the last call of this method.
    #[must_use]
    pub fn made(&self) -> u32 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

/// Returns a loopback address without a listener.
///
/// Its port is outside the range that the system gives to clients: otherwise a client could get the port
/// while the server is down, and the server could not restart.
///
/// # Panics
/// Never: it searches until it finds a free port.
#[must_use]
pub fn free_address() -> SocketAddr {
    let random = || RandomState::new().build_hasher().finish();
    let ports = std::iter::repeat_with(|| 10_000 + (random() % 20_000) as u16);
    let mut addresses = ports.map(|port| SocketAddr::from(([127, 0, 0, 1], port)));
    let free = addresses.find(|address| TcpListener::bind(address).is_ok());
    free.expect("a loopback port")
}

fn accepts(address: SocketAddr) -> bool {
    TcpStream::connect(address).is_ok()
}

fn directory() -> TempDir {
    TempDir::with_prefix("retries-").expect("a temporary directory")
}

/// A server that is not installed, with the package to install.
#[derive(Debug)]
pub struct NotInstalled {
    package: &'static str,
}

impl fmt::Display for NotInstalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { package } = self;
        write!(
            f,
            "a server is not installed: apt-get install -y --no-install-recommends {package}"
        )
    }
}

impl Error for NotInstalled {}

/// Returns the first of these programs that is installed.
fn find(
    candidates: impl IntoIterator<Item = PathBuf>,
    package: &'static str,
) -> Result<PathBuf, NotInstalled> {
    let mut candidates = candidates.into_iter();
    let found = candidates.find(|candidate| candidate.is_file());
    found.ok_or(NotInstalled { package })
}

fn installed(candidates: impl IntoIterator<Item = PathBuf>, package: &'static str) -> PathBuf {
    find(candidates, package).unwrap_or_else(|missing| panic!("{missing}"))
}

/// Where a program of this name may be: the directories of `PATH`, and one that only root has there.
fn on_path(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into()])
        .map(|directory| directory.join(name))
        .collect()
}

fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < PATIENCE, "not in time: {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("our directory can be written to");
}

/// Compiles the snippets of the cookbook.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/cookbook.md")]
struct Cookbook;

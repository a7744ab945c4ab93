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
pub mod nginx;
pub mod postgres;
mod process;
pub mod redis;
pub mod tinyproxy;

/// How long a server may take to start, or to be gone.
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

    /// Adds arguments that count from the next [`restart`](Self::restart) on.
    pub fn add_args(&mut self, args: &[&str]) {
        self.command.args(args);
    }

    /// Where its configuration, its data and its log are.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Ends the server as a crash does: it says goodbye to no client.
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

    /// Kills the server if it runs, and starts it. Returns before it is ready: the clients have to
    /// bear that.
    pub fn restart(&mut self) {
        self.kill();
        self.launch();
    }

    /// Asks the server to end. `PostgreSQL` then waits for the clients that it has, and turns away
    /// others.
    pub fn ask_to_end(&self) {
        signal("TERM", &[self.process()]);
    }

    /// Stops the server where it is: its connections stay open and nobody answers.
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

/// How often the body of an annotated function ran.
#[derive(Debug, Default)]
pub struct Attempts(AtomicU32);

impl Attempts {
    pub fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How often up to now since [`made`](Self::made) was last called.
    #[must_use]
    pub fn so_far(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// How often since this was last asked.
    #[must_use]
    pub fn made(&self) -> u32 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

/// An address at which nothing listens.
///
/// Its port is none that the system gives to clients: one of them could get it while the server is
/// down, and keep the server from coming back.
///
/// # Panics
/// Never: it looks on until it has found one.
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

/// A server that is not there, and how to install it.
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

/// The first of these programs that is there.
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

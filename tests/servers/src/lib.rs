//! Real servers that tests and examples start, kill, restart and pause, each on a loopback port and in a temporary
//! directory of its own.

use std::error::Error;
use std::fmt;
use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

pub mod nginx;
pub mod postgres;
pub mod redis;

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

    /// Ends the server as a crash does: it says goodbye to no client.
    ///
    /// # Panics
    /// Where the server cannot be ended.
    pub fn kill(&mut self) {
        let all = self.family();
        let Some(mut running) = self.running.take() else {
            return;
        };
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

    /// Stops the server where it is: its connections stay open and nobody answers.
    pub fn pause(&self) {
        signal("STOP", &self.family());
    }

    pub fn resume(&self) {
        signal("CONT", &self.family());
    }

    fn family(&self) -> Vec<u32> {
        let running = self.running.as_ref();
        running.map_or_else(Vec::new, |running| family(running.id()))
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

    /// How often since this was last asked.
    #[must_use]
    pub fn made(&self) -> u32 {
        self.0.swap(0, Ordering::Relaxed)
    }
}

/// An address at which nothing listens.
///
/// # Panics
/// Where there is no loopback interface.
#[must_use]
pub fn free_address() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
    listener.local_addr().expect("its address")
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

/// The process and its children, which in `PostgreSQL` are in process groups of their own.
fn family(parent: u32) -> Vec<u32> {
    let mut all = vec![parent];
    for entry in fs::read_dir("/proc").expect("/proc").flatten() {
        let name = entry.file_name();
        let Some(pid) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let stat = fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
        // `pid (name) state parent …`, where the name may have spaces.
        let after_name = stat.rsplit_once(") ").map_or("", |(_, rest)| rest);
        if after_name.split(' ').nth(1) == Some(&parent.to_string()) {
            all.push(pid);
        }
    }
    all
}

/// A zombie has no command line.
fn is_alive(pid: u32) -> bool {
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| !line.is_empty())
}

/// A child may be gone by now, so that the outcome says nothing.
fn signal(name: &str, processes: &[u32]) {
    let sent = Command::new("kill")
        .args(["-s", name, "--"])
        .args(processes.iter().map(u32::to_string))
        .stderr(Stdio::null())
        .status();
    sent.expect("`kill` of the package procps runs");
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

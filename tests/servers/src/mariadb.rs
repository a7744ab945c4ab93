//! `MariaDB`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::Server;

/// A user who has the rights on [`DATABASE`] and no others: the server keeps no connection for it, and
/// a server that is read-only takes no writes from it.
pub const USER: &str = "app";
/// A user who may do anything.
pub const ADMIN: &str = "admin";
pub const PASSWORD: &str = "right";
pub const DATABASE: &str = "app";

const SYSTEM_TABLES: &str = "/usr/share/mysql/mysql_system_tables.sql";
/// Small files, and a log that survives the server but not the machine.
const QUICK: [&str; 3] = [
    "--innodb-log-file-size=4M",
    "--innodb-buffer-pool-size=16M",
    "--innodb-flush-log-at-trx-commit=2",
];

/// Starts a new server with these options besides.
///
/// # Panics
/// Where the system tables cannot be made.
#[must_use]
pub fn start(options: &[&str]) -> Server {
    let address = crate::free_address();
    let directory = crate::directory();
    make_system_tables(directory.path());
    let mut command = server(directory.path());
    command
        .arg("--bind-address=127.0.0.1")
        .arg(format!("--port={}", address.port()))
        .arg("--socket=socket")
        .args(["--skip-name-resolve", "--skip-log-bin"])
        .args(options);
    Server::start(command, address, directory, crate::accepts)
}

fn server(directory: &Path) -> Command {
    let program = crate::installed(crate::on_path("mariadbd"), "mariadb-server");
    let mut command = Command::new(program);
    command.current_dir(directory).arg("--no-defaults");
    // Root may run it only by name.
    command.arg("--user=root");
    // A server that starts deletes the temporary tables of all others in this directory.
    command.arg(format!("--tmpdir={}", directory.display()));
    command
        .arg(format!("--datadir={}", directory.join("data").display()))
        .args(QUICK);
    command
}

/// Only the tables of users: `mariadb-install-db` takes ten times as long.
fn make_system_tables(directory: &Path) {
    fs::create_dir(directory.join("data")).expect("a new directory");
    let tables = fs::read_to_string(SYSTEM_TABLES).expect("the package mariadb-server");
    let statements = format!(
        "CREATE DATABASE mysql;\n\
         USE mysql;\n\
         SET @auth_root_socket=NULL;\n\
         {tables}\n\
         FLUSH PRIVILEGES;\n\
         CREATE DATABASE {DATABASE};\n\
         CREATE USER '{ADMIN}'@'%' IDENTIFIED BY '{PASSWORD}';\n\
         GRANT ALL ON *.* TO '{ADMIN}'@'%';\n\
         CREATE USER '{USER}'@'%' IDENTIFIED BY '{PASSWORD}';\n\
         GRANT ALL ON {DATABASE}.* TO '{USER}'@'%';\n"
    );
    let file = directory.join("statements.sql");
    crate::write(&file, &statements);
    let made = server(directory)
        .arg("--bootstrap")
        .stdin(fs::File::open(&file).expect("it was written"))
        .output()
        .expect("mariadbd runs");
    let log = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "no system tables: {log}");
}

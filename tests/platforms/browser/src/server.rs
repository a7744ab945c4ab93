//! Serves the page on loopback and receives its reports.

use std::collections::HashMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::page::Page;

/// Longer than any page takes on a slow machine.
const PATIENCE: Duration = Duration::from_mins(5);

/// A running server.
pub(crate) struct Server {
    pub(crate) address: String,
    received: Receiver<(String, String)>,
}

/// The words that each line of a report has after its name, for each tab.
#[derive(Debug)]
pub struct Reports {
    /// The tab in front.
    pub visible: Report,
    /// The tab behind it.
    pub hidden: Report,
}

/// The numbers of a report by the name of their line.
pub type Report = HashMap<String, Vec<f64>>;

/// Starts the server.
pub(crate) fn start(page: Page) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let address = listener.local_addr().expect("the address of a listener");
    let (sender, received) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A browser closes connections that it opened in advance without a request.
            _ = respond(stream, &page, &sender);
        }
    });
    Server {
        address: format!("http://{address}/"),
        received,
    }
}

impl Server {
    /// Waits for both reports.
    pub(crate) fn reports(&self) -> Reports {
        let mut reports = HashMap::new();
        while reports.len() < 2 {
            let (path, body) = self
                .received
                .recv_timeout(PATIENCE)
                .expect("a report from the browser");
            assert!(path.starts_with("/report/"), "an error on the page: {body}");
            reports.insert(path, parse(&body));
        }
        let mut take = |path| reports.remove(path).expect("one report of each tab");
        Reports {
            visible: take("/report/visible"),
            hidden: take("/report/hidden"),
        }
    }
}

/// Answers one request: a file, or a report that is sent on.
fn respond(stream: TcpStream, page: &Page, sender: &Sender<(String, String)>) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, path) = (words.next(), words.next().unwrap_or_default().to_owned());
    let is_report = method == Some("POST");
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.split_once(':') else {
            break;
        };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    if is_report {
        let body = String::from_utf8(body).map_err(io::Error::other)?;
        _ = sender.send((path.clone(), body));
    }

    let content_type = match path.rsplit_once('.') {
        Some((_, "js")) => "text/javascript",
        Some((_, "wasm")) => "application/wasm",
        _ => "text/html",
    };
    let (status, content) = match page.get(path.as_str()) {
        Some(file) => ("200 OK", file.as_slice()),
        None if is_report => ("200 OK", [].as_slice()),
        None => ("404 Not Found", [].as_slice()),
    };
    let mut stream = reader.into_inner();
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        content.len()
    )?;
    stream.write_all(content)
}

/// Reads a report.
///
/// Input: `long_wait 1`, a line each. Output: `{"long_wait": [1.0]}`.
fn parse(report: &str) -> Report {
    let number = |word: &str| word.parse().expect("a number");
    report
        .lines()
        .filter_map(|line| {
            let mut words = line.split(' ');
            let name = words.next()?.to_owned();
            Some((name, words.map(number).collect()))
        })
        .collect()
}

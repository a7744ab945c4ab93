//! A server that sends HTTP/2 frame by frame, so that it can break the protocol.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

const NO_FLAGS: u8 = 0;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// The first stream that a client opens.
const STREAM: u32 = 1;

/// What the server sends to each connection after the first request's headers have come.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    frames: Vec<u8>,
    closes: bool,
}

impl Answer {
    /// Nothing, while the connection stays open.
    #[must_use]
    pub fn nothing() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn headers(self, fields: &[(&str, &str)]) -> Self {
        self.frame(HEADERS, END_HEADERS, STREAM, &block(fields))
    }

    /// The last headers, in gRPC the trailers.
    #[must_use]
    pub fn trailers(self, fields: &[(&str, &str)]) -> Self {
        self.frame(HEADERS, END_HEADERS | END_STREAM, STREAM, &block(fields))
    }

    #[must_use]
    pub fn data(self, data: &[u8]) -> Self {
        self.frame(DATA, NO_FLAGS, STREAM, data)
    }

    #[must_use]
    pub fn end(self) -> Self {
        self.frame(DATA, END_STREAM, STREAM, &[])
    }

    #[must_use]
    pub fn reset(self, reason: u32) -> Self {
        self.frame(RST_STREAM, NO_FLAGS, STREAM, &reason.to_be_bytes())
    }

    /// Announces the end of the connection, and the last stream that may have been processed.
    #[must_use]
    pub fn go_away(self, last: u32, reason: u32) -> Self {
        let numbers = [last.to_be_bytes(), reason.to_be_bytes()].concat();
        self.frame(GOAWAY, NO_FLAGS, 0, &numbers)
    }

    /// Sends bytes that need not be a frame.
    #[must_use]
    pub fn bytes(mut self, bytes: &[u8]) -> Self {
        self.frames.extend(bytes);
        self
    }

    /// Closes the connection at the end.
    #[must_use]
    pub fn close(mut self) -> Self {
        self.closes = true;
        self
    }

    fn frame(mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Self {
        write_frame(&mut self.frames, kind, flags, stream, payload).expect("memory takes it");
        self
    }
}

/// Starts a server that gives this answer for as long as the test runs.
///
/// # Panics
/// Where it cannot listen.
#[must_use]
pub fn start(answer: Answer) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port");
    let address = listener.local_addr().expect("it is bound");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            // An error means that the client is gone.
            thread::spawn(move || serve(stream, &answer));
        }
    });
    address
}

fn serve(mut stream: TcpStream, answer: &Answer) -> io::Result<()> {
    stream.read_exact(&mut [0; b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len()])?;
    write_frame(&mut stream, SETTINGS, NO_FLAGS, 0, &[])?;
    while read_frame(&mut stream)? != HEADERS {}
    stream.write_all(&answer.frames)?;
    if answer.closes {
        // It is a reset if there is something unread.
        return Ok(());
    }
    io::copy(&mut stream, &mut io::sink())?;
    Ok(())
}

fn read_frame(stream: &mut TcpStream) -> io::Result<u8> {
    let mut head = [0; 9];
    stream.read_exact(&mut head)?;
    let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
    io::copy(&mut stream.take(length.into()), &mut io::sink())?;
    Ok(head[3])
}

fn write_frame(
    to: &mut impl Write,
    kind: u8,
    flags: u8,
    stream: u32,
    payload: &[u8],
) -> io::Result<()> {
    let length = u32::try_from(payload.len()).expect("a short frame");
    let [_, length @ ..] = length.to_be_bytes();
    to.write_all(&length)?;
    to.write_all(&[kind, flags])?;
    to.write_all(&stream.to_be_bytes())?;
    to.write_all(payload)
}

/// Encodes each field as a literal that is not added to the table (RFC 7541, 6.2.2).
fn block(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in fields {
        block.push(0);
        for text in [name, value] {
            block.push(u8::try_from(text.len()).expect("a short text"));
            block.extend(text.as_bytes());
        }
    }
    block
}

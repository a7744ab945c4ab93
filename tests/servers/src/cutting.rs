//! A proxy in front of `PostgreSQL` that cuts connections off while they turn to TLS.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Where and how a connection ends.
#[derive(Clone, Copy, Debug)]
pub enum Cut {
    /// The client's question for TLS gets no answer.
    BeforeAnswer,
    /// The client's first message of the handshake is read, and the connection closed.
    Orderly,
    /// The same message is not read, so that the system resets the connection.
    Reset,
}

/// Starts a proxy that ends its first connections in these ways, and passes the later ones on whole.
///
/// # Panics
/// Where it cannot listen.
#[must_use]
pub fn start(server: SocketAddr, cuts: &[Cut]) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port");
    let address = listener.local_addr().expect("its address");
    let cuts = cuts.to_vec();
    thread::spawn(move || {
        let mut cuts = cuts.into_iter();
        for client in listener.incoming().flatten() {
            // A client that goes away on its own is no failure of the proxy.
            let _ = match cuts.next() {
                Some(cut) => cut_off(client, server, cut),
                None => pass_on(client, server),
            };
        }
    });
    address
}

fn cut_off(mut client: TcpStream, server: SocketAddr, cut: Cut) -> io::Result<()> {
    let mut question = [0; 8];
    client.read_exact(&mut question)?;
    if matches!(cut, Cut::BeforeAnswer) {
        return Ok(());
    }
    let mut server = TcpStream::connect(server)?;
    server.write_all(&question)?;
    let mut answer = [0];
    server.read_exact(&mut answer)?;
    client.write_all(&answer)?;
    let mut hello = [0; 16_384];
    match cut {
        Cut::Reset => client.peek(&mut hello)?,
        Cut::BeforeAnswer | Cut::Orderly => client.read(&mut hello)?,
    };
    Ok(())
}

fn pass_on(client: TcpStream, server: SocketAddr) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    let (from, to) = (client.try_clone()?, server.try_clone()?);
    for (mut from, mut to) in [(from, to), (server, client)] {
        thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        });
    }
    Ok(())
}

//! A service that saturates as real ones do: ten workers, fifty milliseconds of work a request, and a
//! queue. Nobody tells a worker that a client has given up, so it works for that one all the same; and
//! once the queue takes longer than clients wait, it does nothing else.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, mpsc};
use tokio::time::{Instant, sleep_until};

use crate::meter::Meter;

const WORKERS: usize = 10;
const WORK: Duration = Duration::from_millis(50);
/// 700 ms of work for all workers, which is longer than clients wait. Who finds it full is turned away.
const QUEUE: usize = 140;

struct Request {
    client: TcpStream,
    came: Instant,
}

/// The address at which it listens, one connection a request.
pub(crate) async fn start(meter: Arc<Meter>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (queue, requests) = mpsc::channel(QUEUE);
    let requests = Arc::new(Mutex::new(requests));
    for _ in 0..WORKERS {
        tokio::spawn(work(Arc::clone(&requests)));
    }
    tokio::spawn(accept(listener, queue, meter));
    Ok(address)
}

async fn accept(
    listener: TcpListener,
    queue: mpsc::Sender<Request>,
    meter: Arc<Meter>,
) -> io::Result<()> {
    loop {
        let (client, _) = listener.accept().await?;
        meter.request();
        let came = Instant::now();
        // Where the queue is full, the connection is closed without an answer.
        let _ = queue.try_send(Request { client, came });
    }
}

async fn work(requests: Arc<Mutex<mpsc::Receiver<Request>>>) {
    let mut done = Instant::now();
    loop {
        let next = requests.lock().await.recv().await;
        let Some(mut request) = next else { return };
        // Counted from when it could begin, so that a late timer costs no capacity.
        done = done.max(request.came) + WORK;
        sleep_until(done).await;
        let _ = request.client.write_u8(b'!').await;
    }
}

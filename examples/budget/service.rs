//! A service that saturates like real ones: ten workers, fifty milliseconds of work for a request, and a queue.
//! A worker does not learn that a client has given up, and works for it anyway. Once the queue takes longer than
//! clients wait, all its work is in vain.

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
/// The length of the queue: 700 ms of work for all workers, which is longer than clients wait. The service
/// refuses requests if the queue is full.
const QUEUE: usize = 140;

struct Request {
    client: TcpStream,
    came: Instant,
}

/// Starts the service, and returns its address. Each request has its own connection.
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
        // If the queue is full, the connection is closed without a response.
        let _ = queue.try_send(Request { client, came });
    }
}

async fn work(requests: Arc<Mutex<mpsc::Receiver<Request>>>) {
    let mut done = Instant::now();
    loop {
        let next = requests.lock().await.recv().await;
        let Some(mut request) = next else { return };
        // The work counts from the time at which it could start, so that a late timer costs no capacity.
        done = done.max(request.came) + WORK;
        sleep_until(done).await;
        let _ = request.client.write_u8(b'!').await;
    }
}

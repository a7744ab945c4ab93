//! Pools of connections to a real server: `deadpool`, `bb8` and `r2d2`, each with one connection.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use retries::{Transient, retry, transient};
use retries_servers::{Attempts, Server, nginx};
use tokio::time::sleep;

const A_MOMENT: Duration = Duration::from_millis(50);

fn server() -> Server {
    nginx::start("location / { return 200; }")
}

/// Makes connections to this address.
#[derive(Debug)]
struct Connects(SocketAddr);

impl deadpool::managed::Manager for Connects {
    type Type = tokio::net::TcpStream;
    type Error = io::Error;

    async fn create(&self) -> io::Result<tokio::net::TcpStream> {
        tokio::net::TcpStream::connect(self.0).await
    }

    async fn recycle(
        &self,
        _: &mut tokio::net::TcpStream,
        _: &deadpool::managed::Metrics,
    ) -> deadpool::managed::RecycleResult<io::Error> {
        Ok(())
    }
}

impl bb8::ManageConnection for Connects {
    type Connection = tokio::net::TcpStream;
    type Error = io::Error;

    async fn connect(&self) -> io::Result<tokio::net::TcpStream> {
        tokio::net::TcpStream::connect(self.0).await
    }

    async fn is_valid(&self, _: &mut tokio::net::TcpStream) -> io::Result<()> {
        Ok(())
    }

    fn has_broken(&self, _: &mut tokio::net::TcpStream) -> bool {
        false
    }
}

impl r2d2::ManageConnection for Connects {
    type Connection = TcpStream;
    type Error = io::Error;

    fn connect(&self) -> io::Result<TcpStream> {
        TcpStream::connect(self.0)
    }

    fn is_valid(&self, _: &mut TcpStream) -> io::Result<()> {
        Ok(())
    }

    fn has_broken(&self, _: &mut TcpStream) -> bool {
        false
    }
}

type Deadpool = deadpool::managed::Pool<Connects>;
type DeadpoolError = deadpool::managed::PoolError<io::Error>;

fn deadpool(server: &Server) -> Deadpool {
    Deadpool::builder(Connects(server.address()))
        .max_size(1)
        .wait_timeout(Some(A_MOMENT))
        .runtime(deadpool::Runtime::Tokio1)
        .build()
        .unwrap()
}

#[retry(exp(base = "20ms", cap = "200ms"), jitter = full, max_attempts = 30, on = transient)]
async fn from_deadpool(attempts: &Attempts, pool: &Deadpool) -> Result<(), DeadpoolError> {
    attempts.count();
    pool.get().await.map(drop)
}

/// Returns once an attempt has failed.
async fn failed_once(attempts: &Attempts) {
    while attempts.so_far() < 2 {
        sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_connection_of_deadpool_is_waited_for() {
    let mut server = server();
    let pool = deadpool(&server);
    let held = pool.get().await.unwrap();
    let error = pool.get().await.unwrap_err();
    assert!(error.is_unprocessed(), "{error:?}");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(from_deadpool(&attempts, &pool), async {
        failed_once(&attempts).await;
        drop(held);
    });
    outcome.unwrap();

    server.kill();
    let refused = deadpool(&server).get().await.unwrap_err();
    assert!(refused.is_unprocessed(), "{refused:?}");
    pool.close();
    let closed = pool.get().await.unwrap_err();
    assert!(!closed.is_transient(), "{closed:?}");
}

async fn bb8(server: &Server) -> bb8::Pool<Connects> {
    bb8::Pool::builder()
        .max_size(1)
        .connection_timeout(A_MOMENT)
        .retry_connection(false)
        .build(Connects(server.address()))
        .await
        .unwrap()
}

#[retry(exp(base = "20ms", cap = "200ms"), jitter = full, max_attempts = 30, on = transient)]
async fn from_bb8(
    attempts: &Attempts,
    pool: &bb8::Pool<Connects>,
) -> Result<(), bb8::RunError<io::Error>> {
    attempts.count();
    pool.get().await.map(drop)
}

#[tokio::test]
async fn a_connection_of_bb8_is_waited_for() {
    let server = server();
    let pool = bb8(&server).await;
    let held = pool.get().await.unwrap();
    let error = pool.get().await.unwrap_err();
    assert!(error.is_unprocessed(), "{error:?}");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(from_bb8(&attempts, &pool), async {
        failed_once(&attempts).await;
        drop(held);
    });
    outcome.unwrap();
}

#[retry(exp(base = "20ms", cap = "200ms"), jitter = full, max_attempts = 30, on = transient)]
fn from_r2d2(attempts: &Attempts, pool: &r2d2::Pool<Connects>) -> Result<(), r2d2::Error> {
    attempts.count();
    pool.get().map(drop)
}

#[test]
fn a_connection_of_r2d2_is_waited_for() {
    let server = server();
    let pool = r2d2::Pool::builder()
        .max_size(1)
        .connection_timeout(A_MOMENT)
        .build(Connects(server.address()))
        .unwrap();
    let held = pool.get().unwrap();
    let error = pool.get().unwrap_err();
    assert!(error.is_unprocessed(), "{error:?}");

    let attempts = Attempts::default();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| from_r2d2(&attempts, &pool));
        while attempts.so_far() < 2 {
            thread::sleep(Duration::from_millis(10));
        }
        drop(held);
        waiting.join().unwrap().unwrap();
    });
}

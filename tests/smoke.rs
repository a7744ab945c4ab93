//! Smoke.

use retries::retry;
use std::io;
use std::cell::Cell;

struct Client { calls: Cell<u32> }
fn is_transient(_: &io::Error) -> bool { true }
impl Client {
    #[retry(exp(base = "1s", cap = "60s"), jitter, max_attempts = 5, deadline = "30s", on = is_transient)]
    async fn get(&self, key: &str) -> Result<String, io::Error> {
        self.calls.set(self.calls.get() + 1);
        if self.calls.get() < 4 { return Err(io::Error::other("x")); }
        tokio::task::yield_now().await;
        let n: u32 = "4".parse().map_err(io::Error::other)?;
        Ok(format!("{key}{n}"))
    }
    #[retry(fixed("1ms"))]
    fn find(&mut self) -> Option<u32> {
        let n = self.calls.get_mut();
        *n += 1;
        (*n >= 3).then_some(*n)
    }
}

#[tokio::test(start_paused = true)]
async fn works() {
    let client = Client { calls: Cell::new(0) };
    let t = tokio::time::Instant::now();
    assert_eq!(client.get("k").await.unwrap(), "k4");
    println!("{:?}", t.elapsed());
    let mut client = Client { calls: Cell::new(0) };
    assert_eq!(client.find(), Some(3));
}

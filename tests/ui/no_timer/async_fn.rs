use retries::retry;
use std::time::Duration;

async fn pause(_: Duration) {}

struct Client;

impl Client {
    #[retry]
    async fn without_a_timer(&self) -> Result<u8, ()> {
        Ok(1)
    }

    #[retry(deadline = "30s", on = |_| true)]
    pub async fn with_options(&self) -> Option<u8> {
        Some(1)
    }

    #[retry(sleep = pause, deadline = "30s")]
    async fn with_its_own_timer(&self) -> Result<u8, ()> {
        Ok(1)
    }

    #[retry(deadline = "30s")]
    fn that_blocks(&self) -> Result<u8, ()> {
        Ok(1)
    }
}

fn main() {
    let _ = Client.without_a_timer();
    let _ = Client.with_options();
    let _ = Client.with_its_own_timer();
    let _ = Client.that_blocks();
}

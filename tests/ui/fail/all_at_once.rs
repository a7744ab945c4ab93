use retries::retry;

struct Client;

impl Client {
    #[retry(exp(base = 1, cup = "10s"), jiter, max_attempts = "5", deadline = "30", on)]
    fn get(&self, key: &str) -> Result<usize, ()> {
        Ok(key.len())
    }

    #[retry(max_attempts = 0, jitter = 2)]
    const fn find(&self) -> Option<usize> {
        None
    }
}

// The functions are there all the same: the only mistake here is the caller's own.
fn main() {
    let _: &str = Client.get("key");
    let _: &str = Client.find();
}

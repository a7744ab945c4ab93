use retries::retry;

struct Client;

impl Client {
    #[retry]
    async fn half_written(&self) -> Result<String, ()> {
        let name = self.
    }

    #[retry]
    fn also_half_written(&self) -> Result<String, ()> {
        let name = self.other().unwrap_or_default()
    }

    fn other(&self) -> Option<String> {
        None
    }
}

fn main() {}

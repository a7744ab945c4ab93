use retries::retry;

struct Client;

impl Client {
    #[retry(skip)]
    fn alone(&self) -> Option<()> {
        None
    }
}

#[retry(max_attempts = 0)]
impl Client {
    fn told_once(&self) -> Result<(), ()> {
        self.other()
    }

    fn other(&self) -> Result<(), ()> {
        Err(())
    }
}

fn main() {
    let _: u8 = Client.told_once();
}

use retries::retry;

struct Buffer {
    bytes: Vec<u8>,
}

impl Buffer {
    #[retry]
    fn first(&mut self) -> Option<&mut u8> {
        self.bytes.first_mut()
    }

    #[retry]
    async fn first_async(&mut self) -> Option<&mut u8> {
        self.bytes.first_mut()
    }
}

fn main() {}

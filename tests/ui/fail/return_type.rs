use retries::retry;
use std::pin::Pin;

struct Response;

#[retry]
fn neither() -> u32 {
    1
}

#[retry]
fn a_struct() -> Response {
    Response
}

#[retry]
fn nothing() {}

#[retry]
async fn neither_async() -> Vec<Result<u8, ()>> {
    vec![Ok(1)]
}

#[retry]
async fn nothing_async() {}

#[retry(on = |_| true)]
async fn with_a_condition() -> Response {
    Response
}

#[retry]
fn generic<T: Default>() -> T {
    T::default()
}

type UploadPart<'a> = Pin<Box<dyn Future<Output = Result<(), ()>> + Send + 'a>>;

struct Upload {
    part: u32,
}

impl Upload {
    fn put(&mut self) -> UploadPart<'_> {
        Box::pin(async move {
            self.part += 1;
            Err(())
        })
    }

    #[retry]
    fn put_part(&mut self) -> UploadPart<'_> {
        self.put()
    }
}

fn main() {}

use retries::retry;

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

fn main() {}

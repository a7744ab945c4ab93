//! As `macro_rules!` passes its arguments on, each in a group.

#[retry(fixed(macro_argument!("1s")), max_attempts = macro_argument!(2 + 1), on = macro_argument!(is_busy), jitter = macro_argument!(0.5))]
fn options() -> Result<(), Error> {
    call()
}

#[retry(fixed("1s"))]
fn block() -> Result<(), Error> macro_argument!({ call() })

#[retry(fixed("1s"))]
fn types(f: macro_argument!(&mut T), macro_argument!(mut n): u32) -> macro_argument!(Result<(impl Copy), Error>) {
    n += 1;
    call(f, n)
}

#[retry(fixed("1s"), clone)]
async fn cloned_types(a: macro_argument!(String), b: macro_argument!(Box<dyn Read>), c: (String)) -> Result<(), Error> {
    call(a, b, c).await
}

#[retry(fixed("1s"))]
fn future() -> macro_argument!(BoxFuture<'static, Result<(), Error>>) {
    macro_argument!(Box::pin(async move { call().await }))
}

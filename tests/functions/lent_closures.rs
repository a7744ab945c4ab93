//! A closure that changes what it captured is lent to each attempt.
#![deny(warnings)]

use retries::retry;
use std::io;

fn refused() -> io::Error {
    io::ErrorKind::ConnectionRefused.into()
}

/// Returns a closure that fails twice.
fn fails_twice() -> impl FnMut() -> io::Result<u32> + Send {
    let mut attempts = 0;
    move || {
        attempts += 1;
        if attempts < 3 {
            Err(refused())
        } else {
            Ok(attempts)
        }
    }
}

fn call_once<T>(call: impl FnOnce() -> T) -> T {
    call()
}

fn call_by_reference<T>(call: &mut impl FnMut() -> T) -> T {
    call()
}

#[retry(fixed("0s"))]
fn opaque(mut get: impl FnMut() -> io::Result<u32>) -> io::Result<u32> {
    get()
}

#[retry(fixed("0s"))]
fn generic<F: FnMut() -> io::Result<u32>>(mut get: F) -> io::Result<u32> {
    let value = get()?;
    Ok(value)
}

#[retry(fixed("0s"))]
fn in_a_where_clause<F>(mut get: F) -> io::Result<u32>
where
    F: FnMut() -> io::Result<u32>,
{
    call_by_reference(&mut get)
}

#[retry(fixed("0s"))]
fn passed_on(get: impl FnMut() -> io::Result<u32>) -> io::Result<u32> {
    call_once(get)
}

#[retry(fixed("0s"))]
fn boxed(mut get: Box<dyn FnMut() -> io::Result<u32> + Send>) -> io::Result<u32> {
    get()
}

#[retry(fixed("0s"))]
fn borrowed(get: &mut impl FnMut() -> io::Result<u32>) -> io::Result<u32> {
    call_once(get)
}

#[test]
fn each_attempt_calls_the_same_closure() {
    assert_eq!(opaque(fails_twice()).ok(), Some(3));
    assert_eq!(generic(fails_twice()).ok(), Some(3));
    assert_eq!(in_a_where_clause(fails_twice()).ok(), Some(3));
    assert_eq!(passed_on(fails_twice()).ok(), Some(3));
    assert_eq!(boxed(Box::new(fails_twice())).ok(), Some(3));
    assert_eq!(borrowed(&mut fails_twice()).ok(), Some(3));
}

#[retry(fixed("0s"))]
async fn asynchronous(mut get: impl FnMut() -> io::Result<u32> + Send) -> io::Result<u32> {
    tokio::task::yield_now().await;
    get()
}

#[retry(fixed("0s"))]
async fn of_futures<F>(mut get: impl FnMut() -> F) -> io::Result<u32>
where
    F: Future<Output = io::Result<u32>>,
{
    get().await
}

#[retry(fixed("0s"))]
async fn of_an_async_closure(mut get: impl AsyncFnMut() -> io::Result<u32>) -> io::Result<u32> {
    get().await
}

#[tokio::test(start_paused = true)]
async fn an_async_function_lends_it_too() {
    let spawned = tokio::spawn(async { asynchronous(fails_twice()).await });
    assert_eq!(spawned.await.expect("no panic").ok(), Some(3));
    let mut get = fails_twice();
    let get = || std::future::ready(get());
    assert_eq!(of_futures(get).await.ok(), Some(3));
    let mut get = fails_twice();
    assert_eq!(of_an_async_closure(async || get()).await.ok(), Some(3));
}

struct Pool;

#[retry(fixed("0s"))]
impl Pool {
    fn with<T>(&self, mut run: impl FnMut(&Self) -> io::Result<T>) -> io::Result<T> {
        run(self)
    }
}

#[test]
fn a_method_of_a_block_lends_it_too() {
    let mut get = fails_twice();
    assert_eq!(Pool.with(|_| get()).ok(), Some(3));
}

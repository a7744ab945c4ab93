//! A body that never comes to its end adds no warning.
#![deny(warnings)]

use retries::retry;
use std::io;

#[retry(fixed("0s"))]
fn endless(mut n: u32) -> io::Result<u32> {
    loop {
        n += 1;
        if n > 3 {
            return Ok(n);
        }
    }
}

#[retry(fixed("0s"))]
fn endless_in_a_block(mut n: u32) -> io::Result<u32> {
    {
        loop {
            n += 1;
            if n > 3 {
                return Ok(n);
            }
        }
    }
}

#[retry(fixed("0s"))]
async fn asynchronous(mut n: u32) -> io::Result<u32> {
    loop {
        n += 1;
        if n > 3 {
            return Ok(n);
        }
    }
}

#[retry(fixed("0s"), attempt_timeout = "1s")]
async fn cut_off(mut n: u32) -> io::Result<u32> {
    loop {
        n += 1;
        if n > 3 {
            return Ok(n);
        }
    }
}

#[retry(
    fixed("0s"), max_attempts = 1, when(|_| true, max_attempts = 2), before_retry = |_| Ok(()),
    or_else = Err, cancel,
)]
fn with_words_around_a_retry(mut n: u32) -> io::Result<u32> {
    loop {
        n += 1;
        if n > 3 {
            return Ok(n);
        }
    }
}

#[retry(fixed("0s"), before_retry = async |_| Ok(()), or_else = Err, cancel)]
async fn asynchronous_with_words_around_a_retry(mut n: u32) -> io::Result<u32> {
    loop {
        n += 1;
        if n > 3 {
            return Ok(n);
        }
    }
}

#[retry(fixed("0s"), clone)]
fn with_a_clone(mut keys: Vec<u32>) -> io::Result<u32> {
    loop {
        if let Some(key) = keys.pop() {
            return Ok(key);
        }
    }
}

fn increment(n: &mut u32) {
    *n += 1;
}

#[retry(fixed("0s"))]
fn panics(n: &mut u32) -> io::Result<u32> {
    increment(n);
    unimplemented!()
}

#[retry(fixed("0s"))]
async fn panics_in_a_future(n: &mut u32) -> io::Result<u32> {
    increment(n);
    unimplemented!()
}

#[tokio::test(start_paused = true)]
async fn an_endless_body_returns_from_inside() {
    assert_eq!(endless(0).ok(), Some(4));
    assert_eq!(endless_in_a_block(0).ok(), Some(4));
    assert_eq!(asynchronous(0).await.ok(), Some(4));
    assert_eq!(cut_off(0).await.ok(), Some(4));
    assert_eq!(with_words_around_a_retry(0).ok(), Some(4));
    assert_eq!(
        asynchronous_with_words_around_a_retry(0).await.ok(),
        Some(4)
    );
    assert_eq!(with_a_clone(vec![4]).ok(), Some(4));
}

#[test]
#[should_panic(expected = "not implemented")]
fn a_body_that_panics_does() {
    let _ = panics(&mut 0);
}

#[tokio::test]
#[should_panic(expected = "not implemented")]
async fn an_async_body_that_panics_does() {
    let _ = panics_in_a_future(&mut 0).await;
}

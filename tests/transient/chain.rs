//! The first known error in the chain decides, whether boxed, shared or wrapped.

use std::cell::Cell;
use std::error::Error as StdError;
use std::fmt;
use std::future::pending;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use retries::{Decision, Transient, retry, transient, unprocessed};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

type AnyError = Box<dyn StdError + Send + Sync>;

fn io(kind: ErrorKind) -> io::Error {
    io::Error::from(kind)
}

async fn elapsed() -> Elapsed {
    let attempt = timeout(Duration::from_secs(1), pending::<()>());
    attempt.await.unwrap_err()
}

/// An error with a source, as `#[error("it failed")]` and `#[source]` of thiserror make it.
#[derive(Debug)]
struct Above<E>(E);

impl<E> fmt::Display for Above<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it failed")
    }
}

impl<E: StdError + 'static> StdError for Above<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.0)
    }
}

fn decision(error: impl StdError + Send + Sync + 'static) -> Decision {
    transient(&AnyError::from(error))
}

fn is_unprocessed(error: impl StdError + Send + Sync + 'static) -> bool {
    unprocessed(&AnyError::from(error)) != Decision::Stop
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_tokio_is_found_anywhere_in_the_chain() {
    let error: AnyError = elapsed().await.into();
    assert_eq!(transient(&error), Decision::TimedOut);
    assert_eq!(unprocessed(&error), Decision::Stop);
    assert_eq!(decision(Above(elapsed().await)), Decision::TimedOut);
    assert_eq!(
        transient(&io::Error::other(elapsed().await)),
        Decision::TimedOut
    );
    assert_eq!(
        transient(&io::Error::from(elapsed().await)),
        Decision::TimedOut
    );
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_tokio_is_transient_by_itself() {
    #[retry(max_attempts = 3, on = transient)]
    async fn call(attempts: &Cell<u32>) -> Result<(), Elapsed> {
        attempts.set(attempts.get() + 1);
        Err(elapsed().await)
    }

    let attempts = Cell::new(0);
    assert!(call(&attempts).await.is_err());
    assert_eq!(attempts.get(), 3);
}

#[test]
fn a_shared_or_boxed_error_decides_like_the_error_itself() {
    for (kind, expected) in [
        (ErrorKind::ConnectionRefused, true),
        (ErrorKind::ConnectionReset, false),
    ] {
        assert_eq!(is_unprocessed(Arc::new(io(kind))), expected);
        assert_eq!(is_unprocessed(Box::new(io(kind))), expected);
        assert_eq!(is_unprocessed(Above(Arc::new(io(kind)))), expected);
        assert_eq!(is_unprocessed(Above(Box::new(io(kind)))), expected);
        let shared: Arc<dyn StdError + Send + Sync> = Arc::new(io(kind));
        assert_eq!(is_unprocessed(Above(shared)), expected);
    }
    assert_eq!(
        decision(Above(Arc::new(io(ErrorKind::NotFound)))),
        Decision::Stop
    );
}

#[test]
fn an_error_in_an_io_error_decides_also_below_an_unknown_error() {
    let inner = io::Error::other(Above(io(ErrorKind::ConnectionRefused)));
    assert!(is_unprocessed(Above(io::Error::other(Above(inner)))));
}

#[test]
fn deeply_wrapped_errors_are_classified_without_delay() {
    let wrapped = (0..60).fold(io(ErrorKind::ConnectionRefused), |error, _| {
        io::Error::other(error)
    });
    assert!(wrapped.is_unprocessed());
    assert!(is_unprocessed(wrapped));
}

/// As `#[error(transparent)]` makes it: its `source` is the source of the inner error.
#[derive(Debug, Transient)]
enum Transparent {
    Io(#[transient(inherit)] io::Error),
}

impl fmt::Display for Transparent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Io(error) = self;
        error.fmt(f)
    }
}

impl StdError for Transparent {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let Self::Io(error) = self;
        error.source()
    }
}

#[test]
fn a_transparent_error_decides_if_on_downcasts_to_it() {
    let refused = || Transparent::Io(io(ErrorKind::ConnectionRefused));
    assert!(refused().is_unprocessed());
    // The chain does not contain the inner error itself; the docs of `Transient` warn of this.
    assert_eq!(decision(refused()), Decision::Stop);

    let on = |error: &AnyError| {
        error
            .downcast_ref::<Transparent>()
            .map_or_else(|| transient(error), transient)
    };
    assert_eq!(on(&refused().into()), Decision::Retry);
    assert_eq!(on(&io(ErrorKind::TimedOut).into()), Decision::TimedOut);
}

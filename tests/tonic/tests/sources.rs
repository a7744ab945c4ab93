//! A status that tonic made is judged by its source, whatever tonic's features are.

use std::io::{Error, ErrorKind};

use h2::Reason;
use tonic::{ConnectError, Status, TimeoutExpired};
use tonic_features::{Class, class};

fn class_of(error: impl std::error::Error + Send + Sync + 'static) -> Class {
    class(&Status::from_error(Box::new(error)))
}

#[test]
fn a_refused_stream_was_not_processed() {
    let refused = h2::Error::from(Reason::REFUSED_STREAM);
    assert_eq!(class_of(refused), Class::Unprocessed);
}

#[test]
fn a_reset_stream_may_have_been_processed() {
    for reason in [
        Reason::INTERNAL_ERROR,
        Reason::CANCEL,
        Reason::ENHANCE_YOUR_CALM,
    ] {
        assert_eq!(class_of(h2::Error::from(reason)), Class::Unknown);
    }
}

#[test]
fn a_lost_connection_may_have_been_processed() {
    let lost = Error::from(ErrorKind::BrokenPipe);
    assert_eq!(class_of(lost), Class::Unknown);
}

#[test]
fn a_refused_connection_was_not_processed() {
    let refused = Error::from(ErrorKind::ConnectionRefused);
    let connect = ConnectError(refused.into());
    assert_eq!(class_of(connect), Class::Unprocessed);
}

#[test]
fn a_timeout_is_one() {
    assert_eq!(class_of(TimeoutExpired(())), Class::TimedOut);
}

#[test]
fn the_transport_decides_in_any_chain() {
    let connect = ConnectError(Error::from(ErrorKind::TimedOut).into());
    let boxed: Box<dyn std::error::Error + Send + Sync> = Box::new(connect);
    assert_eq!(class(&*boxed), Class::Unprocessed);
    let boxed: Box<dyn std::error::Error> = Box::new(h2::Error::from(Reason::REFUSED_STREAM));
    assert_eq!(class(&*boxed), Class::Unprocessed);
}

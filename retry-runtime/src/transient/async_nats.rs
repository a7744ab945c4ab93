//! `async-nats`.

use core::error::Error as StdError;
use core::fmt::{Debug, Display};
use std::sync::Arc;

use async_nats::client::{
    FlushError, FlushErrorKind, PublishError, PublishErrorKind, RequestError, RequestErrorKind,
    ServerPoolError, ServerPoolErrorKind, SetServerPoolError, SetServerPoolErrorKind,
    SubscribeError, SubscribeErrorKind,
};
use async_nats::error::Error;
use async_nats::jetstream::consumer::{self, pull, push};
use async_nats::jetstream::{self, context, kv, message, stream};
use async_nats::{ConnectError, ConnectErrorKind, ServerError};

use super::Transient;
use super::chain::{chain, class_of_chain};
use super::class::{FailureClass, impl_transient};
use super::io;

mod consumers;
mod jetstream_error;
mod key_value;
mod streams;

/// What a kind says about its error.
enum Verdict {
    Class(FailureClass),
    /// The kind only wraps: the source decides. Without a source the error is permanent.
    AsSource,
    /// The source decides, but the server may have processed an earlier request of the same call.
    AsLaterSource,
}

const PERMANENT: Verdict = Verdict::Class(FailureClass::Permanent);
const TIMED_OUT: Verdict = Verdict::Class(FailureClass::TimedOut);
/// The subject has no subscriber: the server returns the status 503 at once, and does not deliver the request.
const NO_RESPONDERS: Verdict = Verdict::Class(FailureClass::Unprocessed);

/// A kind of the client's errors.
trait Kind: Clone + Debug + Display + PartialEq {
    fn verdict(&self) -> Verdict;
}

fn class<K: Kind + 'static>(error: &Error<K>) -> FailureClass {
    match error.kind().verdict() {
        Verdict::Class(class) => class,
        Verdict::AsSource => class_of_source(error),
        Verdict::AsLaterSource => match class_of_source(error) {
            FailureClass::Unprocessed | FailureClass::RateLimited => FailureClass::Unknown,
            class => class,
        },
    }
}

fn class_of_source(error: &dyn StdError) -> FailureClass {
    error
        .source()
        .map_or(FailureClass::Permanent, class_of_chain)
}

/// Implements [`Transient`] for errors, and finds them in the `source` chain of another error.
macro_rules! errors {
    ($($class:path: $($(#[$doc:meta])* $error:ty),+;)+) => {
        $($(
            impl_transient! {
                /// With the feature `async-nats`. The classes are listed at `async_nats::ConnectError`.
                ///
                $(#[$doc])*
                impl for $error { $class }
            }
        )+)+

        pub(super) fn known<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a dyn Transient> {
            $($(
                if let Some(error) = error.downcast_ref::<$error>() {
                    return Some(error);
                }
                if let Some(error) = error.downcast_ref::<Arc<$error>>() {
                    return Some(error);
                }
                if let Some(error) = error.downcast_ref::<Box<$error>>() {
                    return Some(error);
                }
            )+)+
            None
        }
    };
}

errors! {
    class_of_connect:
        /// The classes of all errors of async-nats: those of connections, of its `Client`, and of `JetStream` with its
        /// streams, consumers and key-value stores.
        ///
        /// | failure | was it processed? |
        /// |---|---|
        /// | no connection: refused, lost or too late, a name that did not resolve, `maximum connections exceeded` | no |
        /// | the subject has no subscriber: `NoResponders`, `StreamNotFound` of a publish, `JetStreamUnavailable` | no |
        /// | `JetStream` has no leader at the moment, or the stream or consumer is offline; `MaxAckPending` of a publish | no |
        /// | too many requests, or too many batches at once, which is rate limited | no |
        /// | no response in time | maybe, timed out |
        /// | a message with the same id in process, a list that is incomplete, a heartbeat that is missing | maybe |
        ///
        /// All other failures are permanent: a wrong password, an invalid name, a sequence that is not the expected
        /// one, a limit, and any call of a client that has ended, because it was drained or has reached its
        /// `max_reconnects`. Kinds that only wrap, such as `Other` and `Request`, are classified by their source. An
        /// error of `JetStream` is classified by its `ErrorCode`.
        ///
        /// A publish whose acknowledgement was late may be stored: give the message an id (`Nats-Msg-Id`), by which
        /// the stream recognizes a repetition. With an expected sequence, a repetition of a stored message fails with
        /// `WrongLastSequence`. A `publish` of the `Client` returns before anything was sent, so its success proves
        /// nothing.
        ///
        /// **There is no stable way to recognize** why a server could not store a message (`STREAM_STORE_FAILED`): the
        /// reason is only a text, and the failure is permanent here. So are kinds that lost their source, such as
        /// `Request` of `ConsumerUpdateErrorKind`. The errors of object stores and `ConsumerResetError` exist only
        /// with features of the client that a library may not choose, and have no class. As a `dyn Error` they are
        /// classified by their source.
        ///
        /// The client connects again by itself, without a limit by default, and meanwhile calls wait: they end by its
        /// timeouts.
        ConnectError;
    jetstream_error::class:
        jetstream::Error;
    class:
        PublishError,
        SubscribeError,
        RequestError,
        FlushError,
        ServerPoolError,
        SetServerPoolError,
        context::AccountError,
        context::ConsumerInfoError,
        context::CreateKeyValueError,
        context::CreateStreamError,
        context::GetStreamByNameError,
        context::GetStreamError,
        context::KeyValueError,
        context::PublishError,
        context::RequestError,
        context::UpdateKeyValueError,
        message::StreamMessageError,
        stream::ConsumerCreateStrictError,
        stream::ConsumerError,
        stream::ConsumerUpdateError,
        stream::DeleteMessageError,
        stream::DirectGetError,
        stream::LastRawMessageError,
        stream::PurgeError,
        consumer::StreamError,
        pull::BatchError,
        pull::BatchRequestError,
        pull::ConsumerRecreateError,
        pull::MessagesError,
        pull::OrderedError,
        push::ConsumerRecreateError,
        push::MessagesError,
        push::OrderedError,
        kv::CreateError,
        kv::EntryError,
        kv::PutError,
        kv::StatusError,
        kv::UpdateError,
        kv::WatchError,
        kv::WatcherError;
}

/// A connection that was not made has processed nothing.
fn class_of_connect(error: &ConnectError) -> FailureClass {
    match error.kind() {
        ConnectErrorKind::TimedOut | ConnectErrorKind::MaxReconnects => FailureClass::Unprocessed,
        ConnectErrorKind::Dns | ConnectErrorKind::Io => match error.source() {
            Some(source) if is_no_connection(source) => FailureClass::Unprocessed,
            _ => FailureClass::Permanent,
        },
        ConnectErrorKind::ServerParse
        | ConnectErrorKind::Authentication
        | ConnectErrorKind::AuthorizationViolation
        // The configuration of TLS. A handshake that failed is an `Io`.
        | ConnectErrorKind::Tls => FailureClass::Permanent,
    }
}

/// The client reports a connection that was closed only by texts, and the server its limit by one of its protocol.
fn is_no_connection(source: &(dyn StdError + 'static)) -> bool {
    if let Some(error) = chain(source).find_map(|below| below.downcast_ref()) {
        return io::class(error) != FailureClass::Permanent;
    }
    match source.downcast_ref() {
        Some(ServerError::Other(text)) => text.eq_ignore_ascii_case("maximum connections exceeded"),
        Some(_) => false,
        None => [
            "no addresses resolved",
            "expected INFO, got nothing",
            "broken pipe",
        ]
        .contains(&source.to_string().as_str()),
    }
}

impl Kind for PublishErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            // The client has ended. So has it for the kinds with a similar name below.
            Self::Send | Self::MaxPayloadExceeded | Self::InvalidSubject => PERMANENT,
        }
    }
}

impl Kind for SubscribeErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            // `Other` has one cause: the client has ended.
            Self::Other | Self::InvalidSubject | Self::InvalidQueueName => PERMANENT,
        }
    }
}

impl Kind for RequestErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::NoResponders => NO_RESPONDERS,
            Self::Other => Verdict::AsSource,
            Self::InvalidSubject | Self::MaxPayloadExceeded => PERMANENT,
        }
    }
}

impl Kind for FlushErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::SendError | Self::FlushError => PERMANENT,
        }
    }
}

impl Kind for ServerPoolErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Send => PERMANENT,
        }
    }
}

impl Kind for SetServerPoolErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Send | Self::InvalidAddress | Self::MixedSchemes | Self::EmptyPool => PERMANENT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error as IoError, ErrorKind};

    #[test]
    fn a_connection_that_was_not_made_has_processed_nothing() {
        for kind in [
            ErrorKind::ConnectionRefused,
            ErrorKind::ConnectionReset,
            ErrorKind::TimedOut,
        ] {
            let error = ConnectError::from(IoError::from(kind));
            assert_eq!(
                class_of_connect(&error),
                FailureClass::Unprocessed,
                "{kind:?}"
            );
        }
        let certificate = ConnectError::from(IoError::from(ErrorKind::InvalidData));
        assert_eq!(class_of_connect(&certificate), FailureClass::Permanent);
        for (text, expected) in [
            ("expected INFO, got nothing", FailureClass::Unprocessed),
            ("expected INFO, got Ping", FailureClass::Permanent),
        ] {
            let error = ConnectError::with_source(ConnectErrorKind::Io, text);
            assert_eq!(class_of_connect(&error), expected, "{text}");
        }
    }

    #[test]
    fn a_full_server_has_processed_nothing_and_another_refusal_is_permanent() {
        for (text, expected) in [
            ("Maximum Connections Exceeded", FailureClass::Unprocessed),
            ("Unknown Protocol Operation", FailureClass::Permanent),
        ] {
            let source = ServerError::Other(text.into());
            let error = ConnectError::with_source(ConnectErrorKind::Io, source);
            assert_eq!(class_of_connect(&error), expected, "{text}");
        }
        let refused = ServerError::AuthorizationViolation;
        let error = ConnectError::with_source(ConnectErrorKind::Io, refused);
        assert_eq!(class_of_connect(&error), FailureClass::Permanent);
    }

    #[test]
    fn a_kind_that_only_wraps_is_classified_by_its_source() {
        let nobody = || RequestError::new(RequestErrorKind::NoResponders);
        let put = kv::PutError::with_source(kv::PutErrorKind::Publish, nobody());
        assert_eq!(class(&put), FailureClass::Unprocessed);
        let without_source = kv::PutError::new(kv::PutErrorKind::Publish);
        assert_eq!(class(&without_source), FailureClass::Permanent);
        let later = kv::CreateError::with_source(kv::CreateErrorKind::Other, nobody());
        assert_eq!(class(&later), FailureClass::Unknown);
    }

    #[test]
    fn an_error_is_found_in_a_chain() {
        let late = Arc::new(RequestError::new(RequestErrorKind::TimedOut));
        assert_eq!(
            class_of_chain(&IoError::other(late)),
            FailureClass::TimedOut
        );
        let connect = ConnectError::new(ConnectErrorKind::TimedOut);
        assert_eq!(class_of_chain(&connect), FailureClass::Unprocessed);
    }
}

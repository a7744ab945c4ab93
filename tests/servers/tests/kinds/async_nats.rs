//! `async-nats`.

use std::collections::BTreeMap;
use std::fmt::{Debug, Display};

use async_nats::client::{
    self, RequestErrorKind as OfRequest, ServerPoolErrorKind, SetServerPoolErrorKind,
};
use async_nats::error::Error;
use async_nats::jetstream::consumer::{self, pull, push};
use async_nats::jetstream::{self, context, kv, message, stream};
use async_nats::{ConnectErrorKind, StatusCode};
use retries::Transient;
use serde_json::json;

use super::Class::{Permanent, RateLimited, TimedOut, Unknown, Unprocessed};
use super::{Class, assert_all_decided, class, source};

const CONTEXT: &str = "src/jetstream/context.rs";
const STREAM: &str = "src/jetstream/stream.rs";
const PULL: &str = "src/jetstream/consumer/pull.rs";
const PUSH: &str = "src/jetstream/consumer/push.rs";
const KEY_VALUE: &str = "src/jetstream/kv/mod.rs";

#[derive(Clone, Copy)]
enum Expected {
    Is(Class),
    /// The source decides. Without one it is permanent.
    AsSource,
    /// The same, but an earlier request of the call may have been processed.
    AsLaterSource,
}

use Expected::{AsLaterSource, AsSource, Is};

fn assert_kind<K>(kind: &K, expected: Expected) -> Class
where
    K: Clone + Debug + Display + PartialEq,
    Error<K>: Transient,
{
    let (alone, with_source) = match expected {
        Is(class) => (class, class),
        AsSource => (Permanent, Unprocessed),
        AsLaterSource => (Permanent, Unknown),
    };
    let of = |error: Error<K>| class(&error);
    assert_eq!(of(Error::new(kind.clone())), alone, "{kind:?}");
    let nobody = Error::new(OfRequest::NoResponders);
    let error = Error::with_source(kind.clone(), nobody);
    assert_eq!(of(error), with_source, "{kind:?} with a source");
    alone
}

/// Asserts the classes of an enum's kinds, and that the client's file has no other kinds.
macro_rules! assert_kinds {
    ($file:expr, $enum:path { $($kind:ident $(($($field:expr),*))? => $expected:expr,)* } $($only_named:literal)*) => {{
        use $enum as Kind;
        let decided = BTreeMap::from([
            $((stringify!($kind), assert_kind(&Kind::$kind $(($($field),*))?, $expected)),)*
            $(($only_named, Permanent),)*
        ]);
        let path = stringify!($enum).replace(' ', "");
        let name = path.rsplit("::").next().unwrap();
        assert_all_decided("async-nats", $file, name, &decided);
    }};
}

/// An error of `JetStream` with a code.
fn coded(code: u64) -> jetstream::Error {
    let error = json!({ "code": 500, "err_code": code, "description": "it failed" });
    serde_json::from_value(error).unwrap()
}

/// `JetStream` has no leader.
fn no_leader() -> jetstream::Error {
    coded(10008)
}

#[test]
fn every_kind_of_the_client_has_a_class() {
    // `Dns` and `Io` look at the source, for which this crate has tests of its own.
    assert_kinds!("src/lib.rs", ConnectErrorKind {
        ServerParse => Is(Permanent),
        Dns => Is(Permanent),
        Authentication => Is(Permanent),
        AuthorizationViolation => Is(Permanent),
        TimedOut => Is(Unprocessed),
        Tls => Is(Permanent),
        Io => Is(Permanent),
        MaxReconnects => Is(Unprocessed),
    });
    let file = "src/client.rs";
    assert_kinds!(file, client::PublishErrorKind {
        MaxPayloadExceeded => Is(Permanent),
        InvalidSubject => Is(Permanent),
        Send => Is(Permanent),
    });
    assert_kinds!(file, client::SubscribeErrorKind {
        InvalidSubject => Is(Permanent),
        InvalidQueueName => Is(Permanent),
        Other => Is(Permanent),
    });
    assert_kinds!(file, client::RequestErrorKind {
        TimedOut => Is(TimedOut),
        NoResponders => Is(Unprocessed),
        InvalidSubject => Is(Permanent),
        MaxPayloadExceeded => Is(Permanent),
        Other => AsSource,
    });
    assert_kinds!(file, client::FlushErrorKind {
        SendError => Is(Permanent),
        FlushError => Is(Permanent),
    });
    assert_kinds!(file, ServerPoolErrorKind { Send => Is(Permanent), });
    assert_kinds!(file, SetServerPoolErrorKind {
        Send => Is(Permanent),
        InvalidAddress => Is(Permanent),
        MixedSchemes => Is(Permanent),
        EmptyPool => Is(Permanent),
    });
}

#[test]
fn every_kind_of_a_publish_and_of_a_stream_has_a_class() {
    assert_kinds!(CONTEXT, context::PublishErrorKind {
        StreamNotFound => Is(Unprocessed),
        WrongLastMessageId => Is(Permanent),
        WrongLastSequence => Is(Permanent),
        TimedOut => Is(TimedOut),
        BrokenPipe => Is(Permanent),
        MaxAckPending => Is(Unprocessed),
        MaxPayloadExceeded => Is(Permanent),
        Other => AsSource,
    });
    assert_kinds!(CONTEXT, context::RequestErrorKind {
        NoResponders => Is(Unprocessed),
        TimedOut => Is(TimedOut),
        InvalidSubject => Is(Permanent),
        Other => AsSource,
    });
    assert_kinds!(CONTEXT, context::AccountErrorKind {
        TimedOut => Is(TimedOut),
        JetStream(no_leader()) => Is(Unprocessed),
        JetStreamUnavailable => Is(Unprocessed),
        Other => AsSource,
    });
    assert_kinds!(CONTEXT, context::CreateStreamErrorKind {
        EmptyStreamName => Is(Permanent),
        InvalidStreamName => Is(Permanent),
        DomainAndExternalSet => Is(Permanent),
        JetStreamUnavailable => Is(Unprocessed),
        JetStream(no_leader()) => Is(Unprocessed),
        TimedOut => Is(TimedOut),
        Response => AsSource,
        NotFound => Is(Permanent),
        ResponseParse => Is(Permanent),
    });
    assert_kinds!(CONTEXT, context::GetStreamErrorKind {
        EmptyName => Is(Permanent),
        Request => AsSource,
        InvalidStreamName => Is(Permanent),
        JetStream(no_leader()) => Is(Unprocessed),
    });
    assert_kinds!(CONTEXT, context::GetStreamByNameErrorKind {
        Request => AsSource,
        NotFound => Is(Permanent),
        InvalidSubject => Is(Permanent),
        JetStream(no_leader()) => Is(Unprocessed),
    });
    assert_kinds!("src/jetstream/message.rs", message::StreamMessageErrorKind {
        MissingHeader => Is(Permanent),
        ParseError => Is(Permanent),
    });
    assert_kinds!(STREAM, stream::DirectGetErrorKind {
        NotFound => Is(Permanent),
        InvalidSubject => Is(Permanent),
        TimedOut => Is(TimedOut),
        Request => AsSource,
        ErrorResponse(StatusCode::REQUEST_TERMINATED, String::new()) => Is(Permanent),
        Other => AsSource,
    });
    let nobody = StatusCode::NO_RESPONDERS;
    let nobody = stream::DirectGetErrorKind::ErrorResponse(nobody, String::new());
    assert_kind(&nobody, Is(Unprocessed));
    assert_kinds!(STREAM, stream::DeleteMessageErrorKind {
        Request => AsSource,
        TimedOut => Is(TimedOut),
        JetStream(no_leader()) => Is(Unprocessed),
    });
    assert_kinds!(STREAM, stream::PurgeErrorKind {
        Request => AsSource,
        TimedOut => Is(TimedOut),
        JetStream(no_leader()) => Is(Unprocessed),
    });
    assert_kinds!(STREAM, stream::LastRawMessageErrorKind {
        NoMessageFound => Is(Permanent),
        InvalidSubject => Is(Permanent),
        JetStream(no_leader()) => Is(Unprocessed),
        Other => AsSource,
    });
}

#[test]
fn every_kind_of_a_consumer_has_a_class() {
    assert_kinds!(CONTEXT, context::ConsumerInfoErrorKind {
        InvalidName => Is(Permanent),
        Offline => Is(Unprocessed),
        NotFound => Is(Permanent),
        StreamNotFound => Is(Permanent),
        Request => AsSource,
        JetStream(no_leader()) => Is(Unprocessed),
        TimedOut => Is(TimedOut),
        NoResponders => Is(Unprocessed),
    });
    assert_kinds!(STREAM, stream::ConsumerErrorKind {
        TimedOut => Is(TimedOut),
        Request => AsSource,
        InvalidConsumerType => Is(Permanent),
        InvalidName => Is(Permanent),
        JetStream(no_leader()) => Is(Unprocessed),
        Other => AsSource,
    });
    assert_kinds!(STREAM, stream::ConsumerCreateStrictErrorKind {
        TimedOut => Is(TimedOut),
        Request => AsSource,
        InvalidConsumerType => Is(Permanent),
        InvalidName => Is(Permanent),
        AlreadyExists => Is(Permanent),
        JetStream(no_leader()) => Is(Unprocessed),
        Other => AsSource,
    });
    assert_kinds!(STREAM, stream::ConsumerUpdateErrorKind {
        TimedOut => Is(TimedOut),
        Request => AsSource,
        InvalidConsumerType => Is(Permanent),
        InvalidName => Is(Permanent),
        DoesNotExist => Is(Permanent),
        JetStream(no_leader()) => Is(Unprocessed),
        Other => AsSource,
    });
    assert_kinds!("src/jetstream/consumer/mod.rs", consumer::StreamErrorKind {
        TimedOut => Is(TimedOut),
        Other => AsSource,
    });
}

#[test]
fn every_kind_of_reading_messages_has_a_class() {
    assert_kinds!(PULL, pull::MessagesErrorKind {
        MissingHeartbeat => Is(Unknown),
        ConsumerDeleted => Is(Permanent),
        Pull => AsSource,
        PushBasedConsumer => Is(Permanent),
        NoResponders => Is(Unprocessed),
        RequestLimitExceeded => Is(Permanent),
        Other => AsSource,
    });
    assert_kinds!(PULL, pull::OrderedErrorKind {
        MissingHeartbeat => Is(Unknown),
        ConsumerDeleted => Is(Permanent),
        Pull => AsSource,
        PushBasedConsumer => Is(Permanent),
        Recreate => AsSource,
        NoResponders => Is(Unprocessed),
        RequestLimitExceeded => Is(Permanent),
        Other => AsSource,
    });
    assert_kinds!(PULL, pull::BatchRequestErrorKind {
        Publish => AsSource,
        Flush => AsSource,
        Serialize => Is(Permanent),
    });
    // `PinnedClient` exists only with a feature of the client.
    assert_kinds!(PULL, pull::BatchErrorKind {
        Subscribe => AsSource,
        Pull => AsSource,
        Flush => AsSource,
        Serialize => Is(Permanent),
    } "PinnedClient");
    assert_kinds!(PULL, pull::ConsumerRecreateErrorKind {
        GetStream => AsSource,
        Recreate => AsSource,
        TimedOut => Is(TimedOut),
    });
    assert_kinds!(PUSH, push::MessagesErrorKind {
        MissingHeartbeat => Is(Unknown),
        ConsumerDeleted => Is(Permanent),
        PullBasedConsumer => Is(Permanent),
        Other => AsSource,
    });
    assert_kinds!(PUSH, push::OrderedErrorKind {
        MissingHeartbeat => Is(Unknown),
        ConsumerDeleted => Is(Permanent),
        PullBasedConsumer => Is(Permanent),
        Recreate => AsSource,
        Other => AsSource,
    });
    assert_kinds!(PUSH, push::ConsumerRecreateErrorKind {
        GetStream => AsSource,
        Subscription => AsSource,
        Recreate => AsSource,
        TimedOut => Is(TimedOut),
    });
}

#[test]
fn every_kind_of_a_key_value_store_has_a_class() {
    assert_kinds!(CONTEXT, context::KeyValueErrorKind {
        InvalidStoreName => Is(Permanent),
        GetBucket => AsSource,
        JetStream => AsSource,
    });
    assert_kinds!(CONTEXT, context::CreateKeyValueErrorKind {
        InvalidStoreName => Is(Permanent),
        TooLongHistory => Is(Permanent),
        JetStream => AsSource,
        BucketCreate => AsSource,
        TimedOut => Is(TimedOut),
        LimitMarkersNotSupported => Is(Permanent),
    });
    assert_kinds!(CONTEXT, context::UpdateKeyValueErrorKind {
        InvalidStoreName => Is(Permanent),
        TooLongHistory => Is(Permanent),
        JetStream => AsSource,
        BucketUpdate => AsSource,
        TimedOut => Is(TimedOut),
        LimitMarkersNotSupported => Is(Permanent),
        NotFound => Is(Permanent),
    });
    assert_kinds!(KEY_VALUE, kv::StatusErrorKind {
        JetStream(no_leader()) => Is(Unprocessed),
        TimedOut => Is(TimedOut),
    });
    assert_kinds!(KEY_VALUE, kv::CreateErrorKind {
        AlreadyExists => Is(Permanent),
        InvalidKey => Is(Permanent),
        Publish => AsLaterSource,
        Ack => AsLaterSource,
        Other => AsLaterSource,
    });
    assert_kinds!(KEY_VALUE, kv::PutErrorKind {
        InvalidKey => Is(Permanent),
        Publish => AsSource,
        Ack => AsSource,
    });
    assert_kinds!(KEY_VALUE, kv::EntryErrorKind {
        InvalidKey => Is(Permanent),
        TimedOut => Is(TimedOut),
        Other => AsSource,
    });
    assert_kinds!(KEY_VALUE, kv::WatchErrorKind {
        InvalidKey => Is(Permanent),
        TimedOut => Is(TimedOut),
        ConsumerCreate => AsSource,
        Other => AsSource,
    });
    assert_kinds!(KEY_VALUE, kv::UpdateErrorKind {
        InvalidKey => Is(Permanent),
        TimedOut => Is(TimedOut),
        WrongLastRevision => Is(Permanent),
        Other => AsSource,
    });
    assert_kinds!(KEY_VALUE, kv::WatcherErrorKind {
        Consumer => AsSource,
        Other => AsSource,
    });
}

#[test]
fn every_code_of_jetstream_has_a_class() {
    let transient = BTreeMap::from([
        ("CLUSTER_NOT_AVAILABLE", Unprocessed),
        ("CLUSTER_NOT_LEADER", Unprocessed),
        ("STREAM_OFFLINE", Unprocessed),
        ("CONSUMER_OFFLINE", Unprocessed),
        (
            "STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_NOT_READY",
            Unprocessed,
        ),
        ("CLUSTER_SERVER_MEMBER_CHANGE_INFLIGHT", Unprocessed),
        ("STREAM_TOO_MANY_REQUESTS", RateLimited),
        ("ATOMIC_PUBLISH_TOO_MANY_INFLIGHT", RateLimited),
        ("BATCH_PUBLISH_TOO_MANY_INFLIGHT", RateLimited),
        ("STREAM_DUPLICATE_MESSAGE_CONFLICT", Unknown),
        ("CLUSTER_INCOMPLETE", Unknown),
    ]);
    let codes = codes();
    for (name, number) in &codes {
        let expected = transient.get(name.as_str()).copied();
        assert_eq!(
            class(&coded(*number)),
            expected.unwrap_or(Permanent),
            "{name}"
        );
    }
    assert!(transient.keys().all(|name| codes.contains_key(*name)));
    // A code with a greater number is new: decide about it.
    assert_eq!(codes.values().max(), Some(&10223));
    assert_eq!(codes.len(), 222);
}

/// Reads the names and numbers of `JetStream`'s codes from the client's source.
fn codes() -> BTreeMap<String, u64> {
    let text = source::text("async-nats", "src/jetstream/errors.rs");
    let codes = text.lines().filter_map(|line| {
        let rest = line.trim().strip_prefix("pub const ")?;
        let (name, number) = rest.split_once(": ErrorCode = ErrorCode(")?;
        Some((name.to_owned(), number.strip_suffix(");")?.parse().ok()?))
    });
    codes.collect()
}

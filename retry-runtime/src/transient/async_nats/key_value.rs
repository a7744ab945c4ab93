//! Key-value stores.

use async_nats::jetstream::context::{
    CreateKeyValueErrorKind, KeyValueErrorKind, UpdateKeyValueErrorKind,
};
use async_nats::jetstream::kv;

use super::{Kind, PERMANENT, TIMED_OUT, Verdict, jetstream_error};

impl Kind for KeyValueErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::GetBucket | Self::JetStream => Verdict::AsSource,
            Self::InvalidStoreName => PERMANENT,
        }
    }
}

impl Kind for CreateKeyValueErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::JetStream | Self::BucketCreate => Verdict::AsSource,
            Self::InvalidStoreName | Self::TooLongHistory | Self::LimitMarkersNotSupported => {
                PERMANENT
            }
        }
    }
}

impl Kind for UpdateKeyValueErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::JetStream | Self::BucketUpdate => Verdict::AsSource,
            Self::InvalidStoreName
            | Self::TooLongHistory
            | Self::LimitMarkersNotSupported
            | Self::NotFound => PERMANENT,
        }
    }
}

impl Kind for kv::StatusErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::TimedOut => TIMED_OUT,
        }
    }
}

impl Kind for kv::CreateErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            // After a write that failed the client reads the entry, and may write again.
            Self::Publish | Self::Ack | Self::Other => Verdict::AsLaterSource,
            Self::AlreadyExists | Self::InvalidKey => PERMANENT,
        }
    }
}

impl Kind for kv::PutErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Publish | Self::Ack => Verdict::AsSource,
            Self::InvalidKey => PERMANENT,
        }
    }
}

impl Kind for kv::EntryErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::Other => Verdict::AsSource,
            Self::InvalidKey => PERMANENT,
        }
    }
}

impl Kind for kv::UpdateErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::Other => Verdict::AsSource,
            Self::InvalidKey | Self::WrongLastRevision => PERMANENT,
        }
    }
}

impl Kind for kv::WatchErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::ConsumerCreate | Self::Other => Verdict::AsSource,
            Self::InvalidKey => PERMANENT,
        }
    }
}

impl Kind for kv::WatcherErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Consumer | Self::Other => Verdict::AsSource,
        }
    }
}

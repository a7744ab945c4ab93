//! The consumers of `JetStream`, and the messages that they read.

use async_nats::jetstream::consumer::{StreamErrorKind, pull, push};
use async_nats::jetstream::context::ConsumerInfoErrorKind;
use async_nats::jetstream::stream::{
    ConsumerCreateStrictErrorKind, ConsumerErrorKind, ConsumerUpdateErrorKind,
};

use super::super::class::FailureClass;
use super::{Kind, NO_RESPONDERS, PERMANENT, TIMED_OUT, Verdict, jetstream_error};

/// The consumer sent nothing for too long. After this error the client's own ordered consumers start again.
const MISSING_HEARTBEAT: Verdict = Verdict::Class(FailureClass::Unknown);

impl Kind for ConsumerInfoErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            // The code `CONSUMER_OFFLINE`.
            Self::Offline => Verdict::Class(FailureClass::Unprocessed),
            Self::NoResponders => NO_RESPONDERS,
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::TimedOut => TIMED_OUT,
            Self::Request => Verdict::AsSource,
            Self::InvalidName | Self::NotFound | Self::StreamNotFound => PERMANENT,
        }
    }
}

impl Kind for ConsumerErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::TimedOut => TIMED_OUT,
            Self::Request | Self::Other => Verdict::AsSource,
            Self::InvalidConsumerType | Self::InvalidName => PERMANENT,
        }
    }
}

impl Kind for ConsumerCreateStrictErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::TimedOut => TIMED_OUT,
            Self::Request | Self::Other => Verdict::AsSource,
            Self::InvalidConsumerType | Self::InvalidName | Self::AlreadyExists => PERMANENT,
        }
    }
}

impl Kind for ConsumerUpdateErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::TimedOut => TIMED_OUT,
            Self::Request | Self::Other => Verdict::AsSource,
            Self::InvalidConsumerType | Self::InvalidName | Self::DoesNotExist => PERMANENT,
        }
    }
}

impl Kind for StreamErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::Other => Verdict::AsSource,
        }
    }
}

impl Kind for pull::MessagesErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::MissingHeartbeat => MISSING_HEARTBEAT,
            Self::NoResponders => NO_RESPONDERS,
            Self::Pull | Self::Other => Verdict::AsSource,
            Self::ConsumerDeleted | Self::PushBasedConsumer | Self::RequestLimitExceeded => {
                PERMANENT
            }
        }
    }
}

impl Kind for pull::OrderedErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::MissingHeartbeat => MISSING_HEARTBEAT,
            Self::NoResponders => NO_RESPONDERS,
            Self::Pull | Self::Recreate | Self::Other => Verdict::AsSource,
            Self::ConsumerDeleted | Self::PushBasedConsumer | Self::RequestLimitExceeded => {
                PERMANENT
            }
        }
    }
}

impl Kind for pull::BatchRequestErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Publish | Self::Flush => Verdict::AsSource,
            Self::Serialize => PERMANENT,
        }
    }
}

impl Kind for pull::BatchErrorKind {
    fn verdict(&self) -> Verdict {
        // Not a `match`: besides `Serialize` there is `PinnedClient`, but only with a feature of the client.
        if matches!(self, Self::Subscribe | Self::Pull | Self::Flush) {
            Verdict::AsSource
        } else {
            PERMANENT
        }
    }
}

impl Kind for pull::ConsumerRecreateErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::GetStream | Self::Recreate => Verdict::AsSource,
        }
    }
}

impl Kind for push::MessagesErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::MissingHeartbeat => MISSING_HEARTBEAT,
            Self::Other => Verdict::AsSource,
            Self::ConsumerDeleted | Self::PullBasedConsumer => PERMANENT,
        }
    }
}

impl Kind for push::OrderedErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::MissingHeartbeat => MISSING_HEARTBEAT,
            Self::Recreate | Self::Other => Verdict::AsSource,
            Self::ConsumerDeleted | Self::PullBasedConsumer => PERMANENT,
        }
    }
}

impl Kind for push::ConsumerRecreateErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::GetStream | Self::Subscription | Self::Recreate => Verdict::AsSource,
        }
    }
}

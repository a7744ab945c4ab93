//! Publishing to `JetStream`, and its streams.

use async_nats::StatusCode;
use async_nats::jetstream::context::{
    AccountErrorKind, CreateStreamErrorKind, GetStreamByNameErrorKind, GetStreamErrorKind,
    PublishErrorKind, RequestErrorKind,
};
use async_nats::jetstream::message::StreamMessageErrorKind;
use async_nats::jetstream::stream::{
    DeleteMessageErrorKind, DirectGetErrorKind, LastRawMessageErrorKind, PurgeErrorKind,
};

use super::super::class::FailureClass;
use super::{Kind, NO_RESPONDERS, PERMANENT, TIMED_OUT, Verdict, jetstream_error};

impl Kind for PublishErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            // The client makes this kind from "no responders". A stream that elects a leader has no subscriber either,
            // and for this case the Go client publishes again by itself.
            Self::StreamNotFound => NO_RESPONDERS,
            // The client's own limit: nothing was sent.
            Self::MaxAckPending => Verdict::Class(FailureClass::Unprocessed),
            Self::TimedOut => TIMED_OUT,
            Self::Other => Verdict::AsSource,
            Self::WrongLastMessageId
            | Self::WrongLastSequence
            // The client has ended.
            | Self::BrokenPipe
            | Self::MaxPayloadExceeded => PERMANENT,
        }
    }
}

impl Kind for RequestErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::NoResponders => NO_RESPONDERS,
            Self::TimedOut => TIMED_OUT,
            Self::Other => Verdict::AsSource,
            Self::InvalidSubject => PERMANENT,
        }
    }
}

impl Kind for AccountErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::JetStreamUnavailable => NO_RESPONDERS,
            Self::Other => Verdict::AsSource,
        }
    }
}

impl Kind for CreateStreamErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStreamUnavailable => NO_RESPONDERS,
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::TimedOut => TIMED_OUT,
            Self::Response => Verdict::AsSource,
            Self::EmptyStreamName
            | Self::InvalidStreamName
            | Self::DomainAndExternalSet
            | Self::NotFound
            | Self::ResponseParse => PERMANENT,
        }
    }
}

impl Kind for GetStreamErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::Request => Verdict::AsSource,
            Self::EmptyName | Self::InvalidStreamName => PERMANENT,
        }
    }
}

impl Kind for GetStreamByNameErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::Request => Verdict::AsSource,
            Self::NotFound | Self::InvalidSubject => PERMANENT,
        }
    }
}

impl Kind for StreamMessageErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::MissingHeader | Self::ParseError => PERMANENT,
        }
    }
}

impl Kind for DirectGetErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::TimedOut => TIMED_OUT,
            Self::ErrorResponse(status, _) if *status == StatusCode::NO_RESPONDERS => NO_RESPONDERS,
            Self::Request | Self::Other => Verdict::AsSource,
            Self::ErrorResponse(..) | Self::NotFound | Self::InvalidSubject => PERMANENT,
        }
    }
}

impl Kind for DeleteMessageErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::TimedOut => TIMED_OUT,
            Self::Request => Verdict::AsSource,
        }
    }
}

impl Kind for PurgeErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::TimedOut => TIMED_OUT,
            Self::Request => Verdict::AsSource,
        }
    }
}

impl Kind for LastRawMessageErrorKind {
    fn verdict(&self) -> Verdict {
        match self {
            Self::JetStream(error) => Verdict::Class(jetstream_error::class(error)),
            Self::Other => Verdict::AsSource,
            Self::NoMessageFound | Self::InvalidSubject => PERMANENT,
        }
    }
}

//! A client library: its errors, and calls that are compiled in this crate.

use std::num::ParseIntError;
use std::pin::Pin;
use std::str::Utf8Error;
use std::task::{Context, Poll, Waker};

#[derive(Debug)]
pub enum Error {
    Closed,
    Status(u16),
    Text(Utf8Error),
    Number(ParseIntError),
}

impl Error {
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Closed => true,
            Self::Status(status) => *status >= 500,
            Self::Text(_) | Self::Number(_) => false,
        }
    }
}

impl From<Utf8Error> for Error {
    fn from(error: Utf8Error) -> Self {
        Self::Text(error)
    }
}

impl From<ParseIntError> for Error {
    fn from(error: ParseIntError) -> Self {
        Self::Number(error)
    }
}

/// Runs a future to its end.
#[must_use]
pub fn drive<T>(mut future: Pin<&mut dyn Future<Output = T>>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
    }
}

macro_rules! client {
    ([$($asynchronous:tt)?] $($yields:tt)*) => {
        use crate::Error;

        #[derive(Default)]
        pub struct Client {
            host: String,
        }

        pub struct Connection {
            sent: Vec<u8>,
        }

        impl Client {
            /// # Errors
            /// When the host listens no longer.
            #[inline(never)]
            pub $($asynchronous)? fn connect(&self, name: &str) -> Result<Connection, Error> {
                $($yields)*
                if self.host == name {
                    return Err(Error::Closed);
                }
                Ok(Connection { sent: Vec::new() })
            }
        }

        impl Connection {
            /// # Errors
            /// When there is nothing to send.
            #[inline(never)]
            pub $($asynchronous)? fn send(&mut self, bytes: &[u8]) -> Result<usize, Error> {
                $($yields)*
                if bytes.is_empty() {
                    return Err(Error::Status(400));
                }
                self.sent.extend_from_slice(bytes);
                Ok(bytes.len())
            }

            /// # Errors
            /// When nothing was sent.
            #[inline(never)]
            pub $($asynchronous)? fn receive(&mut self, into: &mut Vec<u8>) -> Result<usize, Error> {
                $($yields)*
                if self.sent.is_empty() {
                    return Err(Error::Status(503));
                }
                into.append(&mut self.sent);
                Ok(into.len())
            }
        }
    };
}

pub mod blocking {
    client!([]);
}

pub mod asynchronous {
    client!([async] tokio::task::yield_now().await;);
}

//! Clones the requests of tonic's clients.

use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use std::collections::VecDeque;

use bytes::Bytes;
use http::Request;
use http_body::{Body as _, Frame};
use tonic::Status;
use tonic::body::Body;

/// Clones the request of a tonic client whose message is complete, as that of a unary call is; `None` is returned for a
/// stream that is still open, which is then sent once.
///
/// The message is encoded before the first attempt, and not copied. A retry after a failure that the server reports in its
/// trailers, after the headers of a response, is not possible in a layer: annotate the function that makes the call.
///
/// ```
/// use retries::stack::clone_unary;
/// use retries::{Policy, transient};
/// use tonic::body::Body;
///
/// // The layer for a client: `GreeterClient::new(ServiceBuilder::new().layer(layer).service(channel))`
/// let layer = Policy::new()
///     .on(transient::<tonic::ConnectError>)
///     .on_ok(transient::<http::Response<Body>>)
///     .layer()
///     .clone_by(clone_unary);
/// ```
#[must_use]
pub fn clone_unary(request: &mut Request<Body>) -> Option<Request<Body>> {
    let mut sent = Sent::default();
    let mut body = core::mem::take(request.body_mut());
    let mut context = Context::from_waker(Waker::noop());
    let clone = loop {
        match pin!(&mut body).poll_frame(&mut context) {
            Poll::Ready(Some(frame)) => sent.frames.push_back(frame),
            Poll::Ready(None) => break sent.try_clone(),
            // Whoever sends the request polls the rest again, with a waker of its own.
            Poll::Pending => {
                sent.rest = body;
                break None;
            }
        }
    };
    *request.body_mut() = Body::new(sent);
    let mut cloned = Request::new(Body::new(clone?));
    *cloned.method_mut() = request.method().clone();
    *cloned.uri_mut() = request.uri().clone();
    *cloned.version_mut() = request.version();
    *cloned.headers_mut() = request.headers().clone();
    *cloned.extensions_mut() = request.extensions().clone();
    Some(cloned)
}

/// A body whose beginning was read.
#[derive(Default)]
struct Sent {
    frames: VecDeque<Result<Frame<Bytes>, Status>>,
    rest: Body,
}

impl Sent {
    /// Returns a clone, if the whole body was read and is data.
    fn try_clone(&self) -> Option<Self> {
        let clone = |frame: &Result<Frame<Bytes>, Status>| {
            let data = frame.as_ref().ok()?.data_ref()?;
            Some(Ok(Frame::data(data.clone())))
        };
        Some(Self {
            frames: self.frames.iter().map(clone).collect::<Option<_>>()?,
            rest: Body::empty(),
        })
    }
}

impl http_body::Body for Sent {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        match this.frames.pop_front() {
            Some(frame) => Poll::Ready(Some(frame)),
            None => Pin::new(&mut this.rest).poll_frame(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.frames.is_empty() && self.rest.is_end_stream()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_ends_after_its_last_frame() {
        let frame = Frame::data(Bytes::from_static(b"message"));
        let mut sent = Sent {
            frames: VecDeque::from([Ok(frame)]),
            rest: Body::empty(),
        };
        assert!(!sent.is_end_stream());
        sent.frames.clear();
        assert!(sent.is_end_stream());
    }
}

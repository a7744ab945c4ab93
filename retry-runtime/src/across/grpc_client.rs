//! `grpc-timeout` of tonic's requests.

use core::time::Duration;

use tonic::{Request, Status};

use super::LARGEST;
use super::grpc_timeout::read;
use crate::scope::remaining::remaining;

const LONGEST: Duration = Duration::from_secs(LARGEST * 60 * 60);

/// An interceptor for tonic's clients: writes the time that is left into the header `grpc-timeout`, rounded down, so that
/// server and client end the call by then. A shorter time that the request has already stays. In a function with
/// `attempt_timeout` it is the time that the attempt has left.
///
/// A field for such a client has the type
/// `GreeterClient<InterceptedService<Channel, fn(Request<()>) -> Result<Request<()>, Status>>>`.
///
/// # Errors
///
/// `DEADLINE_EXCEEDED` with nothing left: the request is not sent.
///
/// ```
/// use retries::scope::grpc_timeout;
/// use std::time::Duration;
/// use tonic::Request;
///
/// // GreeterClient::with_interceptor(channel, grpc_timeout)
///
/// let request = retries::within_blocking(Duration::from_secs(2), || grpc_timeout(Request::new(())));
/// assert!(request.unwrap().metadata().contains_key("grpc-timeout"));
///
/// let too_late = retries::within_blocking(Duration::ZERO, || grpc_timeout(Request::new(())));
/// assert_eq!(too_late.unwrap_err().code(), tonic::Code::DeadlineExceeded);
/// ```
pub fn grpc_timeout(mut request: Request<()>) -> Result<Request<()>, Status> {
    let Some(left) = remaining() else {
        return Ok(request);
    };
    if left.is_zero() {
        return Err(Status::deadline_exceeded(
            "no time is left until the deadline of a call around this one",
        ));
    }
    let own = read(request.metadata().as_ref());
    // tonic panics above what eight digits of hours can say.
    let left = left.min(own.unwrap_or(LONGEST));
    request.set_timeout(left);
    Ok(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::within::within_blocking;

    #[test]
    fn a_request_outside_a_scope_stays_as_it_is() {
        let mut request = Request::new(());
        request.set_timeout(Duration::from_secs(7));
        let request = grpc_timeout(request).unwrap();
        assert_eq!(request.metadata().get("grpc-timeout").unwrap(), "7000000u");
    }

    #[test]
    fn a_time_longer_than_the_header_can_say_is_the_longest() {
        let ten_thousand_years = Duration::from_secs(10_000 * 365 * 24 * 60 * 60);
        let sent = within_blocking(ten_thousand_years * 10, || grpc_timeout(Request::new(())));
        let sent = sent.unwrap();
        assert_eq!(sent.metadata().get("grpc-timeout").unwrap(), "99999999H");
    }
}

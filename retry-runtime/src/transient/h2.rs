//! `h2`: errors of a connection, and of one of its streams.

use std::error::Error as StdError;

use h2::{Error, Reason};

use super::class::{FailureClass, impl_transient};
use super::{hyper, io};

impl_transient! {
    /// `h2::Error`, with the features `hyper` and `tonic`.
    ///
    /// Two kinds of streams were not processed: a stream that the peer refused (`REFUSED_STREAM`), and a
    /// stream after the last one of the peer's `GOAWAY`. Other resets by the peer are transient, unless
    /// they report that the request broke the protocol. Streams and connections that this side ended are
    /// permanent.
    impl for Error { class }
}

/// Returns the class of an error of h2, or `None` for any other error.
pub(super) fn class_below(error: &(dyn StdError + 'static)) -> Option<FailureClass> {
    error.downcast_ref().map(class)
}

fn class(error: &Error) -> FailureClass {
    if let Some(below) = error.get_io() {
        // `source()` does not return this error.
        return hyper::after_connecting(io::class(below));
    }
    let by_this_side = (error.is_reset() || error.is_go_away()) && !error.is_remote();
    match error.reason() {
        Some(reason) if error.is_go_away() && !by_this_side => class_of_go_away(reason),
        Some(reason) if !by_this_side => class_of_reset(reason),
        _ => FailureClass::Permanent,
    }
}

/// Classifies a stream that a `GOAWAY` ended. h2 gives this error only to streams after the last one that
/// the frame names (`recv_go_away`): requests on them "are therefore guaranteed to be safe to retry"
/// (RFC 9113, 8.7).
fn class_of_go_away(reason: Reason) -> FailureClass {
    match reason {
        Reason::INADEQUATE_SECURITY | Reason::HTTP_1_1_REQUIRED => FailureClass::Permanent,
        Reason::ENHANCE_YOUR_CALM => FailureClass::RateLimited,
        _ => FailureClass::Unprocessed,
    }
}

fn class_of_reset(reason: Reason) -> FailureClass {
    match reason {
        // "safe to retry" (RFC 9113, 8.7).
        Reason::REFUSED_STREAM => FailureClass::Unprocessed,
        Reason::PROTOCOL_ERROR
        | Reason::FLOW_CONTROL_ERROR
        | Reason::FRAME_SIZE_ERROR
        | Reason::COMPRESSION_ERROR
        | Reason::INADEQUATE_SECURITY
        | Reason::HTTP_1_1_REQUIRED => FailureClass::Permanent,
        // NO_ERROR, INTERNAL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, CANCEL, CONNECT_ERROR and
        // ENHANCE_YOUR_CALM: proxies send them when the connection behind them fails, servers when a
        // deadline passes. An unknown code may be treated as INTERNAL_ERROR (RFC 9113, 7).
        _ => FailureClass::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::hyper::Request;
    use h2::client::ResponseFuture;
    use tokio::io::{AsyncWriteExt, DuplexStream, duplex};

    /// An error made from a `Reason` alone counts as a reset by the peer.
    fn assert_all(reasons: &[Reason], expected: FailureClass) {
        for reason in reasons {
            assert_eq!(class(&Error::from(*reason)), expected, "{reason:?}");
        }
    }

    #[test]
    fn a_refused_stream_was_not_processed() {
        assert_all(&[Reason::REFUSED_STREAM], FailureClass::Unprocessed);
    }

    #[test]
    fn another_reset_may_have_been_processed() {
        let reasons = [
            Reason::NO_ERROR,
            Reason::INTERNAL_ERROR,
            Reason::SETTINGS_TIMEOUT,
            Reason::STREAM_CLOSED,
            Reason::CANCEL,
            Reason::CONNECT_ERROR,
            Reason::ENHANCE_YOUR_CALM,
            Reason::from(14),
        ];
        assert_all(&reasons, FailureClass::Unknown);
    }

    #[test]
    fn a_request_that_breaks_the_protocol_is_permanent() {
        let reasons = [
            Reason::PROTOCOL_ERROR,
            Reason::FLOW_CONTROL_ERROR,
            Reason::FRAME_SIZE_ERROR,
            Reason::COMPRESSION_ERROR,
            Reason::INADEQUATE_SECURITY,
            Reason::HTTP_1_1_REQUIRED,
        ];
        assert_all(&reasons, FailureClass::Permanent);
    }

    #[test]
    fn a_stream_that_a_go_away_ends_was_not_processed() {
        for reason in (0..16).map(Reason::from) {
            let expected = match reason {
                Reason::INADEQUATE_SECURITY | Reason::HTTP_1_1_REQUIRED => FailureClass::Permanent,
                Reason::ENHANCE_YOUR_CALM => FailureClass::RateLimited,
                _ => FailureClass::Unprocessed,
            };
            assert_eq!(class_of_go_away(reason), expected, "{reason:?}");
        }
    }

    type Client = h2::client::SendRequest<&'static [u8]>;
    type Server = h2::server::Connection<DuplexStream, &'static [u8]>;

    /// A client, and the server at the other end of its connection.
    async fn connected() -> (Client, Server) {
        let (client, server) = duplex(1 << 16);
        let (client, server) = tokio::join!(
            h2::client::Builder::new().handshake(client),
            h2::server::Builder::new().handshake(server)
        );
        let (client, connection) = client.expect("the server answers");
        tokio::spawn(connection);
        (client, server.expect("the client answers"))
    }

    async fn request(client: Client) -> (ResponseFuture, h2::SendStream<&'static [u8]>) {
        let mut client = client.ready().await.expect("it is connected");
        client
            .send_request(Request::new(()), false)
            .expect("it is sent")
    }

    #[tokio::test]
    async fn a_stream_that_the_server_ended_is_classified_by_its_reason() {
        for (reason, expected) in [
            (Reason::REFUSED_STREAM, FailureClass::Unprocessed),
            (Reason::INTERNAL_ERROR, FailureClass::Unknown),
            (Reason::PROTOCOL_ERROR, FailureClass::Permanent),
        ] {
            let (client, mut server) = connected().await;
            let (response, _stream) = request(client).await;
            let (_, mut respond) = server
                .accept()
                .await
                .expect("a request")
                .expect("it is whole");
            respond.send_reset(reason);
            tokio::spawn(async move { server.accept().await.map(drop) });
            let error = response.await.expect_err("the stream is reset");
            assert!(error.is_reset() && error.is_remote(), "{error:?}");
            assert_eq!(class(&error), expected, "{reason:?}");
        }
    }

    #[tokio::test]
    async fn a_connection_that_the_server_ended_did_not_process_later_streams() {
        for (reason, expected) in [
            (Reason::NO_ERROR, FailureClass::Unprocessed),
            (Reason::PROTOCOL_ERROR, FailureClass::Unprocessed),
            (Reason::ENHANCE_YOUR_CALM, FailureClass::RateLimited),
        ] {
            let (client, mut server) = connected().await;
            server.abrupt_shutdown(reason);
            let (response, _stream) = request(client).await;
            tokio::spawn(async move { server.accept().await.map(drop) });
            let error = response.await.expect_err("the connection is over");
            assert!(error.is_go_away() && error.is_remote(), "{error:?}");
            assert_eq!(class(&error), expected, "{reason:?}");
        }
    }

    #[tokio::test]
    async fn what_this_side_ended_is_permanent() {
        let (client, _server) = connected().await;
        let (response, mut stream) = request(client).await;
        stream.send_reset(Reason::REFUSED_STREAM);
        let error = response.await.expect_err("the stream is reset");
        assert!(error.is_reset() && !error.is_remote(), "{error:?}");
        assert_eq!(class(&error), FailureClass::Permanent);

        let (client, mut server) = duplex(1 << 16);
        let (client, connection) = h2::client::Builder::new()
            .handshake(client)
            .await
            .expect("it is only sent");
        tokio::spawn(connection);
        let (response, _stream) = request(client).await;
        let not_http2 = b"HTTP/1.1 400 Bad Request\r\n\r\n";
        server.write_all(not_http2).await.expect("the client reads");
        let error = response.await.expect_err("it is no frame");
        assert!(error.is_go_away() && !error.is_remote(), "{error:?}");
        assert_eq!(class(&error), FailureClass::Permanent);
    }

    #[test]
    fn the_error_below_another_one_is_recognized_by_its_type() {
        let refused = Error::from(Reason::REFUSED_STREAM);
        assert_eq!(class_below(&refused), Some(FailureClass::Unprocessed));
        let other = std::io::Error::other(refused);
        assert_eq!(class_below(&other), None);
    }
}

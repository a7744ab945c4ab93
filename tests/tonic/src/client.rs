//! A client whose messages are bytes.

use std::net::SocketAddr;

use bytes::{Buf, BufMut, Bytes};
use retries_servers::http2::{self, Answer};
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

#[derive(Debug, Default)]
struct Plain;

impl Codec for Plain {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Plain {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, to: &mut EncodeBuf<'_>) -> Result<(), Status> {
        to.put(item);
        Ok(())
    }
}

impl Decoder for Plain {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(from.copy_to_bytes(from.remaining())))
    }
}

/// The server's endpoint.
///
/// # Panics
/// Never: each address is that of an endpoint.
#[must_use]
pub fn endpoint(address: SocketAddr) -> Endpoint {
    Endpoint::from_shared(format!("http://{address}")).expect("an address")
}

/// Calls through this client.
///
/// # Errors
/// Where the call fails.
///
/// # Panics
/// Never: the path is one.
pub async fn call(mut client: Grpc<Channel>) -> Result<Bytes, Status> {
    client
        .ready()
        .await
        .map_err(|error| Status::from_error(error.into()))?;
    let request = Request::new(Bytes::from_static(b"request"));
    let path = "/service/method".parse().expect("a path");
    Ok(client.unary(request, path, Plain).await?.into_inner())
}

/// The failure of a call through this endpoint.
///
/// # Panics
/// Where the call succeeds.
pub async fn failure(endpoint: Endpoint) -> Status {
    let outcome = call(Grpc::new(endpoint.connect_lazy())).await;
    outcome.expect_err("the call fails")
}

/// The failure of a call that a server answers like this.
///
/// # Panics
/// Where the call succeeds.
pub async fn failure_by(answer: Answer) -> Status {
    failure(endpoint(http2::start(answer))).await
}

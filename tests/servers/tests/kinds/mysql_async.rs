//! `mysql_async`.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};

use mysql_async::{
    Conn, DriverError, Error, IoError, LocalInfileError, Opts, OptsBuilder, Params, ServerError,
    SslOpts, UrlError, Value,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::Class::{Permanent, Unknown, Unprocessed};
use super::{Class, assert_all_decided, class};

fn lost() -> io::Error {
    ErrorKind::ConnectionReset.into()
}

/// The first packet of a server with TLS.
fn greeting() -> Vec<u8> {
    let mut body = b"\x0a8.0.0\0".to_vec();
    body.extend([1, 0, 0, 0]);
    body.extend([b's'; 8]);
    // CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_SECURE_CONNECTION and CLIENT_PLUGIN_AUTH, in two halves.
    body.extend([0, 0x00, 0x8a, 45, 2, 0, 0x08, 0x00, 21]);
    body.extend([0; 10]);
    body.extend([b's'; 12]);
    body.extend(b"\0mysql_native_password\0");
    let mut packet = vec![u8::try_from(body.len()).unwrap(), 0, 0, 0];
    packet.extend(body);
    packet
}

/// Connects with TLS to a server that sends the first packet, reads the request for TLS, sends `answer` and closes.
async fn answered(first: &[u8], answer: &[u8]) -> Error {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let options = OptsBuilder::default()
        .ip_or_hostname("127.0.0.1")
        .tcp_port(listener.local_addr().unwrap().port())
        .ssl_opts(SslOpts::default());
    let (outcome, ()) = tokio::join!(Conn::new(options), async {
        let (mut client, _) = listener.accept().await.unwrap();
        client.write_all(first).await.unwrap();
        if !answer.is_empty() {
            let _ = client.read(&mut [0; 1024]).await.unwrap();
            client.write_all(answer).await.unwrap();
        }
        client.shutdown().await.unwrap();
        // Closing with unread bytes would reset the connection.
        while client.read(&mut [0; 1024]).await.is_ok_and(|n| n > 0) {}
    });
    outcome.expect_err("no session")
}

#[tokio::test]
async fn every_kind_of_mysql_async_has_a_class() {
    let server = ServerError {
        code: 1205,
        message: String::new(),
        state: "HY000".into(),
    };
    let kinds = [
        // Classified by what they wrap.
        ("Driver", DriverError::MixedParams.into(), Permanent),
        ("Io", lost().into(), Unknown),
        ("Other", Error::Other(lost().into()), Unknown),
        ("Server", server.into(), Unprocessed),
        (
            "Url",
            Opts::from_url("mysql://").unwrap_err().into(),
            Permanent,
        ),
    ];
    assert_kinds("Error", kinds);
}

#[tokio::test]
async fn every_failure_of_a_connection_has_a_class() {
    let greeting = greeting();
    let in_handshake = answered(&greeting, b"").await;
    assert!(matches!(in_handshake, Error::Io(IoError::Tls(_))));
    assert_kinds(
        "IoError",
        [
            ("Io", lost().into(), Unknown),
            ("Tls", in_handshake, Unprocessed),
        ],
    );

    let no_tls = answered(&greeting, b"this is no TLS").await;
    assert!(matches!(no_tls, Error::Io(IoError::Tls(_))));
    assert_eq!(class(&no_tls), Permanent, "{no_tls:?}");
    for first in [&b""[..], &greeting[..20]] {
        let cut_off = answered(first, b"").await;
        assert_eq!(class(&cut_off), Unknown, "{cut_off:?}");
    }
    let full = b"\x17\0\0\0\xff\x10\x04Too many connections";
    let full = answered(full, b"").await;
    assert_eq!(class(&full), Unprocessed, "{full:?}");
}

#[test]
fn every_kind_of_its_driver_has_a_class() {
    let number = || 0;
    let name = String::new;
    let kinds = [
        ("ConnectionClosed", DriverError::ConnectionClosed, Unknown),
        (
            "CantParseServerVersion",
            DriverError::CantParseServerVersion {
                version_string: name(),
            },
            Permanent,
        ),
        (
            "FromValue",
            DriverError::FromValue { value: Value::NULL },
            Permanent,
        ),
        ("Params", missing_parameter(), Permanent),
        ("MixedParams", DriverError::MixedParams, Permanent),
        (
            "NestedTransaction",
            DriverError::NestedTransaction,
            Permanent,
        ),
        ("PacketOutOfOrder", DriverError::PacketOutOfOrder, Permanent),
        ("PoolDisconnected", DriverError::PoolDisconnected, Permanent),
        (
            "ReadOnlyTransNotSupported",
            DriverError::ReadOnlyTransNotSupported,
            Permanent,
        ),
        (
            "StmtParamsMismatch",
            DriverError::StmtParamsMismatch {
                required: number(),
                supplied: 1,
            },
            Permanent,
        ),
        (
            "StmtParamsNumberExceedsLimit",
            DriverError::StmtParamsNumberExceedsLimit { supplied: 1 },
            Permanent,
        ),
        (
            "UnexpectedPacket",
            DriverError::UnexpectedPacket { payload: vec![] },
            Permanent,
        ),
        (
            "UnknownAuthPlugin",
            DriverError::UnknownAuthPlugin { name: name() },
            Permanent,
        ),
        ("PacketTooLarge", DriverError::PacketTooLarge, Permanent),
        (
            "BadCompressedPacketHeader",
            DriverError::BadCompressedPacketHeader,
            Permanent,
        ),
        (
            "NamedPipesDisabled",
            DriverError::NamedPipesDisabled,
            Permanent,
        ),
        (
            "MysqlOldPasswordDisabled",
            DriverError::MysqlOldPasswordDisabled,
            Permanent,
        ),
        // The server has received a part of the file.
        (
            "LocalInfile",
            LocalInfileError::ReadError(lost()).into(),
            Permanent,
        ),
        ("NoKeyFound", DriverError::NoKeyFound, Permanent),
        (
            "NoClientSslFlagFromServer",
            DriverError::NoClientSslFlagFromServer,
            Permanent,
        ),
        (
            "CleartextPluginDisabled",
            DriverError::CleartextPluginDisabled,
            Permanent,
        ),
        (
            "InvalidParsecSalt",
            DriverError::InvalidParsecSalt,
            Permanent,
        ),
    ];
    let kinds = kinds.map(|(name, error, expected)| (name, Error::from(error), expected));
    // Only the client can make a row and an error of a bulk.
    let made_by_the_client = [("FromRow", Permanent), ("BulkExecute", Permanent)];
    let mut decided = BTreeMap::from(made_by_the_client);
    decided.extend(assert_classes(kinds));
    assert_all_decided("mysql_async", "src/error/mod.rs", "DriverError", &decided);
}

/// The parameter `:a` of a statement has no value.
fn missing_parameter() -> DriverError {
    let named = Params::from(vec![("b", 1)]);
    match named.into_values(Some(&[b"a".to_vec()])) {
        Err(error) => error.into(),
        Ok(_) => panic!("the parameter is missing"),
    }
}

#[test]
fn every_mistake_in_a_url_is_permanent() {
    let name = String::new;
    let kinds = [
        UrlError::Invalid,
        UrlError::InvalidPoolConstraints { min: 2, max: 1 },
        UrlError::UnknownParameter { param: name() },
    ];
    for error in kinds {
        assert_eq!(class(&Error::from(error)), Permanent);
    }
}

fn assert_kinds<const N: usize>(name: &str, kinds: [(&'static str, Error, Class); N]) {
    let decided = assert_classes(kinds);
    assert_all_decided("mysql_async", "src/error/mod.rs", name, &decided);
}

fn assert_classes<const N: usize>(
    kinds: [(&'static str, Error, Class); N],
) -> BTreeMap<&'static str, Class> {
    let classes = kinds.map(|(name, error, expected)| {
        assert_eq!(class(&error), expected, "{name}: {error:?}");
        (name, expected)
    });
    classes.into()
}

//! `tokio-postgres`.

use std::collections::BTreeMap;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_postgres::config::SslMode;
use tokio_postgres::{Config, Error, NoTls};

use super::{Class, assert_all_decided, class};

/// Connects to a server that sends these bytes and closes the connection.
async fn answered(answer: &[u8], tls: SslMode) -> Error {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let mut config = Config::new();
    config
        .host("127.0.0.1")
        .port(listener.local_addr().unwrap().port())
        .user("postgres")
        .ssl_mode(tls);
    let (outcome, ()) = tokio::join!(config.connect(NoTls), async {
        let (mut client, _) = listener.accept().await.unwrap();
        let _ = client.read(&mut [0; 1024]).await.unwrap();
        client.write_all(answer).await.unwrap();
    });
    outcome.err().expect("no session")
}

fn kind(error: &Error) -> String {
    let debug = format!("{error:?}");
    let kind = debug.strip_prefix("Error { kind: ").expect("a kind");
    kind.chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect()
}

#[tokio::test]
async fn every_kind_of_tokio_postgres_has_a_class() {
    let refused = {
        let mut config = Config::new();
        let port = retries_servers::free_address().port();
        config.host("127.0.0.1").port(port).user("postgres");
        config.connect(NoTls).await.err().unwrap()
    };
    let starting = b"E\0\0\0\x18SFATAL\0C57P03\0Mnot yet\0\0";
    let mut starting = starting.to_vec();
    starting[4] = u8::try_from(starting.len() - 1).unwrap();
    let plain = SslMode::Disable;
    let kinds = [
        ("Connect", refused, Class::Unprocessed),
        ("Closed", answered(b"", plain).await, Class::Unknown),
        ("Io", answered(b"R\0\0\0\x08", plain).await, Class::Unknown),
        ("Db", answered(&starting, plain).await, Class::Unprocessed),
        ("Timeout", Error::__private_api_timeout(), Class::TimedOut),
        (
            "Tls",
            answered(b"N", SslMode::Require).await,
            Class::Permanent,
        ),
        (
            "UnexpectedMessage",
            answered(b"Z\0\0\0\x05I", plain).await,
            Class::Permanent,
        ),
        // The source is an unexpected end too, but of a complete message.
        (
            "Parse",
            answered(b"E\0\0\0\x05S", plain).await,
            Class::Permanent,
        ),
        (
            "Authentication",
            answered(b"R\0\0\0\x08\0\0\0\x02", plain).await,
            Class::Permanent,
        ),
        (
            "ConfigParse",
            "port=none".parse::<Config>().unwrap_err(),
            Class::Permanent,
        ),
        (
            "Config",
            Config::new().connect(NoTls).await.err().unwrap(),
            Class::Permanent,
        ),
    ];
    // Kinds of statements and rows: another test makes them with a real server.
    let of_statements = [
        "ToSql",
        "FromSql",
        "Column",
        "ColumnCount",
        "Parameters",
        "Encode",
        "RowCount",
    ];
    let mut decided = BTreeMap::from(of_statements.map(|name| (name, Class::Permanent)));
    for (name, error, expected) in kinds {
        assert_eq!(kind(&error), name, "{error:?}");
        assert_eq!(class(&error), expected, "{error:?}");
        decided.insert(name, expected);
    }
    assert_all_decided("tokio-postgres", "src/error/mod.rs", "Kind", &decided);
}

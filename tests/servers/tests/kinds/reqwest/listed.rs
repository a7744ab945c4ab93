//! Every kind of error that reqwest wraps, by name. The files beside this one cause the failures that a client
//! can meet, and assert the class.

use std::collections::BTreeMap;

use crate::Class::{self, Permanent, TimedOut, Unknown, Unprocessed};
use crate::{assert_all_decided, source};

fn decided(package: &str, file: &str, name: &str, table: &[(&'static str, Class)]) {
    let table = table.iter().copied().collect::<BTreeMap<_, _>>();
    assert_all_decided(package, file, name, &table);
}

#[test]
fn every_kind_of_reqwest_has_a_class() {
    decided(
        "reqwest",
        "src/error.rs",
        "Kind",
        &[
            ("Body", Unknown),      // as what is below it
            ("Builder", Permanent), // as what is below it
            ("Decode", Permanent),  // as what is below it
            ("Redirect", Permanent),
            ("Request", Unknown), // as what is below it
            ("Status", Unknown),  // as the status
            ("Upgrade", Permanent),
        ],
    );
}

#[test]
fn every_kind_of_hyper_has_a_class() {
    let file = "src/error.rs";
    let kinds = [
        ("Body", Unknown),      // as what is below it
        ("BodyWrite", Unknown), // as what is below it
        ("Canceled", Unprocessed),
        ("ChannelClosed", Unprocessed),
        ("HeaderTimeout", TimedOut), // a server's
        ("Http2", Unknown),          // as h2's error
        ("IncompleteMessage", Unknown),
        ("Io", Unknown),      // as the io::Error
        ("Parse", Permanent), // whatever it cannot parse
        ("Shutdown", Unknown),
        ("UnexpectedMessage", Unknown),
        ("User", Permanent), // as below
    ];
    decided("hyper", file, "Kind", &kinds);
    let callers = [
        ("AbortedByCallback", Permanent), // not for Rust
        ("Body", Permanent),              // as the caller's error
        ("BodyWriteAborted", Permanent),
        ("DispatchGone", Unknown),
        ("InvalidConnectWithBody", Permanent),
        ("ManualUpgrade", Permanent),
        ("NoUpgrade", Permanent),
        ("Service", Permanent),               // a server's
        ("UnexpectedHeader", Permanent),      // a server's
        ("UnsupportedStatusCode", Permanent), // a server's
    ];
    decided("hyper", file, "User", &callers);
}

#[test]
fn every_kind_of_hyper_utils_client_has_a_class() {
    let kinds = [
        ("Canceled", Unprocessed),
        ("ChannelClosed", Unprocessed),
        ("Connect", Unprocessed), // as what is below it
        ("SendRequest", Unknown), // as hyper's error
        ("UserAbsoluteUriRequired", Permanent),
        ("UserUnsupportedRequestMethod", Permanent),
        ("UserUnsupportedVersion", Permanent),
    ];
    decided(
        "hyper-util",
        "src/client/legacy/client.rs",
        "ErrorKind",
        &kinds,
    );
    let pool = [
        ("CheckedOutClosedValue", Unprocessed),
        ("CheckoutNoLongerWanted", Unprocessed),
        ("PoolDisabled", Permanent), // never seen: there is a connection for each request
    ];
    decided("hyper-util", "src/client/legacy/pool.rs", "Error", &pool);
}

#[test]
fn every_kind_of_proxy_failure_has_a_class() {
    let proxy = "src/client/legacy/connect/proxy";
    let proxys = |file: &str, name: &str, table: &[_]| {
        decided("hyper-util", &format!("{proxy}/{file}"), name, table);
    };
    let tunnel = [
        ("ConnectFailed", Unprocessed), // as what is below it
        ("Io", Unprocessed),            // as what is below it
        ("MissingHost", Permanent),
        ("ProxyAuthRequired", Permanent),
        ("ProxyHeadersTooLong", Permanent),
        ("TunnelUnexpectedEof", Unprocessed),
        ("TunnelUnsuccessful", Unprocessed),
    ];
    proxys("tunnel.rs", "TunnelError", &tunnel);
    let socks = [
        ("DnsFailure", Permanent), // no address of a family that it takes
        ("Inner", Unprocessed),
        ("Io", Unprocessed),
        ("MissingHost", Permanent),
        ("MissingPort", Permanent),
        ("Parsing", Permanent),
        ("Serialize", Permanent),
        ("V4", Permanent), // as below
        ("V5", Permanent), // as below
    ];
    proxys("socks/mod.rs", "SocksError", &socks);
    let v4 = [("Command", Unprocessed), ("IpV6", Permanent)];
    proxys("socks/v4/errors.rs", "SocksV4Error", &v4);
    let v4 = [
        ("Failed", Unprocessed),
        ("IdentFailure", Permanent),
        ("IdentMismatch", Permanent),
        ("Success", Permanent), // no error
    ];
    proxys("socks/v4/messages.rs", "Status", &v4);
    let v5 = [
        ("Auth", Permanent),
        ("Command", Unprocessed), // as below
        ("HostTooLong", Permanent),
    ];
    proxys("socks/v5/errors.rs", "SocksV5Error", &v5);
    let authentication = [
        ("Failed", Permanent),
        ("MethodMismatch", Permanent),
        ("Unsupported", Permanent),
    ];
    proxys("socks/v5/errors.rs", "AuthError", &authentication);
    let v5 = [
        ("AddressTypeNotSupported", Permanent),
        ("CommandNotSupported", Permanent),
        ("ConnectionNotAllowed", Permanent),
        ("ConnectionRefused", Unprocessed),
        ("GeneralServerFailure", Unprocessed),
        ("HostUnreachable", Unprocessed),
        ("NetworkUnreachable", Unprocessed),
        ("Success", Permanent), // no error
        ("TtlExpired", Unprocessed),
    ];
    proxys("socks/v5/messages.rs", "Status", &v5);
}

#[test]
fn every_kind_of_h2_has_a_class() {
    let kinds = [
        ("GoAway", Unprocessed), // as its reason
        ("Io", Unknown),         // as the io::Error
        ("Reason", Unknown),     // as the reason of a stream
        ("Reset", Unknown),      // as its reason
        ("User", Permanent),     // as below
    ];
    decided("h2", "src/error.rs", "Kind", &kinds);
    let unsendable = [
        ("InactiveStreamId", Unknown),
        ("InvalidInformationalStatusCode", Permanent),
        ("MalformedHeaders", Permanent),
        ("MissingUriSchemeAndAuthority", Permanent),
        ("OverflowedStreamId", Unprocessed),
        ("PayloadTooBig", Permanent),
        ("PeerDisabledServerPush", Permanent),
        ("PollResetAfterSendResponse", Permanent),
        ("Rejected", Unprocessed),
        ("ReleaseCapacityTooBig", Permanent),
        ("SendPingWhilePending", Permanent),
        ("SendSettingsWhilePending", Permanent),
        ("UnexpectedFrameType", Permanent),
    ];
    decided("h2", "src/codec/error.rs", "UserError", &unsendable);
    let initiators = [
        ("Library", Unknown), // the server broke the protocol
        ("Remote", Unknown),
        ("User", Permanent), // the caller's own body failed
    ];
    decided("h2", "src/proto/error.rs", "Initiator", &initiators);
}

/// The runtime reads private kinds by their texts. This test fails if a text changes.
#[test]
fn the_texts_that_name_a_kind_are_in_the_clients_sources() {
    for (package, file, texts) in [
        ("reqwest", "src/error.rs", &["\"error resolving DNS\""][..]),
        (
            "hyper-util",
            "src/client/legacy/client.rs",
            &["\"client error ({:?})\""],
        ),
        (
            "hyper-util",
            "src/client/legacy/connect/http.rs",
            &["\"dns error\""],
        ),
        (
            "hyper-util",
            "src/client/legacy/pool.rs",
            &[
                "\"checked out connection was closed\"",
                "\"request was canceled\"",
            ],
        ),
        (
            "hyper-util",
            "src/client/legacy/connect/proxy/tunnel.rs",
            &[
                "\"tunnel error: \"",
                "TunnelUnexpectedEof => \"unexpected end of file\"",
                "TunnelUnsuccessful => \"unsuccessful\"",
                "ConnectFailed(_) => \"failed to create underlying connection\"",
                "Io(_) => \"io error establishing tunnel\"",
            ],
        ),
        (
            "hyper",
            "src/client/dispatch.rs",
            &["\"runtime dropped the dispatch task\""],
        ),
        (
            "h2",
            "src/codec/error.rs",
            &[
                "\"stream ID overflowed\"",
                "\"rejected\"",
                "\"inactive stream\"",
            ],
        ),
        (
            "futures-channel",
            "src/mpsc/mod.rs",
            &["\"send failed because receiver is gone\""],
        ),
    ] {
        let source = source::text(package, file);
        for text in texts {
            assert!(source.contains(text), "{package}: {file}: {text}");
        }
    }
}

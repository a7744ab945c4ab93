//! `redis`.

use std::error::Error;
use std::sync::Arc;

use redis::{ErrorKind, RedisError, ServerError, ServerErrorKind};

use super::chain::class_of_chain;
use super::class::{FailureClass, impl_transient};
use super::io;

impl_transient! {
    /// `redis::RedisError`, with the feature `redis`, is classified by the server's code, or else by the
    /// client's kind:
    ///
    /// | code or kind | class |
    /// |---|---|
    /// | `LOADING`, `BUSY`, `TRYAGAIN`, `CLUSTERDOWN`, `MASTERDOWN`, `READONLY`, `NOREPLICAS`, `MISCONF`, `NOMASTERLINK`, `MOVED`, `ASK`, `REDIRECT`, and `ERR max number of clients` | transient, not processed |
    /// | `IOERR` of `MIGRATE`, `UNBLOCKED` by a failover | transient |
    /// | `EXECABORT` | like its cause: nothing of an aborted transaction was processed |
    /// | every other code | permanent |
    /// | Sentinel knows no valid master or replica, the connection is refused, a host name is unknown | transient, not processed |
    /// | any other failure of a connection, no connection to a node of the cluster | transient |
    /// | no response or no connection in time | timed out |
    /// | every other kind | permanent |
    ///
    /// Several replies are transient only if all of them are, and the other commands of a pipeline may have
    /// been processed. A cluster client repeats commands itself, also those that may have been processed,
    /// and does not show that a failure belongs to one command among several. If nothing may be done twice,
    /// give it `retries(0)`, and use neither pipelines nor commands with keys on several nodes.
    impl for RedisError { class }
}
impl_transient! {
    /// `redis::ServerError`, with the feature `redis`.
    ///
    /// Classified like the error of a single command.
    impl for ServerError { class_of_reply }
}

/// The beginning of the reply to a connection above the server's limit. A cluster node sends
/// `max number of clients + cluster connections reached`. The server counts connections and not requests, so
/// this is not a rate limit.
const FULL: &str = "max number of clients";

fn class(error: &RedisError) -> FailureClass {
    if let Some(replies) = error.clone().into_server_errors() {
        return class_of_replies(error, &replies);
    }
    match error.kind() {
        ErrorKind::Io => class_of_io(error),
        ErrorKind::Server(_) => class_of_setup(error),
        ErrorKind::Client => class_of_client_failure(error),
        // The client looks for the server before it sends the command. During a failover no server
        // is valid, and the client itself waits and looks again.
        ErrorKind::MasterNameNotFoundBySentinel | ErrorKind::NoValidReplicasFoundBySentinel => {
            FailureClass::Unprocessed
        }
        // May also be the last failure of a command that the client had sent before, without a reply.
        ErrorKind::ClusterConnectionNotFound => FailureClass::Unknown,
        ErrorKind::InvalidClientConfig if says(error, &NO_ADDRESS) => FailureClass::Unprocessed,
        // These are permanent, besides kinds of later versions:
        // - `InvalidClientConfig`, `EmptySentinelList`, `RESP3NotSupported` and `Extension`,
        // - `AuthenticationFailed`: the client reconnects after it, but the password stays wrong,
        // - `Parse`: the same, and a complete reply of the wrong type has this kind too,
        // - `UnexpectedReturnType`, also if in `Pipeline::atomic` only the reply to `EXEC` is an error,
        //   which the client drops,
        // - `Serialize`, which exists only with the client's feature `json`.
        _ => FailureClass::Permanent,
    }
}

fn class_of_replies(error: &RedisError, replies: &[(usize, ServerError)]) -> FailureClass {
    let classes = replies.iter().map(|(_, reply)| class_of_reply(reply));
    let classes: Vec<FailureClass> = classes.collect();
    if classes.contains(&FailureClass::Permanent) {
        FailureClass::Permanent
    } else if is_abandoned_transaction(error, replies) {
        FailureClass::Unprocessed
    } else if is_single_reply(error) {
        classes.first().copied().unwrap_or(FailureClass::Permanent)
    } else {
        FailureClass::Unknown
    }
}

/// Returns whether commands of a transaction were refused, so that the server aborted all of it. The client
/// returns the reasons, and the `EXECABORT` only among the replies of a pipeline.
fn is_abandoned_transaction(error: &RedisError, replies: &[(usize, ServerError)]) -> bool {
    let aborted = Some(ServerErrorKind::ExecAbort);
    let first = replies.first().and_then(|(_, reply)| reply.kind());
    error.kind() == ErrorKind::Server(ServerErrorKind::ExecAbort) && first != aborted
}

/// Returns the reply to a single command: only such a reply is a source.
fn is_single_reply(error: &RedisError) -> bool {
    error.source().is_some()
}

fn class_of_reply(reply: &ServerError) -> FailureClass {
    class_of_code(reply.code(), reply.details().unwrap_or_default())
}

/// Classifies the codes in the sources of Redis 8 and Valkey 8.
fn class_of_code(code: &str, details: &str) -> FailureClass {
    match code {
        // `processCommand` of the server refuses the command before it executes it. Inside a script
        // the same checks are made before its first write only.
        "BUSY" | "CLUSTERDOWN" | "LOADING" | "MASTERDOWN" | "NOREPLICAS" | "READONLY" | "TRYAGAIN"
        // "If the background saving process will start working again Redis will automatically allow
        // writes again" (redis.conf, stop-writes-on-bgsave-error).
        | "MISCONF"
        // Sent to replicas, which try later.
        | "NOMASTERLINK"
        // Another server has the key, and nothing was done. A cluster client returns these codes when it
        // has used up its own retries, and calls the right server next time. With other clients they last
        // as long as the key stays there, which the reply does not show.
        | "ASK" | "MOVED" | "REDIRECT" => FailureClass::Unprocessed,
        "ERR" if details.starts_with(FULL) => FailureClass::Unprocessed,
        "EXECABORT" => class_of_cause(details),
        // "The key may be on both instances" (manual of MIGRATE).
        "IOERR" => FailureClass::Unknown,
        // The server became a replica while the command blocked. A command of a module may have done
        // something by then. The other reason is an operator's `CLIENT UNBLOCK`.
        "UNBLOCKED" if details.contains("instance state changed") => FailureClass::Unknown,
        // All other codes, such as `NOAUTH`, `OOM` or `WRONGTYPE`, and those of later versions. The server
        // documents none of them as temporary.
        _ => FailureClass::Permanent,
    }
}

/// Returns the class of the cause in the details of an `EXECABORT`.
///
/// Input: `Transaction discarded because of: BUSY Redis is busy …`. Without a cause, commands before `EXEC`
/// failed, and their errors are not known.
fn class_of_cause(details: &str) -> FailureClass {
    let cause = details.strip_prefix("Transaction discarded because of: ");
    match cause.and_then(|cause| cause.split_once(' ')) {
        Some((code, details)) if class_of_code(code, details) != FailureClass::Permanent => {
            FailureClass::Unprocessed
        }
        _ => FailureClass::Permanent,
    }
}

/// Returns the class of an error that the client made from a reply, such as the reply to `SELECT` when it
/// connects: the client keeps the text without the code.
fn class_of_setup(error: &RedisError) -> FailureClass {
    const PASSING: [&str; 4] = [
        "is busy running",
        "is loading the dataset",
        "Link with MASTER is down",
        FULL,
    ];
    let details = error.detail().unwrap_or_default();
    if PASSING.iter().any(|text| details.contains(text)) {
        return FailureClass::Unprocessed;
    }
    class_of_code(error.code().unwrap_or_default(), details)
}

/// Returns whether a host name has no address. The client calls this a wrong configuration, but the resolver
/// may find an address later.
const NO_ADDRESS: [&str; 2] = [
    "could not resolve to any addresses",
    "No address found for host",
];

/// Returns the class of an `ErrorKind::Io`.
fn class_of_io(error: &RedisError) -> FailureClass {
    let Some(source) = shared_source(error) else {
        return class_of_described_io(error);
    };
    match source.downcast_ref() {
        Some(source) if error.is_connection_refusal() || is_before_the_command(source) => {
            FailureClass::Unprocessed
        }
        Some(source) => io::class(source),
        // From rustls: an invalid host name, or certificates that cannot be loaded.
        None => FailureClass::Permanent,
    }
}

/// Returns whether only connecting can fail in this way: in `TcpStream::connect_timeout`, in the client's
/// own check after it, or in the handshake of `tokio-rustls`. Timeouts of the system have a number.
fn is_before_the_command(error: &std::io::Error) -> bool {
    error.raw_os_error().is_none()
        && ["connection timed out", "tls handshake eof"]
            .iter()
            .any(|text| error.to_string().eq_ignore_ascii_case(text))
}

/// Returns the class of an I/O failure for which the client keeps only the text.
fn class_of_described_io(error: &RedisError) -> FailureClass {
    let details = error.detail().unwrap_or_default();
    if says(error, &["SSL Handshake error"]) {
        return class_of_handshake(details);
    }
    if !says(error, &NO_NODE) {
        // A shared connection reports its end with this text.
        return FailureClass::Unknown;
    }
    if REFUSED.iter().any(|text| details.contains(text)) {
        FailureClass::Permanent
    } else {
        FailureClass::Unprocessed
    }
}

/// Returns the class for a cluster client that reached no node at its start. The text lists the reasons.
const NO_NODE: [&str; 2] = [
    "Failed to create initial connections",
    "It failed to check startup nodes",
];

/// The kinds and codes, in such a text, of nodes that were reached and refused the client.
const REFUSED: [&str; 8] = [
    "AuthenticationFailed",
    "InvalidClientConfig",
    "RESP3NotSupported",
    "NoPerm",
    "NOAUTH",
    "WRONGPASS",
    "DENIED",
    "certificate",
];

/// Returns the class of an `ErrorKind::Client`.
fn class_of_client_failure(error: &RedisError) -> FailureClass {
    if let Some(source) = shared_source(error) {
        // `native-tls`, or the configuration of rustls. No command was sent.
        return match class_of_chain(source) {
            FailureClass::Permanent => class_of_handshake(&source.to_string()),
            _ => FailureClass::Unprocessed,
        };
    }
    // The cluster client could reach no node again. It may have sent the command before.
    if says(error, &["Slot refresh error"]) {
        return FailureClass::Unknown;
    }
    // `CLUSTERDOWN Hash slot not served`, before any command of a pipeline is sent.
    if says(error, &["Missing slot coverage"]) {
        return FailureClass::Unprocessed;
    }
    FailureClass::Permanent
}

/// Returns the class of a failed TLS handshake from its text. A lost connection is a system error or an
/// early end. Any other text means an untrusted certificate, or a server without TLS.
fn class_of_handshake(text: &str) -> FailureClass {
    if text.contains("(os error ") || text.to_ascii_lowercase().contains("unexpected eof") {
        FailureClass::Unprocessed
    } else {
        FailureClass::Permanent
    }
}

/// Returns whether the client describes the error in this way. The description is the start of the text.
fn says(error: &RedisError, descriptions: &[&str]) -> bool {
    let text = error.to_string();
    descriptions.iter().any(|it| text.starts_with(it))
}

/// Returns the I/O error. The source is the `Arc` in which the client shares it, not the error itself.
fn shared_source(error: &RedisError) -> Option<&(dyn Error + 'static)> {
    let shared: &Arc<dyn Error + Send + Sync> = error.source()?.downcast_ref()?;
    Some(&**shared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind as Io;

    fn reply(text: &str) -> RedisError {
        let reply = format!("-{text}\r\n");
        let reply = redis::parse_redis_value(reply.as_bytes()).expect("a reply");
        reply.extract_error().expect_err("an error")
    }

    fn of_reply(text: &str) -> FailureClass {
        class(&reply(text))
    }

    fn made(kind: impl Into<ErrorKind>, description: &'static str, detail: &str) -> RedisError {
        RedisError::from((kind.into(), description, detail.to_owned()))
    }

    /// Returns the error of a pipeline with these replies.
    fn pipeline(commands: &redis::Pipeline, replies: &[&str]) -> RedisError {
        struct Canned(Vec<redis::Value>);
        impl redis::ConnectionLike for Canned {
            fn req_packed_command(&mut self, _: &[u8]) -> redis::RedisResult<redis::Value> {
                unreachable!("a pipeline is sent")
            }
            fn req_packed_commands(
                &mut self,
                _: &[u8],
                _: usize,
                _: usize,
            ) -> redis::RedisResult<Vec<redis::Value>> {
                Ok(std::mem::take(&mut self.0))
            }
            fn get_db(&self) -> i64 {
                0
            }
            fn check_connection(&mut self) -> bool {
                true
            }
            fn is_open(&self) -> bool {
                true
            }
        }
        let parsed = replies.iter().map(|text| {
            let text = format!("{text}\r\n");
            redis::parse_redis_value(text.as_bytes()).expect("a reply")
        });
        let error = commands.exec(&mut Canned(parsed.collect()));
        error.expect_err("an error among the replies")
    }

    #[test]
    fn a_server_that_cannot_serve_now_has_done_nothing() {
        for text in [
            "ASK 3999 127.0.0.1:6381",
            "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
            "BUSY Redis is busy running a module command.",
            "CLUSTERDOWN Hash slot not served",
            "CLUSTERDOWN The cluster is down",
            "CLUSTERDOWN The cluster is down and only accepts read commands",
            "LOADING Redis is loading the dataset in memory",
            "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
            "MISCONF Errors writing to the AOF file: No space left on device",
            "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
            "MOVED 3999 127.0.0.1:6381",
            "NOMASTERLINK Can't SYNC while not connected with my master",
            "NOREPLICAS Not enough good replicas to write.",
            "READONLY You can't write against a read only replica.",
            "REDIRECT 127.0.0.1:6380",
            "TRYAGAIN Multiple keys request during rehashing of slot",
        ] {
            assert_eq!(of_reply(text), FailureClass::Unprocessed, "{text}");
        }
    }

    #[test]
    fn a_server_that_refuses_for_good_is_not_called_again() {
        for text in [
            "BUSYGROUP Consumer Group name already exists",
            "BUSYKEY Target key name already exists.",
            "CROSSSLOT Keys in request don't hash to the same slot",
            "DENIED Redis is running in protected mode",
            "ERR unknown command 'NOSUCHCOMMAND'",
            "ERR value is not an integer or out of range",
            "EXECABORT Transaction discarded because of previous errors.",
            "INPROG Failover already in progress",
            "INVALIDOBJ Corrupted HLL object detected",
            "NOAUTH Authentication required.",
            "NOGOODSLAVE No suitable replica to promote",
            "NOGROUP No such key 'key' or consumer group 'group'",
            "NOPERM User default has no permissions to run the 'get' command",
            "NOPROTO unsupported protocol version",
            "NOQUORUM 1 usable Sentinels. Not enough available Sentinels to reach the majority",
            "NOSCRIPT No matching script. Please use EVAL.",
            "NOSUB 'unsubscribe' command executed not in subscribed mode",
            "NOTBUSY No scripts in execution right now.",
            "OOM command not allowed when used memory > 'maxmemory'.",
            "UNBLOCKED client unblocked via CLIENT UNBLOCK",
            "UNKILLABLE Sorry the script already executed write commands against the dataset.",
            "WRONGPASS invalid username-password pair or user is disabled.",
            "WRONGTYPE Operation against a key holding the wrong kind of value",
            "SOMETHING of a later version",
        ] {
            assert_eq!(of_reply(text), FailureClass::Permanent, "{text}");
        }
    }

    #[test]
    fn a_command_that_was_started_may_have_been_processed() {
        for text in [
            "IOERR error or timeout reading to target instance",
            "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)",
        ] {
            assert_eq!(of_reply(text), FailureClass::Unknown, "{text}");
        }
    }

    #[test]
    fn a_server_with_too_many_clients_has_done_nothing() {
        for text in [
            "ERR max number of clients reached",
            "ERR max number of clients + cluster connections reached",
        ] {
            assert_eq!(of_reply(text), FailureClass::Unprocessed, "{text}");
        }
    }

    #[test]
    fn a_reply_is_found_in_a_chain() {
        let reply = |text: &str| ServerError::try_from(reply(text)).expect("a reply");
        let chain = std::io::Error::other(reply("BUSY Redis is busy"));
        assert_eq!(io::class(&chain), FailureClass::Unprocessed);
        let chain = std::io::Error::other(reply("OOM command not allowed"));
        assert_eq!(io::class(&chain), FailureClass::Permanent);
    }

    #[test]
    fn an_aborted_transaction_is_classified_by_its_cause() {
        let because = |cause: &str| {
            of_reply(&format!(
                "EXECABORT Transaction discarded because of: {cause}"
            ))
        };
        assert_eq!(because("BUSY Redis is busy"), FailureClass::Unprocessed);
        assert_eq!(because("NOREPLICAS Not enough"), FailureClass::Unprocessed);
        assert_eq!(because("OOM command not allowed"), FailureClass::Permanent);
        assert_eq!(
            because("LOADING"),
            FailureClass::Permanent,
            "without a text"
        );
    }

    #[test]
    fn the_other_commands_of_a_pipeline_may_have_been_processed() {
        let mut commands = redis::pipe();
        commands.cmd("INCR").arg("n").cmd("GET").arg("key");
        let busy = "-BUSY Redis is busy";
        let aborted = "-EXECABORT Transaction discarded because of: BUSY Redis is busy";
        for replies in [[":1", busy], [busy, busy], [aborted, ":1"]] {
            let error = pipeline(&commands, &replies);
            assert_eq!(class(&error), FailureClass::Unknown, "{error}");
        }
        for replies in [[busy, "-OOM no"], ["-WRONGTYPE no", busy]] {
            let error = pipeline(&commands, &replies);
            assert_eq!(class(&error), FailureClass::Permanent, "{error}");
        }
    }

    #[test]
    fn a_refused_select_is_classified_by_its_text() {
        let refused = |kind: ServerErrorKind, detail: &str| {
            class(&made(
                kind,
                "Redis server refused to switch database",
                detail,
            ))
        };
        for detail in [
            "Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
            "Valkey is busy running a script.",
            "Redis is loading the dataset in memory",
            "Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
            "max number of clients reached",
        ] {
            let class = refused(ServerErrorKind::ResponseError, detail);
            assert_eq!(class, FailureClass::Unprocessed, "{detail}");
        }
        for detail in ["DB index is out of range", "Authentication required."] {
            let class = refused(ServerErrorKind::ResponseError, detail);
            assert_eq!(class, FailureClass::Permanent, "{detail}");
        }
        assert_eq!(
            refused(ServerErrorKind::TryAgain, ""),
            FailureClass::Unprocessed
        );
        assert_eq!(
            refused(ServerErrorKind::CrossSlot, ""),
            FailureClass::Permanent
        );
    }

    #[test]
    fn a_sentinel_without_a_valid_server_is_transient() {
        for kind in [
            ErrorKind::MasterNameNotFoundBySentinel,
            ErrorKind::NoValidReplicasFoundBySentinel,
        ] {
            assert_eq!(
                class(&made(kind, "none", "")),
                FailureClass::Unprocessed,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn kinds_without_a_source_are_judged_by_the_kind() {
        for kind in [
            ErrorKind::AuthenticationFailed,
            ErrorKind::Client,
            ErrorKind::EmptySentinelList,
            ErrorKind::Extension,
            ErrorKind::InvalidClientConfig,
            ErrorKind::Parse,
            ErrorKind::RESP3NotSupported,
            ErrorKind::UnexpectedReturnType,
        ] {
            assert_eq!(
                class(&made(kind, "text", "detail")),
                FailureClass::Permanent,
                "{kind:?}"
            );
        }
        for kind in [ErrorKind::ClusterConnectionNotFound, ErrorKind::Io] {
            assert_eq!(
                class(&made(kind, "text", "detail")),
                FailureClass::Unknown,
                "{kind:?}"
            );
        }
    }

    #[test]
    fn a_complete_reply_of_another_type_is_permanent() {
        let reply = redis::parse_redis_value(b"+text\r\n").expect("a reply");
        let error = redis::from_redis_value::<u32>(reply).expect_err("no number");
        assert_eq!(class(&error.into()), FailureClass::Permanent);
    }

    #[test]
    fn a_command_on_a_lost_connection_may_have_been_processed() {
        let io = |kind: Io| class(&RedisError::from(std::io::Error::from(kind)));
        assert_eq!(io(Io::ConnectionRefused), FailureClass::Unprocessed);
        assert_eq!(io(Io::BrokenPipe), FailureClass::Unknown);
        assert_eq!(io(Io::TimedOut), FailureClass::TimedOut);
        assert_eq!(io(Io::HostUnreachable), FailureClass::Unknown);
        assert_eq!(io(Io::PermissionDenied), FailureClass::Permanent);
    }

    #[cfg(unix)]
    #[test]
    fn a_socket_that_is_not_there_yet_is_a_refused_connection() {
        let error = RedisError::from(std::io::Error::from(Io::NotFound));
        assert_eq!(class(&error), FailureClass::Unprocessed);
    }

    #[test]
    fn a_command_without_a_connection_was_not_processed() {
        let custom = |kind: Io, text: &str| {
            let error = std::io::Error::new(kind, text.to_owned());
            class(&RedisError::from(error))
        };
        assert_eq!(
            custom(Io::TimedOut, "connection timed out"),
            FailureClass::Unprocessed
        );
        assert_eq!(
            custom(Io::TimedOut, "Connection timed out"),
            FailureClass::Unprocessed
        );
        assert_eq!(
            custom(Io::UnexpectedEof, "tls handshake eof"),
            FailureClass::Unprocessed
        );
        assert_eq!(custom(Io::UnexpectedEof, "early"), FailureClass::Unknown);
        assert_eq!(custom(Io::TimedOut, "no response"), FailureClass::TimedOut);
    }

    #[test]
    fn a_failed_handshake_is_transient_only_if_the_connection_was_lost() {
        let handshake = |detail| class(&made(ErrorKind::Io, "SSL Handshake error", detail));
        assert_eq!(
            handshake("Connection reset by peer (os error 104)"),
            FailureClass::Unprocessed
        );
        assert_eq!(handshake("unexpected EOF"), FailureClass::Unprocessed);
        assert_eq!(
            handshake("certificate verify failed"),
            FailureClass::Permanent
        );
        assert_eq!(handshake("wrong version number"), FailureClass::Permanent);
    }

    #[test]
    fn a_cluster_of_which_no_node_was_reached_has_done_nothing() {
        for description in [
            "Failed to create initial connections",
            "It failed to check startup nodes.",
        ] {
            let class = |detail| class(&made(ErrorKind::Io, description, detail));
            assert_eq!(
                class("Connection refused (os error 111)"),
                FailureClass::Unprocessed
            );
            assert_eq!(
                class("Password authentication failed - AuthenticationFailed"),
                FailureClass::Permanent
            );
            assert_eq!(
                class("\"NOAUTH\": Authentication required."),
                FailureClass::Permanent
            );
            assert_eq!(
                class("invalid peer certificate: UnknownIssuer"),
                FailureClass::Permanent
            );
        }
    }

    #[test]
    fn a_node_that_a_cluster_client_cannot_find_may_come_back() {
        let client = |description| class(&made(ErrorKind::Client, description, ""));
        assert_eq!(
            client("Slot refresh error. didn't get any slots from server"),
            FailureClass::Unknown
        );
        assert_eq!(client("Missing slot coverage"), FailureClass::Unprocessed);
        assert_eq!(
            client("This command cannot be safely routed in cluster mode"),
            FailureClass::Permanent
        );
    }

    #[test]
    fn a_name_without_an_address_is_an_unknown_name() {
        for description in NO_ADDRESS {
            let error = made(ErrorKind::InvalidClientConfig, description, "");
            assert_eq!(class(&error), FailureClass::Unprocessed, "{description}");
        }
    }
}

//! The error numbers of `MySQL` and `MariaDB`. Their SQLSTATE is too coarse: it is HY000 for a lock timeout
//! and for a read-only server.

use super::FailureClass;

/// The statement did not begin, or was rolled back.
const UNPROCESSED: &[u16] = &[
    // No connection, thread, prepared statement or transaction is left: ER_CON_COUNT_ERROR,
    // ER_CANT_CREATE_THREAD, ER_TOO_MANY_USER_CONNECTIONS, ER_MAX_PREPARED_STMT_COUNT_REACHED,
    // ER_TOO_MANY_CONCURRENT_TRXS. ER_BAD_HOST_ERROR: the server could not look up the client's name.
    1040, 1135, 1203, 1461, 1637, 1042,
    // ER_LOCK_WAIT_TIMEOUT: "The statement that waited too long was rolled back".
    // ER_LOCK_DEADLOCK: "run all the operations in this transaction again".
    1205, 1213,
    // Other locks that were not available: ER_LOCK_ABORTED, ER_USER_LOCK_DEADLOCK, ER_LOCK_NOWAIT,
    // ER_LOCKING_SERVICE_DEADLOCK, ER_LOCKING_SERVICE_TIMEOUT, ER_MDL_OUT_OF_RESOURCES.
    1689, 3058, 3572, 3132, 3133, 3985,
    // ER_TABLE_DEF_CHANGED ("please retry transaction"), ER_NEED_REPREPARE.
    1412, 1615,
    // The transaction was rolled back: ER_XA_RBROLLBACK, ER_XA_RBTIMEOUT, ER_XA_RBDEADLOCK,
    // ER_TRANSACTION_ROLLBACK_DURING_COMMIT. ER_XA_RETRY: it could not commit yet.
    1402, 1613, 1614, 3101, 3197,
    // A replica that may be promoted: ER_READ_ONLY_MODE, ER_INNODB_READ_ONLY, ER_SERVER_OFFLINE_MODE.
    1836, 1874, 3032,
    // Group replication held the statement back, or let no transaction begin: ER_GR_HOLD_*,
    // ER_GRP_TRX_CONSISTENCY_*.
    3781, 3782, 3783, 3796, 3797, 3798, 3799,
];

const UNKNOWN: &[u16] = &[
    // The session was ended: ER_SERVER_SHUTDOWN, ER_FORCING_CLOSE, ER_ABORTING_CONNECTION,
    // ER_NEW_ABORTING_CONNECTION, ER_CONNECTION_KILLED of MariaDB, ER_SERVER_ISNT_AVAILABLE,
    // ER_SESSION_WAS_KILLED.
    1053, 1080, 1152, 1184, 1927, 3168, 3169,
    // Packets were lost or came damaged, also between servers: ER_NET_*, ER_SOURCE_NET_*,
    // ER_CONNECT_TO_FOREIGN_DATA_SOURCE.
    1154, 1155, 1156, 1157, 1158, 1159, 1160, 1161, 1189, 1190, 1429,
    // Proxies report a server that is lost or out of reach by the numbers of the client library, and
    // ProxySQL also by 9001.
    2002, 2003, 2005, 2006, 2013, 2055, 9001,
    // The server lacks disk or memory: ER_DISK_FULL ("waiting for someone to free some space"),
    // ER_DISK_FULL_NOWAIT, ER_OUTOFMEMORY, ER_OUT_OF_RESOURCES, ER_ENGINE_OUT_OF_MEMORY. A storage
    // engine without transactions may have done half.
    1021, 3675, 1037, 1041, 3015,
    // ER_CHECKREAD: another has changed the record. InnoDB rolls back, other engines do not.
    1020,
    // ER_ERROR_DURING_COMMIT, and ER_RUN_HOOK_ERROR of group replication, at a commit too.
    1180, 3100,
    // ER_GET_TEMPORARY_ERRMSG: the storage engine calls its failure temporary.
    1297,
];

/// Returns the class of an error number.
///
/// From 1900 on, `MySQL` and `MariaDB` use some numbers for different errors. Only 4031 of them is not
/// permanent here, and its message decides.
///
/// Permanent numbers include statements that were ended or limited on purpose (`ER_QUERY_INTERRUPTED`,
/// `ER_QUERY_TIMEOUT`, `ER_STATEMENT_TIMEOUT`, `ER_LOCK_TABLE_FULL`), a client that an operator must release
/// (`ER_HOST_IS_BLOCKED`, until FLUSH HOSTS), and a packet that stays too large
/// (`ER_NET_PACKET_TOO_LARGE`).
pub(in crate::transient) fn class(number: u16, message: &str) -> FailureClass {
    if UNPROCESSED.contains(&number) || is_unprocessed_by_message(number, message) {
        FailureClass::Unprocessed
    } else if UNKNOWN.contains(&number) {
        FailureClass::Unknown
    } else if number == 1226 {
        // ER_USER_LIMIT_REACHED: a limit of statements or connections per hour.
        FailureClass::RateLimited
    } else {
        FailureClass::Permanent
    }
}

/// Decides by the message. It looks only for names, which are the same in the messages of every language.
fn is_unprocessed_by_message(number: u16, message: &str) -> bool {
    match number {
        // ER_USER_LIMIT_REACHED: a limit of connections at once.
        1226 => message.contains("max_user_connections"),
        // ER_OPTION_PREVENTS_STATEMENT: a replica that may be promoted.
        1290 => message.contains("read-only") || message.contains("read_only"),
        // ER_UNKNOWN_COM_ERROR: "WSREP has not yet prepared node for application use", from a Galera
        // node that has lost its cluster.
        1047 => message.contains("WSREP"),
        // ER_CLIENT_INTERACTION_TIMEOUT of MySQL: the session was idle.
        4031 => message.contains("wait_timeout"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{FailureClass, class};

    fn assert_all(numbers: &[u16], expected: FailureClass) {
        for number in numbers {
            assert_eq!(class(*number, ""), expected, "{number}");
        }
    }

    #[test]
    fn a_statement_that_the_server_could_not_begin_was_not_processed() {
        assert_all(
            &[1040, 1042, 1135, 1203, 1461, 1637],
            FailureClass::Unprocessed,
        );
        assert_all(&[1412, 1615, 1836, 1874, 3032], FailureClass::Unprocessed);
        assert_all(
            &[3781, 3782, 3783, 3796, 3797, 3798, 3799],
            FailureClass::Unprocessed,
        );
    }

    #[test]
    fn a_statement_that_the_server_rolled_back_was_not_processed() {
        assert_all(
            &[1205, 1213, 1689, 3058, 3132, 3133, 3572, 3985],
            FailureClass::Unprocessed,
        );
        assert_all(&[1402, 1613, 1614, 3101, 3197], FailureClass::Unprocessed);
    }

    #[test]
    fn a_lost_session_or_server_may_have_processed_the_statement() {
        assert_all(
            &[1053, 1080, 1152, 1184, 1927, 3168, 3169],
            FailureClass::Unknown,
        );
        assert_all(
            &[1154, 1155, 1156, 1157, 1158, 1159, 1160, 1161],
            FailureClass::Unknown,
        );
        assert_all(
            &[1189, 1190, 1429, 2003, 2006, 2013, 9001],
            FailureClass::Unknown,
        );
    }

    #[test]
    fn an_engine_without_transactions_may_have_done_half() {
        assert_all(&[1020, 1021, 1037, 1041, 3015, 3675], FailureClass::Unknown);
        assert_all(&[1180, 1297, 3100], FailureClass::Unknown);
    }

    #[test]
    fn a_limit_per_hour_is_a_rate_limit_and_a_limit_at_once_is_not() {
        let limit = |resource| format!("User 'app' has exceeded the '{resource}' resource");
        assert_eq!(
            class(1226, &limit("max_questions")),
            FailureClass::RateLimited
        );
        assert_eq!(
            class(1226, &limit("max_connections_per_hour")),
            FailureClass::RateLimited
        );
        assert_eq!(
            class(1226, &limit("max_user_connections")),
            FailureClass::Unprocessed
        );
    }

    #[test]
    fn the_message_decides_where_a_number_means_several_things() {
        let option = |option| {
            format!(
                "The MySQL server is running with the {option} option so it cannot execute this statement"
            )
        };
        assert_eq!(
            class(1290, &option("--read-only")),
            FailureClass::Unprocessed
        );
        assert_eq!(
            class(1290, &option("--super-read-only")),
            FailureClass::Unprocessed
        );
        assert_eq!(
            class(1290, &option("--secure-file-priv")),
            FailureClass::Permanent
        );
        let galera = "WSREP has not yet prepared node for application use";
        assert_eq!(class(1047, galera), FailureClass::Unprocessed);
        assert_eq!(class(1047, "Unknown command"), FailureClass::Permanent);
        let idle = "The client was disconnected by the server because of inactivity. \
                    See wait_timeout and interactive_timeout for configuring this behavior.";
        assert_eq!(class(4031, idle), FailureClass::Unprocessed);
        let mariadb =
            "Referenced trigger 'a' for the given action time and event type does not exist";
        assert_eq!(class(4031, mariadb), FailureClass::Permanent);
    }

    #[test]
    fn statements_ended_on_purpose_and_all_other_errors_are_permanent() {
        assert_all(
            &[1317, 1969, 3024, 1206, 1129, 1153],
            FailureClass::Permanent,
        );
        assert_all(
            &[1045, 1049, 1062, 1064, 1105, 1114, 1146, 1207],
            FailureClass::Permanent,
        );
        assert_all(&[1290, 1452, 1792, 3819, 4025, 0], FailureClass::Permanent);
    }
}

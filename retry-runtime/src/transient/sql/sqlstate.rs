//! SQLSTATE, as `PostgreSQL` and the poolers in front of it use it (appendix A of its manual).

use super::Class;

/// The server undoes a statement that fails, and the transaction around it: what these codes report
/// was undone, or never began.
const UNPROCESSED: &[&str] = &[
    // The connection was refused or not made, the server is starting or stopping, or a foreign server
    // was not reached.
    "08001", "08004", "57P03", "HV00N",
    // Another transaction was in the way: serialization failures and deadlocks (section 13.5: "retry
    // the complete transaction"), locks that were not there at once or in time, an object in use, a
    // snapshot that is gone.
    "40000", "40001", "40P01", "55006", "55P03", "72000",
    // The server lacks memory, connections, or another resource that its clients share.
    "53000", "53200", "53300",
    // A standby takes no writes until it is promoted. Clients that follow a failover connect again at
    // this code.
    "25006",
    // The session was ended because it was idle: the server read no further statement.
    "25P03", "57P05",
];

const UNKNOWN: &[&str] = &[
    // "statement_completion_unknown"
    "40003",
    // A full disk under the write-ahead log is a PANIC, which may come while the server commits.
    "53100", // The server was stopped, or it crashed, perhaps after a commit.
    "57P01", "57P02",
];

/// Among the permanent codes are limits that were set on purpose, which the same statement meets again:
/// 57014 (or the user cancelled it), 25P04, 53400 and class 54.
pub(in crate::transient) fn class(code: &str) -> Class {
    if UNPROCESSED.contains(&code) {
        Class::Unprocessed
    } else if UNKNOWN.contains(&code) || code.starts_with("08") {
        // Class 08 is the connection, with "transaction_resolution_unknown". PgBouncer reports every
        // failure of its own as 08P01: a lost server, a full pool, a time-out in its queue.
        Class::Unknown
    } else {
        Class::Permanent
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, class};

    fn assert_all(codes: &[&str], expected: Class) {
        for code in codes {
            assert_eq!(class(code), expected, "{code}");
        }
    }

    #[test]
    fn a_transaction_that_the_server_undid_was_not_processed() {
        assert_all(&["40000", "40001", "40P01"], Class::Unprocessed);
        assert_all(&["55006", "55P03", "72000"], Class::Unprocessed);
    }

    #[test]
    fn a_server_that_takes_no_session_or_no_write_has_processed_nothing() {
        assert_all(&["08001", "08004", "57P03", "HV00N"], Class::Unprocessed);
        assert_all(&["53000", "53200", "53300", "25006"], Class::Unprocessed);
    }

    #[test]
    fn a_session_that_ended_while_it_was_idle_has_processed_nothing() {
        assert_all(&["25P03", "57P05"], Class::Unprocessed);
    }

    #[test]
    fn a_session_that_ended_under_a_statement_may_have_processed_it() {
        assert_all(&["57P01", "57P02", "53100"], Class::Unknown);
        assert_all(&["08000", "08003", "08006", "08P01"], Class::Unknown);
    }

    #[test]
    fn an_outcome_that_the_server_does_not_know_is_unknown() {
        assert_all(&["40003", "08007"], Class::Unknown);
    }

    #[test]
    fn a_limit_that_was_set_and_all_else_is_permanent() {
        assert_all(&["57014", "25P04", "53400", "54001"], Class::Permanent);
        assert_all(
            &[
                "42601", "23505", "28P01", "3D000", "40002", "25P02", "57P04",
            ],
            Class::Permanent,
        );
        assert_all(
            &["58030", "XX000", "HY000", "5", "517", ""],
            Class::Permanent,
        );
    }
}

//! SQLSTATE, as `PostgreSQL` and the poolers in front of it use it (appendix A of its manual).

use super::FailureClass;

/// The server undoes a failed statement and its transaction: with these codes the statement was undone, or
/// never began.
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

/// Returns the class of a code. Permanent codes include limits that were set on purpose, which the same
/// statement would reach again: 57014 (or the user cancelled it), 25P04, 53400 and class 54.
pub(in crate::transient) fn class(code: &str) -> FailureClass {
    if UNPROCESSED.contains(&code) {
        FailureClass::Unprocessed
    } else if UNKNOWN.contains(&code) || code.starts_with("08") {
        // Class 08 is the connection, with "transaction_resolution_unknown". PgBouncer reports every
        // failure of its own as 08P01: a lost server, a full pool, a timeout in its queue.
        FailureClass::Unknown
    } else {
        FailureClass::Permanent
    }
}

#[cfg(test)]
mod tests {
    use super::{FailureClass, class};

    fn assert_all(codes: &[&str], expected: FailureClass) {
        for code in codes {
            assert_eq!(class(code), expected, "{code}");
        }
    }

    #[test]
    fn a_transaction_that_the_server_undid_was_not_processed() {
        assert_all(&["40000", "40001", "40P01"], FailureClass::Unprocessed);
        assert_all(&["55006", "55P03", "72000"], FailureClass::Unprocessed);
    }

    #[test]
    fn a_server_that_takes_no_session_or_no_write_has_processed_nothing() {
        assert_all(
            &["08001", "08004", "57P03", "HV00N"],
            FailureClass::Unprocessed,
        );
        assert_all(
            &["53000", "53200", "53300", "25006"],
            FailureClass::Unprocessed,
        );
    }

    #[test]
    fn a_session_that_ended_while_it_was_idle_has_processed_nothing() {
        assert_all(&["25P03", "57P05"], FailureClass::Unprocessed);
    }

    #[test]
    fn a_session_that_ended_under_a_statement_may_have_processed_it() {
        assert_all(&["57P01", "57P02", "53100"], FailureClass::Unknown);
        assert_all(&["08000", "08003", "08006", "08P01"], FailureClass::Unknown);
    }

    #[test]
    fn an_outcome_that_the_server_does_not_know_is_unknown() {
        assert_all(&["40003", "08007"], FailureClass::Unknown);
    }

    #[test]
    fn limits_set_on_purpose_and_all_other_codes_are_permanent() {
        assert_all(
            &["57014", "25P04", "53400", "54001"],
            FailureClass::Permanent,
        );
        assert_all(
            &[
                "42601", "23505", "28P01", "3D000", "40002", "25P02", "57P04",
            ],
            FailureClass::Permanent,
        );
        assert_all(
            &["58030", "XX000", "HY000", "5", "517", ""],
            FailureClass::Permanent,
        );
    }
}

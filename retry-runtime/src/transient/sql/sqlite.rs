//! The result codes of `SQLite` (rescode.html of its manual), primary and extended.

use super::FailureClass;

/// The bits of an extended code that are its primary code.
const PRIMARY: u32 = 0xff;

/// Another connection writes, or recovers the file. `BUSY_SNAPSHOT` means that it has written since the
/// transaction began, which must run again from its start.
const BUSY: u32 = 5;
/// Another statement, or a connection with the same cache, uses the table.
const LOCKED: u32 = 6;
/// Others won the race for the lock of the write-ahead log for too long.
const PROTOCOL: u32 = 15;
/// The schema changed too often while the statement was prepared.
const SCHEMA: u32 = 17;
/// The transaction was rolled back under the statement.
const ABORT_ROLLBACK: u32 = 516;

/// Returns the class of a result code. `SQLite` undoes a failed statement, and a failed COMMIT has committed
/// nothing.
///
/// Permanent codes include ABORT and INTERRUPT, which the program itself caused, and NOMEM, FULL and IOERR:
/// the machine lacks memory or disk, or the disk fails. A lock of another connection is reported as BUSY,
/// never as IOERR.
pub(in crate::transient) fn class(code: u32) -> FailureClass {
    let passes = matches!(code & PRIMARY, BUSY | LOCKED | PROTOCOL | SCHEMA);
    if passes || code == ABORT_ROLLBACK {
        FailureClass::Unprocessed
    } else {
        FailureClass::Permanent
    }
}

#[cfg(test)]
mod tests {
    use super::{FailureClass, class};

    fn assert_all(codes: &[u32], expected: FailureClass) {
        for code in codes {
            assert_eq!(class(*code), expected, "{code}");
        }
    }

    #[test]
    fn a_lock_of_another_connection_is_transient_and_unprocessed() {
        assert_all(&[5, 261, 517, 773], FailureClass::Unprocessed);
        assert_all(&[6, 262, 518, 15, 17, 516], FailureClass::Unprocessed);
    }

    #[test]
    fn a_failure_of_the_program_or_its_machine_is_permanent() {
        assert_all(
            &[1, 4, 7, 8, 9, 11, 13, 14, 19, 26],
            FailureClass::Permanent,
        );
        assert_all(&[10, 266, 3850, 1032, 2067, 1555], FailureClass::Permanent);
    }
}

//! The result codes of `SQLite` (rescode.html of its manual), primary and extended.

use super::Class;

/// The bits that an extended code has of its primary one.
const PRIMARY: u32 = 0xff;

/// Another connection writes, or recovers the file. As `BUSY_SNAPSHOT` it has written since the
/// transaction began, which must be run again from its beginning.
const BUSY: u32 = 5;
/// Another statement, or a connection with the same cache, uses the table.
const LOCKED: u32 = 6;
/// Others won the race for the lock of the write-ahead log for too long.
const PROTOCOL: u32 = 15;
/// The schema changed too often while the statement was prepared.
const SCHEMA: u32 = 17;
/// The transaction was rolled back under the statement.
const ABORT_ROLLBACK: u32 = 516;

/// `SQLite` undoes a statement that fails, and a COMMIT that fails has committed nothing.
///
/// Among the permanent codes are ABORT and INTERRUPT, which the program itself asked for, and NOMEM,
/// FULL and IOERR: its machine lacks memory or disk, or the disk fails. A lock that another holds is
/// reported as BUSY, never as IOERR.
pub(in crate::transient) fn class(code: u32) -> Class {
    let passes = matches!(code & PRIMARY, BUSY | LOCKED | PROTOCOL | SCHEMA);
    if passes || code == ABORT_ROLLBACK {
        Class::Unprocessed
    } else {
        Class::Permanent
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, class};

    fn assert_all(codes: &[u32], expected: Class) {
        for code in codes {
            assert_eq!(class(*code), expected, "{code}");
        }
    }

    #[test]
    fn what_another_connection_holds_passes_and_nothing_was_done() {
        assert_all(&[5, 261, 517, 773], Class::Unprocessed);
        assert_all(&[6, 262, 518, 15, 17, 516], Class::Unprocessed);
    }

    #[test]
    fn what_the_program_or_its_machine_is_to_blame_for_is_permanent() {
        assert_all(&[1, 4, 7, 8, 9, 11, 13, 14, 19, 26], Class::Permanent);
        assert_all(&[10, 266, 3850, 1032, 2067, 1555], Class::Permanent);
    }
}

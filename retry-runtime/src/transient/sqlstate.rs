//! SQLSTATE, the codes that databases share (appendix A of the `PostgreSQL` manual).

use super::Class;

pub(super) fn class(code: &str) -> Class {
    match code {
        // The connection was not made, the server is starting or full, or the statement was undone.
        "08001" | "08004" | "57P03" | "40001" | "40P01" => Class::Unprocessed,
        _ if code.starts_with("53") => Class::Unprocessed,
        _ if code.starts_with("08") || code.starts_with("57P") => Class::Unknown,
        _ => Class::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, class};

    #[test]
    fn what_passes_is_told_from_what_does_not() {
        for code in ["40001", "40P01", "53300", "57P03", "08001"] {
            assert_eq!(class(code), Class::Unprocessed, "{code}");
        }
        for code in ["08006", "08003", "57P01", "57P02"] {
            assert_eq!(class(code), Class::Unknown, "{code}");
        }
        for code in ["42601", "23505", "28P01", "3D000", "57014", "40002", ""] {
            assert_eq!(class(code), Class::Permanent, "{code}");
        }
    }
}

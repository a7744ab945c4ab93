//! The beginning of a `Debug` form, which shows the names of private kinds.

use core::fmt::{self, Debug, Write};

/// Longer than any name to be found. The rest may hold a whole message, and is not written.
const LONGEST: usize = 64;

/// Returns the identifier that follows `prefix` at the beginning of the value's `Debug` form.
///
/// Input: `Error { kind: Io, cause: … }` and the prefix `Error { kind: `. Output: `Io`.
pub(super) fn identifier_after(prefix: &str, value: &(impl Debug + ?Sized)) -> String {
    let mut start = Start(String::new());
    // An error only means that the form is longer than the start.
    let _ = write!(start, "{value:?}");
    let Start(text) = start;
    let rest = text.strip_prefix(prefix).unwrap_or_default();
    rest.chars()
        .take_while(|&c| c.is_alphanumeric() || c == '_')
        .collect()
}

/// Keeps the first `LONGEST` bytes, or a little more.
struct Start(String);

impl Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() >= LONGEST {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::identifier_after;

    #[derive(Debug)]
    enum Kind {
        Io,
        ToSql(#[expect(dead_code, reason = "Debug reads it")] usize),
    }

    #[derive(Debug)]
    struct Failure {
        #[expect(dead_code, reason = "Debug reads it")]
        kind: Kind,
    }

    #[test]
    fn a_name_ends_where_its_fields_begin() {
        let kind_of = |kind| identifier_after("Failure { kind: ", &Failure { kind });
        assert_eq!(kind_of(Kind::Io), "Io");
        assert_eq!(kind_of(Kind::ToSql(3)), "ToSql");
        assert_eq!(identifier_after("", &Failure { kind: Kind::Io }), "Failure");
        assert_eq!(identifier_after("Error { ", &Kind::Io), "");
    }
}

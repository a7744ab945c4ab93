//! The beginning of a `Debug` form, which names what a client keeps private.

use core::fmt::{self, Debug, Write};

/// Longer than any name that is looked for. The rest, which may hold a whole message, is not written.
const LONGEST: usize = 64;

/// Returns the identifier that follows `prefix` at the beginning of the value's `Debug` form.
///
/// Input: `Error { kind: Io, cause: … }` and the prefix `Error { kind: `. Output: `Io`.
pub(super) fn identifier_after(prefix: &str, value: &(impl Debug + ?Sized)) -> String {
    let mut start = Start(String::new());
    // The error says only that there is more than the start.
    let _ = write!(start, "{value:?}");
    let Start(text) = start;
    let rest = text.strip_prefix(prefix).unwrap_or_default();
    rest.chars()
        .take_while(|&c| c.is_alphanumeric() || c == '_')
        .collect()
}

/// Keeps what is written until it is long enough.
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

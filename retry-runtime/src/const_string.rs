//! A string that can be built in a constant, where `format!` is not available.

use core::time::Duration;

/// Longer than any message of [`PolicyError`](crate::PolicyError).
const CAPACITY: usize = 256;

#[derive(Clone, Copy)]
pub(crate) struct ConstString {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl ConstString {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; CAPACITY],
            length: 0,
        }
    }

    /// Appends `text`, or its beginning if the capacity is reached.
    pub(crate) const fn push(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        let mut i = 0;
        while i < text.len() && self.length < CAPACITY {
            self.bytes[self.length] = text[i];
            self.length += 1;
            i += 1;
        }
        self
    }

    /// Appends `time` in the largest unit that needs no fraction.
    pub(crate) const fn push_time(self, time: Duration) -> Self {
        let nanos = time.as_nanos();
        if nanos == 0 || nanos % 1_000_000_000 == 0 {
            self.push_number(nanos / 1_000_000_000).push("s")
        } else if nanos % 1_000_000 == 0 {
            self.push_number(nanos / 1_000_000).push("ms")
        } else if nanos % 1_000 == 0 {
            self.push_number(nanos / 1_000).push("us")
        } else {
            self.push_number(nanos).push("ns")
        }
    }

    const fn push_number(self, number: u128) -> Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let before = if number >= 10 {
            self.push_number(number / 10)
        } else {
            self
        };
        before.push(DIGITS[(number % 10) as usize])
    }

    pub(crate) const fn as_str(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.length);
        match core::str::from_utf8(written) {
            Ok(text) => text,
            // Only ASCII is pushed, which no cut makes invalid.
            Err(_) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ConstString;
    use core::time::Duration;

    #[test]
    fn a_time_is_written_in_the_unit_that_fits() {
        for (nanos, written) in [
            (0, "0s"),
            (90_000_000_000, "90s"),
            (1_500_000_000, "1500ms"),
            (250_000, "250us"),
            (1_000_000_001, "1000000001ns"),
        ] {
            let text = ConstString::new().push_time(Duration::from_nanos(nanos));
            assert_eq!(text.as_str(), written);
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_off() {
        let text = ConstString::new().push(&"x".repeat(1000));
        assert_eq!(text.as_str().len(), 256);
    }
}

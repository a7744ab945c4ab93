//! Reads the bytes of an input as choices, so that the fuzzer can change one choice and keep the others.

use std::time::Duration;

/// Each choice takes a byte or more. An input that is used up chooses the first of everything.
pub(crate) struct Choices<'a> {
    bytes: &'a [u8],
}

/// Times at which arithmetic may go wrong, in nanoseconds.
const EDGES: [u64; 22] = [
    0,
    1,
    2,
    3,
    999,
    1_000,
    1_500_000,
    100_000_000,
    999_999_999,
    1_000_000_000,
    1_000_000_001,
    60_000_000_000,
    300_000_000_000,
    300_000_000_001,
    u32::MAX as u64,
    1 << 53,
    i64::MAX as u64,
    1 << 63,
    u64::MAX / 3,
    u64::MAX / 2,
    u64::MAX - 1,
    u64::MAX,
];

impl<'a> Choices<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub(crate) fn is_used_up(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => 0,
        }
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.byte() % 2 == 1
    }

    /// Returns a number below `end`, which is at most 256.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    pub(crate) fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    pub(crate) fn option<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    pub(crate) fn word(&mut self) -> u64 {
        u64::from_le_bytes(std::array::from_fn(|_| self.byte()))
    }

    /// Returns any number, often one near which arithmetic may go wrong.
    pub(crate) fn number(&mut self) -> u64 {
        match self.byte() {
            0 => self.word(),
            1..128 => self.of(&EDGES),
            shift => u64::from(self.byte()) << (shift % 57),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "any number will do")]
    pub(crate) fn count(&mut self) -> u32 {
        match self.byte() {
            0 => self.word() as u32,
            1 => u32::MAX,
            2 => u32::MAX - 1,
            small => u32::from(small) - 3,
        }
    }

    pub(crate) fn duration(&mut self) -> Duration {
        match self.byte() {
            0 => Duration::MAX,
            1 => Duration::new(self.word(), u32::from(self.byte())),
            _ => Duration::from_nanos(self.number()),
        }
    }

    /// Returns any number with a fraction, also one that is infinite or not a number.
    pub(crate) fn float(&mut self) -> f64 {
        const FLOATS: [f64; 16] = [
            0.0,
            -0.0,
            0.1,
            0.25,
            0.5,
            1.0,
            1.001,
            1.5,
            2.0,
            3.0,
            -1.0,
            1e-7,
            1e9,
            f64::MAX,
            f64::INFINITY,
            f64::NAN,
        ];
        match self.byte() {
            0 => f64::from_bits(self.word()),
            1..128 => self.of(&FLOATS),
            _ => f64::from(self.count()) / 1000.0,
        }
    }

    /// Returns the bytes up to a line feed, or to the end.
    pub(crate) fn line(&mut self) -> Vec<u8> {
        let mut parts = self.bytes.splitn(2, |byte| *byte == b'\n');
        let line = parts.next().unwrap_or_default().to_vec();
        self.bytes = parts.next().unwrap_or_default();
        line
    }

    /// Returns the bytes that are left, as text.
    pub(crate) fn text(&mut self) -> String {
        String::from_utf8_lossy(std::mem::take(&mut self.bytes)).into_owned()
    }
}

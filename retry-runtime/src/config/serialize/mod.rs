//! Policies and budgets as configuration, in the form that they are read in.

use alloc::vec::Vec;
use core::time::Duration;
use serde_core::ser::{Serialize, SerializeMap, Serializer};

#[cfg(target_has_atomic = "64")]
mod budget;
mod policy;

enum Value {
    Word(&'static str),
    Time(Duration),
    Count(u64),
    Number(f64),
    Table(Fields),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Word(word) => serializer.serialize_str(word),
            Self::Time(time) => serializer.collect_str(&format_args!("{time:?}")),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Table(fields) => fields.serialize(serializer),
        }
    }
}

/// Fields in an order that every format can write: in TOML tables come last.
#[derive(Default)]
struct Fields(Vec<(&'static str, Value)>);

impl Fields {
    fn add(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    fn add_time(&mut self, name: &'static str, nanos: u64) {
        self.add(name, Value::Time(Duration::from_nanos(nanos)));
    }

    fn add_count(&mut self, name: &'static str, count: impl Into<u64>) {
        self.add(name, Value::Count(count.into()));
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

//! The codes of databases, one file for each code space. No code of one is judged in another.

#[cfg(feature = "sqlx")]
pub(super) mod mysql;
#[cfg(feature = "sqlx")]
pub(super) mod sqlite;
pub(super) mod sqlstate;

use super::Class;

//! The codes of databases, one file for each code space. A code has a meaning only in its own space.

#[cfg(feature = "sqlx")]
pub(super) mod mysql;
#[cfg(feature = "sqlx")]
pub(super) mod sqlite;
pub(super) mod sqlstate;

use super::class::FailureClass;

//! The codes of databases, one file for each code space. A code has a meaning only in its own space.

#[cfg(any(feature = "mysql_async", feature = "sqlx"))]
pub(super) mod mysql;
#[cfg(any(feature = "rusqlite", feature = "sqlx"))]
pub(super) mod sqlite;
#[cfg(any(feature = "tokio-postgres", feature = "sqlx"))]
pub(super) mod sqlstate;

use super::class::FailureClass;

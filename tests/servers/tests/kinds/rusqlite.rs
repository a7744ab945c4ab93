//! `rusqlite`. The codes of `SQLite` are tested with sqlx.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};

use rusqlite::types::Type;
use rusqlite::{Error, ffi};

use super::Class::{Permanent, Unprocessed};
use super::{assert_all_decided, class};

fn lost() -> io::Error {
    ErrorKind::ConnectionReset.into()
}

#[test]
fn every_kind_of_rusqlite_has_a_class() {
    let not_utf8 = str::from_utf8(&[0xff; 1]).unwrap_err();
    let name = String::new;
    let kinds = [
        (
            "SqliteFailure",
            Error::SqliteFailure(ffi::Error::new(5), None),
            Unprocessed,
        ),
        (
            "SqliteSingleThreadedMode",
            Error::SqliteSingleThreadedMode,
            Permanent,
        ),
        (
            "FromSqlConversionFailure",
            Error::FromSqlConversionFailure(0, Type::Text, Box::new(lost())),
            Permanent,
        ),
        (
            "IntegralValueOutOfRange",
            Error::IntegralValueOutOfRange(0, 1),
            Permanent,
        ),
        ("Utf8Error", Error::Utf8Error(0, not_utf8), Permanent),
        (
            "NulError",
            std::ffi::CString::new("\0").unwrap_err().into(),
            Permanent,
        ),
        (
            "InvalidParameterName",
            Error::InvalidParameterName(name()),
            Permanent,
        ),
        ("InvalidPath", Error::InvalidPath("a".into()), Permanent),
        (
            "ExecuteReturnedResults",
            Error::ExecuteReturnedResults,
            Permanent,
        ),
        ("QueryReturnedNoRows", Error::QueryReturnedNoRows, Permanent),
        (
            "QueryReturnedMoreThanOneRow",
            Error::QueryReturnedMoreThanOneRow,
            Permanent,
        ),
        (
            "InvalidColumnIndex",
            Error::InvalidColumnIndex(1),
            Permanent,
        ),
        (
            "InvalidColumnName",
            Error::InvalidColumnName(name()),
            Permanent,
        ),
        (
            "InvalidColumnType",
            Error::InvalidColumnType(0, name(), Type::Null),
            Permanent,
        ),
        (
            "StatementChangedRows",
            Error::StatementChangedRows(2),
            Permanent,
        ),
        (
            "ToSqlConversionFailure",
            Error::ToSqlConversionFailure(Box::new(lost())),
            Permanent,
        ),
        ("InvalidQuery", Error::InvalidQuery, Permanent),
        ("UnwindingPanic", Error::UnwindingPanic, Permanent),
        ("MultipleStatement", Error::MultipleStatement, Permanent),
        (
            "InvalidParameterCount",
            Error::InvalidParameterCount(1, 2),
            Permanent,
        ),
    ];
    // Kinds that exist with features of the client.
    let with_features = [
        "InvalidFunctionParameterType",
        "InvalidFilterParameterType",
        "UserFunctionError",
        "ModuleError",
        "GetAuxWrongType",
        "BlobSizeError",
        "InvalidDatabaseIndex",
        "SqlInputError",
        "InitError",
    ];
    let mut decided = BTreeMap::from(with_features.map(|name| (name, Permanent)));
    for (name, error, expected) in kinds {
        assert_eq!(class(&error), expected, "{name}");
        decided.insert(name, expected);
    }
    assert_all_decided("rusqlite", "src/error.rs", "Error", &decided);
}

//! `sqlx`, and the code spaces of its databases.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::fmt;
use std::io;

use sqlx::Error;
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::migrate::MigrateError;

use super::{Class, assert_all_decided, class, source};

/// Imitates the error of a driver, which only the driver can make. The class depends only on the type's name
/// and the code.
struct OfDriver {
    name: &'static str,
    code: String,
}

impl OfDriver {
    fn class(name: &'static str, code: String) -> Class {
        class(&Error::from(Self { name, code }))
    }
}

impl fmt::Debug for OfDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(self.name).field("code", &self.code).finish()
    }
}

impl fmt::Display for OfDriver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it failed")
    }
}

impl StdError for OfDriver {}

impl DatabaseError for OfDriver {
    fn message(&self) -> &'static str {
        "it failed"
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.as_str().into())
    }

    fn as_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn StdError + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn StdError + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

fn lost() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}

#[test]
fn every_kind_of_sqlx_has_a_class() {
    let serialization = OfDriver {
        name: "PgDatabaseError",
        code: "40001".into(),
    };
    let kinds = [
        ("Io", Error::Io(lost()), Class::Unknown),
        ("Database", serialization.into(), Class::Unprocessed),
        ("Tls", Error::Tls(lost().into()), Class::Unprocessed),
        ("PoolTimedOut", Error::PoolTimedOut, Class::Unprocessed),
        ("WorkerCrashed", Error::WorkerCrashed, Class::Unknown),
        (
            "Migrate",
            MigrateError::Execute(Error::PoolTimedOut).into(),
            Class::Unprocessed,
        ),
        (
            "Configuration",
            Error::Configuration(lost().into()),
            Class::Permanent,
        ),
        (
            "InvalidArgument",
            Error::InvalidArgument("a".into()),
            Class::Permanent,
        ),
        ("Protocol", Error::Protocol("a".into()), Class::Permanent),
        ("RowNotFound", Error::RowNotFound, Class::Permanent),
        (
            "TypeNotFound",
            Error::TypeNotFound {
                type_name: "a".into(),
            },
            Class::Permanent,
        ),
        (
            "ColumnIndexOutOfBounds",
            Error::ColumnIndexOutOfBounds { index: 1, len: 1 },
            Class::Permanent,
        ),
        (
            "ColumnNotFound",
            Error::ColumnNotFound("a".into()),
            Class::Permanent,
        ),
        (
            "ColumnDecode",
            Error::ColumnDecode {
                index: "a".into(),
                source: lost().into(),
            },
            Class::Permanent,
        ),
        ("Encode", Error::Encode(lost().into()), Class::Permanent),
        ("Decode", Error::Decode(lost().into()), Class::Permanent),
        (
            "AnyDriverError",
            Error::AnyDriverError(lost().into()),
            Class::Permanent,
        ),
        ("PoolClosed", Error::PoolClosed, Class::Permanent),
        (
            "InvalidSavePointStatement",
            Error::InvalidSavePointStatement,
            Class::Permanent,
        ),
        ("BeginFailed", Error::BeginFailed, Class::Permanent),
    ];
    // Only sqlx makes it.
    let mut decided = BTreeMap::from([("ConfigFile", Class::Permanent)]);
    for (name, error, expected) in kinds {
        assert_eq!(class(&error), expected, "{name}");
        decided.insert(name, expected);
    }
    assert_all_decided("sqlx-core", "src/error.rs", "Error", &decided);
}

#[test]
fn every_kind_of_migration_error_has_a_class() {
    let kinds = [
        (
            "Execute",
            MigrateError::Execute(Error::PoolTimedOut),
            Class::Unprocessed,
        ),
        (
            "ExecuteMigration",
            MigrateError::ExecuteMigration(Error::Io(lost()), 1),
            Class::Unknown,
        ),
        (
            "Source",
            MigrateError::Source("no such directory".into()),
            Class::Permanent,
        ),
        (
            "VersionMissing",
            MigrateError::VersionMissing(1),
            Class::Permanent,
        ),
        (
            "VersionMismatch",
            MigrateError::VersionMismatch(1),
            Class::Permanent,
        ),
        (
            "VersionNotPresent",
            MigrateError::VersionNotPresent(1),
            Class::Permanent,
        ),
        (
            "VersionTooOld",
            MigrateError::VersionTooOld(1, 2),
            Class::Permanent,
        ),
        (
            "VersionTooNew",
            MigrateError::VersionTooNew(2, 1),
            Class::Permanent,
        ),
        (
            "ForceNotSupported",
            MigrateError::ForceNotSupported,
            Class::Permanent,
        ),
        ("Dirty", MigrateError::Dirty(1), Class::Permanent),
        (
            "CreateSchemasNotSupported",
            MigrateError::CreateSchemasNotSupported("a".into()),
            Class::Permanent,
        ),
        (
            "SkipNotSupported",
            MigrateError::SkipNotSupported(),
            Class::Permanent,
        ),
    ];
    // Deprecated, and no longer made.
    let mut decided = BTreeMap::from([("InvalidMixReversibleAndSimple", Class::Permanent)]);
    for (name, error, expected) in kinds {
        assert_eq!(class(&Error::from(error)), expected, "{name}");
        decided.insert(name, expected);
    }
    assert_all_decided(
        "sqlx-core",
        "src/migrate/error.rs",
        "MigrateError",
        &decided,
    );
}

/// Asserts that each code in the source is in one of the lists, and has the class of the list.
fn assert_codes(driver: &'static str, found: &BTreeMap<String, String>, decided: &[(Class, &str)]) {
    let mut undecided = found.clone();
    for (expected, names) in decided {
        for name in names.split_whitespace() {
            let code = undecided.remove(name);
            let code = code.unwrap_or_else(|| panic!("{name} is not in the source"));
            assert_eq!(OfDriver::class(driver, code), *expected, "{name}");
        }
    }
    assert!(undecided.is_empty(), "decide: {undecided:?}");
}

#[test]
fn every_sqlstate_of_postgres_has_a_class() {
    let text = source::text("tokio-postgres", "src/error/sqlstate.rs");
    let constants = text.split("SqlState = SqlState(Inner::E").skip(1);
    let codes = constants.map(|rest| (rest[..5].to_owned(), rest[..5].to_owned()));
    assert_codes(
        "PgDatabaseError",
        &codes.collect(),
        &[
            (
                Class::Unprocessed,
                "08001 08004 25006 25P03 40000 40001 40P01 53000 53200 53300 55006 55P03 57P03 57P05 \
             72000 HV00N",
            ),
            (
                Class::Unknown,
                "08000 08003 08006 08007 08P01 40003 53100 57P01 57P02",
            ),
            (
                Class::Permanent,
                "00000 01000 01003 01004 01006 01007 01008 0100C 01P01 02000 02001 03000 09000 0A000 \
             0B000 0F000 0F001 0L000 0LP01 0P000 0Z000 20000 21000 22000 22001 22002 22003 22004 \
             22005 22007 22008 22009 2200B 2200C 2200D 2200F 2200G 2200H 2200L 2200M 2200N 2200S \
             2200T 22010 22011 22012 22013 22014 22015 22016 22018 22019 2201B 2201E 2201F 2201G \
             2201W 2201X 22021 22022 22023 22024 22025 22026 22027 2202E 2202G 2202H 22030 22031 \
             22032 22033 22034 22035 22036 22037 22038 22039 2203A 2203B 2203C 2203D 2203E 2203F \
             2203G 22P01 22P02 22P03 22P04 22P05 22P06 23000 23001 23502 23503 23505 23514 23P01 \
             24000 25000 25001 25002 25003 25005 25007 25008 25P01 25P02 26000 27000 28000 28P01 \
             2B000 2BP01 2D000 2F000 2F002 2F003 2F004 2F005 34000 38000 38001 38002 38003 38004 \
             39000 39001 39004 39P01 39P02 39P03 3B000 3B001 3D000 3F000 40002 42000 42501 42601 \
             42602 42611 42622 42701 42702 42703 42704 42710 42712 42723 42725 42803 42804 42809 \
             42830 42846 42883 428C9 42939 42P01 42P02 42P03 42P04 42P05 42P06 42P07 42P08 42P09 \
             42P10 42P11 42P12 42P13 42P14 42P15 42P16 42P17 42P18 42P19 42P20 42P21 42P22 44000 \
             53400 54000 54001 54011 54023 55000 55P02 55P04 57000 57014 57P04 58000 58030 58P01 \
             58P02 F0000 F0001 HV000 HV001 HV002 HV004 HV005 HV006 HV007 HV008 HV009 HV00A HV00B \
             HV00C HV00D HV00J HV00K HV00L HV00M HV00P HV00Q HV00R HV010 HV014 HV021 HV024 HV090 \
             HV091 P0000 P0001 P0002 P0003 P0004 XX000 XX001 XX002",
            ),
        ],
    );
}

#[test]
fn every_result_code_of_sqlite_has_a_class() {
    let text = source::text("libsqlite3-sys", "sqlite3/sqlite3.h");
    let mut codes = BTreeMap::new();
    let from = text.find("#define SQLITE_OK ").expect("the first code");
    let to = text
        .find("#define SQLITE_OPEN_READONLY")
        .expect("what follows the last");
    for line in text[from..to].lines() {
        if let Some(definition) = line.strip_prefix("#define SQLITE_") {
            let (name, value) = definition.split_once(' ').expect("a value");
            let code = result_code(value, &codes).to_string();
            codes.insert(name.to_owned(), code);
        }
    }
    assert_codes(
        "SqliteError",
        &codes,
        &[
            (
                Class::Unprocessed,
                "BUSY LOCKED PROTOCOL SCHEMA LOCKED_SHAREDCACHE LOCKED_VTAB BUSY_RECOVERY BUSY_SNAPSHOT \
             BUSY_TIMEOUT ABORT_ROLLBACK",
            ),
            (
                Class::Permanent,
                "OK ERROR INTERNAL PERM ABORT NOMEM READONLY INTERRUPT IOERR CORRUPT NOTFOUND FULL \
             CANTOPEN EMPTY TOOBIG CONSTRAINT MISMATCH MISUSE NOLFS AUTH FORMAT RANGE NOTADB NOTICE \
             WARNING ROW DONE ERROR_MISSING_COLLSEQ ERROR_RETRY ERROR_SNAPSHOT ERROR_RESERVESIZE \
             ERROR_KEY ERROR_UNABLE IOERR_READ IOERR_SHORT_READ IOERR_WRITE IOERR_FSYNC \
             IOERR_DIR_FSYNC IOERR_TRUNCATE IOERR_FSTAT IOERR_UNLOCK IOERR_RDLOCK IOERR_DELETE \
             IOERR_BLOCKED IOERR_NOMEM IOERR_ACCESS IOERR_CHECKRESERVEDLOCK IOERR_LOCK IOERR_CLOSE \
             IOERR_DIR_CLOSE IOERR_SHMOPEN IOERR_SHMSIZE IOERR_SHMLOCK IOERR_SHMMAP IOERR_SEEK \
             IOERR_DELETE_NOENT IOERR_MMAP IOERR_GETTEMPPATH IOERR_CONVPATH IOERR_VNODE IOERR_AUTH \
             IOERR_BEGIN_ATOMIC IOERR_COMMIT_ATOMIC IOERR_ROLLBACK_ATOMIC IOERR_DATA \
             IOERR_CORRUPTFS IOERR_IN_PAGE IOERR_BADKEY IOERR_CODEC CANTOPEN_NOTEMPDIR \
             CANTOPEN_ISDIR CANTOPEN_FULLPATH CANTOPEN_CONVPATH CANTOPEN_DIRTYWAL CANTOPEN_SYMLINK \
             CORRUPT_VTAB CORRUPT_SEQUENCE CORRUPT_INDEX READONLY_RECOVERY READONLY_CANTLOCK \
             READONLY_ROLLBACK READONLY_DBMOVED READONLY_CANTINIT READONLY_DIRECTORY \
             CONSTRAINT_CHECK CONSTRAINT_COMMITHOOK CONSTRAINT_FOREIGNKEY CONSTRAINT_FUNCTION \
             CONSTRAINT_NOTNULL CONSTRAINT_PRIMARYKEY CONSTRAINT_TRIGGER CONSTRAINT_UNIQUE \
             CONSTRAINT_VTAB CONSTRAINT_ROWID CONSTRAINT_PINNED CONSTRAINT_DATATYPE \
             NOTICE_RECOVER_WAL NOTICE_RECOVER_ROLLBACK NOTICE_RBU WARNING_AUTOINDEX AUTH_USER \
             OK_LOAD_PERMANENTLY OK_SYMLINK",
            ),
        ],
    );
}

/// Input: `5   /* The database file is locked */` or `(SQLITE_BUSY   |  (1<<8))`.
fn result_code(value: &str, earlier: &BTreeMap<String, String>) -> u32 {
    let value = value.split("/*").next().unwrap_or_default();
    let parsed = |text: &str| text.trim().parse::<u32>();
    let Some((primary, shifted)) = value.split_once('|') else {
        return parsed(value).expect("a primary code");
    };
    let primary = primary.trim().trim_start_matches("(SQLITE_");
    let (number, _) = shifted
        .trim()
        .trim_start_matches('(')
        .split_once("<<8")
        .expect("a shift");
    let primary = parsed(&earlier[primary]).expect("a number");
    primary | parsed(number).expect("a number") << 8
}

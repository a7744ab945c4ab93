//! The writes of both clients of `PostgreSQL`.

use crate::Write;

/// `written` has the keys, to recognise a repetition; `done` has a row for each time that a write was done.
pub(crate) const TABLES: &str = "
    CREATE TABLE written (caller int, n int, PRIMARY KEY (caller, n));
    CREATE TABLE done (caller int, n int);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO done VALUES (NEW.caller, NEW.n); RETURN NULL; END';
    CREATE TRIGGER note AFTER INSERT ON written FOR EACH ROW EXECUTE FUNCTION note()";

pub(crate) const DONE: &str = "SELECT caller, n FROM done";

pub(crate) fn statement(write: Write) -> &'static str {
    if write.has_key() {
        "INSERT INTO written VALUES ($1, $2) ON CONFLICT DO NOTHING"
    } else {
        "INSERT INTO done VALUES ($1, $2)"
    }
}

//! What both clients of `PostgreSQL` write.

/// `written` knows a key that comes again; `done` tells how often each was really inserted.
pub(crate) const TABLES: &str = "
    CREATE TABLE written (writer int, n int, PRIMARY KEY (writer, n));
    CREATE TABLE done (writer int, n int);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO done VALUES (NEW.writer, NEW.n); RETURN NULL; END';
    CREATE TRIGGER note AFTER INSERT ON written FOR EACH ROW EXECUTE FUNCTION note()";

pub(crate) const WRITE: &str = "INSERT INTO written VALUES ($1, $2) ON CONFLICT DO NOTHING";

pub(crate) const DONE: &str = "SELECT writer, n FROM done ORDER BY writer, n";

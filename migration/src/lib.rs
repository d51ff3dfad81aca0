//! One file per change of the schema; runs on SQLite and PostgreSQL.

//! Every integration test, in one binary. They run on SQLite, or on PostgreSQL when `TEST_DATABASE_URL` is set.

mod invariants;
mod machine;
mod rooms;
mod support;
mod words;

//! Known methods as pure functions: no database, no pages, each with its source.

pub mod tree;

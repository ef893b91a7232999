//! Methods as pure functions: they know neither the database nor the time, and each says where it is from.

pub mod branching;
pub mod intervals;
pub mod survival;
pub mod tree;

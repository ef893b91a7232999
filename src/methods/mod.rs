//! Methods as pure functions: they know neither the database nor the time, and each says where it is from.

pub mod agreement;
pub mod bootstrap;
pub mod branching;
pub mod coverage;
pub mod forest;
pub mod hiding;
pub mod homophily;
pub mod intervals;
pub mod opinions;
pub mod ranking;
pub mod saturation;
pub mod shares;
pub mod support;
pub mod survival;
pub mod text;
pub mod tree;

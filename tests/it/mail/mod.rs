//! The outbox and its worker on a real database, with a transport in memory.

mod forgetting;
mod limits;
mod many;
mod sending;
mod stopping;
pub mod support;

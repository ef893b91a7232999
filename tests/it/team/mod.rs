//! The team of a chain, what changed, chains side by side, and the line that says what changed.

mod chains;
mod live;
mod log;
mod members;
mod routes;

//! Starting a chain and setting it up until it is open, and the pages anyone can read.

mod pages;
mod setup;
pub mod support;

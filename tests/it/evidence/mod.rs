//! What stands behind a theme: the same whatever the order, honest about echoes and gaps, and silent about words.

mod counting;
mod edges;
mod erasing;
pub mod lay;
mod pages;

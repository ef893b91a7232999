//! The chain's clock: who is reminded when, by hand and by itself, and whom nobody writes to.

mod by_hand;
mod by_itself;
mod morning;
mod support;
mod year;

//! Passing on in four ways, and the second name: by message, by hand, out of the pool, by an organiser.

mod by_hand;
mod choosing;
mod second_name;
mod support;

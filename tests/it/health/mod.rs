//! The health of a chain: counts that a plain recount gives too, and a forecast that theory gives too.

mod counts;
mod forecast;
mod goal;
mod states;
mod support;

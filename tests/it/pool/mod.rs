//! The pool: asking to take part, being joined to somebody, being left alone; and fifty who race for ten.

mod joining;
mod partners;
mod race;
mod support;

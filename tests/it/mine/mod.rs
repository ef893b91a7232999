//! A person's page about themself: all that is held, changing it, the mailed code for what a link alone may not do, the
//! file, undoing, and links that ended.

mod codes;
mod held;
pub mod support;
mod traces;

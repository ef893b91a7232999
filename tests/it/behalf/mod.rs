//! An organiser writes for people: the pass, the banner, who wrote what, the phone script and the list of calls.

mod allowed;
mod calls;
mod script;
pub mod support;
mod writing;

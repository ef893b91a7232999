//! The organiser's desk: what needs help, who is where, adding people, and the messages.

mod acts;
mod adding;
mod messages;
mod overview;
mod people;
pub mod support;

//! Paper and the phone: letters in place of messages, the print pack, what is typed in from paper, answers by e-mail
//! used as a record, and calls.

mod answers;
mod calls;
mod messages;
mod pack;
pub mod support;
mod typed_in;

//! Helping links that stand still: reminders by hand, calls and notes, resting, stepping in, many at once, and two
//! organisers at the same link.

mod asking;
mod bulk;
mod hands;
mod notes;
mod reminding;
pub mod support;

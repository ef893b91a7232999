//! The days of a chain's rules, as its clock counts them.

use entity::shared::{Rules, Step};

/// Returns after how many days a step is late.
pub const fn late_days(rules: &Rules, step: Step) -> i32 {
    match step {
        Step::Start | Step::Answer => rules.late_invited_days,
        Step::Contact => rules.late_agreed_days,
        Step::Write => rules.late_contacted_days,
        Step::PassOn => rules.late_checked_days,
    }
}

/// Returns after how many days the one reminder goes out by itself: half of those that make a step late, rounded up.
pub const fn remind_days(late_days: i32) -> i32 {
    (late_days + 1) / 2
}

//! A year of a chain's life, drawn from a seed, beside a plain book-keeper: who is reminded of what at which moment,
//! and what stands under "Needs help now".
//!
//! The book-keeper knows the acts and the rules in days and hours, with the host's clock as a table of offsets; it
//! shares no line with the server.

mod acts;
mod book;
mod chance;
mod help;
mod live;
mod wall;

use entity::shared::{Rules, Step};

use live::Year;
use wall::{LONDON, LORD_HOWE, Plain};

#[tokio::test]
async fn r34_a_year_in_london_has_exactly_the_reminders_and_stalls_a_book_keeper_expects() {
    let plain = Plain {
        wall: LONDON,
        night: |hour| !(9..20).contains(&hour),
        sundays: false,
        late: |step| match step {
            Step::Start | Step::Answer | Step::Contact => 10,
            Step::Write => 20,
            Step::PassOn => 14,
        },
        half: |step| match step {
            Step::Start | Step::Answer | Step::Contact => 5,
            Step::Write => 10,
            Step::PassOn => 7,
        },
    };
    let year = Box::pin(Year::new(34, plain, |_| ())).await;
    Box::pin(Box::pin(year.live()).await.sum_up()).await;
}

#[tokio::test]
async fn r34_a_year_on_lord_howe_has_too_with_its_half_hour_of_summer_time() {
    let plain = Plain {
        wall: LORD_HOWE,
        night: |hour| (13..16).contains(&hour),
        sundays: true,
        late: |step| match step {
            Step::Start | Step::Answer => 9,
            Step::Contact => 7,
            Step::Write => 1,
            Step::PassOn => 15,
        },
        half: |step| match step {
            Step::Start | Step::Answer => 5,
            Step::Contact => 4,
            Step::Write => 1,
            Step::PassOn => 8,
        },
    };
    let rules = |rules: &mut Rules| {
        rules.sundays = true;
        (rules.quiet_from, rules.quiet_until) = (13, 16);
        rules.late_invited_days = 9;
        rules.late_agreed_days = 7;
        rules.late_contacted_days = 1;
        rules.late_checked_days = 15;
    };
    let year = Box::pin(Year::new(1034, plain, rules)).await;
    Box::pin(Box::pin(year.live()).await.sum_up()).await;
}

//! The hours and days in which a chain sends nothing by itself, by the clock on its host's wall.
//!
//! Only moments are asked about, never local times: every moment has one local time, also in the night in which an hour
//! is skipped or comes twice.

use chrono::{DateTime, Datelike, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use entity::shared::Rules;

/// Why a chain sends nothing by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// It lies in the quiet hours.
    Hours,
    /// It is a Sunday that is kept free.
    Sunday,
}

/// Tells why nothing goes out by itself at a moment; nothing when it may.
pub fn why(rules: &Rules, zone: Tz, at: DateTime<Utc>) -> Option<Quiet> {
    let sunday = at.with_timezone(&zone).weekday() == Weekday::Sun && !rules.sundays;
    is_quiet(rules, zone, at).then_some(if sunday { Quiet::Sunday } else { Quiet::Hours })
}

/// Tells whether `at` lies in the quiet hours, or on a Sunday that is kept free.
pub fn is_quiet(rules: &Rules, zone: Tz, at: DateTime<Utc>) -> bool {
    let local = at.with_timezone(&zone);
    let (from, until, hour) = (rules.quiet_from, rules.quiet_until, local.hour());
    let at_night = if from <= until {
        (from..until).contains(&hour)
    } else {
        hour >= from || hour < until
    };
    at_night || (local.weekday() == Weekday::Sun && !rules.sundays)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quiet(at: &str, zone: &str, change: impl Fn(&mut Rules)) -> bool {
        let mut rules = Rules::default();
        change(&mut rules);
        is_quiet(&rules, zone.parse().unwrap(), at.parse().unwrap())
    }

    #[test]
    fn the_night_and_sundays_are_quiet_by_the_clock_on_the_wall() {
        let london = |at| quiet(at, "Europe/London", |_| ());
        // A Monday in winter, then one in summer.
        for (at, is) in [
            ("2026-11-23T08:59:59Z", true),
            ("2026-11-23T09:00:00Z", false),
            ("2026-11-23T19:59:59Z", false),
            ("2026-11-23T20:00:00Z", true),
            ("2026-07-20T07:59:59Z", true),
            ("2026-07-20T08:00:00Z", false),
            ("2026-07-20T18:59:59Z", false),
            ("2026-07-20T19:00:00Z", true),
            ("2026-11-22T12:00:00Z", true),
        ] {
            assert_eq!(london(at), is, "{at}");
        }
        let rules = Rules::default();
        let why = |at: &str| why(&rules, chrono_tz::Europe::London, at.parse().unwrap());
        assert_eq!(why("2026-11-22T12:00:00Z"), Some(Quiet::Sunday));
        assert_eq!(why("2026-11-23T20:00:00Z"), Some(Quiet::Hours));
        assert_eq!(why("2026-11-23T12:00:00Z"), None);
        assert!(!quiet("2026-11-22T12:00:00Z", "Europe/London", |r| r
            .sundays =
            true));
        // Sunday in London is Monday already in Auckland.
        assert!(!quiet("2026-11-22T22:00:00Z", "Pacific/Auckland", |_| ()));
    }

    #[test]
    fn quiet_hours_may_lie_within_a_day_or_not_at_all() {
        let at_noon = |from, until| {
            quiet("2026-11-23T12:30:00Z", "UTC", |rules| {
                (rules.quiet_from, rules.quiet_until) = (from, until);
            })
        };
        assert!(at_noon(12, 13));
        assert!(!at_noon(13, 14));
        assert!(!at_noon(9, 9));
    }

    #[test]
    fn the_nights_in_which_clocks_change_are_quiet_to_their_end() {
        // London 2027: 28 March skips 1am to 2am, 31 October has 1am twice; both are Sundays.
        let any_day = |at| quiet(at, "Europe/London", |rules| rules.sundays = true);
        assert!(any_day("2027-03-28T07:59:59Z"));
        assert!(!any_day("2027-03-28T08:00:00Z"));
        assert!(any_day("2027-10-31T08:59:59Z"));
        assert!(!any_day("2027-10-31T09:00:00Z"));
    }
}

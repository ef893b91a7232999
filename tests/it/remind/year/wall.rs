//! What the clock on the wall shows, and what the chain's rules say of it, without the server's time zones.

use std::iter;

use chrono::{DateTime, Datelike, Duration, NaiveDateTime, Timelike, Weekday};
use entity::shared::Step;

use super::book::At;

/// A place's clock: minutes ahead of UTC from each moment on.
pub struct Wall(pub &'static str, &'static [(&'static str, i64)]);

pub const LONDON: Wall = Wall(
    "Europe/London",
    &[
        ("2026-01-01T00:00:00Z", 60),
        ("2026-10-25T01:00:00Z", 0),
        ("2027-03-28T01:00:00Z", 60),
    ],
);
/// Half an hour of summer time, on the other side of the year.
pub const LORD_HOWE: Wall = Wall(
    "Australia/Lord_Howe",
    &[
        ("2026-01-01T00:00:00Z", 630),
        ("2026-10-03T15:30:00Z", 660),
        ("2027-04-03T15:00:00Z", 630),
    ],
);

impl Wall {
    pub fn shows(&self, at: At) -> NaiveDateTime {
        let began = |(from, _): &&(&str, i64)| from.parse::<At>().unwrap() <= at;
        let (_, ahead) = self.1.iter().rev().find(began).unwrap();
        (at + Duration::minutes(*ahead)).naive_utc()
    }
}

/// What the chain's rules say, in the book-keeper's own words.
pub struct Plain {
    pub wall: Wall,
    pub night: fn(u32) -> bool,
    pub sundays: bool,
    pub late: fn(Step) -> i64,
    pub half: fn(Step) -> i64,
}

impl Plain {
    pub fn allows(&self, at: At) -> bool {
        let wall = self.wall.shows(at);
        !(self.night)(wall.hour()) && (self.sundays || wall.weekday() != Weekday::Sun)
    }
    /// The moment itself, or the first after it in which the night or the Sunday is over.
    pub fn first_allowed(&self, at: At) -> At {
        let half_hours = |at: At| {
            let on = 1800 - at.timestamp() % 1800;
            DateTime::from_timestamp(at.timestamp() + on, 0)
        };
        let mut moments = iter::successors(Some(at), |at| half_hours(*at));
        moments.find(|at| self.allows(*at)).unwrap()
    }
}

//! The forecast in words: the range first, then how likely the goal is, and what would change that.

use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;

use super::chart::{self, Chart};
use super::figures::Figures;
use super::goal;
use super::outlook::Question;
use crate::chain::desk::Desk;
use crate::i18n::Words;
use crate::methods::branching::forecast::{Forecast, MOST, Outlook, RUNS, Range, Setting};

/// More first people are told of when they lift the chance by at least so many points.
const LIFT: u32 = 10;
/// The chance that is good enough, in percent.
const GOOD: u32 = 80;

/// A range at the end of a day, or with some more first people.
pub struct RangeRow {
    pub what: String,
    pub range: String,
    pub middle: u32,
    /// The chance of the goal; empty when there is none to reach.
    pub chance: String,
}

/// The forecast as the page tells it.
pub struct ForecastView {
    /// The range by the last day.
    pub lead: String,
    /// How likely the goal is, or that it is reached.
    pub chance: String,
    /// What would lift it; empty when nothing would.
    pub lift: String,
    /// The runs that were stopped; empty when none was.
    pub stopped: String,
    pub has_chance: bool,
    pub days: Vec<RangeRow>,
    pub more: Vec<RangeRow>,
    pub chart: Chart,
    pub chart_title: String,
    pub first_day: String,
    pub last_day: String,
}

/// Tells the goal that is set: what is hoped for, or that its day has passed.
pub fn goal_words(desk: &Desk, chats: usize, today: NaiveDate) -> Option<String> {
    let goal = goal::of(&desk.face.chain.rules)?;
    let key = if goal.on < today {
        "health-goal-passed"
    } else {
        "health-goal-set"
    };
    let day = desk.w.day(goal.on);
    Some(desk.w.with(
        key,
        &[("goal", &goal.chats), ("day", &day), ("chats", &chats)],
    ))
}

fn total(chats: u32, range: Range) -> Range {
    Range {
        low: chats.saturating_add(range.low),
        middle: chats.saturating_add(range.middle),
        high: chats.saturating_add(range.high),
    }
}

fn range_words(w: Words, range: Range) -> String {
    w.with(
        "health-between",
        &[("low", &range.low), ("high", &range.high)],
    )
}

/// Returns a chance to the nearest five percent; the runs do not tell more.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a chance is from 0 to 1"
)]
fn fives(chance: f64) -> u32 {
    (chance.clamp(0.0, 1.0) * 20.0).round() as u32 * 5
}

fn chance_words(w: Words, chance: f64) -> String {
    match fives(chance) {
        0 => w.t("health-chance-least"),
        100 => w.t("health-chance-most"),
        percent => w.with("health-chance", &[("percent", &percent)]),
    }
}

fn likely(chance: f64) -> &'static str {
    match fives(chance) {
        90.. => "health-likely-very",
        65..90 => "health-likely",
        35..65 => "health-likely-even",
        10..35 => "health-likely-not",
        _ => "health-likely-hardly",
    }
}

/// Finds the fewest more first people who make the goal likely, or the most that are tried if they help at all.
fn lift(outlooks: &[Outlook]) -> Option<(&Outlook, &Outlook)> {
    let (now, more) = outlooks.split_first()?;
    let lifts = |with: &&Outlook| fives(with.chance) >= fives(now.chance) + LIFT;
    let enough = more
        .iter()
        .filter(lifts)
        .find(|with| fives(with.chance) >= GOOD);
    Some((now, enough.or(more.last().filter(lifts))?))
}

fn short(w: Words, day: NaiveDate) -> String {
    w.short_date(day.and_time(NaiveTime::MIN).and_utc(), Tz::UTC)
}

/// Puts the forecast into words.
pub fn of(
    desk: &Desk,
    figures: &Figures<'_>,
    question: Question,
    today: NaiveDate,
    setting: &Setting,
    told: &Forecast,
) -> ForecastView {
    let w = desk.w;
    let chats = u32::try_from(figures.chats).unwrap_or(u32::MAX);
    let end = today + Days::new(u64::from(question.days) - 1);
    let every = u64::from(super::outlook::every(question.days));
    let day_of = |n: usize| {
        let days = (u64::try_from(n + 1).unwrap_or(1) * every).min(u64::from(question.days));
        today + Days::new(days - 1)
    };
    let all = total(chats, told.path.last().copied().unwrap_or_default());
    let reached = question.goal.is_some() && setting.wanted == 0;
    let has_chance = question.goal.is_some() && !reached;
    let lead = w.with(
        if setting.open.is_empty() {
            "health-lead-nothing"
        } else {
            "health-lead"
        },
        &[
            ("day", &w.day(end)),
            ("low", &all.low),
            ("high", &all.high),
            ("middle", &all.middle),
            ("chats", &chats),
        ],
    );
    let chance = match told.outlooks.first() {
        Some(now) if has_chance => w.with(
            likely(now.chance),
            &[("chance", &chance_words(w, now.chance))],
        ),
        _ if reached => w.t("health-goal-reached"),
        _ => String::new(),
    };
    let lifted = lift(&told.outlooks)
        .filter(|_| has_chance)
        .map(|(now, with)| {
            let (from, to) = (chance_words(w, now.chance), chance_words(w, with.chance));
            w.with(
                "health-lift",
                &[("more", &with.more), ("from", &from), ("to", &to)],
            )
        });
    let row = |what: String, range: Range, chance: String| {
        let range = total(chats, range);
        RangeRow {
            what,
            range: range_words(w, range),
            middle: range.middle,
            chance,
        }
    };
    let days = told
        .path
        .iter()
        .enumerate()
        .map(|(n, range)| row(short(w, day_of(n)), *range, String::new()));
    let more = told.outlooks.iter().map(|with| {
        let chance = if has_chance {
            chance_words(w, with.chance)
        } else {
            String::new()
        };
        row(
            w.with("health-with-more", &[("more", &with.more)]),
            with.chats,
            chance,
        )
    });
    let stopped = w.with(
        "health-stopped",
        &[("runs", &told.stopped), ("all", &RUNS), ("most", &MOST)],
    );
    ForecastView {
        lead,
        chance,
        lift: lifted.unwrap_or_default(),
        stopped: if told.stopped > 0 {
            stopped
        } else {
            String::new()
        },
        has_chance,
        days: days.collect(),
        more: more.collect(),
        chart: chart::draw(chats, &told.path, question.goal),
        chart_title: w.with(
            "health-chart-title",
            &[("low", &all.low), ("high", &all.high), ("day", &w.day(end))],
        ),
        first_day: short(w, day_of(0)),
        last_day: if told.path.len() > 1 {
            short(w, end)
        } else {
            String::new()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlooks(chances: [f64; 4]) -> Vec<Outlook> {
        let outlook = |(more, chance)| Outlook {
            more,
            chats: Range::default(),
            mean: 0.0,
            chance,
        };
        [0, 1, 3, 5].into_iter().zip(chances).map(outlook).collect()
    }

    fn lifted(chances: [f64; 4]) -> Option<usize> {
        lift(&outlooks(chances)).map(|(_, with)| with.more)
    }

    #[test]
    fn more_first_people_are_told_of_only_when_they_help() {
        // The fewest who make it likely.
        assert_eq!(lifted([0.4, 0.6, 0.8, 0.9]), Some(3));
        assert_eq!(lifted([0.7, 0.8, 0.9, 0.95]), Some(1));
        // Nobody makes it likely, but five help.
        assert_eq!(lifted([0.1, 0.12, 0.18, 0.3]), Some(5));
        // They do not help, or nothing is left to lift.
        assert_eq!(lifted([0.1, 0.11, 0.12, 0.14]), None);
        assert_eq!(lifted([0.97, 0.98, 0.99, 1.0]), None);
        assert_eq!(lifted([0.0; 4]), None);
    }

    #[test]
    fn a_chance_is_told_in_fives_and_never_as_certain() {
        let w = Words::of("en");
        for (chance, told) in [
            (0.0, "less than 5 %"),
            (0.024, "less than 5 %"),
            (0.026, "about 5 %"),
            (0.42, "about 40 %"),
            (0.97, "about 95 %"),
            (0.98, "more than 95 %"),
            (1.0, "more than 95 %"),
        ] {
            assert_eq!(chance_words(w, chance), told, "{chance}");
        }
        assert_eq!(likely(0.9), "health-likely-very");
        assert_eq!(likely(0.5), "health-likely-even");
        assert_eq!(likely(0.02), "health-likely-hardly");
    }
}

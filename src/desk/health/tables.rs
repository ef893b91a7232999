//! The rows of the health page's tables, in words.

use std::collections::HashMap;

use uuid::Uuid;

use super::figures::{Figures, Group, HORIZON, Share, Stage};
use crate::i18n::Words;
use crate::methods::branching::mean_interval;
use crate::methods::intervals::{Interval, Z95};
use crate::methods::survival::{Curve, Wait};

/// Of fewer people than this no share is told.
const FEW: usize = 5;
/// So many branches stand in the table; the others are counted together.
const BRANCHES: usize = 12;

/// Returns a share as a whole number of percent.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is from 0 to 1"
)]
pub fn percent(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u32
}

/// Tells a share with its interval: 12 of 15, between 55 % and 93 %.
fn share_words(w: Words, share: Share) -> String {
    let Some(Interval { low, high }) = share.interval() else {
        return w.t("health-none-finished");
    };
    w.with(
        "health-share",
        &[
            ("good", &share.good),
            ("all", &share.finished),
            ("low", &percent(low)),
            ("high", &percent(high)),
        ],
    )
}

/// Tells the share of a group of people, unless they are so few that it would tell of one of them.
fn share_of_people(w: Words, share: Share) -> String {
    match share.finished {
        0 => w.t("health-none-finished"),
        n if n < FEW => w.t("health-fewer-than-5"),
        _ => share_words(w, share),
    }
}

/// One stage of the links.
pub struct FunnelRow {
    pub what: String,
    pub count: usize,
    /// How many began.
    pub all: usize,
    /// How many went on; empty while it is too early and after the last stage.
    pub on: String,
    pub open: Option<usize>,
    pub days: String,
}

/// Tells how far the links came.
pub fn funnel(w: Words, figures: &Figures<'_>, early: bool) -> Vec<FunnelRow> {
    let rows = Stage::ALL.iter().zip(&figures.stages);
    rows.map(|(stage, told)| {
        let goes_on = *stage != Stage::PassedOn && !early;
        let days = told
            .median_days()
            .map_or_else(|| w.t("health-few-days"), |days| days_words(w, days));
        FunnelRow {
            what: w.t(&format!("health-stage-{}", stage.as_str())),
            count: told.reached,
            all: figures.stages[0].reached,
            on: if goes_on {
                share_words(w, told.on)
            } else {
                String::new()
            },
            open: goes_on.then_some(told.on.open),
            days: if goes_on { days } else { String::new() },
        }
    })
    .collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "days of a chain's life are few and not negative"
)]
fn days_words(w: Words, days: f64) -> String {
    w.with("health-days", &[("days", &(days.ceil() as u32))])
}

/// Returns the days within which a turn should lead to a chat, or as many as any turn has been watched.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "days of a chain's life are few and not negative"
)]
pub fn horizon_of(curve: &Curve) -> u32 {
    u32::try_from(HORIZON)
        .unwrap_or(u32::MAX)
        .min(curve.watched as u32)
}

/// Tells which share of a group's turns leads to a chat in time, corrected for those that are still open.
fn turns_words(w: Words, turns: &[Wait], horizon: u32) -> String {
    let curve = Curve::of(turns).unwrap_or_default();
    match curve.interval_at(f64::from(horizon), Z95) {
        Some(waiting) => w.with(
            "health-turns",
            &[
                ("turns", &turns.len()),
                ("low", &percent(1.0 - waiting.high)),
                ("high", &percent(1.0 - waiting.low)),
            ],
        ),
        None => w.with("health-turns-few", &[("turns", &turns.len())]),
    }
}

/// What is known of passing it on, corrected for turns that are still open.
pub struct PassingOn {
    /// The share within the horizon, as a range.
    pub share: String,
    /// When half had passed it on.
    pub half: String,
    /// How many chats a turn leads to; empty where too few turns are old enough.
    pub mean: String,
    /// What that means for the chain.
    pub fate: String,
}

/// Tells how often a turn leads to a chat, and how many.
pub fn passing_on(w: Words, figures: &Figures<'_>) -> PassingOn {
    let curve = figures.passing_on();
    let horizon = horizon_of(&curve);
    let at = f64::from(horizon);
    let done = 1.0 - curve.survival_at(at);
    let share = match curve.interval_at(at, Z95) {
        Some(waiting) => w.with(
            "health-pass-on",
            &[
                ("days", &horizon),
                ("low", &percent(1.0 - waiting.high)),
                ("high", &percent(1.0 - waiting.low)),
                ("middle", &percent(done)),
            ],
        ),
        None => w.t("health-pass-on-unknown"),
    };
    let half = match curve.median() {
        Some(days) => w.with("health-half", &[("time", &days_words(w, days))]),
        None => w.t("health-half-not-reached"),
    };
    let (mean, fate) = mean_words(w, &figures.offspring());
    PassingOn {
        share,
        half,
        mean,
        fate,
    }
}

fn mean_words(w: Words, offspring: &[usize]) -> (String, String) {
    let turns: usize = offspring.iter().sum();
    let chats: usize = offspring
        .iter()
        .enumerate()
        .map(|(n, count)| n * count)
        .sum();
    if turns < FEW {
        return (
            w.with("health-mean-unknown", &[("days", &HORIZON)]),
            String::new(),
        );
    }
    let Interval { low, high } = mean_interval(chats, turns);
    let mean = w.with(
        "health-mean",
        &[
            ("turns", &turns),
            ("days", &HORIZON),
            ("chats", &chats),
            ("low", &format!("{low:.1}")),
            ("high", &format!("{high:.1}")),
        ],
    );
    let fate = if high < 1.0 {
        "health-fate-ends"
    } else if low > 1.0 {
        "health-fate-grows"
    } else {
        "health-fate-open"
    };
    (mean, w.t(fate))
}

/// One door or one branch.
pub struct GroupRow {
    pub name: String,
    pub people: usize,
    pub said_yes: String,
    pub chats: usize,
    pub passed_on: String,
    pub open: usize,
}

/// Tells how those who came by each door went on.
pub fn doors(w: Words, figures: &Figures<'_>) -> Vec<GroupRow> {
    let horizon = horizon_of(&figures.passing_on());
    let of_people = |turns: &[Wait]| match turns.len() {
        0 => w.t("health-no-turn"),
        n if n < FEW => w.t("health-fewer-than-5"),
        _ => turns_words(w, turns, horizon),
    };
    let row = |(door, group): &(entity::shared::Door, Group)| GroupRow {
        name: w.t(&format!("health-door-{}", door.as_str())),
        people: group.people,
        said_yes: share_of_people(w, group.said_yes),
        chats: group.chats,
        passed_on: of_people(&group.turns),
        open: group.open,
    };
    figures.doors.iter().map(row).collect()
}

/// Tells how each branch goes, and the smallest ones together; by its first person's name where there is one in `names`.
pub fn branches(w: Words, figures: &Figures<'_>, names: &HashMap<Uuid, String>) -> Vec<GroupRow> {
    let horizon = horizon_of(&figures.passing_on());
    let mut largest: Vec<(usize, &Group)> = figures.branches.iter().enumerate().collect();
    largest.sort_by_key(|(n, group)| (std::cmp::Reverse(group.chats), *n));
    let rest = largest.split_off(largest.len().min(BRANCHES));
    largest.sort_by_key(|(n, _)| *n);
    let row = |name, group: &Group| GroupRow {
        name,
        people: group.said_yes.good,
        said_yes: String::new(),
        chats: group.chats,
        passed_on: match group.turns.len() {
            0 => w.t("health-no-turn"),
            _ => turns_words(w, &group.turns, horizon),
        },
        open: group.open,
    };
    let mut rows: Vec<GroupRow> = largest
        .iter()
        .map(|(n, group)| {
            let name = group.first.and_then(|first| names.get(&first));
            let called = match name {
                Some(name) => w.with("health-branch-of", &[("name", name)]),
                None => w.with("health-branch", &[("n", &(n + 1))]),
            };
            row(called, group)
        })
        .collect();
    if !rest.is_empty() {
        let mut all = Group::default();
        for (_, group) in &rest {
            all.said_yes.good += group.said_yes.good;
            all.chats += group.chats;
            all.open += group.open;
            all.turns.extend(&group.turns);
        }
        rows.push(row(
            w.with("health-branches-rest", &[("count", &rest.len())]),
            &all,
        ));
    }
    rows
}

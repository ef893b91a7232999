//! What was done to a theme, so that nothing loses its trail: kept with every change, told in the order it happened.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::shared::{Ids, ThemeAct};
use entity::{organiser, theme, theme_event};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::family::Family;
use crate::means::Means;

/// Keeps what is done to a theme. `theme` is as it was before, or as it was made.
pub async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    act: ThemeAct,
    theme: &theme::Model,
    other: Option<Uuid>,
    points: Vec<Uuid>,
) -> Result<(), DbErr> {
    theme_event::ActiveModel {
        id: Set(means.id()),
        chain: Set(theme.chain),
        theme: Set(theme.id),
        other: Set(other),
        act: Set(act),
        name: Set(theme.name.clone()),
        meaning: Set(theme.meaning.clone()),
        points: Set(Ids(points)),
        organiser: Set(by),
        at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// One thing that happened to a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happened {
    pub at: DateTime<Utc>,
    /// Who did it; empty for somebody who is no longer known.
    pub by: String,
    /// The key of its sentence.
    pub key: &'static str,
    /// The theme as it was called before.
    pub before: String,
    /// The theme as it was called after.
    pub after: String,
    /// The other theme; empty where there is none or nothing is known of it.
    pub other: String,
    pub points: usize,
}

/// Lists what happened to a theme and what came into it or went out of it, the newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Vec<Happened>, DbErr> {
    let family = Family::read(conn, chain).await?;
    let here = Condition::any()
        .add(theme_event::Column::Theme.eq(id))
        .add(theme_event::Column::Other.eq(id));
    let events = find(conn, chain, here).await?;
    let themes: HashSet<Uuid> = events
        .iter()
        .flat_map(|e| [Some(e.theme), e.other])
        .flatten()
        .collect();
    let these = Condition::all().add(theme_event::Column::Theme.is_in(themes));
    let own = find(conn, chain, these).await?;
    let by: HashSet<Uuid> = events.iter().map(|e| e.organiser).collect();
    let people: HashMap<Uuid, String> = organiser::Entity::find()
        .filter(organiser::Column::Id.is_in(by))
        .all(conn)
        .await?
        .into_iter()
        .map(|person| (person.id, person.name))
        .collect();
    let trail = Trail { family, own };
    let tell = |event: &theme_event::Model| {
        let other = if event.theme == id {
            event.other.map(|other| trail.name(other))
        } else {
            Some(event.name.clone())
        };
        let (after, key) = trail.key(event, id);
        Happened {
            at: event.at,
            by: people.get(&event.organiser).cloned().unwrap_or_default(),
            key,
            before: event.name.clone(),
            after,
            other: other.unwrap_or_default(),
            points: event.points.0.len(),
        }
    };
    Ok(events.iter().rev().map(tell).collect())
}

async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    which: Condition,
) -> Result<Vec<theme_event::Model>, DbErr> {
    theme_event::Entity::find()
        .filter(theme_event::Column::Chain.eq(chain))
        .filter(which)
        .order_by_asc(theme_event::Column::At)
        .order_by_asc(theme_event::Column::Id)
        .all(conn)
        .await
}

/// What is known of the themes a trail speaks of.
struct Trail {
    family: Family,
    /// All that was done to them, oldest first.
    own: Vec<theme_event::Model>,
}

impl Trail {
    fn own_of(&self, id: Uuid) -> impl DoubleEndedIterator<Item = &theme_event::Model> {
        self.own.iter().filter(move |event| event.theme == id)
    }

    /// Returns what a theme is called, or was called last.
    fn name(&self, id: Uuid) -> String {
        let last = || self.own_of(id).next_back().map(|event| event.name.clone());
        let now = self.family.get(id).map(|theme| theme.name.clone());
        now.or_else(last).unwrap_or_default()
    }

    /// Returns what a theme was called after an event.
    fn after(&self, event: &theme_event::Model) -> String {
        let mut later = self.own_of(event.theme).skip_while(|e| e.id != event.id);
        let next = later.nth(1).map(|next| next.name.clone());
        next.unwrap_or_else(|| self.name(event.theme))
    }

    /// Tells whether an event put its theme under another: putting it under the same one again takes it out.
    fn is_put_under(&self, event: &theme_event::Model) -> bool {
        let mut under = None;
        for one in self.own_of(event.theme) {
            if one.act == ThemeAct::Nested {
                under = if under == one.other { None } else { one.other };
            }
            if one.id == event.id {
                break;
            }
        }
        under.is_some()
    }

    /// Returns what the theme was called afterwards, and the key of the sentence as it reads on the page of `seen`.
    fn key(&self, event: &theme_event::Model, seen: Uuid) -> (String, &'static str) {
        let own = event.theme == seen;
        let after = self.after(event);
        let key = match (event.act, own) {
            (ThemeAct::Made, _) => "trail-made",
            (ThemeAct::Named, _) if after == event.name => "trail-meaning",
            (ThemeAct::Named, _) => "trail-named",
            (ThemeAct::Merged, true) => "trail-merged-into",
            (ThemeAct::Merged, false) => "trail-merged-here",
            (ThemeAct::Apart, true) => "trail-apart-from",
            (ThemeAct::Apart, false) => "trail-apart-here",
            (ThemeAct::Split, true) => "trail-split-from",
            (ThemeAct::Split, false) => "trail-split-here",
            (ThemeAct::Nested, own) => match (self.is_put_under(event), own) {
                (true, true) => "trail-under",
                (true, false) => "trail-part-came",
                (false, true) => "trail-out-of",
                (false, false) => "trail-part-left",
            },
            (ThemeAct::Removed, _) => "trail-removed",
        };
        (after, key)
    }
}

/// Finds when and by whom a theme was merged into the one it is in.
pub async fn merges(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    themes: &[Uuid],
) -> Result<HashMap<Uuid, (String, DateTime<Utc>)>, DbErr> {
    let which = Condition::all()
        .add(theme_event::Column::Theme.is_in(themes.iter().copied()))
        .add(theme_event::Column::Act.eq(ThemeAct::Merged));
    let events = find(conn, chain, which).await?;
    let people = organiser::Entity::find()
        .filter(organiser::Column::Id.is_in(events.iter().map(|e| e.organiser)))
        .all(conn)
        .await?;
    let name = |id: Uuid| {
        let person = people.iter().find(|person| person.id == id);
        person.map(|person| person.name.clone()).unwrap_or_default()
    };
    // The last one counts.
    Ok(events
        .iter()
        .map(|e| (e.theme, (name(e.organiser), e.at)))
        .collect())
}

/// Finds what a theme was called that is no longer there.
pub async fn last_name(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<String>, DbErr> {
    let which = Condition::all().add(theme_event::Column::Theme.eq(id));
    let events = find(conn, chain, which).await?;
    Ok(events.into_iter().next_back().map(|event| event.name))
}

//! Groups of points in no theme that say something alike and could be one: offered, never made by themselves.
//!
//! A group is offered with three points or more, from two chats or more, that arose separately at least twice: what
//! one chat said and those after it handed on is one voice (METHODS 4.7 b). What somebody said is not a theme is not
//! offered again while at least half of its points are among those.

use std::cmp::Reverse;
use std::collections::HashSet;

use entity::group_passed;
use entity::shared::Ids;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::coding;
use super::heard::Heard;
use super::memory::{Looked, Memory};
use crate::means::Means;
use crate::methods::support::Support;
use crate::methods::text;
use crate::organiser::audit;

/// How many points are looked at, the newest: each is compared with each.
pub const LOOKED_AT: u64 = 3_000;
/// What a group needs to be offered.
pub const POINTS_MIN: usize = 3;
pub const CHATS_MIN: usize = 2;
pub const ORIGINS_MIN: usize = 2;
/// The longest word of a label, in characters.
const WORD_MAX: usize = 24;

/// Groups as they were found before, by chain.
pub type Found = Memory<Vec<text::Group>>;

/// Points that could be a theme.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Words it says more than other groups; may be empty.
    pub label: String,
    /// The point most like all the others.
    pub middle: Uuid,
    /// Oldest first.
    pub points: Vec<Uuid>,
    pub support: Support,
}

/// What there is to offer.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// Those that came up separately most often first.
    pub offered: Vec<Group>,
    /// What somebody said is not a theme, the last first, with the group that it hides now.
    pub passed: Vec<(group_passed::Model, Option<Group>)>,
    /// How many points were looked at, and how many stand in no theme.
    pub looked: usize,
    pub unsorted: u64,
}

impl Groups {
    /// Finds a chain's groups.
    pub async fn read(
        conn: &impl ConnectionTrait,
        found: &Found,
        chain: Uuid,
    ) -> Result<Self, DbErr> {
        let looked = Looked::read(conn, coding::unsorted(chain), LOOKED_AT).await?;
        let passed = group_passed::Entity::find()
            .filter(group_passed::Column::Chain.eq(chain))
            .order_by_desc(group_passed::Column::At)
            .order_by_desc(group_passed::Column::Id)
            .all(conn)
            .await?;
        let mut groups = Self {
            offered: Vec::new(),
            passed: passed.into_iter().map(|row| (row, None)).collect(),
            looked: looked.points.len(),
            unsorted: looked.of,
        };
        if looked.points.len() >= POINTS_MIN {
            let all = Looked::read(conn, coding::sortable(chain), LOOKED_AT).await?;
            let work = |texts: &[String], all: &[String]| text::groups_among(texts, all);
            let found = found.get(chain, &looked, &all, work).await?;
            let heard = Heard::read(conn, chain).await?;
            let all = found.iter().map(|one| group(one, &looked, &heard));
            groups.sift(all.filter(may_be_offered).collect());
        }
        Ok(groups)
    }

    /// Sets aside what somebody passed.
    fn sift(&mut self, all: Vec<Group>) {
        let marks: Vec<HashSet<Uuid>> = self
            .passed
            .iter()
            .map(|(row, _)| row.points.0.iter().copied().collect())
            .collect();
        for group in all {
            let same = marks.iter().position(|mark| is_of(&group, mark));
            match same.map(|place| &mut self.passed[place].1) {
                Some(hidden) => *hidden = Some(group),
                None => self.offered.push(group),
            }
        }
        self.offered.sort_by_key(|group| {
            let heard = (group.support.origins, group.support.mentions);
            Reverse((heard, group.points.len()))
        });
    }

    /// Finds the group with this point, also one that was passed.
    pub fn with(&self, point: Uuid) -> Option<&Group> {
        let passed = self.passed.iter().filter_map(|(_, group)| group.as_ref());
        let mut all = self.offered.iter().chain(passed);
        all.find(|group| group.points.contains(&point))
    }

    /// Tells whether a group with this point is offered.
    pub fn offers(&self, point: Uuid) -> bool {
        let mut offered = self.offered.iter();
        offered.any(|group| group.points.contains(&point))
    }
}

fn group(found: &text::Group, looked: &Looked, heard: &Heard) -> Group {
    let said = |at: &usize| &looked.points[*at];
    let chats = found.members.iter().map(|at| said(at).chat);
    Group {
        label: label(&found.label),
        middle: said(&found.medoid).id,
        points: found.members.iter().map(|at| said(at).id).collect(),
        support: Support::of(&heard.forest, &heard.answers(chats)),
    }
}

fn label(words: &[String]) -> String {
    let short = |word: &String| word.chars().take(WORD_MAX).collect::<String>();
    words.iter().map(short).collect::<Vec<_>>().join(", ")
}

fn may_be_offered(group: &Group) -> bool {
    group.points.len() >= POINTS_MIN
        && group.support.mentions >= CHATS_MIN
        && group.support.origins >= ORIGINS_MIN
}

/// Tells whether at least half of a group's points are among these.
fn is_of(group: &Group, points: &HashSet<Uuid>) -> bool {
    let of = group.points.iter().filter(|id| points.contains(id)).count();
    2 * of >= group.points.len()
}

/// Keeps that a group is not a theme.
pub async fn pass(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    group: &Group,
) -> Result<(), DbErr> {
    let row = group_passed::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        points: Set(Ids(group.points.clone())),
        organiser: Set(by),
        at: Set(means.now()),
    };
    let row = row.insert(txn).await?;
    audit::organiser_did(txn, means, by, "group.passed", row.id, chain).await
}

/// Lets a group be offered again. Nothing happens when somebody did that before.
pub async fn offer_again(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    id: Uuid,
) -> Result<bool, DbErr> {
    let gone = group_passed::Entity::delete_many()
        .filter(group_passed::Column::Chain.eq(chain))
        .filter(group_passed::Column::Id.eq(id))
        .exec(txn)
        .await?;
    if gone.rows_affected == 0 {
        return Ok(false);
    }
    audit::organiser_did(txn, means, by, "group.offered", id, chain).await?;
    Ok(true)
}

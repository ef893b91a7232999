//! Two people or more sort the same points without seeing one another, to learn where they differ.
//!
//! A sample keeps which points were drawn and what each person said of them; saying so moves no point. What others
//! said is shown to nobody who could still change an answer, and to nobody who could still begin. A point that was
//! taken out since leaves the sample with its answers. That somebody is done stands in the audit log, as `blind.done`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::{audit, blind_answer, blind_point, blind_sample, insight};
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::coding::sortable;
use super::themes::Family;
use crate::means::Means;
use crate::organiser::audit as log;
use crate::web::paging::{Paging, ROWS};

pub mod answers;
pub mod compare;
pub mod draw;
pub mod settle;

/// How many points a sample may be asked to have.
pub const SIZES: [usize; 3] = [10, 20, 50];
/// With fewer points, or fewer themes, there is nothing to learn from a sample.
pub const POINTS_MIN: usize = 10;
pub const THEMES_MIN: usize = 2;

pub(crate) const DONE: &str = "blind.done";
pub(crate) const CLOSED: &str = "blind.closed";

/// Why no sample can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoSample {
    /// There are only so many points that can be sorted.
    FewPoints(usize),
    FewThemes(usize),
}

fn enough(points: usize, themes: usize) -> Result<(), NoSample> {
    match (points, themes) {
        (points, _) if points < POINTS_MIN => Err(NoSample::FewPoints(points)),
        (_, themes) if themes < THEMES_MIN => Err(NoSample::FewThemes(themes)),
        _ => Ok(()),
    }
}

/// Tells whether a sample can be taken, and of how many points.
pub async fn may_take(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Result<usize, NoSample>, DbErr> {
    let points = insight::Entity::find().filter(sortable(chain));
    let points = usize::try_from(points.count(conn).await?).unwrap_or(usize::MAX);
    let themes = Family::read(conn, chain).await?.in_order().len();
    Ok(enough(points, themes).map(|()| points))
}

/// Takes a sample of so many points, or of all where there are fewer.
pub async fn take(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    size: usize,
) -> Result<Result<blind_sample::Model, NoSample>, DbErr> {
    let candidates = draw::candidates(txn, &means.sources, chain).await?;
    let themes = Family::read(txn, chain).await?.in_order().len();
    if let Err(why) = enough(candidates.len(), themes) {
        return Ok(Err(why));
    }
    let row = blind_sample::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        made_by: Set(by),
        made_at: Set(means.now()),
        closed_at: Set(None),
    };
    let sample = row.insert(txn).await?;
    let place = |(position, point): (i32, Uuid)| blind_point::ActiveModel {
        id: Set(means.id()),
        sample: Set(sample.id),
        chain: Set(chain),
        insight: Set(point),
        position: Set(position),
        settled_by: Set(None),
        settled_at: Set(None),
    };
    let drawn = (1..).zip(draw::spread(&candidates, size)).map(place);
    blind_point::Entity::insert_many(drawn)
        .exec_without_returning(txn)
        .await?;
    log::organiser_did(txn, means, by, "blind.taken", sample.id, chain).await?;
    Ok(Ok(sample))
}

/// Counts a chain's samples.
pub async fn count(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    let of_chain = blind_sample::Entity::find().filter(blind_sample::Column::Chain.eq(chain));
    of_chain.count(conn).await
}

/// Lists a page of a chain's samples, newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    paging: &Paging,
) -> Result<Vec<Sample>, DbErr> {
    let rows = blind_sample::Entity::find()
        .filter(blind_sample::Column::Chain.eq(chain))
        .order_by_desc(blind_sample::Column::Id)
        .offset(paging.offset())
        .limit(ROWS)
        .all(conn)
        .await?;
    read(conn, chain, rows).await
}

/// Finds a sample of a chain.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<Sample>, DbErr> {
    let row = blind_sample::Entity::find_by_id(id)
        .filter(blind_sample::Column::Chain.eq(chain))
        .one(conn)
        .await?;
    Ok(read(conn, chain, row.into_iter().collect()).await?.pop())
}

/// Finds a sample and locks it, so that what is done with it comes one after the other. SQLite has one writer anyway.
async fn lock(txn: &DatabaseTransaction, chain: Uuid, id: Uuid) -> Result<Option<Sample>, DbErr> {
    blind_sample::Entity::find_by_id(id)
        .lock_exclusive()
        .one(txn)
        .await?;
    find(txn, chain, id).await
}

/// A sample as it stands now.
#[derive(Clone, Debug)]
pub struct Sample {
    pub row: blind_sample::Model,
    /// The points that still count, in their order.
    pub points: Vec<blind_point::Model>,
    /// Those that were taken out since.
    pub lost: Vec<Uuid>,
    /// What was said of the points that still count.
    pub answers: Vec<blind_answer::Model>,
    /// Who is done, and since when.
    pub done: BTreeMap<Uuid, DateTime<Utc>>,
    /// Somebody began to settle what differs.
    pub settling: bool,
}

/// Where one person stands with a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// They may begin.
    New,
    Begun,
    Done,
    /// The sample is closed: nobody answers any more.
    Closed,
    /// The others settle their differences already: it is too late to begin.
    Late,
}

impl Sample {
    /// Returns where one person stands.
    pub fn part(&self, who: Uuid) -> Part {
        if self.row.closed_at.is_some() {
            Part::Closed
        } else if self.done.contains_key(&who) {
            Part::Done
        } else if self.begun().contains(&who) {
            Part::Begun
        } else if self.settling {
            Part::Late
        } else {
            Part::New
        }
    }

    /// Lists everybody who answered something or is done.
    pub fn begun(&self) -> BTreeSet<Uuid> {
        let answered = self.answers.iter().map(|answer| answer.organiser);
        answered.chain(self.done.keys().copied()).collect()
    }

    /// Lists who began and is not done, while the sample is open.
    pub fn under_way(&self) -> Vec<Uuid> {
        if self.row.closed_at.is_some() {
            return Vec::new();
        }
        let begun = self.begun().into_iter();
        begun.filter(|who| !self.done.contains_key(who)).collect()
    }

    /// Returns what one person said of a point.
    pub fn answer(&self, who: Uuid, point: Uuid) -> Option<&blind_answer::Model> {
        let theirs = |answer: &&blind_answer::Model| answer.organiser == who;
        self.answers
            .iter()
            .filter(theirs)
            .find(|answer| answer.insight == point)
    }

    /// Counts what one person answered.
    pub fn answered(&self, who: Uuid) -> usize {
        let theirs = self.answers.iter().filter(|a| a.organiser == who);
        theirs.count()
    }

    /// Finds the next point that somebody has not answered: after a given one, then from the beginning.
    pub fn next(&self, who: Uuid, after: Option<Uuid>) -> Option<Uuid> {
        let here = self.points.iter().position(|p| Some(p.insight) == after);
        let (before, later) = self.points.split_at(here.map_or(0, |place| place + 1));
        let mut round = later.iter().chain(before).map(|place| place.insight);
        round.find(|point| self.answer(who, *point).is_none() && Some(*point) != after)
    }

    /// Tells whether somebody may see what others said: they can change nothing of their own any more, and two are
    /// there to be compared.
    pub fn may_see(&self, who: Uuid) -> bool {
        match self.part(who) {
            Part::Closed => true,
            Part::Done | Part::Late => self.done.len() > 1,
            Part::New | Part::Begun => false,
        }
    }

    /// Tells whether somebody may settle what differs: they see it, and nobody is still under way.
    pub fn may_settle(&self, who: Uuid) -> bool {
        self.may_see(who) && self.under_way().is_empty()
    }
}

/// Reads what belongs to samples, in their order.
async fn read(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    rows: Vec<blind_sample::Model>,
) -> Result<Vec<Sample>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let points = blind_point::Entity::find()
        .filter(blind_point::Column::Sample.is_in(ids.iter().copied()))
        .order_by_asc(blind_point::Column::Position)
        .all(conn)
        .await?;
    let drawn = Query::select()
        .column(blind_point::Column::Insight)
        .from(blind_point::Entity)
        .and_where(blind_point::Column::Sample.is_in(ids.iter().copied()))
        .to_owned();
    let counts: Vec<Uuid> = insight::Entity::find()
        .select_only()
        .column(insight::Column::Id)
        .filter(sortable(chain).add(insight::Column::Id.in_subquery(drawn)))
        .into_tuple()
        .all(conn)
        .await?;
    let counts: BTreeSet<Uuid> = counts.into_iter().collect();
    let answers = blind_answer::Entity::find()
        .filter(blind_answer::Column::Sample.is_in(ids.iter().copied()))
        .order_by_asc(blind_answer::Column::Id)
        .all(conn)
        .await?;
    let done = audit::Entity::find()
        .filter(audit::Column::Chain.eq(chain))
        .filter(audit::Column::Act.eq(DONE))
        .filter(audit::Column::ObjectId.is_in(ids))
        .order_by_desc(audit::Column::At)
        .all(conn)
        .await?;
    let sample = |row: blind_sample::Model| {
        let all = || points.iter().filter(|point| point.sample == row.id);
        let of_row = |act: &&audit::Model| act.object_id == Some(row.id);
        let standing: Vec<_> = all().filter(|p| counts.contains(&p.insight)).collect();
        let said = answers.iter().filter(|answer| answer.sample == row.id);
        Sample {
            lost: all()
                .map(|point| point.insight)
                .filter(|point| !counts.contains(point))
                .collect(),
            settling: all().any(|point| point.settled_at.is_some()),
            points: standing.into_iter().cloned().collect(),
            answers: said
                .filter(|answer| counts.contains(&answer.insight))
                .cloned()
                .collect(),
            done: done
                .iter()
                .filter(of_row)
                .filter_map(|act| Some((act.actor_id?, act.at)))
                .collect(),
            row,
        }
    };
    Ok(rows.into_iter().map(sample).collect())
}

/// Finds who closed a sample, and when.
pub async fn closed_by(
    conn: &impl ConnectionTrait,
    sample: &blind_sample::Model,
) -> Result<Option<(Uuid, DateTime<Utc>)>, DbErr> {
    let found = audit::Entity::find()
        .filter(audit::Column::Chain.eq(sample.chain))
        .filter(audit::Column::Act.eq(CLOSED))
        .filter(audit::Column::ObjectId.eq(sample.id))
        .one(conn)
        .await?;
    Ok(found.and_then(|act| Some((act.actor_id?, act.at))))
}

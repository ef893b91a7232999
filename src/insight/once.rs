//! What was said once: points that no second chat bears out, kept in view until somebody answered each.
//!
//! A point is said once when every theme it stands in, with all that theme is made of, was heard in one chat only; a
//! point in no theme is said once as far as anybody knows. It is answered when it is kept as it is with a word why, or
//! carried into the plan; put into a wider theme it leaves the list by itself.

use std::collections::HashMap;

use entity::{insight, kept_once, participant};
use sea_orm::sea_query::{OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    FromQueryResult, QueryFilter, Statement,
};
use uuid::Uuid;

use super::coding;
use super::evidence::COUNTS;
use super::points::{self, Sourced};
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::web::paging::Paging;

/// The longest word why a point is kept, in characters.
pub const WHY_MAX: usize = 500;

/// What became of a point that was said once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody answered it yet, and it stands in no theme.
    Unsorted,
    /// Nobody answered it yet; its theme was heard in one chat.
    Open,
    Kept,
    /// An action of the plan rests on it.
    Carried,
}

impl Standing {
    pub const ALL: [Self; 4] = [Self::Open, Self::Unsorted, Self::Kept, Self::Carried];

    /// Returns the ending of its words and its name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unsorted => "unsorted",
            Self::Open => "open",
            Self::Kept => "kept",
            Self::Carried => "carried",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

/// How many points said once there are of each standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub unsorted: usize,
    pub open: usize,
    pub kept: usize,
    pub carried: usize,
}

impl Count {
    /// Returns how many of a standing there are.
    pub const fn of(&self, standing: Standing) -> usize {
        match standing {
            Standing::Unsorted => self.unsorted,
            Standing::Open => self.open,
            Standing::Kept => self.kept,
            Standing::Carried => self.carried,
        }
    }

    /// Returns how many nobody answered.
    pub const fn unanswered(&self) -> usize {
        self.unsorted + self.open
    }

    /// Returns how many there are in all.
    pub const fn all(&self) -> usize {
        self.unanswered() + self.kept + self.carried
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    sorted: i64,
    kept: i64,
    carried: i64,
}

impl Row {
    const fn standing(&self) -> Standing {
        if self.carried > 0 {
            Standing::Carried
        } else if self.kept > 0 {
            Standing::Kept
        } else if self.sorted > 0 {
            Standing::Open
        } else {
            Standing::Unsorted
        }
    }
}

/// Every point said once with its standing, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Once(Vec<(Uuid, Standing)>);

impl Once {
    /// Finds them in one query.
    pub async fn read(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Self, DbErr> {
        let rows = Row::find_by_statement(Statement::from_sql_and_values(
            conn.get_database_backend(),
            sql(),
            [chain.into()],
        ))
        .all(conn)
        .await?;
        Ok(Self(
            rows.iter().map(|row| (row.id, row.standing())).collect(),
        ))
    }

    /// Counts them.
    pub fn count(&self) -> Count {
        let of = |wanted| self.0.iter().filter(|(_, one)| *one == wanted).count();
        Count {
            unsorted: of(Standing::Unsorted),
            open: of(Standing::Open),
            kept: of(Standing::Kept),
            carried: of(Standing::Carried),
        }
    }

    /// Returns the standing of a point; none when it was not said once.
    pub fn standing(&self, point: Uuid) -> Option<Standing> {
        let found = self.0.iter().find(|(id, _)| *id == point);
        found.map(|(_, standing)| *standing)
    }

    /// Returns the points of a standing, or all of them with the unanswered ones first.
    pub fn of(&self, wanted: Option<Standing>) -> Vec<Uuid> {
        let order = |wanted: Standing| {
            let of = self.0.iter().filter(move |(_, one)| *one == wanted);
            of.map(|(id, _)| *id)
        };
        match wanted {
            Some(wanted) => order(wanted).collect(),
            None => Standing::ALL.into_iter().flat_map(order).collect(),
        }
    }
}

fn sql() -> String {
    format!(
        "WITH RECURSIVE m(claim, theme) AS (SELECT t.id, t.id FROM theme t WHERE t.chain = $1 \
           UNION SELECT m.claim, t.id FROM theme t JOIN m ON t.merged_into = m.theme OR t.parent = m.theme), \
         heard(claim, chats) AS (SELECT m.claim, COUNT(DISTINCT i.conversation) FROM m \
           JOIN coding k ON k.theme = m.theme JOIN insight i ON i.id = k.insight WHERE {COUNTS} GROUP BY m.claim), \
         wide(insight) AS (SELECT k.insight FROM heard h JOIN m ON m.claim = h.claim \
           JOIN coding k ON k.theme = m.theme WHERE h.chats >= 2), \
         carried(insight) AS (SELECT e.insight FROM action_evidence e JOIN action a ON a.id = e.action \
           WHERE a.chain = $1 AND a.removed_at IS NULL AND e.insight IS NOT NULL \
           UNION SELECT k.insight FROM action_evidence e JOIN action a ON a.id = e.action \
           JOIN m ON m.claim = e.theme JOIN coding k ON k.theme = m.theme \
           WHERE a.chain = $1 AND a.removed_at IS NULL) \
         SELECT i.id AS id, {sorted} AS sorted, {kept} AS kept, {carried} AS carried \
         FROM insight i WHERE i.chain = $1 AND {COUNTS} AND i.text <> '' AND i.id NOT IN (SELECT insight FROM wide) \
         ORDER BY i.id",
        sorted = is_in("SELECT k.insight FROM coding k WHERE k.chain = $1"),
        kept = is_in("SELECT o.insight FROM kept_once o WHERE o.chain = $1"),
        carried = is_in("SELECT c.insight FROM carried c"),
    )
}

/// Makes the SQL of whether the point is among those of `list`, as a number on both databases.
fn is_in(list: &str) -> String {
    format!("CAST(CASE WHEN i.id IN ({list}) THEN 1 ELSE 0 END AS BIGINT)")
}

/// A point said once, as a list shows it.
#[derive(Clone, Debug)]
pub struct SaidOnce {
    pub point: Sourced,
    pub standing: Standing,
    pub kept: Option<kept_once::Model>,
}

/// Lists a page of points said once.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    once: &Once,
    wanted: Option<Standing>,
    paging: &Paging,
) -> Result<Vec<SaidOnce>, DbErr> {
    let (skipped, taken) = paging.window();
    let shown: Vec<Uuid> = once
        .of(wanted)
        .into_iter()
        .skip(skipped)
        .take(taken)
        .collect();
    let rows = insight::Entity::find()
        .filter(insight::Column::Id.is_in(shown.iter().copied()))
        .all(conn)
        .await?;
    let mut kept: HashMap<Uuid, kept_once::Model> = kept_once::Entity::find()
        .filter(kept_once::Column::Insight.is_in(shown.iter().copied()))
        .all(conn)
        .await?
        .into_iter()
        .map(|row| (row.insight, row))
        .collect();
    let mut all = points::with_sources(conn, chain, rows).await?;
    all.sort_by_key(|one| shown.iter().position(|id| *id == one.row.id));
    let said = |point: Sourced| SaidOnce {
        standing: once.standing(point.row.id).unwrap_or(Standing::Open),
        kept: kept.remove(&point.row.id),
        point,
    };
    Ok(all.into_iter().map(said).collect())
}

/// Finds why a point is kept as it is.
pub async fn find_kept(
    conn: &impl ConnectionTrait,
    point: Uuid,
) -> Result<Option<kept_once::Model>, DbErr> {
    kept_once::Entity::find()
        .filter(kept_once::Column::Insight.eq(point))
        .one(conn)
        .await
}

/// Keeps a point as it is, with a word why; a later word takes the place of an earlier one. Returns false when the
/// point no longer counts.
pub async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
    why: &str,
) -> Result<bool, DbErr> {
    if coding::find(txn, point.chain, point.id).await?.is_none() {
        return Ok(false);
    }
    let row = kept_once::ActiveModel {
        id: Set(means.id()),
        chain: Set(point.chain),
        insight: Set(point.id),
        why: Set(why.to_owned()),
        organiser: Set(by),
        at: Set(means.now()),
    };
    let again = [
        kept_once::Column::Why,
        kept_once::Column::Organiser,
        kept_once::Column::At,
    ];
    kept_once::Entity::insert(row)
        .on_conflict(
            OnConflict::column(kept_once::Column::Insight)
                .update_columns(again)
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    note(txn, means, by, point, "point.kept").await?;
    Ok(true)
}

/// Opens a point again that was kept as it is.
pub async fn open_again(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
) -> Result<(), DbErr> {
    let gone = kept_once::Entity::delete_many()
        .filter(kept_once::Column::Insight.eq(point.id))
        .exec(txn)
        .await?;
    if gone.rows_affected == 0 {
        return Ok(());
    }
    note(txn, means, by, point, "point.kept_opened").await
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
    act: &'static str,
) -> Result<(), DbErr> {
    let (object, chain) = (Some(point.id), Some(point.chain));
    audit::note(txn, &means.sources, By::Organiser(by), act, object, chain).await
}

/// Forgets why points were kept whose words are gone; call it after the words were taken out.
pub async fn forget(txn: &DatabaseTransaction, person: &participant::Model) -> Result<(), DbErr> {
    let gone = Query::select()
        .column(insight::Column::Id)
        .from(insight::Entity)
        .and_where(insight::Column::Chain.eq(person.chain))
        .and_where(insight::Column::Text.eq(""))
        .to_owned();
    kept_once::Entity::delete_many()
        .filter(kept_once::Column::Insight.in_subquery(gone))
        .exec(txn)
        .await?;
    Ok(())
}

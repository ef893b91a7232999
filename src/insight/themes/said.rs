//! The points of a theme, and on which side each stands: for, against, or both.
//!
//! A side belongs to a point in a theme, whoever sorted it. Where nobody marked one, what was written at the record is
//! taken. Two marks that differ, because two themes were merged, are read as both.

use std::collections::HashSet;

use entity::shared::Stance;
use entity::{coding, insight};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, Statement, Value,
};
use uuid::Uuid;

use crate::insight::evidence::COUNTS;
use crate::insight::points::{Sourced, with_sources};
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::web::paging::{Paging, ROWS};

/// Which side a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Marked(Stance),
    Unmarked,
}

impl Side {
    /// Every side, in the order in which they are shown.
    pub const ALL: [Self; 4] = [
        Self::Marked(Stance::For),
        Self::Marked(Stance::Mixed),
        Self::Marked(Stance::Against),
        Self::Unmarked,
    ];

    /// Returns the text that stands for the side in forms and words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Marked(stance) => stance.as_str(),
            Self::Unmarked => "unmarked",
        }
    }

    /// Reads a side.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.as_str() == text)
    }

    /// Returns the side of a mark.
    pub fn of(stance: Option<Stance>) -> Self {
        stance.map_or(Self::Unmarked, Self::Marked)
    }

    /// Returns the mark of the side.
    pub const fn stance(self) -> Option<Stance> {
        match self {
            Self::Marked(stance) => Some(stance),
            Self::Unmarked => None,
        }
    }
}

/// How many points of a theme stand on which side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    pub pro: u64,
    pub mixed: u64,
    pub against: u64,
    pub unmarked: u64,
}

impl Sides {
    /// Returns how many stand on a side.
    pub const fn on(&self, side: Side) -> u64 {
        match side {
            Side::Marked(Stance::For) => self.pro,
            Side::Marked(Stance::Mixed) => self.mixed,
            Side::Marked(Stance::Against) => self.against,
            Side::Unmarked => self.unmarked,
        }
    }

    /// Returns how many there are.
    pub const fn all(&self) -> u64 {
        self.pro + self.mixed + self.against + self.unmarked
    }

    /// Tells whether any point is marked.
    pub const fn any_marked(&self) -> bool {
        self.pro + self.mixed + self.against > 0
    }
}

/// A point of a theme and its side there.
#[derive(Clone, Debug)]
pub struct Said {
    pub point: Sourced,
    pub side: Side,
}

/// Adds ids to the values and returns their marks; no ids give `NULL`, which nothing is in.
fn marks(values: &mut Vec<Value>, ids: &[Uuid]) -> String {
    let mut marks = Vec::with_capacity(ids.len());
    for id in ids {
        values.push((*id).into());
        marks.push(format!("${}", values.len()));
    }
    if marks.is_empty() {
        return "NULL".to_owned();
    }
    marks.join(", ")
}

/// Selects every point of these themes that counts and has words, with its side.
fn selected(chain: Uuid, under: &[Uuid]) -> (String, Vec<Value>) {
    let mut values = vec![chain.into()];
    let themes = marks(&mut values, under);
    let sql = format!(
        "SELECT i.id AS id, CASE WHEN MIN(k.stance) IS NULL THEN i.stance \
         WHEN MIN(k.stance) = MAX(k.stance) THEN MIN(k.stance) ELSE '{}' END AS side \
         FROM insight i JOIN coding k ON k.insight = i.id \
         WHERE i.chain = $1 AND {COUNTS} AND i.text <> '' AND k.theme IN ({themes}) GROUP BY i.id, i.stance",
        Stance::Mixed.as_str(),
    );
    (sql, values)
}

#[derive(FromQueryResult)]
struct Counted {
    side: Option<Stance>,
    points: i64,
}

/// Counts the sides of what was said on a theme; `under` is all that stands for it.
pub async fn sides(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    under: &[Uuid],
) -> Result<Sides, DbErr> {
    let (points, values) = selected(chain, under);
    let sql =
        format!("SELECT s.side AS side, COUNT(*) AS points FROM ({points}) s GROUP BY s.side");
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let mut sides = Sides::default();
    for row in Counted::find_by_statement(statement).all(conn).await? {
        let points = u64::try_from(row.points).unwrap_or(0);
        match row.side {
            Some(Stance::For) => sides.pro = points,
            Some(Stance::Mixed) => sides.mixed = points,
            Some(Stance::Against) => sides.against = points,
            None => sides.unmarked = points,
        }
    }
    Ok(sides)
}

#[derive(FromQueryResult)]
struct Placed {
    id: Uuid,
    side: Option<Stance>,
}

/// Lists a page of a theme's points, oldest first: all, or those on one side.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    under: &[Uuid],
    side: Option<Side>,
    paging: &Paging,
) -> Result<Vec<Said>, DbErr> {
    let (points, mut values) = selected(chain, under);
    let which = match side {
        None => String::new(),
        Some(Side::Unmarked) => "WHERE s.side IS NULL".to_owned(),
        Some(Side::Marked(stance)) => {
            values.push(stance.as_str().into());
            format!("WHERE s.side = ${}", values.len())
        }
    };
    let sql = format!(
        "SELECT s.id AS id, s.side AS side FROM ({points}) s {which} ORDER BY s.id LIMIT {ROWS} OFFSET {}",
        paging.offset()
    );
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let placed = Placed::find_by_statement(statement).all(conn).await?;
    add_words(conn, chain, placed).await
}

/// Lists those of `points` that are in a theme.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    under: &[Uuid],
    points: &[Uuid],
) -> Result<Vec<Said>, DbErr> {
    let (all, mut values) = selected(chain, under);
    let these = marks(&mut values, points);
    let sql = format!(
        "SELECT s.id AS id, s.side AS side FROM ({all}) s WHERE s.id IN ({these}) ORDER BY s.id"
    );
    let statement = Statement::from_sql_and_values(conn.get_database_backend(), sql, values);
    let placed = Placed::find_by_statement(statement).all(conn).await?;
    add_words(conn, chain, placed).await
}

async fn add_words(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    placed: Vec<Placed>,
) -> Result<Vec<Said>, DbErr> {
    let rows = insight::Entity::find()
        .filter(insight::Column::Id.is_in(placed.iter().map(|row| row.id)))
        .order_by_asc(insight::Column::Id)
        .all(conn)
        .await?;
    let points = with_sources(conn, chain, rows).await?;
    let said = |point: Sourced| {
        let stance = placed.iter().find(|row| row.id == point.row.id);
        Said {
            side: Side::of(stance.and_then(|row| row.side)),
            point,
        }
    };
    Ok(points.into_iter().map(said).collect())
}

/// Takes points out of the themes `under`, into another theme or none: everybody's sorting of them. Returns the points
/// that were there.
pub async fn put(
    txn: &DatabaseTransaction,
    (means, by): (&Means, Uuid),
    chain: Uuid,
    under: &[Uuid],
    into: Option<Uuid>,
    points: &[Uuid],
) -> Result<Vec<Uuid>, DbErr> {
    let mut themes = under.to_vec();
    themes.extend(into);
    let rows = coding::Entity::find()
        .filter(coding::Column::Chain.eq(chain))
        .filter(coding::Column::Insight.is_in(points.iter().copied()))
        .filter(coding::Column::Theme.is_in(themes))
        .order_by_asc(coding::Column::Id)
        .all(txn)
        .await?;
    let (there, from): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| Some(row.theme) == into);
    let mut sorted: HashSet<(Uuid, Uuid)> =
        there.iter().map(|row| (row.insight, row.coder)).collect();
    let mut moved: Vec<Uuid> = Vec::new();
    for row in from {
        // Who sorted a point into both has it there once.
        match into.filter(|_| sorted.insert((row.insight, row.coder))) {
            Some(into) => {
                coding::Entity::update_many()
                    .col_expr(coding::Column::Theme, Expr::value(into))
                    .filter(coding::Column::Id.eq(row.id))
                    .exec(txn)
                    .await?;
            }
            None => {
                coding::Entity::delete_by_id(row.id).exec(txn).await?;
            }
        }
        if !moved.contains(&row.insight) {
            moved.push(row.insight);
        }
    }
    for point in &moved {
        note(txn, means, by, "point.sorted", *point, chain).await?;
    }
    Ok(moved)
}

/// What became of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marked {
    Done,
    /// The point is not in the theme any more, or somebody else marked it since.
    TooLate,
}

/// Marks on which side a point stands in a theme, for everybody who sorted it there. `seen` is the side that was shown.
pub async fn mark(
    txn: &DatabaseTransaction,
    (means, by): (&Means, Uuid),
    chain: Uuid,
    under: &[Uuid],
    point: Uuid,
    (seen, wanted): (Side, Side),
) -> Result<Marked, DbErr> {
    let now = find(txn, chain, under, &[point]).await?;
    let Some(now) = now.first().map(|said| said.side) else {
        return Ok(Marked::TooLate);
    };
    if now == wanted {
        return Ok(Marked::Done);
    }
    if now != seen {
        return Ok(Marked::TooLate);
    }
    let done = coding::Entity::update_many()
        .col_expr(coding::Column::Stance, Expr::value(wanted.stance()))
        .filter(coding::Column::Chain.eq(chain))
        .filter(coding::Column::Insight.eq(point))
        .filter(coding::Column::Theme.is_in(under.iter().copied()))
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(Marked::TooLate);
    }
    note(txn, means, by, "point.stance", point, chain).await?;
    Ok(Marked::Done)
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    act: &'static str,
    point: Uuid,
    chain: Uuid,
) -> Result<(), DbErr> {
    let by = By::Organiser(by);
    audit::note(txn, &means.sources, by, act, Some(point), Some(chain)).await
}

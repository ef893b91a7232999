//! What organisers are told when words go from a published plan: which actions of which versions lost some, and how many;
//! never the words, and never whose they were.

use std::collections::BTreeMap;

use entity::{plan_version, words_gone};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::publish;
use crate::insight::themes::{self, Family};
use crate::means::Means;
use crate::organiser::audit;

/// An action of a version that lost words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    pub version: i32,
    /// Its place in that version, from 1.
    pub place: usize,
    pub towards: String,
    pub points: usize,
    /// Nothing stands behind it any more.
    pub bare: bool,
}

/// What nobody has looked at yet.
#[derive(Clone, Debug, Default)]
pub struct Gone {
    /// What was noted; marking it as seen names these and no later ones.
    pub ids: Vec<Uuid>,
    /// How many points were taken back.
    pub points: usize,
    pub places: Vec<Lost>,
}

/// Works out which published actions lost words since organisers last looked. Points that stood behind no action are
/// left out.
pub async fn list(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Gone, DbErr> {
    let rows = words_gone::Entity::find()
        .filter(words_gone::Column::Chain.eq(chain))
        .filter(words_gone::Column::SeenAt.is_null())
        .all(conn)
        .await?;
    if rows.is_empty() {
        return Ok(Gone::default());
    }
    let versions = publish::list(conn, chain).await?;
    let family = Family::read(conn, chain).await?;
    let coded = themes::coded(conn, rows.iter().map(|row| row.insight)).await?;
    let mut lost: BTreeMap<(i32, usize), Lost> = BTreeMap::new();
    let mut gone = Gone::default();
    for row in &rows {
        let inside = family.claims(coded.get(&row.insight).map_or(&[], Vec::as_slice));
        let mut stood = false;
        let before = |version: &&plan_version::Model| version.published_at <= row.at;
        for version in versions.iter().filter(before) {
            for (place, action) in (1..).zip(&version.body.actions) {
                let rests = action.insights.contains(&row.insight)
                    || action.themes.iter().any(|theme| inside.contains(theme));
                if !rests {
                    continue;
                }
                stood = true;
                let entry = lost.entry((-version.n, place)).or_insert_with(|| Lost {
                    version: version.n,
                    place,
                    towards: action.towards.clone(),
                    points: 0,
                    bare: false,
                });
                entry.points += 1;
            }
        }
        if stood {
            gone.ids.push(row.id);
            gone.points += 1;
        }
    }
    gone.places = lost.into_values().collect();
    mark_bare(conn, chain, &versions, &mut gone.places).await?;
    Ok(gone)
}

/// Marks the actions behind which nothing stands any more.
async fn mark_bare(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    versions: &[plan_version::Model],
    places: &mut [Lost],
) -> Result<(), DbErr> {
    let family = Family::read(conn, chain).await?;
    let bases: Vec<_> = places
        .iter()
        .filter_map(|lost| {
            let version = versions.iter().find(|version| version.n == lost.version)?;
            let action = version.body.actions.get(lost.place - 1)?;
            Some(family.published(&super::pages::basis_of(action)))
        })
        .collect();
    let counted = crate::insight::evidence::of_bases(conn, chain, &bases).await?;
    for (lost, evidence) in places.iter_mut().zip(counted) {
        lost.bare = evidence.points == 0;
    }
    Ok(())
}

/// Notes that organisers have seen these.
pub async fn mark_seen(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    ids: Vec<Uuid>,
) -> Result<(), DbErr> {
    let done = words_gone::Entity::update_many()
        .col_expr(words_gone::Column::SeenAt, Expr::value(means.now()))
        .col_expr(words_gone::Column::SeenBy, Expr::value(by))
        .filter(words_gone::Column::Chain.eq(chain))
        .filter(words_gone::Column::Id.is_in(ids))
        .filter(words_gone::Column::SeenAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected > 0 {
        audit::organiser_did(txn, means, by, "words.gone-seen", chain, chain).await?;
    }
    Ok(())
}

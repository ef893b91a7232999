//! The initiator opens the record again: corrects a wording, adds a point, and rules over what they said themself.
//!
//! Until the chain is closed, and while the partner is there. Every wording is kept. New words of the partner's are
//! unchecked words: nothing is quoted before the partner has read them (I4), and the partner is told.

use entity::shared::{DraftPoint, Quote};
use entity::{conversation, insight, insight_version};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::check::{add_version, counts, list_versions};
use super::record::{branch_of, insert_point, list_points};
use super::{emails, names, record::drop_drafts, words_gone};
use crate::chain::Face;
use crate::means::Means;
use crate::people;

/// What the initiator says of one point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    pub insight: Uuid,
    /// The number of the wording the page showed.
    pub seen: i32,
    pub text: String,
    /// Takes it back: only what they said themself.
    pub out: bool,
    /// How it may be quoted: only what they said themself.
    pub quote: Option<Quote>,
}

/// A point written down later.
#[derive(Clone, Debug)]
pub struct Added {
    pub prompt: Uuid,
    pub point: DraftPoint,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Corrected {
    Done,
    /// The partner worded these points anew meanwhile: nothing was changed.
    Stale(Vec<Uuid>),
    /// The chain is closed, or the record can still be taken back, or there is none.
    Closed,
}

/// Tells whether the initiator may open the record again.
pub fn may_correct(means: &Means, face: &Face, c: &conversation::Model) -> bool {
    let settled = c
        .recorded_at
        .is_some_and(|at| c.checked_at.is_some() || at + means.undo <= means.now());
    settled && c.ended_at.is_none() && !c.nothing_kept && face.chain.closed_at.is_none()
}

/// Tells whether the partner is still there: nobody writes about somebody who has left.
pub async fn is_partner_here(
    conn: &impl ConnectionTrait,
    c: &conversation::Model,
) -> Result<bool, DbErr> {
    let partner = people::find(conn, c.partner).await?;
    Ok(partner.is_some_and(|p| p.erased_at.is_none() && p.stopped_at.is_none()))
}

/// Takes the initiator's corrections, all of them or none.
pub async fn correct(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
    corrections: &[Correction],
    added: Option<&Added>,
) -> Result<Corrected, DbErr> {
    if !may_correct(means, face, c) {
        return Ok(Corrected::Closed);
    }
    let stored = list_points(txn, c.id).await?;
    let versions = list_versions(txn, &stored).await?;
    let touched: Vec<&Correction> = corrections
        .iter()
        .filter(|k| is_touched(k, &stored, &versions))
        .collect();
    let stale: Vec<Uuid> = touched
        .iter()
        .filter(|k| is_stale(k, &versions))
        .map(|k| k.insight)
        .collect();
    if !stale.is_empty() {
        return Ok(Corrected::Stale(stale));
    }
    let partner_here = is_partner_here(txn, c).await?;
    let mut changed = false;
    for k in touched {
        let point = stored.iter().find(|p| p.id == k.insight && counts(p));
        match point {
            Some(point) if point.by_initiator => {
                changed |= change_own(txn, means, c, point, k).await?;
            }
            Some(point) if partner_here => changed |= reword(txn, means, c, point, k).await?,
            _ => {}
        }
    }
    if let Some(added) = added.filter(|added| partner_here || added.point.mine) {
        add(txn, means, face, c, &stored, added).await?;
        changed = true;
    }
    if changed {
        // What was drafted is not what stands any more.
        drop_drafts(txn, &[c.id]).await?;
        emails::tell_of_change(txn, means, face, c, c.initiator).await?;
    }
    Ok(Corrected::Done)
}

/// Tells whether the initiator changed anything about the point they were shown.
fn is_touched(
    k: &Correction,
    stored: &[insight::Model],
    versions: &[insight_version::Model],
) -> bool {
    let shown = versions
        .iter()
        .find(|v| v.insight == k.insight && v.n == k.seen);
    let own = stored.iter().any(|p| p.id == k.insight && p.by_initiator);
    own || shown.is_none_or(|v| v.text != k.text)
}

fn is_stale(k: &Correction, versions: &[insight_version::Model]) -> bool {
    versions
        .iter()
        .any(|v| v.insight == k.insight && v.n > k.seen)
}

async fn reword(
    txn: &DatabaseTransaction,
    means: &Means,
    c: &conversation::Model,
    point: &insight::Model,
    k: &Correction,
) -> Result<bool, DbErr> {
    if point.text == k.text || k.text.is_empty() {
        return Ok(false);
    }
    let public = names::public_text(&k.text, point.hidden.as_ref(), &point.language);
    insight::Entity::update_many()
        .col_expr(insight::Column::Text, Expr::value(k.text.clone()))
        .col_expr(insight::Column::PublicText, Expr::value(public))
        .col_expr(insight::Column::Quote, Expr::value(None::<Quote>))
        .col_expr(
            insight::Column::CheckedAt,
            Expr::value(None::<chrono::DateTime<chrono::Utc>>),
        )
        .filter(insight::Column::Id.eq(point.id))
        .exec(txn)
        .await?;
    add_version(txn, means, point.id, c.initiator, &k.text).await?;
    Ok(true)
}

/// Changes what the initiator said themself. Returns whether the partner can see the change.
async fn change_own(
    txn: &DatabaseTransaction,
    means: &Means,
    c: &conversation::Model,
    point: &insight::Model,
    k: &Correction,
) -> Result<bool, DbErr> {
    let quote = if k.out || point.private {
        Quote::None
    } else {
        k.quote.unwrap_or(Quote::None)
    };
    if quote == Quote::None {
        words_gone::note(txn, means, [point]).await?;
    }
    let mut change = insight::Entity::update_many()
        .col_expr(insight::Column::Quote, Expr::value(quote))
        .col_expr(insight::Column::CheckedAt, Expr::value(means.now()))
        .filter(insight::Column::Id.eq(point.id));
    let reworded = !k.out && !k.text.is_empty() && k.text != point.text;
    if k.out {
        change = change.col_expr(insight::Column::WithdrawnAt, Expr::value(means.now()));
    } else if reworded {
        let public = names::public_text(&k.text, point.hidden.as_ref(), &point.language);
        change = change
            .col_expr(insight::Column::Text, Expr::value(k.text.clone()))
            .col_expr(insight::Column::PublicText, Expr::value(public));
    }
    change.exec(txn).await?;
    if reworded {
        add_version(txn, means, point.id, c.initiator, &k.text).await?;
    }
    Ok(k.out || reworded)
}

async fn add(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    c: &conversation::Model,
    stored: &[insight::Model],
    added: &Added,
) -> Result<(), DbErr> {
    let last = stored
        .iter()
        .filter(|p| p.prompt == added.prompt)
        .map(|p| p.position)
        .max();
    let position = last.unwrap_or(0) + 1;
    let branch = branch_of(txn, c).await?;
    insert_point(
        txn,
        means,
        face,
        c,
        branch,
        added.prompt,
        position,
        &added.point,
    )
    .await?;
    Ok(())
}

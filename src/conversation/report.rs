//! A person tells the organisers that something about an invitation is not right.
//!
//! The words are sealed and go when the person is forgotten. Somebody who says that a message was not for them is
//! never written to again: what was held to reach them goes at once.

use chrono::{DateTime, Utc};
use entity::shared::{LinkKind, ReportWhy};
use entity::{participant, report};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{Outcome, answer};
use crate::chain::{self, Face};
use crate::keys::{Place, Unreadable};
use crate::mail;
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people::{self, links};

/// The longest report, in characters.
pub const TEXT_MAX: usize = 2_000;

/// Keeps a report, sealed, for the organisers.
pub async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    why: ReportWhy,
    text: &str,
) -> Result<Uuid, DbErr> {
    let id = means.id();
    let sealed =
        (!text.is_empty()).then(|| means.keys.seal(&means.sources, Place::ReportText, id, text));
    report::ActiveModel {
        id: Set(id),
        chain: Set(person.chain),
        participant: Set(person.id),
        why: Set(why),
        text: Set(sealed),
        at: Set(means.now()),
        closed_at: Set(None),
        closed_by: Set(None),
    }
    .insert(txn)
    .await?;
    let by = By::Participant(person.id);
    let (object, chain) = (Some(id), Some(person.chain));
    audit::note(txn, &means.sources, by, "report.made", object, chain).await?;
    Ok(id)
}

/// Takes "This is not me": tells the organisers and deletes the details at once. Of somebody who said yes before, the
/// words stay until the organisers know whose they are; how to reach them and their link go, because both are in
/// other hands.
pub async fn not_me(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<(), DbErr> {
    keep(txn, means, person, ReportWhy::NotMe, "").await?;
    if person.agreed_at.is_none() {
        let _ = answer::decline(txn, means, face, person, false).await?;
        return Ok(());
    }
    answer::suppress(txn, means, person).await?;
    mail::forget_participant(txn, &means.sources, person.id).await?;
    people::drop_details(txn, person.id).await?;
    links::revoke(txn, means, person.id, Some(LinkKind::Act)).await
}

/// Lists the reports of a chain that nobody closed, the oldest first.
pub async fn list_open(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<report::Model>, DbErr> {
    report::Entity::find()
        .filter(report::Column::Chain.eq(chain))
        .filter(report::Column::ClosedAt.is_null())
        .order_by_asc(report::Column::At)
        .order_by_asc(report::Column::Id)
        .all(conn)
        .await
}

/// Tells whether somebody told us that something is not right, and nobody has closed it.
pub async fn is_open(conn: &impl ConnectionTrait, person: Uuid) -> Result<bool, DbErr> {
    let open = report::Entity::find()
        .filter(report::Column::Participant.eq(person))
        .filter(report::Column::ClosedAt.is_null())
        .count(conn)
        .await?;
    Ok(open > 0)
}

/// Finds one report of a chain.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<report::Model>, DbErr> {
    report::Entity::find_by_id(id)
        .filter(report::Column::Chain.eq(chain))
        .one(conn)
        .await
}

/// Opens the words of a report; empty when there are none.
pub fn words(means: &Means, report: &report::Model) -> Result<String, Unreadable> {
    match &report.text {
        Some(sealed) => means.keys.open(Place::ReportText, report.id, sealed),
        None => Ok(String::new()),
    }
}

/// Closes a report: an organiser has seen to it.
pub async fn close(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    report: &report::Model,
) -> Result<Outcome, DbErr> {
    let done = report::Entity::update_many()
        .col_expr(report::Column::ClosedAt, Expr::value(means.now()))
        .col_expr(report::Column::ClosedBy, Expr::value(organiser))
        .filter(report::Column::Id.eq(report.id))
        .filter(report::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        let (act, chain) = ("report.closed", report.chain);
        audit::organiser_did(txn, means, organiser, act, report.id, chain).await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

/// Removes the words of a person's reports (I7).
pub async fn forget(txn: &DatabaseTransaction, person: Uuid) -> Result<(), DbErr> {
    report::Entity::update_many()
        .col_expr(report::Column::Text, Expr::value(None::<Vec<u8>>))
        .filter(report::Column::Participant.eq(person))
        .exec(txn)
        .await?;
    Ok(())
}

/// Removes the words of reports of chains that were closed before `closed_before`. Returns how many.
pub async fn forget_old(
    txn: &DatabaseTransaction,
    closed_before: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let done = report::Entity::update_many()
        .col_expr(report::Column::Text, Expr::value(None::<Vec<u8>>))
        .filter(report::Column::Text.is_not_null())
        .filter(report::Column::Chain.in_subquery(chain::closed_before(closed_before)))
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}

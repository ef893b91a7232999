//! Reminders by hand that could not go out because the chain was paused: when it goes on they are written anew, with
//! the days that are true now, and go out.

use chrono::{DateTime, Utc};
use entity::{conversation, outbox};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Open, open_of, step_of, store};
use crate::chain::{self, Face};
use crate::conversation::emails;
use crate::mail::{self, MailKind, QUIETLY};
use crate::means::Means;
use crate::people;

/// Lets the reminders that waited since `paused_at` go out now, if their step is still open.
pub(in crate::conversation) async fn go_on(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    paused_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let Some(face) = chain::find_face(txn, chain).await? else {
        return Ok(());
    };
    for row in waiting(txn, chain, paused_at).await? {
        let step = MailKind::parse(&row.kind).and_then(step_of);
        if let (Some(open), Some(step)) = (find_open(txn, means, &face, &row).await?, step)
            && open.step == step
            && open.reminders > 0
        {
            mail::cancel_one(txn, &means.sources, row.id).await?;
            anew(txn, means, &face, &open).await?;
        }
    }
    Ok(())
}

/// Lists what was written by hand and has not gone out; also what grew too old while it waited.
async fn waiting(
    txn: &DatabaseTransaction,
    chain: Uuid,
    paused_at: DateTime<Utc>,
) -> Result<Vec<outbox::Model>, DbErr> {
    use outbox::Column as C;
    let reminders = MailKind::ALL.iter().filter(|kind| kind.is_reminder());
    let rows = outbox::Entity::find()
        .filter(C::Chain.eq(chain))
        .filter(C::Kind.is_in(reminders.map(|kind| kind.as_str())))
        .filter(C::TransmittingAt.is_null())
        .filter(C::SentAt.is_null())
        .filter(C::FailedAt.is_null())
        .filter(C::HeldAt.is_null())
        .filter(C::CancelledAt.is_null())
        .order_by_asc(C::MadeAt)
        .order_by_asc(C::Id)
        .all(txn)
        .await?;
    let waits = |row: &outbox::Model| row.expired_at.is_none_or(|at| paused_at <= at);
    let by_hand = |row: &outbox::Model| !row.idempotency_key.ends_with(QUIETLY);
    Ok(rows
        .into_iter()
        .filter(|row| by_hand(row) && waits(row))
        .collect())
}

async fn find_open(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    row: &outbox::Model,
) -> Result<Option<Open>, DbErr> {
    let link = match row.conversation {
        Some(id) => conversation::Entity::find_by_id(id).one(txn).await?,
        None => None,
    };
    let person = link.map(|link| link.partner).or(row.participant);
    let Some(person) = person else {
        return Ok(None);
    };
    match people::find(txn, person).await? {
        Some(person) => open_of(txn, face, &person, means.now()).await,
        None => Ok(None),
    }
}

/// Writes it once more. It was counted when it was written first.
async fn anew(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    open: &Open,
) -> Result<(), DbErr> {
    let Some(actor) = people::find(txn, open.actor).await? else {
        return Ok(());
    };
    if let Some((address, to)) = emails::reach(txn, means, &actor).await? {
        let (by, due) = (open.reminded_by, means.now());
        store(txn, means, face, open, &actor, (&address, to), by, due).await?;
    }
    Ok(())
}

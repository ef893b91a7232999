//! Telling residents that a round is open: only those who said yes and can be e-mailed, once, with time to take it back.

use entity::{participant, round};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::chain::Face;
use crate::conversation::weighing;
use crate::i18n::{Arg, Words};
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::people::emails::write;
use crate::plan::telling;

/// Lists those who may vote in a chain, oldest first.
pub async fn list_voters(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<participant::Model>, DbErr> {
    participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .order_by_asc(participant::Column::Id)
        .all(conn)
        .await
}

fn key_stem(round: Uuid) -> String {
    format!("round:{round}:")
}

/// Tells everyone who can be told, with time to take it back. Returns how many that are.
pub async fn tell(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    round: &round::Model,
) -> Result<usize, DbErr> {
    let people = telling::can_be_told(face.chain.id).all(txn).await?;
    let (day, due) = (weighing::last_day(round), means.now() + means.undo);
    telling::tell_each(txn, means, people, due, |person, address| {
        let by = day.map(|day| Words::of(&person.language).day(day));
        let by = by.unwrap_or_default();
        let args: &[(&'static str, &dyn Arg)] = &[("host", &face.host.name), ("by", &by)];
        let key = format!("{}{}", key_stem(round.id), person.id);
        write(face, person, address, MailKind::WeighIn, args, key)
    })
    .await
}

/// Takes back what has not gone out, when a round is closed.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    round: &round::Model,
) -> Result<(), DbErr> {
    mail::cancel_keyed(txn, &means.sources, &key_stem(round.id)).await?;
    Ok(())
}

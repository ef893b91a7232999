//! Telling residents that a round is open: only those who said yes and can be e-mailed, once, with time to take it back.

use entity::{participant, round};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::chain::Face;
use crate::conversation::{emails, gathering, weighing};
use crate::i18n::{Arg, Words};
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::people;

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

/// Tells everyone who can be e-mailed. Returns how many that are.
pub async fn tell(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    round: &round::Model,
) -> Result<usize, DbErr> {
    let mut told = 0;
    for person in list_voters(txn, face.chain.id).await? {
        let Some((address, to)) = emails::reach(txn, means, &person).await? else {
            continue;
        };
        if !gathering::has_email(&person) {
            continue;
        }
        let day = weighing::last_day(round);
        let by = day.map(|day| Words::of(&person.language).day(day));
        let by = by.unwrap_or_default();
        let args: &[(&'static str, &dyn Arg)] = &[("host", &face.host.name), ("by", &by)];
        let key = format!("{}{}", key_stem(round.id), person.id);
        let draft = people::emails::write(face, &person, &address, MailKind::WeighIn, args, key);
        let email = draft.finish(to, means.now() + means.undo);
        mail::enqueue(txn, &means.sources, &means.keys, email).await?;
        told += 1;
    }
    Ok(told)
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

//! A second name, asked only if the first cannot.
//!
//! It is held sealed, for one turn. It is used at once when the first person declines or does not answer; and it is
//! deleted when the turn ends in any other way, and the person who gave it is told so. Using it follows the same rules
//! as any choice: whether the address may be written to, nobody is told.

use std::collections::HashSet;

use chrono::Duration;
use entity::shared::{EndedWhy, Way};
use entity::{chain as chain_row, conversation, nomination, participant};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany,
};
use uuid::Uuid;

use super::nominate::{self, Asking, Named, Turn};
use super::{Outcome, emails};
use crate::chain::Face;
use crate::erasure;
use crate::keys::Place;
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::people;

/// The place of a second name.
const SECOND: i32 = 2;
/// For how long the page tells what became of a second name.
const TOLD_FOR: Duration = Duration::days(30);

/// Keeps a second name for the turn in which the first was just asked.
pub async fn keep(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    first: &conversation::Model,
    second: &Named<'_>,
) -> Result<(), DbErr> {
    let id = means.id();
    let address = means
        .keys
        .seal(&means.sources, Place::NominationAddress, id, second.email);
    nomination::ActiveModel {
        id: Set(id),
        chain: Set(first.chain),
        initiator: Set(first.initiator),
        turn: Set(first.turn),
        rank: Set(SECOND),
        way: Set(Way::Email),
        name: Set(Some(second.name.to_owned())),
        address: Set(Some(address)),
        language: Set(second.language.to_owned()),
        note: Set(None),
        asked_wording: Set(Some(second.asked_wording.to_owned())),
        made_at: Set(means.now()),
        used_at: Set(None),
        dropped_at: Set(None),
    }
    .insert(txn)
    .await?;
    nominate::keep_asked(txn, means, face, first.initiator, second.asked_wording).await
}

/// Finds the second name a person has given and that still stands.
pub async fn find(
    conn: &impl ConnectionTrait,
    initiator: Uuid,
) -> Result<Option<nomination::Model>, DbErr> {
    nomination::Entity::find()
        .filter(held())
        .filter(nomination::Column::Initiator.eq(initiator))
        .one(conn)
        .await
}

fn held() -> Condition {
    Condition::all()
        .add(nomination::Column::Rank.eq(SECOND))
        .add(nomination::Column::UsedAt.is_null())
        .add(nomination::Column::DroppedAt.is_null())
}

/// Lists who in a chain has given a second name that still stands.
pub async fn list_held(conn: &impl ConnectionTrait, chain: Uuid) -> Result<HashSet<Uuid>, DbErr> {
    let initiators: Vec<Uuid> = nomination::Entity::find()
        .select_only()
        .column(nomination::Column::Initiator)
        .filter(nomination::Column::Chain.eq(chain))
        .filter(held())
        .into_tuple()
        .all(conn)
        .await?;
    Ok(initiators.into_iter().collect())
}

/// Deletes the second name a person has given, if one stands.
pub async fn delete(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
) -> Result<Outcome, DbErr> {
    let done = nominate::emptied(means)
        .filter(held())
        .filter(nomination::Column::Initiator.eq(initiator))
        .exec(txn)
        .await?;
    Ok(Outcome::of(done.rows_affected))
}

/// What became of the last second name a person gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Second {
    Held { name: String },
    Asked,
    Deleted,
}

/// Works out what a person's page says about their second name; nothing when it is long ago.
pub async fn find_second(
    conn: &impl ConnectionTrait,
    means: &Means,
    initiator: Uuid,
) -> Result<Option<Second>, DbErr> {
    let last = nomination::Entity::find()
        .filter(nomination::Column::Initiator.eq(initiator))
        .filter(nomination::Column::Rank.eq(SECOND))
        .order_by_desc(nomination::Column::MadeAt)
        .order_by_desc(nomination::Column::Id)
        .one(conn)
        .await?;
    let lately = |at: chrono::DateTime<chrono::Utc>| means.now() < at + TOLD_FOR;
    Ok(last.and_then(|n| match (n.used_at, n.dropped_at) {
        (Some(at), _) => lately(at).then_some(Second::Asked),
        (None, Some(at)) => lately(at).then_some(Second::Deleted),
        (None, None) => Some(Second::Held {
            name: n.name.unwrap_or_default(),
        }),
    }))
}

/// The conversation of an initiator ended before it was recorded, and not by them: their second name is asked, or they
/// are told that they may choose again.
pub async fn after_no(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    ended: &conversation::Model,
) -> Result<(), DbErr> {
    if !settle(txn, means, face, ended.initiator).await? {
        emails::tell_of_no(txn, means, face, ended).await?;
    }
    Ok(())
}

/// The message to the first person came back: they are forgotten, and the second name is asked at once.
pub async fn ask_instead(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: Uuid,
    first: &conversation::Model,
) -> Result<Outcome, DbErr> {
    let partner = people::find(txn, first.partner).await?;
    let came_back = partner.is_some_and(|p| p.bounced_at.is_some() && p.erased_at.is_none());
    let may = first.initiator == initiator && first.agreed_at.is_none() && came_back;
    if !may || find(txn, initiator).await?.is_none() {
        return Ok(Outcome::AlreadyDone);
    }
    let done = super::end(txn, means, first.id, EndedWhy::Initiator).await?;
    if done == Outcome::Done {
        mail::cancel(txn, &means.sources, first.id, &[MailKind::Invite]).await?;
        erasure::forget(txn, means, first.partner).await?;
        settle(txn, means, face, initiator).await?;
    }
    Ok(done)
}

/// Asks the second name of a person if its turn is free again, and deletes it if that turn is over. Returns whether it
/// was asked.
pub async fn settle(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: Uuid,
) -> Result<bool, DbErr> {
    let Some(second) = find(txn, initiator).await? else {
        return Ok(false);
    };
    let Some(person) = people::find(txn, initiator).await? else {
        return Ok(false);
    };
    match nominate::turn(txn, face, &person).await? {
        Turn::Open(n) if n == second.turn => {
            // Whoever's press ended the first conversation, this choice is the initiator's own.
            let means = Means {
                acting: None,
                ..means.clone()
            };
            ask(txn, &means, face, &person, second).await
        }
        Turn::Busy => Ok(false),
        // A pause ends; the clock looks again.
        Turn::ChainShut if face.chain.closed_at.is_none() => Ok(false),
        _ => {
            let _ = delete(txn, means, initiator).await?;
            Ok(false)
        }
    }
}

async fn ask(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    second: nomination::Model,
) -> Result<bool, DbErr> {
    let address = second.address.as_ref().and_then(|sealed| {
        let place = Place::NominationAddress;
        means.keys.open(place, second.id, sealed).ok()
    });
    let (Some(name), Some(email)) = (second.name, address) else {
        let _ = delete(txn, means, initiator.id).await?;
        return Ok(false);
    };
    take(txn, means, initiator.id, second.turn, second.id).await?;
    let named = Named {
        name: &name,
        email: &email,
        language: &second.language,
        asked_wording: second.asked_wording.as_deref().unwrap_or_default(),
    };
    let reachable = !nominate::is_address_of(means, initiator, &email)
        && nominate::is_reachable(txn, means, face, &email).await?;
    let asking = Asking {
        nomination: second.id,
        turn: second.turn,
        named: &named,
        reachable,
        entered_by: None,
    };
    let conversation = nominate::invite(txn, means, face, initiator, asking).await?;
    emails::tell_of_reserve(txn, means, face, initiator, &conversation, &name).await?;
    Ok(true)
}

/// Marks the second name as used; what it held stands with the participant from here on. The first makes room.
async fn take(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
    turn: i32,
    second: Uuid,
) -> Result<(), DbErr> {
    nominate::emptied(means)
        .filter(nomination::Column::Initiator.eq(initiator))
        .filter(nomination::Column::Turn.eq(turn))
        .filter(nomination::Column::Rank.ne(SECOND))
        .filter(nomination::Column::DroppedAt.is_null())
        .exec(txn)
        .await?;
    used(means)
        .filter(nomination::Column::Id.eq(second))
        .exec(txn)
        .await?;
    Ok(())
}

fn used(means: &Means) -> UpdateMany<nomination::Entity> {
    nomination::Entity::update_many()
        .col_expr(nomination::Column::UsedAt, Expr::value(means.now()))
        .col_expr(nomination::Column::Name, Expr::value(None::<String>))
        .col_expr(nomination::Column::Address, Expr::value(None::<Vec<u8>>))
}

/// Lists who has given a second name and has nobody asked any more: the chain and the person. In a chain that is on a
/// break they wait.
pub async fn list_unsettled(
    conn: &impl ConnectionTrait,
    at_most: u64,
) -> Result<Vec<(Uuid, Uuid)>, DbErr> {
    let asking = Query::select()
        .column(conversation::Column::Initiator)
        .from(conversation::Entity)
        .and_where(conversation::Column::EndedAt.is_null())
        .and_where(conversation::Column::RecordedAt.is_null())
        .to_owned();
    let on_a_break = Query::select()
        .column(chain_row::Column::Id)
        .from(chain_row::Entity)
        .and_where(chain_row::Column::PausedAt.is_not_null())
        .and_where(chain_row::Column::ClosedAt.is_null())
        .to_owned();
    nomination::Entity::find()
        .select_only()
        .column(nomination::Column::Chain)
        .column(nomination::Column::Initiator)
        .filter(held())
        .filter(nomination::Column::Initiator.not_in_subquery(asking))
        .filter(nomination::Column::Chain.not_in_subquery(on_a_break))
        .limit(at_most)
        .into_tuple()
        .all(conn)
        .await
}

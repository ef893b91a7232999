//! What time brings about: people are reminded once, invitations lapse, endings take effect, details nobody used are deleted, bounces are
//! told, old mail is emptied.
//!
//! The worker calls [`tick`]; each round is small, and doing it twice changes nothing more.

use chrono::Duration;
use entity::shared::{Door, EndedWhy, Way};
use entity::{chain as chain_row, conversation, participant};
use sea_orm::sea_query::{Expr, IntoCondition};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, JoinType, QueryFilter,
    QuerySelect,
};
use tokio::sync::watch;
use uuid::Uuid;

use super::{
    Outcome, begin, closing, emails, ending, hands, pool, remind, report, reserve, weighing, worry,
};
use crate::chain;
use crate::db::{self, Db};
use crate::erasure;
use crate::mail;
use crate::means::Means;
use crate::organiser::unsaved;
use crate::people::{self, FORGET_AFTER, sheets};

/// How long an invitation that could never be sent stands before it ends like any other no.
const UNREACHABLE_AFTER: Duration = Duration::days(2);
/// Contact details, notes, worries nobody kept on purpose and reports are deleted this long after their chain was closed (RELIABILITY rule 61).
const FORGET_AFTER_CLOSING: Duration = Duration::days(90);
/// Bodies of messages are emptied this long after they were sent.
const EMPTY_MAIL_AFTER: Duration = Duration::days(30);
/// How many rows a round takes on.
const A_ROUND: u64 = 200;
/// How many rounds of closing chains are done at one look.
const ROUNDS: usize = 50;

/// How often the clock is looked at.
const LOOK: std::time::Duration = std::time::Duration::from_mins(1);

/// Does what is due, once a minute, until `stop` turns true.
pub async fn run(db: &Db, means: &Means, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = tick(db, means).await {
            tracing::error!(%error, "what is due by the clock could not be done");
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Does everything that is due. Returns how many things changed.
pub async fn tick(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let mut changed = carry_on_closing(db, means).await?;
    changed += ending::round(db, means).await?;
    for id in lapsing(db, means).await? {
        changed += lapse(db, means, id).await?;
    }
    for id in unanswered(db, means).await? {
        let txn = db::begin_write(db).await?;
        erasure::forget(&txn, means, id).await?;
        txn.commit().await?;
        changed += 1;
    }
    changed += tell_bounces(db, means).await?;
    changed += settle_second_names(db, means).await?;
    changed += match_waiting(db, means).await?;
    changed += weighing::close_due(db, means).await?;
    changed += hands::expire_due(db, means).await?;
    changed += remind::round(db, means, A_ROUND).await?;
    let txn = db::begin_write(db).await?;
    changed += mail::forget_bodies(&txn, means.now() - EMPTY_MAIL_AFTER).await?;
    changed += worry::forget_old(&txn, means.now() - FORGET_AFTER_CLOSING).await?;
    changed += people::notes::forget_old(&txn, means.now() - FORGET_AFTER_CLOSING).await?;
    changed += begin::forget_old(&txn, means.now() - FORGET_AFTER_CLOSING).await?;
    changed += report::forget_old(&txn, means.now() - FORGET_AFTER_CLOSING).await?;
    changed += sheets::forget_old(&txn, means.now() - sheets::KEPT_FOR).await?;
    changed += unsaved::forget_old(&txn, means.now() - unsaved::KEPT_FOR).await?;
    txn.commit().await?;
    Ok(changed)
}

/// Finishes what the closing of a chain began, however large the chain.
async fn carry_on_closing(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let mut changed = 0;
    for _ in 0..ROUNDS {
        let done = closing::carry_on(db, means, A_ROUND).await?;
        if done == 0 {
            break;
        }
        changed += done;
    }
    Ok(changed)
}

async fn lapsing(db: &Db, means: &Means) -> Result<Vec<Uuid>, DbErr> {
    let never_sent = Condition::all()
        .add(conversation::Column::Way.eq(Way::Email))
        .add(conversation::Column::InvitedAt.lte(means.now() - UNREACHABLE_AFTER))
        .add(participant::Column::Email.is_null());
    conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Id)
        .join(JoinType::InnerJoin, partner_of())
        .join(
            JoinType::InnerJoin,
            conversation::Entity::belongs_to(chain_row::Entity)
                .from(conversation::Column::Chain)
                .to(chain_row::Column::Id)
                .into(),
        )
        // While a chain is paused its invitations wait; once it is closed they end without a word.
        .filter(chain_row::Column::PausedAt.is_null())
        .filter(chain_row::Column::ClosedAt.is_null())
        .filter(conversation::Column::EndedAt.is_null())
        .filter(conversation::Column::AgreedAt.is_null())
        .filter(
            Condition::any()
                .add(conversation::Column::ExpiresAt.lte(means.now()))
                .add(never_sent),
        )
        .limit(A_ROUND)
        .into_tuple()
        .all(&db.read)
        .await
}

fn partner_of() -> sea_orm::RelationDef {
    conversation::Entity::belongs_to(participant::Entity)
        .from(conversation::Column::Partner)
        .to(participant::Column::Id)
        .on_condition(|_, _| Expr::value(true).into_condition())
        .into()
}

async fn lapse(db: &Db, means: &Means, id: Uuid) -> Result<u64, DbErr> {
    let txn = db::begin_write(db).await?;
    let Some(c) = conversation::Entity::find_by_id(id).one(&txn).await? else {
        return Ok(0);
    };
    let Some(face) = chain::find_face(&txn, c.chain).await? else {
        return Ok(0);
    };
    let lapsed = c.expires_at <= means.now();
    let why = if lapsed {
        EndedWhy::Lapsed
    } else {
        EndedWhy::Declined
    };
    if c.agreed_at.is_some() || super::end(&txn, means, id, why).await? == Outcome::AlreadyDone {
        return Ok(0);
    }
    reserve::after_no(&txn, means, &face, &c).await?;
    if !lapsed {
        erasure::forget(&txn, means, c.partner).await?;
    }
    txn.commit().await?;
    Ok(1)
}

/// People who never answered, whose day has come: the day their message told them.
async fn unanswered(db: &Db, means: &Means) -> Result<Vec<Uuid>, DbErr> {
    let now = means.now();
    let invited: Vec<Uuid> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Partner)
        .join(JoinType::InnerJoin, partner_of())
        .filter(conversation::Column::ForgetAt.lte(now))
        .filter(conversation::Column::AgreedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::AgreedAt.is_null())
        .limit(A_ROUND)
        .into_tuple()
        .all(&db.read)
        .await?;
    let starters: Vec<Uuid> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Id)
        .filter(participant::Column::Door.is_in([Door::Starter, Door::Pool, Door::Letter]))
        .filter(participant::Column::AgreedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::JoinedAt.lte(now - FORGET_AFTER))
        .limit(A_ROUND)
        .into_tuple()
        .all(&db.read)
        .await?;
    let closed: Vec<Uuid> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Id)
        .join(
            JoinType::InnerJoin,
            participant::Entity::belongs_to(chain_row::Entity)
                .from(participant::Column::Chain)
                .to(chain_row::Column::Id)
                .into(),
        )
        .filter(chain_row::Column::ClosedAt.lte(now - FORGET_AFTER_CLOSING))
        .filter(
            Condition::any()
                .add(participant::Column::Email.is_not_null())
                .add(participant::Column::Phone.is_not_null()),
        )
        .limit(A_ROUND)
        .into_tuple()
        .all(&db.read)
        .await?;
    for person in closed {
        let txn = db::begin_write(db).await?;
        people::drop_details(&txn, person).await?;
        txn.commit().await?;
    }
    Ok([invited, starters].concat())
}

/// Joins people to each other where both sides wait: what nobody's own press has done, a chain that opened again.
async fn match_waiting(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let mut matched = 0;
    for id in pool::list_chains(&db.read).await? {
        let txn = db::begin_write(db).await?;
        if let Some(face) = chain::find_face(&txn, id).await? {
            matched += pool::match_waiting(&txn, means, &face).await?;
        }
        txn.commit().await?;
    }
    Ok(matched)
}

async fn tell_bounces(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let bounced: Vec<(Uuid, Uuid)> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Id)
        .column(conversation::Column::Partner)
        .join(JoinType::InnerJoin, partner_of())
        .filter(conversation::Column::EndedAt.is_null())
        .filter(conversation::Column::AgreedAt.is_null())
        .filter(participant::Column::BouncedAt.is_not_null())
        .limit(A_ROUND)
        .into_tuple()
        .all(&db.read)
        .await?;
    let mut told = 0;
    for (id, partner) in bounced {
        let txn = db::begin_write(db).await?;
        told += u64::from(tell_bounce(&txn, means, id, partner).await?);
        txn.commit().await?;
    }
    Ok(told)
}

async fn tell_bounce(
    txn: &DatabaseTransaction,
    means: &Means,
    id: Uuid,
    partner: Uuid,
) -> Result<bool, DbErr> {
    let c = conversation::Entity::find_by_id(id).one(txn).await?;
    let bounced_at = people::find(txn, partner).await?.and_then(|p| p.bounced_at);
    let (Some(c), Some(bounced_at)) = (c, bounced_at) else {
        return Ok(false);
    };
    let Some(face) = chain::find_face(txn, c.chain).await? else {
        return Ok(false);
    };
    emails::tell_of_bounce(txn, means, &face, &c, bounced_at).await
}

/// Second names whose turn is free or over, by whatever way that came about.
async fn settle_second_names(db: &Db, means: &Means) -> Result<u64, DbErr> {
    let mut settled = 0;
    for (chain, initiator) in reserve::list_unsettled(&db.read, A_ROUND).await? {
        let txn = db::begin_write(db).await?;
        if let Some(face) = chain::find_face(&txn, chain).await? {
            reserve::settle(&txn, means, &face, initiator).await?;
            settled += 1;
        }
        txn.commit().await?;
    }
    Ok(settled)
}

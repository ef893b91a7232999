//! The life of a link: choosing the next person, asking, agreeing, talking, writing down, checking.
//!
//! Every rule is a guarded change: it says in its `WHERE` what must hold, and does nothing when that no longer does, so
//! that two presses, an old tab or the Back button have one effect.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::shared::{EndedWhy, RevealBy, Way};
use entity::{conversation, participant, reveal};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::chain;
use crate::means::Means;
use crate::organiser::audit;
use crate::people;

pub mod answer;
pub mod begin;
pub mod behalf;
pub mod challenged;
pub mod check;
pub mod clock;
pub mod closing;
pub mod correct;
pub mod emails;
pub mod ending;
pub mod forget;
pub mod gathering;
pub mod hands;
pub mod held;
pub mod names;
pub mod nominate;
pub mod pages;
pub mod pauses;
pub mod pool;
pub mod proposing;
pub mod record;
pub mod remind;
pub mod report;
pub mod reserve;
pub mod ripple;
pub mod snapshot;
pub mod state;
pub mod step;
pub mod step_in;
pub mod take_out;
pub mod ways;
pub mod weighing;
pub mod who_talked;
mod words_gone;
pub mod worry;

pub use state::{State, state};

/// What came of a press: it did what it says, or that had been done, or could no longer be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    Done,
    /// Nothing to do: the page shows where things stand.
    AlreadyDone,
}

impl Outcome {
    const fn of(rows: u64) -> Self {
        if rows == 0 {
            Self::AlreadyDone
        } else {
            Self::Done
        }
    }
}

/// Finds the live conversation in which this person is the partner: at most one (I1).
pub async fn find_incoming(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Option<conversation::Model>, DbErr> {
    conversation::Entity::find()
        .filter(conversation::Column::Partner.eq(person))
        .filter(conversation::Column::EndedAt.is_null())
        .one(conn)
        .await
}

/// Finds the last conversation in which this person was the partner, live or ended.
pub async fn find_last_incoming(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Option<conversation::Model>, DbErr> {
    conversation::Entity::find()
        .filter(conversation::Column::Partner.eq(person))
        .order_by_desc(conversation::Column::InvitedAt)
        .order_by_desc(conversation::Column::Id)
        .one(conn)
        .await
}

/// Lists the conversations a person initiated, oldest first, ended ones too.
pub async fn list_outgoing(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<conversation::Model>, DbErr> {
    conversation::Entity::find()
        .filter(conversation::Column::Initiator.eq(person))
        .order_by_asc(conversation::Column::InvitedAt)
        .order_by_asc(conversation::Column::Id)
        .all(conn)
        .await
}

/// Finds a conversation of this initiator.
pub async fn find_of_initiator(
    conn: &impl ConnectionTrait,
    initiator: Uuid,
    id: Uuid,
) -> Result<Option<conversation::Model>, DbErr> {
    conversation::Entity::find_by_id(id)
        .filter(conversation::Column::Initiator.eq(initiator))
        .one(conn)
        .await
}

/// Finds a conversation of which this person is one of the two.
pub async fn find_of_either(
    conn: &impl ConnectionTrait,
    person: Uuid,
    id: Uuid,
) -> Result<Option<conversation::Model>, DbErr> {
    let found = conversation::Entity::find_by_id(id).one(conn).await?;
    Ok(found.filter(|c| c.initiator == person || c.partner == person))
}

/// Tells whether a person has initiated a conversation that was recorded.
pub async fn has_passed_on(conn: &impl ConnectionTrait, person: Uuid) -> Result<bool, DbErr> {
    let recorded = conversation::Entity::find()
        .filter(conversation::Column::Initiator.eq(person))
        .filter(conversation::Column::RecordedAt.is_not_null())
        .filter(conversation::Column::EndedAt.is_null())
        .count(conn)
        .await?;
    Ok(recorded > 0)
}

/// Lists who has talked in a chain, in the order in which they first did: both sides of every recorded conversation.
pub async fn list_who_talked(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let pairs: Vec<(Uuid, Uuid)> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Initiator)
        .column(conversation::Column::Partner)
        .filter(conversation::Column::Chain.eq(chain))
        .filter(conversation::Column::RecordedAt.is_not_null())
        .filter(conversation::Column::EndedAt.is_null())
        .order_by_asc(conversation::Column::RecordedAt)
        .order_by_asc(conversation::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let mut seen = HashSet::new();
    Ok(pairs
        .into_iter()
        .flat_map(|(initiator, partner)| [initiator, partner])
        .filter(|id| seen.insert(*id))
        .collect())
}

/// Shows the partner's details to the initiator of this live, agreed conversation, and logs it (I2). `None` when the
/// conversation is not theirs, not agreed, or over.
pub async fn reveal(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
    id: Uuid,
) -> Result<Option<participant::Model>, DbErr> {
    let Some(found) = find_of_initiator(txn, initiator, id).await? else {
        return Ok(None);
    };
    if found.agreed_at.is_none() || found.ended_at.is_some() {
        return Ok(None);
    }
    // Who had not got in touch when the chain closed does so no more.
    if found.contacted_at.is_none() && chain::state::is_closed(txn, found.chain).await? {
        return Ok(None);
    }
    conversation::Entity::update_many()
        .col_expr(conversation::Column::ContactedAt, Expr::value(means.now()))
        .filter(conversation::Column::Id.eq(id))
        .filter(conversation::Column::ContactedAt.is_null())
        .filter(conversation::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    remind::take_back(txn, means, id).await?;
    // Whoever writes for the initiator is the one who sees.
    let (by_kind, by_id) = means
        .entered_by()
        .map_or((RevealBy::Initiator, initiator), |by| {
            (RevealBy::Organiser, by)
        });
    let object = means.acting.map_or(id, |_| found.partner);
    reveal::ActiveModel {
        id: Set(means.id()),
        conversation: Set(id),
        by_kind: Set(by_kind),
        by_id: Set(by_id),
        at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    audit::note(
        txn,
        &means.sources,
        audit::by(means, initiator),
        "details.shown",
        Some(object),
        Some(found.chain),
    )
    .await?;
    people::find(txn, found.partner).await
}

/// Ends a live conversation that has not been recorded, for a reason.
async fn end(
    txn: &DatabaseTransaction,
    means: &Means,
    id: Uuid,
    why: EndedWhy,
) -> Result<Outcome, DbErr> {
    let done = conversation::Entity::update_many()
        .col_expr(conversation::Column::EndedAt, Expr::value(means.now()))
        .col_expr(conversation::Column::EndedWhy, Expr::value(why))
        .filter(conversation::Column::Id.eq(id))
        .filter(conversation::Column::EndedAt.is_null())
        .filter(conversation::Column::RecordedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        remind::take_back(txn, means, id).await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

/// Everything a new conversation needs.
struct NewConversation {
    id: Uuid,
    chain: Uuid,
    initiator: Uuid,
    partner: Uuid,
    nomination: Option<Uuid>,
    turn: i32,
    way: Way,
    expires_at: DateTime<Utc>,
    forget_at: DateTime<Utc>,
}

async fn insert(
    txn: &DatabaseTransaction,
    means: &Means,
    new: NewConversation,
) -> Result<conversation::Model, DbErr> {
    remind::take_back(txn, means, new.initiator).await?;
    conversation::ActiveModel {
        id: Set(new.id),
        chain: Set(new.chain),
        initiator: Set(new.initiator),
        partner: Set(new.partner),
        nomination: Set(new.nomination),
        turn: Set(new.turn),
        way: Set(new.way),
        invited_at: Set(means.now()),
        expires_at: Set(new.expires_at),
        forget_at: Set(new.forget_at),
        agreed_at: Set(None),
        contacted_at: Set(None),
        recorded_at: Set(None),
        shown_at: Set(None),
        checked_at: Set(None),
        nothing_kept: Set(false),
        entered_by: Set(None),
        source: Set("web".to_owned()),
        happened_on: Set(None),
        ended_at: Set(None),
        ended_why: Set(None),
    }
    .insert(txn)
    .await
}

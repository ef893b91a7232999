//! The pool: people who wait for somebody to talk with, and people who asked to be joined to the next who waits.
//!
//! Who fits whom is in [`rank`]; joining two of them, and why nobody is joined twice, in [`pair`]. However many press at
//! once, who matches holds the chain's row first. Whoever leaves changes their own row first, so the match sees it or is
//! ended by it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use entity::shared::{Door, Way};
use entity::{chain, nomination, participant};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use self::pair::{Joined, join};
use self::rank::{Waiting, best_first, list_waiting};
use super::nominate::{NewName, Turn, keep_nomination, turn_to_be_joined};
use super::{Outcome, find_incoming, find_last_incoming};
use crate::chain::Face;
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people::{self, Agreed, Prefs};

pub mod pair;
pub mod rank;

/// How many of either side one round looks at.
const A_ROUND: u64 = 1000;

/// Picks the nominations by which somebody asks to be joined, neither used nor dropped.
fn is_open() -> Condition {
    Condition::all()
        .add(nomination::Column::Way.eq(Way::Pool))
        .add(nomination::Column::UsedAt.is_null())
        .add(nomination::Column::DroppedAt.is_null())
}

/// Asks to be joined to the next person who waits, and looks for one at once. `Err` says why it is not their turn.
///
/// Who has asked already is not asked for twice. An earlier name of this turn makes room.
pub async fn ask(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    initiator: &participant::Model,
    language: &str,
) -> Result<Result<Outcome, Turn>, DbErr> {
    lock(txn, initiator.id).await?;
    let n = match turn_to_be_joined(txn, face, initiator).await? {
        Turn::Open(n) => n,
        other => return Ok(Err(other)),
    };
    if find_open(txn, initiator.id).await?.is_some() {
        return Ok(Ok(Outcome::AlreadyDone));
    }
    let name = NewName {
        turn: n,
        way: Way::Pool,
        language,
        asked_wording: None,
        used: false,
    };
    keep_nomination(txn, means, initiator, name).await?;
    match_waiting(txn, means, face).await?;
    Ok(Ok(Outcome::Done))
}

/// Finds the nomination by which a person waits to be joined to somebody.
pub async fn find_open(
    conn: &impl ConnectionTrait,
    initiator: Uuid,
) -> Result<Option<nomination::Model>, DbErr> {
    nomination::Entity::find()
        .filter(nomination::Column::Initiator.eq(initiator))
        .filter(is_open())
        .one(conn)
        .await
}

/// Takes back having asked to be joined to somebody; nothing when a match was quicker.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    initiator: Uuid,
) -> Result<Outcome, DbErr> {
    let done = nomination::Entity::update_many()
        .col_expr(nomination::Column::DroppedAt, Expr::value(means.now()))
        .filter(nomination::Column::Initiator.eq(initiator))
        .filter(is_open())
        .exec(txn)
        .await?;
    Ok(Outcome::of(done.rows_affected))
}

/// Lets a person wait for somebody, and looks for one at once. Only who said yes, is still here and has nobody to talk
/// with can wait.
pub async fn wait(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: Uuid,
) -> Result<Outcome, DbErr> {
    lock(txn, person).await?;
    if find_incoming(txn, person).await?.is_some() {
        return Ok(Outcome::AlreadyDone);
    }
    let done = participant::Entity::update_many()
        .col_expr(participant::Column::WaitingSince, Expr::value(means.now()))
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::WaitingSince.is_null())
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        match_waiting(txn, means, face).await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

/// Goes on waiting after having come back, for somebody who never had anybody to talk with.
pub async fn wait_on(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<(), DbErr> {
    let alone = matches!(person.door, Door::Pool | Door::Letter) && person.agreed_at.is_some();
    if alone && find_last_incoming(txn, person.id).await?.is_none() {
        let _ = wait(txn, means, face, person.id).await?;
    }
    Ok(())
}

/// What somebody would like whose initiator cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// To be joined to another person.
    Somebody,
    /// The organisers look for somebody.
    Organiser,
}

/// Keeps what a person would like after their initiator left, and that they agreed to it anew.
pub async fn choose_instead(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    instead: Instead,
    agreed: Agreed<'_>,
) -> Result<Outcome, DbErr> {
    let done = match instead {
        Instead::Somebody => wait(txn, means, face, person.id).await?,
        Instead::Organiser => leave_to_organiser(txn, means, person).await?,
    };
    if done == Outcome::Done {
        people::keep_consents(txn, means, person.id, &[agreed]).await?;
        let act = match instead {
            Instead::Somebody => "person.waits",
            Instead::Organiser => "person.left_to_organiser",
        };
        let (me, chain) = (Some(person.id), Some(person.chain));
        let by = By::Participant(person.id);
        audit::note(txn, &means.sources, by, act, me, chain).await?;
    }
    Ok(done)
}

async fn leave_to_organiser(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<Outcome, DbErr> {
    let last = find_last_incoming(txn, person.id).await?;
    let Some(last) = last.filter(|c| c.ended_at.is_some()) else {
        return Ok(Outcome::AlreadyDone);
    };
    let details = people::details(means, person);
    let prefs = details.unwrap_or_default().prefs;
    if prefs.left_to_organiser == Some(last.id) {
        return Ok(Outcome::AlreadyDone);
    }
    let prefs = Prefs {
        left_to_organiser: Some(last.id),
        ..prefs
    };
    people::save_prefs(txn, means, person.id, &prefs, None).await?;
    Ok(Outcome::Done)
}

/// Returns after which conversation a person left it to the organisers to find somebody else.
pub fn left_to_organiser(means: &Means, person: &participant::Model) -> Option<Uuid> {
    let details = people::details(means, person);
    details.ok().and_then(|d| d.prefs.left_to_organiser)
}

/// Changes the language of somebody who waits, and looks again: only who speaks the same is joined to them.
pub async fn change_language(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: Uuid,
    language: &str,
) -> Result<Outcome, DbErr> {
    let done = participant::Entity::update_many()
        .col_expr(participant::Column::Language, Expr::value(language))
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::WaitingSince.is_not_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        match_waiting(txn, means, face).await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

/// Takes somebody out who leaves: they wait for nobody, and nobody is looked for on their behalf.
pub async fn leave(txn: &DatabaseTransaction, means: &Means, person: Uuid) -> Result<(), DbErr> {
    // Without a condition on purpose: it holds the row against a match that is under way.
    participant::Entity::update_many()
        .col_expr(
            participant::Column::WaitingSince,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person))
        .exec(txn)
        .await?;
    let _ = take_back(txn, means, person).await?;
    Ok(())
}

/// Lists the chains in which both sides wait.
pub async fn list_chains(conn: &impl ConnectionTrait) -> Result<BTreeSet<Uuid>, DbErr> {
    let asking: Vec<Uuid> = nomination::Entity::find()
        .select_only()
        .column(nomination::Column::Chain)
        .distinct()
        .filter(is_open())
        .into_tuple()
        .all(conn)
        .await?;
    let waiting: Vec<Uuid> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Chain)
        .distinct()
        .filter(participant::Column::Chain.is_in(asking))
        .filter(participant::Column::WaitingSince.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    Ok(waiting.into_iter().collect())
}

/// Joins whoever asked for somebody to whoever waits, the longest asking first. Returns how many pairs it made.
pub async fn match_waiting(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
) -> Result<u64, DbErr> {
    if !face.is_open() {
        return Ok(0);
    }
    // One at a time in a chain: a pair of which each side came at the same moment is found by the second of them.
    chain::Entity::find_by_id(face.chain.id)
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?;
    let open = nomination::Entity::find()
        .filter(nomination::Column::Chain.eq(face.chain.id))
        .filter(is_open())
        .order_by_asc(nomination::Column::MadeAt)
        .order_by_asc(nomination::Column::Id)
        .limit(A_ROUND)
        .all(txn)
        .await?;
    if open.is_empty() {
        return Ok(0);
    }
    let mut waiting = list_waiting(txn, means, face, &open).await?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let ids = open.iter().map(|n| n.initiator);
    let initiators = people::find_all(txn, ids).await?;
    let mut made = 0;
    for nomination in &open {
        if waiting.is_empty() {
            break;
        }
        let Some(initiator) = initiators.get(&nomination.initiator) else {
            continue;
        };
        made += u64::from(match_one(txn, means, face, nomination, initiator, &mut waiting).await?);
    }
    Ok(made)
}

/// Tries the candidates of one nomination, the best first, until one is still free.
async fn match_one(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    nomination: &nomination::Model,
    initiator: &participant::Model,
    waiting: &mut BTreeMap<Uuid, Waiting>,
) -> Result<bool, DbErr> {
    let prefs = people::details(means, initiator).unwrap_or_default().prefs;
    for id in best_first(nomination, &prefs, waiting) {
        match join(txn, means, face, nomination.id, id).await? {
            Joined::Done(_) => {
                waiting.remove(&id);
                return Ok(true);
            }
            Joined::PersonGone => {
                waiting.remove(&id);
            }
            Joined::NotTheirTurn => return Ok(false),
        }
    }
    Ok(false)
}

/// Reads a person and holds their row to the end of the change, where the database has rows to hold.
async fn lock(txn: &DatabaseTransaction, id: Uuid) -> Result<Option<participant::Model>, DbErr> {
    participant::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await
}

//! The pool: people who wait for somebody to talk with, and people who asked to be joined to the next who waits.
//!
//! A match puts the waiting person under the initiator and makes a conversation that is already agreed. However many
//! press at once, a waiting person gets one initiator and an initiator one partner (I1, I6): who matches holds the
//! chain's row, then takes the rows of the two in the order initiator, nomination, person, and each change says in its
//! `WHERE` what must still hold. Whoever leaves changes their own row first, so the match sees it or is ended by it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use entity::shared::{Door, Way};
use entity::{chain, conversation, nomination, participant};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::nominate::{NewName, Turn, keep_nomination, turn_to_be_joined};
use super::{NewConversation, Outcome, emails, find_incoming, find_last_incoming, insert};
use crate::chain::Face;
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people::{self, Agreed, Channel, FORGET_AFTER, Prefs};

/// How many of either side one round looks at.
const A_ROUND: u64 = 1000;

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
        .filter(nomination::Column::Way.eq(Way::Pool))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
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
        .filter(nomination::Column::Way.eq(Way::Pool))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
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
        .filter(nomination::Column::Way.eq(Way::Pool))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
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

/// Counts who asked to be joined to somebody in a chain and is not yet.
pub async fn count_asking(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    nomination::Entity::find()
        .filter(nomination::Column::Chain.eq(chain))
        .filter(nomination::Column::Way.eq(Way::Pool))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .count(conn)
        .await
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
        .filter(nomination::Column::Way.eq(Way::Pool))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
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
    for id in rank(nomination, &prefs, waiting) {
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

/// Somebody who waits, with what tells how well they fit.
struct Waiting {
    language: String,
    since: DateTime<Utc>,
    prefs: Prefs,
    /// Whom they were joined to before.
    before: HashSet<Uuid>,
}

/// Lists who waits and can be put anywhere: a leaf of the tree, so that nobody comes to stand under themself (I3).
async fn list_waiting(
    txn: &impl ConnectionTrait,
    means: &Means,
    face: &Face,
    open: &[nomination::Model],
) -> Result<BTreeMap<Uuid, Waiting>, DbErr> {
    let languages: BTreeSet<&str> = open.iter().map(|n| n.language.as_str()).collect();
    let people = participant::Entity::find()
        .filter(participant::Column::Chain.eq(face.chain.id))
        .filter(participant::Column::WaitingSince.is_not_null())
        .filter(participant::Column::Language.is_in(languages))
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::FinishedAt.is_null())
        .order_by_asc(participant::Column::WaitingSince)
        .order_by_asc(participant::Column::Id)
        .limit(A_ROUND)
        .all(txn)
        .await?;
    if people.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Uuid> = people.iter().map(|p| p.id).collect();
    let parents: Vec<Uuid> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Parent)
        .filter(participant::Column::Parent.is_in(ids.clone()))
        .into_tuple()
        .all(txn)
        .await?;
    let began: Vec<Uuid> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Initiator)
        .filter(conversation::Column::Initiator.is_in(ids.clone()))
        .into_tuple()
        .all(txn)
        .await?;
    let mut busy: HashSet<Uuid> = parents.into_iter().chain(began).collect();
    let mut before: HashMap<Uuid, HashSet<Uuid>> = HashMap::new();
    let earlier = conversation::Entity::find()
        .filter(conversation::Column::Partner.is_in(ids))
        .all(txn)
        .await?;
    for c in earlier {
        before.entry(c.partner).or_default().insert(c.initiator);
        if c.ended_at.is_none() {
            busy.insert(c.partner);
        }
    }
    let free = people.into_iter().filter(|p| !busy.contains(&p.id));
    Ok(free
        .filter_map(|person| {
            let waiting = Waiting {
                since: person.waiting_since?,
                prefs: people::details(means, &person).unwrap_or_default().prefs,
                before: before.remove(&person.id).unwrap_or_default(),
                language: person.language,
            };
            Some((person.id, waiting))
        })
        .collect())
}

/// Lists who can be joined by a nomination, the best first: the same language always; then who fits best in times and
/// ways of talking; then who has waited longest. (Where people live is not known.)
fn rank(
    nomination: &nomination::Model,
    theirs: &Prefs,
    waiting: &BTreeMap<Uuid, Waiting>,
) -> Vec<Uuid> {
    let mut fitting: Vec<(usize, DateTime<Utc>, Uuid)> = waiting
        .iter()
        .filter(|(id, one)| {
            one.language == nomination.language
                && **id != nomination.initiator
                && !one.before.contains(&nomination.initiator)
        })
        .map(|(id, one)| (misfits(theirs, &one.prefs), one.since, *id))
        .collect();
    fitting.sort_unstable();
    fitting.into_iter().map(|(_, _, id)| id).collect()
}

/// Lists who waits and could be joined to who asked by this nomination, the best first, for an organiser to choose from.
pub async fn list_candidates(
    conn: &impl ConnectionTrait,
    means: &Means,
    face: &Face,
    nomination: &nomination::Model,
) -> Result<Vec<(Uuid, DateTime<Utc>)>, DbErr> {
    let asking = std::slice::from_ref(nomination);
    let waiting = list_waiting(conn, means, face, asking).await?;
    let initiator = people::find(conn, nomination.initiator).await?;
    let prefs = initiator
        .map(|p| people::details(means, &p).unwrap_or_default().prefs)
        .unwrap_or_default();
    let ranked = rank(nomination, &prefs, &waiting);
    Ok(ranked
        .into_iter()
        .map(|id| (id, waiting[&id].since))
        .collect())
}

/// Counts what stands between two people: no common time, no common way of talking.
fn misfits(a: &Prefs, b: &Prefs) -> usize {
    usize::from(!share_a_time(&a.times, &b.times)) + usize::from(!share_a_way(a.channel, b.channel))
}

/// Who ticked "any time", or was never asked, has all times.
fn share_a_time(a: &[String], b: &[String]) -> bool {
    let always = |times: &[String]| times.is_empty() || times.iter().any(|t| t == "any");
    always(a) || always(b) || a.iter().any(|time| b.contains(time))
}

/// Through the host fits everybody; a text and a call both go by phone.
fn share_a_way(a: Option<Channel>, b: Option<Channel>) -> bool {
    let by_phone = |c: Channel| matches!(c, Channel::Text | Channel::Phone);
    match (a, b) {
        (None | Some(Channel::Host), _) | (_, None | Some(Channel::Host)) => true,
        (Some(a), Some(b)) => a == b || (by_phone(a) && by_phone(b)),
    }
}

/// What came of joining two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Joined {
    /// The id of their conversation.
    Done(Uuid),
    /// The person waits no more, or cannot be put there.
    PersonGone,
    /// The nomination was used or dropped, or its initiator's turn is over.
    NotTheirTurn,
}

/// Joins a waiting person to who asked for one: they stand under them in the tree from now on, their conversation is
/// agreed, and both are told. The nomination's way may be `Pool` or `Organiser`.
pub async fn join(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    nomination: Uuid,
    person: Uuid,
) -> Result<Joined, DbErr> {
    let Some((nomination, initiator)) = find_asking(txn, face, nomination).await? else {
        return Ok(Joined::NotTheirTurn);
    };
    if initiator.id == person || !place_under(txn, &initiator, person).await? {
        return Ok(Joined::PersonGone);
    }
    nomination::Entity::update_many()
        .col_expr(nomination::Column::UsedAt, Expr::value(means.now()))
        .filter(nomination::Column::Id.eq(nomination.id))
        .exec(txn)
        .await?;
    let made = NewConversation {
        id: means.id(),
        chain: face.chain.id,
        initiator: initiator.id,
        partner: person,
        nomination: Some(nomination.id),
        turn: nomination.turn,
        way: nomination.way,
        expires_at: means.now() + Duration::days(i64::from(face.chain.rules.invitation_days)),
        forget_at: means.now() + FORGET_AFTER,
    };
    let made = insert(txn, means, made).await?;
    let made = conversation::ActiveModel {
        agreed_at: Set(Some(means.now())),
        ..made.into()
    };
    let made = made.update(txn).await?;
    if let Some(person) = people::find(txn, person).await? {
        emails::tell_of_match(txn, means, face, &initiator, &person, &made).await?;
    }
    let (object, chain) = (Some(made.id), Some(made.chain));
    audit::note(
        txn,
        &means.sources,
        By::System,
        "person.matched",
        object,
        chain,
    )
    .await?;
    Ok(Joined::Done(made.id))
}

/// Finds a nomination that is still open, with its initiator whose turn it still is, and holds both.
async fn find_asking(
    txn: &DatabaseTransaction,
    face: &Face,
    id: Uuid,
) -> Result<Option<(nomination::Model, participant::Model)>, DbErr> {
    let by = nomination::Entity::find_by_id(id).one(txn).await?;
    let Some(by) = by else {
        return Ok(None);
    };
    let Some(initiator) = lock(txn, by.initiator).await? else {
        return Ok(None);
    };
    let held = nomination::Entity::find_by_id(id)
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?;
    let Some(held) = held else {
        return Ok(None);
    };
    let theirs = turn_to_be_joined(txn, face, &initiator).await? == Turn::Open(held.turn);
    Ok(theirs.then_some((held, initiator)))
}

/// Puts somebody who waits under an initiator, if they still wait and nobody stands under them. The branch and the
/// depth come with the place, and the foreign keys hold them to it (I3).
async fn place_under(
    txn: &DatabaseTransaction,
    initiator: &participant::Model,
    person: Uuid,
) -> Result<bool, DbErr> {
    let (Some(branch), Some(depth)) = (initiator.branch, initiator.depth) else {
        return Ok(false);
    };
    let done = participant::Entity::update_many()
        .col_expr(participant::Column::Parent, Expr::value(initiator.id))
        .col_expr(participant::Column::Branch, Expr::value(branch))
        .col_expr(participant::Column::Depth, Expr::value(depth + 1))
        .col_expr(participant::Column::DepthAbove, Expr::value(depth))
        .col_expr(
            participant::Column::WaitingSince,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(participant::Column::Id.eq(person))
        .filter(participant::Column::Chain.eq(initiator.chain))
        .filter(participant::Column::WaitingSince.is_not_null())
        .filter(participant::Column::AgreedAt.is_not_null())
        .filter(participant::Column::StoppedAt.is_null())
        .filter(participant::Column::ErasedAt.is_null())
        .filter(participant::Column::Id.not_in_subquery(parents(person)))
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Names the person if they are somebody's parent.
fn parents(person: Uuid) -> sea_orm::sea_query::SelectStatement {
    sea_orm::sea_query::Query::select()
        .column(participant::Column::Parent)
        .from(participant::Entity)
        .and_where(participant::Column::Parent.eq(person))
        .to_owned()
}

/// Reads a person and holds their row to the end of the change, where the database has rows to hold.
async fn lock(txn: &DatabaseTransaction, id: Uuid) -> Result<Option<participant::Model>, DbErr> {
    participant::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await
}

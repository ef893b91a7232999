//! A resident looks after an action: asked by an organiser, public only after their own yes and as they chose, and never
//! written into a version of the plan. Whatever draws a plan asks here who stands in it.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use entity::shared::{OwnerEnded, OwnerShown, PlanAction};
use entity::{action, action_owner, participant, plan_version};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{pledges, tell};
use crate::chain::Face;
use crate::conversation::hands;
use crate::db::is_unique_violation;
use crate::i18n::Words;
use crate::means::Means;
use crate::organiser::audit;
use crate::people;
use crate::plan::publish;

/// What became of asking somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    Asked(action_owner::Model),
    /// They do not offer help with it (any more).
    NoOffer,
    /// Somebody looks after it, or is asked.
    Another,
}

/// Asks a person who offered help to look after an action. The message about it can be taken back for a while.
pub async fn ask(
    txn: &DatabaseTransaction,
    means: &Means,
    (face, by): (&Face, Uuid),
    action: &action::Model,
    person: &participant::Model,
) -> Result<Asked, DbErr> {
    let here = hands::hold(txn, person).await?;
    if !here
        || pledges::find_live(txn, person.id, action.id)
            .await?
            .is_none()
    {
        return Ok(Asked::NoOffer);
    }
    if find_open(txn, action.id).await?.is_some() {
        return Ok(Asked::Another);
    }
    let row = action_owner::ActiveModel {
        id: Set(means.id()),
        chain: Set(action.chain),
        action: Set(action.id),
        participant: Set(person.id),
        asked_by: Set(by),
        asked_at: Set(means.now()),
        agreed_at: Set(None),
        shown: Set(None),
        source: Set(None),
        entered_by: Set(None),
        ended_at: Set(None),
        ended_why: Set(None),
    };
    let row = match row.insert(txn).await {
        // A colleague asked somebody at the same moment.
        Err(error) if is_unique_violation(&error) => return Ok(Asked::Another),
        row => row?,
    };
    tell::owner_asked(txn, means, face, &row, person, &action.towards).await?;
    audit::organiser_did(txn, means, by, "owner.asked", action.id, action.chain).await?;
    Ok(Asked::Asked(row))
}

/// Finds who is asked to look after an action, or does.
pub async fn find_open(
    conn: &impl ConnectionTrait,
    action: Uuid,
) -> Result<Option<action_owner::Model>, DbErr> {
    action_owner::Entity::find()
        .filter(action_owner::Column::Action.eq(action))
        .filter(action_owner::Column::EndedAt.is_null())
        .one(conn)
        .await
}

/// Finds what a person is asked to look after, or does.
pub async fn of_person(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<BTreeMap<Uuid, action_owner::Model>, DbErr> {
    let rows = action_owner::Entity::find()
        .filter(action_owner::Column::Participant.eq(person))
        .filter(action_owner::Column::EndedAt.is_null())
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.action, row)).collect())
}

/// A person looks after an action they were asked for, shown in the plan as they chose; or changes how they are shown.
/// False when they are not asked (any more).
pub async fn agree(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    action: Uuid,
    shown: OwnerShown,
) -> Result<bool, DbErr> {
    if !hands::hold(txn, person).await? {
        return Ok(false);
    }
    let Some(row) = own(txn, person.id, action).await? else {
        return Ok(false);
    };
    let done = action_owner::Entity::update_many()
        .col_expr(action_owner::Column::Shown, Expr::value(shown))
        .col_expr(
            action_owner::Column::AgreedAt,
            Expr::value(row.agreed_at.unwrap_or_else(|| means.now())),
        )
        .col_expr(action_owner::Column::Source, Expr::value(means.source()))
        .col_expr(
            action_owner::Column::EnteredBy,
            Expr::value(means.entered_by()),
        )
        .filter(action_owner::Column::Id.eq(row.id))
        .filter(action_owner::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 && row.agreed_at.is_none() {
        pledges::note(txn, means, person, "owner.agreed", action).await?;
    }
    Ok(done.rows_affected == 1)
}

/// A person does not want to look after an action, or no longer. False when they are not asked and do not.
pub async fn step_down(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    action: Uuid,
) -> Result<bool, DbErr> {
    let Some(row) = own(txn, person.id, action).await? else {
        return Ok(false);
    };
    let (why, act) = match row.agreed_at {
        None => (OwnerEnded::No, "owner.declined"),
        Some(_) => (OwnerEnded::SteppedDown, "owner.stepped-down"),
    };
    let done = hands::end_ownership(txn, means, row.id, why).await?;
    if done {
        pledges::note(txn, means, person, act, action).await?;
    }
    Ok(done)
}

/// An organiser takes the question back, or looks for somebody else. False when nobody was asked.
pub async fn end(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    action: &action::Model,
) -> Result<bool, DbErr> {
    let Some(row) = find_open(txn, action.id).await? else {
        return Ok(false);
    };
    let done = hands::end_ownership(txn, means, row.id, OwnerEnded::TakenBack).await?;
    if done {
        audit::organiser_did(txn, means, by, "owner.ended", action.id, action.chain).await?;
    }
    Ok(done)
}

async fn own(
    conn: &impl ConnectionTrait,
    person: Uuid,
    action: Uuid,
) -> Result<Option<action_owner::Model>, DbErr> {
    let open = find_open(conn, action).await?;
    Ok(open.filter(|row| row.participant == person))
}

/// Who stands in a plan as looking after an action.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stands {
    Name(String),
    Neighbour,
    ToBeFound,
}

/// Whether a plan is read as it stands now, or an older version as it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// The draft, or the newest version, which was published at this time.
    Now(DateTime<Utc>),
    /// An older version.
    Then(DateTime<Utc>),
}

/// Everybody who ever looked after an action of a chain, the first first.
async fn ever(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<(action_owner::Model, DateTime<Utc>)>, DbErr> {
    let rows = action_owner::Entity::find()
        .filter(action_owner::Column::Chain.eq(chain))
        .filter(action_owner::Column::AgreedAt.is_not_null())
        .order_by_asc(action_owner::Column::AgreedAt)
        .order_by_asc(action_owner::Column::Id)
        .all(conn)
        .await?;
    let agreed = |row: action_owner::Model| row.agreed_at.map(|at| (row, at));
    Ok(rows.into_iter().filter_map(agreed).collect())
}

/// Finds the row that tells who looks after an action in a plan that is read so; `None` where its own text does.
fn telling<'r>(
    ever: &'r [(action_owner::Model, DateTime<Utc>)],
    action: &PlanAction,
    read: Read,
) -> Option<&'r action_owner::Model> {
    let mut own = ever.iter().rev().filter(|(row, _)| row.action == action.id);
    let ended_after = |row: &action_owner::Model, at| row.ended_at.is_none_or(|ended| ended >= at);
    let found = match read {
        // Who stepped down before it was published stands in for nobody, unless nobody else was written down.
        Read::Now(at) => own
            .next()
            .filter(|(row, _)| ended_after(row, at) || action.owner.is_empty()),
        Read::Then(at) => own.find(|(row, agreed)| *agreed <= at && ended_after(row, at)),
    };
    found.map(|(row, _)| row)
}

fn stands(row: &action_owner::Model, people: &BTreeMap<Uuid, participant::Model>) -> Stands {
    let here = people.get(&row.participant).filter(|p| hands::may_help(p));
    match (here.filter(|_| row.ended_at.is_none()), row.shown) {
        (Some(person), Some(OwnerShown::FirstName)) if !people::first_name(person).is_empty() => {
            Stands::Name(people::first_name(person).to_owned())
        }
        (Some(_), Some(_)) => Stands::Neighbour,
        _ => Stands::ToBeFound,
    }
}

/// Lets residents stand where they look after an action of a plan: pages, files and print draw it after this.
pub async fn draw(
    conn: &impl ConnectionTrait,
    w: Words,
    chain: Uuid,
    actions: &mut [PlanAction],
    read: Read,
) -> Result<(), DbErr> {
    let ever = ever(conn, chain).await?;
    if ever.is_empty() {
        return Ok(());
    }
    let people = people::find_all(conn, ever.iter().map(|(row, _)| row.participant)).await?;
    for action in actions {
        let Some(row) = telling(&ever, action, read) else {
            continue;
        };
        action.owner = match stands(row, &people) {
            Stands::Name(name) => w.with("owner-named", &[("name", &name)]),
            Stands::Neighbour => w.t("owner-neighbour"),
            Stands::ToBeFound => w.t("owner-to-be-found"),
        };
    }
    Ok(())
}

/// Finds the actions of a chain that a resident looks after now.
pub async fn looked_after(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<HashSet<Uuid>, DbErr> {
    let ever = ever(conn, chain).await?;
    let people = people::find_all(conn, ever.iter().map(|(row, _)| row.participant)).await?;
    let does = |row: &action_owner::Model| stands(row, &people) != Stands::ToBeFound;
    let now = ever.iter().filter(|(row, _)| does(row));
    Ok(now.map(|(row, _)| row.action).collect())
}

/// Lets residents stand where they look after an action of a published version.
pub async fn draw_version(
    conn: &impl ConnectionTrait,
    w: Words,
    mut version: plan_version::Model,
) -> Result<plan_version::Model, DbErr> {
    let newest = publish::find_newest(conn, version.chain).await?;
    let at = version.published_at;
    let read = match newest {
        Some(newest) if newest.n > version.n => Read::Then(at),
        _ => Read::Now(at),
    };
    draw(conn, w, version.chain, &mut version.body.actions, read).await?;
    Ok(version)
}

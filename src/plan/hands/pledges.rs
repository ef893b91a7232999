//! "I could help with this": what residents offer to do for an action of the plan, and take back.

use std::collections::HashMap;

use entity::shared::ActionStatus;
use entity::{action, participant, pledge};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement,
};
use uuid::Uuid;

use crate::chain::Face;
use crate::conversation::{hands, weighing};
use crate::means::Means;
use crate::organiser::audit;
use crate::people;
use crate::plan::news::{self, standing};
use crate::plan::weigh::rounds;
use crate::plan::{actions, publish};

/// The longest line about what somebody could do, in characters.
pub const TEXT_MAX: usize = 200;

/// An action residents may read of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub action: Uuid,
    pub now: String,
    pub towards: String,
    pub status: ActionStatus,
    /// The number of the newest version and its place there; absent for a draft that is voted on.
    pub published: Option<(i32, usize)>,
    /// Help can be offered: it stands in the plan, and is neither done nor refused.
    pub open: bool,
}

const fn is_settled(status: ActionStatus) -> bool {
    matches!(status, ActionStatus::Done | ActionStatus::WontDo)
}

/// Lists the actions residents may read of, in their order: those of the newest published version, then drafts that are
/// voted on now.
pub async fn known(
    conn: &impl ConnectionTrait,
    means: &Means,
    face: &Face,
) -> Result<Vec<Known>, DbErr> {
    let chain = face.chain.id;
    let drafts: HashMap<Uuid, action::Model> = actions::list(conn, chain)
        .await?
        .into_iter()
        .map(|action| (action.id, action))
        .collect();
    let mut all = Vec::new();
    if let Some(version) = publish::find_newest(conn, chain).await? {
        let told = news::of_version(conn, &version).await?;
        for (place, action) in (1..).zip(&version.body.actions) {
            let rows = told.get(&action.id).map_or(&[] as &[_], Vec::as_slice);
            let status = standing(action, rows, Some(version.published_at)).status;
            all.push(Known {
                action: action.id,
                now: action.now.clone(),
                towards: action.towards.clone(),
                status,
                published: Some((version.n, place)),
                open: drafts.contains_key(&action.id) && !is_settled(status),
            });
        }
    }
    let round = weighing::find_open(conn, chain).await?;
    let voted = round.filter(|round| weighing::takes_votes(round, face.zone(), means.now()));
    if let Some(round) = voted {
        for card in rounds::cards(conn, &round).await? {
            let draft = drafts.get(&card.action);
            let is_new = all.iter().all(|known| known.action != card.action);
            if let Some(draft) = draft.filter(|_| is_new) {
                all.push(Known {
                    action: card.action,
                    now: card.now,
                    towards: card.towards,
                    status: draft.status,
                    published: None,
                    open: !is_settled(draft.status),
                });
            }
        }
    }
    Ok(all)
}

/// What became of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offered {
    Kept,
    /// The person has not said yes, or left.
    MayNot,
    /// Nobody can help with the action now.
    NotOpen,
}

/// Keeps that a person could help with an action, or in other words than before.
pub async fn offer(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    action: Uuid,
    text: &str,
) -> Result<Offered, DbErr> {
    if person.chain != face.chain.id || !hands::hold(txn, person).await? {
        return Ok(Offered::MayNot);
    }
    let stands = find_live(txn, person.id, action).await?;
    if let Some(stands) = stands {
        if stands.text != text {
            pledge::Entity::update_many()
                .col_expr(pledge::Column::Text, Expr::value(text))
                .col_expr(pledge::Column::Source, Expr::value(means.source()))
                .col_expr(pledge::Column::EnteredBy, Expr::value(means.entered_by()))
                .filter(pledge::Column::Id.eq(stands.id))
                .exec(txn)
                .await?;
        }
        return Ok(Offered::Kept);
    }
    let known = known(txn, means, face).await?;
    if !known.iter().any(|one| one.action == action && one.open) {
        return Ok(Offered::NotOpen);
    }
    pledge::ActiveModel {
        id: Set(means.id()),
        chain: Set(person.chain),
        action: Set(action),
        participant: Set(person.id),
        text: Set(text.to_owned()),
        source: Set(means.source().to_owned()),
        entered_by: Set(means.entered_by()),
        made_at: Set(means.now()),
        taken_back_at: Set(None),
    }
    .insert(txn)
    .await?;
    note(txn, means, person, "pledge.made", action).await?;
    Ok(Offered::Kept)
}

/// Takes an offer back, with its words. False when there was none.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    action: Uuid,
) -> Result<bool, DbErr> {
    let done = pledge::Entity::update_many()
        .col_expr(pledge::Column::TakenBackAt, Expr::value(means.now()))
        .col_expr(pledge::Column::Text, Expr::value(""))
        .filter(pledge::Column::Participant.eq(person.id))
        .filter(pledge::Column::Action.eq(action))
        .filter(pledge::Column::TakenBackAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected > 0 {
        note(txn, means, person, "pledge.taken-back", action).await?;
    }
    Ok(done.rows_affected > 0)
}

/// Notes what a person did with an action, or the organiser who writes for them.
pub(super) async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    act: &'static str,
    action: Uuid,
) -> Result<(), DbErr> {
    let by = audit::by(means, person.id);
    let (object, chain) = (Some(action), Some(person.chain));
    audit::note(txn, &means.sources, by, act, object, chain).await
}

/// Finds what a person offers for an action.
pub async fn find_live(
    conn: &impl ConnectionTrait,
    person: Uuid,
    action: Uuid,
) -> Result<Option<pledge::Model>, DbErr> {
    pledge::Entity::find()
        .filter(pledge::Column::Participant.eq(person))
        .filter(pledge::Column::Action.eq(action))
        .filter(pledge::Column::TakenBackAt.is_null())
        .one(conn)
        .await
}

/// Lists what a person offers, by action.
pub async fn of_person(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<HashMap<Uuid, pledge::Model>, DbErr> {
    let rows = pledge::Entity::find()
        .filter(pledge::Column::Participant.eq(person))
        .filter(pledge::Column::TakenBackAt.is_null())
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.action, row)).collect())
}

/// Lists who offers help with an action and is still here, the first first.
pub async fn of_action(
    conn: &impl ConnectionTrait,
    action: Uuid,
) -> Result<Vec<(pledge::Model, participant::Model)>, DbErr> {
    let rows = pledge::Entity::find()
        .filter(pledge::Column::Action.eq(action))
        .filter(pledge::Column::TakenBackAt.is_null())
        .order_by_asc(pledge::Column::Id)
        .all(conn)
        .await?;
    let mut people = people::find_all(conn, rows.iter().map(|row| row.participant)).await?;
    let both = |row: pledge::Model| {
        let person = people.remove(&row.participant)?;
        hands::may_help(&person).then_some((row, person))
    };
    Ok(rows.into_iter().filter_map(both).collect())
}

/// Finds the people who offer help with an action: they are told what happens with it.
pub async fn people_of(conn: &impl ConnectionTrait, action: Uuid) -> Result<Vec<Uuid>, DbErr> {
    let offered = of_action(conn, action).await?;
    Ok(offered.into_iter().map(|(_, person)| person.id).collect())
}

#[derive(FromQueryResult)]
struct Counted {
    action: Uuid,
    people: i64,
}

/// Counts for each action of a chain the people who offer help and are still here: all that the public is told.
pub async fn counts(conn: &impl ConnectionTrait, chain: Uuid) -> Result<HashMap<Uuid, i64>, DbErr> {
    let sql = "SELECT o.action AS action, COUNT(*) AS people FROM pledge o \
               JOIN participant p ON p.id = o.participant \
               WHERE o.chain = $1 AND o.taken_back_at IS NULL AND p.agreed_at IS NOT NULL \
               AND p.stopped_at IS NULL AND p.erased_at IS NULL GROUP BY o.action";
    let ask = Statement::from_sql_and_values(conn.get_database_backend(), sql, [chain.into()]);
    let rows = Counted::find_by_statement(ask).all(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.action, row.people))
        .collect())
}

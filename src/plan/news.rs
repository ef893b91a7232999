//! What happened with an action: written by an organiser, read by everybody, and told to those whose words stand behind
//! it.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::shared::{ActionStatus, PlanAction};
use entity::{action, conversation, news, participant, plan_version};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::actions::Edited;
use super::pages::basis_of;
use super::telling::{can_be_told, tell_each};
use super::{actions, publish};
use crate::chain::Face;
use crate::conversation::check;
use crate::i18n::{Arg, Words};
use crate::insight::evidence;
use crate::insight::themes::Family;
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::organiser::audit;
use crate::people::emails::write;

/// The longest news, in characters.
pub const NEWS_MAX: usize = 1_500;

/// What happened, as an organiser writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub text: String,
    pub happened_on: NaiveDate,
    /// Where the action stands since.
    pub status: ActionStatus,
    /// Why, where the status asks for it.
    pub reason: String,
}

/// Finds the action that news are of, as the newest version has it: nobody reads news of an action that is not public.
pub async fn published(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    action: Uuid,
) -> Result<Option<(plan_version::Model, PlanAction)>, DbErr> {
    let newest = publish::find_newest(conn, chain).await?;
    Ok(newest.and_then(|version| {
        let found = version
            .body
            .actions
            .iter()
            .find(|a| a.id == action)?
            .clone();
        Some((version, found))
    }))
}

/// Lists the news of an action, the last that happened first.
pub async fn of_action(
    conn: &impl ConnectionTrait,
    action: Uuid,
) -> Result<Vec<news::Model>, DbErr> {
    Ok(of_actions(conn, vec![action])
        .await?
        .remove(&action)
        .unwrap_or_default())
}

/// Lists the news of a published version's actions, the last that happened first.
pub async fn of_version(
    conn: &impl ConnectionTrait,
    version: &plan_version::Model,
) -> Result<HashMap<Uuid, Vec<news::Model>>, DbErr> {
    let ids = version
        .body
        .actions
        .iter()
        .map(|action| action.id)
        .collect();
    of_actions(conn, ids).await
}

async fn of_actions(
    conn: &impl ConnectionTrait,
    actions: Vec<Uuid>,
) -> Result<HashMap<Uuid, Vec<news::Model>>, DbErr> {
    let rows = news::Entity::find()
        .filter(news::Column::Action.is_in(actions))
        .filter(news::Column::TakenBackAt.is_null())
        .order_by_desc(news::Column::HappenedOn)
        .order_by_desc(news::Column::Id)
        .all(conn)
        .await?;
    let mut all: HashMap<Uuid, Vec<news::Model>> = HashMap::new();
    for row in rows {
        all.entry(row.action).or_default().push(row);
    }
    Ok(all)
}

/// Finds the people who are told of news: their words stand behind the action as it is published, they did not stop, and
/// have an address that works.
pub async fn to_be_told(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    action: &PlanAction,
) -> Result<Vec<participant::Model>, DbErr> {
    let basis = Family::read(conn, chain)
        .await?
        .published(&basis_of(action));
    let points = evidence::list_points(conn, chain, &basis).await?;
    let chats: HashMap<Uuid, conversation::Model> = conversation::Entity::find()
        .filter(conversation::Column::Id.is_in(points.iter().map(|p| p.conversation)))
        .all(conn)
        .await?
        .into_iter()
        .map(|chat| (chat.id, chat))
        .collect();
    let said: BTreeSet<Uuid> = points
        .iter()
        .filter_map(|point| Some(check::speaker(chats.get(&point.conversation)?, point)))
        .collect();
    can_be_told(chain)
        .filter(participant::Column::Id.is_in(said))
        .all(conn)
        .await
}

fn key_stem(news: Uuid) -> String {
    format!("news:{news}:")
}

/// Adds news of a published action. The action stands where the news says from then on, in the draft of the plan too.
/// With `tell` a message is stored in the same transaction for everyone whose words stand behind it.
pub async fn add(
    txn: &DatabaseTransaction,
    means: &Means,
    (face, by): (&Face, Uuid),
    (action, told_of): (&action::Model, &PlanAction),
    written: Written,
    tell: bool,
) -> Result<news::Model, DbErr> {
    let people = if tell {
        to_be_told(txn, face.chain.id, told_of).await?
    } else {
        Vec::new()
    };
    let row = news::ActiveModel {
        id: Set(means.id()),
        chain: Set(face.chain.id),
        action: Set(action.id),
        text: Set(written.text),
        happened_on: Set(written.happened_on.to_string()),
        status: Set(written.status),
        told: Set(i32::try_from(people.len()).unwrap_or(i32::MAX)),
        made_by: Set(by),
        made_at: Set(means.now()),
        taken_back_at: Set(None),
    }
    .insert(txn)
    .await?;
    if let Some(stands) = actions::find(txn, face.chain.id, action.id).await? {
        let edited = Edited {
            status: written.status,
            reason: written.reason,
            ..Edited::of(&stands)
        };
        actions::change(txn, means, by, (&stands, stands.edition), edited).await?;
    }
    audit::organiser_did(txn, means, by, "news.added", action.id, face.chain.id).await?;
    let due = means.now() + means.undo;
    tell_each(txn, means, people, due, |person, address| {
        let w = Words::of(&person.language);
        let status = w.t(&format!("status-{}", row.status.as_str()));
        let args: &[(&'static str, &dyn Arg)] = &[
            ("topic", &face.words.topic),
            ("towards", &told_of.towards),
            ("text", &row.text),
            ("status", &status),
        ];
        let key = format!("{}{}", key_stem(row.id), person.id);
        write(face, person, address, MailKind::News, args, key)
    })
    .await?;
    Ok(row)
}

/// Takes news back: nobody reads it any more, and messages that have not gone out do not. False when it was taken back
/// already.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    news: &news::Model,
) -> Result<bool, DbErr> {
    let done = news::Entity::update_many()
        .col_expr(news::Column::TakenBackAt, Expr::value(means.now()))
        .filter(news::Column::Id.eq(news.id))
        .filter(news::Column::TakenBackAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        mail::cancel_keyed(txn, &means.sources, &key_stem(news.id)).await?;
        audit::organiser_did(txn, means, by, "news.taken-back", news.action, news.chain).await?;
    }
    Ok(done.rows_affected == 1)
}

/// Finds news of an action.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<news::Model>, DbErr> {
    news::Entity::find_by_id(id)
        .filter(news::Column::Chain.eq(chain))
        .one(conn)
        .await
}

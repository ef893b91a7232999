//! What happened with an action: written by an organiser, read by everybody, and told to those whose words stand behind
//! it.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use entity::shared::{ActionStatus, PlanAction};
use entity::{conversation, news, participant, plan_version};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::actions::Edited;
use super::pages::basis_of;
use super::photos::{self, Described};
use super::telling::{can_be_told, tell_each};
use super::{actions, hands, letters, publish};
use crate::chain::Face;
use crate::conversation::check;
use crate::i18n::{Arg, Words};
use crate::insight::evidence;
use crate::insight::themes::Family;
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::organiser::audit;
use crate::people::emails::{Draft, write};

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
    pub photo: Option<Described>,
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

/// Finds the people an action's news concern: their words stand behind the action as it is published, or they offered
/// help with it.
pub(super) async fn people_behind(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    action: &PlanAction,
) -> Result<BTreeSet<Uuid>, DbErr> {
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
    let mut behind: BTreeSet<Uuid> = points
        .iter()
        .filter_map(|point| Some(check::speaker(chats.get(&point.conversation)?, point)))
        .collect();
    behind.extend(hands::pledges::people_of(conn, action.id).await?);
    Ok(behind)
}

/// Finds the people who are told of news by e-mail: the news concern them, they did not stop, and have an address that
/// works.
pub async fn to_be_told(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    action: &PlanAction,
) -> Result<Vec<participant::Model>, DbErr> {
    let behind = people_behind(conn, chain, action).await?;
    can_be_told(chain)
        .filter(participant::Column::Id.is_in(behind))
        .all(conn)
        .await
}

fn key_stem(news: Uuid) -> String {
    format!("news:{news}:")
}

/// Where an action stands, and why where that was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub status: ActionStatus,
    pub reason: String,
}

/// Tells where a published action stands: as its last news since the version say, or else as the version says. `news` are
/// the action's, the last first; an older version (`since` absent) stands as it stood.
pub fn standing(
    action: &PlanAction,
    news: &[news::Model],
    since: Option<DateTime<Utc>>,
) -> Standing {
    let last = since.and_then(|since| news.iter().find(|row| row.made_at >= since));
    let (status, reason) = last.map_or((action.status, &action.reason), |row| {
        (row.status, &row.reason)
    });
    Standing {
        status,
        reason: reason.clone(),
    }
}

/// Adds news of a published action. When nothing later is told of it, the action stands where the news says from then on,
/// in the draft of the plan too. With `tell` a message is stored in the same transaction for everyone whose words stand
/// behind it; it waits so long that it can be taken back.
pub async fn add(
    txn: &DatabaseTransaction,
    means: &Means,
    (face, by): (&Face, Uuid),
    (version, told_of): (&plan_version::Model, &PlanAction),
    written: Written,
    tell: bool,
) -> Result<news::Model, DbErr> {
    let id = means.id();
    let chain = face.chain.id;
    let (people, on_paper) = if tell {
        let people = to_be_told(txn, chain, told_of).await?;
        (people, letters::to_be_written(txn, chain, told_of).await?)
    } else {
        (Vec::new(), Vec::new())
    };
    let (photo, alt) = match written.photo {
        Some(photo) => (Some(photo.drawn), Some(photo.alt)),
        None => (None, None),
    };
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    let row = news::ActiveModel {
        id: Set(id),
        chain: Set(face.chain.id),
        action: Set(told_of.id),
        text: Set(written.text),
        happened_on: Set(written.happened_on.to_string()),
        status: Set(written.status),
        reason: Set(written.reason),
        told: Set(i32::try_from(people.len()).unwrap_or(i32::MAX)),
        made_by: Set(by),
        made_at: Set(means.now()),
        taken_back_at: Set(None),
        photo_alt: Set(alt),
        photo_width: Set(photo.as_ref().map(|photo| side(photo.width))),
        photo_height: Set(photo.as_ref().map(|photo| side(photo.height))),
    }
    .insert(txn)
    .await?;
    if let Some(drawn) = photo {
        photos::keep(txn, means, id, drawn).await?;
    }
    let row = tell_of(txn, means, face, row, people, &told_of.towards).await?;
    letters::ask_for(txn, means, &row, &on_paper).await?;
    let last = of_action(txn, told_of.id).await?.into_iter().next();
    if last.is_some_and(|last| last.id == id) {
        stand(txn, means, by, version, told_of).await?;
    }
    audit::organiser_did(txn, means, by, "news.added", told_of.id, face.chain.id).await?;
    Ok(row)
}

/// Stores the messages with news, and keeps how many there are.
async fn tell_of(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    row: news::Model,
    people: Vec<participant::Model>,
    towards: &str,
) -> Result<news::Model, DbErr> {
    let due = means.now() + means.undo;
    let told = tell_each(txn, means, people, due, |person, address| {
        put(face, person, address, &row, towards)
    })
    .await?;
    let told = i32::try_from(told).unwrap_or(i32::MAX);
    if told == row.told {
        return Ok(row);
    }
    news::Entity::update_many()
        .col_expr(news::Column::Told, Expr::value(told))
        .filter(news::Column::Id.eq(row.id))
        .exec(txn)
        .await?;
    Ok(news::Model { told, ..row })
}

/// Puts news of an action into the words of a message to one person, in their language.
pub(super) fn put(
    face: &Face,
    person: &participant::Model,
    address: &str,
    news: &news::Model,
    towards: &str,
) -> Draft {
    let status = format!("status-{}", news.status.as_str());
    let status = Words::of(&person.language).t(&status);
    let args: &[(&'static str, &dyn Arg)] = &[
        ("topic", &face.words.topic),
        ("towards", &towards),
        ("text", &news.text),
        ("status", &status),
    ];
    let key = format!("{}{}", key_stem(news.id), person.id);
    write(face, person, address, MailKind::News, args, key)
}

/// Lets the draft of an action stand where its public page says.
async fn stand(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    version: &plan_version::Model,
    told_of: &PlanAction,
) -> Result<(), DbErr> {
    let rows = of_action(txn, told_of.id).await?;
    let Standing { status, reason } = standing(told_of, &rows, Some(version.published_at));
    if let Some(stands) = actions::find(txn, version.chain, told_of.id).await? {
        let edited = Edited {
            status,
            reason,
            ..Edited::of(&stands)
        };
        let edition = stands.edition;
        actions::change(txn, means, by, (&stands, edition), edited, None).await?;
    }
    Ok(())
}

/// Takes news back: nobody reads it any more, messages that have not gone out do not, and a draft that stands where it
/// said stands where it stood before. Taken back already, nothing changes.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    news: &news::Model,
) -> Result<(), DbErr> {
    let done = news::Entity::update_many()
        .col_expr(news::Column::TakenBackAt, Expr::value(means.now()))
        .filter(news::Column::Id.eq(news.id))
        .filter(news::Column::TakenBackAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(());
    }
    mail::cancel_keyed(txn, &means.sources, &key_stem(news.id)).await?;
    photos::remove(txn, news.id).await?;
    letters::drop_open(txn, news.id).await?;
    let draft = actions::find(txn, news.chain, news.action).await?;
    let public = published(txn, news.chain, news.action).await?;
    if let (Some(draft), Some((version, told_of))) = (draft, public)
        && draft.status == news.status
    {
        stand(txn, means, by, &version, &told_of).await?;
    }
    audit::organiser_did(txn, means, by, "news.taken-back", news.action, news.chain).await
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

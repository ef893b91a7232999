//! How is it going? A year after an action was published, or after its last news, its organisers are asked to tell what
//! happened: until they do, or say that they are asked again in a year. What is done or refused is left in peace.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use entity::shared::{ActionStatus, Who};
use entity::{ask_later, plan_version};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter,
};
use uuid::Uuid;

use super::news::{self as plan_news, standing};
use super::publish;
use crate::means::Means;
use crate::organiser::audit;

/// After how long without a word of an action its organisers are asked.
pub const AFTER: Duration = Duration::days(365);

/// An action nobody has told anything of for a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quiet {
    pub action: Uuid,
    pub towards: String,
    pub status: ActionStatus,
    /// When it was last spoken of: published first, told of, or put off.
    pub since: DateTime<Utc>,
}

/// Lists the published actions that organisers are asked about, the longest silence first. What only others must do is
/// left out: the organisers have nothing to do with it.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<Quiet>, DbErr> {
    let versions = publish::list(conn, chain).await?;
    let Some(newest) = versions.first() else {
        return Ok(Vec::new());
    };
    let told = plan_news::of_version(conn, newest).await?;
    let put_off = last_put_off(conn, chain).await?;
    let mut quiet = Vec::new();
    for action in &newest.body.actions {
        let news = told.get(&action.id).map_or(&[] as &[_], Vec::as_slice);
        let status = standing(action, news, Some(newest.published_at)).status;
        let over = matches!(status, ActionStatus::Done | ActionStatus::WontDo);
        if over || action.who == Who::Others {
            continue;
        }
        let last = news.iter().map(|row| row.made_at).max();
        let since = [first_published(&versions, action.id), last]
            .into_iter()
            .chain([put_off.get(&action.id).copied()])
            .flatten()
            .max();
        if let Some(since) = since.filter(|since| *since + AFTER <= now) {
            quiet.push(Quiet {
                action: action.id,
                towards: action.towards.clone(),
                status,
                since,
            });
        }
    }
    quiet.sort_by_key(|one| one.since);
    Ok(quiet)
}

/// Returns when the first version with an action came out: a new version of the plan is no news of each action in it.
fn first_published(versions: &[plan_version::Model], action: Uuid) -> Option<DateTime<Utc>> {
    let with = versions
        .iter()
        .filter(|version| version.body.actions.iter().any(|one| one.id == action));
    with.map(|version| version.published_at).min()
}

async fn last_put_off(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<HashMap<Uuid, DateTime<Utc>>, DbErr> {
    let rows = ask_later::Entity::find()
        .filter(ask_later::Column::Chain.eq(chain))
        .all(conn)
        .await?;
    let mut last: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for row in rows {
        let at = last.entry(row.action).or_insert(row.at);
        *at = row.at.max(*at);
    }
    Ok(last)
}

/// Lets the question about an action rest for a year. Doing it again while it rests changes nothing.
pub async fn put_off(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    chain: Uuid,
    action: Uuid,
) -> Result<(), DbErr> {
    let asked = list(txn, chain, means.now()).await?;
    if !asked.iter().any(|one| one.action == action) {
        return Ok(());
    }
    let row = ask_later::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        action: Set(action),
        made_by: Set(by),
        at: Set(means.now()),
    };
    row.insert(txn).await?;
    audit::organiser_did(txn, means, by, "action.ask-later", action, chain).await
}

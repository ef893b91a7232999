//! Publishing: a numbered version that never changes, and news of it to everyone who said yes.

use std::collections::{HashMap, HashSet};

use entity::shared::{PlanAction, PlanBody, PlanStep, PlanTheme};
use entity::{action_evidence, participant, plan_version};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::chain::Face;
use crate::i18n::Arg;
use crate::insight::evidence;
use crate::insight::themes::Family;
use crate::mail::MailKind;
use crate::means::Means;
use crate::organiser::audit;
use crate::people::emails::{Draft, write};
use crate::plan::{checks, telling};

/// Finds the newest version.
pub async fn find_newest(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Option<plan_version::Model>, DbErr> {
    plan_version::Entity::find()
        .filter(plan_version::Column::Chain.eq(chain))
        .order_by_desc(plan_version::Column::N)
        .one(conn)
        .await
}

/// Finds a version by its number.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    n: i32,
) -> Result<Option<plan_version::Model>, DbErr> {
    plan_version::Entity::find()
        .filter(plan_version::Column::Chain.eq(chain))
        .filter(plan_version::Column::N.eq(n))
        .one(conn)
        .await
}

/// Lists the versions, the newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<plan_version::Model>, DbErr> {
    plan_version::Entity::find()
        .filter(plan_version::Column::Chain.eq(chain))
        .order_by_desc(plan_version::Column::N)
        .all(conn)
        .await
}

/// Puts the plan together as it would be published now: the organisers' words, and ids. It names the themes that have
/// points, whether or not an action answers them, and those an action rests on.
pub async fn draft(conn: &impl ConnectionTrait, face: &Face) -> Result<PlanBody, DbErr> {
    let chain = face.chain.id;
    let actions = super::list(conn, chain).await?;
    let rows = action_evidence::Entity::find()
        .filter(action_evidence::Column::Action.is_in(actions.iter().map(|a| a.id)))
        .order_by_asc(action_evidence::Column::Id)
        .all(conn)
        .await?;
    let mut steps = super::steps::of_actions(conn, actions.iter().map(|a| a.id)).await?;
    let family = Family::read(conn, chain).await?;
    // A theme that was merged goes by the one it is part of now.
    let now = |row: &action_evidence::Model| row.theme.map(|id| family.now(id));
    let used: HashSet<Uuid> = rows.iter().filter_map(now).collect();
    let counted = evidence::of_themes(conn, chain).await?;
    let themes: Vec<_> = family.in_order().into_iter().cloned().collect();
    let order: Vec<Uuid> = themes.iter().map(|theme| theme.id).collect();
    let step = |step: entity::action_step::Model| PlanStep {
        text: step.text,
        done: step.done_at.is_some(),
    };
    let action = |a: entity::action::Model| {
        let own = || rows.iter().filter(|row| row.action == a.id);
        let rests: Vec<Uuid> = own().filter_map(|row| row.theme).collect();
        let mut rests = family.now_of(&rests);
        rests.sort_by_key(|id| order.iter().position(|other| other == id));
        PlanAction {
            themes: rests,
            insights: own().filter_map(|row| row.insight).collect(),
            steps: steps
                .remove(&a.id)
                .unwrap_or_default()
                .into_iter()
                .map(step)
                .collect(),
            cost: a.cost,
            id: a.id,
            now: a.now,
            towards: a.towards,
            who: a.who,
            owner: a.owner,
            by_when: a.by_when,
            measure: a.measure,
            status: a.status,
            reason: a.reason,
        }
    };
    let theme = |theme: entity::theme::Model| PlanTheme {
        id: theme.id,
        name: theme.name,
        meaning: theme.meaning,
    };
    Ok(PlanBody {
        title: face.words.plan_title.clone(),
        introduction: face.words.plan_intro.clone(),
        actions: actions.into_iter().map(action).collect(),
        themes: themes
            .into_iter()
            .filter(|t| used.contains(&t.id) || counted.contains_key(&t.id))
            .map(theme)
            .collect(),
    })
}

/// How a plan differs from the version before it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub added: usize,
    pub changed: usize,
    pub removed: usize,
}

/// Counts what is new, changed and gone.
pub fn changes(before: Option<&PlanBody>, after: &PlanBody) -> Changes {
    let old: HashMap<Uuid, &PlanAction> = before
        .map(|body| body.actions.iter().map(|a| (a.id, a)).collect())
        .unwrap_or_default();
    let kept = |a: &&PlanAction| old.contains_key(&a.id);
    let stays = after.actions.iter().filter(kept).count();
    Changes {
        added: after.actions.len() - stays,
        changed: after
            .actions
            .iter()
            .filter(|a| old.get(&a.id).is_some_and(|before| before != a))
            .count(),
        removed: old.len().saturating_sub(stays),
    }
}

/// Why a plan was not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPublished {
    NoTitle,
    NoActions,
    /// From the second version on, people are told what changed.
    ChangesNotTold,
    /// There are names in the words that nobody handled.
    Names,
    /// This number is out already: the form was sent twice, or a colleague published meanwhile.
    AlreadyOut,
}

/// What the page that asks "make this public?" sends.
#[derive(Clone, Debug)]
pub struct Publishing<'a> {
    /// The number the page announced.
    pub n: i32,
    pub what_changed: &'a str,
    /// Whether everyone who said yes gets a message now.
    pub tell: bool,
}

/// Publishes the plan as the next version, unless there is a name in it that nobody handled. With `tell`, the messages are stored in the same transaction.
pub async fn publish(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    publishing: Publishing<'_>,
) -> Result<Result<plan_version::Model, NotPublished>, DbErr> {
    let chain = face.chain.id;
    let newest = find_newest(txn, chain).await?.map_or(0, |v| v.n);
    if publishing.n != newest + 1 {
        return Ok(Err(NotPublished::AlreadyOut));
    }
    let body = draft(txn, face).await?;
    if body.title.is_empty() {
        return Ok(Err(NotPublished::NoTitle));
    }
    if body.actions.is_empty() {
        return Ok(Err(NotPublished::NoActions));
    }
    if newest > 0 && publishing.what_changed.is_empty() {
        return Ok(Err(NotPublished::ChangesNotTold));
    }
    let names = checks::names(txn, face, &body, publishing.what_changed).await?;
    if names.iter().any(checks::Found::is_open) {
        return Ok(Err(NotPublished::Names));
    }
    let version = plan_version::ActiveModel {
        id: Set(means.id()),
        chain: Set(chain),
        n: Set(publishing.n),
        body: Set(body),
        what_changed: Set(publishing.what_changed.to_owned()),
        published_by: Set(by),
        published_at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    audit::organiser_did(txn, means, by, "plan.published", version.id, chain).await?;
    if publishing.tell {
        tell(txn, means, face, &version).await?;
    }
    Ok(Ok(version))
}

/// Stores a message for everyone who can be told.
async fn tell(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    version: &plan_version::Model,
) -> Result<(), DbErr> {
    let people = telling::can_be_told(face.chain.id).all(txn).await?;
    telling::tell_each(txn, means, people, means.now(), |person, address| {
        plan_ready(face, person, address, version)
    })
    .await?;
    Ok(())
}

fn plan_ready(
    face: &Face,
    person: &participant::Model,
    address: &str,
    version: &plan_version::Model,
) -> Draft {
    let args: &[(&'static str, &dyn Arg)] =
        &[("topic", &face.words.topic), ("title", &version.body.title)];
    let key = format!("plan-ready:{}:{}", version.n, person.id);
    write(face, person, address, MailKind::PlanReady, args, key)
}

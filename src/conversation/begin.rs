//! Residents ask to start a chain of their own: who may, what they ask, taking it back, and the answer they are told.
//!
//! A person has one open ask at a time. An address they give for signing in is held only until there is an answer.

use entity::shared::{AskAnswer, AskSignIn};
use entity::{chain_ask, conversation, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, UpdateMany,
};
use uuid::Uuid;

use super::emails::reach;
use super::hands::{hold, may_help};
use crate::chain::Face;
use crate::i18n::Arg;
use crate::keys::Place;
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::organiser::audit;
use crate::people::{self, emails};

mod gone;

pub use gone::{forget, forget_old, held};

/// The longest texts, in characters.
pub const TOPIC_MAX: usize = 120;
pub const WHOM_MAX: usize = 200;
pub const WHY_MAX: usize = 600;
pub const REASON_MAX: usize = 600;

/// Where somebody stands with a chain of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// They are not asked about it: they have not talked yet.
    #[default]
    Not,
    May,
    Asked,
    Yes,
    No,
}

impl Standing {
    /// Returns the key of the link to their ask, where there is one.
    pub const fn link(self) -> Option<&'static str> {
        match self {
            Self::Not => None,
            Self::May => Some("begin-link"),
            Self::Asked => Some("begin-link-asked"),
            Self::Yes => Some("begin-link-yes"),
            Self::No => Some("begin-link-no"),
        }
    }
}

/// What somebody asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub topic: String,
    pub whom: String,
    pub why: String,
    pub sign_in: AskSignIn,
    /// Another address than their own, already checked.
    pub email: Option<String>,
}

/// Tells whether an ask waits for an answer.
pub const fn is_open(ask: &chain_ask::Model) -> bool {
    ask.answered_at.is_none() && ask.taken_back_at.is_none()
}

fn open() -> Condition {
    Condition::all()
        .add(chain_ask::Column::AnsweredAt.is_null())
        .add(chain_ask::Column::TakenBackAt.is_null())
}

/// Tells whether somebody may ask: they had a chat that was written down, or their chain is closed.
pub async fn may_ask(
    conn: &impl ConnectionTrait,
    face: &Face,
    person: &participant::Model,
) -> Result<bool, DbErr> {
    if !may_help(person) {
        return Ok(false);
    }
    if face.chain.closed_at.is_some() {
        return Ok(true);
    }
    let theirs = Condition::any()
        .add(conversation::Column::Initiator.eq(person.id))
        .add(conversation::Column::Partner.eq(person.id));
    let talked = conversation::Entity::find()
        .filter(theirs)
        .filter(conversation::Column::RecordedAt.is_not_null())
        .count(conn)
        .await?;
    Ok(talked > 0)
}

/// Finds the last thing somebody asked.
pub async fn find_last(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Option<chain_ask::Model>, DbErr> {
    chain_ask::Entity::find()
        .filter(chain_ask::Column::Participant.eq(person))
        .order_by_desc(chain_ask::Column::AskedAt)
        .order_by_desc(chain_ask::Column::Id)
        .one(conn)
        .await
}

/// Works out where somebody stands.
pub async fn standing(
    conn: &impl ConnectionTrait,
    face: &Face,
    person: &participant::Model,
) -> Result<Standing, DbErr> {
    if !may_help(person) {
        return Ok(Standing::Not);
    }
    let last = find_last(conn, person.id).await?;
    Ok(match last.as_ref().map(|ask| (is_open(ask), ask.answer)) {
        Some((true, _)) => Standing::Asked,
        Some((_, Some(AskAnswer::Yes))) => Standing::Yes,
        Some((_, Some(AskAnswer::No))) => Standing::No,
        _ if may_ask(conn, face, person).await? => Standing::May,
        _ => Standing::Not,
    })
}

/// Finds an ask of a chain's people.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<chain_ask::Model>, DbErr> {
    chain_ask::Entity::find_by_id(id)
        .filter(chain_ask::Column::Chain.eq(chain))
        .one(conn)
        .await
}

/// Lists what a chain's people asked: what waits first, then the newest. What was taken back before an answer is left out.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<chain_ask::Model>, DbErr> {
    let mut all = chain_ask::Entity::find()
        .filter(chain_ask::Column::Chain.eq(chain))
        .filter(chain_ask::Column::TakenBackAt.is_null())
        .order_by_desc(chain_ask::Column::AskedAt)
        .order_by_desc(chain_ask::Column::Id)
        .all(conn)
        .await?;
    all.sort_by_key(|ask| !is_open(ask));
    Ok(all)
}

/// Counts what waits for an answer.
pub async fn count_open(conn: &impl ConnectionTrait, chain: Uuid) -> Result<u64, DbErr> {
    chain_ask::Entity::find()
        .filter(chain_ask::Column::Chain.eq(chain))
        .filter(open())
        .count(conn)
        .await
}

/// Keeps what somebody asks, or changes it while it is not answered. False when they may not ask.
pub async fn ask(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    person: &participant::Model,
    wanted: &Wanted,
) -> Result<bool, DbErr> {
    if !hold(txn, person).await? {
        return Ok(false);
    }
    let last = find_last(txn, person.id).await?;
    let stands = last.as_ref().filter(|ask| is_open(ask));
    let settled = last
        .as_ref()
        .is_some_and(|ask| ask.answer == Some(AskAnswer::Yes));
    if stands.is_none() && (settled || !may_ask(txn, face, person).await?) {
        return Ok(false);
    }
    let id = stands.map_or_else(|| means.id(), |ask| ask.id);
    let other = wanted.email.as_deref();
    let other = other.filter(|_| wanted.sign_in == AskSignIn::Other);
    let seal = |email| {
        means
            .keys
            .seal(&means.sources, Place::ChainAskEmail, id, email)
    };
    let row = chain_ask::ActiveModel {
        id: Set(id),
        topic: Set(wanted.topic.clone()),
        whom: Set(wanted.whom.clone()),
        why: Set(wanted.why.clone()),
        sign_in: Set(wanted.sign_in),
        email: Set(other.map(seal)),
        source: Set(means.source().to_owned()),
        entered_by: Set(means.entered_by()),
        ..Default::default()
    };
    if stands.is_some() {
        row.update(txn).await?;
        note(txn, means, person, "ask.changed").await?;
        return Ok(true);
    }
    chain_ask::ActiveModel {
        chain: Set(person.chain),
        participant: Set(person.id),
        asked_at: Set(means.now()),
        taken_back_at: Set(None),
        answered_at: Set(None),
        answered_by: Set(None),
        answer: Set(None),
        reason: Set(String::new()),
        made: Set(None),
        ..row
    }
    .insert(txn)
    .await?;
    note(txn, means, person, "ask.made").await?;
    Ok(true)
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
    act: &'static str,
) -> Result<(), DbErr> {
    let by = audit::by(means, person.id);
    let (me, chain) = (Some(person.id), Some(person.chain));
    audit::note(txn, &means.sources, by, act, me, chain).await
}

/// Begins a change of an open ask that ends it. The address is not needed any more.
fn ending() -> UpdateMany<chain_ask::Entity> {
    chain_ask::Entity::update_many()
        .col_expr(chain_ask::Column::Email, Expr::value(None::<Vec<u8>>))
        .filter(open())
}

/// Takes an ask back. False when there was none, or it is answered.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    person: &participant::Model,
) -> Result<bool, DbErr> {
    let done = ending()
        .col_expr(chain_ask::Column::TakenBackAt, Expr::value(means.now()))
        .filter(chain_ask::Column::Participant.eq(person.id))
        .exec(txn)
        .await?;
    if done.rows_affected > 0 {
        note(txn, means, person, "ask.taken-back").await?;
    }
    Ok(done.rows_affected > 0)
}

/// Answers an ask, once. False when it was answered or taken back meanwhile.
pub async fn answer(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    ask: &chain_ask::Model,
    (answer, reason): (AskAnswer, &str),
) -> Result<bool, DbErr> {
    let done = ending()
        .col_expr(chain_ask::Column::AnsweredAt, Expr::value(means.now()))
        .col_expr(chain_ask::Column::AnsweredBy, Expr::value(by))
        .col_expr(chain_ask::Column::Answer, Expr::value(answer))
        .col_expr(chain_ask::Column::Reason, Expr::value(reason))
        .filter(chain_ask::Column::Id.eq(ask.id))
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    let act = match answer {
        AskAnswer::Yes => "ask.approved",
        AskAnswer::No => "ask.declined",
    };
    audit::organiser_did(txn, means, by, act, ask.participant, ask.chain).await?;
    Ok(true)
}

/// Says no, with the reason, and tells the person.
pub async fn decline(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    by: Uuid,
    ask: &chain_ask::Model,
    reason: &str,
) -> Result<bool, DbErr> {
    if !answer(txn, means, by, ask, (AskAnswer::No, reason)).await? {
        return Ok(false);
    }
    let args: &[(&'static str, &dyn Arg)] = &[("host", &face.host.name), ("why", &reason)];
    tell(txn, means, face, ask, MailKind::AskNo, args).await?;
    Ok(true)
}

/// Keeps which chain was made of an ask, and tells the person.
pub async fn made(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    ask: &chain_ask::Model,
    chain: Uuid,
) -> Result<(), DbErr> {
    chain_ask::Entity::update_many()
        .col_expr(chain_ask::Column::Made, Expr::value(chain))
        .filter(chain_ask::Column::Id.eq(ask.id))
        .exec(txn)
        .await?;
    let args: &[(&'static str, &dyn Arg)] = &[("host", &face.host.name)];
    tell(txn, means, face, ask, MailKind::AskYes, args).await
}

async fn tell(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    ask: &chain_ask::Model,
    kind: MailKind,
    args: &[(&'static str, &dyn Arg)],
) -> Result<(), DbErr> {
    let Some(person) = people::find(txn, ask.participant).await? else {
        return Ok(());
    };
    let Some((address, to)) = reach(txn, means, &person).await? else {
        return Ok(());
    };
    let key = format!("{}:{}", kind.as_str(), ask.id);
    let email = emails::write(face, &person, &address, kind, args, key);
    let email = email.finish(to, means.now() + means.undo);
    mail::enqueue(txn, &means.sources, &means.keys, email).await?;
    Ok(())
}

/// Returns the address somebody would sign in with, as it stands now. Who gave none, and has one since, uses theirs.
pub fn address(
    means: &Means,
    ask: &chain_ask::Model,
    person: &participant::Model,
) -> Option<String> {
    let own = || people::details(means, person).ok().and_then(|d| d.email);
    match ask.sign_in {
        AskSignIn::Other => other_address(means, ask),
        AskSignIn::Own | AskSignIn::None => own(),
    }
}

fn other_address(means: &Means, ask: &chain_ask::Model) -> Option<String> {
    let sealed = ask.email.as_ref()?;
    means.keys.open(Place::ChainAskEmail, ask.id, sealed).ok()
}

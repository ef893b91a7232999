//! The messages of a chain and how far each came, without anybody's address.

use chrono::{DateTime, Utc};
use entity::{attempt, outbox, participant};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

pub use super::delivery::Delivery;
use crate::chain::Face;
use crate::i18n::{Html, Words};
use crate::mail::{self, MailKind};
use crate::people::name;
use crate::web::paging::ROWS;

/// A message without its words and its address.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Envelope {
    pub id: Uuid,
    pub kind: String,
    pub participant: Option<Uuid>,
    pub made_at: DateTime<Utc>,
    pub next_attempt_at: DateTime<Utc>,
    pub in_doubt_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    pub failed_at: Option<DateTime<Utc>>,
    pub held_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub expired_at: Option<DateTime<Utc>>,
    pub last_reply: Option<String>,
}

impl From<&outbox::Model> for Envelope {
    fn from(row: &outbox::Model) -> Self {
        Self {
            id: row.id,
            kind: row.kind.clone(),
            participant: row.participant,
            made_at: row.made_at,
            next_attempt_at: row.next_attempt_at,
            in_doubt_at: row.in_doubt_at,
            sent_at: row.sent_at,
            failed_at: row.failed_at,
            held_at: row.held_at,
            cancelled_at: row.cancelled_at,
            expired_at: row.expired_at,
            last_reply: row.last_reply.clone(),
        }
    }
}

impl Envelope {
    /// Works out how far the message came. `bounced`: the recipient's address came back and was not mended yet.
    pub fn delivery(&self, bounced: bool) -> Delivery {
        if self.sent_at.is_some() {
            Delivery::Sent
        } else if self.failed_at.is_some() {
            if bounced {
                Delivery::CameBack
            } else {
                Delivery::Failed
            }
        } else if self.cancelled_at.is_some() {
            Delivery::TakenBack
        } else if self.expired_at.is_some() {
            Delivery::Expired
        } else if self.in_doubt_at.is_some() {
            Delivery::InDoubt
        } else if self.held_at.is_some() {
            Delivery::OnHold
        } else {
            Delivery::Waiting
        }
    }

    /// Returns which of our own reasons held the message back: the ending of its words. `None` where a mail server had
    /// its say, or nobody.
    fn why(&self) -> Option<&'static str> {
        if self.sent_at.is_some() || self.failed_at.is_some() || self.expired_at.is_some() {
            return None;
        }
        let said = self.last_reply.as_deref()?;
        let waits = WAITS.contains(&said) && self.cancelled_at.is_none();
        let ours = OUR_REASONS.iter().find(|reason| **reason == said);
        let ours = ours.filter(|_| self.cancelled_at.is_some() || waits);
        ours.copied()
    }

    /// Tells whether the message may be worth another try: it was stopped, and is not too old. Whether it can be tried,
    /// [`crate::mail::may_try_again`] says.
    pub fn may_be_tried(&self, now: DateTime<Utc>) -> bool {
        let stopped = self.held_at.is_some() || self.failed_at.is_some();
        let over =
            self.sent_at.is_some() || self.cancelled_at.is_some() || self.expired_at.is_some();
        let fresh = MailKind::parse(&self.kind)
            .is_some_and(|kind| self.made_at + kind.expires_after() > now);
        stopped && !over && fresh
    }

    /// Tells in a sentence how far the message came: when, until when, and why.
    pub fn told(&self, w: &Words, zone: chrono_tz::Tz, bounced: bool, now: DateTime<Utc>) -> Html {
        let delivery = self.delivery(bounced);
        let at = match delivery {
            Delivery::Sent => self.sent_at,
            Delivery::CameBack | Delivery::Failed => self.failed_at,
            Delivery::TakenBack => self.cancelled_at,
            Delivery::Expired => self.expired_at,
            Delivery::InDoubt => self.in_doubt_at,
            Delivery::OnHold => self.held_at,
            Delivery::Waiting => None,
        };
        let at = at.unwrap_or(self.next_attempt_at);
        let moment = w.moment(at, zone);
        let reason = self.last_reply.clone().unwrap_or_default();
        let key = match delivery {
            _ if self.why().is_some() => format!("messages-why-{}", self.why().unwrap_or_default()),
            Delivery::Waiting if at <= now => "desk-told-waiting-now".to_owned(),
            Delivery::InDoubt if self.held_at.is_none() => "desk-told-in-doubt-again".to_owned(),
            Delivery::OnHold | Delivery::Failed if reason.is_empty() => {
                format!("desk-told-{}-unsaid", delivery.as_str())
            }
            Delivery::Failed if is_full(&reason) => "messages-why-full".to_owned(),
            _ => format!("desk-told-{}", delivery.as_str()),
        };
        w.html(&key, &[("moment", &moment)])
    }
}

/// Why we did not send a message ourselves, as the worker notes it.
const OUR_REASONS: [&str; 19] = [
    "erased",
    "suppressed",
    "stopped",
    "link-ended",
    "chain-closed",
    "conversation-ended",
    "code-over",
    "acted",
    "gone",
    mail::ON_PAPER,
    mail::pause::DROPPED,
    "chain-paused",
    "quiet-hours",
    "first-invitations",
    "limit-minute",
    "limit-domain",
    "limit-chain",
    "limit-chain-invitations",
    "limit-invitations",
];

/// Those of them that pass by themselves or when somebody lets them.
const WAITS: [&str; 8] = [
    "chain-paused",
    "quiet-hours",
    "first-invitations",
    "limit-minute",
    "limit-domain",
    "limit-chain",
    "limit-chain-invitations",
    "limit-invitations",
];

/// Returns what a mail server said; nothing where it is a reason of our own.
pub fn server_said(reply: Option<&str>) -> Option<String> {
    let reply = reply.filter(|reply| !reply.is_empty() && !OUR_REASONS.contains(reply));
    reply.map(str::to_owned)
}

/// Tells whether a mail server said that the mailbox is full.
fn is_full(reason: &str) -> bool {
    reason.contains(" 552 ") || reason.contains(" 4.2.2") || reason.contains(" 5.2.2")
}

/// What a list of messages is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    pub delivery: Option<Delivery>,
    /// The people whose messages are wanted; absent for everyone's.
    pub people: Option<Vec<Uuid>>,
    pub kind: Option<MailKind>,
}

/// Counts the messages of a chain.
pub async fn count(
    conn: &impl ConnectionTrait,
    face: &Face,
    narrowed: &Narrowed,
) -> Result<u64, DbErr> {
    select(face, narrowed).count(conn).await
}

/// Counts the messages of a chain in each state, in the order of [`Delivery::ALL`].
pub async fn count_by_state(
    conn: &impl ConnectionTrait,
    face: &Face,
    narrowed: &Narrowed,
) -> Result<Vec<(Delivery, u64)>, DbErr> {
    let mut counts = Vec::new();
    for delivery in Delivery::ALL {
        let one = Narrowed {
            delivery: Some(delivery),
            ..narrowed.clone()
        };
        counts.push((delivery, count(conn, face, &one).await?));
    }
    Ok(counts)
}

/// Lists a page of the messages of a chain, the newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    face: &Face,
    narrowed: &Narrowed,
    offset: u64,
) -> Result<Vec<Envelope>, DbErr> {
    light(select(face, narrowed))
        .order_by_desc(outbox::Column::MadeAt)
        .order_by_desc(outbox::Column::Id)
        .offset(offset)
        .limit(ROWS)
        .into_model::<Envelope>()
        .all(conn)
        .await
}

/// Lists every message to one person, the oldest first.
pub async fn list_to(conn: &impl ConnectionTrait, person: Uuid) -> Result<Vec<Envelope>, DbErr> {
    light(outbox::Entity::find().filter(outbox::Column::Participant.eq(person)))
        .order_by_asc(outbox::Column::MadeAt)
        .order_by_asc(outbox::Column::Id)
        .into_model::<Envelope>()
        .all(conn)
        .await
}

/// Finds a message of this chain.
pub async fn find(
    conn: &impl ConnectionTrait,
    face: &Face,
    id: Uuid,
) -> Result<Option<outbox::Model>, DbErr> {
    outbox::Entity::find_by_id(id)
        .filter(outbox::Column::Chain.eq(face.chain.id))
        .one(conn)
        .await
}

/// Lists the tries to hand a message over, the oldest first.
pub async fn list_attempts(
    conn: &impl ConnectionTrait,
    message: Uuid,
) -> Result<Vec<attempt::Model>, DbErr> {
    attempt::Entity::find()
        .filter(attempt::Column::Outbox.eq(message))
        .order_by_asc(attempt::Column::At)
        .order_by_asc(attempt::Column::Id)
        .all(conn)
        .await
}

/// Finds the people of a chain whose name has this part, whatever its accents and capitals.
pub async fn people_named(
    conn: &impl ConnectionTrait,
    face: &Face,
    part: &str,
) -> Result<Vec<Uuid>, DbErr> {
    let part = name::to_search(part.trim());
    let names: Vec<(Uuid, Option<String>)> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Id)
        .column(participant::Column::Name)
        .filter(participant::Column::Chain.eq(face.chain.id))
        .filter(participant::Column::Name.is_not_null())
        .into_tuple()
        .all(conn)
        .await?;
    Ok(names
        .into_iter()
        .filter(|(_, name)| name::to_search(name.as_deref().unwrap_or_default()).contains(&part))
        .map(|(id, _)| id)
        .collect())
}

/// Lists the kinds of messages a chain has, in the order of [`MailKind::ALL`].
pub async fn list_kinds(conn: &impl ConnectionTrait, face: &Face) -> Result<Vec<MailKind>, DbErr> {
    let found: Vec<String> = outbox::Entity::find()
        .select_only()
        .column(outbox::Column::Kind)
        .distinct()
        .filter(outbox::Column::Chain.eq(face.chain.id))
        .into_tuple()
        .all(conn)
        .await?;
    let is_there = |kind: &&MailKind| found.iter().any(|text| text == kind.as_str());
    Ok(MailKind::ALL.iter().filter(is_there).copied().collect())
}

fn select(face: &Face, narrowed: &Narrowed) -> Select<outbox::Entity> {
    let mut select = outbox::Entity::find().filter(outbox::Column::Chain.eq(face.chain.id));
    if let Some(delivery) = narrowed.delivery {
        select = select.filter(condition(face, delivery));
    }
    if let Some(people) = &narrowed.people {
        select = select.filter(outbox::Column::Participant.is_in(people.iter().copied()));
    }
    if let Some(kind) = narrowed.kind {
        select = select.filter(outbox::Column::Kind.eq(kind.as_str()));
    }
    select
}

fn light(select: Select<outbox::Entity>) -> Select<outbox::Entity> {
    use outbox::Column as C;
    select.select_only().columns([
        C::Id,
        C::Kind,
        C::Participant,
        C::MadeAt,
        C::NextAttemptAt,
        C::InDoubtAt,
        C::SentAt,
        C::FailedAt,
        C::HeldAt,
        C::CancelledAt,
        C::ExpiredAt,
        C::LastReply,
    ])
}

/// The same as [`Envelope::delivery`], for the database.
fn condition(face: &Face, delivery: Delivery) -> Condition {
    use outbox::Column as C;
    let bounced = participant::Entity::find()
        .select_only()
        .column(participant::Column::Id)
        .filter(participant::Column::Chain.eq(face.chain.id))
        .filter(participant::Column::BouncedAt.is_not_null())
        .into_query();
    // Each state is told from those before it by what they have and it lacks.
    let order = [
        C::SentAt,
        C::FailedAt,
        C::CancelledAt,
        C::ExpiredAt,
        C::InDoubtAt,
        C::HeldAt,
    ];
    let rank = match delivery {
        Delivery::Sent => 0,
        Delivery::CameBack | Delivery::Failed => 1,
        Delivery::TakenBack => 2,
        Delivery::Expired => 3,
        Delivery::InDoubt => 4,
        Delivery::OnHold => 5,
        Delivery::Waiting => order.len(),
    };
    let mut all = Condition::all();
    for column in &order[..rank] {
        all = all.add(column.is_null());
    }
    if let Some(column) = order.get(rank) {
        all = all.add(column.is_not_null());
    }
    match delivery {
        Delivery::CameBack => all.add(C::Participant.in_subquery(bounced)),
        Delivery::Failed => all.add(
            Condition::any()
                .add(C::Participant.is_null())
                .add(C::Participant.not_in_subquery(bounced)),
        ),
        _ => all,
    }
}

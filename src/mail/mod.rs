//! Messages: stored with the change that caused them, sent by the worker afterwards.
//!
//! A feature makes an [`Email`] and calls [`enqueue`] inside its own transaction, so that a message exists if and only
//! if the change was committed (I5). The stored text holds marks where a personal link or a code belongs; the worker
//! puts them in at the moment of sending, so no working link lies in the outbox or in a backup.

use chrono::{DateTime, Utc};
use entity::{link, outbox};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::keys::{Keys, Place};
use crate::sources::Sources;

pub mod compose;
pub mod dkim;
pub mod first;
pub mod forget;
pub mod inbound;
mod kind;
mod lease;
pub mod limits;
pub mod mailbox;
pub mod message;
mod pace;
pub mod pause;
pub mod probe;
pub mod queue;
pub mod quiet;
pub mod smtp;
mod standing;
pub mod suppression;
pub mod transport;
pub mod verdict;
pub mod worker;

pub use compose::{Letter, Signature};
pub use forget::{forget_bodies, forget_participant};
pub use kind::MailKind;
pub use queue::{ON_PAPER, may_try_again, put_on_paper, try_again};
pub use transport::{Folder, Memory, Sent, Transport};
pub use worker::{Drained, Mailer, MailerError};

/// Stands in a stored message where the recipient's personal page is linked.
pub const ACT: &str = "%%act%%";
/// Stands where the recipient's stop link goes.
pub const STOP: &str = "%%stop%%";
/// Stands where the sign-in code goes.
pub const CODE: &str = "%%code%%";
/// Ends the key of a message that waits while the quiet hours of its chain last.
pub const QUIETLY: &str = ":quietly";

/// Who gets a message and by which personal link they answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// A participant, with their act-link's row and generation.
    Participant {
        id: Uuid,
        link: Uuid,
        generation: i32,
    },
    /// A participant who is sent the code of `sign_in`, and no link.
    Holder { id: Uuid, sign_in: Uuid },
    /// An organiser; `sign_in` is the request whose code goes into the message.
    Organiser { sign_in: Option<Uuid> },
}

impl To {
    /// Returns the person whose act-link this is.
    pub fn participant(act: &link::Model) -> Self {
        Self::Participant {
            id: act.participant,
            link: act.id,
            generation: act.generation,
        }
    }
}

/// A message before it is MIME: a plain value that tests can read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email {
    pub kind: MailKind,
    /// The address, already validated.
    pub address: String,
    pub to: To,
    pub chain: Option<Uuid>,
    /// The conversation the message is about, so that it can be taken back with it.
    pub conversation: Option<Uuid>,
    pub language: String,
    pub letter: compose::Written,
    /// The same key is stored once, however often the change is asked for.
    pub key: String,
    /// Not sent before this.
    pub due: DateTime<Utc>,
}

/// Stores a message with the change that caused it. Returns its id, or `None` when the key was there already.
pub async fn enqueue(
    txn: &DatabaseTransaction,
    sources: &Sources,
    keys: &Keys,
    email: Email,
) -> Result<Option<Uuid>, DbErr> {
    let id = sources.id();
    let (participant, link, generation, sign_in) = match email.to {
        To::Participant {
            id,
            link,
            generation,
        } => (Some(id), Some(link), Some(generation), None),
        To::Holder { id, sign_in } => (Some(id), None, None, Some(sign_in)),
        To::Organiser { sign_in } => (None, None, None, sign_in),
    };
    let row = outbox::ActiveModel {
        id: Set(id),
        idempotency_key: Set(email.key),
        kind: Set(email.kind.as_str().to_owned()),
        recipient: Set(Some(keys.seal(
            sources,
            Place::OutboxRecipient,
            id,
            &email.address,
        ))),
        recipient_index: Set(keys.address_index(&email.address)),
        recipient_domain: Set(Some(keys.domain_index(&email.address))),
        chain: Set(email.chain),
        participant: Set(participant),
        conversation: Set(email.conversation),
        sign_in: Set(sign_in),
        link: Set(link),
        generation: Set(generation),
        language: Set(email.language),
        subject: Set(email.letter.subject),
        text: Set(email.letter.text),
        html: Set(email.letter.html),
        message_id: Set(id.to_string()),
        made_at: Set(sources.now()),
        next_attempt_at: Set(email.due),
        attempts: Set(0),
        claim_token: Set(None),
        lease_until: Set(None),
        transmitting_at: Set(None),
        in_doubt_at: Set(None),
        sent_at: Set(None),
        failed_at: Set(None),
        held_at: Set(None),
        cancelled_at: Set(None),
        expired_at: Set(None),
        last_reply: Set(None),
    };
    let inserted = outbox::Entity::insert(row)
        .on_conflict(
            OnConflict::column(outbox::Column::IdempotencyKey)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(txn)
        .await?;
    crate::crash::point("mail-stored");
    Ok((inserted == 1).then_some(id))
}

/// Takes back the messages of a conversation that the worker has not begun to send. Returns how many.
pub async fn cancel(
    txn: &DatabaseTransaction,
    sources: &Sources,
    conversation: Uuid,
    kinds: &[MailKind],
) -> Result<u64, DbErr> {
    let kinds = kinds.iter().map(|kind| kind.as_str());
    let done = outbox::Entity::update_many()
        .col_expr(outbox::Column::CancelledAt, Expr::value(sources.now()))
        .filter(outbox::Column::Conversation.eq(conversation))
        .filter(outbox::Column::Kind.is_in(kinds))
        .filter(outbox::Column::TransmittingAt.is_null())
        .filter(outbox::Column::SentAt.is_null())
        .filter(outbox::Column::FailedAt.is_null())
        .filter(outbox::Column::CancelledAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}

/// Takes back the messages whose key begins so and that the worker has not begun to send. Returns how many.
pub async fn cancel_keyed(
    txn: &DatabaseTransaction,
    sources: &Sources,
    stem: &str,
) -> Result<u64, DbErr> {
    let done = outbox::Entity::update_many()
        .col_expr(outbox::Column::CancelledAt, Expr::value(sources.now()))
        .filter(outbox::Column::IdempotencyKey.starts_with(stem))
        .filter(outbox::Column::TransmittingAt.is_null())
        .filter(outbox::Column::SentAt.is_null())
        .filter(outbox::Column::FailedAt.is_null())
        .filter(outbox::Column::CancelledAt.is_null())
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}

/// Takes back one message, if the worker has not begun to send it. Returns whether it was taken back.
pub async fn cancel_one(
    txn: &DatabaseTransaction,
    sources: &Sources,
    id: Uuid,
) -> Result<bool, DbErr> {
    let done = outbox::Entity::update_many()
        .col_expr(outbox::Column::CancelledAt, Expr::value(sources.now()))
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::TransmittingAt.is_null())
        .filter(queue::open())
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Tells whether a message whose key begins so has gone out or is going out.
pub async fn has_begun(conn: &impl ConnectionTrait, stem: &str) -> Result<bool, DbErr> {
    let begun = outbox::Entity::find()
        .filter(outbox::Column::IdempotencyKey.starts_with(stem))
        .filter(outbox::Column::TransmittingAt.is_not_null())
        .filter(outbox::Column::CancelledAt.is_null())
        .count(conn)
        .await?;
    Ok(begun > 0)
}

/// Lets the invitations of a chain that waited while it was paused go out now, also those that grew too old waiting.
pub async fn go_on(
    txn: &DatabaseTransaction,
    sources: &Sources,
    chain: Uuid,
    paused_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let invitations = MailKind::ALL.iter().filter(|kind| kind.is_invitation());
    outbox::Entity::update_many()
        .col_expr(outbox::Column::MadeAt, Expr::value(sources.now()))
        .col_expr(outbox::Column::NextAttemptAt, Expr::value(sources.now()))
        .col_expr(
            outbox::Column::ExpiredAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .filter(outbox::Column::Chain.eq(chain))
        .filter(outbox::Column::Kind.is_in(invitations.map(|kind| kind.as_str())))
        .filter(outbox::Column::Recipient.is_not_null())
        .filter(outbox::Column::TransmittingAt.is_null())
        .filter(outbox::Column::SentAt.is_null())
        .filter(outbox::Column::FailedAt.is_null())
        .filter(outbox::Column::HeldAt.is_null())
        .filter(outbox::Column::CancelledAt.is_null())
        .filter(
            Condition::any()
                .add(outbox::Column::ExpiredAt.is_null())
                .add(outbox::Column::ExpiredAt.gte(paused_at)),
        )
        .exec(txn)
        .await?;
    Ok(())
}

/// Tells whether no message of this kind about this conversation has gone out or is going out.
pub async fn is_unsent(
    conn: &impl ConnectionTrait,
    conversation: Uuid,
    kind: MailKind,
) -> Result<bool, DbErr> {
    let gone = outbox::Entity::find()
        .filter(outbox::Column::Conversation.eq(conversation))
        .filter(outbox::Column::Kind.eq(kind.as_str()))
        .filter(outbox::Column::TransmittingAt.is_not_null())
        .filter(outbox::Column::CancelledAt.is_null())
        .count(conn)
        .await?;
    Ok(gone == 0)
}

/// Finds the newest message of a kind to a person about a conversation that was not taken back.
pub async fn find_last(
    conn: &impl ConnectionTrait,
    conversation: Uuid,
    participant: Uuid,
    kind: MailKind,
) -> Result<Option<outbox::Model>, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::Conversation.eq(conversation))
        .filter(outbox::Column::Participant.eq(participant))
        .filter(outbox::Column::Kind.eq(kind.as_str()))
        .filter(outbox::Column::CancelledAt.is_null())
        .order_by_desc(outbox::Column::MadeAt)
        .order_by_desc(outbox::Column::Id)
        .one(conn)
        .await
}

/// Tells whether a message is still to be sent.
pub fn is_waiting(row: &outbox::Model) -> bool {
    let over = [
        row.transmitting_at,
        row.sent_at,
        row.failed_at,
        row.cancelled_at,
        row.expired_at,
    ];
    over.iter().all(Option::is_none)
}

/// Counts the messages of a kind stored for a person since a time.
pub async fn count_lately(
    conn: &impl ConnectionTrait,
    participant: Uuid,
    kind: MailKind,
    since: DateTime<Utc>,
) -> Result<u64, DbErr> {
    outbox::Entity::find()
        .filter(outbox::Column::Participant.eq(participant))
        .filter(outbox::Column::Kind.eq(kind.as_str()))
        .filter(outbox::Column::MadeAt.gt(since))
        .count(conn)
        .await
}

/// Tells whether `text` is an e-mail address we can write to (RELIABILITY rule 20).
///
/// Takes exactly one address with an ASCII local part of at most 64 and at most 254 letters in all, and a domain name
/// with a dot; no IP literals, no quotes.
pub fn is_address(text: &str) -> bool {
    address(text).is_some()
}

/// Returns the address as it is stored: the domain in lower-case ASCII (IDNA), the local part as typed.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
    if local.is_empty() || local.len() > 64 || !local.chars().all(plain) {
        return None;
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return None;
    }
    let domain = idna::domain_to_ascii_strict(domain).ok()?;
    let labels: Vec<&str> = domain.split('.').collect();
    let sound = |label: &&str| {
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-')
    };
    let last_is_a_name = labels
        .last()
        .is_some_and(|l| l.chars().any(|c| c.is_ascii_alphabetic()));
    let whole = format!("{local}@{domain}");
    let right =
        labels.len() >= 2 && labels.iter().all(sound) && last_is_a_name && whole.len() <= 254;
    (right && whole.parse::<lettre::Address>().is_ok()).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_mailbox_at_a_named_domain() {
        for good in [
            "sam@example.org",
            "o'brien+chain@mail.example.org",
            " Sam@Example.ORG ",
        ] {
            assert!(is_address(good), "{good}");
        }
        assert_eq!(
            address("Sam@M\u{fc}nchen.example").as_deref(),
            Some("Sam@xn--mnchen-3ya.example")
        );
        for bad in [
            "",
            "sam",
            "a@localhost",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@b@c.d",
            "a@ex.org,b@ex.org",
            "a@ex.org b@ex.org",
            ".a@ex.org",
            "a..b@ex.org",
            "a@-ex.org",
            "a@ex.org.",
            "\"a b\"@ex.org",
            "a\u{e9}@ex.org",
            "a@b\r\nRCPT TO:<x@y.org>",
            "\u{7528}@\u{4f8b}.\u{5e7f}\u{544a}",
        ] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }
}

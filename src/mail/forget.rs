//! Forgetting what messages said and to whom: after 30 days for everyone (RELIABILITY rule 61), at once for a person
//! who is erased (I7).
//!
//! A message to somebody else may name the erased person ("Sam said yes"). Such a message is blanked as soon as it has
//! ended: at the erasing, or by [`forget_bodies`] when it was still on its way then.

use chrono::{DateTime, Utc};
use entity::outbox::{self, Column as C};
use entity::{conversation, inbound, participant};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, UpdateMany,
};
use uuid::Uuid;

use crate::sources::Sources;

/// Blanks the words and the address of messages that ended before `older_than`, and of ended messages about a
/// conversation with somebody who was erased. What is left tells that there was a message and how it ended. Returns
/// how many were blanked.
pub async fn forget_bodies(
    txn: &DatabaseTransaction,
    older_than: DateTime<Utc>,
) -> Result<u64, DbErr> {
    let long_ago = Condition::any()
        .add(C::SentAt.lt(older_than))
        .add(C::FailedAt.lt(older_than))
        .add(C::CancelledAt.lt(older_than))
        .add(C::ExpiredAt.lt(older_than));
    let erased = Query::select()
        .column(participant::Column::Id)
        .from(participant::Entity)
        .and_where(participant::Column::ErasedAt.is_not_null())
        .to_owned();
    let about_erased = ended().add(C::Conversation.in_subquery(conversations_of(&erased)));
    let something_left = Condition::any()
        .add(C::Recipient.is_not_null())
        .add(C::Text.ne(""));
    let done = blanked()
        .filter(Condition::any().add(long_ago).add(about_erased))
        .filter(something_left)
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}

/// Takes back what was not sent to a person, and blanks all messages to them and all ended ones about their
/// conversations. Returns how many messages there were to them.
pub async fn forget_participant(
    txn: &DatabaseTransaction,
    sources: &Sources,
    participant: Uuid,
) -> Result<u64, DbErr> {
    outbox::Entity::update_many()
        .col_expr(C::CancelledAt, Expr::value(sources.now()))
        .filter(C::Participant.eq(participant))
        .filter(C::SentAt.is_null())
        .filter(C::FailedAt.is_null())
        .filter(C::CancelledAt.is_null())
        .filter(C::ExpiredAt.is_null())
        .exec(txn)
        .await?;
    let this_one = Query::select()
        .column(participant::Column::Id)
        .from(participant::Entity)
        .and_where(participant::Column::Id.eq(participant))
        .to_owned();
    inbound::Entity::update_many()
        .col_expr(inbound::Column::Body, Expr::value(None::<Vec<u8>>))
        .filter(inbound::Column::Participant.eq(participant))
        .exec(txn)
        .await?;
    blanked()
        .filter(ended().add(C::Conversation.in_subquery(conversations_of(&this_one))))
        .exec(txn)
        .await?;
    let done = blanked()
        // The hash would still tell whether an address got this message.
        .col_expr(C::RecipientIndex, Expr::value(Vec::<u8>::new()))
        .col_expr(C::LastReply, Expr::value(None::<String>))
        .filter(C::Participant.eq(participant))
        .exec(txn)
        .await?;
    Ok(done.rows_affected)
}

/// Messages that will not be sent any more.
fn ended() -> Condition {
    Condition::all().add(
        Condition::any()
            .add(C::SentAt.is_not_null())
            .add(C::FailedAt.is_not_null())
            .add(C::CancelledAt.is_not_null())
            .add(C::ExpiredAt.is_not_null()),
    )
}

fn conversations_of(people: &SelectStatement) -> SelectStatement {
    let either = Condition::any()
        .add(conversation::Column::Initiator.in_subquery(people.clone()))
        .add(conversation::Column::Partner.in_subquery(people.clone()));
    Query::select()
        .column(conversation::Column::Id)
        .from(conversation::Entity)
        .cond_where(either)
        .to_owned()
}

fn blanked() -> UpdateMany<outbox::Entity> {
    outbox::Entity::update_many()
        .col_expr(C::Subject, Expr::value(""))
        .col_expr(C::Text, Expr::value(""))
        .col_expr(C::Html, Expr::value(""))
        .col_expr(C::Recipient, Expr::value(None::<Vec<u8>>))
        .col_expr(C::RecipientDomain, Expr::value(None::<Vec<u8>>))
}

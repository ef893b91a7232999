//! The partner checks what was written: keep, change, take out; and says what may be quoted.

use chrono::{DateTime, Utc};
use entity::shared::Quote;
use entity::{audit as log, conversation, insight, insight_version};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{Outcome, emails, record::list_points};
use crate::chain::Face;
use crate::means::Means;
use crate::organiser::audit::{self, By};

/// The audit log's word for a check that an organiser entered for the partner.
const CHECKED_FOR: &str = "record.checked_for";

/// What the partner says of one point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Keep,
    Change(String),
    TakeOut,
}

/// The partner's answer for one point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub insight: Uuid,
    pub verdict: Verdict,
    pub quote: Quote,
}

/// Takes the partner's answers. They may come back and answer again for as long as the chain lasts: what they take out
/// later counts as withdrawn. Points they do not answer for stay as they are.
pub async fn check(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    conversation: &conversation::Model,
    answers: &[Answer],
) -> Result<Outcome, DbErr> {
    if conversation.recorded_at.is_none() || conversation.ended_at.is_some() {
        return Ok(Outcome::AlreadyDone);
    }
    let first_time = conversation.checked_at.is_none();
    for point in list_points(txn, conversation.id).await? {
        let gone = point.struck_at.is_some() || point.withdrawn_at.is_some();
        let Some(answer) = answers.iter().find(|a| a.insight == point.id && !gone) else {
            continue;
        };
        apply(txn, means, conversation.partner, &point, answer, first_time).await?;
    }
    let done = conversation::Entity::update_many()
        .col_expr(conversation::Column::CheckedAt, Expr::value(means.now()))
        .filter(conversation::Column::Id.eq(conversation.id))
        .filter(conversation::Column::CheckedAt.is_null())
        .exec(txn)
        .await?;
    if let Some(by) = means.entered_by() {
        let (object, chain) = (Some(conversation.id), Some(conversation.chain));
        audit::note(
            txn,
            &means.sources,
            By::Organiser(by),
            CHECKED_FOR,
            object,
            chain,
        )
        .await?;
    }
    if done.rows_affected == 1 {
        emails::tell_of_turn(txn, means, face, conversation).await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

async fn apply(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
    answer: &Answer,
    first_time: bool,
) -> Result<(), DbErr> {
    let now = means.now();
    let mut change = insight::Entity::update_many()
        .col_expr(insight::Column::CheckedAt, Expr::value(now))
        .filter(insight::Column::Id.eq(point.id));
    match &answer.verdict {
        Verdict::TakeOut => {
            let column = if first_time {
                insight::Column::StruckAt
            } else {
                insight::Column::WithdrawnAt
            };
            change = change
                .col_expr(column, Expr::value(now))
                .col_expr(insight::Column::Quote, Expr::value(Quote::None));
        }
        Verdict::Keep => {
            change = change.col_expr(insight::Column::Quote, Expr::value(answer.quote));
        }
        Verdict::Change(text) => {
            change = change.col_expr(insight::Column::Quote, Expr::value(answer.quote));
            if *text != point.text {
                change = change
                    .col_expr(insight::Column::Text, Expr::value(text.clone()))
                    .col_expr(insight::Column::PublicText, Expr::value(None::<String>));
                add_version(txn, means, point.id, by, text).await?;
            }
        }
    }
    change.exec(txn).await?;
    Ok(())
}

async fn add_version(
    txn: &DatabaseTransaction,
    means: &Means,
    insight: Uuid,
    by: Uuid,
    text: &str,
) -> Result<(), DbErr> {
    let earlier = insight_version::Entity::find()
        .filter(insight_version::Column::Insight.eq(insight))
        .count(txn)
        .await?;
    insight_version::ActiveModel {
        id: Set(means.id()),
        insight: Set(insight),
        n: Set(i32::try_from(earlier).unwrap_or(i32::MAX - 1) + 1),
        text: Set(text.to_owned()),
        by_id: Set(by),
        entered_by: Set(means.entered_by()),
        at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Tells whether the words of a point may stand in anything public (I4): checked, quotable, not private, not taken out.
pub fn may_be_shown(point: &insight::Model) -> bool {
    let quotable = matches!(point.quote, Some(Quote::NoName | Quote::FirstName));
    point.checked_at.is_some() && quotable && !point.private && counts(point)
}

/// Tells whether a point counts: private and unchecked ones do, struck and withdrawn ones do not.
pub fn counts(point: &insight::Model) -> bool {
    point.struck_at.is_none() && point.withdrawn_at.is_none()
}

/// Lists a person's own points: what was written down of what they said.
pub async fn list_own_points(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<insight::Model>, DbErr> {
    match super::find_incoming(conn, person).await? {
        Some(conversation) => list_points(conn, conversation.id).await,
        None => Ok(Vec::new()),
    }
}

/// Finds who last entered the partner's check for them, and when; nothing when the partner did it themself.
pub async fn entered_by(
    conn: &impl ConnectionTrait,
    conversation: &conversation::Model,
) -> Result<Option<(Uuid, DateTime<Utc>)>, DbErr> {
    let found = log::Entity::find()
        .filter(log::Column::Chain.eq(conversation.chain))
        .filter(log::Column::ObjectId.eq(conversation.id))
        .filter(log::Column::Act.eq(CHECKED_FOR))
        .order_by_desc(log::Column::At)
        .one(conn)
        .await?;
    Ok(found.and_then(|row| row.actor_id.map(|by| (by, row.at))))
}

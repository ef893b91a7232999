//! The partner checks what was written: keep, change, take out; and says what may be quoted.

use chrono::{DateTime, Duration, Utc};
use entity::shared::Quote;
use entity::{audit as log, conversation, insight, insight_version, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::record::{drop_drafts, list_points};
use super::{Outcome, emails, names, words_gone};
use crate::chain::Face;
use crate::means::Means;
use crate::organiser::audit::{self, By};
use crate::people::{self, Prefs};

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
    let (mut answered, mut changed) = (false, false);
    for point in list_points(txn, conversation.id).await? {
        let theirs = counts(&point) && !point.by_initiator;
        let Some(answer) = answers.iter().find(|a| a.insight == point.id && theirs) else {
            continue;
        };
        answered = true;
        changed |= apply(txn, means, conversation.partner, &point, answer).await?;
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
    if let Some(partner) = people::find(txn, conversation.partner).await? {
        keep_so_far(txn, means, &partner, Vec::new()).await?;
    }
    if done.rows_affected == 1 {
        // It can no longer be taken back, so nobody needs the drafts, which hold what was taken out just now.
        drop_drafts(txn, &[conversation.id]).await?;
        emails::tell_of_turn(txn, means, face, conversation).await?;
    } else if changed {
        emails::tell_of_change(txn, means, face, conversation, conversation.partner).await?;
    }
    Ok(if answered {
        Outcome::Done
    } else {
        Outcome::of(done.rows_affected)
    })
}

/// Does what the partner said of one point. Returns whether it reads otherwise now, or is gone.
async fn apply(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    point: &insight::Model,
    answer: &Answer,
) -> Result<bool, DbErr> {
    let now = means.now();
    let mut change = insight::Entity::update_many()
        .col_expr(insight::Column::CheckedAt, Expr::value(now))
        .filter(insight::Column::Id.eq(point.id));
    let mut changed = false;
    if answer.verdict == Verdict::TakeOut || answer.quote == Quote::None {
        words_gone::note(txn, means, [point]).await?;
    }
    match &answer.verdict {
        Verdict::TakeOut => {
            changed = true;
            let column = if point.checked_at.is_none() {
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
                let public = names::public_text(text, point.hidden.as_ref(), &point.language);
                change = change
                    .col_expr(insight::Column::Text, Expr::value(text.clone()))
                    .col_expr(insight::Column::PublicText, Expr::value(public));
                add_version(txn, means, point.id, by, text).await?;
                changed = true;
            }
        }
    }
    change.exec(txn).await?;
    Ok(changed)
}

/// Lists every wording of these points, oldest first.
pub async fn list_versions(
    conn: &impl ConnectionTrait,
    points: &[insight::Model],
) -> Result<Vec<insight_version::Model>, DbErr> {
    insight_version::Entity::find()
        .filter(insight_version::Column::Insight.is_in(points.iter().map(|p| p.id)))
        .order_by_asc(insight_version::Column::N)
        .all(conn)
        .await
}

/// Tells which of these points were worded anew since they were seen: nobody agrees to words they have not read.
pub async fn list_stale(
    conn: &impl ConnectionTrait,
    points: &[insight::Model],
    seen: &[(Uuid, i32)],
) -> Result<Vec<Uuid>, DbErr> {
    let versions = list_versions(conn, points).await?;
    let is_stale = |(id, n): &&(Uuid, i32)| versions.iter().any(|v| v.insight == *id && v.n > *n);
    Ok(seen.iter().filter(is_stale).map(|(id, _)| *id).collect())
}

/// Stores another wording of a point.
pub(super) async fn add_version(
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

/// Keeps what the partner has filled in, sealed, for when they come back; an empty list forgets it.
pub async fn keep_so_far(
    txn: &DatabaseTransaction,
    means: &Means,
    partner: &participant::Model,
    fields: Vec<(String, String)>,
) -> Result<(), DbErr> {
    let details = people::details(means, partner).unwrap_or_default();
    if details.prefs.checking == fields {
        return Ok(());
    }
    let prefs = Prefs {
        checking: fields,
        ..details.prefs
    };
    people::save_prefs(txn, means, partner.id, &prefs, None).await
}

/// Tells whether the words of a point may stand in anything public (I4): checked, quotable, not private, not taken out.
pub fn may_be_shown(point: &insight::Model) -> bool {
    let quotable = matches!(point.quote, Some(Quote::NoName | Quote::FirstName));
    point.checked_at.is_some() && quotable && !point.private && counts(point)
}

/// Returns whose words a point is: the partner's, or the initiator's own.
pub fn speaker(conversation: &conversation::Model, point: &insight::Model) -> Uuid {
    if point.by_initiator {
        conversation.initiator
    } else {
        conversation.partner
    }
}

/// Tells whether a point counts: private and unchecked ones do, struck and withdrawn ones do not.
pub fn counts(point: &insight::Model) -> bool {
    point.struck_at.is_none() && point.withdrawn_at.is_none()
}

/// Where a point stands, for those who see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The initiator said it themself: nobody needs to check it.
    Own,
    Checked,
    /// The partner still has time to check it.
    Unchecked,
    /// The time to check is over: it counts, and is never quoted.
    NotChecked,
    /// Taken out at the check.
    Struck,
    /// Taken back later.
    Withdrawn,
}

impl Standing {
    /// Returns the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Checked => "checked",
            Self::Unchecked => "unchecked",
            Self::NotChecked => "not-checked",
            Self::Struck => "struck",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Works out where a point stands, which was last worded at `worded` and is checked within `days`.
pub fn standing(
    point: &insight::Model,
    worded: DateTime<Utc>,
    days: i32,
    now: DateTime<Utc>,
) -> Standing {
    let late = worded + Duration::days(i64::from(days)) <= now;
    match (point.withdrawn_at, point.struck_at, point.checked_at) {
        (Some(_), _, _) => Standing::Withdrawn,
        (None, Some(_), _) => Standing::Struck,
        _ if point.by_initiator => Standing::Own,
        (None, None, Some(_)) => Standing::Checked,
        (None, None, None) if late => Standing::NotChecked,
        (None, None, None) => Standing::Unchecked,
    }
}

/// Lists a person's own points: what was written down of what they said as a partner, then what they said themself in
/// the chats they wrote down.
pub async fn list_own_points(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<insight::Model>, DbErr> {
    let mut own = Vec::new();
    if let Some(conversation) = super::find_incoming(conn, person).await? {
        own = list_points(conn, conversation.id).await?;
        own.retain(|point| !point.by_initiator);
    }
    for conversation in list_written(conn, person).await? {
        let points = list_points(conn, conversation.id).await?;
        own.extend(points.into_iter().filter(|point| point.by_initiator));
    }
    Ok(own)
}

/// Lists the chats a person wrote down, oldest first.
pub async fn list_written(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<conversation::Model>, DbErr> {
    let mut written = super::list_outgoing(conn, person).await?;
    written.retain(|c| c.recorded_at.is_some() && c.ended_at.is_none() && !c.nothing_kept);
    Ok(written)
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

//! Writing down what was heard: drafts a question, then the record, which the partner is shown.

use chrono::{DateTime, Utc};
use entity::shared::{DraftPoint, DraftPoints, Quote};
use entity::{conversation, draft, insight, insight_version};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{Outcome, emails, list_outgoing, nominate, remind, reserve};
use crate::chain::{self, Face};
use crate::mail::{self, MailKind};
use crate::means::Means;
use crate::people;

/// The longest point, in characters, and the most points under one question.
pub const POINT_MAX: usize = 2_000;
pub const POINTS_MAX: usize = 12;

/// Lists what has been written so far, a row a question.
pub async fn list_drafts(
    conn: &impl ConnectionTrait,
    conversation: Uuid,
) -> Result<Vec<draft::Model>, DbErr> {
    draft::Entity::find()
        .filter(draft::Column::Conversation.eq(conversation))
        .all(conn)
        .await
}

/// What a question's page sends.
#[derive(Clone, Debug)]
pub struct NewDraft {
    pub points: Vec<DraftPoint>,
    /// "We did not talk about this."
    pub skipped: bool,
    /// The version the page showed; 0 when there was none.
    pub seen: i32,
}

/// What came of saving a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// Kept, as this version.
    Kept(i32),
    /// Somebody saved a newer text meanwhile (another tab, another phone): here it is.
    Newer(draft::Model),
    /// The record is closed: shown to the partner already, or over.
    Closed,
}

async fn find_draft(
    conn: &impl ConnectionTrait,
    conversation: Uuid,
    prompt: Uuid,
) -> Result<Option<draft::Model>, DbErr> {
    draft::Entity::find()
        .filter(draft::Column::Conversation.eq(conversation))
        .filter(draft::Column::Prompt.eq(prompt))
        .one(conn)
        .await
}

/// Stores the first draft under a question. Returns what another tab stored at the same moment instead.
async fn first_draft(
    txn: &DatabaseTransaction,
    means: &Means,
    conversation: Uuid,
    prompt: Uuid,
    body: &DraftPoints,
    skipped: bool,
) -> Result<Option<draft::Model>, DbErr> {
    let row = draft::ActiveModel {
        id: Set(means.id()),
        conversation: Set(conversation),
        prompt: Set(prompt),
        version: Set(1),
        body: Set(body.clone()),
        skipped: Set(skipped),
        saved_at: Set(means.now()),
    };
    let once = OnConflict::columns([draft::Column::Conversation, draft::Column::Prompt])
        .do_nothing()
        .to_owned();
    let insert = draft::Entity::insert(row).on_conflict(once);
    if insert.exec_without_returning(txn).await? == 1 {
        return Ok(None);
    }
    let theirs = find_draft(txn, conversation, prompt).await?;
    let gone = || DbErr::RecordNotFound("the draft of the other tab".to_owned());
    theirs.ok_or_else(gone).map(Some)
}

/// Saves what stands under one question. An old tab never overwrites newer text.
pub async fn save_draft(
    txn: &DatabaseTransaction,
    means: &Means,
    conversation: &conversation::Model,
    prompt: Uuid,
    new: NewDraft,
) -> Result<Saved, DbErr> {
    if !may_write(conversation) {
        return Ok(Saved::Closed);
    }
    let stored = find_draft(txn, conversation.id, prompt).await?;
    let body = DraftPoints(new.points);
    let stored = match stored {
        Some(stored) => stored,
        None => match first_draft(txn, means, conversation.id, prompt, &body, new.skipped).await? {
            None => return Ok(Saved::Kept(1)),
            Some(theirs) => theirs,
        },
    };
    if stored.body == body && stored.skipped == new.skipped {
        return Ok(Saved::Kept(stored.version));
    }
    let version = stored.version + 1;
    let done = draft::Entity::update_many()
        .col_expr(draft::Column::Version, Expr::value(version))
        .col_expr(draft::Column::Body, Expr::value(body))
        .col_expr(draft::Column::Skipped, Expr::value(new.skipped))
        .col_expr(draft::Column::SavedAt, Expr::value(means.now()))
        .filter(draft::Column::Id.eq(stored.id))
        .filter(draft::Column::Version.eq(new.seen))
        .exec(txn)
        .await?;
    Ok(if done.rows_affected == 1 {
        Saved::Kept(version)
    } else {
        Saved::Newer(stored)
    })
}

/// Tells whether the initiator may still write.
pub fn may_write(conversation: &conversation::Model) -> bool {
    conversation.agreed_at.is_some()
        && conversation.recorded_at.is_none()
        && conversation.ended_at.is_none()
}

/// Why a record was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRecorded {
    /// Nothing the partner said was written under any question.
    Empty,
    /// It was recorded before, or can no longer be.
    AlreadyDone,
}

/// Turns the drafts into the record and shows it to the partner. With `nothing_kept` the two talked and the partner
/// wants nothing written down: no words are stored, and the chain goes on.
pub async fn record(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    conversation: &conversation::Model,
    nothing_kept: bool,
) -> Result<Result<(), NotRecorded>, DbErr> {
    let drafts = list_drafts(txn, conversation.id).await?;
    let said = |d: &draft::Model| d.body.0.iter().any(|point| !point.mine);
    let empty = drafts.iter().all(|d| d.skipped || !said(d));
    if empty && !nothing_kept {
        return Ok(Err(NotRecorded::Empty));
    }
    let now = means.now();
    let contacted = conversation.contacted_at.unwrap_or(now);
    let done = conversation::Entity::update_many()
        .col_expr(conversation::Column::RecordedAt, Expr::value(now))
        .col_expr(conversation::Column::ShownAt, Expr::value(now))
        .col_expr(conversation::Column::ContactedAt, Expr::value(contacted))
        .col_expr(conversation::Column::NothingKept, Expr::value(nothing_kept))
        .col_expr(
            conversation::Column::EnteredBy,
            Expr::value(means.entered_by()),
        )
        .col_expr(conversation::Column::Source, Expr::value(means.source()))
        .filter(conversation::Column::Id.eq(conversation.id))
        .filter(conversation::Column::AgreedAt.is_not_null())
        .filter(conversation::Column::RecordedAt.is_null())
        .filter(conversation::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(Err(NotRecorded::AlreadyDone));
    }
    remind::take_back(txn, means, conversation.id).await?;
    if nothing_kept {
        drop_drafts(txn, &[conversation.id]).await?;
    } else {
        insert_points(txn, means, face, conversation, &drafts).await?;
    }
    emails::tell_of_record(txn, means, face, conversation, nothing_kept).await?;
    // The first person could, so the second name is not needed.
    let _ = reserve::delete(txn, means, conversation.initiator).await?;
    Ok(Ok(()))
}

/// Removes what was written so far.
pub async fn drop_drafts(txn: &DatabaseTransaction, conversations: &[Uuid]) -> Result<(), DbErr> {
    draft::Entity::delete_many()
        .filter(draft::Column::Conversation.is_in(conversations.iter().copied()))
        .exec(txn)
        .await?;
    Ok(())
}

/// How the initiator lets one point of their own be quoted: the question, the point's place under it, the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnQuote {
    pub prompt: Uuid,
    pub position: i32,
    pub quote: Quote,
}

/// Keeps how the initiator's own points may be quoted, said as they show the record. Unanswered stays no.
pub async fn quote_own(
    txn: &DatabaseTransaction,
    conversation: Uuid,
    answers: &[OwnQuote],
) -> Result<(), DbErr> {
    for answer in answers {
        insight::Entity::update_many()
            .col_expr(insight::Column::Quote, Expr::value(answer.quote))
            .filter(insight::Column::Conversation.eq(conversation))
            .filter(insight::Column::Prompt.eq(answer.prompt))
            .filter(insight::Column::Position.eq(answer.position))
            .filter(insight::Column::ByInitiator.eq(true))
            .filter(insight::Column::CheckedAt.is_not_null())
            .filter(insight::Column::Private.eq(false))
            .exec(txn)
            .await?;
    }
    Ok(())
}

/// Finds the branch a conversation's points belong to: its initiator's.
pub(super) async fn branch_of(
    txn: &DatabaseTransaction,
    conversation: &conversation::Model,
) -> Result<Uuid, DbErr> {
    people::find(txn, conversation.initiator)
        .await?
        .and_then(|p| p.branch)
        .ok_or_else(|| {
            DbErr::Custom("the initiator of a conversation stands in no branch".to_owned())
        })
}

async fn insert_points(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    conversation: &conversation::Model,
    drafts: &[draft::Model],
) -> Result<(), DbErr> {
    let branch = branch_of(txn, conversation).await?;
    for question in chain::list_all_questions(txn, &face.chain).await? {
        let Some(draft) = drafts
            .iter()
            .find(|d| d.prompt == question.id && !d.skipped)
        else {
            continue;
        };
        for (position, point) in (1..).zip(&draft.body.0) {
            insert_point(
                txn,
                means,
                face,
                conversation,
                branch,
                question.id,
                position,
                point,
            )
            .await?;
        }
    }
    Ok(())
}

/// Stores one point. The initiator's own needs nobody's check; until they say how it may be quoted, it may not.
#[expect(
    clippy::too_many_arguments,
    reason = "a point's place in the chain, spelled out"
)]
pub(super) async fn insert_point(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    conversation: &conversation::Model,
    branch: Uuid,
    prompt: Uuid,
    position: i32,
    point: &DraftPoint,
) -> Result<(), DbErr> {
    let id = means.id();
    let language = if point.language.is_empty() {
        face.words.lang.clone()
    } else {
        point.language.clone()
    };
    insight::ActiveModel {
        id: Set(id),
        conversation: Set(conversation.id),
        chain: Set(conversation.chain),
        branch: Set(branch),
        prompt: Set(prompt),
        position: Set(position),
        kind: Set(point.kind),
        text: Set(point.text.clone()),
        language: Set(language),
        public_text: Set(None),
        hidden: Set(None),
        stance: Set(None),
        quote: Set(point.mine.then_some(Quote::None)),
        private: Set(point.private),
        made_at: Set(means.now()),
        checked_at: Set(point.mine.then(|| means.now())),
        struck_at: Set(None),
        withdrawn_at: Set(None),
        by_initiator: Set(point.mine),
    }
    .insert(txn)
    .await?;
    insight_version::ActiveModel {
        id: Set(means.id()),
        insight: Set(id),
        n: Set(1),
        text: Set(point.text.clone()),
        by_id: Set(conversation.initiator),
        entered_by: Set(means.entered_by()),
        at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    Ok(())
}

/// Lists the points of a conversation in the order they were written.
pub async fn list_points(
    conn: &impl ConnectionTrait,
    conversation: Uuid,
) -> Result<Vec<insight::Model>, DbErr> {
    insight::Entity::find()
        .filter(insight::Column::Conversation.eq(conversation))
        .order_by_asc(insight::Column::Id)
        .all(conn)
        .await
}

/// Takes the record back within five minutes, while the partner is still here, has not been told and has done nothing
/// with it. The drafts are still there to be changed.
pub async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    conversation: &conversation::Model,
) -> Result<Outcome, DbErr> {
    let kinds = [MailKind::RecordToCheck, MailKind::YourTurn];
    let told = !mail::is_unsent(txn, conversation.id, kinds[0]).await?
        || !mail::is_unsent(txn, conversation.id, kinds[1]).await?;
    let passed_on = list_outgoing(txn, conversation.partner)
        .await?
        .iter()
        .any(|c| c.ended_at.is_none());
    // Nobody writes about somebody who has left: their record stands as it was when they went. And nothing is written
    // in the place of somebody who was erased.
    let partner = people::find(txn, conversation.partner).await?;
    let initiator = people::find(txn, conversation.initiator).await?;
    let still_here = partner.is_some_and(|p| p.erased_at.is_none() && p.stopped_at.is_none())
        && initiator.is_some_and(|p| p.erased_at.is_none());
    let waits = nominate::find_waiting(txn, conversation.partner).await?;
    // Or the initiator has chosen somebody else already: there is one chat at a time (I6).
    let next = list_outgoing(txn, conversation.initiator)
        .await?
        .iter()
        .any(|c| c.ended_at.is_none() && c.recorded_at.is_none());
    let next = next
        || nominate::find_waiting(txn, conversation.initiator)
            .await?
            .is_some();
    if told || passed_on || waits.is_some() || next || !still_here {
        return Ok(Outcome::AlreadyDone);
    }
    let done = conversation::Entity::update_many()
        .col_expr(
            conversation::Column::RecordedAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .col_expr(
            conversation::Column::ShownAt,
            Expr::value(None::<DateTime<Utc>>),
        )
        .col_expr(conversation::Column::NothingKept, Expr::value(false))
        .filter(conversation::Column::Id.eq(conversation.id))
        .filter(conversation::Column::RecordedAt.gt(means.now() - means.undo))
        .filter(conversation::Column::CheckedAt.is_null())
        .filter(conversation::Column::EndedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 1 {
        mail::cancel(txn, &means.sources, conversation.id, &kinds).await?;
        let points: Vec<Uuid> = list_points(txn, conversation.id)
            .await?
            .iter()
            .map(|p| p.id)
            .collect();
        super::forget::forget_sorting(txn, &points).await?;
        insight_version::Entity::delete_many()
            .filter(insight_version::Column::Insight.is_in(points.clone()))
            .exec(txn)
            .await?;
        insight::Entity::delete_many()
            .filter(insight::Column::Id.is_in(points))
            .exec(txn)
            .await?;
    }
    Ok(Outcome::of(done.rows_affected))
}

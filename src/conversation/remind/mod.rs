//! Reminding somebody of a step: by the clock, once, or by an organiser's hand.
//!
//! A step that somebody said yes to is reminded of twice at most, and only once by itself; who has not said yes is
//! reminded once in all. The count stands in the step's row and is raised by one guarded change, so that two organisers
//! or two workers at once send one message. When the person acts, what was not sent is taken back with their change
//! ([`take_back`]), and the worker looks once more before it hands a reminder over.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use entity::shared::Step;
use entity::{audit as audit_row, conversation, outbox, step_clock};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{Outcome, emails, report};
use crate::chain::Face;
use crate::mail::{self, MailKind, QUIETLY, To, quiet, suppression};
use crate::means::Means;
use crate::organiser::audit;
use crate::people;

mod after_pause;
mod letter;
mod open;
mod round;

pub(super) use after_pause::go_on;
pub use letter::{kind_of, preview};
pub use open::{Open, clock_of, list_open, open_of};
pub use round::{list_due, round};

/// Between two reminders of one step there is at least this: a second press is not a second message.
pub const APART: Duration = Duration::days(1);

/// What the audit log calls a reminder by hand; its object is the person whose link it is.
pub const SENT: &str = "step.reminded";
/// What it calls one that was taken back.
pub const UNDONE: &str = "step.reminder_undone";
/// What it calls letting a step rest, or not any more.
pub const RESTED: &str = "step.rested";

/// What came of reminding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reminded {
    Sent {
        message: Uuid,
        due: DateTime<Utc>,
    },
    /// Somebody acted: the link no longer stands in that step.
    MovedOn,
    /// There were as many as there may be, or the last was a moment ago.
    Enough {
        last_at: Option<DateTime<Utc>>,
        /// Nobody where the clock did it.
        by: Option<Uuid>,
    },
    /// No message reaches whoever has to act.
    CannotReach,
}

/// Reminds whoever has to take a step: `by` an organiser, who may take it back for a while, or by the clock, which
/// reminds only when it is due and its hours allow it.
pub async fn remind(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    seen: &Open,
    by: Option<Uuid>,
) -> Result<Reminded, DbErr> {
    let now = means.now();
    let Some(open) = as_it_stands(txn, face, seen, now).await? else {
        return Ok(Reminded::MovedOn);
    };
    if by.is_none() && !(open.is_due(now) && may_go_by_itself(face, now)) {
        return Ok(Reminded::MovedOn);
    }
    let Some(actor) = people::find(txn, open.actor).await? else {
        return Ok(Reminded::MovedOn);
    };
    let reached = emails::reach(txn, means, &actor).await?;
    let Some((address, to)) = reached.filter(|_| actor.bounced_at.is_none()) else {
        return Ok(Reminded::CannotReach);
    };
    let index = means.keys.address_index(&address);
    if suppression::is_suppressed(txn, &index, now).await? {
        return Ok(Reminded::CannotReach);
    }
    if is_unsent(txn, &open, now).await? || report::is_open(txn, actor.id).await? {
        return Ok(Reminded::CannotReach);
    }
    if !count(txn, means, face, &open, by).await? {
        let row = find_clock(txn, &open).await?;
        return Ok(Reminded::Enough {
            last_at: row.as_ref().and_then(|row| row.reminded_at),
            by: row.and_then(|row| row.reminded_by),
        });
    }
    let due = if by.is_some() { now + means.undo } else { now };
    let message = store(txn, means, face, &open, &actor, (&address, to), by, due).await?;
    if let (Some(by), Some(_)) = (by, message) {
        note(txn, means, face, &open, by, SENT).await?;
    }
    Ok(message.map_or(Reminded::MovedOn, |message| Reminded::Sent { message, due }))
}

/// Tells whether the invitation that a step waits for was made lately and has not gone out yet: nobody is reminded of
/// what they never got. One that lies here longer than a day is a trouble of the mail's own, and holds nothing up.
pub async fn is_unsent(
    conn: &impl ConnectionTrait,
    open: &Open,
    now: DateTime<Utc>,
) -> Result<bool, DbErr> {
    use outbox::Column as C;
    if !matches!(open.step, Step::Start | Step::Answer) {
        return Ok(false);
    }
    let invitations = MailKind::ALL.iter().filter(|kind| kind.is_invitation());
    let invitations = invitations.filter(|kind| !kind.is_reminder());
    let last = outbox::Entity::find()
        .filter(C::Participant.eq(open.actor))
        .filter(C::Kind.is_in(invitations.map(|kind| kind.as_str())))
        .filter(C::CancelledAt.is_null())
        .filter(C::MadeAt.gt(now - Duration::days(1)))
        .order_by_desc(C::MadeAt)
        .order_by_desc(C::Id)
        .one(conn)
        .await?;
    Ok(last.is_some_and(|row| mail::is_waiting(&row)))
}

/// Tells whether reminders go out by themselves in a chain at this moment.
pub fn may_go_by_itself(face: &Face, now: DateTime<Utc>) -> bool {
    let rules = &face.chain.rules;
    face.is_open() && rules.reminders && !quiet::is_quiet(rules, face.zone(), now)
}

/// Reads a step again, in the transaction that is to change it.
async fn as_it_stands(
    txn: &DatabaseTransaction,
    face: &Face,
    seen: &Open,
    now: DateTime<Utc>,
) -> Result<Option<Open>, DbErr> {
    let Some(person) = people::find(txn, seen.person).await? else {
        return Ok(None);
    };
    let open = open_of(txn, face, &person, now).await?;
    Ok(open.filter(|open| open.is_the_step(seen) && open.ends.is_none_or(|ends| now < ends)))
}

/// Raises the count of a step, if there may be one more and nobody else has just done it.
async fn count(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    open: &Open,
    by: Option<Uuid>,
) -> Result<bool, DbErr> {
    use step_clock::Column as C;
    make_clock(txn, means, face, open).await?;
    let now = means.now();
    let at_most = if by.is_some() { open.limit() } else { 1 };
    let not_just_now = Condition::any()
        .add(C::RemindedAt.is_null())
        .add(C::RemindedAt.lte(now - APART));
    let done = step_clock::Entity::update_many()
        .col_expr(C::Reminders, Expr::col(C::Reminders).add(1))
        .col_expr(C::RemindedAt, Expr::value(now))
        .col_expr(C::RemindedBy, Expr::value(by))
        .filter(of_step(open))
        .filter(C::Reminders.lt(at_most))
        .filter(not_just_now)
        .exec(txn)
        .await?;
    Ok(done.rows_affected == 1)
}

fn of_step(open: &Open) -> Condition {
    use step_clock::Column as C;
    let of = match open.conversation {
        Some(id) => C::Conversation.eq(id),
        None => C::Participant.eq(open.person),
    };
    Condition::all()
        .add(of)
        .add(C::Step.eq(open.step))
        .add(C::Since.eq(open.since))
}

async fn find_clock(
    txn: &DatabaseTransaction,
    open: &Open,
) -> Result<Option<step_clock::Model>, DbErr> {
    step_clock::Entity::find()
        .filter(of_step(open))
        .one(txn)
        .await
}

/// Makes the row of a step, unless there is one.
async fn make_clock(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    open: &Open,
) -> Result<(), DbErr> {
    let row = step_clock::ActiveModel {
        id: Set(means.id()),
        chain: Set(face.chain.id),
        conversation: Set(open.conversation),
        participant: Set(open.conversation.is_none().then_some(open.person)),
        step: Set(open.step),
        since: Set(open.since),
        reminders: Set(0),
        reminded_at: Set(None),
        reminded_by: Set(None),
        paused_until: Set(None),
    };
    step_clock::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Begins the keys of the reminders of a link or a person.
fn stem(object: Uuid) -> String {
    format!("remind:{object}:")
}

#[expect(
    clippy::too_many_arguments,
    reason = "a message is who, what, about which step, and when"
)]
async fn store(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    open: &Open,
    actor: &entity::participant::Model,
    (address, to): (&str, To),
    by: Option<Uuid>,
    due: DateTime<Utc>,
) -> Result<Option<Uuid>, DbErr> {
    // What goes by itself keeps the quiet hours also when the mail server was away for a while.
    let manner = if by.is_none() { QUIETLY } else { "" };
    let key = format!(
        "{}{}:{}:{}{manner}",
        stem(open.object()),
        open.step.as_str(),
        open.since.timestamp_micros(),
        means.now().timestamp_micros()
    );
    let Some(draft) = letter::draft(txn, face, open, actor, address, key).await? else {
        return Ok(None);
    };
    mail::enqueue(txn, &means.sources, &means.keys, draft.finish(to, due)).await
}

async fn note(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    open: &Open,
    by: Uuid,
    act: &'static str,
) -> Result<(), DbErr> {
    audit::organiser_did(txn, means, by, act, open.person, face.chain.id).await
}

/// A reminder by hand that has not gone out and can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaving {
    pub message: Uuid,
    /// When it goes out.
    pub at: DateTime<Utc>,
}

/// Finds the reminders by hand of a chain that can still be undone, by the link or the person they are about.
pub async fn list_leaving(
    conn: &impl ConnectionTrait,
    means: &Means,
    chain: Uuid,
) -> Result<BTreeMap<Uuid, Leaving>, DbErr> {
    use outbox::Column as C;
    let reminders = MailKind::ALL.iter().filter(|kind| kind.is_reminder());
    let rows = outbox::Entity::find()
        .filter(C::Chain.eq(chain))
        .filter(C::Kind.is_in(reminders.map(|kind| kind.as_str())))
        .filter(C::MadeAt.gt(means.now() - means.undo))
        .filter(C::CancelledAt.is_null())
        .all(conn)
        .await?;
    let leaving = |row: outbox::Model| {
        let object = row.idempotency_key.split(':').nth(1)?;
        let object = Uuid::parse_str(object).ok()?;
        let (message, at) = (row.id, row.made_at + means.undo);
        Some((object, Leaving { message, at }))
    };
    let by_hand = |row: &outbox::Model| !row.idempotency_key.ends_with(QUIETLY);
    let rows = rows
        .into_iter()
        .filter(|row| by_hand(row) && mail::is_waiting(row));
    Ok(rows.filter_map(leaving).collect())
}

/// Takes a reminder by hand back within a few minutes, if it has not gone out, and forgets that it was counted.
pub async fn undo(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    message: Uuid,
    by: Uuid,
) -> Result<Outcome, DbErr> {
    let found = outbox::Entity::find_by_id(message).one(txn).await?;
    let by_hand = |row: &outbox::Model| !row.idempotency_key.ends_with(QUIETLY);
    let in_time = |row: &outbox::Model| means.now() < row.made_at + means.undo;
    let found = found.filter(|row| row.chain == Some(face.chain.id));
    let Some(row) = found.filter(|row| by_hand(row) && in_time(row)) else {
        return Ok(Outcome::AlreadyDone);
    };
    let step = MailKind::parse(&row.kind).and_then(step_of);
    let (Some(step), Some(actor)) = (step, row.participant) else {
        return Ok(Outcome::AlreadyDone);
    };
    if !mail::cancel_one(txn, &means.sources, row.id).await? {
        return Ok(Outcome::AlreadyDone);
    }
    uncount(txn, &row, step).await?;
    let person = match row.conversation {
        Some(id) => {
            let link = conversation::Entity::find_by_id(id).one(txn).await?;
            link.map_or(actor, |link| link.partner)
        }
        None => actor,
    };
    audit::organiser_did(txn, means, by, UNDONE, person, face.chain.id).await?;
    Ok(Outcome::Done)
}

fn step_of(kind: MailKind) -> Option<Step> {
    Step::ALL
        .iter()
        .copied()
        .find(|step| kind_of(*step) == kind)
}

/// Lowers the count of the step a message was about; what then was the last reminder is so again.
async fn uncount(txn: &DatabaseTransaction, row: &outbox::Model, step: Step) -> Result<(), DbErr> {
    use step_clock::Column as C;
    let of = match row.conversation {
        Some(id) => C::Conversation.eq(id),
        None => C::Participant.eq(row.participant),
    };
    let clock = step_clock::Entity::find()
        .filter(of)
        .filter(C::Step.eq(step))
        .order_by_desc(C::Since)
        .one(txn)
        .await?;
    let Some(clock) = clock else { return Ok(()) };
    let (at, by) = if clock.reminders > 1 {
        before(txn, row).await?
    } else {
        (None, None)
    };
    step_clock::Entity::update_many()
        .col_expr(C::Reminders, Expr::col(C::Reminders).sub(1))
        .col_expr(C::RemindedAt, Expr::value(at))
        .col_expr(C::RemindedBy, Expr::value(by))
        .filter(C::Id.eq(clock.id))
        .filter(C::Reminders.gt(0))
        .exec(txn)
        .await?;
    Ok(())
}

/// Finds when, and by whom, the reminder before this one was sent.
async fn before(
    txn: &DatabaseTransaction,
    row: &outbox::Model,
) -> Result<(Option<DateTime<Utc>>, Option<Uuid>), DbErr> {
    let stem = row.idempotency_key.rsplit_once(':').map(|(stem, _)| stem);
    let earlier = outbox::Entity::find()
        .filter(outbox::Column::IdempotencyKey.starts_with(stem.unwrap_or_default()))
        .filter(outbox::Column::MadeAt.lt(row.made_at))
        .filter(outbox::Column::CancelledAt.is_null())
        .order_by_desc(outbox::Column::MadeAt)
        .one(txn)
        .await?;
    let Some(earlier) = earlier else {
        return Ok((None, None));
    };
    if earlier.idempotency_key.ends_with(QUIETLY) {
        return Ok((Some(earlier.made_at), None));
    }
    let told = audit_row::Entity::find()
        .filter(audit_row::Column::Act.eq(SENT))
        .filter(audit_row::Column::Chain.eq(row.chain))
        .filter(audit_row::Column::At.gte(earlier.made_at))
        .filter(audit_row::Column::At.lt(row.made_at))
        .order_by_asc(audit_row::Column::At)
        .one(txn)
        .await?;
    Ok((Some(earlier.made_at), told.and_then(|row| row.actor_id)))
}

/// Lets a step rest until a day, or (`None`) not any longer: until then nobody is reminded of it and it is not late.
pub async fn rest(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    seen: &Open,
    until: Option<DateTime<Utc>>,
    by: Uuid,
) -> Result<Outcome, DbErr> {
    let Some(open) = as_it_stands(txn, face, seen, means.now()).await? else {
        return Ok(Outcome::AlreadyDone);
    };
    make_clock(txn, means, face, &open).await?;
    step_clock::Entity::update_many()
        .col_expr(step_clock::Column::PausedUntil, Expr::value(until))
        .filter(of_step(&open))
        .exec(txn)
        .await?;
    note(txn, means, face, &open, by, RESTED).await?;
    Ok(Outcome::Done)
}

/// Takes back what was not sent of the reminders about a link, or about a person's own step: somebody has acted.
pub(super) async fn take_back(
    txn: &DatabaseTransaction,
    means: &Means,
    object: Uuid,
) -> Result<(), DbErr> {
    mail::cancel_keyed(txn, &means.sources, &stem(object)).await?;
    Ok(())
}

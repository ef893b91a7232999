//! The reminders that go out by themselves: one a step, on its day, in the hours a chain allows.
//!
//! A round looks at every open chain whose hours allow it, and reminds where that is due. Each reminder is one
//! transaction that reads the step again; several instances at once, or a round done twice, send one.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use entity::shared::Step;
use entity::{chain as chain_row, outbox, participant, suppression};
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::{Open, Reminded, list_open, may_go_by_itself, remind};
use crate::chain::rules::remind_days;
use crate::chain::{self, Face};
use crate::conversation::snapshot::Snapshot;
use crate::db::{self, Db};
use crate::mail::MailKind;
use crate::means::Means;

/// How many ids are asked about in one query.
const AT_ONCE: usize = 1_000;

/// Sends what is due now, `at_most` so many in each chain. Returns how many were sent.
pub async fn round(db: &Db, means: &Means, at_most: u64) -> Result<u64, DbErr> {
    let chains = chain_row::Entity::find()
        .filter(chain_row::Column::OpenedAt.is_not_null())
        .filter(chain_row::Column::PausedAt.is_null())
        .filter(chain_row::Column::ClosedAt.is_null())
        .all(&db.read)
        .await?;
    let mut sent = 0;
    for face in chain::faces_of(&db.read, chains).await? {
        if may_go_by_itself(&face, means.now()) {
            sent += of_chain(db, means, &face, at_most).await?;
        }
    }
    Ok(sent)
}

async fn of_chain(db: &Db, means: &Means, face: &Face, at_most: u64) -> Result<u64, DbErr> {
    let mut sent = 0;
    for open in list_due(&db.read, face, means.now()).await? {
        let txn = db::begin_write(db).await?;
        let done = remind(&txn, means, face, &open, None).await?;
        txn.commit().await?;
        sent += u64::from(matches!(done, Reminded::Sent { .. }));
        if sent == at_most {
            break;
        }
    }
    Ok(sent)
}

/// Lists the steps of a chain of which somebody is to be reminded now, and whom a message can reach.
pub async fn list_due(
    conn: &impl ConnectionTrait,
    face: &Face,
    now: DateTime<Utc>,
) -> Result<Vec<Open>, DbErr> {
    let snapshot = Snapshot::load(conn, face, now).await?;
    let mut due = list_open(conn, face, &snapshot).await?;
    due.retain(|open| open.is_due(now));
    let reached = reachable(conn, due.iter().map(|open| open.actor), now).await?;
    due.retain(|open| reached.contains(&open.actor));
    let asked = |open: &Open| matches!(open.step, Step::Start | Step::Answer);
    let unanswered = due.iter().filter(|open| asked(open));
    let invited = invited(conn, unanswered.map(|open| open.actor)).await?;
    let wait = remind_days(face.chain.rules.late_invited_days);
    let wait = Duration::days(i64::from(wait));
    due.retain(|open| {
        let last = invited.get(&open.actor).filter(|last| last.sent);
        // After a wrong address was mended, a new invitation begins the wait again.
        !asked(open) || last.is_some_and(|last| snapshot.pauses.after(last.made_at, wait) <= now)
    });
    due.sort_by_key(|open| (open.remind_at, open.person));
    Ok(due)
}

/// Finds those who have an address that may be written to.
async fn reachable(
    conn: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
    now: DateTime<Utc>,
) -> Result<HashSet<Uuid>, DbErr> {
    use participant::Column as C;
    let suppressed = Query::select()
        .column(suppression::Column::AddressHmac)
        .from(suppression::Entity)
        .cond_where(
            Condition::any()
                .add(suppression::Column::Until.is_null())
                .add(suppression::Column::Until.gt(now)),
        )
        .to_owned();
    let ids: Vec<Uuid> = ids.collect();
    let mut found = HashSet::new();
    for some in ids.chunks(AT_ONCE) {
        let may = Condition::any()
            .add(C::EmailIndex.is_null())
            .add(C::EmailIndex.not_in_subquery(suppressed.clone()));
        let rows: Vec<Uuid> = participant::Entity::find()
            .select_only()
            .column(C::Id)
            .filter(C::Id.is_in(some.iter().copied()))
            .filter(C::Email.is_not_null())
            .filter(C::BouncedAt.is_null())
            .filter(may)
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// The last invitation to somebody.
pub(super) struct Invited {
    pub made_at: DateTime<Utc>,
    sent: bool,
    /// They were written to more than once: the address was put right.
    pub anew: bool,
}

pub(super) async fn invited(
    conn: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Invited>, DbErr> {
    use outbox::Column as C;
    type Row = (Option<Uuid>, DateTime<Utc>, Option<DateTime<Utc>>);
    let kinds = [MailKind::StarterInvite, MailKind::Invite].map(MailKind::as_str);
    let ids: Vec<Uuid> = ids.collect();
    let mut last: HashMap<Uuid, Invited> = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        let rows: Vec<Row> = outbox::Entity::find()
            .select_only()
            .columns([C::Participant, C::MadeAt, C::SentAt])
            .filter(C::Participant.is_in(some.iter().copied()))
            .filter(C::Kind.is_in(kinds))
            .filter(C::CancelledAt.is_null())
            .into_tuple()
            .all(conn)
            .await?;
        for (person, made_at, sent_at) in rows {
            let Some(person) = person else { continue };
            let this = Invited {
                made_at,
                sent: sent_at.is_some(),
                anew: last.contains_key(&person),
            };
            match last.get_mut(&person) {
                Some(before) if made_at <= before.made_at => before.anew = true,
                _ => {
                    last.insert(person, this);
                }
            }
        }
    }
    Ok(last)
}

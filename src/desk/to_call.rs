//! Whom an organiser calls: people whom no message of the system reaches, and what the next message would have told.
//!
//! A row stands from the moment the message would have gone out until an organiser notes that they told it, or the
//! person's place in the chain moves on. Who was told and has not acted stands here once more when a reminder is due. Somebody whose address may not be written to is not called either: from
//! outside, that looks like any other silence (RELIABILITY rule 34).

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, Utc};
use entity::participant;
use entity::shared::{Step, Way};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::snapshot::{Knot, Place, Snapshot};
use crate::chain::Face;
use crate::conversation::State;
use crate::conversation::remind::{self, Open};

/// What a person is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tell {
    /// They are asked to take part, by the host.
    FirstAsked,
    /// They are asked to talk with somebody.
    Asked,
    /// Somebody will get in touch with them.
    Waiting,
    /// The one who asked them has left; somebody else is looked for.
    LeftWaiting,
    /// Something was written down for them to check.
    Check,
    /// The person they chose said yes.
    SaidYes,
    /// The person they chose cannot take part.
    SaidNo,
    /// The message to the person they chose came back.
    CameBack,
    YourTurn,
    Closed,
    /// They have not taken a step for long: what a reminder would say.
    Remind(Step),
}

impl Tell {
    /// Returns the ending of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstAsked => "first-asked",
            Self::Asked => "asked",
            Self::Waiting => "waiting",
            Self::LeftWaiting => "left-waiting",
            Self::Check => "check",
            Self::SaidYes => "said-yes",
            Self::SaidNo => "said-no",
            Self::CameBack => "came-back",
            Self::YourTurn => "your-turn",
            Self::Closed => "closed",
            Self::Remind(Step::Start) => "remind-start",
            Self::Remind(Step::Answer) => "remind-answer",
            Self::Remind(Step::Contact) => "remind-contact",
            Self::Remind(Step::Write) => "remind-write",
            Self::Remind(Step::PassOn) => "remind-pass-on",
        }
    }
}

/// A call to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub person: Uuid,
    pub name: String,
    pub tell: Tell,
    /// The other person it is about; empty for one who was forgotten.
    pub other: String,
    pub since: DateTime<Utc>,
}

/// Somebody no message reaches.
struct Silent {
    has_address: bool,
    told_at: Option<DateTime<Utc>>,
}

/// Lists the calls to make, the longest wait first.
pub async fn list(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
) -> Result<Vec<Call>, DbErr> {
    let silent = silent(conn, face).await?;
    let due = due(conn, face, snapshot).await?;
    let mut calls: Vec<Call> = snapshot
        .knots
        .iter()
        .filter_map(|knot| {
            let silent = silent.get(&knot.id)?;
            let news = of_person(face, snapshot, knot, silent.has_address);
            let reminder = due.get(&knot.id).filter(|open| {
                // Whom nobody may ask is not reminded either.
                news.is_some() || open.step != Step::Answer
            });
            let reminder = reminder.map(|open| to_remind(snapshot, knot, open));
            let untold = |call: &Call| silent.told_at.is_none_or(|at| at < call.since);
            news.into_iter().chain(reminder).find(untold)
        })
        .collect();
    calls.sort_by_key(|call| (call.since, call.person));
    Ok(calls)
}

/// Finds who has a step of which they would be reminded by now; of several the oldest.
async fn due(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
) -> Result<HashMap<Uuid, Open>, DbErr> {
    let mut due = HashMap::new();
    if face.chain.rules.reminders && face.is_open() {
        let mut open = remind::list_open(conn, face, snapshot).await?;
        open.retain(|open| open.is_due(snapshot.now));
        open.sort_by_key(|open| (std::cmp::Reverse(open.remind_at), open.person));
        due.extend(open.into_iter().map(|open| (open.actor, open)));
    }
    Ok(due)
}

fn to_remind(snapshot: &Snapshot, knot: &Knot, open: &Open) -> Call {
    let other = match open.step {
        Step::Answer => snapshot.inviter(open.person),
        Step::Contact | Step::Write => snapshot.knot(open.person),
        Step::Start | Step::PassOn => None,
    };
    Call {
        person: knot.id,
        name: knot.name.clone().unwrap_or_default(),
        tell: Tell::Remind(open.step),
        other: other.and_then(|k| k.name.clone()).unwrap_or_default(),
        since: open.remind_at,
    }
}

async fn silent(conn: &impl ConnectionTrait, face: &Face) -> Result<BTreeMap<Uuid, Silent>, DbErr> {
    use participant::Column as C;
    type Row = (Uuid, Option<Vec<u8>>, Option<DateTime<Utc>>);
    let unreachable = Condition::any()
        .add(C::Email.is_null())
        .add(C::BouncedAt.is_not_null());
    let rows: Vec<Row> = participant::Entity::find()
        .select_only()
        .columns([C::Id, C::Email, C::ToldAt])
        .filter(C::Chain.eq(face.chain.id))
        .filter(C::ErasedAt.is_null())
        .filter(C::StoppedAt.is_null())
        .filter(unreachable)
        .into_tuple()
        .all(conn)
        .await?;
    let silent = |(id, email, told_at): Row| {
        let has_address = email.is_some();
        (
            id,
            Silent {
                has_address,
                told_at,
            },
        )
    };
    Ok(rows.into_iter().map(silent).collect())
}

fn of_person(face: &Face, snapshot: &Snapshot, knot: &Knot, has_address: bool) -> Option<Call> {
    let name = |id: Uuid| snapshot.knot(id).and_then(|k| k.name.clone());
    let call = |tell, since, other: Option<Uuid>| Call {
        person: knot.id,
        name: knot.name.clone().unwrap_or_default(),
        tell,
        other: other.and_then(name).unwrap_or_default(),
        since,
    };
    if let Some(at) = face.chain.closed_at {
        return knot.agreed_at.map(|_| call(Tell::Closed, at, None));
    }
    let standing = snapshot.standing(knot);
    let link = snapshot.incoming(knot.id).filter(|c| c.ended_at.is_none());
    let inviter = link.map(|c| c.initiator);
    match standing.place {
        Place::FirstAsked => Some(call(Tell::FirstAsked, standing.since, None)),
        Place::LeftWaiting => Some(call(Tell::LeftWaiting, standing.since, None)),
        Place::Link(State::Invited) => {
            let told_by_us = match link?.way {
                Way::Email => has_address,
                // Whoever named them brings the invitation.
                Way::BySelf => false,
                Way::Pool | Way::Organiser => true,
            };
            told_by_us.then(|| call(Tell::Asked, standing.since, inviter))
        }
        Place::Link(State::Bounced) => {
            let tell = if link.is_some() {
                Tell::Asked
            } else {
                Tell::FirstAsked
            };
            Some(call(tell, standing.since, inviter))
        }
        Place::Link(State::Agreed | State::Contacted) => {
            let since = link?.agreed_at?;
            Some(call(Tell::Waiting, since, inviter))
        }
        Place::Link(State::Recorded) if is_to_check(face, snapshot, knot) => {
            Some(call(Tell::Check, standing.since, inviter))
        }
        Place::FirstAgreed
        | Place::FirstTalked
        | Place::Link(State::Recorded | State::Checked | State::PassedOn) => {
            let (tell, since, other) = own_turn(face, snapshot, knot)?;
            Some(call(tell, since, other))
        }
        _ => None,
    }
}

/// Tells whether the person is asked to check what was written, and the time for it is not over.
fn is_to_check(face: &Face, snapshot: &Snapshot, knot: &Knot) -> bool {
    let days = Duration::days(i64::from(face.chain.rules.check_days));
    snapshot.incoming(knot.id).is_some_and(|c| {
        c.checked_at.is_none()
            && !c.nothing_kept
            && c.shown_at.is_some_and(|at| snapshot.now < at + days)
    })
}

/// Works out what a person is told of the chat they begin themself.
fn own_turn(
    face: &Face,
    snapshot: &Snapshot,
    knot: &Knot,
) -> Option<(Tell, DateTime<Utc>, Option<Uuid>)> {
    let open = snapshot
        .outgoing(knot.id)
        .find(|c| c.ended_at.is_none() && c.recorded_at.is_none());
    if let Some(c) = open {
        let partner = Some(c.partner);
        let came_back = snapshot.knot(c.partner).and_then(|k| k.bounced_at);
        return match (c.agreed_at, came_back) {
            (Some(at), _) => Some((Tell::SaidYes, at, partner)),
            (None, Some(at)) => Some((Tell::CameBack, at, partner)),
            (None, None) => None,
        };
    }
    let had = snapshot
        .outgoing(knot.id)
        .filter(|c| c.ended_at.is_none())
        .count();
    let turns = usize::try_from(face.chain.turn_limit).unwrap_or(0);
    if knot.finished_at.is_some() || had >= turns || !face.is_open() {
        return None;
    }
    let freed = snapshot.outgoing(knot.id).filter(|c| c.ended_at.is_some());
    if let Some(c) = freed.max_by_key(|c| c.ended_at) {
        return Some((Tell::SaidNo, c.ended_at?, Some(c.partner)));
    }
    // A second chat is theirs to ask for: no message tells of it.
    if had > 0 {
        return None;
    }
    let since = match snapshot.incoming(knot.id) {
        Some(c) => c.checked_at.or(c.recorded_at),
        None => knot.agreed_at,
    };
    Some((Tell::YourTurn, since?, None))
}

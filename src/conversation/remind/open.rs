//! Which step of a chain stands open, who has to take it, and since when: worked out here and nowhere else, for the
//! map, for "Needs help now" and for the clock.
//!
//! A step is reminded of at half of the days after which it counts as late, rounded up. What was sent about it, and
//! until when an organiser lets it rest, stands in `step_clock`, by the moment the step began: a turn that is free
//! again is a new step.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Duration, Utc};
use entity::shared::Step;
use entity::{participant, step_clock};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::round;
use crate::chain::Face;
use crate::chain::rules::{late_days, remind_days};
use crate::conversation::snapshot::{Knot, Place, Snapshot, Tie};
use crate::conversation::{State, nominate, ways};

/// No reminder of an invitation goes out so shortly before it ends.
const LAST_DAY: Duration = Duration::days(1);

/// A step that somebody has to take, so that a link moves on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub step: Step,
    /// Whose link stands in it.
    pub person: Uuid,
    /// Who has to take it.
    pub actor: Uuid,
    /// The link, where the step is a link's and not a person's own.
    pub conversation: Option<Uuid>,
    /// When the step began; with it, the step is the same step.
    pub since: DateTime<Utc>,
    /// The days are counted from here: somebody whose turn began and who then checked what was written is not quiet.
    pub quiet_since: DateTime<Utc>,
    pub remind_at: DateTime<Utc>,
    pub late_at: DateTime<Utc>,
    /// When the invitation ends, for those who have not answered.
    pub ends: Option<DateTime<Utc>>,
    /// How often somebody was reminded.
    pub reminders: i32,
    pub reminded_at: Option<DateTime<Utc>>,
    /// The organiser who reminded last; nobody where the clock did it.
    pub reminded_by: Option<Uuid>,
    pub paused_until: Option<DateTime<Utc>>,
}

impl Open {
    /// Returns the row the step belongs to: the link's, or else the person's.
    pub fn object(&self) -> Uuid {
        self.conversation.unwrap_or(self.person)
    }

    /// Returns how many reminders there may be: somebody who has not said yes is reminded once in all.
    pub const fn limit(&self) -> i32 {
        match self.step {
            Step::Start | Step::Answer => 1,
            Step::Contact | Step::Write | Step::PassOn => 2,
        }
    }

    /// Tells whether an organiser lets the step rest now.
    pub fn is_resting(&self, now: DateTime<Utc>) -> bool {
        self.paused_until.is_some_and(|until| now < until)
    }

    /// Tells whether the step stands under "Needs help now".
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.late_at <= now && !self.is_resting(now)
    }

    /// Tells whether the one reminder that goes out by itself is due. Whoever was reminded by hand gets none.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        let in_time = self.ends.is_none_or(|ends| now < ends - LAST_DAY);
        self.remind_at <= now && self.reminders == 0 && in_time && !self.is_resting(now)
    }

    /// Tells whether this is still the step that `seen` was.
    pub fn is_the_step(&self, seen: &Self) -> bool {
        let key = |open: &Self| (open.step, open.object(), open.actor, open.since);
        key(self) == key(seen)
    }
}

/// Lists the open steps of a chain, one a person at most, with a fixed number of queries.
pub async fn list_open(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
) -> Result<Vec<Open>, DbErr> {
    let waiting = ways::list_waiting(conn, face.chain.id).await?;
    let waiting: HashSet<Uuid> = waiting.iter().map(|w| w.initiator).collect();
    let clocks = step_clock::Entity::find()
        .filter(step_clock::Column::Chain.eq(face.chain.id))
        .all(conn)
        .await?;
    let clocks = by_step(clocks);
    let open = snapshot.knots.iter().filter_map(|knot| {
        let open = open_step(face, snapshot, knot, waiting.contains(&knot.id))?;
        Some(with_clock(open, &clocks))
    });
    asked_anew(conn, face, snapshot, open.collect()).await
}

/// Counts the days of those whose address was put right from when we wrote to the new one.
async fn asked_anew(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
    open: Vec<Open>,
) -> Result<Vec<Open>, DbErr> {
    let asked = |open: &&Open| matches!(open.step, Step::Start | Step::Answer);
    let actors = open.iter().filter(asked).map(|open| open.actor);
    let last = round::invited(conn, actors.collect::<Vec<_>>().into_iter()).await?;
    let count = |open: Open| {
        let anew = last.get(&open.actor).filter(|last| last.anew);
        match anew.filter(|last| asked(&&open) && last.made_at > open.quiet_since) {
            Some(last) => count_from(face, snapshot, &open, last.made_at),
            None => open,
        }
    };
    Ok(open.into_iter().map(count).collect())
}

/// Finds the open step in which a person's link stands: of somebody who was asked or said yes that link, else their own
/// turn. Whoever has to take it may be the other one of the two.
pub async fn open_of(
    conn: &impl ConnectionTrait,
    face: &Face,
    person: &participant::Model,
    now: DateTime<Utc>,
) -> Result<Option<Open>, DbErr> {
    let snapshot = Snapshot::around(conn, face, person, now).await?;
    let Some(knot) = snapshot.knot(person.id) else {
        return Ok(None);
    };
    let waits = nominate::find_waiting(conn, person.id).await?.is_some();
    let Some(open) = open_step(face, &snapshot, knot, waits) else {
        return Ok(None);
    };
    let clocks = clock_of(conn, &[open.object()]).await?;
    let open = with_clock(open, &by_step(clocks));
    Ok(asked_anew(conn, face, &snapshot, vec![open]).await?.pop())
}

/// Reads what was sent about the steps of these links and people.
pub async fn clock_of(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<step_clock::Model>, DbErr> {
    let either = Condition::any()
        .add(step_clock::Column::Conversation.is_in(ids.iter().copied()))
        .add(step_clock::Column::Participant.is_in(ids.iter().copied()));
    step_clock::Entity::find().filter(either).all(conn).await
}

type Key = (Uuid, Step, DateTime<Utc>);

fn by_step(clocks: Vec<step_clock::Model>) -> HashMap<Key, step_clock::Model> {
    let key = |row: &step_clock::Model| {
        let object = row.conversation.or(row.participant);
        (object.unwrap_or(row.id), row.step, row.since)
    };
    clocks.into_iter().map(|row| (key(&row), row)).collect()
}

fn with_clock(open: Open, clocks: &HashMap<Key, step_clock::Model>) -> Open {
    match clocks.get(&(open.object(), open.step, open.since)) {
        None => open,
        Some(row) => Open {
            reminders: row.reminders,
            reminded_at: row.reminded_at,
            reminded_by: row.reminded_by,
            paused_until: row.paused_until,
            ..open
        },
    }
}

/// Works out the open step of one person. Nothing is open before a chain opened and after it closed, nor for somebody
/// whose message came back: that is mended first. `waits`: somebody is to be found for them.
fn open_step(face: &Face, snapshot: &Snapshot, knot: &Knot, waits: bool) -> Option<Open> {
    if !knot.is_here() || face.chain.opened_at.is_none() || face.chain.closed_at.is_some() {
        return None;
    }
    let standing = snapshot.standing(knot);
    let link = snapshot.incoming(knot.id).filter(|c| c.ended_at.is_none());
    let of_link = |step, actor, since| Some(begin(face, snapshot, step, knot, actor, link, since));
    match standing.place {
        Place::FirstAsked => {
            let ends = snapshot.invitation_ends(knot);
            let open = of_link(Step::Start, knot.id, standing.since)?;
            Some(Open {
                ends: Some(ends),
                ..open
            })
        }
        Place::Link(State::Invited) => {
            let ends = Some(link?.expires_at);
            let open = of_link(Step::Answer, knot.id, standing.since)?;
            Some(Open { ends, ..open })
        }
        Place::Link(State::Agreed) => of_link(Step::Contact, link?.initiator, standing.since),
        Place::Link(State::Contacted) => of_link(Step::Write, link?.initiator, standing.since),
        Place::FirstAgreed | Place::Link(State::Recorded | State::Checked) if !waits => {
            own_turn(face, snapshot, knot, standing.since)
        }
        _ => None,
    }
}

fn begin(
    face: &Face,
    snapshot: &Snapshot,
    step: Step,
    knot: &Knot,
    actor: Uuid,
    link: Option<&Tie>,
    since: DateTime<Utc>,
) -> Open {
    let open = Open {
        step,
        person: knot.id,
        actor,
        conversation: link.map(|c| c.id),
        since,
        quiet_since: since,
        remind_at: since,
        late_at: since,
        ends: None,
        reminders: 0,
        reminded_at: None,
        reminded_by: None,
        paused_until: None,
    };
    count_from(face, snapshot, &open, since)
}

/// Counts the days of a step from a moment. While the chain is paused they stand still.
fn count_from(face: &Face, snapshot: &Snapshot, open: &Open, quiet_since: DateTime<Utc>) -> Open {
    let late = late_days(&face.chain.rules, open.step);
    let after = |days: i32| {
        let wait = Duration::days(i64::from(days));
        snapshot.pauses.after(quiet_since, wait)
    };
    Open {
        quiet_since,
        remind_at: after(remind_days(late)),
        late_at: after(late),
        ..open.clone()
    }
}

/// Works out the turn of somebody who may choose a person and has not. It began when it became theirs, or was free
/// again; the days count from when they last did something about it.
fn own_turn(face: &Face, snapshot: &Snapshot, knot: &Knot, acted: DateTime<Utc>) -> Option<Open> {
    let waits = snapshot.outgoing(knot.id).any(|c| c.ended_at.is_none());
    if waits || knot.finished_at.is_some() || !face.is_open() {
        return None;
    }
    let link = snapshot.incoming(knot.id).filter(|c| c.ended_at.is_none());
    let theirs = link.and_then(|c| c.recorded_at).unwrap_or(acted);
    // Somebody they chose before said no or did not answer: from then on it was their turn again.
    let freed = snapshot.outgoing(knot.id).filter_map(|c| c.ended_at).max();
    let since = freed.map_or(theirs, |at| at.max(theirs));
    let open = begin(face, snapshot, Step::PassOn, knot, knot.id, None, since);
    let mut open = count_from(face, snapshot, &open, since.max(acted));
    if let Some(until) = link.and_then(|c| checks_until(face, c)) {
        // First they are asked to check what was written.
        open.remind_at = open.remind_at.max(until);
    }
    Some(open)
}

/// Returns until when the partner is asked to check what was written, if they have not.
fn checks_until(face: &Face, c: &Tie) -> Option<DateTime<Utc>> {
    let days = Duration::days(i64::from(face.chain.rules.check_days));
    let asked = c.checked_at.is_none() && !c.nothing_kept;
    c.shown_at.filter(|_| asked).map(|at| at + days)
}

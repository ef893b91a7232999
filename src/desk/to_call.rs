//! Whom an organiser calls: people whom no message of the system reaches, and what the next message would have told.
//!
//! One call tells a person everything that is new. A row stands from the moment the message would have gone out until
//! an organiser notes that they told it, or the person's place in the chain moves on; who was told and has not acted
//! stands here once more when a reminder is due. Somebody whose address may not be written to is not called either:
//! from outside, that looks like any other silence (RELIABILITY rule 34).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, Utc};
use entity::shared::{EndedWhy, Step, Way};
use entity::{gathering, participant, rsvp};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::snapshot::{Knot, Place, Snapshot};
use crate::chain::Face;
use crate::conversation::remind::{self, Open};
use crate::conversation::{State, gathering as meet};
use crate::plan::publish;

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
    /// Somebody else looks after the person who said yes to them.
    HandedOn,
    /// The message to the person they chose came back.
    CameBack,
    YourTurn,
    Closed,
    /// They have not taken a step for long: what a reminder would say.
    Remind(Step),
    /// A plan can be read.
    Plan,
    /// Everybody is invited to meet.
    Gathering,
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
            Self::HandedOn => "handed-on",
            Self::CameBack => "came-back",
            Self::YourTurn => "your-turn",
            Self::Closed => "closed",
            Self::Remind(Step::Start) => "remind-start",
            Self::Remind(Step::Answer) => "remind-answer",
            Self::Remind(Step::Contact) => "remind-contact",
            Self::Remind(Step::Write) => "remind-write",
            Self::Remind(Step::PassOn) => "remind-pass-on",
            Self::Plan => "plan",
            Self::Gathering => "gathering",
        }
    }
}

/// A call to make: everything that one person is told in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub person: Uuid,
    pub name: String,
    pub tell: Tell,
    /// The other person it is about; empty for one who was forgotten. Of a gathering: the place.
    pub other: String,
    pub since: DateTime<Utc>,
    /// When a gathering is.
    pub when: Option<DateTime<Utc>>,
    /// The gathering to which they are asked.
    pub gathering: Option<Uuid>,
    /// What else is told in the same call.
    pub more: Vec<News>,
}

/// One thing to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    pub tell: Tell,
    /// As in [`Call::other`].
    pub other: String,
    pub since: DateTime<Utc>,
    /// As in [`Call::when`].
    pub when: Option<DateTime<Utc>>,
    /// As in [`Call::gathering`].
    pub gathering: Option<Uuid>,
}

impl Call {
    /// Makes the call in which a person is told all of it; `None` when there is nothing to tell.
    fn of(knot: &Knot, news: Vec<News>) -> Option<Self> {
        let mut news = news.into_iter();
        let first = news.next()?;
        Some(Self {
            person: knot.id,
            name: knot.name.clone().unwrap_or_default(),
            tell: first.tell,
            other: first.other,
            since: first.since,
            when: first.when,
            gathering: first.gathering,
            more: news.collect(),
        })
    }

    /// Lists everything that is told, in order.
    pub fn news(&self) -> Vec<News> {
        let first = News {
            tell: self.tell,
            other: self.other.clone(),
            since: self.since,
            when: self.when,
            gathering: self.gathering,
        };
        std::iter::once(first).chain(self.more.clone()).collect()
    }
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
    let steps = remind::list_open(conn, face, snapshot).await?;
    list_with(conn, face, snapshot, &steps).await
}

/// Lists the calls to make, as [`list`] does, where the open steps are known already.
pub async fn list_with(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
    steps: &[Open],
) -> Result<Vec<Call>, DbErr> {
    let silent = silent(conn, face).await?;
    let due = due(face, snapshot, steps);
    let shared = Shared::load(conn, face, snapshot.now).await?;
    let mut calls: Vec<Call> = snapshot
        .knots
        .iter()
        .filter_map(|knot| {
            let silent = silent.get(&knot.id)?;
            let step = of_person(face, snapshot, knot, silent.has_address);
            let reminder = due.get(&knot.id).filter(|open| {
                // Whom nobody may ask is not reminded either.
                step.is_some() || open.step != Step::Answer
            });
            let reminder = reminder.map(|open| to_remind(snapshot, open));
            let untold = |news: &News| silent.told_at.is_none_or(|at| at < news.since);
            // While the news itself is untold, it is the reminder.
            let own = step.into_iter().chain(reminder).find(untold);
            let shared = shared.of(knot).into_iter().filter(untold);
            Call::of(knot, own.into_iter().chain(shared).collect())
        })
        .collect();
    calls.sort_by_key(|call| (call.since, call.person));
    Ok(calls)
}

/// Somebody without a working address who is not called: whoever named them brings them the invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByHand {
    pub person: Uuid,
    pub name: String,
    /// Who brings it; empty for one who was forgotten.
    pub by: String,
}

/// Lists who gets the invitation by hand, and has not answered.
pub async fn list_by_hand(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
) -> Result<Vec<ByHand>, DbErr> {
    let silent = silent(conn, face).await?;
    let by_hand = |knot: &Knot| {
        let link = snapshot
            .incoming(knot.id)
            .filter(|c| c.ended_at.is_none())?;
        let invited = snapshot.standing(knot).place == Place::Link(State::Invited);
        let here = silent.contains_key(&knot.id) && invited && link.way == Way::BySelf;
        here.then(|| ByHand {
            person: knot.id,
            name: knot.name.clone().unwrap_or_default(),
            by: snapshot
                .knot(link.initiator)
                .and_then(|k| k.name.clone())
                .unwrap_or_default(),
        })
    };
    Ok(snapshot.knots.iter().filter_map(by_hand).collect())
}

/// Finds who has a step of which they would be reminded by now; of several the oldest.
fn due<'o>(face: &Face, snapshot: &Snapshot, steps: &'o [Open]) -> HashMap<Uuid, &'o Open> {
    if !face.chain.rules.reminders || !face.is_open() {
        return HashMap::new();
    }
    let due = steps.iter().filter(|open| open.is_due(snapshot.now));
    let mut due: Vec<&Open> = due.collect();
    due.sort_by_key(|open| (std::cmp::Reverse(open.remind_at), open.person));
    due.into_iter().map(|open| (open.actor, open)).collect()
}

fn to_remind(snapshot: &Snapshot, open: &Open) -> News {
    let other = match open.step {
        Step::Answer => snapshot.inviter(open.person),
        Step::Contact | Step::Write => snapshot.knot(open.person),
        Step::Start | Step::PassOn => None,
    };
    News {
        tell: Tell::Remind(open.step),
        other: other.and_then(|k| k.name.clone()).unwrap_or_default(),
        since: open.remind_at,
        when: None,
        gathering: None,
    }
}

/// What many people are told at once.
struct Shared {
    plan: Option<DateTime<Utc>>,
    gatherings: Vec<gathering::Model>,
    guests: BTreeSet<Uuid>,
    /// Who answered which gathering.
    answered: BTreeSet<(Uuid, Uuid)>,
}

impl Shared {
    async fn load(
        conn: &impl ConnectionTrait,
        face: &Face,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let plan = publish::find_newest(conn, face.chain.id).await?;
        let mut gatherings = meet::list(conn, face.chain.id).await?;
        gatherings.retain(|g| g.starts_at > now && g.told_at.is_some() && g.cancelled_at.is_none());
        let (mut guests, mut answered) = (BTreeSet::new(), BTreeSet::new());
        if !gatherings.is_empty() {
            let invited = meet::list_guests(conn, face.chain.id).await?;
            guests = invited.into_iter().map(|guest| guest.id).collect();
            let ids = gatherings.iter().map(|g| g.id);
            let rows = rsvp::Entity::find()
                .filter(rsvp::Column::Gathering.is_in(ids))
                .all(conn)
                .await?;
            answered = rows.iter().map(|r| (r.gathering, r.participant)).collect();
        }
        Ok(Self {
            plan: plan.map(|version| version.published_at),
            gatherings,
            guests,
            answered,
        })
    }

    /// Lists what of it one person is told: the plan, when they said yes before it came out; a gathering, when they
    /// agreed to be invited and have not answered.
    fn of(&self, knot: &Knot) -> Vec<News> {
        let mut news = Vec::new();
        let agreed = knot.agreed_at;
        if let Some(at) = self
            .plan
            .filter(|at| agreed.is_some_and(|agreed| agreed <= *at))
        {
            news.push(News {
                tell: Tell::Plan,
                other: String::new(),
                since: at,
                when: None,
                gathering: None,
            });
        }
        let open = self.gatherings.iter().filter(|g| {
            self.guests.contains(&knot.id) && !self.answered.contains(&(g.id, knot.id))
        });
        for gathering in open {
            news.push(News {
                tell: Tell::Gathering,
                other: gathering.place.clone(),
                since: gathering.told_at.unwrap_or(gathering.made_at),
                when: Some(gathering.starts_at),
                gathering: Some(gathering.id),
            });
        }
        news
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

fn of_person(face: &Face, snapshot: &Snapshot, knot: &Knot, has_address: bool) -> Option<News> {
    let name = |id: Uuid| snapshot.knot(id).and_then(|k| k.name.clone());
    let call = |tell, since, other: Option<Uuid>| News {
        tell,
        other: other.and_then(name).unwrap_or_default(),
        since,
        when: None,
        gathering: None,
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
        let helped = c.ended_why == Some(EndedWhy::Organiser) && c.agreed_at.is_some();
        let tell = if helped { Tell::HandedOn } else { Tell::SaidNo };
        return Some((tell, c.ended_at?, Some(c.partner)));
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

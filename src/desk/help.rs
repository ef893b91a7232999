//! The links that need an organiser's help now, by the chain's own rules and the clock.
//!
//! Each row says who must act, not who waits (UX 3.2). What stands still until somebody mends it comes first: messages
//! that came back or are on hold, and people who said yes and were left without a partner. Then what is late. Among
//! equals the longest wait comes first.

use chrono::{DateTime, Duration, Utc};
use entity::shared::Step;
use entity::{outbox, report as report_row};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QuerySelect,
};
use uuid::Uuid;

use super::snapshot::{Knot, Place, Snapshot};
use crate::chain::Face;
use crate::conversation::pool::rank;
use crate::conversation::remind::{self, Open};
use crate::conversation::ways::{self, ToFind};
use crate::conversation::{report, reserve};
use crate::mail::MailKind;

/// What is the matter with a link. The order is that of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A person told us that something is not right.
    Reported,
    CameBack,
    /// The mail server refused a message for another reason than the address.
    OnHold,
    /// Nobody can tell whether a message arrived.
    InDoubt,
    /// A message could not be sent and will not be tried again.
    NotSent,
    /// Said yes, and then the link ended before the two talked.
    LeftWaiting,
    /// Would like to talk with somebody, and asked an organiser to find them.
    AskedToFind,
    /// Said yes to one person of the chain, and nobody was found for long.
    NoPartner,
    /// Asked to be joined to the next person who waits, and nobody came for long.
    NobodyWaits,
    FirstNotAnswered,
    NotAnswered,
    NotContacted,
    NotWritten,
    NotPassedOn,
}

impl Why {
    /// Returns the ending of the words' key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::CameBack => "came-back",
            Self::OnHold => "on-hold",
            Self::InDoubt => "in-doubt",
            Self::NotSent => "not-sent",
            Self::LeftWaiting => "left-waiting",
            Self::AskedToFind => "asked-to-find",
            Self::NoPartner => "no-partner",
            Self::NobodyWaits => "nobody-waits",
            Self::FirstNotAnswered => "first-not-answered",
            Self::NotAnswered => "not-answered",
            Self::NotContacted => "not-contacted",
            Self::NotWritten => "not-written",
            Self::NotPassedOn => "not-passed-on",
        }
    }

    const fn is_stuck(self) -> bool {
        matches!(
            self,
            Self::Reported
                | Self::CameBack
                | Self::OnHold
                | Self::InDoubt
                | Self::NotSent
                | Self::LeftWaiting
                | Self::AskedToFind
        )
    }
}

/// One link that needs help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    pub why: Why,
    /// Whose link it is.
    pub person: Uuid,
    pub name: String,
    /// The other person of the link, where there is one.
    pub other: Option<String>,
    /// Who must act; absent means an organiser.
    pub actor: Option<String>,
    /// The message that did not get through.
    pub message: Option<Uuid>,
    /// What they told us.
    pub report: Option<Uuid>,
    /// The choice for which somebody is to be found.
    pub find: Option<Uuid>,
    /// The step that is late, with what was sent about it.
    pub open: Option<Open>,
    /// Whoever asked the person gave a second name.
    pub second: bool,
    /// Somebody waits who could be joined to the person.
    pub joinable: bool,
    pub since: DateTime<Utc>,
    pub days: i64,
}

impl Help {
    /// Tells whether nothing moves until somebody mends it.
    pub const fn is_stuck(&self) -> bool {
        self.why.is_stuck()
    }

    /// Tells whether somebody was reminded a moment ago, so that it is their turn now and not the organisers'.
    pub fn is_reminded(&self, now: DateTime<Utc>) -> bool {
        let last = self.open.as_ref().and_then(|open| open.reminded_at);
        last.is_some_and(|at| now < at + REMINDED_FOR)
    }
}

/// What stands still in a chain.
pub struct Needs {
    pub rows: Vec<Help>,
    /// Every open step, late or not.
    pub steps: Vec<Open>,
    now: DateTime<Utc>,
}

impl Needs {
    /// Lists the steps that an organiser lets rest.
    pub fn resting(&self) -> impl Iterator<Item = &Open> {
        self.steps.iter().filter(|open| open.is_resting(self.now))
    }
}

/// For how long a reminder moves a link down the list.
const REMINDED_FOR: Duration = Duration::days(3);

#[derive(FromQueryResult)]
struct Stuck {
    id: Uuid,
    kind: String,
    participant: Option<Uuid>,
    made_at: DateTime<Utc>,
    in_doubt_at: Option<DateTime<Utc>>,
    held_at: Option<DateTime<Utc>>,
    failed_at: Option<DateTime<Utc>>,
}

/// Lists what needs help, as [`look`] finds it.
pub async fn list(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
) -> Result<Vec<Help>, DbErr> {
    Ok(look(conn, face, snapshot).await?.rows)
}

/// Finds what needs help, as [`find`] does, and for whom of them somebody waits who could be joined to them.
pub async fn look(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
) -> Result<Needs, DbErr> {
    let mut needs = find(conn, face, snapshot).await?;
    mark_joinable(conn, face, &mut needs.rows).await?;
    Ok(needs)
}

/// Finds what needs help, the most urgent first: what people reported, then what is stuck, then what is late; at the end
/// those whom somebody has just reminded. Once the chain is closed, only reports do. What rests is told apart. Who could
/// be joined is left open: [`mark_joinable`] finds it for the rows that are shown.
pub async fn find(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
) -> Result<Needs, DbErr> {
    let reported = report::list_open(conn, face.chain.id).await?;
    let reported = reported.iter().filter_map(|r| of_report(snapshot, r));
    if face.chain.closed_at.is_some() {
        return Ok(Needs {
            rows: reported.collect(),
            steps: Vec::new(),
            now: snapshot.now,
        });
    }
    let waiting = ways::list_waiting(conn, face.chain.id).await?;
    let mut rows: Vec<Help> = snapshot
        .knots
        .iter()
        .filter_map(|knot| of_person(face, snapshot, knot))
        .collect();
    let steps = remind::list_open(conn, face, snapshot).await?;
    rows.extend(steps.iter().filter_map(|open| of_step(snapshot, open)));
    let asked = waiting.iter();
    rows.extend(asked.filter_map(|one| of_asking(face, snapshot, one)));
    for message in stuck_messages(conn, face).await? {
        rows.extend(of_message(snapshot, &message));
    }
    rows.extend(reported);
    rows.sort_by_key(|row| {
        let reported = row.why == Why::Reported;
        let stuck = row.why.is_stuck();
        let reminded = row.is_reminded(snapshot.now);
        (!reported, !stuck, reminded, row.since, row.why, row.person)
    });
    let second = reserve::list_held(conn, face.chain.id).await?;
    for row in &mut rows {
        let unanswered = matches!(row.why, Why::NotAnswered | Why::CameBack);
        let inviter = snapshot.inviter(row.person).map(|knot| knot.id);
        row.second = unanswered && inviter.is_some_and(|id| second.contains(&id));
    }
    Ok(Needs {
        rows,
        steps,
        now: snapshot.now,
    })
}

/// Finds what the links of one person wait for, late or not: their own, and those in which they must act.
pub async fn around(
    conn: &impl ConnectionTrait,
    face: &Face,
    snapshot: &Snapshot,
    person: Uuid,
) -> Result<Vec<Help>, DbErr> {
    let own = snapshot.knot(person);
    let own = own.and_then(|knot| of_person(face, snapshot, knot));
    let waiting = ways::list_waiting(conn, face.chain.id).await?;
    let asked = waiting.iter().filter(|one| one.initiator == person);
    let asked = asked.filter_map(|one| of_asking(face, snapshot, one));
    let steps = remind::list_open(conn, face, snapshot).await?;
    let theirs = steps
        .iter()
        .filter(|open| open.person == person || open.actor == person)
        .filter_map(|open| of_open(snapshot, open));
    let told = report::list_open(conn, face.chain.id).await?;
    let told = told.iter().filter(|one| one.participant == person);
    let mut rows: Vec<Help> = told.filter_map(|one| of_report(snapshot, one)).collect();
    if face.chain.closed_at.is_none() {
        rows.extend(own.into_iter().chain(asked).chain(theirs));
    }
    for row in &mut rows {
        let unanswered = matches!(row.why, Why::NotAnswered | Why::CameBack);
        if let (true, Some(inviter)) = (unanswered, snapshot.inviter(row.person)) {
            row.second = reserve::find(conn, inviter.id).await?.is_some();
        }
    }
    mark_joinable(conn, face, &mut rows).await?;
    Ok(rows)
}

/// Marks the people whose turn it is and for whom somebody waits.
pub async fn mark_joinable(
    conn: &impl ConnectionTrait,
    face: &Face,
    rows: &mut [Help],
) -> Result<(), DbErr> {
    let turns = rows.iter().filter(|row| row.why == Why::NotPassedOn);
    let turns: Vec<Uuid> = turns.map(|row| row.person).collect();
    let joinable = rank::find_joinable(conn, face, &turns).await?;
    for row in rows {
        row.joinable = row.why == Why::NotPassedOn && joinable.contains(&row.person);
    }
    Ok(())
}

/// What stands still with a person, whoever has the next step.
fn of_person(face: &Face, snapshot: &Snapshot, knot: &Knot) -> Option<Help> {
    if !knot.is_here() {
        return None;
    }
    let standing = snapshot.standing(knot);
    let (why, since, patience) = match standing.place {
        Place::LeftWaiting => (Why::LeftWaiting, standing.since, 0),
        Place::Link(state) if state.is_over() => return None,
        Place::Stopped | Place::Gone => return None,
        Place::Waiting if knot.bounced_at.is_none() => {
            let patience = face.chain.rules.late_invited_days;
            (Why::NoPartner, standing.since, patience)
        }
        _ => (Why::CameBack, knot.bounced_at?, 0),
    };
    let patience = Duration::days(i64::from(patience));
    (snapshot.pauses.after(since, patience) <= snapshot.now)
        .then(|| row(snapshot, knot, why, since))
}

/// A choice that waits for somebody: at once where an organiser was asked to find them; after long where they come out
/// of those who wait, since nobody may come.
fn of_asking(face: &Face, snapshot: &Snapshot, one: &ToFind) -> Option<Help> {
    let knot = snapshot.knot(one.initiator).filter(|k| k.is_here())?;
    let (why, patience) = if one.pool {
        (Why::NobodyWaits, face.chain.rules.late_invited_days)
    } else {
        (Why::AskedToFind, 0)
    };
    let patience = Duration::days(i64::from(patience));
    (snapshot.pauses.after(one.since, patience) <= snapshot.now).then(|| Help {
        find: Some(one.nomination),
        ..row(snapshot, knot, why, one.since)
    })
}

/// A step that is late, unless the address of whose link it is must be mended first.
fn of_step(snapshot: &Snapshot, open: &Open) -> Option<Help> {
    open.is_late(snapshot.now)
        .then(|| of_open(snapshot, open))?
}

/// Returns what an open step needs, late or not.
pub fn of_open(snapshot: &Snapshot, open: &Open) -> Option<Help> {
    let knot = snapshot.knot(open.person)?;
    if knot.bounced_at.is_some() {
        return None;
    }
    let why = match open.step {
        Step::Start => Why::FirstNotAnswered,
        Step::Answer => Why::NotAnswered,
        Step::Contact => Why::NotContacted,
        Step::Write => Why::NotWritten,
        Step::PassOn => Why::NotPassedOn,
    };
    Some(Help {
        open: Some(open.clone()),
        ..row(snapshot, knot, why, open.quiet_since)
    })
}

fn row(snapshot: &Snapshot, knot: &Knot, why: Why, since: DateTime<Utc>) -> Help {
    let name = knot.name.clone().unwrap_or_default();
    let inviter = snapshot.inviter(knot.id);
    let other = inviter.and_then(|k| k.name.clone());
    let can_act = inviter.filter(|k| k.is_here()).and_then(|k| k.name.clone());
    let actor = match why {
        Why::FirstNotAnswered | Why::NotAnswered | Why::NotPassedOn => Some(name.clone()),
        Why::NotContacted | Why::NotWritten => can_act,
        // Until somebody said yes, whoever named them can mend the address too.
        Why::CameBack if knot.agreed_at.is_none() => can_act,
        _ => None,
    };
    Help {
        why,
        person: knot.id,
        name,
        other,
        actor,
        message: None,
        report: None,
        find: None,
        open: None,
        second: false,
        joinable: false,
        since,
        days: (snapshot.now - since).num_days(),
    }
}

fn of_report(snapshot: &Snapshot, report: &report_row::Model) -> Option<Help> {
    let knot = snapshot.knot(report.participant)?;
    Some(Help {
        report: Some(report.id),
        ..row(snapshot, knot, Why::Reported, report.at)
    })
}

/// Reads the messages that did not get through and were not taken back.
async fn stuck_messages(conn: &impl ConnectionTrait, face: &Face) -> Result<Vec<Stuck>, DbErr> {
    use outbox::Column as C;
    let stuck = Condition::any()
        .add(C::HeldAt.is_not_null())
        .add(C::InDoubtAt.is_not_null())
        .add(C::FailedAt.is_not_null());
    outbox::Entity::find()
        .select_only()
        .columns([
            C::Id,
            C::Kind,
            C::Participant,
            C::MadeAt,
            C::InDoubtAt,
            C::HeldAt,
            C::FailedAt,
        ])
        .filter(C::Chain.eq(face.chain.id))
        .filter(C::SentAt.is_null())
        .filter(C::CancelledAt.is_null())
        .filter(C::ExpiredAt.is_null())
        .filter(stuck)
        .into_model::<Stuck>()
        .all(conn)
        .await
}

/// A message too old to be tried again is left out: by then its link is late and stands in the list itself.
fn of_message(snapshot: &Snapshot, message: &Stuck) -> Option<Help> {
    let kind = MailKind::parse(&message.kind)?;
    if message.made_at + kind.expires_after() <= snapshot.now {
        return None;
    }
    let knot = snapshot.knot(message.participant?)?;
    // Where the address itself is wrong, the person is in the list already.
    if !knot.is_here() || knot.bounced_at.is_some() {
        return None;
    }
    let (why, since) = match (message.failed_at, message.in_doubt_at, message.held_at) {
        (Some(at), _, _) => (Why::NotSent, at),
        (None, Some(at), _) => (Why::InDoubt, at),
        (None, None, at) => (Why::OnHold, at?),
    };
    Some(Help {
        message: Some(message.id),
        ..row(snapshot, knot, why, since)
    })
}

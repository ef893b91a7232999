//! A chain's people and links, read in two queries, and where each person stands.
//!
//! States are never stored (DATA part 1), so a list of people works them out: in one pass over light rows, never with
//! a query for each person. Contact details are not among what is read. Of thousands of rows each column costs, so only
//! those are read that tell where somebody stands, by their number and not by their name.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use entity::shared::{Door, EndedWhy, Way};
use entity::{conversation, participant};
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryResult, QuerySelect,
};
use uuid::Uuid;

use super::State;
use super::pauses::Pauses;
use super::state::{Course, state_of};
use crate::chain::Face;
use crate::people::FORGET_AFTER;

/// A person without their contact details.
#[derive(Clone, Debug)]
pub struct Knot {
    pub id: Uuid,
    pub parent: Option<Uuid>,
    pub branch: Option<Uuid>,
    pub door: Door,
    pub name: Option<String>,
    pub joined_at: DateTime<Utc>,
    pub waiting_since: Option<DateTime<Utc>>,
    pub agreed_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub bounced_at: Option<DateTime<Utc>>,
    pub stopped_at: Option<DateTime<Utc>>,
    pub erased_at: Option<DateTime<Utc>>,
}

impl Knot {
    /// Tells whether the person is still part of the chain.
    pub fn is_here(&self) -> bool {
        self.stopped_at.is_none() && self.erased_at.is_none()
    }
}

impl Knot {
    /// What is read of a person, in the order of [`FromQueryResult`].
    const READ: [participant::Column; 12] = [
        participant::Column::Id,
        participant::Column::Parent,
        participant::Column::Branch,
        participant::Column::Door,
        participant::Column::Name,
        participant::Column::JoinedAt,
        participant::Column::WaitingSince,
        participant::Column::AgreedAt,
        participant::Column::FinishedAt,
        participant::Column::BouncedAt,
        participant::Column::StoppedAt,
        participant::Column::ErasedAt,
    ];
}

impl FromQueryResult for Knot {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get_by_index(0)?,
            parent: row.try_get_by_index(1)?,
            branch: row.try_get_by_index(2)?,
            door: row.try_get_by_index(3)?,
            name: row.try_get_by_index(4)?,
            joined_at: row.try_get_by_index(5)?,
            waiting_since: row.try_get_by_index(6)?,
            agreed_at: row.try_get_by_index(7)?,
            finished_at: row.try_get_by_index(8)?,
            bounced_at: row.try_get_by_index(9)?,
            stopped_at: row.try_get_by_index(10)?,
            erased_at: row.try_get_by_index(11)?,
        })
    }
}

/// A link, as far as it tells where its two people stand.
#[derive(Clone, Debug)]
pub struct Tie {
    pub id: Uuid,
    pub initiator: Uuid,
    pub partner: Uuid,
    pub way: Way,
    pub invited_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub agreed_at: Option<DateTime<Utc>>,
    pub contacted_at: Option<DateTime<Utc>>,
    pub recorded_at: Option<DateTime<Utc>>,
    pub shown_at: Option<DateTime<Utc>>,
    pub checked_at: Option<DateTime<Utc>>,
    pub nothing_kept: bool,
    pub ended_at: Option<DateTime<Utc>>,
    pub ended_why: Option<EndedWhy>,
}

impl Tie {
    /// What is read of a link, in the order of [`FromQueryResult`].
    const READ: [conversation::Column; 14] = [
        conversation::Column::Id,
        conversation::Column::Initiator,
        conversation::Column::Partner,
        conversation::Column::Way,
        conversation::Column::InvitedAt,
        conversation::Column::ExpiresAt,
        conversation::Column::AgreedAt,
        conversation::Column::ContactedAt,
        conversation::Column::RecordedAt,
        conversation::Column::ShownAt,
        conversation::Column::CheckedAt,
        conversation::Column::NothingKept,
        conversation::Column::EndedAt,
        conversation::Column::EndedWhy,
    ];

    /// Returns what its state follows from.
    const fn course(&self) -> Course {
        Course {
            ended_why: self.ended_why,
            expires_at: self.expires_at,
            agreed_at: self.agreed_at,
            contacted_at: self.contacted_at,
            recorded_at: self.recorded_at,
            checked_at: self.checked_at,
        }
    }
}

impl FromQueryResult for Tie {
    fn from_query_result(row: &QueryResult, _: &str) -> Result<Self, DbErr> {
        Ok(Self {
            id: row.try_get_by_index(0)?,
            initiator: row.try_get_by_index(1)?,
            partner: row.try_get_by_index(2)?,
            way: row.try_get_by_index(3)?,
            invited_at: row.try_get_by_index(4)?,
            expires_at: row.try_get_by_index(5)?,
            agreed_at: row.try_get_by_index(6)?,
            contacted_at: row.try_get_by_index(7)?,
            recorded_at: row.try_get_by_index(8)?,
            shown_at: row.try_get_by_index(9)?,
            checked_at: row.try_get_by_index(10)?,
            nothing_kept: row.try_get_by_index(11)?,
            ended_at: row.try_get_by_index(12)?,
            ended_why: row.try_get_by_index(13)?,
        })
    }
}

/// Where a person is in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A first person, asked by the host.
    FirstAsked,
    FirstAgreed,
    /// A first person who has talked with somebody, and it is written down.
    FirstTalked,
    /// Somebody who was asked by another person: where that link stands.
    Link(State),
    /// Came by the public page or a printed code and has not said yes.
    Joined,
    /// Said yes to one person of the chain, and waits for them.
    Waiting,
    /// Said yes, and then the link ended before the two talked.
    LeftWaiting,
    /// Stopped taking part before they talked.
    Stopped,
    /// Forgotten, with nothing left that tells how far they came.
    Gone,
}

impl Place {
    /// Every place, in the order of the filter.
    pub const ALL: [Self; 18] = [
        Self::FirstAsked,
        Self::FirstAgreed,
        Self::FirstTalked,
        Self::Joined,
        Self::Waiting,
        Self::Link(State::Invited),
        Self::Link(State::Bounced),
        Self::Link(State::Agreed),
        Self::Link(State::Contacted),
        Self::Link(State::Recorded),
        Self::Link(State::Checked),
        Self::Link(State::PassedOn),
        Self::LeftWaiting,
        Self::Link(State::Declined),
        Self::Link(State::Lapsed),
        Self::Link(State::Cancelled),
        Self::Stopped,
        Self::Gone,
    ];

    /// Returns the text used in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FirstAsked => "first-asked",
            Self::FirstAgreed => "first-agreed",
            Self::FirstTalked => "first-talked",
            Self::Link(state) => state.as_str(),
            Self::Joined => "joined",
            Self::Waiting => "waiting",
            Self::LeftWaiting => "left-waiting",
            Self::Stopped => "stopped",
            Self::Gone => "gone",
        }
    }

    /// Returns the key of the words for a tag.
    pub fn key(self) -> String {
        match self {
            Self::Link(state) => format!("state-{}", state.as_str()),
            _ => format!("desk-place-{}", self.as_str()),
        }
    }

    /// Finds a place by its text in an address.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|place| place.as_str() == text)
    }

    /// Returns the class that the tag adds to its look.
    pub const fn tone(self) -> &'static str {
        match self {
            Self::Link(State::Bounced) | Self::LeftWaiting => "late",
            Self::Stopped | Self::Gone => "quiet",
            Self::Link(state) if state.is_over() => "quiet",
            _ => "",
        }
    }
}

/// Where a person stands, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub place: Place,
    pub since: DateTime<Utc>,
}

/// The people and links of one chain at one moment.
pub struct Snapshot {
    pub knots: Vec<Knot>,
    links: Vec<Tie>,
    index: HashMap<Uuid, usize>,
    /// The last link in which somebody is the partner.
    incoming: HashMap<Uuid, usize>,
    /// The links somebody began, oldest first.
    outgoing: HashMap<Uuid, Vec<usize>>,
    invitation: Duration,
    /// When the chain was paused: nobody is late for that.
    pub pauses: Pauses,
    pub now: DateTime<Utc>,
}

impl Snapshot {
    /// Reads a chain.
    pub async fn load(
        conn: &impl ConnectionTrait,
        face: &Face,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let knots = read_knots(conn, participant::Column::Chain.eq(face.chain.id)).await?;
        let links = read_links(conn, conversation::Column::Chain.eq(face.chain.id)).await?;
        let pauses = Pauses::load(conn, face.chain.id, now).await?;
        Ok(Self::of(knots, links, pauses, face, now))
    }

    /// Reads only what tells where one person stands: their own links, and who is named beside them.
    pub async fn around(
        conn: &impl ConnectionTrait,
        face: &Face,
        person: &participant::Model,
        now: DateTime<Utc>,
    ) -> Result<Self, DbErr> {
        let either = Condition::any()
            .add(conversation::Column::Partner.eq(person.id))
            .add(conversation::Column::Initiator.eq(person.id));
        let links = read_links(conn, either).await?;
        let ids = links.iter().flat_map(|c| [c.initiator, c.partner]);
        let ids: Vec<Uuid> = ids.chain([person.id]).chain(person.branch).collect();
        let knots = read_knots(conn, participant::Column::Id.is_in(ids)).await?;
        let pauses = Pauses::load(conn, face.chain.id, now).await?;
        Ok(Self::of(knots, links, pauses, face, now))
    }

    fn of(
        knots: Vec<Knot>,
        links: Vec<Tie>,
        pauses: Pauses,
        face: &Face,
        now: DateTime<Utc>,
    ) -> Self {
        let invitation = Duration::days(i64::from(face.chain.rules.invitation_days));
        let index = knots.iter().enumerate().map(|(n, k)| (k.id, n)).collect();
        let mut incoming = HashMap::new();
        let mut outgoing: HashMap<Uuid, Vec<usize>> = HashMap::new();
        for (n, link) in links.iter().enumerate() {
            incoming.insert(link.partner, n);
            outgoing.entry(link.initiator).or_default().push(n);
        }
        Self {
            knots,
            links,
            index,
            incoming,
            outgoing,
            invitation,
            pauses,
            now,
        }
    }

    /// Finds a person.
    pub fn knot(&self, id: Uuid) -> Option<&Knot> {
        self.index.get(&id).map(|&n| &self.knots[n])
    }

    /// Finds the last link in which a person is the partner, live or ended.
    pub fn incoming(&self, person: Uuid) -> Option<&Tie> {
        self.incoming.get(&person).map(|&n| &self.links[n])
    }

    /// Lists the links a person began, oldest first.
    pub fn outgoing(&self, person: Uuid) -> impl Iterator<Item = &Tie> {
        self.outgoing
            .get(&person)
            .into_iter()
            .flatten()
            .map(|&n| &self.links[n])
    }

    /// Finds who asked a person.
    pub fn inviter(&self, person: Uuid) -> Option<&Knot> {
        self.incoming(person).and_then(|c| self.knot(c.initiator))
    }

    /// Counts who said yes, also who was forgotten since: their place stays.
    pub fn count_agreed(&self) -> usize {
        let agreed = self.knots.iter().filter(|knot| knot.agreed_at.is_some());
        agreed.count()
    }

    /// Counts the chats that were written down.
    pub fn count_chats(&self) -> usize {
        let links = self.links.iter();
        links.filter(|link| link.recorded_at.is_some()).count()
    }

    /// Returns when the first chat that a person began was written down.
    fn passed_on_at(&self, person: Uuid) -> Option<DateTime<Utc>> {
        self.outgoing(person)
            .filter(|c| c.ended_at.is_none())
            .filter_map(|c| c.recorded_at)
            .min()
    }

    /// Works out where a person stands.
    pub fn standing(&self, knot: &Knot) -> Standing {
        let passed_on = self.passed_on_at(knot.id);
        let (place, since) = match (knot.door, self.incoming(knot.id)) {
            (_, Some(link)) => self.of_link(knot, link, passed_on),
            (Door::Starter, None) => self.of_first(knot, passed_on),
            (Door::Pool | Door::Letter, None) => self.of_newcomer(knot),
            (Door::Nominated, None) => (Place::Gone, knot.erased_at.unwrap_or(knot.joined_at)),
        };
        Standing { place, since }
    }

    fn of_link(
        &self,
        knot: &Knot,
        link: &Tie,
        passed_on: Option<DateTime<Utc>>,
    ) -> (Place, DateTime<Utc>) {
        let state = state_of(
            &link.course(),
            knot.bounced_at.is_some(),
            passed_on.is_some(),
            self.now,
        );
        let since = match state {
            State::Invited => Some(link.invited_at),
            State::Bounced => knot.bounced_at,
            State::Agreed => link.agreed_at,
            State::Contacted => link.contacted_at,
            State::Recorded => link.recorded_at,
            State::Checked => link.checked_at,
            State::PassedOn => passed_on,
            State::Lapsed => link.ended_at.or(Some(link.expires_at)),
            State::Declined | State::Cancelled => link.ended_at,
        };
        let since = since.unwrap_or(link.invited_at);
        if state.has_talked() {
            return (Place::Link(state), since);
        }
        if let (Some(at), None) = (knot.stopped_at, knot.erased_at) {
            return (Place::Stopped, at);
        }
        if link.ended_at.is_some() && knot.agreed_at.is_some() && knot.is_here() {
            if let Some(at) = knot.waiting_since {
                return (Place::Waiting, at);
            }
            return (Place::LeftWaiting, since);
        }
        (Place::Link(state), since)
    }

    fn of_first(&self, knot: &Knot, passed_on: Option<DateTime<Utc>>) -> (Place, DateTime<Utc>) {
        if let Some(at) = passed_on {
            return (Place::FirstTalked, at);
        }
        if let Some(at) = knot.erased_at {
            return (Place::Gone, at);
        }
        if let Some(at) = knot.stopped_at {
            return (Place::Stopped, at);
        }
        match knot.agreed_at {
            Some(at) => (Place::FirstAgreed, at),
            None => self.of_unanswered(knot, Place::FirstAsked),
        }
    }

    /// Who came by themself and was never joined to anybody.
    fn of_newcomer(&self, knot: &Knot) -> (Place, DateTime<Utc>) {
        if let Some(at) = knot.erased_at {
            return (Place::Gone, at);
        }
        if let Some(at) = knot.stopped_at {
            return (Place::Stopped, at);
        }
        match (knot.agreed_at, knot.waiting_since) {
            (Some(_), Some(at)) => (Place::Waiting, at),
            (Some(at), None) => (Place::LeftWaiting, at),
            (None, _) => self.of_unanswered(knot, Place::Joined),
        }
    }

    /// Returns until when somebody can answer who has no link: a first person's time stands still while the chain is
    /// paused, but their details are never held longer for it.
    pub(super) fn invitation_ends(&self, knot: &Knot) -> DateTime<Utc> {
        let joined = knot.joined_at;
        if knot.door == Door::Starter {
            let latest = joined + self.invitation.max(FORGET_AFTER);
            return self.pauses.after(joined, self.invitation).min(latest);
        }
        joined + self.invitation
    }

    /// Where somebody is who was written to and has not answered, while there is no link.
    fn of_unanswered(&self, knot: &Knot, place: Place) -> (Place, DateTime<Utc>) {
        let ends = self.invitation_ends(knot);
        match knot.bounced_at {
            Some(at) => (Place::Link(State::Bounced), at),
            None if ends <= self.now => (Place::Link(State::Lapsed), ends),
            None => (place, knot.joined_at),
        }
    }
}

/// The order is made here: the database would sort whole rows by what it keeps as text.
async fn read_knots(
    conn: &impl ConnectionTrait,
    which: impl IntoCondition,
) -> Result<Vec<Knot>, DbErr> {
    let mut knots = participant::Entity::find()
        .select_only()
        .columns(Knot::READ)
        .filter(which.into_condition())
        .into_model::<Knot>()
        .all(conn)
        .await?;
    knots.sort_unstable_by_key(|knot| knot.id);
    Ok(knots)
}

async fn read_links(
    conn: &impl ConnectionTrait,
    which: impl IntoCondition,
) -> Result<Vec<Tie>, DbErr> {
    let mut links = conversation::Entity::find()
        .select_only()
        .columns(Tie::READ)
        .filter(which.into_condition())
        .into_model::<Tie>()
        .all(conn)
        .await?;
    links.sort_unstable_by_key(|link| (link.invited_at, link.id));
    Ok(links)
}

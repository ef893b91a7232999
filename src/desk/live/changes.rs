//! What happened in chains since a moment, for the pages that are open.
//!
//! It is read from the stamps that every change sets anyway, so it is the same whichever server made the change. The
//! questions are few and the same for any number of chains.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};
use entity::{conversation, inbound, outbox, participant};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

/// The page that tells of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Map,
    Messages,
}

impl Part {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "map" => Some(Self::Map),
            "messages" => Some(Self::Messages),
            _ => None,
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// Somebody came by the public page, by a printed code, or was asked to begin.
    Came,
    Agreed,
    Stopped,
    Bounced,
    Asked,
    Recorded,
    Checked,
    Ended,
    Sent,
    NotSent,
    Held,
    Answered,
}

impl What {
    /// Returns the ending of its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Came => "came",
            Self::Agreed => "agreed",
            Self::Stopped => "stopped",
            Self::Bounced => "bounced",
            Self::Asked => "asked",
            Self::Recorded => "recorded",
            Self::Checked => "checked",
            Self::Ended => "ended",
            Self::Sent => "sent",
            Self::NotSent => "not-sent",
            Self::Held => "held",
            Self::Answered => "answered",
        }
    }

    pub const fn part(self) -> Part {
        match self {
            Self::Sent | Self::NotSent | Self::Held | Self::Answered => Part::Messages,
            _ => Part::Map,
        }
    }
}

/// One thing that happened to one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub chain: Uuid,
    pub row: Uuid,
    pub what: What,
    pub at: DateTime<Utc>,
    /// Whose it is; empty for somebody without a name.
    pub name: String,
}

/// A message is settled, one way or the other, within this time.
const MESSAGE_LIVES: Duration = Duration::days(6);

type At = Option<DateTime<Utc>>;
type OfPerson = (Uuid, Uuid, Option<Uuid>, At, At, At, At);
type OfMessage = (Option<Uuid>, Uuid, Option<Uuid>, At, At, At);

/// Lists what happened in these chains after a moment, in order.
pub async fn since(
    conn: &impl ConnectionTrait,
    chains: &BTreeSet<Uuid>,
    after: DateTime<Utc>,
) -> Result<Vec<Change>, DbErr> {
    let mut found = Found {
        after,
        rows: Vec::new(),
    };
    of_people(conn, chains, &mut found).await?;
    of_chats(conn, chains, &mut found).await?;
    of_messages(conn, chains, &mut found).await?;
    let names = names(conn, found.rows.iter().filter_map(|(_, id)| *id)).await?;
    let mut changes: Vec<Change> = found
        .rows
        .into_iter()
        .map(|(change, person)| {
            let name = person.and_then(|id| names.get(&id)).cloned();
            Change {
                name: name.unwrap_or_default(),
                ..change
            }
        })
        .collect();
    changes.sort_by_key(|change| (change.at, change.row, change.what));
    Ok(changes)
}

/// What was found, with whose it is.
struct Found {
    after: DateTime<Utc>,
    rows: Vec<(Change, Option<Uuid>)>,
}

impl Found {
    fn add(&mut self, chain: Uuid, row: Uuid, person: Option<Uuid>, what: What, at: At) {
        if let Some(at) = at.filter(|at| *at > self.after) {
            let change = Change {
                chain,
                row,
                what,
                at,
                name: String::new(),
            };
            self.rows.push((change, person));
        }
    }
}

async fn of_people(
    conn: &impl ConnectionTrait,
    chains: &BTreeSet<Uuid>,
    found: &mut Found,
) -> Result<(), DbErr> {
    use participant::Column as C;
    let stamps = [C::JoinedAt, C::AgreedAt, C::StoppedAt, C::BouncedAt];
    let later = stamps
        .iter()
        .fold(Condition::any(), |any, c| any.add(c.gt(found.after)));
    let rows: Vec<OfPerson> = participant::Entity::find()
        .select_only()
        .columns([C::Chain, C::Id, C::Parent])
        .columns(stamps)
        .filter(C::Chain.is_in(chains.iter().copied()))
        .filter(later)
        .into_tuple()
        .all(conn)
        .await?;
    for (chain, id, parent, joined, agreed, stopped, bounced) in rows {
        // Who was named by somebody is told of by their link.
        let came = joined.filter(|_| parent.is_none());
        found.add(chain, id, Some(id), What::Came, came);
        found.add(chain, id, Some(id), What::Agreed, agreed);
        found.add(chain, id, Some(id), What::Stopped, stopped);
        found.add(chain, id, Some(id), What::Bounced, bounced);
    }
    Ok(())
}

async fn of_chats(
    conn: &impl ConnectionTrait,
    chains: &BTreeSet<Uuid>,
    found: &mut Found,
) -> Result<(), DbErr> {
    use conversation::Column as C;
    let stamps = [C::InvitedAt, C::RecordedAt, C::CheckedAt, C::EndedAt];
    let later = stamps
        .iter()
        .fold(Condition::any(), |any, c| any.add(c.gt(found.after)));
    let rows: Vec<(Uuid, Uuid, Uuid, At, At, At, At)> = conversation::Entity::find()
        .select_only()
        .columns([C::Chain, C::Id, C::Partner])
        .columns(stamps)
        .filter(C::Chain.is_in(chains.iter().copied()))
        .filter(later)
        .into_tuple()
        .all(conn)
        .await?;
    for (chain, id, partner, asked, recorded, checked, ended) in rows {
        found.add(chain, id, Some(partner), What::Asked, asked);
        found.add(chain, id, Some(partner), What::Recorded, recorded);
        found.add(chain, id, Some(partner), What::Checked, checked);
        found.add(chain, id, Some(partner), What::Ended, ended);
    }
    Ok(())
}

async fn of_messages(
    conn: &impl ConnectionTrait,
    chains: &BTreeSet<Uuid>,
    found: &mut Found,
) -> Result<(), DbErr> {
    use inbound::Column as I;
    use outbox::Column as C;
    let stamps = [C::SentAt, C::FailedAt, C::HeldAt];
    let later = stamps
        .iter()
        .fold(Condition::any(), |any, c| any.add(c.gt(found.after)));
    let rows: Vec<OfMessage> = outbox::Entity::find()
        .select_only()
        .columns([C::Chain, C::Id, C::Participant])
        .columns(stamps)
        .filter(C::Chain.is_in(chains.iter().copied()))
        .filter(C::MadeAt.gt(found.after - MESSAGE_LIVES))
        .filter(later)
        .into_tuple()
        .all(conn)
        .await?;
    for (chain, id, person, sent, failed, held) in rows {
        let Some(chain) = chain else { continue };
        found.add(chain, id, person, What::Sent, sent);
        found.add(chain, id, person, What::NotSent, failed);
        found.add(chain, id, person, What::Held, held);
    }
    let rows: Vec<(Option<Uuid>, Uuid, Option<Uuid>, At)> = inbound::Entity::find()
        .select_only()
        .columns([I::Chain, I::Id, I::Participant, I::At])
        .filter(I::Chain.is_in(chains.iter().copied()))
        .filter(I::At.gt(found.after))
        .into_tuple()
        .all(conn)
        .await?;
    for (chain, id, person, at) in rows {
        let Some(chain) = chain else { continue };
        found.add(chain, id, person, What::Answered, at);
    }
    Ok(())
}

async fn names(
    conn: &impl ConnectionTrait,
    ids: impl Iterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, String>, DbErr> {
    let ids: BTreeSet<Uuid> = ids.collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows: Vec<(Uuid, Option<String>)> = participant::Entity::find()
        .select_only()
        .columns([participant::Column::Id, participant::Column::Name])
        .filter(participant::Column::Id.is_in(ids))
        .into_tuple()
        .all(conn)
        .await?;
    let named = |(id, name): (Uuid, Option<String>)| name.map(|name| (id, name));
    Ok(rows.into_iter().filter_map(named).collect())
}

//! Everything held about one person, gathered for themself: what their page shows and what they can fetch as a file.
//!
//! What belongs to others is left where it is: of the people they talked with only the first name is here, never how
//! to reach them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::shared::{Actor, LinkKind, RevealBy};
use entity::{
    audit, card, chain_ask, challenge, consent, conversation, gathering, insight, insight_version,
    link, news_letter, organiser, outbox, participant, proposal, reveal, rsvp, vote,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::take_out::list_own;
use super::{begin, challenged, hands, proposing};
use crate::chain::{self, Face};
use crate::means::Means;
use crate::people;
use crate::people::heard_from;
use crate::people::notes::{self, Note};

/// A chat they are or were in.
#[derive(Clone, Debug)]
pub struct Chat {
    pub row: conversation::Model,
    /// The other one's first name; empty when they were forgotten.
    pub other: String,
    /// This person asked the other one.
    pub started: bool,
}

/// A point they said, with every wording it has had.
#[derive(Clone, Debug)]
pub struct Point {
    pub row: insight::Model,
    pub question: String,
    pub versions: Vec<insight_version::Model>,
}

/// A message to them, or a letter with news.
#[derive(Clone, Debug)]
pub struct Message {
    pub kind: String,
    pub made_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
    /// It will not be sent any more.
    pub dropped: bool,
}

/// Somebody opened how to reach them.
#[derive(Clone, Debug)]
pub struct Seen {
    /// A first name or an organiser's name; empty when they were forgotten.
    pub who: String,
    pub at: DateTime<Utc>,
}

/// All of it.
#[derive(Clone, Debug)]
pub struct Held {
    pub person: participant::Model,
    /// Who gave us their name, if that was another resident.
    pub inviter: Option<String>,
    pub consents: Vec<consent::Model>,
    pub chats: Vec<Chat>,
    pub points: Vec<Point>,
    pub messages: Vec<Message>,
    pub links: Vec<link::Model>,
    pub seen: Vec<Seen>,
    /// What organisers noted about them.
    pub notes: Vec<Note>,
    pub gatherings: Vec<(gathering::Model, rsvp::Model)>,
    /// What they answered about themself.
    pub about: Vec<heard_from::Held>,
    /// What they voted, with the card.
    pub votes: Vec<(card::Model, vote::Model)>,
    /// What they offered to do, look after, and whom they may get to know.
    pub hands: hands::Held,
    /// What they said was not meant so, with what the action is called.
    pub challenges: Vec<(challenge::Model, String)>,
    /// The chains they asked to start, with another address they gave for one.
    pub asks: Vec<(chain_ask::Model, Option<String>)>,
    /// The actions they proposed.
    pub proposals: Vec<proposal::Model>,
    organisers: BTreeMap<Uuid, String>,
}

impl Held {
    /// Returns an organiser's name, or an empty text.
    pub fn organiser(&self, id: Uuid) -> &str {
        self.organisers.get(&id).map_or("", String::as_str)
    }
}

/// Gathers everything held about a person. Changes nothing.
pub async fn gather(
    conn: &impl ConnectionTrait,
    means: &Means,
    face: &Face,
    person: &participant::Model,
) -> Result<Held, DbErr> {
    let consents = consent::Entity::find()
        .filter(consent::Column::Participant.eq(person.id))
        .order_by_asc(consent::Column::Id)
        .all(conn)
        .await?;
    let chats = list_chats(conn, person.id).await?;
    let opened = list_opened(conn, person.id).await?;
    let notes = notes::list(conn, means, person.id).await?;
    let notes = notes.map_err(|error| DbErr::Custom(error.to_string()))?;
    let about = heard_from::held(conn, person).await?;
    let hands = hands::held(conn, means, person.id).await?;
    let mut organisers =
        organisers(conn, person, &consents, &chats, &opened, &notes, &about).await?;
    let asks = begin::held(conn, means, person.id).await?;
    let wrote = asks.iter().filter_map(|(row, _)| row.entered_by);
    let challenges = challenged::held(conn, person.id).await?;
    let proposals = proposing::held(conn, person.id).await?;
    let challenged = challenges.iter().filter_map(|(row, _)| row.entered_by);
    let proposed = proposals.iter().filter_map(|row| row.entered_by);
    let wrote = hands.organisers().chain(wrote).chain(challenged).chain(proposed);
    let wrote = wrote.collect();
    organisers.extend(names(conn, wrote).await?);
    let inviter = chats.iter().find(|chat| !chat.started);
    Ok(Held {
        person: person.clone(),
        inviter: inviter.map(|chat| chat.other.clone()),
        points: list_points(conn, face, person.id).await?,
        messages: list_messages(conn, person.id).await?,
        links: link::Entity::find()
            .filter(link::Column::Participant.eq(person.id))
            .filter(link::Column::Kind.ne(LinkKind::Report))
            .order_by_asc(link::Column::MadeAt)
            .order_by_asc(link::Column::Id)
            .all(conn)
            .await?,
        seen: list_seen(conn, &chats, &opened, &organisers).await?,
        notes,
        about,
        gatherings: list_gatherings(conn, person.id).await?,
        votes: list_votes(conn, person.id).await?,
        hands,
        challenges,
        asks,
        proposals,
        consents,
        chats,
        organisers,
    })
}

async fn list_chats(conn: &impl ConnectionTrait, person: Uuid) -> Result<Vec<Chat>, DbErr> {
    let rows = conversation::Entity::find()
        .filter(
            Condition::any()
                .add(conversation::Column::Partner.eq(person))
                .add(conversation::Column::Initiator.eq(person)),
        )
        .order_by_asc(conversation::Column::InvitedAt)
        .order_by_asc(conversation::Column::Id)
        .all(conn)
        .await?;
    let others = rows.iter().flat_map(|row| [row.initiator, row.partner]);
    let others = people::find_all(conn, others).await?;
    let chat = |row: conversation::Model| {
        let started = row.initiator == person;
        let other = if started { row.partner } else { row.initiator };
        Chat {
            other: others
                .get(&other)
                .map_or_else(String::new, |p| people::first_name(p).to_owned()),
            started,
            row,
        }
    };
    Ok(rows.into_iter().map(chat).collect())
}

async fn list_points(
    conn: &impl ConnectionTrait,
    face: &Face,
    person: Uuid,
) -> Result<Vec<Point>, DbErr> {
    let questions = chain::list_all_questions(conn, &face.chain).await?;
    let rows = list_own(conn, person).await?;
    let versions = insight_version::Entity::find()
        .filter(insight_version::Column::Insight.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(insight_version::Column::N)
        .all(conn)
        .await?;
    let point = |row: insight::Model| Point {
        question: questions
            .iter()
            .find(|question| question.id == row.prompt)
            .map_or_else(String::new, |question| question.text.clone()),
        versions: versions
            .iter()
            .filter(|version| version.insight == row.id)
            .cloned()
            .collect(),
        row,
    };
    Ok(rows.into_iter().map(point).collect())
}

async fn list_messages(conn: &impl ConnectionTrait, person: Uuid) -> Result<Vec<Message>, DbErr> {
    let rows = outbox::Entity::find()
        .filter(outbox::Column::Participant.eq(person))
        .order_by_asc(outbox::Column::MadeAt)
        .order_by_asc(outbox::Column::Id)
        .all(conn)
        .await?;
    let message = |row: outbox::Model| Message {
        dropped: row.sent_at.is_none()
            && (row.cancelled_at.is_some() || row.failed_at.is_some() || row.expired_at.is_some()),
        kind: row.kind,
        made_at: row.made_at,
        sent_at: row.sent_at,
    };
    let letters = news_letter::Entity::find()
        .filter(news_letter::Column::Participant.eq(person))
        .all(conn)
        .await?;
    let letter = |row: news_letter::Model| Message {
        kind: "news".to_owned(),
        made_at: row.made_at,
        sent_at: row.given_at,
        dropped: false,
    };
    let mut all: Vec<Message> = rows.into_iter().map(message).collect();
    all.extend(letters.into_iter().map(letter));
    all.sort_by_key(|one| one.made_at);
    Ok(all)
}

/// Lists when organisers opened how to reach a person.
async fn list_opened(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<audit::Model>, DbErr> {
    audit::Entity::find()
        .filter(audit::Column::ObjectId.eq(person))
        .filter(audit::Column::Act.eq("details.shown"))
        .filter(audit::Column::ActorKind.eq(Actor::Organiser))
        .all(conn)
        .await
}

async fn list_seen(
    conn: &impl ConnectionTrait,
    chats: &[Chat],
    opened: &[audit::Model],
    organisers: &BTreeMap<Uuid, String>,
) -> Result<Vec<Seen>, DbErr> {
    let theirs = chats.iter().filter(|chat| !chat.started);
    let reveals = reveal::Entity::find()
        .filter(reveal::Column::Conversation.is_in(theirs.clone().map(|chat| chat.row.id)))
        .filter(reveal::Column::ByKind.eq(RevealBy::Initiator))
        .all(conn)
        .await?;
    let by_residents = reveals.into_iter().map(|row| Seen {
        who: theirs
            .clone()
            .find(|chat| chat.row.id == row.conversation)
            .map_or_else(String::new, |chat| chat.other.clone()),
        at: row.at,
    });
    let by_organisers = opened.iter().map(|row| Seen {
        who: row
            .actor_id
            .and_then(|id| organisers.get(&id).cloned())
            .unwrap_or_default(),
        at: row.at,
    });
    let mut seen: Vec<Seen> = by_residents.chain(by_organisers).collect();
    seen.sort_by_key(|one| one.at);
    Ok(seen)
}

async fn list_gatherings(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<(gathering::Model, rsvp::Model)>, DbErr> {
    let answers = rsvp::Entity::find()
        .filter(rsvp::Column::Participant.eq(person))
        .order_by_asc(rsvp::Column::Id)
        .all(conn)
        .await?;
    let gatherings = gathering::Entity::find()
        .filter(gathering::Column::Id.is_in(answers.iter().map(|answer| answer.gathering)))
        .all(conn)
        .await?;
    let both = |answer: rsvp::Model| {
        let found = gatherings.iter().find(|one| one.id == answer.gathering);
        found.cloned().map(|gathering| (gathering, answer))
    };
    Ok(answers.into_iter().filter_map(both).collect())
}

async fn list_votes(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<(card::Model, vote::Model)>, DbErr> {
    let votes = vote::Entity::find()
        .filter(vote::Column::Participant.eq(person))
        .order_by_asc(vote::Column::Id)
        .all(conn)
        .await?;
    let cards = card::Entity::find()
        .filter(card::Column::Id.is_in(votes.iter().map(|vote| vote.card)))
        .all(conn)
        .await?;
    let both = |vote: vote::Model| {
        let found = cards.iter().find(|one| one.id == vote.card);
        found.cloned().map(|card| (card, vote))
    };
    Ok(votes.into_iter().filter_map(both).collect())
}

/// Finds the names of all organisers who wrote something for the person or opened their details.
async fn organisers(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
    consents: &[consent::Model],
    chats: &[Chat],
    opened: &[audit::Model],
    notes: &[Note],
    about: &[heard_from::Held],
) -> Result<BTreeMap<Uuid, String>, DbErr> {
    let ids = consents
        .iter()
        .map(|row| row.entered_by)
        .chain(chats.iter().map(|chat| chat.row.entered_by))
        .chain(opened.iter().map(|row| row.actor_id))
        .chain(about.iter().map(|answer| answer.entered_by))
        .chain([person.entered_by])
        .flatten()
        .chain(notes.iter().map(|note| note.organiser));
    names(conn, ids.collect()).await
}

async fn names(
    conn: &impl ConnectionTrait,
    ids: Vec<Uuid>,
) -> Result<BTreeMap<Uuid, String>, DbErr> {
    let rows: Vec<(Uuid, String)> = organiser::Entity::find()
        .select_only()
        .column(organiser::Column::Id)
        .column(organiser::Column::Name)
        .filter(organiser::Column::Id.is_in(ids))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

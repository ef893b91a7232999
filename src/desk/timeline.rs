//! What happened to one person and to their link, in order: the facts that are stored anyway, told in words.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::shared::{Actor, ConsentTo, Door, EndedWhy, NoteKind, RevealBy, Way};
use entity::{audit, chain, consent, conversation, note, participant, reveal};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::message::kind;
use super::messages::{self, Envelope};
use super::resend::is_repeatable;
use crate::chain::desk::Desk;
use crate::conversation::behalf::source_in_words;
use crate::conversation::remind;
use crate::i18n::{Arg, Html};
use crate::mail::MailKind;
use crate::organiser::names_on;
use crate::people;

/// What organisers do that is told of a person.
const TOLD: [&str; 21] = [
    "details.shown",
    "person.written_for",
    "person.told",
    remind::SENT,
    remind::UNDONE,
    remind::RESTED,
    "conversation.closed",
    "conversation.handed_on",
    "person.taken_over",
    "person.put_back",
    "person.found",
    "link.renewed",
    "address.changed",
    "address.corrected",
    "phone.changed",
    "message.resent",
    "note.removed",
    "words.taken_out",
    "letter.printed",
    "sheet.printed",
    "slip.typed_in",
];

/// One thing that happened.
pub struct Event {
    pub at: DateTime<Utc>,
    pub moment: String,
    pub what: Html,
    /// How far a message came, as its tag and in a sentence.
    pub told: Option<(String, Html)>,
    /// The message's page.
    pub href: Option<String>,
    /// Where the message can be sent once more.
    pub again: Option<String>,
}

/// What is stored about one person and their links.
pub struct Story {
    incoming: Vec<conversation::Model>,
    outgoing: Vec<conversation::Model>,
    others: BTreeMap<Uuid, participant::Model>,
    reveals: Vec<reveal::Model>,
    /// What organisers did that the audit log tells of.
    shown: Vec<audit::Model>,
    /// What the person agreed to through an organiser.
    consents: Vec<consent::Model>,
    /// How phone calls to the person went; their words are not opened here.
    calls: Vec<note::Model>,
    organisers: BTreeMap<Uuid, String>,
    messages: Vec<Envelope>,
}

impl Story {
    /// Reads it, with a fixed number of queries.
    pub async fn load(
        conn: &impl ConnectionTrait,
        person: &participant::Model,
    ) -> Result<Self, DbErr> {
        let links = |column: conversation::Column| {
            conversation::Entity::find().filter(column.eq(person.id))
        };
        let incoming = links(conversation::Column::Partner).all(conn).await?;
        let outgoing = links(conversation::Column::Initiator).all(conn).await?;
        let ids = incoming.iter().map(|c| c.initiator);
        let ids = ids.chain(outgoing.iter().map(|c| c.partner));
        let reveals = reveal::Entity::find()
            .filter(reveal::Column::Conversation.is_in(incoming.iter().map(|c| c.id)))
            .filter(reveal::Column::ByKind.eq(RevealBy::Initiator))
            .all(conn)
            .await?;
        let objects = incoming.iter().chain(&outgoing).map(|c| c.id);
        let objects: Vec<Uuid> = objects.chain([person.id]).collect();
        let calls = note::Entity::find()
            .filter(note::Column::Participant.eq(person.id))
            .filter(note::Column::Kind.ne(NoteKind::Note))
            .all(conn)
            .await?;
        let shown = audit::Entity::find()
            .filter(audit::Column::Chain.eq(person.chain))
            .filter(audit::Column::ObjectId.is_in(objects))
            .filter(audit::Column::Act.is_in(TOLD))
            .filter(audit::Column::ActorKind.eq(Actor::Organiser))
            .all(conn)
            .await?;
        let consents = consent::Entity::find()
            .filter(consent::Column::Participant.eq(person.id))
            .filter(consent::Column::EnteredBy.is_not_null())
            .filter(consent::Column::What.eq(ConsentTo::Contact))
            .all(conn)
            .await?;
        let whom = shown.iter().filter_map(|row| row.actor_id);
        let whom: Vec<Uuid> = whom
            .chain(person.entered_by)
            .chain(calls.iter().map(|call| call.organiser))
            .chain(consents.iter().filter_map(|c| c.entered_by))
            .chain(incoming.iter().filter_map(|c| c.entered_by))
            .chain(outgoing.iter().filter_map(|c| c.entered_by))
            .collect();
        let chain = chain::Entity::find_by_id(person.chain).one(conn).await?;
        let organisers = match &chain {
            Some(chain) => names_on(conn, chain, whom).await?,
            None => BTreeMap::new(),
        };
        Ok(Self {
            others: people::find_all(conn, ids).await?,
            organisers,
            messages: messages::list_to(conn, person.id).await?,
            incoming,
            outgoing,
            reveals,
            shown,
            consents,
            calls,
        })
    }

    /// Returns the last link in which the person is the partner.
    pub fn last_incoming(&self) -> Option<&conversation::Model> {
        self.incoming.iter().max_by_key(|c| (c.invited_at, c.id))
    }

    /// Lists the people this person chose, with their ids; a name is empty for somebody who was forgotten.
    pub fn chosen(&self) -> Vec<(Uuid, String)> {
        self.outgoing
            .iter()
            .map(|c| (c.partner, self.name(c.partner)))
            .collect()
    }

    /// Returns another person's name, empty for somebody who was forgotten.
    pub fn name(&self, id: Uuid) -> String {
        let other = self.others.get(&id);
        other.map(people::shown_name).unwrap_or_default().to_owned()
    }

    /// Tells everything in order.
    pub fn tell(&self, desk: &Desk, person: &participant::Model, now: DateTime<Utc>) -> Vec<Event> {
        let mut teller = Teller {
            desk,
            person: name_or(desk, people::shown_name(person)),
            events: Vec::new(),
        };
        for link in &self.incoming {
            self.tell_of_incoming(&mut teller, link);
        }
        self.tell_of_person(&mut teller, person);
        for link in &self.outgoing {
            self.tell_of_outgoing(&mut teller, link);
        }
        for message in &self.messages {
            let bounced = person.bounced_at.is_some();
            let what = kind(desk, &message.kind);
            let event = Event {
                at: message.made_at,
                moment: desk.w.moment(message.made_at, desk.zone()),
                what: desk.w.html("desk-event-message", &[("kind", &what)]),
                told: Some((
                    desk.w.t(&message.delivery(bounced).key()),
                    message.told(&desk.w, desk.zone(), bounced, now),
                )),
                href: Some(desk.href(&format!("/messages/{}", message.id))),
                again: may_resend(person, message)
                    .then(|| desk.href(&format!("/messages/{}/resend", message.id))),
            };
            teller.events.push(event);
        }
        teller.events.sort_by_key(|event| event.at);
        teller.events
    }

    fn tell_of_person(&self, teller: &mut Teller<'_>, person: &participant::Model) {
        if let Some(by) = person.entered_by {
            let by = self.organiser(teller.desk, by);
            let what = if person.door == Door::Starter {
                "added"
            } else {
                "written-in"
            };
            teller.tell(Some(person.joined_at), what, &by);
        }
        match person.door {
            Door::Pool => teller.tell(Some(person.joined_at), "came", ""),
            Door::Letter => teller.tell(Some(person.joined_at), "came-by-letter", ""),
            Door::Starter | Door::Nominated => {}
        }
        teller.tell(person.agreed_at, "agreed", "");
        for row in &self.consents {
            let by = self.organiser_with_source(teller.desk, row.entered_by, &row.source);
            teller.tell(Some(row.given_at), "agreed-to", &by);
        }
        for row in &self.shown {
            let by = row.actor_id.map(|id| self.organiser(teller.desk, id));
            let what = match row.act.as_str() {
                "person.written_for" => "written-for".to_owned(),
                "person.told" => "told".to_owned(),
                "details.shown" => "shown".to_owned(),
                "letter.printed" => "letter".to_owned(),
                "sheet.printed" => "sheet".to_owned(),
                act => format!("by-{}", act.replace(['.', '_'], "-")),
            };
            teller.tell(Some(row.at), &what, &by.unwrap_or_default());
        }
        for call in &self.calls {
            let by = self.organiser(teller.desk, call.organiser);
            let what = format!("call-{}", call.kind.as_str().replace('_', "-"));
            teller.tell(Some(call.at), &what, &by);
        }
        teller.tell(person.bounced_at, "bounced", "");
        teller.tell(person.finished_at, "finished", "");
        teller.tell(person.stopped_at, "stopped", "");
        teller.tell(person.erased_at, "erased", "");
    }

    fn tell_of_incoming(&self, teller: &mut Teller<'_>, link: &conversation::Model) {
        let other = name_or(teller.desk, &self.name(link.initiator));
        let began = if link.way == Way::Pool {
            "matched"
        } else {
            "asked"
        };
        teller.tell(Some(link.invited_at), began, &other);
        for row in self.reveals.iter().filter(|r| r.conversation == link.id) {
            teller.tell(Some(row.at), "shown", &other);
        }
        let recorded = if link.nothing_kept {
            "talked-nothing-kept"
        } else {
            "recorded"
        };
        teller.tell(link.recorded_at, recorded, &other);
        self.tell_who_entered(teller, link);
        teller.tell(link.checked_at, "checked", &other);
        if let Some(why) = link.ended_why {
            teller.tell(link.ended_at, ended(why), &other);
        }
    }

    fn tell_of_outgoing(&self, teller: &mut Teller<'_>, link: &conversation::Model) {
        let other = name_or(teller.desk, &self.name(link.partner));
        let began = if link.way == Way::Pool {
            "matched-to"
        } else {
            "chose"
        };
        teller.tell(Some(link.invited_at), began, &other);
        teller.tell(link.recorded_at, "wrote", &other);
        self.tell_who_entered(teller, link);
        if link.ended_at.is_some() {
            teller.tell(link.ended_at, "chosen-ended", &other);
        }
    }

    fn tell_who_entered(&self, teller: &mut Teller<'_>, link: &conversation::Model) {
        if link.entered_by.is_some() {
            let by = self.organiser_with_source(teller.desk, link.entered_by, &link.source);
            teller.tell(link.recorded_at, "entered", &by);
        }
    }

    /// Returns an organiser's name; the host stands in for one who was removed.
    fn organiser(&self, desk: &Desk, id: Uuid) -> String {
        let name = self.organisers.get(&id).cloned();
        name.unwrap_or_else(|| desk.face.host.name.clone())
    }

    /// Returns an organiser's name with how the words came.
    fn organiser_with_source(&self, desk: &Desk, id: Option<Uuid>, source: &str) -> String {
        let name = id.map(|id| self.organiser(desk, id)).unwrap_or_default();
        let source = source_in_words(desk.w, source);
        let args: &[(&'static str, &dyn Arg)] = &[("organiser", &name), ("source", &source)];
        desk.w.with("behalf-organiser-source", args)
    }
}

struct Teller<'a> {
    desk: &'a Desk,
    person: String,
    events: Vec<Event>,
}

impl Teller<'_> {
    fn tell(&mut self, at: Option<DateTime<Utc>>, what: &str, other: &str) {
        let Some(at) = at else { return };
        let w = self.desk.w;
        let key = format!("desk-event-{what}");
        self.events.push(Event {
            at,
            moment: w.moment(at, self.desk.zone()),
            what: w.html(&key, &[("person", &self.person), ("other", &other)]),
            told: None,
            href: None,
            again: None,
        });
    }
}

fn may_resend(person: &participant::Model, message: &Envelope) -> bool {
    let kind = MailKind::parse(&message.kind);
    let here = person.stopped_at.is_none() && person.erased_at.is_none();
    let reached = here && person.agreed_at.is_some() && person.bounced_at.is_none();
    reached && message.sent_at.is_some() && kind.is_some_and(is_repeatable)
}

const fn ended(why: EndedWhy) -> &'static str {
    match why {
        EndedWhy::Declined => "ended-declined",
        EndedWhy::Lapsed => "ended-lapsed",
        EndedWhy::Organiser => "ended-organiser",
        EndedWhy::Initiator => "ended-initiator",
        EndedWhy::Partner => "ended-partner",
        EndedWhy::Undone => "ended-undone",
    }
}

/// Returns a name, or the words for somebody who was forgotten.
pub fn name_or(desk: &Desk, name: &str) -> String {
    if name.is_empty() {
        desk.w.t("desk-forgotten")
    } else {
        name.to_owned()
    }
}

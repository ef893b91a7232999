//! Everything held about a person as JSON. The keys are the field names below; times are RFC 3339, UTC. They are kept as
//! they are: somebody's program may read them.

use chrono::{DateTime, Utc};
use entity::link;
use entity::shared::Quote;
use serde::Serialize;

use super::held_asks::OneAsk;
use super::held_challenges::OneChallenge;
use super::held_hands::Helping;
use super::held_proposals::OneProposal;
use crate::chain::Face;
use crate::conversation::held::{Held, Point};
use crate::i18n::Words;
use crate::people::heard_from;
use crate::people::notes::Note;
use crate::people::{self, Details};

/// Everything held about one person.
#[derive(Serialize)]
pub(super) struct Everything<'a> {
    /// When this file was made.
    made_at: DateTime<Utc>,
    host: &'a str,
    chain: &'a str,
    name: Option<&'a str>,
    /// BCP 47.
    language: &'a str,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    /// `email`, `text`, `phone` or `host`.
    best_way: Option<&'static str>,
    good_times: &'a [String],
    note: &'a str,
    help: &'a [String],
    help_other: &'a str,
    /// How they came in: `starter`, `nominated`, `pool` or `letter`.
    door: &'static str,
    joined_at: DateTime<Utc>,
    /// The organiser who wrote them down, if one did.
    entered_by: Option<&'a str>,
    source: &'a str,
    said_yes_at: Option<DateTime<Utc>>,
    part_done_at: Option<DateTime<Utc>>,
    stopped_at: Option<DateTime<Utc>>,
    /// When a message to them came back.
    bounced_at: Option<DateTime<Utc>>,
    agreed_to: Vec<AgreedTo<'a>>,
    chats: Vec<OneChat<'a>>,
    words: Vec<OnePoint<'a>>,
    messages: Vec<OneMessage<'a>>,
    links: Vec<OneLink>,
    /// Who opened how to reach them.
    details_seen: Vec<OneLook<'a>>,
    /// What organisers noted about them.
    notes: Vec<OneNote<'a>>,
    gatherings: Vec<OneGathering<'a>>,
    /// What they answered about themself.
    about_you: Vec<OneAnswer<'a>>,
    /// What they offered to do and look after, and whom they may get to know.
    helping: Helping<'a>,
    /// What they said was not meant so.
    not_meant: Vec<OneChallenge<'a>>,
    /// The chains they asked to start.
    asks: Vec<OneAsk<'a>>,
    /// The actions they proposed for the plan.
    proposals: Vec<OneProposal<'a>>,
}

#[derive(Serialize)]
struct AgreedTo<'a> {
    /// `contact`, `words`, `adult`, `meet` or `asked_nominee`.
    what: &'static str,
    /// Which version of the wording, and in which language it was shown.
    version: i32,
    language: &'a str,
    given_at: DateTime<Utc>,
    taken_back_at: Option<DateTime<Utc>>,
    entered_by: Option<&'a str>,
    source: &'a str,
}

#[derive(Serialize)]
struct OneChat<'a> {
    /// First name; empty when they were forgotten.
    with: &'a str,
    started_by_you: bool,
    asked_at: DateTime<Utc>,
    said_yes_at: Option<DateTime<Utc>>,
    written_down_at: Option<DateTime<Utc>>,
    checked_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    nothing_kept: bool,
    happened_on: Option<&'a str>,
    entered_by: Option<&'a str>,
    source: &'a str,
}

#[derive(Serialize)]
struct OnePoint<'a> {
    question: &'a str,
    /// `strength`, `need`, `idea` or `offer`.
    kind: &'static str,
    text: &'a str,
    language: &'a str,
    private: bool,
    /// `none`, `no_name` or `first_name`; absent means not answered, which is no.
    may_be_quoted: Option<&'static str>,
    written_at: DateTime<Utc>,
    checked_at: Option<DateTime<Utc>>,
    taken_out_at: Option<DateTime<Utc>>,
    versions: Vec<OneVersion<'a>>,
}

#[derive(Serialize)]
struct OneVersion<'a> {
    n: i32,
    text: &'a str,
    at: DateTime<Utc>,
    by_you: bool,
}

#[derive(Serialize)]
struct OneMessage<'a> {
    kind: &'a str,
    made_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
struct OneLink {
    /// `act`: their own page. `stop`: stops the messages.
    kind: &'static str,
    made_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
}

#[derive(Serialize)]
struct OneLook<'a> {
    who: &'a str,
    at: DateTime<Utc>,
}

#[derive(Serialize)]
struct OneNote<'a> {
    /// `note`, `talked`, `no_answer` or `left_message`: a phone call, unless it is a note.
    kind: &'static str,
    text: &'a str,
    by: &'a str,
    at: DateTime<Utc>,
}

#[derive(Serialize)]
struct OneAnswer<'a> {
    question: String,
    answer: &'a str,
    answered_at: DateTime<Utc>,
    entered_by: Option<&'a str>,
    source: &'a str,
}

#[derive(Serialize)]
struct OneGathering<'a> {
    place: &'a str,
    starts_at: DateTime<Utc>,
    coming: bool,
    answered_at: DateTime<Utc>,
}

impl<'a> Everything<'a> {
    /// Puts together what the file holds.
    pub(super) fn of(
        face: &'a Face,
        held: &'a Held,
        details: &'a Details,
        now: DateTime<Utc>,
    ) -> Self {
        let person = &held.person;
        let organiser = |id: Option<uuid::Uuid>| id.map(|id| held.organiser(id));
        let prefs = &details.prefs;
        Self {
            made_at: now,
            host: &face.host.name,
            chain: &face.words.name,
            name: person.name.as_deref(),
            language: &person.language,
            email: details.email.as_deref(),
            phone: details.phone.as_deref(),
            best_way: prefs.channel.map(people::Channel::as_str),
            good_times: &prefs.times,
            note: &prefs.note,
            help: &prefs.help,
            help_other: &prefs.help_other,
            door: person.door.as_str(),
            joined_at: person.joined_at,
            entered_by: organiser(person.entered_by),
            source: &person.source,
            said_yes_at: person.agreed_at,
            part_done_at: person.finished_at,
            stopped_at: person.stopped_at,
            bounced_at: person.bounced_at,
            agreed_to: held
                .consents
                .iter()
                .map(|row| AgreedTo {
                    what: row.what.as_str(),
                    version: row.version,
                    language: &row.language,
                    given_at: row.given_at,
                    taken_back_at: row.withdrawn_at,
                    entered_by: organiser(row.entered_by),
                    source: &row.source,
                })
                .collect(),
            chats: held
                .chats
                .iter()
                .map(|chat| OneChat {
                    with: &chat.other,
                    started_by_you: chat.started,
                    asked_at: chat.row.invited_at,
                    said_yes_at: chat.row.agreed_at,
                    written_down_at: chat.row.recorded_at,
                    checked_at: chat.row.checked_at,
                    ended_at: chat.row.ended_at,
                    nothing_kept: chat.row.nothing_kept,
                    happened_on: chat.row.happened_on.as_deref(),
                    entered_by: organiser(chat.row.entered_by),
                    source: &chat.row.source,
                })
                .collect(),
            words: held
                .points
                .iter()
                .map(|point| one_point(point, person.id))
                .collect(),
            messages: held
                .messages
                .iter()
                .map(|message| OneMessage {
                    kind: &message.kind,
                    made_at: message.made_at,
                    sent_at: message.sent_at,
                })
                .collect(),
            links: held.links.iter().map(one_link).collect(),
            details_seen: held
                .seen
                .iter()
                .map(|one| OneLook {
                    who: &one.who,
                    at: one.at,
                })
                .collect(),
            notes: held.notes.iter().map(|note| one_note(held, note)).collect(),
            gatherings: held
                .gatherings
                .iter()
                .map(|(gathering, answer)| OneGathering {
                    place: &gathering.place,
                    starts_at: gathering.starts_at,
                    coming: answer.coming,
                    answered_at: answer.at,
                })
                .collect(),
            about_you: about_you(held),
            helping: Helping::of(held),
            not_meant: OneChallenge::all(held),
            asks: OneAsk::all(held),
            proposals: OneProposal::all(held),
        }
    }
}

fn one_link(link: &link::Model) -> OneLink {
    OneLink {
        kind: link.kind.as_str(),
        made_at: link.made_at,
        ends_at: link.ends_at,
        ended_at: link.revoked_at,
    }
}

fn about_you(held: &Held) -> Vec<OneAnswer<'_>> {
    let w = Words::of(&held.person.language);
    held.about
        .iter()
        .map(|answer| OneAnswer {
            question: heard_from::asked_as(w, &answer.question),
            answer: &answer.band.name,
            answered_at: answer.at,
            entered_by: answer.entered_by.map(|id| held.organiser(id)),
            source: &answer.source,
        })
        .collect()
}

fn one_note<'a>(held: &'a Held, note: &'a Note) -> OneNote<'a> {
    OneNote {
        kind: note.kind.as_str(),
        text: &note.text,
        by: held.organiser(note.organiser),
        at: note.at,
    }
}

fn one_point(point: &Point, you: uuid::Uuid) -> OnePoint<'_> {
    let row = &point.row;
    OnePoint {
        question: &point.question,
        kind: row.kind.as_str(),
        text: &row.text,
        language: &row.language,
        private: row.private,
        may_be_quoted: row.quote.map(Quote::as_str),
        written_at: row.made_at,
        checked_at: row.checked_at,
        taken_out_at: row.withdrawn_at.or(row.struck_at),
        versions: point
            .versions
            .iter()
            .map(|version| OneVersion {
                n: version.n,
                text: &version.text,
                at: version.at,
                by_you: version.by_id == you,
            })
            .collect(),
    }
}

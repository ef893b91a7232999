//! The file with everything held about a person: readable text in their language, or JSON with the keys below.
//!
//! The JSON keys are the field names of [`Everything`] and what it holds; times are RFC 3339, UTC. They are kept as they
//! are: somebody's program may read them.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use entity::shared::Quote;
use serde::Serialize;

use super::held::Teller;
use super::mine::{Answers, answers_in};
use crate::chain::Face;
use crate::conversation::check::counts;
use crate::conversation::held::{Held, Point};
use crate::i18n::{self, Words};
use crate::people::{self, Details};
use crate::web::{Error, Result};

/// How the file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
}

impl Format {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Answers with the file. Nobody keeps it but the one who asked: no cache on the way may.
pub fn file(
    face: &Face,
    held: &Held,
    details: &Details,
    now: DateTime<Utc>,
    format: Format,
) -> Result<Response> {
    let (body, kind, ending) = match format {
        Format::Text => (
            text(face, held, details, now),
            "text/plain; charset=utf-8",
            "txt",
        ),
        Format::Json => {
            let everything = Everything::of(face, held, details, now);
            let json = serde_json::to_string_pretty(&everything)
                .map_err(|error| Error::Broken(error.to_string()))?;
            (json, "application/json", "json")
        }
    };
    let day = now.with_timezone(&face.zone()).format("%Y-%m-%d");
    let attached = format!("attachment; filename=\"daisychain-{day}.{ending}\"");
    let attached =
        HeaderValue::from_str(&attached).map_err(|error| Error::Broken(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, attached),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, body).into_response())
}

fn text(face: &Face, held: &Held, details: &Details, now: DateTime<Utc>) -> String {
    let w = Words::of(&held.person.language);
    let teller = Teller { w, face, held };
    let moment = w.moment(now, teller.zone());
    let name = people::shown_name(&held.person);
    let mut out = heading(&w.with("file-title", &[("name", &name)]), '=');
    let from: &[(&'static str, &dyn i18n::Arg)] = &[
        ("host", &face.host.name),
        ("chain", &face.words.name),
        ("moment", &moment),
    ];
    out += &format!("{}\n\n", w.with("file-from", from));
    for (label, value) in rows(w, &teller, answers_in(w, details)) {
        let row: &[(&'static str, &dyn i18n::Arg)] = &[("label", &label), ("value", &value)];
        out += &format!("{}\n", w.with("file-row", row));
    }
    out += &heading(&w.t("answer-agreed"), '-');
    for (what, how) in teller.consents() {
        let how = how.text();
        let row: &[(&'static str, &dyn i18n::Arg)] = &[("label", &what), ("value", &how)];
        out += &format!("- {}\n", w.with("file-row", row));
    }
    out += &heading(&w.t("words-title"), '-');
    if held.points.is_empty() {
        out += &format!("{}\n", w.t("words-none"));
    }
    for point in &held.points {
        out += &said(w, &teller, point);
    }
    for section in teller.sections() {
        out += &heading(&w.t(section.title), '-');
        if section.lines.is_empty() {
            out += &format!("{}\n", w.t(section.none));
        }
        for line in section.lines {
            out += &format!("- {}\n", line.text());
        }
    }
    out
}

fn heading(words: &str, under: char) -> String {
    let line: String = words.chars().map(|_| under).collect();
    format!("\n{words}\n{line}\n\n")
        .trim_start_matches(if under == '=' { '\n' } else { '\0' })
        .to_owned()
}

/// Lists the person's own answers by what they are called on the pages.
fn rows(w: Words, teller: &Teller<'_>, answers: Answers) -> Vec<(String, String)> {
    let person = &teller.held.person;
    let language = i18n::find_language(&person.language)
        .map_or(person.language.clone(), |language| language.name.to_owned());
    let all = [
        ("me-name", people::shown_name(person).to_owned()),
        ("me-came", teller.came().text()),
        ("answer-way", answers.way),
        ("answer-email", answers.email),
        ("answer-phone", answers.phone),
        ("answer-times", answers.times.join(", ")),
        ("answer-note", answers.note),
        ("answer-help", answers.help.join(", ")),
        ("answer-help-other", answers.help_other),
        ("me-language", language),
    ];
    let given = |value: String| {
        if value.is_empty() {
            w.t("not-given")
        } else {
            value
        }
    };
    all.into_iter()
        .map(|(key, value)| (w.t(key), given(value)))
        .collect()
}

/// Tells a point with its question, what may become of it, and every wording it has had.
fn said(w: Words, teller: &Teller<'_>, point: &Point) -> String {
    let row = &point.row;
    let kind = w.t(&format!("kind-{}", row.kind.as_str()));
    let fate = match row.quote {
        _ if !counts(row) => w.t("check-gone"),
        _ if row.private => w.t("check-private"),
        None => w.t("words-quote-unchecked"),
        Some(quote) => w.t(&format!("words-quote-{}", quote.as_str().replace('_', "-"))),
    };
    let mut out = format!("{}\n[{kind}] {}\n{fate}\n", point.question, row.text);
    for version in point.versions.iter().filter(|v| v.text != row.text) {
        let date = w.date(version.at, teller.zone());
        let args: &[(&'static str, &dyn i18n::Arg)] = &[("date", &date), ("text", &version.text)];
        out += &format!("{}\n", w.with("file-version", args));
    }
    out + "\n"
}

/// Everything held about one person.
#[derive(Serialize)]
struct Everything<'a> {
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
    gatherings: Vec<OneGathering<'a>>,
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
struct OneGathering<'a> {
    place: &'a str,
    starts_at: DateTime<Utc>,
    coming: bool,
    answered_at: DateTime<Utc>,
}

impl<'a> Everything<'a> {
    fn of(face: &'a Face, held: &'a Held, details: &'a Details, now: DateTime<Utc>) -> Self {
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
            links: held
                .links
                .iter()
                .map(|link| OneLink {
                    kind: link.kind.as_str(),
                    made_at: link.made_at,
                    ends_at: link.ends_at,
                    ended_at: link.revoked_at,
                })
                .collect(),
            details_seen: held
                .seen
                .iter()
                .map(|one| OneLook {
                    who: &one.who,
                    at: one.at,
                })
                .collect(),
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
        }
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

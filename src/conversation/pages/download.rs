//! The file with everything held about a person: readable text in their language, or JSON.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::everything::Everything;
use super::held::{Line, Teller};
use super::mine::{Answers, answers_in};
use crate::chain::Face;
use crate::conversation::check::counts;
use crate::conversation::held::{Held, Point};
use crate::i18n::{self, Arg, Words};
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
    let from: &[(&'static str, &dyn Arg)] = &[
        ("host", &face.host.name),
        ("chain", &face.words.name),
        ("moment", &moment),
    ];
    let mut lines = vec![
        w.with("file-title", &[("name", &name)]),
        String::new(),
        w.with("file-from", from),
        String::new(),
    ];
    let rows = rows(w, &teller, answers_in(w, details)).into_iter();
    lines.extend(rows.map(|(label, value)| row(w, &label, &value)));
    heading(&mut lines, &w.t("answer-agreed"));
    let consents = teller.consents().into_iter();
    lines.extend(consents.map(|(what, how)| row(w, &what, &how.text())));
    heading(&mut lines, &w.t("words-title"));
    if held.points.is_empty() {
        lines.push(w.t("words-none"));
    }
    for point in &held.points {
        lines.extend(said(w, &teller, point));
    }
    let noted = held.notes.iter().filter(|note| !note.text.is_empty());
    let mut noted = noted.peekable();
    if noted.peek().is_some() {
        heading(&mut lines, &w.t("file-notes"));
    }
    for note in noted {
        let date = w.date(note.at, teller.zone());
        let by = held.organiser(note.organiser);
        let args: &[(&'static str, &dyn Arg)] =
            &[("date", &date), ("who", &by), ("text", &note.text)];
        lines.push(w.with("file-note", args));
    }
    let shared = held.hands.introductions.iter();
    for text in shared.filter_map(|one| one.shared.as_deref()) {
        lines.push(row(w, &w.t("file-introduction"), text));
    }
    let asked = teller.ask_words().into_iter();
    lines.extend(asked.map(|(label, text)| row(w, &label, &text)));
    let proposed = teller.proposal_words().into_iter();
    lines.extend(proposed.map(|(label, text)| row(w, &label, &text)));
    for section in teller.sections() {
        heading(&mut lines, &w.t(section.title));
        if section.lines.is_empty() {
            lines.push(w.t(section.none));
        }
        lines.extend(section.lines.iter().map(Line::text));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn heading(lines: &mut Vec<String>, words: &str) {
    let under = words.chars().map(|_| '-').collect();
    lines.extend([String::new(), words.to_owned(), under]);
}

fn row(w: Words, label: &str, value: &str) -> String {
    w.with("file-row", &[("label", &label), ("value", &value)])
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
fn said(w: Words, teller: &Teller<'_>, point: &Point) -> Vec<String> {
    let row = &point.row;
    let kind = w.t(&format!("kind-{}", row.kind.as_str()));
    let fate = match row.quote {
        _ if !counts(row) => w.t("check-gone"),
        _ if row.private => w.t("check-private"),
        None => w.t("words-quote-unchecked"),
        Some(quote) => w.t(&format!("words-quote-{}", quote.as_str().replace('_', "-"))),
    };
    let mut lines = vec![
        point.question.clone(),
        format!("[{kind}] {}", row.text),
        fate,
    ];
    let earlier = point.versions.iter().filter(|v| v.text != row.text);
    lines.extend(earlier.map(|version| {
        let date = w.date(version.at, teller.zone());
        w.with("file-version", &[("date", &date), ("text", &version.text)])
    }));
    lines.push(String::new());
    lines
}

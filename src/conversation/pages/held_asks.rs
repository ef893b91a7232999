//! What is held about a chain somebody asked for, in sentences and for the file. The address they gave for it stands in
//! the file only, which takes a mailed code.

use chrono::{DateTime, Utc};
use entity::shared::AskAnswer;
use serde::Serialize;

use super::held::{Line, Section, Teller};
use crate::conversation::held::Held;

impl Teller<'_> {
    /// Tells what they asked; nothing for somebody who never did.
    pub(super) fn asks(&self) -> Option<Section> {
        let mut lines: Vec<Line> = Vec::new();
        for (row, _) in &self.held.asks {
            let asked = match row.entered_by {
                None => "me-ask-made",
                Some(_) => "me-ask-entered",
            };
            lines.push(self.line(asked, &row.topic, row.asked_at));
            let back = row.taken_back_at;
            lines.extend(back.map(|at| self.line("me-ask-back", &row.topic, at)));
            let answered = match row.answer {
                Some(AskAnswer::Yes) => "me-ask-yes",
                _ => "me-ask-no",
            };
            let at = row.answered_at;
            lines.extend(at.map(|at| self.line(answered, &row.topic, at)));
        }
        (!lines.is_empty()).then(|| self.section("me-asks-title", "nothing-here", lines))
    }

    /// Lists what they wrote and were told about it, with what each is.
    pub(super) fn ask_words(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for (row, email) in &self.held.asks {
            for (key, text) in [
                ("file-ask-whom", row.whom.as_str()),
                ("file-ask-why", row.why.as_str()),
                ("file-ask-email", email.as_deref().unwrap_or_default()),
                ("file-ask-reason", row.reason.as_str()),
            ] {
                if !text.is_empty() {
                    all.push((self.w.t(key), text.to_owned()));
                }
            }
        }
        all
    }
}

/// A chain they asked for.
#[derive(Serialize)]
pub(super) struct OneAsk<'a> {
    topic: &'a str,
    whom: &'a str,
    why: &'a str,
    /// Another address to sign in with; only while nobody answered.
    email: Option<&'a str>,
    asked_at: DateTime<Utc>,
    taken_back_at: Option<DateTime<Utc>>,
    answered_at: Option<DateTime<Utc>>,
    /// `yes` or `no`.
    answer: Option<&'static str>,
    reason: &'a str,
    entered_by: Option<&'a str>,
    source: &'a str,
}

impl<'a> OneAsk<'a> {
    pub(super) fn all(held: &'a Held) -> Vec<Self> {
        let one = |(row, email): &'a (entity::chain_ask::Model, Option<String>)| Self {
            topic: &row.topic,
            whom: &row.whom,
            why: &row.why,
            email: email.as_deref(),
            asked_at: row.asked_at,
            taken_back_at: row.taken_back_at,
            answered_at: row.answered_at,
            answer: row.answer.map(AskAnswer::as_str),
            reason: &row.reason,
            entered_by: row.entered_by.map(|id| held.organiser(id)),
            source: &row.source,
        };
        held.asks.iter().map(one).collect()
    }
}

//! What is held of a person's "that is not what we meant", in sentences and for the file.

use chrono::{DateTime, Utc};
use entity::shared::{ChallengeDone, ChallengeEnded};
use serde::Serialize;

use super::held::{Line, Section, Teller};
use crate::conversation::held::Held;
use crate::i18n::Arg;

impl Teller<'_> {
    /// Tells what they said; nothing for somebody who never did.
    pub(super) fn challenges(&self) -> Option<Section> {
        let mut lines: Vec<Line> = Vec::new();
        for (row, action) in &self.held.challenges {
            let what = if row.text.is_empty() {
                action.clone()
            } else {
                let args: &[(&'static str, &dyn Arg)] = &[("action", action), ("text", &row.text)];
                self.w.with("me-challenge-what", args)
            };
            lines.push(self.chose(&what, row.made_at, row.entered_by, &row.source));
            let answered = row.answered_at;
            lines.extend(answered.map(|at| self.line("me-challenge-answered", action, at)));
            let ended = match row.ended_why {
                Some(ChallengeEnded::Closed) => "me-challenge-closed",
                _ => "me-challenge-back",
            };
            lines.extend(row.ended_at.map(|at| self.line(ended, action, at)));
        }
        let title = "me-challenges-title";
        (!lines.is_empty()).then(|| self.section(title, "nothing-here", lines))
    }
}

/// One of them.
#[derive(Serialize)]
pub(super) struct OneChallenge<'a> {
    action: &'a str,
    text: &'a str,
    /// They allow others to read it.
    others_may_read: bool,
    said_at: DateTime<Utc>,
    answer: Option<&'a str>,
    /// `changed` or `kept`: what became of the action.
    done: Option<&'static str>,
    answered_at: Option<DateTime<Utc>>,
    over_at: Option<DateTime<Utc>>,
    entered_by: Option<&'a str>,
    source: &'a str,
}

impl<'a> OneChallenge<'a> {
    pub(super) fn all(held: &'a Held) -> Vec<Self> {
        let one = |(row, action): &'a (entity::challenge::Model, String)| Self {
            action,
            text: &row.text,
            others_may_read: row.readable,
            said_at: row.made_at,
            answer: row.answer.as_deref(),
            done: row.done.map(ChallengeDone::as_str),
            answered_at: row.answered_at,
            over_at: row.ended_at,
            entered_by: row.entered_by.map(|id| held.organiser(id)),
            source: &row.source,
        };
        held.challenges.iter().map(one).collect()
    }
}

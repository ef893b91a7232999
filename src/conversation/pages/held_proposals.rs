//! What is held about the actions somebody proposed, in sentences and for the file.

use chrono::{DateTime, Utc};
use entity::shared::{ProposalOutcome, Who};
use serde::Serialize;

use super::held::{Line, Section, Teller};
use crate::conversation::held::Held;

impl Teller<'_> {
    /// Tells what they proposed; nothing for somebody who never did.
    pub(super) fn proposals(&self) -> Option<Section> {
        let mut lines: Vec<Line> = Vec::new();
        for row in &self.held.proposals {
            let made = match row.entered_by {
                None => "me-proposal-made",
                Some(_) => "me-proposal-entered",
            };
            lines.push(self.line(made, &row.towards, row.made_at));
            let back = row.taken_back_at;
            lines.extend(back.map(|at| self.line("me-proposal-back", &row.towards, at)));
            let decided = match row.outcome {
                Some(ProposalOutcome::Taken) => "me-proposal-taken",
                Some(ProposalOutcome::Joined) => "me-proposal-joined",
                _ => "me-proposal-declined",
            };
            let at = row.decided_at;
            lines.extend(at.map(|at| self.line(decided, &row.towards, at)));
        }
        (!lines.is_empty()).then(|| self.section("me-proposals-title", "nothing-here", lines))
    }

    /// Lists what else they wrote and were told about it, with what each is.
    pub(super) fn proposal_words(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        for row in &self.held.proposals {
            for (key, text) in [
                ("file-proposal-now", row.now.as_str()),
                ("file-proposal-reason", row.reason.as_str()),
            ] {
                if !text.is_empty() {
                    all.push((self.w.t(key), text.to_owned()));
                }
            }
        }
        all
    }
}

/// An action they proposed.
#[derive(Serialize)]
pub(super) struct OneProposal<'a> {
    now: &'a str,
    towards: &'a str,
    /// `ourselves`, `with_help` or `others`.
    who: Option<&'static str>,
    made_at: DateTime<Utc>,
    taken_back_at: Option<DateTime<Utc>>,
    decided_at: Option<DateTime<Utc>>,
    /// `taken`, `joined` or `declined`.
    outcome: Option<&'static str>,
    reason: &'a str,
    entered_by: Option<&'a str>,
    source: &'a str,
}

impl<'a> OneProposal<'a> {
    pub(super) fn all(held: &'a Held) -> Vec<Self> {
        let one = |row: &'a entity::proposal::Model| Self {
            now: &row.now,
            towards: &row.towards,
            who: row.who.map(Who::as_str),
            made_at: row.made_at,
            taken_back_at: row.taken_back_at,
            decided_at: row.decided_at,
            outcome: row.outcome.map(ProposalOutcome::as_str),
            reason: &row.reason,
            entered_by: row.entered_by.map(|id| held.organiser(id)),
            source: &row.source,
        };
        held.proposals.iter().map(one).collect()
    }
}

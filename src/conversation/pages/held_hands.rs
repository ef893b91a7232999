//! What is held about a person's helping hands, in sentences and for the file: what they offered to do and look after,
//! and whom they may get to know. What they share with somebody stands in the file only, which takes a mailed code.

use chrono::{DateTime, Utc};
use entity::shared::OwnerShown;
use serde::Serialize;
use uuid::Uuid;

use super::held::{Line, Section, Teller, ending};
use crate::conversation::hands::Introduced;
use crate::conversation::held::Held;

impl Teller<'_> {
    /// Tells of helping hands; nothing for somebody who never lent one.
    pub(super) fn hands(&self) -> Vec<Section> {
        let held = &self.held.hands;
        let mut sections = Vec::new();
        let offered: Vec<Line> = held
            .pledges
            .iter()
            .flat_map(|(row, action)| self.pledge(row, action))
            .collect();
        let owned = held.owned.iter();
        let owned: Vec<Line> = owned
            .flat_map(|(row, action)| self.owned(row, action))
            .collect();
        let introduced = held.introductions.iter();
        let introduced: Vec<Line> = introduced.flat_map(|one| self.introduction(one)).collect();
        for (title, lines) in [
            ("me-pledges-title", offered),
            ("me-owned-title", owned),
            ("me-introductions-title", introduced),
        ] {
            if !lines.is_empty() {
                sections.push(self.section(title, "nothing-here", lines));
            }
        }
        sections
    }

    /// Tells what they chose, or an organiser for them.
    pub(super) fn chose(
        &self,
        what: &str,
        at: DateTime<Utc>,
        by: Option<Uuid>,
        source: &str,
    ) -> Line {
        let key = match by {
            None => "me-vote".to_owned(),
            Some(_) => format!("me-vote-entered-{}", ending(source)),
        };
        self.line(&key, what, at)
    }

    fn pledge(&self, row: &entity::pledge::Model, action: &str) -> Vec<Line> {
        let what = if row.text.is_empty() {
            action.to_owned()
        } else {
            let args: &[(&'static str, &dyn crate::i18n::Arg)] =
                &[("action", &action), ("text", &row.text)];
            self.w.with("me-pledge-what", args)
        };
        let mut lines = vec![self.chose(&what, row.made_at, row.entered_by, &row.source)];
        let back = row.taken_back_at;
        lines.extend(back.map(|at| self.line("me-pledge-back", action, at)));
        lines
    }

    fn owned(&self, row: &entity::action_owner::Model, action: &str) -> Vec<Line> {
        let mut lines = vec![self.line("me-owned-asked", action, row.asked_at)];
        if let Some(at) = row.agreed_at {
            let shown = match row.shown {
                Some(OwnerShown::FirstName) => "me-owned-first-name",
                _ => "me-owned-neighbour",
            };
            let what = self.w.with(shown, &[("action", &action)]);
            let source = row.source.as_deref().unwrap_or_default();
            lines.push(self.chose(&what, at, row.entered_by, source));
        }
        let ended = row.ended_at;
        lines.extend(ended.map(|at| self.line("me-owned-ended", action, at)));
        lines
    }

    fn introduction(&self, one: &Introduced) -> Vec<Line> {
        let mut lines = vec![self.line("me-introduction-asked", "", one.row.proposed_at)];
        if let Some(at) = one.said_yes_at {
            let what = self.w.t("me-introduction-yes");
            lines.push(self.chose(&what, at, one.entered_by, &one.source));
        }
        let mut tell = |key: &str, at: Option<DateTime<Utc>>| {
            lines.extend(at.map(|at| self.line(key, &one.other, at)));
        };
        tell("me-introduction-made", one.row.made_at);
        tell("me-introduction-seen", one.seen_at);
        tell("me-introduction-over", one.row.ended_at);
        lines
    }
}

/// What somebody offered, looks after, and shares.
#[derive(Serialize)]
pub(super) struct Helping<'a> {
    offers: Vec<OneOffer<'a>>,
    looks_after: Vec<OneAction<'a>>,
    introductions: Vec<OneIntroduction<'a>>,
}

#[derive(Serialize)]
struct OneOffer<'a> {
    action: &'a str,
    text: &'a str,
    offered_at: DateTime<Utc>,
    taken_back_at: Option<DateTime<Utc>>,
    entered_by: Option<&'a str>,
    source: &'a str,
}

#[derive(Serialize)]
struct OneAction<'a> {
    action: &'a str,
    asked_at: DateTime<Utc>,
    said_yes_at: Option<DateTime<Utc>>,
    /// `first_name` or `neighbour`: how they stand in the plan.
    shown_as: Option<&'static str>,
    ended_at: Option<DateTime<Utc>>,
    entered_by: Option<&'a str>,
}

#[derive(Serialize)]
struct OneIntroduction<'a> {
    asked_at: DateTime<Utc>,
    why: &'a str,
    said_yes_at: Option<DateTime<Utc>>,
    /// What they share for this introduction.
    shared: Option<&'a str>,
    made_at: Option<DateTime<Utc>>,
    /// First name; empty until both said yes, and when they were forgotten.
    with: &'a str,
    /// When the other first saw what they share.
    seen_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    entered_by: Option<&'a str>,
}

impl<'a> Helping<'a> {
    pub(super) fn of(held: &'a Held) -> Self {
        let organiser = |id: Option<Uuid>| id.map(|id| held.organiser(id));
        let hands = &held.hands;
        let offers = hands.pledges.iter().map(|(row, action)| OneOffer {
            action,
            text: &row.text,
            offered_at: row.made_at,
            taken_back_at: row.taken_back_at,
            entered_by: organiser(row.entered_by),
            source: &row.source,
        });
        let owned = hands.owned.iter().map(|(row, action)| OneAction {
            action,
            asked_at: row.asked_at,
            said_yes_at: row.agreed_at,
            shown_as: row.shown.map(OwnerShown::as_str),
            ended_at: row.ended_at,
            entered_by: organiser(row.entered_by),
        });
        let introductions = hands.introductions.iter().map(|one| OneIntroduction {
            asked_at: one.row.proposed_at,
            why: &one.row.why,
            said_yes_at: one.said_yes_at,
            shared: one.shared.as_deref(),
            made_at: one.row.made_at,
            with: &one.other,
            seen_at: one.seen_at,
            ended_at: one.row.ended_at,
            entered_by: organiser(one.entered_by),
        });
        Self {
            offers: offers.collect(),
            looks_after: owned.collect(),
            introductions: introductions.collect(),
        }
    }
}

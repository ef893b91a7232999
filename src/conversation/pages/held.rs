//! Everything held about a person, told in sentences: the same ones on their page and in the file they fetch.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use entity::shared::Door;

use crate::chain::Face;
use crate::conversation::held::{Chat, Held};
use crate::i18n::{Html, Words};
use crate::means::Source;

/// A sentence of the words `key`, about somebody, on a day.
pub struct Line {
    key: String,
    who: String,
    date: String,
    w: Words,
}

impl Line {
    /// Returns the sentence for a page.
    pub fn html(&self) -> Html {
        self.w
            .html(&self.key, &[("who", &self.who), ("date", &self.date)])
    }

    /// Returns the sentence for a file.
    pub fn text(&self) -> String {
        self.w
            .with(&self.key, &[("who", &self.who), ("date", &self.date)])
    }
}

/// Sentences below a heading.
pub struct Section {
    /// The key of the heading.
    pub title: &'static str,
    /// The key of what stands there when there is nothing.
    pub none: &'static str,
    pub lines: Vec<Line>,
}

/// Tells what is held, in one language and time zone.
pub struct Teller<'a> {
    pub w: Words,
    pub face: &'a Face,
    pub held: &'a Held,
}

impl Teller<'_> {
    pub fn zone(&self) -> Tz {
        self.face.zone()
    }

    pub(super) fn line(&self, key: &str, who: &str, at: DateTime<Utc>) -> Line {
        let somebody = || self.w.t("somebody");
        Line {
            key: key.to_owned(),
            who: if who.is_empty() {
                somebody()
            } else {
                who.to_owned()
            },
            date: self.w.date(at, self.zone()),
            w: self.w,
        }
    }

    /// Returns an organiser's name, or the host's when there is none.
    fn organiser(&self, id: Option<uuid::Uuid>) -> &str {
        let name = id.map_or("", |id| self.held.organiser(id));
        if name.is_empty() {
            &self.face.host.name
        } else {
            name
        }
    }

    /// Tells how they came into the chain.
    pub fn came(&self) -> Line {
        let person = &self.held.person;
        let by = self.organiser(person.entered_by);
        let inviter = self.held.inviter.as_deref().unwrap_or_default();
        let (key, who) = match person.door {
            Door::Starter => ("me-came-starter", by),
            Door::Nominated => ("me-came-nominated", inviter),
            _ if person.entered_by.is_some() => ("me-came-entered", by),
            Door::Pool => ("me-came-pool", ""),
            Door::Letter => ("me-came-letter", ""),
        };
        self.line(key, who, person.joined_at)
    }

    /// Tells what they agreed to: what, and how and when.
    pub fn consents(&self) -> Vec<(String, Line)> {
        let told = |row: &entity::consent::Model| {
            let what = format!("me-consent-{}", row.what.as_str().replace('_', "-"));
            let how = match (row.withdrawn_at, row.entered_by) {
                (Some(at), _) => self.line("me-taken-back", "", at),
                (None, Some(by)) => {
                    let key = format!("me-entered-{}", ending(&row.source));
                    self.entered(&key, by, row.given_at)
                }

                (None, None) => self.line("me-given", "", row.given_at),
            };
            (self.w.t(&what), how)
        };
        self.held.consents.iter().map(told).collect()
    }

    /// Tells who entered something for somebody else; `key` also says how their words came.
    fn entered(&self, key: &str, by: uuid::Uuid, at: DateTime<Utc>) -> Line {
        self.line(key, self.organiser(Some(by)), at)
    }

    /// Tells everything else, heading by heading.
    pub fn sections(&self) -> Vec<Section> {
        let mut sections = vec![
            self.section(
                "me-chats-title",
                "me-chats-none",
                self.held
                    .chats
                    .iter()
                    .flat_map(|chat| self.chat(chat))
                    .collect(),
            ),
            self.section("me-seen-title", "me-seen-none", self.seen()),
            self.section("me-notes-title", "me-notes-none", self.notes()),
            self.section("me-messages-title", "nothing-here", self.messages()),
            self.section("me-links-title", "nothing-here", self.links()),
        ];
        if !self.held.about.is_empty() {
            let lines = self.about();
            sections.push(self.section("me-about-title", "nothing-here", lines));
        }
        if !self.held.votes.is_empty() {
            let lines = self.votes();
            sections.push(self.section("me-votes-title", "nothing-here", lines));
        }
        sections.extend(self.hands());
        sections.extend(self.challenges());
        sections.extend(self.asks());
        sections.extend(self.proposals());
        if !self.held.gatherings.is_empty() {
            let lines = self.gatherings();
            sections.push(self.section("me-meet-title", "nothing-here", lines));
        }
        sections
    }

    pub(super) fn section(
        &self,
        title: &'static str,
        none: &'static str,
        lines: Vec<Line>,
    ) -> Section {
        debug_assert!(self.w.has(title) && self.w.has(none));
        Section { title, none, lines }
    }

    fn chat(&self, chat: &Chat) -> Vec<Line> {
        let row = &chat.row;
        let (asked, agreed, wrote, checked) = if chat.started {
            (
                "me-chat-started",
                "me-chat-they-agreed",
                "me-chat-you-wrote",
                "me-chat-they-checked",
            )
        } else {
            (
                "me-chat-asked",
                "me-chat-you-agreed",
                "me-chat-they-wrote",
                "me-chat-you-checked",
            )
        };
        let wrote = if row.nothing_kept {
            "me-chat-nothing"
        } else {
            wrote
        };
        let mut lines = vec![self.line(asked, &chat.other, row.invited_at)];
        let mut tell = |key: &str, at: Option<DateTime<Utc>>| {
            lines.extend(at.map(|at| self.line(key, &chat.other, at)));
        };
        tell(agreed, row.agreed_at);
        let entered = row.entered_by.zip(row.recorded_at);
        if entered.is_none() {
            tell(wrote, row.recorded_at);
        }
        if let Some((by, at)) = entered {
            let key = format!("me-chat-entered-{}", ending(&row.source));
            lines.push(self.entered(&key, by, at));
        }
        let mut tell = |key: &str, at: Option<DateTime<Utc>>| {
            lines.extend(at.map(|at| self.line(key, &chat.other, at)));
        };
        tell(checked, row.checked_at);
        tell("me-chat-ended", row.ended_at);
        lines
    }

    fn seen(&self) -> Vec<Line> {
        let seen = self.held.seen.iter();
        seen.map(|one| self.line("me-seen", &one.who, one.at))
            .collect()
    }

    /// Tells who noted something; the words stand only in the file, which takes a mailed code.
    fn notes(&self) -> Vec<Line> {
        let notes = self.held.notes.iter();
        notes
            .map(|note| {
                let key = format!("me-note-{}", note.kind.as_str().replace('_', "-"));
                self.line(&key, self.organiser(Some(note.organiser)), note.at)
            })
            .collect()
    }

    /// Tells of messages; what each was for stands in place of a name.
    fn messages(&self) -> Vec<Line> {
        let told = |message: &crate::conversation::held::Message| {
            let what = self.w.t(&format!("me-mail-{}", message.kind));
            match message.sent_at {
                Some(at) => self.line("me-message-sent", &what, at),
                None if message.dropped => self.line("me-message-dropped", &what, message.made_at),
                None => self.line("me-message-waits", &what, message.made_at),
            }
        };
        self.held.messages.iter().map(told).collect()
    }

    /// Tells what they answered about themself; question and answer stand in place of a name.
    fn about(&self) -> Vec<Line> {
        let told = |answer: &crate::people::heard_from::Held| {
            let question = crate::people::heard_from::asked_as(self.w, &answer.question);
            let args: &[(&'static str, &dyn crate::i18n::Arg)] =
                &[("question", &question), ("answer", &answer.band.name)];
            let what = self.w.with("me-about-what", args);
            let key = match answer.entered_by {
                None => "me-about".to_owned(),
                Some(_) => format!("me-about-entered-{}", ending(&answer.source)),
            };
            self.line(&key, &what, answer.at)
        };
        self.held.about.iter().map(told).collect()
    }

    fn links(&self) -> Vec<Line> {
        let told = |link: &entity::link::Model| {
            let kind = format!("me-link-{}", link.kind.as_str());
            let what = self.w.t(&kind);
            match link.revoked_at {
                Some(at) => self.line("me-link-ended", &what, at),
                None => self.line("me-link-made", &what, link.made_at),
            }
        };
        self.held.links.iter().map(told).collect()
    }

    /// Tells what they voted; the choice and the card stand in place of a name.
    fn votes(&self) -> Vec<Line> {
        let told = |(card, vote): &(entity::card::Model, entity::vote::Model)| {
            let choice = self.w.t(&format!("vote-{}", vote.choice.as_str()));
            let args: &[(&'static str, &dyn crate::i18n::Arg)] =
                &[("vote", &choice), ("card", &card.towards)];
            let what = self.w.with("me-votes-what", args);
            let key = match vote.entered_by {
                None => "me-vote".to_owned(),
                Some(_) => format!("me-vote-entered-{}", ending(&vote.source)),
            };
            self.line(&key, &what, vote.at)
        };
        self.held.votes.iter().map(told).collect()
    }

    fn gatherings(&self) -> Vec<Line> {
        let told = |(gathering, answer): &(entity::gathering::Model, entity::rsvp::Model)| {
            let key = if answer.coming {
                "me-meet-coming"
            } else {
                "me-meet-not"
            };
            self.line(key, &gathering.place, gathering.starts_at)
        };
        self.held.gatherings.iter().map(told).collect()
    }
}

/// Returns the ending of the words that say how somebody's words came.
pub(super) fn ending(source: &str) -> String {
    Source::parse(source)
        .unwrap_or(Source::Paper)
        .as_str()
        .replace('_', "-")
}

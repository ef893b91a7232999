//! An organiser writes for a person: what stands on every such page, and who wrote what for whom.
//!
//! A name looked up here is that of an organiser who still has a role on the chain; the host stands in for one who was
//! removed.

use entity::conversation;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{How, Visit};
use crate::app::App;
use crate::chain::Face;
use crate::conversation::{self as rules, check};
use crate::i18n::Html;
use crate::means::{Acting, Source};
use crate::people;
use crate::web::Result;
use crate::web::page::Banner;

impl Visit {
    /// Makes the visit of an organiser who writes for a person.
    pub(crate) fn acting(
        app: &App,
        token: &str,
        person: entity::participant::Model,
        face: Face,
        acting: Acting,
    ) -> Self {
        let how = How::For(acting);
        Self {
            how,
            means: super::means_of(app, how),
            ..Self::new(app, token, person, face)
        }
    }

    /// Tells whether an organiser writes for the person.
    pub(super) fn is_for_another(&self) -> bool {
        matches!(self.how, How::For(_))
    }

    /// Lists what the person wrote to us, for an organiser who writes the record of a chat from it.
    pub(super) async fn their_answers(
        &self,
        conn: &impl ConnectionTrait,
        chat: &conversation::Model,
    ) -> Result<Vec<Vec<String>>> {
        let from_a_reply = matches!(self.how, How::For(acting) if acting.source == Source::Reply);
        if !from_a_reply {
            return Ok(Vec::new());
        }
        let answers = rules::behalf::list_answers(conn, &self.means, self.person.id, chat).await?;
        let lines = |text: &String| text.lines().map(str::to_owned).collect();
        Ok(answers.iter().map(lines).collect())
    }

    /// Returns the person's page on the desk.
    pub(super) fn desk_href(&self) -> String {
        format!("/desk/{}/people/{}", self.face.chain.slug, self.person.id)
    }

    /// Returns what every page says while an organiser writes.
    pub(super) fn banner(&self) -> Option<Banner> {
        if let Some(tried) = &self.tried {
            return Some(tried.banner(self));
        }
        let How::For(acting) = self.how else {
            return None;
        };
        let name = self.called(people::first_name(&self.person));
        let source = self.source(acting.source.as_str());
        Some(Banner {
            text: self
                .w
                .html("behalf-banner", &[("name", &name), ("source", &source)]),
            href: self.desk_href(),
            link: self.w.t("behalf-banner-back"),
        })
    }

    /// Returns how somebody's words came, in words.
    fn source(&self, source: &str) -> String {
        rules::behalf::source_in_words(self.w, source)
    }

    async fn organiser(&self, conn: &impl ConnectionTrait, id: Uuid) -> Result<String> {
        Ok(rules::behalf::organiser_name(conn, &self.face, id).await?)
    }

    /// Says who entered a record for its initiator; nothing when they wrote it themself.
    pub(super) async fn who_wrote(
        &self,
        conn: &impl ConnectionTrait,
        c: &conversation::Model,
    ) -> Result<Option<Html>> {
        let (Some(by), Some(at)) = (c.entered_by, c.recorded_at) else {
            return Ok(None);
        };
        let organiser = self.organiser(conn, by).await?;
        let date = self.w.date(at, self.face.zone());
        let source = self.source(&c.source);
        if c.initiator == self.person.id {
            let partner = self.name_of(conn, c.partner).await?;
            return Ok(Some(self.w.html(
                "behalf-wrote-for-you",
                &[
                    ("organiser", &organiser),
                    ("date", &date),
                    ("source", &source),
                    ("partner", &partner),
                ],
            )));
        }
        let initiator = self.name_of(conn, c.initiator).await?;
        Ok(Some(self.w.html(
            "behalf-wrote-for-other",
            &[
                ("organiser", &organiser),
                ("date", &date),
                ("source", &source),
                ("initiator", &initiator),
            ],
        )))
    }

    /// Says who entered the partner's check of a record; nothing when they did it themself.
    pub(super) async fn who_checked(
        &self,
        conn: &impl ConnectionTrait,
        c: &conversation::Model,
    ) -> Result<Option<Html>> {
        let Some((by, at)) = check::entered_by(conn, c).await? else {
            return Ok(None);
        };
        let organiser = self.organiser(conn, by).await?;
        let date = self.w.date(at, self.face.zone());
        let args: &[(&'static str, &dyn crate::i18n::Arg)] =
            &[("organiser", &organiser), ("date", &date)];
        if c.partner == self.person.id {
            return Ok(Some(self.w.html("behalf-checked-for-you", args)));
        }
        let partner = self.name_of(conn, c.partner).await?;
        Ok(Some(self.w.html(
            "behalf-checked-for-other",
            &[args[0], args[1], ("partner", &partner)],
        )))
    }

    /// Lists who wrote what for this person, or for the other side of their chats.
    pub(super) async fn what_was_written(&self, conn: &impl ConnectionTrait) -> Result<Vec<Html>> {
        let mut chats: Vec<_> = rules::list_outgoing(conn, self.person.id).await?;
        chats.extend(rules::find_incoming(conn, self.person.id).await?);
        let mut lines = Vec::new();
        for chat in chats.iter().filter(|c| c.ended_at.is_none()) {
            lines.extend(self.who_wrote(conn, chat).await?);
            lines.extend(self.who_checked(conn, chat).await?);
        }
        Ok(lines)
    }
}

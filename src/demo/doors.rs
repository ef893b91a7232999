//! The other doors and ways of the demo: people who joined by themselves, an invitation somebody gives by hand, people
//! who wait to be joined, a second name, a gathering, a worry, a report, an answer by e-mail.

use chrono::Duration;
use entity::shared::{ConsentTo, Door, ReportWhy};
use entity::{conversation as talk, outbox, participant};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use serde::Deserialize;
use uuid::Uuid;

use super::DemoError;
use super::telling::Telling;
use crate::chain::{self, Face};
use crate::conversation::gathering::{self, Written};
use crate::conversation::nominate::{self, Named, Turn};
use crate::conversation::ways::{self, Finder, Given};
use crate::conversation::{answer, report, reserve, worry};
use crate::db;
use crate::desk::replies;
use crate::people::door::{self, Newcomer};
use crate::people::{self, Channel, Prefs};

/// What the story says of the other doors and ways.
#[derive(Debug, Deserialize)]
pub struct Doors {
    /// They joined on the public page and said yes; in a language that nobody else would like to talk in.
    pub waiting: Joined,
    /// They typed their address and have not answered.
    pub unanswered: Joined,
    pub street: String,
    /// They answered the street's letter.
    pub by_letter: Joined,
    /// The name of somebody who is given the invitation by hand.
    pub by_hand: String,
    pub chosen: Joined,
    pub second: Joined,
    pub gathering: Gathering,
    pub planned: Gathering,
    pub worry: String,
    pub report: String,
    pub reply: String,
}

#[derive(Debug, Deserialize)]
pub struct Joined {
    pub name: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    pub language: String,
}

#[derive(Debug, Deserialize)]
pub struct Gathering {
    pub in_days: i64,
    pub hour: i64,
    pub place: String,
    pub about: String,
}

impl Telling<'_> {
    /// Lets everything happen that goes by the other doors and ways.
    pub async fn open_doors(&self) -> Result<(), DemoError> {
        let txn = db::begin_write(self.db).await?;
        let face = chain::find_face(&txn, self.chain)
            .await?
            .ok_or(DemoError::Lost("the chain"))?;
        self.come_by_themselves(&txn, &face).await?;
        self.pass_on(&txn, &face).await?;
        self.meet(&txn, &face).await?;
        self.tell_us(&txn, &face).await?;
        txn.commit().await?;
        Ok(())
    }

    async fn come_by_themselves(
        &self,
        txn: &DatabaseTransaction,
        face: &Face,
    ) -> Result<(), DemoError> {
        let doors = &self.story.doors;
        for (who, answers) in [(&doors.waiting, true), (&doors.unanswered, false)] {
            let email = Some(who.email.as_str());
            let (name, language) = (&who.name, &who.language);
            let added =
                people::add_newcomer(txn, self.means, face, Door::Pool, name, email, language)
                    .await?;
            let person = added.map_err(|_| DemoError::Lost("somebody who joined"))?;
            if answers {
                self.say_yes(txn, face, &person, Channel::Email, None)
                    .await?;
            }
        }
        let street = door::make(
            txn,
            self.means,
            face.chain.id,
            self.organiser,
            &doors.street,
        )
        .await?;
        let new = Newcomer {
            name: doors.by_letter.name.clone(),
            language: doors.by_letter.language.clone(),
        };
        let person = door::answer(txn, self.means, face, &street, &new).await?;
        let phone = Some(doors.by_letter.phone.as_str());
        self.say_yes(txn, face, &person, Channel::Phone, phone)
            .await
    }

    async fn say_yes(
        &self,
        txn: &DatabaseTransaction,
        face: &Face,
        person: &participant::Model,
        channel: Channel,
        phone: Option<&str>,
    ) -> Result<(), DemoError> {
        let prefs = Prefs {
            channel: Some(channel),
            times: vec!["any".to_owned()],
            ..Prefs::default()
        };
        people::save_prefs(txn, self.means, person.id, &prefs, phone).await?;
        let (w, host) = (face.language(), &face.host.name);
        let who = w.t("pool-one-person");
        let ticked = [
            (
                ConsentTo::Contact,
                w.with("pool-agree-contact", &[("who", &who)]),
            ),
            (
                ConsentTo::Words,
                w.with("pool-agree-words", &[("who", &who), ("host", host)]),
            ),
            (ConsentTo::Adult, w.t("agree-adult")),
            (ConsentTo::Meet, w.with("agree-meet", &[("host", host)])),
        ];
        let ticked = ticked.map(|(what, wording)| answer::Ticked { what, wording });
        let _ = answer::agree(txn, self.means, face, person, &ticked).await?;
        Ok(())
    }

    /// Four people whose turn it is pass on, each in another way.
    async fn pass_on(&self, txn: &DatabaseTransaction, face: &Face) -> Result<(), DemoError> {
        let doors = &self.story.doors;
        let w = face.language();
        let mut free = self.whose_turn(txn, face).await?.into_iter();
        let mut next = || {
            free.next()
                .ok_or(DemoError::Lost("somebody whose turn it is"))
        };
        let given = Given {
            name: &doors.by_hand,
            language: "en",
            asked_wording: &w.t("way-asked-self"),
        };
        let _ = ways::give(txn, self.means, face, &next()?, given).await?;
        // Nobody who waits would like to talk in French; who came by letter can be joined by an organiser.
        for (finder, language) in [(Finder::Pool, "fr"), (Finder::Organiser, "en")] {
            let _ = ways::wait(txn, self.means, face, &next()?, finder, language).await?;
        }
        let person = next()?;
        let (first_words, second_words) = (w.t("choose-asked"), w.t("second-asked"));
        let chosen = Named {
            name: &doors.chosen.name,
            email: &doors.chosen.email,
            language: &doors.chosen.language,
            asked_wording: &first_words,
        };
        if let Ok(asked) = nominate::nominate(txn, self.means, face, &person, chosen).await? {
            let second = Named {
                name: &doors.second.name,
                email: &doors.second.email,
                language: &doors.second.language,
                asked_wording: &second_words,
            };
            reserve::keep(txn, self.means, face, &asked, &second).await?;
        }
        Ok(())
    }

    async fn whose_turn(
        &self,
        conn: &impl ConnectionTrait,
        face: &Face,
    ) -> Result<Vec<participant::Model>, DemoError> {
        let people = participant::Entity::find()
            .filter(participant::Column::Chain.eq(face.chain.id))
            .filter(participant::Column::AgreedAt.is_not_null())
            .order_by_desc(participant::Column::JoinedAt)
            .order_by_desc(participant::Column::Id)
            .all(conn)
            .await?;
        let mut free = Vec::new();
        for person in people {
            if matches!(nominate::turn(conn, face, &person).await?, Turn::Open(_)) {
                free.push(person);
            }
        }
        Ok(free)
    }

    async fn meet(&self, txn: &DatabaseTransaction, face: &Face) -> Result<(), DemoError> {
        // One that everybody knows of, and one that is still being planned.
        self.make(txn, face, &self.story.doors.planned).await?;
        let made = self.make(txn, face, &self.story.doors.gathering).await?;
        gathering::tell(txn, self.means, face, made).await?;
        let guests = gathering::list_guests(txn, face.chain.id).await?;
        for (n, guest) in guests.iter().enumerate().take(9) {
            let _ = gathering::answer(txn, self.means, guest, made, n % 4 != 3).await?;
        }
        Ok(())
    }

    async fn make(
        &self,
        txn: &DatabaseTransaction,
        face: &Face,
        told: &Gathering,
    ) -> Result<Uuid, DemoError> {
        let day = self.means.now().date_naive() + Duration::days(told.in_days);
        let begins = day.and_time(chrono::NaiveTime::MIN).and_utc() + Duration::hours(told.hour);
        let written = Written {
            starts_at: begins,
            place: told.place.clone(),
            about: told.about.clone(),
        };
        let made = gathering::make(txn, self.means, face.chain.id, self.organiser, written).await?;
        Ok(made.id)
    }

    async fn tell_us(&self, txn: &DatabaseTransaction, face: &Face) -> Result<(), DemoError> {
        let doors = &self.story.doors;
        let chat = talk::Entity::find()
            .filter(talk::Column::Chain.eq(face.chain.id))
            .filter(talk::Column::RecordedAt.is_not_null())
            .order_by_desc(talk::Column::RecordedAt)
            .order_by_desc(talk::Column::Id)
            .one(txn)
            .await?
            .ok_or(DemoError::Lost("a chat"))?;
        let writer = self.person(txn, chat.initiator).await?;
        let kept = worry::keep(txn, self.means, face, &writer, &chat, &doors.worry).await?;
        // It was read already, so that it can be closed.
        if let Some(kept) = worry::find(txn, face.chain.id, kept).await? {
            let _ = worry::open(txn, self.means, self.organiser, &kept.worry).await?;
        }
        let invited = talk::Entity::find()
            .filter(talk::Column::Chain.eq(face.chain.id))
            .filter(talk::Column::AgreedAt.is_null())
            .filter(talk::Column::EndedAt.is_null())
            .order_by_asc(talk::Column::Id)
            .one(txn)
            .await?
            .ok_or(DemoError::Lost("an invitation"))?;
        let invited = self.person(txn, invited.partner).await?;
        report::keep(txn, self.means, &invited, ReportWhy::Trick, &doors.report).await?;
        self.write_back(txn, &writer, &doors.reply).await
    }

    /// Answers the last message that somebody got.
    async fn write_back(
        &self,
        txn: &DatabaseTransaction,
        person: &participant::Model,
        words: &str,
    ) -> Result<(), DemoError> {
        let message = outbox::Entity::find()
            .filter(outbox::Column::Participant.eq(person.id))
            .filter(outbox::Column::SentAt.is_not_null())
            .order_by_desc(outbox::Column::MadeAt)
            .one(txn)
            .await?
            .ok_or(DemoError::Lost("a message"))?;
        let email = people::details(self.means, person)
            .unwrap_or_default()
            .email;
        let from = email.unwrap_or_default();
        let id = message.message_id;
        let text = format!(
            "From: {from}\r\nTo: hello@example.org\r\nMessage-ID: <demo@example.org>\r\n\
             In-Reply-To: <{id}@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        );
        replies::receive(txn, self.means, text.as_bytes()).await?;
        Ok(())
    }

    async fn person(
        &self,
        txn: &DatabaseTransaction,
        id: Uuid,
    ) -> Result<participant::Model, DemoError> {
        people::find(txn, id)
            .await?
            .ok_or(DemoError::Lost("a person"))
    }
}

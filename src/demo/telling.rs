//! Telling the story: every person acts through the product's own rules, in the order of time, while the clock and the
//! worker do what they always do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use chrono::{DateTime, Duration, Utc};
use entity::shared::{ConsentTo, DraftPoint, Quote};
use entity::{conversation as row, participant};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::DemoError;
use super::story::{Fate, Person, Story};
use crate::chain::{self, Face};
use crate::conversation::check::{Answer, Verdict, check};
use crate::conversation::nominate::{Named, nominate};
use crate::conversation::record::{self, NewDraft};
use crate::conversation::{self, answer, clock};
use crate::db::{self, Db};
use crate::mail::worker::Mailer;
use crate::means::Means;
use crate::people::{self, Channel, NewStarter, Prefs};

/// What a person does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Press {
    Ask,
    Answer,
    ShowDetails,
    Write,
    Check,
    Stop,
}

/// The chain while its story is told.
pub struct Telling<'a> {
    pub db: &'a Db,
    pub means: &'a Means,
    pub mailer: &'a Mailer,
    pub story: &'a Story,
    pub chain: Uuid,
    pub organiser: Uuid,
    pub ends: DateTime<Utc>,
    ids: BTreeMap<&'a str, Uuid>,
    queue: BinaryHeap<Reverse<(DateTime<Utc>, usize, Press)>>,
}

impl<'a> Telling<'a> {
    pub fn new(
        db: &'a Db,
        means: &'a Means,
        mailer: &'a Mailer,
        story: &'a Story,
        chain: Uuid,
        organiser: Uuid,
        ends: DateTime<Utc>,
    ) -> Self {
        Self {
            db,
            means,
            mailer,
            story,
            chain,
            organiser,
            ends,
            ids: BTreeMap::new(),
            queue: BinaryHeap::new(),
        }
    }

    /// Writes down when everybody is asked.
    pub fn begin(&mut self, begins: DateTime<Utc>) {
        for (n, person) in self.story.people.iter().enumerate() {
            // Spread over the day, so that two never act in the same minute.
            let minutes = 37 * i64::try_from(n).unwrap_or(0) % 600;
            let at = begins + Duration::days(person.day) + Duration::minutes(minutes);
            self.queue.push(Reverse((at, n, Press::Ask)));
        }
    }

    /// Lets everybody act until `until`.
    pub async fn tell(&mut self, until: DateTime<Utc>) -> Result<(), DemoError> {
        while let Some(Reverse((at, n, press))) = self.queue.pop() {
            if at >= until {
                self.queue.push(Reverse((at, n, press)));
                break;
            }
            self.pass_time(at).await?;
            self.act(n, press, at).await?;
        }
        self.pass_time(until).await
    }

    /// Tells whether a person of the story has been asked by now.
    pub fn has_come(&self, person: &Person) -> bool {
        self.ids.contains_key(person.id.as_str())
    }

    /// Moves the clock to `to`; on the way the clock job runs each day and messages go out when they are due.
    async fn pass_time(&self, to: DateTime<Utc>) -> Result<(), DemoError> {
        loop {
            let next = self.means.now() + Duration::hours(6);
            if next >= to {
                break;
            }
            self.means.sources.set(next);
            self.settle().await?;
        }
        self.means.sources.set(to);
        self.settle().await
    }

    async fn settle(&self) -> Result<(), DemoError> {
        clock::tick(self.db, self.means).await?;
        self.mailer.drain().await?;
        Ok(())
    }

    fn later(&mut self, n: usize, press: Press, at: DateTime<Utc>, hours: i64) {
        self.queue
            .push(Reverse((at + Duration::hours(hours), n, press)));
    }

    async fn act(&mut self, n: usize, press: Press, at: DateTime<Utc>) -> Result<(), DemoError> {
        let person = &self.story.people[n];
        let txn = db::begin_write(self.db).await?;
        let face = chain::find_face(&txn, self.chain)
            .await?
            .ok_or(DemoError::Lost("the chain"))?;
        let quick = i64::try_from(n % 7).unwrap_or(0);
        match press {
            Press::Ask => {
                if self.ask(&txn, &face, person).await? {
                    if !matches!(
                        person.fate,
                        Fate::StarterAsked | Fate::Invited | Fate::Bounced | Fate::Lapsed
                    ) {
                        self.later(n, Press::Answer, at, 9 + 5 * quick);
                    }
                } else {
                    // Their inviter is still busy with somebody else: a day later, then.
                    self.later(n, Press::Ask, at, 24);
                }
            }
            Press::Answer => {
                self.answer(&txn, &face, person).await?;
                match person.fate {
                    Fate::Contacted | Fate::Recorded | Fate::Checked => {
                        self.later(n, Press::ShowDetails, at, 5 + 2 * quick);
                    }
                    Fate::Cancelled => self.later(n, Press::Stop, at, 60),
                    _ => {}
                }
            }
            Press::ShowDetails => {
                if let Some(c) = self.incoming(&txn, person).await? {
                    conversation::reveal(&txn, self.means, c.initiator, c.id).await?;
                }
                if matches!(person.fate, Fate::Recorded | Fate::Checked) {
                    let late = if person.fate == Fate::Recorded && person.day >= 58 {
                        120
                    } else {
                        30
                    };
                    self.later(n, Press::Write, at, late + 4 * quick);
                }
            }
            Press::Write => {
                self.write(&txn, &face, person).await?;
                if person.fate == Fate::Checked {
                    self.later(n, Press::Check, at, 6 + 3 * quick);
                }
            }
            Press::Check => self.check(&txn, &face, person).await?,
            Press::Stop => {
                let row = self.row(&txn, person).await?;
                let _ = answer::stop(&txn, self.means, &face, &row).await?;
            }
        }
        txn.commit().await?;
        Ok(())
    }

    /// Returns false when the inviter cannot choose somebody yet.
    async fn ask(
        &mut self,
        txn: &DatabaseTransaction,
        face: &Face,
        person: &'a Person,
    ) -> Result<bool, DemoError> {
        let email = person.email();
        let id = match &person.parent {
            None => {
                let new = NewStarter {
                    name: person.name.clone(),
                    email,
                    language: "en".to_owned(),
                };
                let added = people::add_starter(txn, self.means, face, self.organiser, new).await?;
                added.map_err(|_| DemoError::Lost("a first person"))?.id
            }
            Some(parent) => {
                let inviter = self.find(txn, parent).await?;
                let wording = face.language().t("choose-asked");
                let named = Named {
                    name: &person.name,
                    email: &email,
                    language: "en",
                    asked_wording: &wording,
                };
                match nominate(txn, self.means, face, &inviter, named).await? {
                    Ok(c) => c.partner,
                    Err(_) => return Ok(false),
                }
            }
        };
        self.ids.insert(&person.id, id);
        Ok(true)
    }

    async fn answer(
        &self,
        txn: &DatabaseTransaction,
        face: &Face,
        person: &Person,
    ) -> Result<(), DemoError> {
        let row = self.row(txn, person).await?;
        if person.fate == Fate::Declined {
            let _ = answer::decline(txn, self.means, face, &row, false).await?;
            return Ok(());
        }
        let channel = match person.channel.as_str() {
            "email" => Channel::Email,
            "text" => Channel::Text,
            "phone" => Channel::Phone,
            _ => Channel::Host,
        };
        let prefs = Prefs {
            channel: Some(channel),
            times: person.times.clone(),
            note: person.note.clone(),
            ..Prefs::default()
        };
        people::save_prefs(txn, self.means, row.id, &prefs, person.phone.as_deref()).await?;
        let w = face.language();
        let inviter = conversation::step::find_inviter(txn, &row).await?;
        let host = &face.host.name;
        let who = inviter
            .as_ref()
            .map_or(host.as_str(), |p| people::shown_name(p));
        let ticked = [
            (
                ConsentTo::Contact,
                w.with("agree-contact", &[("who", &who)]),
            ),
            (
                ConsentTo::Words,
                w.with("agree-words", &[("who", &who), ("host", host)]),
            ),
            (ConsentTo::Adult, w.t("agree-adult")),
            (ConsentTo::Meet, w.with("agree-meet", &[("host", host)])),
        ];
        let ticked = ticked.map(|(what, wording)| answer::Ticked { what, wording });
        let _ = answer::agree(txn, self.means, face, &row, &ticked).await?;
        Ok(())
    }

    async fn write(
        &self,
        txn: &DatabaseTransaction,
        face: &Face,
        person: &Person,
    ) -> Result<(), DemoError> {
        let Some(c) = self.incoming(txn, person).await? else {
            return Ok(());
        };
        for (q, question) in chain::list_questions(txn, &face.chain)
            .await?
            .into_iter()
            .enumerate()
        {
            let points: Vec<DraftPoint> = person
                .points
                .iter()
                .filter(|point| point.q == q)
                .map(|point| DraftPoint {
                    kind: point.kind,
                    text: point.text.clone(),
                    private: point.private,
                    language: point.lang.clone(),
                    mine: false,
                })
                .collect();
            let skipped = points.is_empty();
            let new = NewDraft {
                points,
                skipped,
                seen: 0,
            };
            record::save_draft(txn, self.means, &c, question.id, new).await?;
        }
        let recorded = record::record(txn, self.means, face, &c, false).await?;
        recorded.map_err(|_| DemoError::Lost("a record"))
    }

    async fn check(
        &self,
        txn: &DatabaseTransaction,
        face: &Face,
        person: &Person,
    ) -> Result<(), DemoError> {
        let Some(c) = self.incoming(txn, person).await? else {
            return Ok(());
        };
        let mut answers = Vec::new();
        for stored in record::list_points(txn, c.id).await? {
            let Some(told) = person.points.iter().find(|point| point.text == stored.text) else {
                continue;
            };
            let verdict = match (&told.edited, told.struck) {
                (_, true) => Verdict::TakeOut,
                (Some(words), false) => Verdict::Change(words.clone()),
                (None, false) => Verdict::Keep,
            };
            answers.push(Answer {
                insight: stored.id,
                verdict,
                quote: told.quote.unwrap_or(Quote::None),
            });
        }
        let _ = check(txn, self.means, face, &c, &answers).await?;
        Ok(())
    }

    /// Finds a person of the story.
    pub async fn find(
        &self,
        txn: &DatabaseTransaction,
        id: &str,
    ) -> Result<participant::Model, DemoError> {
        let known = self
            .ids
            .get(id)
            .copied()
            .ok_or(DemoError::Lost("a person"))?;
        people::find(txn, known)
            .await?
            .ok_or(DemoError::Lost("a person"))
    }

    async fn row(
        &self,
        txn: &DatabaseTransaction,
        person: &Person,
    ) -> Result<participant::Model, DemoError> {
        self.find(txn, &person.id).await
    }

    /// Finds the conversation in which a person of the story is the partner.
    pub async fn incoming(
        &self,
        txn: &DatabaseTransaction,
        person: &Person,
    ) -> Result<Option<row::Model>, DemoError> {
        let row = self.row(txn, person).await?;
        Ok(conversation::find_incoming(txn, row.id).await?)
    }
}

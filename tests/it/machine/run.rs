//! One run of random people: each press goes through the real rules, whatever they answer.

use chrono::Duration;
use daisychain::chain::Face;
use daisychain::conversation::check::{Answer, Verdict};
use daisychain::conversation::nominate::{self, Named};
use daisychain::conversation::record::{self, NewDraft};
use daisychain::conversation::{self, answer, check, clock, pool, remind, reserve};
use daisychain::means::{Acting, Means, Source};
use daisychain::people::{self, NewStarter};
use daisychain::{db, erasure};
use entity::shared::{Door, DraftPoint, Kind, Quote};
use entity::{conversation as talk, insight, outbox, participant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::acts::{
    Act, Fits, address_of, anybody, has_asked, has_recorded, is_left, may_choose, may_record,
    name_of, unanswered, was_recorded,
};
use crate::support::TestApp;

/// One run: the app, the chain, and what has been seen so far.
pub struct Run {
    pub app: TestApp,
    pub face: Face,
    pub organiser: Uuid,
    /// Texts that belonged to somebody who was erased since: they may stand nowhere any more.
    pub gone: Vec<String>,
    pub points_written: u32,
    pub presses: u32,
    pub second_names: u32,
}

impl Run {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let organiser = app.organiser("Asha Khan").await;
        let face = app.start_chain("Food on Elm Street", organiser).await;
        let mut run = Self {
            app,
            face,
            organiser,
            gone: Vec::new(),
            points_written: 0,
            presses: 0,
            second_names: 0,
        };
        // Two branches to begin with, so that the steps are spent on what follows.
        for act in [
            Act::AddStarter(24),
            Act::Agree(1),
            Act::AddStarter(25),
            Act::Agree(1),
        ] {
            Box::pin(run.take(&act)).await;
        }
        run
    }

    pub async fn people(&self) -> Vec<participant::Model> {
        participant::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap()
    }

    /// Picks a person: mostly somebody for whom the press makes sense (`fits`), one time in eight anybody at all.
    pub async fn pick(&self, n: usize, fits: Fits) -> Option<participant::Model> {
        let people = self.people().await;
        let talks = self.conversations().await;
        let fitting: Vec<_> = people
            .iter()
            .filter(|p| !n.is_multiple_of(8) && fits(p, &talks))
            .collect();
        if fitting.is_empty() {
            return (!people.is_empty()).then(|| people[n % people.len()].clone());
        }
        Some(fitting[n % fitting.len()].clone())
    }

    pub async fn conversations(&self) -> Vec<talk::Model> {
        talk::Entity::find().all(&self.app.db().read).await.unwrap()
    }

    pub async fn count_reminders(&self) -> usize {
        let mails = outbox::Entity::find()
            .filter(outbox::Column::Kind.starts_with("remind-"))
            .all(&self.app.db().read)
            .await
            .unwrap();
        mails.len()
    }

    pub async fn open_outgoing(&self, person: Uuid) -> Option<talk::Model> {
        let all = self.conversations().await;
        all.into_iter()
            .rev()
            .find(|c| c.initiator == person && c.ended_at.is_none())
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm an act: splitting it would hide the list"
    )]
    pub async fn take(&mut self, act: &Act) {
        // Every sixth press is an organiser's, for the person.
        self.presses += 1;
        let acting = self.presses.is_multiple_of(6).then_some(Acting {
            organiser: self.organiser,
            source: Source::Phone,
        });
        let means = Means {
            acting,
            ..self.app.means().clone()
        };
        let txn = db::begin_write(self.app.db()).await.unwrap();
        match act {
            Act::AddStarter(n) => {
                let new = NewStarter {
                    name: name_of(*n),
                    email: address_of(*n),
                    language: "en".into(),
                };
                let _ = people::add_starter(&txn, &means, &self.face, self.organiser, new)
                    .await
                    .unwrap();
            }
            Act::Agree(n) => {
                if let Some(person) = self.pick(*n, unanswered).await {
                    let _ = answer::agree(&txn, &means, &self.face, &person, &[])
                        .await
                        .unwrap();
                }
            }
            Act::ChangeMind(n) => {
                if let Some(person) = self.pick(*n, anybody).await {
                    let _ = answer::change_mind(&txn, &means, &person).await.unwrap();
                }
            }
            Act::Decline(n, never) => {
                if let Some(person) = self.pick(*n, unanswered).await {
                    let _ = answer::decline(&txn, &means, &self.face, &person, *never)
                        .await
                        .unwrap();
                }
            }
            Act::Nominate(n, address) => {
                if let Some(person) = self.pick(*n, may_choose).await {
                    let (name, email) = (name_of(*address), address_of(*address));
                    let named = Named {
                        name: &name,
                        email: &email,
                        language: "en",
                        asked_wording: "I asked them",
                    };
                    let asked = nominate::nominate(&txn, &means, &self.face, &person, named)
                        .await
                        .unwrap();
                    // One in three gives a second name, who may be anybody, too.
                    let other = (address + 31) % 60;
                    let (name, email) = (name_of(other), address_of(other));
                    let second = Named {
                        name: &name,
                        email: &email,
                        language: "en",
                        asked_wording: "I asked them too",
                    };
                    if let Ok(c) = asked
                        && address.is_multiple_of(3)
                    {
                        reserve::keep(&txn, &means, &self.face, &c, &second)
                            .await
                            .unwrap();
                        self.second_names += 1;
                    }
                }
            }
            Act::Undo(n) | Act::GiveUp(n) => {
                if let Some(person) = self.pick(*n, has_asked).await
                    && let Some(c) = self.open_outgoing(person.id).await
                {
                    let _ = match act {
                        Act::Undo(_) => nominate::undo(&txn, &means, person.id, &c).await.unwrap(),
                        _ => nominate::give_up(&txn, &means, person.id, &c)
                            .await
                            .unwrap(),
                    };
                }
            }
            Act::Reveal(n, other) => {
                // Anybody tries anybody's conversation.
                let all = self.conversations().await;
                if let Some(person) = self.pick(*n, anybody).await
                    && !all.is_empty()
                {
                    let c = &all[*other % all.len()];
                    let shown = conversation::reveal(&txn, &means, person.id, c.id)
                        .await
                        .unwrap();
                    let allowed =
                        c.initiator == person.id && c.agreed_at.is_some() && c.ended_at.is_none();
                    assert_eq!(
                        shown.is_some(),
                        allowed,
                        "I2: details shown to the wrong person"
                    );
                }
            }
            Act::Write(n) => {
                if let Some(person) = self.pick(*n, may_record).await
                    && let Some(c) = self.open_outgoing(person.id).await
                {
                    self.points_written += 1;
                    let text = format!("canary-{}-", self.points_written);
                    let own = format!("canary-own-{}-", self.points_written);
                    let point = |text, mine| DraftPoint {
                        kind: Kind::Need,
                        text,
                        private: false,
                        language: String::new(),
                        mine,
                    };
                    let questions = daisychain::chain::list_questions(&txn, &self.face.chain)
                        .await
                        .unwrap();
                    let draft = NewDraft {
                        points: vec![point(text, false), point(own, true)],
                        skipped: false,
                        seen: 0,
                    };
                    let _ = record::save_draft(&txn, &means, &c, questions[0].id, draft)
                        .await
                        .unwrap();
                }
            }
            Act::Record(n, nothing) => {
                if let Some(person) = self.pick(*n, may_record).await
                    && let Some(c) = self.open_outgoing(person.id).await
                {
                    let done = record::record(&txn, &means, &self.face, &c, *nothing)
                        .await
                        .unwrap();
                    if done.is_ok() {
                        let questions = daisychain::chain::list_questions(&txn, &self.face.chain)
                            .await
                            .unwrap();
                        let own = record::OwnQuote {
                            prompt: questions[0].id,
                            position: 2,
                            quote: Quote::FirstName,
                        };
                        record::quote_own(&txn, c.id, &[own]).await.unwrap();
                    }
                }
            }
            Act::TakeBack(n) => {
                if let Some(person) = self.pick(*n, has_recorded).await
                    && let Some(c) = self.open_outgoing(person.id).await
                {
                    let _ = record::take_back(&txn, &means, &c).await.unwrap();
                }
            }
            Act::Check(n, how) => {
                if let Some(person) = self.pick(*n, was_recorded).await
                    && let Some(c) = conversation::find_incoming(&txn, person.id).await.unwrap()
                {
                    let points = record::list_points(&txn, c.id).await.unwrap();
                    let verdict = |i: usize| match (usize::from(*how) + i) % 3 {
                        0 => Verdict::Keep,
                        1 => Verdict::Change(format!("changed-{how}-{i}")),
                        _ => Verdict::TakeOut,
                    };
                    let quote =
                        [Quote::None, Quote::NoName, Quote::FirstName][usize::from(*how) % 3];
                    let answers: Vec<Answer> = points
                        .iter()
                        .enumerate()
                        .map(|(i, p)| Answer {
                            insight: p.id,
                            verdict: verdict(i),
                            quote,
                        })
                        .collect();
                    let _ = check::check(&txn, &means, &self.face, &c, &answers)
                        .await
                        .unwrap();
                }
            }
            Act::Finish(n) => {
                if let Some(person) = self.pick(*n, anybody).await {
                    let _ = answer::finish(&txn, &means, &self.face, &person)
                        .await
                        .unwrap();
                }
            }
            Act::Stop(n) => {
                if let Some(person) = self.pick(*n, anybody).await {
                    let _ = answer::stop(&txn, &means, &self.face, &person)
                        .await
                        .unwrap();
                }
            }
            Act::Erase(n) => {
                // Every other time somebody with words that must go.
                let fits = if n % 2 == 0 { anybody } else { was_recorded };
                if let Some(person) = self.pick(*n, fits).await {
                    self.remember_what_must_go(person.id).await;
                    answer::leave_conversations(&txn, &means, &self.face, &person)
                        .await
                        .unwrap();
                    erasure::forget(&txn, &means, person.id).await.unwrap();
                }
            }
            Act::Join(n) => {
                let (name, email) = (name_of(*n), address_of(*n));
                let (door, email) = (Door::Pool, Some(email.as_str()));
                let joined =
                    people::add_newcomer(&txn, &means, &self.face, door, &name, email, "en")
                        .await
                        .unwrap();
                if let Ok(person) = joined {
                    let _ = answer::agree(&txn, &means, &self.face, &person, &[])
                        .await
                        .unwrap();
                }
            }
            Act::AskPool(n) => {
                if let Some(person) = self.pick(*n, may_choose).await {
                    let _ = pool::ask(&txn, &means, &self.face, &person, &person.language)
                        .await
                        .unwrap();
                }
            }
            Act::DropNomination(n) => {
                if let Some(person) = self.pick(*n, anybody).await {
                    let _ = pool::take_back(&txn, &means, person.id).await.unwrap();
                }
            }
            Act::CloseKindly(n) => {
                let all = self.conversations().await;
                let agreed: Vec<_> = all
                    .iter()
                    .filter(|c| c.agreed_at.is_some() && c.recorded_at.is_none())
                    .collect();
                if !agreed.is_empty() {
                    let c = agreed[*n % agreed.len()];
                    let _ = answer::close_kindly(&txn, &means, &self.face, self.organiser, c)
                        .await
                        .unwrap();
                }
            }
            Act::WaitAgain(n) => {
                if let Some(person) = self.pick(*n, is_left).await {
                    let _ = pool::wait(&txn, &means, &self.face, person.id)
                        .await
                        .unwrap();
                }
            }
            Act::Remind(n) => {
                let (now, by) = (means.now(), self.organiser);
                if let Some(person) = self.pick(*n, anybody).await
                    && let Some(open) = remind::open_of(&txn, &self.face, &person, now)
                        .await
                        .unwrap()
                {
                    let _ = remind::remind(&txn, &means, &self.face, &open, Some(by))
                        .await
                        .unwrap();
                }
            }
            Act::Wait(minutes) => {
                drop(txn);
                self.app.advance(Duration::minutes(i64::from(*minutes) * 4));
                clock::tick(self.app.db(), &means).await.unwrap();
                return;
            }
        }
        txn.commit().await.unwrap();
        self.app.advance(Duration::seconds(70));
    }

    pub async fn remember_what_must_go(&mut self, person: Uuid) {
        let all = self.conversations().await;
        for point in insight::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap()
        {
            let spoken = all
                .iter()
                .any(|c| c.id == point.conversation && check::speaker(c, &point) == person);
            if spoken && point.text.starts_with("canary-") {
                self.gone.push(point.text);
            }
        }
    }
}

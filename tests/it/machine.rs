//! Random people through the real rules: after every step all seven invariants of docs/ARCHITECTURE.md must hold.
//!
//! One case is seventy-five steps on a database of its own. A step picks a person and something they might press, at a random
//! distance in time; whatever the rule answers, the invariants are read back from the tables.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use daisychain::chain::Face;
use daisychain::conversation::check::{Answer, Verdict, may_be_shown};
use daisychain::conversation::nominate::{self, Named};
use daisychain::conversation::record::{self, NewDraft};
use daisychain::conversation::{self, answer, check, clock, pool, reserve};
use daisychain::db;
use daisychain::erasure;
use daisychain::means::{Acting, Means, Source};
use daisychain::people::{self, NewStarter};
use entity::shared::{Door, DraftPoint, EndedWhy, Kind, Quote, RevealBy, Way};
use entity::{conversation as talk, insight, nomination, outbox, participant, reveal};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::support::TestApp;

const STEPS: usize = 75;

/// Something a person, an organiser or time does. The numbers pick among whoever there is.
#[derive(Clone, Debug)]
enum Act {
    AddStarter(u8),
    Agree(usize),
    ChangeMind(usize),
    Decline(usize, bool),
    /// Names one of a few addresses, so that the same one comes up again and again.
    Nominate(usize, u8),
    Undo(usize),
    GiveUp(usize),
    Reveal(usize, usize),
    Write(usize),
    Record(usize, bool),
    TakeBack(usize),
    Check(usize, u8),
    Finish(usize),
    Stop(usize),
    Erase(usize),
    /// Somebody asks to take part on the public page, and says yes to it.
    Join(u8),
    AskPool(usize),
    DropNomination(usize),
    /// An organiser ends a conversation that was agreed.
    CloseKindly(usize),
    /// Somebody whose initiator left waits for another.
    WaitAgain(usize),
    Wait(u16),
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..64usize;
    prop_oneof![
        2 => (0..24u8).prop_map(Act::AddStarter),
        14 => who.clone().prop_map(Act::Agree),
        1 => who.clone().prop_map(Act::ChangeMind),
        1 => (who.clone(), any::<bool>()).prop_map(|(p, never)| Act::Decline(p, never)),
        14 => (who.clone(), 0..60u8).prop_map(|(p, a)| Act::Nominate(p, a)),
        1 => who.clone().prop_map(Act::Undo),
        1 => who.clone().prop_map(Act::GiveUp),
        3 => (who.clone(), who.clone()).prop_map(|(p, c)| Act::Reveal(p, c)),
        14 => who.clone().prop_map(Act::Write),
        14 => (who.clone(), prop::bool::weighted(0.1)).prop_map(|(p, nothing)| Act::Record(p, nothing)),
        4 => who.clone().prop_map(Act::TakeBack),
        8 => (who.clone(), any::<u8>()).prop_map(|(p, how)| Act::Check(p, how)),
        1 => who.clone().prop_map(Act::Finish),
        1 => who.clone().prop_map(Act::Stop),
        3 => who.clone().prop_map(Act::Erase),
        4 => (100..140u8).prop_map(Act::Join),
        5 => who.clone().prop_map(Act::AskPool),
        1 => who.clone().prop_map(Act::DropNomination),
        2 => who.clone().prop_map(Act::CloseKindly),
        4 => who.prop_map(Act::WaitAgain),
        4 => (0..2_000u16).prop_map(Act::Wait),
    ]
}

fn name_of(n: u8) -> String {
    format!("Person {}", char::from(b'A' + n % 26))
}

fn address_of(n: u8) -> String {
    format!("person{n}@example.org")
}

/// Whether a press makes sense for somebody, given all conversations.
type Fits = fn(&participant::Model, &[talk::Model]) -> bool;

fn unanswered(p: &participant::Model, _: &[talk::Model]) -> bool {
    p.agreed_at.is_none() && p.erased_at.is_none()
}

fn may_choose(p: &participant::Model, talks: &[talk::Model]) -> bool {
    let mut mine = talks
        .iter()
        .filter(|c| c.initiator == p.id && c.ended_at.is_none());
    let heard = talks
        .iter()
        .any(|c| c.partner == p.id && c.recorded_at.is_some());
    (heard || p.door == Door::Starter)
        && p.agreed_at.is_some()
        && mine.all(|c| c.recorded_at.is_some())
}

fn has_asked(p: &participant::Model, talks: &[talk::Model]) -> bool {
    talks
        .iter()
        .any(|c| c.initiator == p.id && c.ended_at.is_none() && c.agreed_at.is_none())
}

fn may_record(p: &participant::Model, talks: &[talk::Model]) -> bool {
    talks
        .iter()
        .any(|c| c.initiator == p.id && record::may_write(c))
}

fn has_recorded(p: &participant::Model, talks: &[talk::Model]) -> bool {
    talks
        .iter()
        .any(|c| c.initiator == p.id && c.recorded_at.is_some())
}

fn was_recorded(p: &participant::Model, talks: &[talk::Model]) -> bool {
    talks
        .iter()
        .any(|c| c.partner == p.id && c.recorded_at.is_some())
}

fn is_left(p: &participant::Model, talks: &[talk::Model]) -> bool {
    let mut theirs = talks.iter().filter(|c| c.partner == p.id);
    p.agreed_at.is_some()
        && p.waiting_since.is_none()
        && p.door != Door::Starter
        && theirs.all(|c| c.ended_at.is_some())
}

fn anybody(_: &participant::Model, _: &[talk::Model]) -> bool {
    true
}

/// One run: the app, the chain, and what has been seen so far.
struct Run {
    app: TestApp,
    face: Face,
    organiser: Uuid,
    /// Texts that belonged to somebody who was erased since: they may stand nowhere any more.
    gone: Vec<String>,
    points_written: u32,
    presses: u32,
    second_names: u32,
}

impl Run {
    async fn new() -> Self {
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

    async fn people(&self) -> Vec<participant::Model> {
        participant::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap()
    }

    /// Picks a person: mostly somebody for whom the press makes sense (`fits`), one time in eight anybody at all.
    async fn pick(&self, n: usize, fits: Fits) -> Option<participant::Model> {
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

    async fn conversations(&self) -> Vec<talk::Model> {
        talk::Entity::find().all(&self.app.db().read).await.unwrap()
    }

    async fn open_outgoing(&self, person: Uuid) -> Option<talk::Model> {
        let all = self.conversations().await;
        all.into_iter()
            .rev()
            .find(|c| c.initiator == person && c.ended_at.is_none())
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm an act: splitting it would hide the list"
    )]
    async fn take(&mut self, act: &Act) {
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
                    people::finish(&txn, &means, person.id).await.unwrap();
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

    async fn remember_what_must_go(&mut self, person: Uuid) {
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

    async fn holds(&self) {
        let people = self.people().await;
        let by_id: BTreeMap<Uuid, &participant::Model> = people.iter().map(|p| (p.id, p)).collect();
        let talks = self.conversations().await;
        let live: Vec<&talk::Model> = talks.iter().filter(|c| c.ended_at.is_none()).collect();

        // I1
        let partners: BTreeSet<Uuid> = live.iter().map(|c| c.partner).collect();
        assert_eq!(
            partners.len(),
            live.len(),
            "I1: two live conversations with one partner"
        );
        // I2
        for shown in reveal::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap()
        {
            let c = talks
                .iter()
                .find(|c| c.id == shown.conversation)
                .expect("I2: a showing of no conversation");
            let to = match shown.by_kind {
                RevealBy::Initiator => c.initiator,
                RevealBy::Organiser => self.organiser,
            };
            assert_eq!(shown.by_id, to, "I2: shown to somebody else");
        }
        // I3
        for p in &people {
            if p.branch.is_none() {
                assert!(
                    p.parent.is_none() && p.depth.is_none() && p.depth_above.is_none(),
                    "I3: half a place"
                );
                assert!(
                    talks
                        .iter()
                        .all(|c| c.initiator != p.id && c.partner != p.id),
                    "I3: somebody without a place talks"
                );
                continue;
            }
            let (mut at, mut steps) = (p, 0);
            while let Some(parent) = at.parent {
                at = by_id[&parent];
                steps += 1;
                assert!(steps <= people.len(), "I3: a cycle");
            }
            assert_eq!(Some(at.id), p.branch, "I3: the branch is not the root");
            assert_eq!(
                p.depth,
                Some(steps.try_into().unwrap()),
                "I3: the depth is not the way to the root"
            );
        }
        // Whoever was left and joined to another stands under the last who had them.
        let last: BTreeMap<Uuid, &talk::Model> = talks.iter().map(|c| (c.partner, c)).collect();
        for c in last.values() {
            assert_eq!(
                by_id[&c.partner].parent,
                Some(c.initiator),
                "I3: a partner stands under somebody else"
            );
        }
        // Nobody waits who has somebody, left, or was never asked.
        for p in people.iter().filter(|p| p.waiting_since.is_some()) {
            assert!(
                !partners.contains(&p.id)
                    && p.agreed_at.is_some()
                    && p.stopped_at.is_none()
                    && p.erased_at.is_none(),
                "I1: somebody waits who must not"
            );
        }
        // Nobody writes down what somebody said who is no longer here: the way in to breaking I4 and I7.
        for c in live.iter().filter(|c| c.recorded_at.is_none()) {
            assert!(
                by_id[&c.partner].erased_at.is_none(),
                "I7: a conversation is open with somebody who was erased"
            );
        }
        // I4
        let points = insight::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap();
        for point in points.iter().filter(|p| may_be_shown(p)) {
            let c = talks.iter().find(|c| c.id == point.conversation).unwrap();
            assert!(
                (point.by_initiator || c.checked_at.is_some())
                    && by_id[&check::speaker(c, point)].erased_at.is_none(),
                "I4: shown without consent"
            );
        }
        // I5: an invitation is stored for exactly the conversations that have a reachable partner, once each.
        let mails = outbox::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap();
        for mail in mails.iter().filter(|m| m.kind == "invite") {
            assert!(
                talks.iter().any(|c| Some(c.id) == mail.conversation),
                "I5: a message without its change"
            );
        }
        for c in talks.iter().filter(|c| by_id[&c.partner].email.is_some()) {
            let (told, untold) = match c.way {
                Way::Pool => ("somebody-for-you", "invite"),
                _ => ("invite", "somebody-for-you"),
            };
            let count = |kind| {
                mails
                    .iter()
                    .filter(|m| m.kind == kind && m.conversation == Some(c.id))
                    .count()
            };
            assert_eq!(count(told), 1, "I5: {told} stored another number of times");
            assert_eq!(count(untold), 0, "I5: {untold} for a {:?}", c.way);
        }
        for c in talks
            .iter()
            .filter(|c| c.ended_why == Some(EndedWhy::Undone))
        {
            let open = mails.iter().any(|m| {
                m.conversation == Some(c.id) && m.cancelled_at.is_none() && m.kind == "invite"
            });
            assert!(!open, "I5: a message of a change that was taken back");
        }
        // I6
        for p in &people {
            let mine: Vec<_> = live.iter().filter(|c| c.initiator == p.id).collect();
            assert!(
                mine.iter().filter(|c| c.recorded_at.is_none()).count() <= 1,
                "I6: two at a time"
            );
            assert!(
                mine.len() <= usize::try_from(self.face.chain.turn_limit).unwrap(),
                "I6: too many turns"
            );
        }
        // I7: of a second name nothing stays once it was used or dropped, or whoever gave it was erased.
        for n in nomination::Entity::find()
            .all(&self.app.db().read)
            .await
            .unwrap()
        {
            let over = n.used_at.is_some() || n.dropped_at.is_some();
            let left = by_id[&n.initiator].erased_at.is_some();
            let empty = n.name.is_none() && n.address.is_none() && n.note.is_none();
            assert!(empty || !(over || left), "I7: a second name is still there");
        }
        let words: Vec<String> = points.iter().map(|p| p.text.clone()).collect();
        let texts = mails
            .iter()
            .map(|m| m.text.clone())
            .chain(words)
            .collect::<Vec<_>>()
            .join("\n");
        for gone in &self.gone {
            assert!(!texts.contains(gone.as_str()), "I7: {gone} is still there");
        }
        for p in people.iter().filter(|p| p.erased_at.is_some()) {
            assert!(
                p.name.is_none() && p.email.is_none() && p.phone.is_none() && p.prefs.is_none(),
                "I7"
            );
            let left = mails.iter().any(|m| {
                m.participant == Some(p.id) && (m.recipient.is_some() || !m.text.is_empty())
            });
            assert!(!left, "I7: a message still holds somebody who was erased");
        }
    }
}

/// What the random people got done over all cases: a run in which nothing happens proves nothing.
#[derive(Default)]
struct Reached {
    recorded: usize,
    checked: usize,
    second_turns: usize,
    declined: usize,
    erased_words: usize,
    matched: usize,
    /// People who talk with the second person they were joined to.
    joined_again: usize,
    deepest: i32,
}

impl Reached {
    async fn count(&mut self, run: &Run) {
        let mut partners = BTreeSet::new();
        for c in run.conversations().await {
            self.matched += usize::from(c.way == Way::Pool);
            self.joined_again += usize::from(!partners.insert(c.partner));
            self.recorded += usize::from(c.recorded_at.is_some());
            self.checked += usize::from(c.checked_at.is_some());
            self.second_turns += usize::from(c.turn == 2);
            self.declined += usize::from(c.ended_why == Some(EndedWhy::Declined));
        }
        self.erased_words += run.gone.len();
        let depths = run.people().await.into_iter().filter_map(|p| p.depth);
        self.deepest = depths.chain([self.deepest]).max().unwrap_or(0);
    }

    fn is_enough(&self) -> bool {
        self.recorded > 20
            && self.checked > 5
            && self.second_turns > 0
            && self.declined > 0
            && self.erased_words > 0
            && self.matched > 10
            && self.joined_again > 0
            && self.deepest >= 2
    }
}

/// How many cases; CI asks for 500 on SQLite by `MACHINE_CASES`.
fn cases() -> u32 {
    std::env::var("MACHINE_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(25)
}

#[test]
fn random_people_never_break_an_invariant() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases: cases(),
        max_shrink_iters: 60,
        failure_persistence: None,
        ..Config::default()
    };
    let steps = prop::collection::vec(act(), STEPS);
    let reached = std::cell::RefCell::new(Reached::default());
    let result = TestRunner::new(config).run(&steps, |acts| {
        runtime.block_on(async {
            let mut run = Box::pin(Run::new()).await;
            for act in &acts {
                Box::pin(run.take(act)).await;
                Box::pin(run.holds()).await;
            }
            let mut so_far = reached.take();
            so_far.count(&run).await;
            reached.replace(so_far);
        });
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let reached = reached.take();
    let Reached {
        recorded,
        checked,
        second_turns,
        declined,
        erased_words,
        matched,
        joined_again,
        deepest,
    } = &reached;
    println!(
        "{} cases: {recorded} recorded, {checked} checked, {second_turns} second turns, {declined} declined, {erased_words} words erased, {matched} matched, {joined_again} joined again, depth {deepest}",
        cases()
    );
    assert!(reached.is_enough(), "the random people hardly did anything");
}

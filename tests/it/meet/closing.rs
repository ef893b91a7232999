//! Pausing makes invitations wait; closing tells everyone with something open exactly once, wherever it breaks off.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::answer;
use daisychain::conversation::{Outcome, clock, closing, record};
use daisychain::mail::MailKind;
use daisychain::{chain, db, people};
use entity::shared::{DraftPoint, EndedWhy, LinkKind, Way};
use entity::{conversation as chat_row, nomination, organiser, participant};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::support::Chain;

const PAUSE: &str = "Pause the chain";

const GO_ON: &str = "Let the chain go on";

const CLOSE: &str = "Close the chain for good";

/// One of every kind of person with something open.
struct Open {
    invited_by: participant::Model,
    invited: participant::Model,
    starter_asked: participant::Model,
    waits_for: participant::Model,
    waiting: participant::Model,
    may_choose: participant::Model,
    writing: participant::Model,
    written_about: participant::Model,
    in_the_pool: participant::Model,
    nominator: participant::Model,
    finished: participant::Model,
    stopped: participant::Model,
}

impl Open {
    async fn new(c: &Chain) -> Self {
        let invited_by = c.first("Maria", false).await;
        let invited = c.ask(&invited_by, "Sam").await;
        c.world.add_starter("Nadia", "nadia@example.org").await;
        let waits_for = c.first("Ines", false).await;
        let waiting = c.join(&waits_for, "Walid").await;
        let writing = c.first("Wen", false).await;
        let written_about = c.join(&writing, "Abel").await;
        c.contact(&written_about).await;
        let means = &c.world.app.means;
        let txn = db::begin_write(&c.world.app.db).await.unwrap();
        let chat = c.incoming(&written_about).await;
        let prompt = chain::list_questions(&txn, &c.face().await.chain)
            .await
            .unwrap()[0]
            .id;
        let draft = record::NewDraft {
            points: vec![DraftPoint {
                kind: entity::shared::Kind::Need,
                text: "A late bus.".to_owned(),
                private: false,
                mine: false,
                language: "en".to_owned(),
            }],
            skipped: false,
            seen: 0,
        };
        record::save_draft(&txn, means, &chat, prompt, draft)
            .await
            .unwrap();
        txn.commit().await.unwrap();
        let finished = c.first("Fay", false).await;
        let stopped = c.first("Stan", false).await;
        let txn = db::begin_write(&c.world.app.db).await.unwrap();
        let pooled = means.id();
        participant::ActiveModel {
            door: Set(entity::shared::Door::Pool),
            agreed_at: Set(Some(means.now())),
            waiting_since: Set(Some(means.now())),
            ..people::with_email(
                means,
                pooled,
                people::new_row(means, pooled, c.world.face.chain.id, "Pol", "en"),
                "pol@example.org",
            )
        }
        .insert(&txn)
        .await
        .unwrap();
        people::links::issue(&txn, means, pooled, LinkKind::Act, None)
            .await
            .unwrap();
        assert!(people::finish(&txn, means, finished.id).await.unwrap());
        let face = c.face().await;
        let done = answer::stop(&txn, means, &face, &stopped).await.unwrap();
        assert_eq!(done, Outcome::Done);
        txn.commit().await.unwrap();
        let nominator = c.first("Nils", false).await;
        nomination::ActiveModel {
            id: Set(means.id()),
            chain: Set(nominator.chain),
            initiator: Set(nominator.id),
            turn: Set(1),
            rank: Set(1),
            way: Set(Way::Pool),
            name: Set(Some("Somebody".to_owned())),
            address: Set(None),
            language: Set("en".to_owned()),
            note: Set(Some(vec![1])),
            asked_wording: Set(None),
            made_at: Set(means.now()),
            used_at: Set(None),
            dropped_at: Set(None),
        }
        .insert(&c.world.app.db.write)
        .await
        .unwrap();
        Self {
            invited_by,
            invited,
            starter_asked: c.world.person("Nadia").await,
            waits_for,
            waiting,
            may_choose: c.first("Mo", false).await,
            writing,
            written_about,
            in_the_pool: c.person(pooled).await,
            nominator,
            finished,
            stopped,
        }
    }

    fn to_be_told(&self) -> [&participant::Model; 8] {
        [
            &self.invited_by,
            &self.waits_for,
            &self.waiting,
            &self.may_choose,
            &self.writing,
            &self.written_about,
            &self.in_the_pool,
            &self.nominator,
        ]
    }

    /// Everything that has to be so once the closing is done.
    async fn check(&self, c: &Chain) {
        for person in self.to_be_told() {
            let name = person.name.as_deref().unwrap();
            assert_eq!(c.told(person).await, 1, "{name}");
            let now = c.person(person.id).await;
            assert!(
                now.told_at.is_some() && now.waiting_since.is_none(),
                "{name}"
            );
        }
        for person in [
            &self.finished,
            &self.stopped,
            &self.invited,
            &self.starter_asked,
        ] {
            assert_eq!(c.told(person).await, 0);
        }
        for person in [&self.invited, &self.starter_asked] {
            let now = c.person(person.id).await;
            assert!(now.erased_at.is_some() && now.email.is_none() && now.name.is_none());
        }
        assert!(c.mails(MailKind::SaidNo).await.is_empty());
        // Sam's invitation is a row without a person and without words.
        let invites = c.mails(MailKind::Invite).await;
        assert!(!invites.is_empty());
        assert!(
            invites
                .iter()
                .all(|m| m.participant != Some(self.invited.id))
        );
        let chats = chat_row::Entity::find()
            .all(&c.world.app.db.read)
            .await
            .unwrap();
        assert!(chats.len() > 2, "{chats:?}");
        for chat in chats {
            let begun = chat.initiator == self.writing.id;
            assert_eq!(chat.ended_why, (!begun).then_some(EndedWhy::Organiser));
        }
        let left = nomination::Entity::find()
            .filter(nomination::Column::DroppedAt.is_null())
            .filter(nomination::Column::UsedAt.is_null())
            .count(&c.world.app.db.read)
            .await
            .unwrap();
        assert_eq!(left, 0);
        let named = nomination::Entity::find()
            .filter(nomination::Column::Initiator.eq(self.nominator.id))
            .one(&c.world.app.db.read)
            .await
            .unwrap()
            .unwrap();
        assert!(named.name.is_none() && named.note.is_none());
    }
}

#[tokio::test]
async fn closing_tells_everyone_with_something_open_exactly_once() {
    let c = Chain::new().await;
    let open = Box::pin(Open::new(&c)).await;
    let invited = c.token(&open.invited).await;
    let page = c.desk("/close").await;
    assert!(page.says("8 people have something open."), "{}", page.text);
    assert!(page.says("2 people have not answered."), "{}", page.text);
    let refused = c.press(page.form(), "Continue").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(c.face().await.chain.closed_at.is_none());

    let page = c.decide(CLOSE).await;
    assert_eq!(page.h1(), "This chain is closed");
    open.check(&c).await;

    // Closing again, and the clock, tell nobody again.
    c.world.pass(Duration::hours(1));
    let closed_at = c.face().await.chain.closed_at;
    c.send(&page.path, "decision=close").await;
    c.send(&page.path, "decision=pause").await;
    c.send(&page.path, "decision=go-on").await;
    clock::tick(&c.world.app.db, &c.world.app.means)
        .await
        .unwrap();
    assert_eq!(c.face().await.chain.closed_at, closed_at);
    assert!(c.face().await.chain.paused_at.is_none());
    open.check(&c).await;

    for person in [
        &open.invited_by,
        &open.waiting,
        &open.may_choose,
        &open.in_the_pool,
        &open.finished,
    ] {
        let page = c.home(person).await;
        assert_eq!(page.h1(), "This chain of chats is closed");
        assert!(page.says("What was said is kept."), "{}", page.text);
    }
    let page = c.world.home(&invited).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.says("This chain of chats is closed."), "{}", page.text);

    // The chat that had begun may be written down for thirty days, and ends then.
    let page = c.home(&open.writing).await;
    assert_eq!(page.h1(), "Your chat with Abel");
    assert!(
        page.says("can still be written down and checked until"),
        "{}",
        page.text
    );
    assert!(c.home(&open.written_about).await.says("until"));
    let chat = c.incoming(&open.written_about).await;
    c.world.pass(Duration::days(31));
    clock::tick(&c.world.app.db, &c.world.app.means)
        .await
        .unwrap();
    let chat = chat_row::Entity::find_by_id(chat.id)
        .one(&c.world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(chat.ended_why, Some(EndedWhy::Organiser));
    assert!(c.mails(MailKind::SaidNo).await.is_empty());
}

#[tokio::test]
async fn a_chat_that_had_begun_is_written_down_after_closing() {
    let c = Chain::new().await;
    let maria = c.first("Maria", false).await;
    let sam = c.join(&maria, "Sam").await;
    c.contact(&sam).await;
    c.decide(CLOSE).await;
    c.record(&sam).await;
    assert!(c.incoming(&sam).await.recorded_at.is_some());
    assert!(c.mails(MailKind::YourTurn).await.is_empty());
    assert_eq!(c.home(&sam).await.h1(), "This chain of chats is closed");
    clock::tick(&c.world.app.db, &c.world.app.means)
        .await
        .unwrap();
    assert_eq!((c.told(&maria).await, c.told(&sam).await), (1, 1));
}

#[tokio::test]
async fn a_closing_that_breaks_off_anywhere_loses_nobody() {
    for steps in 0..14 {
        let c = Chain::new().await;
        let open = Box::pin(Open::new(&c)).await;
        let (db, means) = (&c.world.app.db, &c.world.app.means);
        let owner = organiser::Entity::find()
            .one(&db.read)
            .await
            .unwrap()
            .unwrap();
        let txn = db::begin_write(db).await.unwrap();
        let chain = c.world.face.chain.id;
        assert_eq!(
            closing::close(&txn, means, chain, owner.id).await.unwrap(),
            Outcome::Done
        );
        txn.commit().await.unwrap();
        // One small step at a time, then the server is gone; the clock of the next one goes on.
        for _ in 0..steps {
            closing::carry_on(db, means, 1).await.unwrap();
        }
        c.world.pass(Duration::minutes(7));
        clock::tick(db, means).await.unwrap();
        open.check(&c).await;
        assert_eq!(closing::carry_on(db, means, 100).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn while_a_chain_is_paused_invitations_wait_and_then_go_on() {
    let c = Chain::new().await;
    let maria = c.first("Maria", false).await;
    let sam = c.ask(&maria, "Sam").await;
    let mo = c.first("Mo", false).await;
    let before = c.incoming(&sam).await;
    c.world.pass(Duration::days(1));
    let page = c.decide(PAUSE).await;
    assert_eq!(page.h1(), "This chain is paused");
    assert!(c.desk("").await.says("This chain is paused."));
    assert_eq!(c.home(&mo).await.h1(), "The chain is taking a break");

    // Past the day on which the invitation would have lapsed.
    c.world.pass(Duration::days(22));
    clock::tick(&c.world.app.db, &c.world.app.means)
        .await
        .unwrap();
    assert!(c.incoming(&sam).await.ended_at.is_none());
    let page = c.home(&sam).await;
    assert_eq!(page.h1(), "The chain is taking a break");
    assert!(page.says("You can say no now."), "{}", page.text);
    let face = c.face().await;
    let txn = db::begin_write(&c.world.app.db).await.unwrap();
    let early = answer::agree(&txn, &c.world.app.means, &face, &sam, &[]).await;
    assert_eq!(early.unwrap(), Outcome::AlreadyDone);
    txn.rollback().await.unwrap();

    let page = c.decide(GO_ON).await;
    assert_eq!(page.h1(), "Pause or close this chain");
    let after = c.incoming(&sam).await;
    assert_eq!(
        after.expires_at,
        (before.expires_at + Duration::days(22)).min(before.forget_at)
    );
    clock::tick(&c.world.app.db, &c.world.app.means)
        .await
        .unwrap();
    assert!(
        c.home(&sam).await.h1().starts_with("Maria"),
        "{}",
        c.home(&sam).await.text
    );
    c.agree(&sam, false).await;
    assert_eq!(c.home(&mo).await.h1(), "Who will you talk to next?");
}

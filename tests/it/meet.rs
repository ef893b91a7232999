//! Meeting the others, how far a chat has travelled, pausing and closing a chain, and people under 18.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Duration, Utc};
use daisychain::conversation::answer::{self, Ticked};
use daisychain::conversation::{self, Outcome, clock, closing, nominate, record};
use daisychain::mail::MailKind;
use daisychain::{chain, db, keys, people};
use entity::shared::{ConsentTo, DraftPoint, EndedWhy, LinkKind, Way};
use entity::{
    conversation as chat_row, gathering, nomination, organiser, outbox, participant, rsvp, session,
};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

use super::resident_support::{Answer, Filling, World};

/// People put in their places by the rules, and an organiser at the desk.
struct Chain {
    world: World,
    cookie: String,
}

impl Chain {
    async fn new() -> Self {
        let world = World::new().await;
        let owner = organiser::Entity::find()
            .one(&world.app.db.read)
            .await
            .unwrap()
            .unwrap();
        let means = &world.app.means;
        let token = means.sources.token();
        session::ActiveModel {
            id: Set(means.id()),
            id_hash: Set(keys::hash(&token)),
            organiser: Set(owner.id),
            browser: Set(String::new()),
            made_at: Set(means.now()),
            idle_until: Set(means.now() + Duration::days(400)),
            ends_at: Set(means.now() + Duration::days(400)),
            revoked_at: Set(None),
        }
        .insert(&world.app.db.write)
        .await
        .unwrap();
        let cookie = format!("s={token}");
        Self { world, cookie }
    }

    async fn person(&self, id: Uuid) -> participant::Model {
        people::find(&self.world.app.db.read, id)
            .await
            .unwrap()
            .unwrap()
    }

    async fn token(&self, person: &participant::Model) -> String {
        self.world.token(person.id, LinkKind::Act).await
    }

    async fn home(&self, person: &participant::Model) -> Answer {
        let token = self.token(person).await;
        self.world.home(&token).await
    }

    async fn face(&self) -> chain::Face {
        chain::find_face(&self.world.app.db.read, self.world.face.chain.id)
            .await
            .unwrap()
            .unwrap()
    }

    /// A first person who said yes, and may or may not like to meet the others.
    async fn first(&self, name: &str, meet: bool) -> participant::Model {
        let email = format!("{}@example.org", name.to_lowercase());
        self.world.add_starter(name, &email).await;
        let person = self.world.person(name).await;
        self.agree(&person, meet).await
    }

    async fn agree(&self, person: &participant::Model, meet: bool) -> participant::Model {
        let face = self.face().await;
        let ticked = [Ticked {
            what: ConsentTo::Meet,
            wording: "May invite me.".to_owned(),
        }];
        let ticked = if meet { &ticked[..] } else { &[] };
        let txn = db::begin_write(&self.world.app.db).await.unwrap();
        let done = answer::agree(&txn, &self.world.app.means, &face, person, ticked).await;
        assert_eq!(done.unwrap(), Outcome::Done);
        txn.commit().await.unwrap();
        self.person(person.id).await
    }

    async fn ask(&self, from: &participant::Model, name: &str) -> participant::Model {
        let txn = db::begin_write(&self.world.app.db).await.unwrap();
        let email = format!("{}@example.org", name.to_lowercase());
        let named = nominate::Named {
            name,
            email: &email,
            language: "en",
            asked_wording: "asked",
        };
        let face = self.face().await;
        let made = nominate::nominate(&txn, &self.world.app.means, &face, from, named);
        let made = made.await.unwrap().unwrap();
        txn.commit().await.unwrap();
        self.person(made.partner).await
    }

    /// Asks somebody, who says yes.
    async fn join(&self, from: &participant::Model, name: &str) -> participant::Model {
        let person = self.ask(from, name).await;
        self.agree(&person, false).await
    }

    async fn incoming(&self, person: &participant::Model) -> chat_row::Model {
        conversation::find_incoming(&self.world.app.db.read, person.id)
            .await
            .unwrap()
            .unwrap()
    }

    async fn contact(&self, partner: &participant::Model) {
        let c = self.incoming(partner).await;
        let txn = db::begin_write(&self.world.app.db).await.unwrap();
        let shown = conversation::reveal(&txn, &self.world.app.means, c.initiator, c.id).await;
        assert!(shown.unwrap().is_some());
        txn.commit().await.unwrap();
    }

    async fn record(&self, partner: &participant::Model) {
        self.world.pass(Duration::minutes(10));
        let c = self.incoming(partner).await;
        let face = self.face().await;
        let txn = db::begin_write(&self.world.app.db).await.unwrap();
        let done = record::record(&txn, &self.world.app.means, &face, &c, true).await;
        done.unwrap().unwrap();
        txn.commit().await.unwrap();
        self.world.pass(Duration::minutes(10));
    }

    async fn mails(&self, kind: MailKind) -> Vec<outbox::Model> {
        outbox::Entity::find()
            .filter(outbox::Column::Kind.eq(kind.as_str()))
            .filter(outbox::Column::CancelledAt.is_null())
            .all(&self.world.app.db.read)
            .await
            .unwrap()
    }

    async fn told(&self, person: &participant::Model) -> usize {
        let mails = self.mails(MailKind::ChainClosed).await;
        mails
            .iter()
            .filter(|mail| mail.participant == Some(person.id))
            .count()
    }

    /// Opens a page of the desk.
    async fn desk(&self, below: &str) -> Answer {
        let path = format!("/desk/{}{below}", self.world.face.chain.slug);
        self.signed_in(&path).await
    }

    async fn signed_in(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        let answer = self.world.send(request.body(Body::empty()).unwrap()).await;
        match &answer.location {
            Some(next) => Box::pin(self.signed_in(next)).await,
            None => answer,
        }
    }

    /// Presses a button on a page of the desk and follows.
    async fn press(&self, form: Filling<'_>, button: &str) -> Answer {
        let (path, body) = form.request(button);
        self.send(&path, &body).await
    }

    async fn send(&self, path: &str, body: &str) -> Answer {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body.to_owned()))
            .unwrap();
        let answer = self.world.send(request).await;
        match &answer.location {
            Some(next) => self.signed_in(next).await,
            None => answer,
        }
    }

    /// Plans a meeting two weeks from now at half past six in London, and returns its page.
    async fn plan(&self) -> Answer {
        let page = self.desk("/gatherings/new").await;
        let form = page
            .form()
            .fill("Day", "2026-12-06")
            .fill("Time", "18:30")
            .fill("Where", "The hall, Elm Street")
            .fill("What it is about", "Soup; and a look at the plan.");
        self.press(form, "Save").await
    }

    /// Plans a meeting and tells everyone.
    async fn tell(&self) -> Answer {
        let page = self.plan().await;
        let page = self.signed_in(&page.link("Tell people")).await;
        self.press(page.form(), "Tell them now").await
    }

    async fn decide(&self, choice: &str) -> Answer {
        let page = self.desk("/close").await;
        self.press(page.form().tick(choice), "Continue").await
    }

    async fn gathering(&self) -> gathering::Model {
        gathering::Entity::find()
            .one(&self.world.app.db.read)
            .await
            .unwrap()
            .unwrap()
    }
}

const PAUSE: &str = "Pause the chain";
const GO_ON: &str = "Let the chain go on";
const CLOSE: &str = "Close the chain for good";

#[tokio::test]
async fn the_onward_ripple_is_counted_on_a_persons_own_page_only() {
    let c = Chain::new().await;
    let maria = c.first("Maria", false).await;
    let sam = c.join(&maria, "Sam").await;
    c.record(&sam).await;
    assert!(c.home(&maria).await.says("Their number will stand here."));
    let page = c.home(&sam).await;
    assert!(!page.says("further on"), "{}", page.text);

    let noor = c.join(&sam, "Noor").await;
    c.record(&noor).await;
    let said = "2 people further on have talked since you passed it on.";
    assert!(c.home(&maria).await.says(said));
    let page = c.home(&sam).await;
    assert!(page.says("Their number will stand here."), "{}", page.text);

    let ben = c.join(&noor, "Ben").await;
    c.record(&ben).await;
    assert!(c.home(&maria).await.says("3 people further on have talked"));
    assert!(c.home(&sam).await.says("2 people further on have talked"));
    assert!(!c.home(&ben).await.says("further on"));
}

#[tokio::test]
async fn r24_a_guest_says_yes_to_the_gathering_in_two_presses() {
    let c = Chain::new().await;
    let maria = c.first("Maria", true).await;
    let sam = c.first("Sam", false).await;
    let page = c.plan().await;
    assert!(page.says("Nobody told yet"), "{}", page.text);
    assert!(!c.home(&maria).await.says("You are invited"));

    let page = c.signed_in(&page.link("Tell people")).await;
    assert!(
        page.says("1 person gets an email") && page.says("Maria"),
        "{}",
        page.text
    );
    assert!(!page.says("Sam"), "{}", page.text);
    let message = "When: Sunday 6 December 2026, 6:30pm. Where: The hall, Elm Street.";
    assert!(page.says(message), "{}", page.text);
    c.press(page.form(), "Tell them now").await;
    c.press(page.form(), "Tell them now").await;
    let mails = c.mails(MailKind::Gathering).await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].participant, Some(maria.id));
    assert!(mails[0].text.contains(message), "{}", mails[0].text);
    assert_eq!(
        mails[0].next_attempt_at,
        mails[0].made_at + c.world.app.means.undo
    );

    // Who did not agree to be invited sees nothing, also not at the address.
    let token = c.token(&sam).await;
    let page = c.world.open(&format!("/p/{token}/gathering")).await;
    assert_eq!(page.path, format!("/p/{token}"));
    assert!(!page.says("invited"), "{}", page.text);
    let page = c.world.open(&format!("/p/{token}/gathering.ics")).await;
    assert_eq!(page.path, format!("/p/{token}"));
    let body = format!("gathering={}&coming=yes", c.gathering().await.id);
    c.world.post(&format!("/p/{token}/gathering"), &body).await;
    assert_eq!(
        rsvp::Entity::find()
            .count(&c.world.app.db.read)
            .await
            .unwrap(),
        0
    );

    // The first press, the second press.
    let page = c.home(&maria).await;
    assert!(
        page.says("It is on Sunday 6 December 2026, 6:30pm."),
        "{}",
        page.text
    );
    let page = c.world.open(&page.link("Come and meet the others")).await;
    assert!(page.says("Soup; and a look at the plan."));
    let unchosen = &page.untouched_forms()[0];
    let refused = c.world.post(&unchosen.0, &unchosen.1).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = page.form().press(&c.world, "Yes, I will come").await;
    assert!(done.says("You said you will come."), "{}", done.text);
    assert!(c.home(&maria).await.says("You said you will come on"));

    let page = c
        .desk(&format!("/gatherings/{}", c.gathering().await.id))
        .await;
    assert!(page.says("1 person is coming"), "{}", page.text);

    // A change of mind, and no change once it has begun.
    let page = done.form().press(&c.world, "No, I will not come").await;
    assert!(page.says("You said you will not come."));
    c.world.sources.set(c.gathering().await.starts_at);
    page.form().press(&c.world, "Yes, I will come").await;
    let kept = rsvp::Entity::find()
        .all(&c.world.app.db.read)
        .await
        .unwrap();
    assert_eq!((kept.len(), kept[0].coming), (1, false));
    assert!(!c.home(&maria).await.says("meet the others"));
}

#[tokio::test]
async fn a_gathering_is_told_only_to_who_is_here_and_can_be_entered_by_phone() {
    let c = Chain::new().await;
    let maria = c.first("Maria", true).await;
    let ana = c.first("Ana", true).await;
    let left = c.first("Leo", true).await;
    let gone = c.first("Gil", true).await;
    let face = c.face().await;
    let means = &c.world.app.means;
    let txn = db::begin_write(&c.world.app.db).await.unwrap();
    assert_eq!(
        answer::stop(&txn, means, &face, &left).await.unwrap(),
        Outcome::Done
    );
    daisychain::erasure::forget(&txn, means, gone.id)
        .await
        .unwrap();
    people::drop_email(&txn, ana.id).await.unwrap();
    txn.commit().await.unwrap();

    let page = c.plan().await;
    let page = c.signed_in(&page.link("Tell people")).await;
    assert!(page.says("1 person gets an email") && page.says("1 person has no email"));
    assert!(!page.says("Leo"), "{}", page.text);
    let page = c.press(page.form(), "Tell them now").await;
    let mails = c.mails(MailKind::Gathering).await;
    assert_eq!(
        mails.iter().map(|m| m.participant).collect::<Vec<_>>(),
        [Some(maria.id)]
    );

    let refused = c.press(page.form(), "Save").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = page.form().fill("Who", "Ana").tick("Yes, they are coming");
    let page = c.press(form, "Save").await;
    assert!(
        page.says("1 person is coming") && page.says("entered by an organiser"),
        "{}",
        page.text
    );
    let kept = rsvp::Entity::find()
        .one(&c.world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((kept.participant, kept.source.as_str()), (ana.id, "phone"));
    assert!(kept.entered_by.is_some());
    assert!(c.home(&ana).await.says("You said you will come on"));

    // Erased with everything else.
    let txn = db::begin_write(&c.world.app.db).await.unwrap();
    daisychain::erasure::forget(&txn, means, ana.id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(
        rsvp::Entity::find()
            .count(&c.world.app.db.read)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn telling_can_be_taken_back_changed_and_called_off() {
    let c = Chain::new().await;
    let maria = c.first("Maria", true).await;
    let page = c.tell().await;
    let page = c.press(page.form(), "Undo").await;
    assert!(page.says("Nobody told yet"), "{}", page.text);
    assert!(c.mails(MailKind::Gathering).await.is_empty());
    assert!(!c.home(&maria).await.says("You are invited"));

    let edit = c.signed_in(&page.link("Change")).await;
    let form = edit.form().fill("Time", "19:00");
    let page = c.press(form, "Save").await;
    assert!(page.says("Sunday 6 December 2026, 7:00pm"), "{}", page.text);
    c.world.pass(Duration::minutes(1));
    let page = c.signed_in(&page.link("Tell people")).await;
    let page = c.press(page.form(), "Tell them now").await;
    assert_eq!(c.mails(MailKind::Gathering).await.len(), 1);

    // It went out: nothing is taken back any more, and it cannot be changed.
    outbox::Entity::update_many()
        .col_expr(
            outbox::Column::TransmittingAt,
            Expr::value(c.world.app.means.now()),
        )
        .col_expr(outbox::Column::SentAt, Expr::value(c.world.app.means.now()))
        .filter(outbox::Column::Kind.eq("gathering"))
        .filter(outbox::Column::CancelledAt.is_null())
        .exec(&c.world.app.db.write)
        .await
        .unwrap();
    let after = c.press(page.form(), "Undo").await;
    assert!(after.says("People were told"), "{}", after.text);
    let body = "date=2026-12-07&time=10%3A00&place=Elsewhere";
    c.send(&format!("{}/edit", after.path), body).await;
    assert_eq!(c.gathering().await.place, "The hall, Elm Street");

    let before = outbox::Entity::find()
        .count(&c.world.app.db.read)
        .await
        .unwrap();
    let page = c.signed_in(&after.link("Call it off")).await;
    let refused = c.press(page.form(), "Continue").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = c
        .press(page.form().tick("Yes, call it off"), "Continue")
        .await;
    assert!(page.says("This is called off."), "{}", page.text);
    assert_eq!(
        outbox::Entity::find()
            .count(&c.world.app.db.read)
            .await
            .unwrap(),
        before
    );
    let page = c.home(&maria).await;
    assert!(page.says("is called off"), "{}", page.text);
    let page = c.world.open(&page.link("Come and meet the others")).await;
    assert!(page.find("main form button").is_empty(), "{}", page.text);
}

#[tokio::test]
async fn a_gathering_that_is_not_right_comes_back_with_what_was_typed() {
    let c = Chain::new().await;
    let page = c.desk("/gatherings/new").await;
    for (day, time, place) in [
        ("2026-12-06", "25:00", "Hall"),
        ("tomorrow", "10:00", "Hall"),
        ("2026-11-01", "10:00", "Hall"),
        // The clocks leave this hour out.
        ("2027-03-28", "01:30", "Hall"),
        ("2026-12-06", "10:00", ""),
    ] {
        let form = page
            .form()
            .fill("Day", day)
            .fill("Time", time)
            .fill("Where", place);
        let refused = c.press(form, "Save").await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{day} {time}"
        );
        assert_eq!(refused.attribute("#date", "value"), [day]);
        assert_eq!(refused.attribute("#time", "value"), [time]);
    }
    let form = || {
        page.form()
            .fill("Day", "2027-06-06")
            .fill("Time", "10:00")
            .fill("Where", "Hall")
    };
    let (first, again) = (c.press(form(), "Save").await, c.press(form(), "Save").await);
    assert_eq!(first.path, again.path);
    // Half past six in London in summer is half past five in UTC.
    let expected: DateTime<Utc> = "2027-06-06T09:00:00Z".parse().unwrap();
    assert_eq!(c.gathering().await.starts_at, expected);
    assert_eq!(
        gathering::Entity::find()
            .count(&c.world.app.db.read)
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn the_calendar_file_holds_the_time_in_utc_and_no_personal_link() {
    let c = Chain::new().await;
    let maria = c.first("Maria", true).await;
    c.tell().await;
    let token = c.token(&maria).await;
    let file = c.world.open(&format!("/p/{token}/gathering.ics")).await;
    assert!(
        file.text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
        "{}",
        file.text
    );
    assert!(file.text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
    assert!(file.text.contains("\r\nDTSTART:20261206T183000Z\r\n"));
    assert!(
        file.text
            .contains("\r\nLOCATION:The hall\\, Elm Street\r\n")
    );
    assert!(
        file.text
            .contains("\r\nDESCRIPTION:Soup\\; and a look at the plan.\r\n")
    );
    assert!(!file.text.replace("\r\n ", "").contains(&token));
}

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
        assert!(
            c.mails(MailKind::Invite)
                .await
                .iter()
                .all(|m| m.participant != Some(self.invited.id))
        );
        let chats = chat_row::Entity::find()
            .all(&c.world.app.db.read)
            .await
            .unwrap();
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

/// Opens the page for people under 18 from the agreeing page.
async fn young(c: &Chain, token: &str) -> Answer {
    let page = c.world.open(&format!("/p/{token}/agree")).await;
    c.world.open(&page.link("I am under 18")).await
}

#[tokio::test]
async fn somebody_under_18_is_told_kindly_and_can_delete_their_details() {
    let c = Chain::new().await;
    let maria = c.first("Maria", false).await;
    let sam = c.ask(&maria, "Sam").await;
    let token = c.token(&sam).await;
    let page = young(&c, &token).await;
    assert!(
        page.says("This chain is for people who are 18 or over."),
        "{}",
        page.text
    );
    assert!(
        page.says("You can talk with Asha at Kettlegate House"),
        "{}",
        page.text
    );
    assert!(!page.says("A grown-up I trust"), "{}", page.text);
    // Not by sending the form all the same.
    c.world
        .post(&format!("/p/{token}/young"), "grown_up=yes")
        .await;
    assert!(
        c.world
            .open(&format!("/p/{token}/agree"))
            .await
            .says("I am 18 or over.")
    );
    let page = page.form().press(&c.world, "Delete my details now").await;
    assert_eq!(page.h1(), "Done. We have deleted your name and email.");
    let now = c.person(sam.id).await;
    assert!(now.erased_at.is_some() && now.email.is_none());
    assert_eq!(c.mails(MailKind::SaidNo).await.len(), 1);
}

#[tokio::test]
async fn where_the_host_lets_them_young_people_go_on_with_words_of_their_own() {
    let c = Chain::new().await;
    let page = c.desk("/setup/rules").await;
    let form = page
        .form()
        .tick("People under 18 may take part")
        .fill("What they read", "Ask your mum first.");
    c.press(form, "Save").await;
    let page = c.desk("/setup/rules").await;
    assert_eq!(page.find("#young-words"), ["Ask your mum first."]);

    let maria = c.first("Maria", false).await;
    let sam = c.ask(&maria, "Sam").await;
    let token = c.token(&sam).await;
    let page = young(&c, &token).await;
    assert!(page.says("Ask your mum first."), "{}", page.text);
    let refused = page.form().press(&c.world, "Go on").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let own = "I am under 18. A grown-up I trust knows about it.";
    let page = page.form().tick(own).press(&c.world, "Go on").await;
    assert!(
        page.says(own) && !page.says("I am 18 or over."),
        "{}",
        page.text
    );
    let page = page
        .form()
        .tick("Maria may contact me.")
        .tick("Maria may write down the main points of what I say, and the people at Kettlegate House may read them.")
        .press(&c.world, "Agree and continue")
        .await;
    let page = page.form().tick("Email").press(&c.world, "Continue").await;
    let page = page
        .form()
        .tick("Evenings")
        .press(&c.world, "Continue")
        .await;
    assert!(page.says(own), "{}", page.text);
    page.form().press(&c.world, "Say yes to Maria").await;
    let consents = people::list_consents(&c.world.app.db.read, sam.id)
        .await
        .unwrap();
    let adult = consents
        .iter()
        .find(|one| one.what == ConsentTo::Adult)
        .unwrap();
    assert_eq!(adult.wording_hash, keys::wording_hash(own));
}

#[tokio::test]
async fn somebody_who_turns_out_to_be_18_goes_on_as_everybody() {
    let c = Chain::new().await;
    let page = c.desk("/setup/rules").await;
    c.press(page.form().tick("People under 18 may take part"), "Save")
        .await;
    let maria = c.first("Maria", false).await;
    let sam = c.ask(&maria, "Sam").await;
    let token = c.token(&sam).await;
    let page = young(&c, &token).await;
    let own = "I am under 18. A grown-up I trust knows about it.";
    let page = page.form().tick(own).press(&c.world, "Go on").await;
    let page = c.world.open(&page.link("I am under 18")).await;
    let page = page.form().press(&c.world, "I am 18 or over").await;
    assert!(
        page.says("I am 18 or over.") && !page.says(own),
        "{}",
        page.text
    );
    assert!(page.attribute("#agree-adult", "checked").is_empty());
}

//! What time brings about: invitations lapse, details nobody used are gone on the day the message named.

use chrono::Duration;
use daisychain::chain::Face;
use daisychain::conversation::Outcome;
use daisychain::conversation::nominate::{Named, nominate};
use daisychain::conversation::{answer, clock};
use daisychain::db;
use daisychain::people::{self, NewStarter};
use entity::shared::EndedWhy;
use entity::{conversation, outbox, participant};
use sea_orm::EntityTrait;

use crate::support::TestApp;

/// A first person who said yes, and an open chain.
async fn with_starter() -> (TestApp, Face, participant::Model) {
    let app = TestApp::new().await;
    let owner = app.organiser("Asha Khan").await;
    let face = app.start_chain("Food on Elm Street", owner).await;
    let txn = db::begin_write(app.db()).await.unwrap();
    let new = NewStarter {
        name: "Maria Lopez".into(),
        email: "maria@example.org".into(),
        language: "en".into(),
    };
    let maria = people::add_starter(&txn, app.means(), &face, owner, new)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        answer::agree(&txn, app.means(), &face, &maria, &[])
            .await
            .unwrap(),
        Outcome::Done
    );
    let maria = people::find(&txn, maria.id).await.unwrap().unwrap();
    txn.commit().await.unwrap();
    (app, face, maria)
}

async fn ask(
    app: &TestApp,
    face: &Face,
    by: &participant::Model,
    email: &str,
) -> conversation::Model {
    let txn = db::begin_write(app.db()).await.unwrap();
    let named = Named {
        name: "Sam Khan",
        email,
        language: "en",
        asked_wording: "I have asked them",
    };
    let made = nominate(&txn, app.means(), face, by, named)
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    made
}

async fn now_is(
    app: &TestApp,
    made: &conversation::Model,
) -> (conversation::Model, participant::Model) {
    let read = &app.db().read;
    let c = conversation::Entity::find_by_id(made.id)
        .one(read)
        .await
        .unwrap()
        .unwrap();
    let partner = participant::Entity::find_by_id(c.partner)
        .one(read)
        .await
        .unwrap()
        .unwrap();
    (c, partner)
}

async fn kinds_to(app: &TestApp, person: &participant::Model) -> Vec<String> {
    let all = outbox::Entity::find().all(&app.db().read).await.unwrap();
    let mut kinds: Vec<String> = all
        .into_iter()
        .filter(|m| m.participant == Some(person.id))
        .map(|m| m.kind)
        .collect();
    kinds.sort();
    kinds
}

#[tokio::test]
async fn r16_somebody_who_does_nothing_lapses_and_is_forgotten_on_the_day_they_were_told() {
    let (app, face, maria) = with_starter().await;
    let made = ask(&app, &face, &maria, "sam@example.org").await;

    app.advance(Duration::days(21));
    clock::tick(app.db(), app.means()).await.unwrap();
    assert_eq!(
        now_is(&app, &made).await.0.ended_why,
        None,
        "the 21 days begin when the message goes out"
    );

    app.advance(Duration::minutes(6));
    clock::tick(app.db(), app.means()).await.unwrap();
    let (c, sam) = now_is(&app, &made).await;
    assert_eq!(c.ended_why, Some(EndedWhy::Lapsed));
    assert_eq!(
        kinds_to(&app, &maria).await,
        ["said-no", "starter-invite"],
        "the turn is free, and Maria is told once"
    );
    assert!(
        sam.email.is_some(),
        "not yet: the message named a later day"
    );

    app.advance(Duration::days(9));
    clock::tick(app.db(), app.means()).await.unwrap();
    clock::tick(app.db(), app.means()).await.unwrap();
    let (_, sam) = now_is(&app, &made).await;
    assert!(sam.erased_at.is_some() && sam.name.is_none() && sam.email.is_none());
    for mail in outbox::Entity::find().all(&app.db().read).await.unwrap() {
        let to_sam = mail.participant == Some(sam.id);
        assert!(
            !to_sam
                || (mail.recipient.is_none() && mail.text.is_empty() && mail.subject.is_empty())
        );
    }
    assert_eq!(
        kinds_to(&app, &maria).await,
        ["remind-pass-on", "said-no", "starter-invite"],
        "nothing is said twice; the turn that is free again is reminded of"
    );
}

#[tokio::test]
async fn naming_somebody_who_may_not_be_asked_ends_like_any_other_no() {
    let (app, face, maria) = with_starter().await;
    let first = ask(&app, &face, &maria, "sam@example.org").await;
    let txn = db::begin_write(app.db()).await.unwrap();
    let sam = people::find(&txn, first.partner).await.unwrap().unwrap();
    assert_eq!(
        answer::decline(&txn, app.means(), &face, &sam, true)
            .await
            .unwrap(),
        Outcome::Done
    );
    txn.commit().await.unwrap();

    // The same address again: the answer is the same, nothing is stored about the address, nothing is sent.
    let again = ask(&app, &face, &maria, "sam@example.org").await;
    let (_, partner) = now_is(&app, &again).await;
    assert!(partner.email.is_none() && partner.email_index.is_none());
    assert_eq!(kinds_to(&app, &partner).await, Vec::<String>::new());

    app.advance(Duration::days(2));
    clock::tick(app.db(), app.means()).await.unwrap();
    let (c, partner) = now_is(&app, &again).await;
    assert_eq!(c.ended_why, Some(EndedWhy::Declined));
    assert!(partner.erased_at.is_some());
}

#[tokio::test]
async fn a_first_person_who_never_answers_is_forgotten_after_thirty_days() {
    let (app, face, _) = with_starter().await;
    let owner = app.organiser("Tariq").await;
    let txn = db::begin_write(app.db()).await.unwrap();
    let new = NewStarter {
        name: "Ana Silva".into(),
        email: "ana@example.org".into(),
        language: "en".into(),
    };
    let ana = people::add_starter(&txn, app.means(), &face, owner, new)
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    app.advance(Duration::days(29));
    clock::tick(app.db(), app.means()).await.unwrap();
    assert!(
        people::find(&app.db().read, ana.id)
            .await
            .unwrap()
            .unwrap()
            .name
            .is_some()
    );
    app.advance(Duration::days(1));
    clock::tick(app.db(), app.means()).await.unwrap();
    let ana = people::find(&app.db().read, ana.id).await.unwrap().unwrap();
    assert!(ana.erased_at.is_some() && ana.email.is_none() && ana.name.is_none());
}

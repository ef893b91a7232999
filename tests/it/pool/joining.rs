//! Whoever asks on the public page is joined once, learns nothing of others, and can leave at any time.

use chrono::{DateTime, Duration, Utc};
use daisychain::conversation::clock;
use daisychain::db;
use daisychain::mail::MailKind;
use daisychain::people;
use entity::shared::Door;
use entity::{consent, participant, suppression};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::support::{PUBLIC, ask_pool, ask_to_join, say_yes, starter, waiting};
use crate::journeys::{conversations, mails};
use crate::resident_support::World;

#[tokio::test]
async fn somebody_asks_to_join_is_found_a_partner_and_only_they_see_how_to_reach_them() {
    let world = World::new().await;
    let maria = starter(&world, "Maria Lopez", "maria@example.org").await;
    let page = ask_to_join(&world, "Sam Khan", "sam@example.org").await;
    assert_eq!(page.h1(), "Look in your email");
    assert_eq!(mails(&world, MailKind::PoolConfirm).await.len(), 1);

    let sam = world.token_of("Sam Khan").await;
    let page = world.open(&format!("/p/{sam}/about")).await;
    assert!(page.says("You gave them to us yourself"), "{}", page.text);
    let page = say_yes(&world, &sam).await;
    assert_eq!(page.h1(), "We are looking for someone for you");
    let person = world.person("Sam Khan").await;
    assert!(person.waiting_since.is_some() && person.branch.is_none());
    let agreed = consent::Entity::find()
        .filter(consent::Column::Participant.eq(person.id))
        .count(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(agreed, 3);

    ask_pool(&world, "Maria Lopez").await;
    let person = world.person("Sam Khan").await;
    let first = world.person("Maria Lopez").await;
    assert_eq!(person.parent, Some(first.id));
    assert_eq!((person.branch, person.depth), (Some(first.id), Some(1)));
    assert!(person.waiting_since.is_none());
    let told = &mails(&world, MailKind::Matched).await[0];
    assert_eq!(told.participant, Some(first.id));
    let asked = "You asked us to join you to the next person who is waiting. It is Sam.";
    assert!(told.text.contains(asked), "{}", told.text);
    let told = &mails(&world, MailKind::SomebodyForYou).await[0];
    assert_eq!(told.participant, Some(person.id));
    assert!(
        told.text.contains("Maria will get in touch"),
        "{}",
        told.text
    );

    // There was no invitation that could stand again, so there is nothing to take back.
    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
    assert!(!page.says("Change my mind"));
    world
        .post(&format!("/p/{sam}/change-mind"), "press=yes")
        .await;
    assert!(conversations(&world).await[0].agreed_at.is_some());

    let noor = starter(&world, "Noor Ali", "noor@example.org").await;
    let chat = conversations(&world).await[0].id;
    let shown = |token: String| format!("/p/{token}/chat/{chat}/details");
    let page = world.post(&shown(noor), "press=yes").await;
    assert!(!page.text.contains("07700 900123"));
    let page = world.post(&shown(sam.clone()), "press=yes").await;
    assert!(!page.text.contains("07700 900123"));
    let page = world.home(&maria).await;
    assert_eq!(page.h1(), "Your chat with Sam");
    let page = page.form().press(&world, "Show how to reach Sam").await;
    assert!(page.says("07700 900123"), "{}", page.text);
}

#[tokio::test]
async fn the_form_to_join_comes_back_with_every_word_kept_and_looking_stores_nothing() {
    let world = World::new().await;
    let before = world.dump().await;
    let page = world.open(&format!("{PUBLIC}/join")).await;
    world.open(&format!("{PUBLIC}/join/sent")).await;
    let page = page
        .form()
        .fill("Your full name", "Sam Khan")
        .fill("Your email", "sam@gmial.com")
        .press(&world, "Send")
        .await;
    assert_eq!(page.status, 422);
    assert!(page.title().starts_with("Error"), "{}", page.title());
    assert!(page.says("Did you mean sam@gmail.com?"), "{}", page.text);
    assert!(page.says("To take part, tick that one person may contact you"));
    assert_eq!(page.attribute("#name", "value"), ["Sam Khan"]);
    assert_eq!(world.dump().await, before);
    let page = page
        .form()
        .tick("I agree to be contacted by one person.")
        .press(&world, "Send")
        .await;
    assert_eq!(page.h1(), "Look in your email");
}

#[tokio::test]
async fn the_same_form_twice_makes_one_person() {
    let world = World::new().await;
    let page = world.open(&format!("{PUBLIC}/join")).await;
    let filled = page
        .form()
        .fill("Your full name", "Sam Khan")
        .fill("Your email", "sam@example.org")
        .tick("I agree to be contacted by one person.");
    let (to, body) = filled.request("Send");
    for _ in 0..2 {
        let answer = world.post(&to, &body).await;
        assert_eq!(answer.location, Some(format!("{PUBLIC}/join/sent")));
    }
    assert_eq!(participants(&world).await, 1);
    assert_eq!(mails(&world, MailKind::PoolConfirm).await.len(), 1);
}

#[tokio::test]
async fn who_is_here_already_or_may_not_be_asked_gets_the_same_answer_and_nothing_is_stored() {
    let world = World::new().await;
    let fresh = ask_to_join(&world, "New Person", "new@example.org").await;
    let maria = starter(&world, "Maria Lopez", "maria@example.org").await;
    world.suppress("never@example.org").await;
    let held = suppression::Entity::find().count(&world.app.db.read).await;
    assert_eq!(held.unwrap(), 1);

    let before = participants(&world).await;
    let suppressed = ask_to_join(&world, "Never Again", "never@example.org").await;
    assert_eq!(suppressed.text, fresh.text);
    // Not confirmed yet: asked once, not again.
    let again = ask_to_join(&world, "New Person", "new@example.org").await;
    assert_eq!(again.text, fresh.text);
    assert_eq!(mails(&world, MailKind::PoolConfirm).await.len(), 1);
    // Somebody who takes part gets a new link, once a day however often it is asked for.
    for _ in 0..3 {
        let here = ask_to_join(&world, "Maria Lopez", "maria@example.org").await;
        assert_eq!(here.text, fresh.text);
    }
    assert_eq!(mails(&world, MailKind::NewLink).await.len(), 1);
    assert_eq!(world.home(&maria).await.status, 410);
    assert_eq!(participants(&world).await, before);
}

async fn participants(world: &World) -> u64 {
    participant::Entity::find()
        .count(&world.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn who_never_answers_is_forgotten_and_can_say_no_or_delete_at_any_time() {
    let world = World::new().await;
    ask_to_join(&world, "Sam Khan", "sam@example.org").await;
    let sam = world.person("Sam Khan").await;
    world.pass(Duration::days(29));
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    let read = &world.app.db.read;
    let at = |id: Uuid| people::find(read, id);
    assert!(at(sam.id).await.unwrap().unwrap().erased_at.is_none());
    world.pass(Duration::days(2));
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    let gone = at(sam.id).await.unwrap().unwrap();
    assert!(gone.erased_at.is_some() && gone.name.is_none() && gone.email.is_none());

    ask_to_join(&world, "Ann Lee", "ann@example.org").await;
    let ann = world.token_of("Ann Lee").await;
    let page = world.home(&ann).await;
    let page = world.open(&page.link("No thank you")).await;
    let page = page.form().tick("Delete my details");
    let page = page.press(&world, "Send").await;
    assert_eq!(page.h1(), "Done. We have deleted your name and email.");

    // Somebody who waits and deletes everything waits no more.
    let bo = waiting(&world, "Bo Chen", "bo@example.org").await;
    let id = world.person("Bo Chen").await.id;
    world.deletes_everything(&bo).await;
    let gone = at(id).await.unwrap().unwrap();
    assert!(gone.erased_at.is_some() && gone.waiting_since.is_none());
}

#[tokio::test]
async fn a_closed_door_takes_nobody_and_a_chain_that_opens_again_joins_who_waits() {
    let world = World::new().await;
    starter(&world, "Maria Lopez", "maria@example.org").await;
    let paused = |at: Option<DateTime<Utc>>| {
        entity::chain::Entity::update_many()
            .col_expr(
                entity::chain::Column::PausedAt,
                sea_orm::sea_query::Expr::value(at),
            )
            .exec(&world.app.db.write)
    };
    ask_pool(&world, "Maria Lopez").await;
    ask_to_join(&world, "Sam Khan", "sam@example.org").await;
    let sam = world.token_of("Sam Khan").await;
    paused(Some(world.app.means.now())).await.unwrap();
    let page = world.open(PUBLIC).await;
    assert!(!page.says("Ask to take part"));
    let answer = world
        .post(
            &format!("{PUBLIC}/join"),
            "name=Ann&email=ann%40example.org&language=en&agree=yes",
        )
        .await;
    assert_eq!(answer.location.as_deref(), Some(PUBLIC));
    // Who was asked waits with their answer.
    assert_eq!(world.home(&sam).await.h1(), "The chain is taking a break");
    paused(None).await.unwrap();
    say_yes(&world, &sam).await;
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert_eq!(conversations(&world).await.len(), 1);
}

#[tokio::test]
async fn somebody_who_waits_can_stop_and_come_back() {
    let world = World::new().await;
    let sam = waiting(&world, "Sam Khan", "sam@example.org").await;
    world.post(&format!("/p/{sam}/stop"), "stop=stop").await;
    assert!(world.person("Sam Khan").await.waiting_since.is_none());
    starter(&world, "Maria Lopez", "maria@example.org").await;
    ask_pool(&world, "Maria Lopez").await;
    assert!(conversations(&world).await.is_empty());
    let page = world.home(&sam).await;
    let page = page.form().press(&world, "Take part again").await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
}

#[tokio::test]
async fn who_came_by_a_printed_code_without_an_email_walks_the_same_pages() {
    let world = World::new().await;
    starter(&world, "Maria Lopez", "maria@example.org").await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let (means, face) = (&world.app.means, &world.face);
    people::add_newcomer(&txn, means, face, Door::Letter, "Bo Chen", None, "en")
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    assert!(mails(&world, MailKind::PoolConfirm).await.is_empty());
    let bo = world.token_of("Bo Chen").await;
    let page = say_yes(&world, &bo).await;
    assert_eq!(page.h1(), "We are looking for someone for you");
    ask_pool(&world, "Maria Lopez").await;
    let page = world.home(&bo).await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
    assert!(mails(&world, MailKind::SomebodyForYou).await.is_empty());
    assert_eq!(mails(&world, MailKind::Matched).await.len(), 1);
}

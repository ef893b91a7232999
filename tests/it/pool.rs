//! The pool: asking to take part, being joined to somebody, being left alone; and fifty who race for ten.

use axum::body::Body;
use axum::http::{Request, header};
use chrono::{DateTime, Duration, Utc};
use daisychain::chain::Face;
use daisychain::conversation::{answer, clock, nominate, pool};
use daisychain::mail::MailKind;
use daisychain::people::{self, Channel, NewStarter, Prefs};
use daisychain::{db, keys};
use entity::shared::{Door, EndedWhy, LinkKind, Way};
use entity::{consent, conversation, nomination, outbox, participant, suppression};
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, PaginatorTrait,
    QueryFilter,
};
use uuid::Uuid;

use super::resident_support::{Answer, World};
use crate::support::TestApp;

const PUBLIC: &str = "/c/food-in-kettlegate";

async fn mails(world: &World, kind: MailKind) -> Vec<outbox::Model> {
    outbox::Entity::find()
        .filter(outbox::Column::Kind.eq(kind.as_str()))
        .filter(outbox::Column::CancelledAt.is_null())
        .all(&world.app.db.read)
        .await
        .unwrap()
}

async fn talks(world: &World) -> Vec<conversation::Model> {
    conversation::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap()
}

/// A first person who said yes.
async fn starter(world: &World, name: &str, email: &str) -> String {
    let token = world.add_starter(name, email).await;
    let person = world.person(name).await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let _ = answer::agree(&txn, &world.app.means, &world.face, &person, &[])
        .await
        .unwrap();
    txn.commit().await.unwrap();
    token
}

/// Asks on the public page.
async fn ask_to_join(world: &World, name: &str, email: &str) -> Answer {
    let page = world.open(PUBLIC).await;
    let page = world.open(&page.link("Ask to take part")).await;
    page.form()
        .fill("Your full name", name)
        .fill("Your email", email)
        .tick("I agree to be contacted by one person.")
        .press(world, "Send")
        .await
}

async fn say_yes(world: &World, token: &str) -> Answer {
    let page = world.home(token).await;
    assert_eq!(page.h1(), "Would you like a chat about food in Kettlegate?");
    let page = world.open(&page.link("Start")).await;
    let page = page
        .form()
        .tick("One person from the chain may contact me.")
        .tick("They may write down the main points of what I say, and the people at Kettlegate House may read them.")
        .tick("I am 18 or over.")
        .press(world, "Agree and continue")
        .await;
    assert_eq!(
        page.h1(),
        "How should one person from the chain contact you?"
    );
    let page = page
        .form()
        .tick("Text message")
        .fill("Phone number", "07700 900123")
        .press(world, "Continue")
        .await;
    let page = page.form().tick("Evenings").press(world, "Continue").await;
    page.form().press(world, "Say yes").await
}

/// Somebody who joined on the public page and said yes.
async fn waiting(world: &World, name: &str, email: &str) -> String {
    let page = ask_to_join(world, name, email).await;
    assert_eq!(page.h1(), "Look in your email");
    let token = world.token_of(name).await;
    say_yes(world, &token).await;
    token
}

/// Asks to be joined to the next person who waits.
async fn ask_pool(world: &World, name: &str) {
    let person = world.person(name).await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let _ = pool::ask(
        &txn,
        &world.app.means,
        &world.face,
        &person,
        &person.language,
    )
    .await
    .unwrap()
    .unwrap();
    txn.commit().await.unwrap();
}

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
    assert!(told.text.contains("It is Sam."), "{}", told.text);
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
    assert!(talks(&world).await[0].agreed_at.is_some());

    let noor = starter(&world, "Noor Ali", "noor@example.org").await;
    let chat = talks(&world).await[0].id;
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
    assert_eq!(mails(&world, MailKind::PoolConfirm).await.len(), 1);
}

#[tokio::test]
async fn who_is_here_already_or_may_not_be_asked_gets_the_same_answer_and_nothing_is_stored() {
    let world = World::new().await;
    let fresh = ask_to_join(&world, "New Person", "new@example.org").await;
    let maria = starter(&world, "Maria Lopez", "maria@example.org").await;
    suppress(&world, "never@example.org").await;

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

async fn suppress(world: &World, email: &str) {
    let index = world.app.means.keys.address_index(email);
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let reason = entity::shared::SuppressionReason::Asked;
    let sources = &world.app.means.sources;
    daisychain::mail::suppression::suppress(&txn, sources, &index, reason, None)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let held = suppression::Entity::find().count(&world.app.db.read).await;
    assert_eq!(held.unwrap(), 1);
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
async fn only_who_speaks_the_same_language_is_joined_and_it_can_be_changed_while_waiting() {
    let world = World::new().await;
    starter(&world, "Maria Lopez", "maria@example.org").await;
    let page = world.open(&format!("{PUBLIC}/join")).await;
    page.form()
        .fill("Your full name", "Ama Osei")
        .fill("Your email", "ama@example.org")
        .fill("The language you would like to talk in", "Français")
        .tick("I agree to be contacted by one person.")
        .press(&world, "Send")
        .await;
    let ama = world.token_of("Ama Osei").await;
    say_yes(&world, &ama).await;
    ask_pool(&world, "Maria Lopez").await;
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert!(talks(&world).await.is_empty());

    let page = world.home(&ama).await;
    let page = page
        .form()
        .fill("The language you would like to talk in", "English")
        .press(&world, "Save the language")
        .await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
}

#[tokio::test]
async fn who_fits_best_comes_first_and_among_equals_who_waited_longest() {
    let world = World::new().await;
    for (name, channel, time) in [
        ("Ann Lee", Channel::Phone, "weekends"),
        ("Bo Chen", Channel::Email, "evenings"),
        ("Cy Diaz", Channel::Text, "evenings"),
        ("Dee Fox", Channel::Host, "any"),
    ] {
        let email = format!("{}@example.org", name.split(' ').next().unwrap());
        waiting_with(&world, name, &email, channel, time).await;
        world.pass(Duration::hours(1));
    }
    let mut order = Vec::new();
    for n in 0..4 {
        let name = format!("Maria {}", ["One", "Two", "Three", "Four"][n]);
        starter(&world, &name, &format!("maria{n}@example.org")).await;
        let person = world.person(&name).await;
        let prefs = prefs_of(Channel::Phone, "evenings");
        save(&world, person.id, &prefs).await;
        ask_pool(&world, &name).await;
        let c = talks(&world)
            .await
            .into_iter()
            .find(|c| c.initiator == person.id);
        let partner = people::find(&world.app.db.read, c.unwrap().partner).await;
        order.push(partner.unwrap().unwrap().name.unwrap());
    }
    // Cy and Dee fit in both; Ann and Bo miss one thing each.
    assert_eq!(order, ["Cy Diaz", "Dee Fox", "Ann Lee", "Bo Chen"]);
}

fn prefs_of(channel: Channel, time: &str) -> Prefs {
    Prefs {
        channel: Some(channel),
        times: vec![time.to_owned()],
        ..Prefs::default()
    }
}

async fn save(world: &World, person: Uuid, prefs: &Prefs) {
    let txn = db::begin_write(&world.app.db).await.unwrap();
    people::save_prefs(&txn, &world.app.means, person, prefs, None)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

async fn waiting_with(world: &World, name: &str, email: &str, channel: Channel, time: &str) {
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let (means, face) = (&world.app.means, &world.face);
    let person = people::add_newcomer(&txn, means, face, Door::Pool, name, Some(email), "en")
        .await
        .unwrap()
        .unwrap();
    let prefs = prefs_of(channel, time);
    people::save_prefs(&txn, means, person.id, &prefs, None)
        .await
        .unwrap();
    let _ = answer::agree(&txn, means, face, &person, &[])
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn whoever_is_left_alone_is_asked_and_joined_to_another_never_to_the_same() {
    let world = World::new().await;
    let maria = starter(&world, "Maria Lopez", "maria@example.org").await;
    let sam = waiting(&world, "Sam Khan", "sam@example.org").await;
    ask_pool(&world, "Maria Lopez").await;
    world.pass(Duration::hours(1));
    world.post(&format!("/p/{maria}/stop"), "stop=stop").await;
    let told = mails(&world, MailKind::LeftAlone).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].participant, Some(world.person("Sam Khan").await.id));
    assert!(
        told[0].text.contains("Maria cannot go on"),
        "{}",
        told[0].text
    );

    // A required choice, none of them made beforehand.
    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "What would you like now?");
    assert!(page.attribute("input[checked]", "name").is_empty());
    let page = page.form().press(&world, "Continue").await;
    assert_eq!(page.status, 422);
    let page = page
        .form()
        .tick("Let the organisers find someone. The person they find may contact me.")
        .press(&world, "Continue")
        .await;
    assert_eq!(page.h1(), "We are looking for someone for you");
    assert!(
        page.says("The organisers look for somebody"),
        "{}",
        page.text
    );
    let page = world.open(&page.link("Choose something else")).await;
    let page = page
        .form()
        .tick("Join me to another person. One person from the chain may contact me.")
        .press(&world, "Continue")
        .await;
    assert_eq!(page.h1(), "We are looking for someone for you");
    assert!(page.says("You will get a message when we have found someone"));

    // Maria comes back and asks again: she had Sam already.
    world
        .post(&format!("/p/{maria}/come-back"), "press=yes")
        .await;
    ask_pool(&world, "Maria Lopez").await;
    assert_eq!(talks(&world).await.len(), 1);
    starter(&world, "Noor Ali", "noor@example.org").await;
    ask_pool(&world, "Noor Ali").await;
    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "Thank you. Noor will send you a text.");
    let (person, noor) = (
        world.person("Sam Khan").await,
        world.person("Noor Ali").await,
    );
    assert_eq!(person.parent, Some(noor.id));
    assert_eq!((person.branch, person.depth), (Some(noor.id), Some(1)));
}

#[tokio::test]
async fn whoever_is_left_alone_can_stop_there_and_who_was_named_is_asked_too() {
    let world = World::new().await;
    let maria = starter(&world, "Maria Lopez", "maria@example.org").await;
    let sam = named_and_agreed(&world, "Maria Lopez", "Sam Khan", "sam@example.org").await;
    world.deletes_everything(&maria).await;
    assert_eq!(talks(&world).await[0].ended_why, Some(EndedWhy::Initiator));
    assert_eq!(mails(&world, MailKind::LeftAlone).await.len(), 1);
    let page = world.home(&sam).await;
    let page = page.form().tick("I stop here");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "You have stopped taking part");
    assert!(world.person("Sam Khan").await.waiting_since.is_none());
}

async fn named_and_agreed(world: &World, by: &str, name: &str, email: &str) -> String {
    let initiator = world.person(by).await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let (means, face) = (&world.app.means, &world.face);
    let named = nominate::Named {
        name,
        email,
        language: "en",
        asked_wording: "I asked them",
    };
    let c = nominate::nominate(&txn, means, face, &initiator, named)
        .await
        .unwrap()
        .unwrap();
    let partner = people::find(&txn, c.partner).await.unwrap().unwrap();
    let _ = answer::agree(&txn, means, face, &partner, &[])
        .await
        .unwrap();
    txn.commit().await.unwrap();
    world.token(partner.id, LinkKind::Act).await
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
    assert_eq!(talks(&world).await.len(), 1);
}

#[tokio::test]
async fn somebody_who_waits_can_stop_and_come_back() {
    let world = World::new().await;
    let sam = waiting(&world, "Sam Khan", "sam@example.org").await;
    world.post(&format!("/p/{sam}/stop"), "stop=stop").await;
    assert!(world.person("Sam Khan").await.waiting_since.is_none());
    starter(&world, "Maria Lopez", "maria@example.org").await;
    ask_pool(&world, "Maria Lopez").await;
    assert!(talks(&world).await.is_empty());
    let page = world.home(&sam).await;
    let page = page.form().press(&world, "Take part again").await;
    assert_eq!(page.h1(), "Thank you. Maria will send you a text.");
}

/// What an organiser sees at an address of the chain's desk.
async fn desk(world: &World, cookie: &str, below: &str) -> Answer {
    let path = format!("/desk/food-in-kettlegate{below}");
    let request = Request::get(path).header(header::COOKIE, cookie);
    let answer = world.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}

async fn signed_in(world: &World) -> String {
    let (means, read) = (&world.app.means, &world.app.db.read);
    let owner = entity::organiser::Entity::find().one(read).await.unwrap();
    let token = means.sources.token();
    let later = means.now() + Duration::days(400);
    entity::session::ActiveModel {
        id: Set(means.id()),
        id_hash: Set(keys::hash(&token)),
        organiser: Set(owner.unwrap().id),
        browser: Set(String::new()),
        made_at: Set(means.now()),
        idle_until: Set(later),
        ends_at: Set(later),
        revoked_at: Set(None),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap();
    format!("s={token}")
}

#[tokio::test]
async fn the_desk_shows_who_waits_and_for_how_long_and_who_did_not_confirm() {
    let world = World::new().await;
    let cookie = signed_in(&world).await;
    ask_to_join(&world, "Ann Lee", "ann@example.org").await;
    waiting(&world, "Sam Khan", "sam@example.org").await;
    let (ann, sam) = (
        world.person("Ann Lee").await.id,
        world.person("Sam Khan").await.id,
    );
    let rows = |page: &Answer| page.find("tbody tr").join("\n");
    let page = desk(&world, &cookie, "/people").await;
    assert!(rows(&page).contains("Ann LeeNobody yetNobody yetasked to join, not confirmed"));
    assert!(rows(&page).contains("Sam KhanNobody yetNobody yetwaits for a partner"));
    let page = desk(&world, &cookie, "/people?state=waiting").await;
    assert!(rows(&page).contains("Sam Khan") && !rows(&page).contains("Ann Lee"));
    let page = desk(&world, &cookie, &format!("/people/{sam}")).await;
    assert!(page.says("Sam Khan asked to take part on the public page"));
    assert!(page.says("waits for a partner since"), "{}", page.main());
    desk(&world, &cookie, &format!("/people/{ann}")).await;
    let page = desk(&world, &cookie, "").await;
    assert!(page.says("1 person waits for a partner"), "{}", page.main());
    assert!(
        page.says("Nothing. Every link is moving."),
        "{}",
        page.main()
    );

    world.pass(Duration::days(10));
    let page = desk(&world, &cookie, "").await;
    let wanted = "Sam Khan said yes and waits for somebody to talk with. Nobody was found yet.";
    assert!(page.says(wanted), "{}", page.main());
    assert!(!page.says("Ann Lee has not answered"));

    starter(&world, "Maria Lopez", "maria@example.org").await;
    ask_pool(&world, "Maria Lopez").await;
    let page = desk(&world, &cookie, &format!("/people/{sam}")).await;
    let wanted = "Sam Khan was joined to Maria Lopez, who asked for somebody who waits";
    assert!(page.says(wanted), "{}", page.main());

    // The organiser ends it kindly: both are told, and Sam is asked what they would like.
    let c = talks(&world).await[0].clone();
    let owner = entity::organiser::Entity::find()
        .one(&world.app.db.read)
        .await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let (means, face) = (&world.app.means, &world.face);
    let _ = answer::close_kindly(&txn, means, face, owner.unwrap().unwrap().id, &c)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(mails(&world, MailKind::LeftAlone).await.len(), 1);
    assert_eq!(mails(&world, MailKind::SaidNo).await.len(), 1);
    let page = desk(&world, &cookie, "").await;
    let wanted = "Sam Khan said yes and has nobody to talk with.";
    assert!(page.says(wanted), "{}", page.main());
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

/// One chain with `n` first people who said yes.
async fn nominators(app: &TestApp, owner: Uuid, n: usize, seed: u64) -> (Face, Vec<Uuid>) {
    let face = app.start_chain(&format!("Chain {seed}"), owner).await;
    let txn = db::begin_write(app.db()).await.unwrap();
    let mut ids = Vec::new();
    for i in 0..n {
        let new = NewStarter {
            name: "Maria Lopez".into(),
            email: format!("maria{i}.{seed}@example.org"),
            language: "en".into(),
        };
        let person = people::add_starter(&txn, app.means(), &face, owner, new)
            .await
            .unwrap()
            .unwrap();
        let _ = answer::agree(&txn, app.means(), &face, &person, &[])
            .await
            .unwrap();
        ids.push(person.id);
    }
    txn.commit().await.unwrap();
    (face, ids)
}

/// People who asked to join and have not said yes.
async fn joiners(app: &TestApp, face: &Face, n: usize, seed: u64) -> Vec<Uuid> {
    let txn = db::begin_write(app.db()).await.unwrap();
    let mut ids = Vec::new();
    for i in 0..n {
        let email = format!("sam{i}.{seed}@example.org");
        let (door, email) = (Door::Pool, Some(email.as_str()));
        let person = people::add_newcomer(&txn, app.means(), face, door, "Sam Khan", email, "en")
            .await
            .unwrap()
            .unwrap();
        ids.push(person.id);
    }
    txn.commit().await.unwrap();
    ids
}

async fn press(app: daisychain::app::App, face: Face, id: Uuid, asks: bool) {
    // Sixty stand in line for one writer: on a slow machine the last of them are turned away, and press again.
    let txn = loop {
        match db::begin_write(&app.db).await {
            Ok(txn) => break txn,
            Err(DbErr::ConnectionAcquire(_)) => {}
            Err(error) => panic!("{error}"),
        }
    };
    let person = people::find(&txn, id).await.unwrap().unwrap();
    if asks {
        let _ = pool::ask(&txn, &app.means, &face, &person, &person.language)
            .await
            .unwrap()
            .unwrap();
    } else {
        let _ = answer::agree(&txn, &app.means, &face, &person, &[])
            .await
            .unwrap();
    }
    txn.commit().await.unwrap();
}

/// Fifty ask for ten who wait, all at once and in an order of its own for every seed. In every other race the ten say
/// yes while the fifty ask.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_who_ask_for_ten_who_wait_make_ten_pairs_and_nobody_is_there_twice() {
    let app = TestApp::new().await;
    let owner = app.organiser("Asha Khan").await;
    for seed in 0..20 {
        let mut chance = StdRng::seed_from_u64(seed);
        let (face, asking) = nominators(&app, owner, 50, seed).await;
        let saying_yes = joiners(&app, &face, 10, seed).await;
        let mut presses: Vec<(Uuid, bool)> = asking.iter().map(|id| (*id, true)).collect();
        if seed % 2 == 0 {
            for id in &saying_yes {
                press(app.app.clone(), face.clone(), *id, false).await;
            }
        } else {
            presses.extend(saying_yes.iter().map(|id| (*id, false)));
        }
        presses.shuffle(&mut chance);
        let mut running = tokio::task::JoinSet::new();
        for (id, asks) in presses {
            let (app, face) = (app.app.clone(), face.clone());
            let pause = chance.random_range(0..4);
            running.spawn(async move {
                for _ in 0..pause {
                    tokio::task::yield_now().await;
                }
                press(app, face, id, asks).await;
            });
        }
        running.join_all().await;
        holds(&app, &face, &asking, &saying_yes).await;
    }
}

async fn holds(app: &TestApp, face: &Face, asking: &[Uuid], saying_yes: &[Uuid]) {
    let read = &app.db().read;
    let chain = face.chain.id;
    let talks = conversation::Entity::find()
        .filter(conversation::Column::Chain.eq(chain))
        .all(read)
        .await
        .unwrap();
    assert_eq!(talks.len(), 10);
    let mut partners: Vec<Uuid> = talks.iter().map(|c| c.partner).collect();
    let mut initiators: Vec<Uuid> = talks.iter().map(|c| c.initiator).collect();
    partners.sort_unstable();
    initiators.sort_unstable();
    initiators.dedup();
    assert_eq!(partners, saying_yes, "everybody who waited, once each (I1)");
    assert_eq!(initiators.len(), 10, "nobody got two (I6)");
    assert!(initiators.iter().all(|id| asking.contains(id)));
    for c in &talks {
        let partner = people::find(read, c.partner).await.unwrap().unwrap();
        assert!(c.agreed_at.is_some() && c.way == Way::Pool);
        assert_eq!(partner.parent, Some(c.initiator));
        assert_eq!(partner.branch, Some(c.initiator));
        assert!(partner.waiting_since.is_none());
    }
    let open = nomination::Entity::find()
        .filter(nomination::Column::Chain.eq(chain))
        .filter(nomination::Column::UsedAt.is_null())
        .filter(nomination::Column::DroppedAt.is_null())
        .count(read)
        .await
        .unwrap();
    assert_eq!(open, 40, "the others go on waiting");
    for (kind, people) in [("matched", &initiators), ("somebody-for-you", &partners)] {
        let told = outbox::Entity::find()
            .filter(outbox::Column::Chain.eq(chain))
            .filter(outbox::Column::Kind.eq(kind))
            .all(read)
            .await
            .unwrap();
        let mut told: Vec<Uuid> = told.iter().filter_map(|m| m.participant).collect();
        told.sort_unstable();
        assert_eq!(&told, people, "{kind} to each, once");
    }
}

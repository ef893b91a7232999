//! Who waits is joined to who fits best, and who is left alone is asked what they would like.

use chrono::Duration;
use daisychain::conversation::Outcome;
use daisychain::conversation::{answer, clock, nominate};
use daisychain::db;
use daisychain::mail::MailKind;
use daisychain::people::{self, Channel, Prefs};
use entity::shared::{Door, EndedWhy, LinkKind};
use uuid::Uuid;

use super::support::{PUBLIC, ask_pool, ask_to_join, say_yes, starter, waiting};
use crate::journeys::{conversations, mails};
use crate::organisers::{as_organiser, signed_in};
use crate::resident_support::{Answer, World};

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
    assert!(conversations(&world).await.is_empty());

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
        let c = conversations(&world)
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
    assert_eq!(
        answer::agree(&txn, means, face, &person, &[])
            .await
            .unwrap(),
        Outcome::Done
    );
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
    assert_eq!(conversations(&world).await.len(), 1);
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
    assert_eq!(
        conversations(&world).await[0].ended_why,
        Some(EndedWhy::Initiator)
    );
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
    assert_eq!(
        answer::agree(&txn, means, face, &partner, &[])
            .await
            .unwrap(),
        Outcome::Done
    );
    txn.commit().await.unwrap();
    world.token(partner.id, LinkKind::Act).await
}

/// What an organiser sees at an address of the chain's desk.
async fn desk(world: &World, cookie: &str, below: &str) -> Answer {
    let path = format!("/desk/food-in-kettlegate{below}");
    let answer = as_organiser(world, cookie, &path, None).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer
}

#[tokio::test]
async fn the_desk_shows_who_waits_and_for_how_long_and_who_did_not_confirm() {
    let world = World::new().await;
    let (owner, cookie) = signed_in(&world).await;
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
        page.says("Nothing. Every chat is moving."),
        "{}",
        page.main()
    );

    world.pass(Duration::days(10));
    let page = desk(&world, &cookie, "").await;
    let wanted = "Sam Khan said yes and waits for somebody to talk with. Nobody was found yet.";
    assert!(page.says(wanted), "{}", page.main());
    assert!(!page.says("Ann Lee has not answered"));
    // What can be done stands beside it.
    let step = page.link("Find someone for Sam");
    assert!(step.ends_with(&format!("/people/{sam}/step-in")), "{step}");
    desk(&world, &cookie, &format!("/people/{sam}/step-in")).await;

    starter(&world, "Maria Lopez", "maria@example.org").await;
    ask_pool(&world, "Maria Lopez").await;
    let page = desk(&world, &cookie, &format!("/people/{sam}")).await;
    let wanted = "Sam Khan was joined to Maria Lopez, who asked for somebody who waits";
    assert!(page.says(wanted), "{}", page.main());

    // The organiser ends it kindly: both are told, and Sam is asked what they would like.
    let c = conversations(&world).await[0].clone();
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let (means, face) = (&world.app.means, &world.face);
    assert_eq!(
        answer::close_kindly(&txn, means, face, owner.id, &c)
            .await
            .unwrap(),
        Outcome::Done
    );
    txn.commit().await.unwrap();
    assert_eq!(mails(&world, MailKind::LeftAlone).await.len(), 1);
    assert_eq!(mails(&world, MailKind::HandedOn).await.len(), 1);
    let page = desk(&world, &cookie, "").await;
    let wanted = "Sam Khan said yes and has nobody to talk with.";
    assert!(page.says(wanted), "{}", page.main());
}

//! The messages page counts and finds messages, tries several again, and prints a letter in place of one.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::mail::MailKind;
use entity::outbox::{self, Column as C};
use sea_orm::EntityTrait;

use super::support::{is_for_organisers, mail, mark, noted};
use crate::codes::support::{TYPED, code_of, scan};
use crate::journeys::agreed;
use crate::organisers::Browser;
use crate::resident_support::World;

async fn three_people() -> World {
    let world = World::new().await;
    for (name, address) in [
        ("Zo\u{eb} O'Brien", "zoe@example.org"),
        ("\u{141}ukasz Nowak", "lukasz@example.org"),
        ("Maria Lopez", "maria@example.org"),
    ] {
        world.add_starter(name, address).await;
    }
    mark(
        &world,
        "\u{141}ukasz Nowak",
        C::FailedAt,
        "rcpt: 550 5.1.1 unknown",
    )
    .await;
    world.bounce("\u{141}ukasz Nowak").await;
    mark(
        &world,
        "Maria Lopez",
        C::HeldAt,
        "data: 554 5.7.1 not wanted",
    )
    .await;
    world
}

#[tokio::test]
async fn messages_are_counted_by_state_and_found_by_name_and_kind_without_accents() {
    let world = three_people().await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/messages").await;
    assert_eq!(
        page.find(".states li"),
        ["All: 3", "waiting: 1", "on hold: 1", "came back: 1"]
    );
    let held = asha.open(&page.link("on hold: 1")).await;
    assert_eq!(held.find("tbody td:nth-child(2)"), ["Maria Lopez"]);
    assert!(held.says("The mail server did not want this message"));
    assert!(!held.says("554 5.7.1"));
    // The reply itself stands on the message's own page, behind a heading.
    let own = asha.open(&held.attribute("tbody th a", "href")[0]).await;
    assert_eq!(own.find("details code"), ["data: 554 5.7.1 not wanted"]);
    assert_eq!(held.attribute("[aria-current=true]", "href").len(), 1);
    for (asked, names) in [
        ("name=zoe", vec!["Zo\u{eb} O'Brien"]),
        ("name=LUKASZ", vec!["\u{141}ukasz Nowak"]),
        ("kind=invite", vec![]),
        (
            "name=o&state=on-hold&kind=starter-invite",
            vec!["Maria Lopez"],
        ),
    ] {
        let page = asha.desk(&format!("/messages?{asked}")).await;
        assert_eq!(page.find("tbody td:nth-child(2)"), names, "{asked}");
    }
    // The counts keep the other filters.
    let page = asha.desk("/messages?name=zoe").await;
    assert_eq!(page.find(".states li"), ["All: 1", "waiting: 1"]);
    // What we held back ourselves has a reason in our words.
    mark(&world, "Zo\u{eb} O'Brien", C::CancelledAt, "stopped").await;
    let page = asha.desk("/messages?state=taken-back").await;
    assert!(
        page.says("The person had stopped taking part."),
        "{}",
        page.text
    );
    assert!(!page.text.contains("@example.org\""));
}

#[tokio::test]
async fn several_messages_are_tried_again_at_once_and_once() {
    let world = three_people().await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/messages").await;
    assert_eq!(page.find("tbody input[type=checkbox]").len(), 2);
    let form = page
        .form()
        .tick("Choose: Please start a chat, to Maria Lopez")
        .tick("Choose: Please start a chat, to \u{141}ukasz Nowak");
    let (action, body) = form.request("Try these again");
    // One that waits anyway is sent along by hand.
    let zoe = mail(&world, "Zo\u{eb} O'Brien", MailKind::StarterInvite).await;
    let body = format!("{body}&message={}", zoe.id);
    for _ in 0..2 {
        let done = asha.submit(&action, body.clone()).await;
        assert!(
            done.says("We are trying 2 messages again."),
            "{}",
            done.text
        );
        assert!(
            done.says("1 message cannot be tried again"),
            "{}",
            done.text
        );
    }
    assert_eq!(noted(&world, "message.again").await, 2);
    let rows = outbox::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert!(
        rows.iter()
            .all(|m| m.held_at.is_none() && m.failed_at.is_none())
    );
    let page = asha.desk("/messages").await;
    assert!(page.find("tbody input[type=checkbox]").is_empty());
    // Nothing ticked, and what is no message.
    let nothing = asha.submit(&action, "message=x".to_owned()).await;
    assert!(
        nothing.says("No message was tried again."),
        "{}",
        nothing.text
    );
}

#[tokio::test]
async fn a_letter_is_printed_in_place_of_a_message_and_noted() {
    let world = three_people().await;
    let asha = Browser::asha(&world).await;
    let held = mail(&world, "Maria Lopez", MailKind::StarterInvite).await;
    let page = asha.desk(&format!("/messages/{}", held.id)).await;
    let letter = asha.press(page.form(), "Print a letter instead").await;
    assert_eq!(
        letter.h1(),
        "Kettlegate House would like you to start a chain of chats"
    );
    let maria = world.token_of("Maria Lopez").await;
    assert_eq!(scan(&letter), format!("http://localhost:8080/p/{maria}"));
    let code = code_of(&world, "Maria Lopez").await;
    for words in ["Dear Maria,", &code, TYPED, "No thank you"] {
        assert!(letter.says(words), "no {words} in {}", letter.text);
    }
    assert_eq!(noted(&world, "letter.printed").await, 1);
    // The message is taken back, says why, and the link works on.
    let page = asha.desk(&format!("/messages/{}", held.id)).await;
    assert!(page.says("A letter was printed instead."), "{}", page.text);
    assert_eq!(world.home(&maria).await.status, StatusCode::OK);
    let person = world.person("Maria Lopez").await.id;
    let story = asha.desk(&format!("/people/{person}")).await;
    assert!(
        story.says("Asha printed a letter to Maria Lopez"),
        "{}",
        story.text
    );

    // One that is on its way has none; nor has a person who is gone.
    let zoe = mail(&world, "Zo\u{eb} O'Brien", MailKind::StarterInvite).await;
    let path = asha.path(&format!("/messages/{}/letter", zoe.id));
    let page = asha.send(&path, Some(String::new())).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let page = asha.desk(&format!("/messages/{}", zoe.id)).await;
    assert!(!page.says("Print a letter instead"));
    let lukasz = mail(&world, "\u{141}ukasz Nowak", MailKind::StarterInvite).await;
    world
        .forget(world.person("\u{141}ukasz Nowak").await.id)
        .await;
    let path = asha.path(&format!("/messages/{}/letter", lukasz.id));
    let page = asha.send(&path, Some(String::new())).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(noted(&world, "letter.printed").await, 1);
}

#[tokio::test]
async fn a_letter_in_place_of_news_says_the_news() {
    let world = World::new().await;
    agreed(&world).await;
    world.pass(Duration::minutes(6));
    world.bounce("Maria Lopez").await;
    let asha = Browser::asha(&world).await;
    let news = mail(&world, "Maria Lopez", MailKind::SaidYes).await;
    let page = asha.desk(&format!("/messages/{}", news.id)).await;
    let letter = asha.press(page.form(), "Print a letter instead").await;
    assert_eq!(letter.h1(), "Sam said yes");
    assert!(
        letter.says("Good news. Sam would like to talk with you."),
        "{}",
        letter.text
    );
    assert!(!letter.text.contains("%%"));
    let maria = world.token_of("Maria Lopez").await;
    assert_eq!(scan(&letter), format!("http://localhost:8080/p/{maria}"));
    assert!(letter.says("Do you want to tell us something?"));
}

#[tokio::test]
async fn only_organisers_see_and_try_messages() {
    let world = three_people().await;
    let held = mail(&world, "Maria Lopez", MailKind::StarterInvite)
        .await
        .id;
    let letter = format!("/messages/{held}/letter");
    is_for_organisers(
        &world,
        &["/messages", "/messages/replies"],
        &["/messages/again", &letter],
    )
    .await;
    assert_eq!(noted(&world, "letter.printed").await, 0);
}

//! Answers that came in: unread first, found by name, and used as the record with the words beside the form.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::keys::Place;
use entity::inbound;
use entity::shared::InboundKind;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use uuid::Uuid;

use super::support::{is_for_organisers, noted};
use crate::journeys::{agreed, conversations};
use crate::organisers::Browser;
use crate::resident_support::World;

async fn answer(world: &World, name: &str, text: &str) -> Uuid {
    let (means, id) = (&world.app.means, world.app.means.id());
    let body = means
        .keys
        .seal(&means.sources, Place::InboundBody, id, text);
    inbound::ActiveModel {
        id: Set(id),
        event_id: Set(id.to_string()),
        kind: Set(InboundKind::Reply),
        outbox: Set(None),
        participant: Set(Some(world.person(name).await.id)),
        chain: Set(Some(world.face.chain.id)),
        body: Set(Some(body)),
        at: Set(means.now()),
        read_at: Set(None),
        read_by: Set(None),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap();
    id
}

#[tokio::test]
async fn an_answer_is_used_as_the_record_with_its_words_beside_the_form() {
    let world = World::new().await;
    agreed(&world).await;
    world.pass(Duration::minutes(6));
    answer(&world, "Maria Lopez", "We met.\nSam likes the market.").await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/messages").await;
    assert!(
        page.find("aside")
            .join(" ")
            .contains("Sam likes the market."),
        "{}",
        page.text
    );

    let page = asha.desk("/messages/replies").await;
    let page = asha
        .press(page.form(), "Use as the record of Maria Lopez")
        .await;
    assert!(page.path.ends_with("/write"), "{}", page.path);
    let beside = |page: &crate::resident_support::Answer| page.find("aside.theirs").join(" ");
    assert!(
        beside(&page).contains("Sam likes the market."),
        "{}",
        page.text
    );
    let page = asha
        .press(page.form().tick("Yes, we talked and we agree"), "Continue")
        .await;
    assert!(beside(&page).contains("What Maria wrote to us"));
    // With something wrong, the words still stand there.
    let page = asha.press(page.form(), "Save and continue").await;
    assert!(
        beside(&page).contains("Sam likes the market."),
        "{}",
        page.text
    );
    let form = page.form().fill("What Sam said", "I like the market.");
    asha.press(form, "Save and continue").await;
    assert_eq!(noted(&world, "reply.read").await, 1);
    assert_eq!(noted(&world, "person.written_for").await, 1);

    // From paper, an answer is nobody's business; and Maria herself sees her own form only.
    let maria = world.person("Maria Lopez").await;
    let page = asha.write_for(&maria, "On a paper sheet").await;
    let page = asha.open(&page.link("Go on writing")).await;
    assert!(beside(&page).is_empty());
    let (token, chat) = (
        world.token_of("Maria Lopez").await,
        conversations(&world).await.remove(0),
    );
    let page = world
        .open(&format!("/p/{token}/chat/{}/question/2", chat.id))
        .await;
    assert!(beside(&page).is_empty());
}

#[tokio::test]
async fn answers_nobody_read_come_first_and_are_found_by_name() {
    let world = World::new().await;
    agreed(&world).await;
    world.add_starter("Zo\u{eb} Hall", "zoe@example.org").await;
    let first = answer(&world, "Zo\u{eb} Hall", "one").await;
    world.pass(Duration::hours(1));
    answer(&world, "Sam Khan", "two").await;
    world.pass(Duration::hours(1));
    answer(&world, "Sam Khan", "three").await;
    let asha = Browser::asha(&world).await;
    let page = asha.desk("/messages/replies").await;
    let order = page.find("article p[dir=auto]");
    assert_eq!(order, ["three", "two", "one"]);
    // Who asks something can be called or written to from here.
    for words in [
        "Log a phone call with Sam Khan",
        "Write to Sam Khan: open their page",
    ] {
        assert!(page.says(words), "{}", page.text);
    }
    // Sam has no chat to write down, nor has Zoë.
    assert!(!page.says("Use as the record"));
    let page = asha
        .press(page.form(), "I have read the answer from Sam Khan")
        .await;
    assert_eq!(page.find("article p[dir=auto]"), ["two", "one", "three"]);
    let page = asha.desk("/messages/replies?name=zoe").await;
    assert_eq!(page.find("article p[dir=auto]"), ["one"]);
    assert!(page.says("1 answer"));
    let page = asha.desk("/messages/replies?name=nobody").await;
    assert!(page.says("No answer found."));

    // Whoever has nothing to write down is sent to their own next form.
    let path = asha.path(&format!("/messages/replies/{first}/use"));
    let page = asha.submit(&path, String::new()).await;
    assert!(page.path.starts_with("/p/~"), "{}", page.path);
    let path = asha.path(&format!("/messages/replies/{}/use", Uuid::nil()));
    let page = asha.send(&path, Some(String::new())).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let used = format!("/messages/replies/{first}/use");
    is_for_organisers(&world, &[], &[&used]).await;
}

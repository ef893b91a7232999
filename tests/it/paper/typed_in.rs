//! A code on paper opens the right form, and what is typed in says who typed it wherever it is read.

use axum::http::StatusCode;
use chrono::Duration;

use super::support::{is_for_organisers, noted};
use crate::behalf::support::{agreed_sam, skip_the_rest};
use crate::codes::support::{Desk, code_of};
use crate::journeys::conversations;
use crate::organisers::{Browser, owner};
use crate::resident_support::{Answer, World};

async fn types(asha: &Browser<'_>, code: &str) -> Answer {
    let page = asha.desk("/type-in").await;
    let form = page.form().fill("Code on the paper", code);
    asha.press(form, "Open the form").await
}

#[tokio::test]
async fn r45_a_sheet_typed_in_by_its_code_says_who_entered_it_on_both_peoples_pages() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let (rosa, sam) = agreed_sam(&world, &asha).await;
    let code = code_of(&world, "Rosa Lind").await;
    let page = types(&asha, &code.to_lowercase().replace(' ', "")).await;
    assert!(page.path.ends_with("/write"), "{}", page.path);
    assert!(
        page.text.contains("Source: <bdi>paper sheet</bdi>"),
        "{}",
        page.text
    );
    let page = asha
        .press(page.form().tick("Yes, we talked and we agree"), "Continue")
        .await;
    let form = page.form().fill("What Sam said", "The market is cheap.");
    let page = asha.press(form, "Save and continue").await;
    let page = skip_the_rest(&asha, page).await;
    asha.press(page.form(), "Show this to Sam").await;
    world.pass(Duration::minutes(6));
    let chat = conversations(&world).await.remove(0);
    assert_eq!(chat.entered_by, Some(owner(&world).await.id));
    assert_eq!(chat.source, "paper");

    let told = "(paper sheet)";
    let page = world.open(&format!("/p/{sam}")).await;
    assert!(
        page.says("Asha wrote this for Rosa on") && page.says(told),
        "{}",
        page.text
    );
    let token = world.token_of("Rosa Lind").await;
    let page = world.open(&format!("/p/{token}/me")).await;
    assert!(page.says("Asha wrote down"), "{}", page.text);
    let page = asha.desk(&format!("/people/{}", rosa.id)).await;
    assert!(page.says("Entered by Asha (paper sheet)"), "{}", page.text);
    // Next, the same code opens what is next.
    let page = types(&asha, &code).await;
    assert!(page.text.contains("Source: <bdi>paper sheet</bdi>") && !page.path.ends_with("/write"));
    assert!(noted(&world, "person.written_for").await >= 2);
}

#[tokio::test]
async fn a_code_that_opens_nothing_here_says_so_and_keeps_what_was_typed() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let (rosa, _) = agreed_sam(&world, &asha).await;
    let desk = Desk::of(&world).await;
    let street = desk.street("Elm Street").await;
    let street = desk.street_code(&street).await;
    let before = noted(&world, "person.written_for").await;
    for (typed, said) in [
        ("", "Type the code, or search for the name below"),
        ("daisy 2222", "Nobody in this chain has this code."),
        (street.as_str(), "This is the code of a whole street."),
    ] {
        let page = types(&asha, typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.says(said), "{typed}: {}", page.text);
        assert_eq!(page.attribute("#code", "value"), [typed]);
    }
    // The old code of a renewed link, and a person who has stopped.
    let code = code_of(&world, "Rosa Lind").await;
    world.renew_link(rosa.id).await;
    assert_ne!(code_of(&world, "Rosa Lind").await, code);
    let token = world.token_of("Rosa Lind").await;
    let page = world.open(&format!("/p/{token}/stop")).await;
    page.form()
        .tick("Stop taking part")
        .press(&world, "Continue")
        .await;
    let page = types(&asha, &code_of(&world, "Rosa Lind").await).await;
    assert!(
        page.says("Nobody can write for this person now."),
        "{}",
        page.text
    );
    assert_eq!(noted(&world, "person.written_for").await, before);
    is_for_organisers(&world, &["/type-in"], &["/type-in"]).await;
}

#[tokio::test]
async fn without_a_code_the_person_is_found_by_name() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    world
        .add_starter("Zo\u{eb} O'Brien", "zoe@example.org")
        .await;
    let page = asha.desk("/type-in?name=ZOE").await;
    assert!(page.says("1 person found"), "{}", page.text);
    let page = asha.press(page.form(), "Write for Zo\u{eb} O'Brien").await;
    // Who has not answered sends back a slip.
    assert!(page.path.ends_with("/slip"), "{}", page.path);
    assert!(
        asha.desk("/type-in?name=nobody")
            .await
            .says("Nobody found.")
    );
}

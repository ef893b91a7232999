//! What somebody filled in is not lost, and a link that was shut says so.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::mail::MailKind;

use super::journeys::{mails, recorded};
use super::resident_support::World;

#[tokio::test]
async fn whoever_comes_back_to_a_check_finds_what_they_filled_in_and_it_counts_only_when_it_is_right()
 {
    let world = World::new().await;
    let (_, sam) = recorded(&world).await;
    let page = world.home(&sam).await;
    let page = page
        .form()
        .tick("Change the words")
        .fill(
            "New words for point 1, if you change them",
            "The market shuts at five.",
        )
        .tick("Yes, with my first name")
        .tick("I will come back")
        .press(&world, "Save")
        .await;
    assert!(
        page.says("We keep what you have filled in."),
        "{}",
        page.text
    );
    // It is sealed, and nobody else has it.
    let rows = world.dump().await;
    assert!(rows.iter().all(|row| !row.contains("shuts at five")));
    assert!(mails(&world, MailKind::YourTurn).await.is_empty());

    world.pass(Duration::days(2));
    let page = world.home(&sam).await;
    assert!(
        page.text.contains("The market shuts at five."),
        "{}",
        page.text
    );
    let chosen = page.attribute("input[type=radio][checked]", "id");
    assert_eq!(chosen, ["verdict_1-change", "quote_1-first_name"]);
    // Not everything is answered: what is there stays there.
    let form = page.form().tick("This is right now");
    let page = form.press(&world, "Save").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let (to, body) = page.form().request("Save");
    let answer = world.post(&to, &format!("{body}&verdict_2=keep")).await;
    let page = world.open(answer.location.as_deref().unwrap()).await;
    assert!(
        page.says("Thank you. We have saved what you said"),
        "{}",
        page.text
    );
    let words = world.open(&format!("/p/{sam}/words")).await;
    assert!(words.says("The market shuts at five."));
    // The thanks stand once; what was kept is gone.
    assert!(!world.home(&sam).await.says("Thank you. We have saved"));
    let again = world.open(&format!("/p/{sam}/check")).await;
    assert_eq!(again.attribute("input[name=final]", "value").len(), 2);
    assert!(
        again
            .attribute("input[name=final][checked]", "value")
            .is_empty()
    );
}

#[tokio::test]
async fn a_link_that_reached_the_wrong_person_says_so_and_promises_no_newer_one() {
    let world = World::new().await;
    let (_, sam) = recorded(&world).await;
    let form = world.open(&format!("/p/{sam}/report")).await;
    let form = form
        .form()
        .tick("This is not for me, or I do not know Maria. Delete what you have about me.");
    form.press(&world, "Send").await;
    let ended = world.home(&sam).await;
    assert!(ended.says("had reached the wrong person"), "{}", ended.text);
    assert!(!ended.says("There is a newer link."));
}

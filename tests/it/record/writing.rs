//! Nothing typed is lost: not by a killed server, not by an old tab, not by the script.

use axum::http::StatusCode;
use entity::draft;
use entity::shared::Quote;
use sea_orm::EntityTrait;

use super::support::{at, drafts, leaves, points};
use crate::journeys::{agreed, first_question, skip_the_rest};
use crate::resident_support::{Answer, World};

#[tokio::test]
async fn r10_a_draft_survives_a_killed_server_and_is_there_on_another_phone() {
    let mut world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    let page = page.form().fill("What Sam said", "The market is cheap.");
    page.press(&world, "Save and continue").await;
    let second = world.open(&at(&world, &maria, "question/2").await).await;
    let second = second.form().fill("What Sam said", "The lift is broken.");
    second.press(&world, "Save and continue").await;

    world.restart().await;

    // Another phone holds nothing but the link.
    let page = world.home(&maria).await;
    let page = world.open(&page.link("Go on writing")).await;
    let page = page.form().tick("Yes, we talked and we agree");
    let page = page.press(&world, "Continue").await;
    assert!(page.text.contains("The market is cheap."));
    let page = page.form().press(&world, "Save and continue").await;
    assert!(page.text.contains("The lift is broken."));
    assert_eq!(drafts(&world).await, 2);
}

#[tokio::test]
async fn r11_a_newer_text_stays_and_either_or_both_are_taken_in_two_presses() {
    let world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let old = first_question(&world, &maria).await;
    let phone = old.form().fill("What Sam said", "From the phone");
    phone.press(&world, "Save and continue").await;
    let conflict = old
        .form()
        .fill("What Sam said", "From the old tab")
        .fill("And what do you say? (optional)", "My own words")
        .press(&world, "Save and continue")
        .await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.says("From the phone"));
    assert!(conflict.text.contains("From the old tab") && conflict.text.contains("My own words"));
    let question = at(&world, &maria, "question/1").await;

    // What is saved: one press, and nothing has changed.
    let kept = world.open(&conflict.link("Keep what is saved")).await;
    assert!(kept.text.contains("From the phone") && !kept.text.contains("old tab"));

    // Both: one press joins them, the next goes on.
    let both = conflict.form().press(&world, "Keep both").await;
    assert_eq!(
        both.find("textarea"),
        ["From the phone", "From the old tab", "My own words"]
    );
    let next = both.form().press(&world, "Save and continue").await;
    assert!(next.says("question 2 of"), "{}", next.text);
    let stored = draft::Entity::find().one(&world.app.db.read).await.unwrap();
    assert_eq!(stored.unwrap().body.0.len(), 3);

    // The old page again: still a conflict, because that version is older than what stands.
    let again = conflict.form().fill("What Sam said", "From a third tab");
    let again = again.press(&world, "Keep both").await;
    assert_eq!(again.status, StatusCode::CONFLICT);

    // Mine: one press on the page that shows both.
    let mine = again.form().press(&world, "Save and continue").await;
    assert!(mine.says("question 2 of"));
    let page = world.open(&question).await;
    assert_eq!(page.find("textarea"), ["From a third tab", "My own words"]);
}

#[tokio::test]
async fn r12_the_script_saves_the_same_form_and_never_over_newer_text() {
    let world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    assert_eq!(page.find("#kept[role=status]"), [""]);
    let body = |page: &Answer, words: &str| {
        let (action, body) = page
            .form()
            .fill("What Sam said", words)
            .request("Save and continue");
        (action, body.replace("next=continue", "next=keep"))
    };
    let (action, first) = body(&page, "Saved by itself");
    let answer = world.post(&action, &first).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(answer.headers["x-version"], "1");
    assert_eq!(answer.headers["x-saved-at"], "9%3A36am");

    // The page goes on with the version it was told; the same page without it would be an old tab.
    let (_, second) = body(&page, "And once more");
    let old = world.post(&action, &second).await;
    assert_eq!(old.status, StatusCode::CONFLICT);
    let told = second.replace("version=0", "version=1");
    let answer = world.post(&action, &told).await;
    assert_eq!(answer.headers["x-version"], "2");
    let submitted = told
        .replace("version=1", "version=2")
        .replace("next=keep", "next=continue");
    let next = world.post(&action, &submitted).await;
    assert_eq!(next.status, StatusCode::SEE_OTHER);

    // Nothing is asked of a text that is not finished, but that it is not too long.
    let empty = told
        .replace("And+once+more", "")
        .replace("version=1", "version=2");
    let answer = world.post(&action, &empty).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let long = told.replace("And+once+more", &"a".repeat(2_001));
    let answer = world.post(&action, &long).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The partner leaves: the script is told that it is over.
    leaves(&world, "Sam Khan").await;
    assert_eq!(world.post(&action, &told).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn points_have_the_questions_kind_and_any_other_and_an_added_one_keeps_what_was_typed() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    assert_eq!(
        page.attribute("#kind_1 option[selected]", "value"),
        ["strength"]
    );
    let page = page
        .form()
        .fill("What Sam said", "The market is cheap.")
        .fill("What kind of point is it?", "An idea")
        .fill("And what do you say? (optional)", "So it is.")
        .press(&world, "Add another point")
        .await;
    assert_eq!(
        page.find("textarea"),
        ["The market is cheap.", "", "So it is."]
    );
    let page = page
        .form()
        .fill_nth("What Sam said", 1, "It shuts early.")
        .fill_nth("What kind of point is it?", 1, "Something needed")
        .press(&world, "Save and continue")
        .await;
    let page = skip_the_rest(&world, page).await;
    page.form().press(&world, "Show this to Sam").await;
    let kinds: Vec<_> = points(&world)
        .await
        .iter()
        .map(|p| (p.kind.as_str(), p.by_initiator))
        .collect();
    assert_eq!(
        kinds,
        [("idea", false), ("need", false), ("strength", true)]
    );
    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "Maria wrote this after your chat. Is it right?");
    assert!(page.says("Maria also said") && page.says("So it is."));
}

#[tokio::test]
async fn an_own_point_that_nobody_was_asked_about_is_not_quoted() {
    let world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    // Only the initiator's words: that is no record of a chat.
    let page = page
        .form()
        .fill("And what do you say? (optional)", "Only mine.")
        .press(&world, "Save and continue")
        .await;
    let review = skip_the_rest(&world, page).await;
    let refused = review.form().press(&world, "Show this to Sam").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.says("Write at least one point"));
    let page = world.open(&at(&world, &maria, "question/1").await).await;
    let page = page.form().fill("What Sam said", "The market is cheap.");
    page.press(&world, "Save and continue").await;
    let review = world.open(&at(&world, &maria, "review").await).await;
    review.form().press(&world, "Show this to Sam").await;
    let own = points(&world).await.into_iter().find(|p| p.by_initiator);
    assert_eq!(own.unwrap().quote, Some(Quote::None));
}

#[tokio::test]
async fn they_want_nothing_kept_and_the_chain_goes_on() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    let page = page.form().fill("What Sam said", "Not to be kept.");
    page.press(&world, "Save and finish later").await;
    let page = world.open(&at(&world, &maria, "write").await).await;
    let page = page.form().tick("We talked, but Sam wants nothing kept");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "Thank you. You talked with Sam.");
    assert!(points(&world).await.is_empty() && drafts(&world).await == 0);
    assert_eq!(world.home(&sam).await.h1(), "Who will you talk to next?");
    let page = world.open(&at(&world, &sam, "points").await).await;
    assert!(page.says("No words were kept of this chat."));
}

#[tokio::test]
async fn a_partner_who_deletes_themself_ends_the_writing_kindly() {
    let world = World::new().await;
    let (maria, _) = agreed(&world).await;
    let page = first_question(&world, &maria).await;
    let page = page.form().fill("What Sam said", "The market is cheap.");
    let second = page.press(&world, "Save and continue").await;
    leaves(&world, "Sam Khan").await;
    assert_eq!(drafts(&world).await, 0);
    let second = second.form().fill("What Sam said", "More of it.");
    let page = second.press(&world, "Save and continue").await;
    assert_eq!(page.h1(), "The person you talked with has left");
    assert!(page.says("What you had written is deleted."));
    let review = world.open(&at(&world, &maria, "review").await).await;
    assert_eq!(review.h1(), "The person you talked with has left");
    assert!(points(&world).await.is_empty() && drafts(&world).await == 0);
}

//! The chain goes from person to person in few pages, and every step can be thought over.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::mail::MailKind;
use entity::{insight, link};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::journeys::{
    agreed, agreement, choose, conversations, first_question, invited, mails, recorded,
};
use crate::resident_support::World;

#[tokio::test]
async fn the_chain_goes_from_a_first_person_to_the_third() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    world.pass(Duration::minutes(6));

    let page = world.home(&sam).await;
    assert_eq!(page.h1(), "Maria wrote this after your chat. Is it right?");
    let page = page
        .form()
        .tick("Change the words")
        .fill(
            "New words for point 1, if you change them",
            "The market is good.",
        )
        .tick("Yes, with my first name")
        .tick_nth("Take it out", 1)
        .tick("This is right now")
        .press(&world, "Save")
        .await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    let points = insight::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    assert_eq!(points[0].text, "The market is good.");
    assert!(points[0].checked_at.is_some() && points[1].struck_at.is_some());

    let page = choose(&world, &sam, "Amina Yusuf", "amina@example.org").await;
    assert_eq!(page.h1(), "Your invitation to Amina goes out in 5 minutes");
    let amina = world.token_of("Amina Yusuf").await;
    assert_eq!(
        world.home(&amina).await.h1(),
        "Sam would like to talk with you about food in Kettlegate"
    );
    // Maria may have a second chat, or say that her part is done.
    let page = world.home(&maria).await;
    let page = world
        .open(&page.link("I do not want to choose someone"))
        .await;
    let page = page
        .form()
        .tick("I do not want to choose anyone. My part is done")
        .press(&world, "Continue")
        .await;
    assert_eq!(page.h1(), "Thank you. Your part is done.");
    assert!(page.says("You are number 1 of 2 people"), "{}", page.text);
    assert_eq!(mails(&world, MailKind::PartDone).await.len(), 1);
}

#[tokio::test]
async fn r02_few_pages_are_loaded_in_each_visit() {
    let world = World::new().await;
    let (maria, sam) = invited(&world).await;
    // home, agree, contact, times, check, home again
    let page = world.home(&sam).await;
    let page = world.open(&page.link("Start")).await;
    let page = agreement(&page, "Maria")
        .press(&world, "Agree and continue")
        .await;
    let page = page.form().tick("Email").press(&world, "Continue").await;
    let page = page.form().tick("Any time").press(&world, "Continue").await;
    let page = page.form().press(&world, "Say yes to Maria").await;
    assert_eq!(page.h1(), "Thank you. Maria will email you.");
    // home, agreement, a page a question, review, home again
    let mut page = first_question(&world, &maria).await;
    let mut loads = 2;
    while page.h1() != "Check what you wrote, then show it to Sam" {
        loads += 1;
        page = page
            .form()
            .fill("What Sam said", "Something.")
            .press(&world, "Save and continue")
            .await;
    }
    page.form().press(&world, "Show this to Sam").await;
    let questions = page.find("section.card h2").len();
    assert_eq!(loads + 2, questions + 4, "five questions are nine pages");
}

#[tokio::test]
async fn r13_what_was_sent_can_be_taken_back_for_five_minutes() {
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    let page = world.home(&maria).await;
    let page = page.form().press(&world, "Undo").await;
    assert_eq!(page.h1(), "Your chat with Sam");
    assert!(mails(&world, MailKind::RecordToCheck).await.is_empty());
    assert_eq!(
        world.home(&sam).await.h1(),
        "Thank you. Maria will send you a text."
    );
    let chat = conversations(&world).await[0].id;
    let page = world.open(&format!("/p/{maria}/chat/{chat}/review")).await;
    assert!(
        page.says("The market is cheap."),
        "the draft is still there"
    );
    page.form().press(&world, "Show this to Sam").await;
    world.pass(Duration::minutes(6));
    assert!(!world.home(&maria).await.says("take it back"));

    // A yes can be taken back until the details were shown.
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    let page = world.home(&sam).await;
    let page = page.form().press(&world, "Change my mind").await;
    assert_eq!(
        page.h1(),
        "Maria would like to talk with you about food in Kettlegate"
    );
}

#[tokio::test]
async fn stopping_can_be_undone_for_a_week_and_the_other_side_is_told() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let page = world.home(&sam).await;
    let page = world.open(&page.link("Stop taking part")).await;
    let page = page.form().tick("Stop taking part");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "You have stopped taking part");
    assert_eq!(mails(&world, MailKind::SaidNo).await.len(), 1);
    assert_eq!(world.home(&maria).await.h1(), "Who will you talk to next?");
    let page = page.form().press(&world, "Take part again").await;
    assert_eq!(page.h1(), "What would you like now?");
    assert!(page.says("It is good to have you back."), "{}", page.text);
    world.post(&format!("/p/{sam}/stop"), "stop=stop").await;
    world.pass(Duration::days(8));
    let page = world.home(&sam).await;
    let page = page.form().press(&world, "Take part again").await;
    assert_eq!(page.h1(), "You have stopped taking part");
}

#[tokio::test]
async fn nothing_kept_goes_on_with_the_chain_without_words() {
    let world = World::new().await;
    let (maria, sam) = agreed(&world).await;
    let page = world.home(&maria).await;
    let page = world.open(&page.link("Write down what you heard")).await;
    let page = page.form().tick("We talked, but Sam wants nothing kept");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "Thank you. You talked with Sam.");
    assert_eq!(world.home(&sam).await.h1(), "Who will you talk to next?");
    let page = world.open(&format!("/p/{sam}/words")).await;
    assert!(page.says("Nothing is written down"));
}

#[tokio::test]
async fn an_address_that_came_back_can_be_mended_and_a_choice_given_up() {
    let world = World::new().await;
    let (maria, old) = invited(&world).await;
    let sam = world.person("Sam Khan").await;
    world.bounce("Sam Khan").await;
    let page = world.home(&maria).await;
    assert_eq!(page.h1(), "Our message to Sam came back");
    let page = page.form().fill("Their email", "samk@example.org");
    let page = page.press(&world, "Send it again").await;
    assert_eq!(page.h1(), "We have asked Sam");
    assert_eq!(world.home(&old).await.status, StatusCode::GONE);
    let page = world.open(&page.link("Choose somebody else")).await;
    let page = page.form().tick("Choose somebody else");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    let live = link::Entity::find()
        .filter(link::Column::Participant.eq(sam.id))
        .filter(link::Column::RevokedAt.is_null());
    assert_eq!(live.count(&world.app.db.read).await.unwrap(), 0);
}

#[tokio::test]
async fn what_we_hold_can_be_seen_and_changed_later() {
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    let page = world.open(&format!("/p/{sam}/me")).await;
    assert!(page.says("Sam Khan") && page.says("s•••@example.org") && page.says("Evenings"));
    let page = world.open(&format!("/p/{sam}/contact")).await;
    let page = page.form().tick("Through Kettlegate House, not directly");
    let page = page.press(&world, "Continue").await;
    assert_eq!(page.h1(), "What we know about you");
    assert!(page.says("Through us"));
}

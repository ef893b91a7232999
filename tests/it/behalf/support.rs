//! Rosa, who has a phone and no e-mail, brought as far along the chain as a test needs.

use axum::http::StatusCode;
use chrono::Duration;
use entity::{conversation, outbox, participant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::organisers::Browser;
use crate::resident_support::{Answer, Filling, World};

pub async fn chats(world: &World) -> Vec<conversation::Model> {
    conversation::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap()
}

pub async fn mails_to(world: &World, person: Uuid) -> usize {
    outbox::Entity::find()
        .filter(outbox::Column::Participant.eq(person))
        .all(&world.app.db.read)
        .await
        .unwrap()
        .len()
}

/// Adds Rosa, who has a phone and no e-mail, through the desk.
pub async fn add_rosa(world: &World, asha: &Browser<'_>) -> participant::Model {
    let page = asha.desk("/people/add").await;
    let form = page
        .form()
        .fill("Name", "Rosa Lind")
        .fill("Phone number (optional)", "07700 900 456")
        .tick("I have asked them and they are happy to hear from us");
    let page = asha.press(form, "Add this person").await;
    assert!(
        page.says("We have no email address for them."),
        "{}",
        page.text
    );
    world.person("Rosa Lind").await
}

fn yes_of_rosa(page: &Answer) -> Filling<'_> {
    page.form()
        .tick("Kettlegate House may contact me.")
        .tick("I will write down what people tell me only if they agree, and the people at Kettlegate House may read it.")
        .tick("I am 18 or over.")
        .tick("Phone call")
        .fill("The language they like best", "Español")
}

/// Asha keeps at the phone script that Rosa says yes.
pub async fn keep_yes(world: &World, asha: &Browser<'_>, script: &Answer) -> participant::Model {
    let page = asha
        .press(yes_of_rosa(script), "Keep that Rosa says yes")
        .await;
    assert!(
        page.says("We have kept that Rosa said yes."),
        "{}",
        page.text
    );
    world.person("Rosa Lind").await
}

/// Rosa has said yes by phone.
pub async fn agreed_rosa(world: &World, asha: &Browser<'_>) -> participant::Model {
    let rosa = add_rosa(world, asha).await;
    let page = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    keep_yes(world, asha, &page).await
}

/// Sam, chosen by Rosa through Asha, has said yes at his own link.
pub async fn agreed_sam(world: &World, asha: &Browser<'_>) -> (participant::Model, String) {
    let rosa = agreed_rosa(world, asha).await;
    let page = asha.write_for(&rosa, "In a phone call").await;
    assert_eq!(page.h1(), "Who will you talk to next?");
    let form = page
        .form()
        .fill("Their full name", "Sam Khan")
        .fill("Their email", "sam@example.org")
        .tick("I have asked them and they are happy to get an email.");
    let page = asha.press(form, "Continue").await;
    asha.press(page.form(), "Send to Sam").await;
    world.pass(Duration::minutes(6));
    let sam = world.token_of("Sam Khan").await;
    let page = world.open(&format!("/p/{sam}/agree")).await;
    let page = page
        .form()
        .tick("Rosa may contact me.")
        .tick("Rosa may write down the main points of what I say, and the people at Kettlegate House may read them.")
        .tick("I am 18 or over.")
        .press(world, "Agree and continue")
        .await;
    let page = page
        .form()
        .tick("Phone call")
        .fill("Phone number", "07700 900123")
        .press(world, "Continue")
        .await;
    let page = page.form().tick("Evenings").press(world, "Continue").await;
    let page = page.form().press(world, "Say yes to Rosa").await;
    assert_eq!(page.h1(), "Thank you. Rosa will call you.");
    world.pass(Duration::minutes(6));
    (rosa, sam)
}

/// Goes past the questions that are left and comes to the review.
pub async fn skip_the_rest(asha: &Browser<'_>, mut page: Answer) -> Answer {
    while page.h1() != "Check what you wrote, then show it to Sam" {
        let form = page.form().tick("We did not talk about this");
        page = asha.press(form, "Save and continue").await;
    }
    page
}

/// Asha has written down for Rosa what Sam said.
pub async fn recorded(world: &World, asha: &Browser<'_>) -> (participant::Model, String) {
    let (rosa, sam) = agreed_sam(world, asha).await;
    let page = asha.write_for(&rosa, "On a paper sheet").await;
    let page = asha.open(&page.link("Write down what you heard")).await;
    let late = page
        .form()
        .tick("Yes, we talked and we agree")
        .fill("When did they talk? (optional)", "2026-11-23");
    let page = asha.press(late, "Continue").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.says("Write a day that is not later than today"));
    assert_eq!(page.attribute("#happened_on", "value"), ["2026-11-23"]);
    let right = page
        .form()
        .fill("When did they talk? (optional)", "2026-11-20");
    let page = asha.press(right, "Continue").await;
    let first = page.form().fill("What Sam said", "The market is cheap.");
    let page = asha.press(first, "Save and continue").await;
    let page = skip_the_rest(asha, page).await;
    let page = asha.press(page.form(), "Show this to Sam").await;
    assert_eq!(page.h1(), "Thank you. Sam can now check what you wrote.");
    (rosa, sam)
}

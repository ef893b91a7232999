//! People who ask on the public page to take part, and people who ask for somebody who waits.

use daisychain::conversation::Outcome;
use daisychain::conversation::{answer, pool};
use daisychain::db;

use crate::resident_support::{Answer, World};

pub const PUBLIC: &str = "/c/food-in-kettlegate";

/// A first person who said yes.
pub async fn starter(world: &World, name: &str, email: &str) -> String {
    let token = world.add_starter(name, email).await;
    let person = world.person(name).await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    assert_eq!(
        answer::agree(&txn, &world.app.means, &world.face, &person, &[])
            .await
            .unwrap(),
        Outcome::Done
    );
    txn.commit().await.unwrap();
    token
}

/// Asks on the public page.
pub async fn ask_to_join(world: &World, name: &str, email: &str) -> Answer {
    let page = world.open(PUBLIC).await;
    let page = world.open(&page.link("Ask to take part")).await;
    page.form()
        .fill("Your full name", name)
        .fill("Your email", email)
        .tick("I agree to be contacted by one person.")
        .press(world, "Send")
        .await
}

pub async fn say_yes(world: &World, token: &str) -> Answer {
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
pub async fn waiting(world: &World, name: &str, email: &str) -> String {
    let page = ask_to_join(world, name, email).await;
    assert_eq!(page.h1(), "Look in your email");
    let token = world.token_of(name).await;
    say_yes(world, &token).await;
    token
}

/// Asks to be joined to the next person who waits.
pub async fn ask_pool(world: &World, name: &str) {
    let person = world.person(name).await;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    assert_eq!(
        pool::ask(
            &txn,
            &world.app.means,
            &world.face,
            &person,
            &person.language,
        )
        .await
        .unwrap()
        .unwrap(),
        Outcome::Done
    );
    txn.commit().await.unwrap();
}

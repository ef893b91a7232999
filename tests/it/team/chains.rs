//! An organiser's chains side by side.

use daisychain::chain::{self, About, templates};
use daisychain::db;
use entity::shared::{Contact, Role};

use crate::desk::support::{World, texts, troubled};
use crate::organisers::{add_member, add_organiser};

async fn start_chain(w: &World, host: &entity::host::Model, name: &str) -> uuid::Uuid {
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let about = About {
        name,
        topic: "food",
        purpose: "",
    };
    let template = &templates::list()[0];
    let made = chain::create(&txn, &w.app.means, host, template, about).await;
    txn.commit().await.unwrap();
    made.unwrap().id
}

async fn desk(w: &World, query: &str) -> String {
    // The list belongs to no chain: its address is above the chain's.
    let answer = w.send_to(&w.cookie, &format!("/desk{query}"), None).await;
    assert_eq!(answer.status, axum::http::StatusCode::OK);
    answer.body
}

#[tokio::test]
async fn the_chain_that_needs_help_stands_first_with_the_number_its_own_page_tells() {
    let w = troubled().await;
    start_chain(&w, &w.face.host, "A calm chain").await;
    let page = desk(&w, "").await;
    assert_eq!(
        texts(&page, "tbody th"),
        ["Food in Alderbrook", "A calm chain"]
    );
    let help = w.help().await.len();
    let told = texts(&page, "td[data-l='Needs help']");
    assert_eq!(told, [format!("{help} chats"), "Nothing".to_owned()]);
    let stages = texts(&page, "td[data-l=Stage]");
    assert_eq!(stages, ["Open", "Being set up"]);
    assert!(
        !page.contains("role=\"search\""),
        "two chains need no search"
    );
}

#[tokio::test]
async fn several_hosts_are_grouped_and_a_reader_is_led_to_what_they_may_see() {
    let w = World::open().await;
    let other = add_organiser(&w.app, "Bo").await;
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let contact = Contact::default();
    let host = chain::create_host(
        &txn,
        &w.app.means,
        other,
        "Elm House",
        "Europe/London",
        contact,
    );
    let host = host.await.unwrap();
    txn.commit().await.unwrap();
    let id = start_chain(&w, &host, "Buses").await;
    add_member(&w.app, w.owner, (None, Some(id)), Role::Reader).await;
    let page = desk(&w, "").await;
    assert_eq!(texts(&page, "h2")[..2], ["Alder House", "Elm House"]);
    assert!(page.contains("href=\"/desk/buses/plan\""), "{page}");
    assert!(page.contains("Not shown to you"));
}

#[tokio::test]
async fn past_twenty_chains_there_is_a_search_in_any_case_of_letters() {
    let w = World::open().await;
    for n in 0..20 {
        start_chain(&w, &w.face.host, &format!("Chain \u{c9}t\u{e9} {n}")).await;
    }
    assert!(desk(&w, "").await.contains("role=\"search\""));
    let found = desk(&w, "?name=%C3%A9t%C3%A9+1").await;
    assert_eq!(texts(&found, "tbody th").len(), 11);
    let none = desk(&w, "?name=zebra").await;
    assert!(none.contains("No chain found") && texts(&none, "tbody th").is_empty());
}

//! Somebody who asked to be joined to whoever waits next, and nobody came: after the chain's days it asks for help.

use daisychain::conversation::{Outcome, pool};
use daisychain::db;
use daisychain::desk::help::Why;

use super::support::link;
use crate::desk::support::World;

#[tokio::test]
async fn who_asked_to_be_joined_and_waits_too_long_needs_help_and_can_be_found_somebody() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana Costa").await;
    w.day(1);
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let asked = pool::ask(&txn, &w.app.means, &w.face, &ana, "en").await;
    assert_eq!(asked.unwrap(), Ok(Outcome::Done));
    txn.commit().await.unwrap();
    w.day(10);
    assert_eq!(w.help().await, [], "the chain waits ten days");
    w.day(11);
    let help = w.help().await;
    assert_eq!(help.len(), 1);
    assert_eq!((help[0].why, help[0].person), (Why::NobodyWaits, ana.id));
    assert!(!help[0].is_stuck());
    let page = w.get("").await;
    assert!(
        page.body.contains("asked to be joined to the next person"),
        "{}",
        page.body
    );
    // Two presses: the row's link, then the form.
    let to = link(&page, "Find someone for Ana Costa");
    let base = format!("/desk/{}", w.face.chain.slug);
    let find = to.strip_prefix(&base).unwrap();
    assert!(w.get(find).await.body.contains("Ask this person"));
    let fields = [
        ("name", "Ben"),
        ("email", "ben@example.org"),
        ("language", "en"),
        ("asked", "yes"),
    ];
    let done = w.post(find, &fields).await;
    assert_eq!(
        done.status,
        axum::http::StatusCode::SEE_OTHER,
        "{}",
        done.body
    );
    assert_eq!(w.help().await, []);
}

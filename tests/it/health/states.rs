//! A paused and a closed chain: nothing is forecast, and everything still counts.

use daisychain::{chain, db};
use entity::participant;
use sea_orm::EntityTrait;

use super::support::{rows, thirteen_old_turns};
use crate::desk::support::texts;

#[tokio::test]
async fn a_paused_or_closed_chain_has_no_forecast_and_who_was_forgotten_still_counts() {
    let w = thirteen_old_turns().await;
    let before = rows(&w.get("/health").await.body, "funnel");
    let txn = db::begin_write(&w.app.db).await.unwrap();
    for person in participant::Entity::find().all(&txn).await.unwrap() {
        daisychain::erasure::forget(&txn, &w.app.means, person.id)
            .await
            .unwrap();
    }
    assert!(
        chain::state::pause(&txn, &w.app.means, w.face.chain.id)
            .await
            .unwrap()
    );
    txn.commit().await.unwrap();
    let page = w.get("/health").await.body;
    assert!(page.contains("This chain is paused.") && !page.contains("id=\"forecast\""));
    assert_eq!(rows(&page, "funnel"), before);
    assert_eq!(before["Talked, and written down"][0], "12");
    let txn = db::begin_write(&w.app.db).await.unwrap();
    assert!(
        chain::state::close(&txn, &w.app.means, w.face.chain.id)
            .await
            .unwrap()
    );
    txn.commit().await.unwrap();
    w.day(300);
    let page = w.get("/health").await.body;
    assert!(page.contains("This chain is closed.") && !page.contains("id=\"forecast\""));
    assert!(!page.contains("/health/goal"));
    assert_eq!(rows(&page, "funnel")["Talked, and written down"][0], "12");
    assert_eq!(texts(&page, ".stat b"), ["12", "0", "0"]);
}

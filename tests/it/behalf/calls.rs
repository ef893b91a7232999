//! The list of calls names everybody who has news and no e-mail, until they are told.

use chrono::Duration;
use daisychain::desk::snapshot::Snapshot;
use daisychain::desk::to_call::{self, Tell};
use daisychain::people::by_phone;
use daisychain::{chain, db};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;

use super::support::{agreed_rosa, agreed_sam};
use crate::organisers::{Browser, owner};
use crate::resident_support::World;

#[tokio::test]
async fn somebody_whose_address_may_not_be_used_is_not_on_the_list() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = agreed_rosa(&world, &asha).await;
    world.suppress("quiet@example.org").await;
    let page = asha.write_for(&rosa, "In a phone call").await;
    let form = page
        .form()
        .fill("Their full name", "Quentin Quiet")
        .fill("Their email", "quiet@example.org")
        .tick("I have asked them and they are happy to get an email.");
    let page = asha.press(form, "Continue").await;
    asha.press(page.form(), "Send to Quentin").await;
    world.pass(Duration::hours(1));
    assert!(world.person("Quentin Quiet").await.email.is_none());
    assert!(
        asha.desk("/calls")
            .await
            .says("There is nobody to call now.")
    );
}

/// Lists the calls to make as name, what to tell, and about whom.
async fn calls(world: &World) -> Vec<(String, Tell, String)> {
    let conn = &world.app.db.read;
    let face = chain::find_face(conn, world.face.chain.id)
        .await
        .unwrap()
        .unwrap();
    let snapshot = Snapshot::load(conn, &face, world.app.means.now())
        .await
        .unwrap();
    let list = to_call::list(conn, &face, &snapshot).await.unwrap();
    list.into_iter()
        .map(|call| (call.name, call.tell, call.other))
        .collect()
}

#[tokio::test]
async fn a_call_stands_on_the_list_until_it_is_told_and_comes_back_with_news() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    // A first person whose message came back is called as well.
    world.add_starter("Maria Lopez", "maria@example.org").await;
    assert!(calls(&world).await.is_empty());
    world.bounce("Maria Lopez").await;
    let first = ("Maria Lopez".to_owned(), Tell::FirstAsked, String::new());
    assert_eq!(calls(&world).await, [first]);
    let page = asha.desk("/calls").await;
    asha.press(page.form(), "I have told them this Maria Lopez")
        .await;
    assert!(calls(&world).await.is_empty());

    // Sam says yes to Rosa, then leaves: two pieces of news, one after the other.
    let (rosa, sam) = agreed_sam(&world, &asha).await;
    let yes = ("Rosa Lind".to_owned(), Tell::SaidYes, "Sam Khan".to_owned());
    assert_eq!(calls(&world).await, [yes]);
    let page = asha.desk("/calls").await;
    asha.press(page.form(), "I have told them this Rosa Lind")
        .await;
    assert!(calls(&world).await.is_empty());
    world.pass(Duration::days(1));
    let page = world.open(&format!("/p/{sam}/stop")).await;
    page.form()
        .tick("Stop taking part")
        .press(&world, "Continue")
        .await;
    let no = ("Rosa Lind".to_owned(), Tell::SaidNo, "Sam Khan".to_owned());
    assert_eq!(calls(&world).await, [no]);
    let script = asha.desk(&format!("/people/{}/script", rosa.id)).await;
    assert!(script.says("It is your turn to choose the next person"));

    // The chain is closed.
    world.pass(Duration::days(1));
    entity::chain::ActiveModel {
        id: Set(world.face.chain.id),
        closed_at: Set(Some(world.app.means.now())),
        ..Default::default()
    }
    .update(&world.app.db.write)
    .await
    .unwrap();
    let closed = ("Rosa Lind".to_owned(), Tell::Closed, String::new());
    assert_eq!(calls(&world).await, [closed]);
}

#[tokio::test]
async fn the_list_of_calls_comes_a_page_at_a_time() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let by = owner(&world).await.id;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    for n in 0..51 {
        let new = by_phone::NewByPhone {
            name: "Rosa Lind".to_owned(),
            phone: format!("07700 900{n:03}"),
            language: "en".to_owned(),
        };
        by_phone::add_starter(&txn, &world.app.means, &world.face, by, new)
            .await
            .unwrap()
            .unwrap();
    }
    txn.commit().await.unwrap();
    let page = asha.desk("/calls").await;
    assert!(page.says("51 people to call"));
    assert_eq!(page.find("article.call").len(), 50);
    let page = asha.desk("/calls?page=2").await;
    assert_eq!(page.find("article.call").len(), 1);
}

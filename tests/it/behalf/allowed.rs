//! Writing for somebody takes an organiser of the chain, a source and a live pass; nothing less opens a page.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::Duration;
use daisychain::db;
use daisychain::organiser::session;
use entity::shared::Role;
use uuid::Uuid;

use super::support::agreed_rosa;
use crate::organisers::{Browser, owner};
use crate::resident_support::World;

#[tokio::test]
async fn a_pass_alone_opens_nothing_and_ends_after_eight_hours_or_with_the_link() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = agreed_rosa(&world, &asha).await;
    let home = asha.write_for(&rosa, "In a phone call").await.path;
    assert!(home.starts_with("/p/~"), "{home}");

    // Nobody signed in.
    let request = Request::get(&home).body(Body::empty()).unwrap();
    let page = world.send(request).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    assert!(page.location.unwrap().starts_with("/sign-in"));
    let page = world.post(&format!("{home}/stop"), "stop=stop").await;
    assert!(page.location.unwrap().starts_with("/sign-in"));
    // Somebody else signed in, also one with the same role.
    for role in [Role::Owner, Role::Organiser, Role::Coder, Role::Reader] {
        let other = Browser::with_role(&world, role.as_str(), role).await;
        let page = other.send(&home, None).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{role:?}");
        let page = other
            .send(&format!("{home}/stop"), Some("stop=stop".to_owned()))
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{role:?}");
    }
    let stopped = world.person("Rosa Lind").await.stopped_at;
    assert!(stopped.is_none());

    world.pass(Duration::hours(8) - Duration::seconds(1));
    assert_eq!(asha.open(&home).await.status, StatusCode::OK);
    world.pass(Duration::seconds(1));
    assert_eq!(asha.open(&home).await.status, StatusCode::NOT_FOUND);

    let home = asha.write_for(&rosa, "In a phone call").await.path;
    assert_eq!(asha.open(&home).await.status, StatusCode::OK);
    world.renew_link(rosa.id).await;
    assert_ne!(asha.open(&home).await.status, StatusCode::OK);

    // Signing out ends it too.
    let home = asha.write_for(&rosa, "In a phone call").await.path;
    let by = owner(&world).await.id;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    for row in session::list(&txn, world.app.means.now(), by)
        .await
        .unwrap()
    {
        session::revoke(&txn, world.app.means.now(), by, row.id)
            .await
            .unwrap();
    }
    txn.commit().await.unwrap();
    let page = asha.send(&home, None).await;
    assert!(page.location.unwrap().starts_with("/sign-in"));
}

#[tokio::test]
async fn the_source_must_be_chosen_and_only_organisers_may_write_or_call() {
    let world = World::new().await;
    let asha = Browser::asha(&world).await;
    let rosa = agreed_rosa(&world, &asha).await;
    let page = asha.desk(&format!("/people/{}/write-for", rosa.id)).await;
    assert!(
        page.attribute("input[type=radio][checked]", "id")
            .is_empty()
    );
    let page = asha.press(page.form(), "Write for Rosa").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.title().starts_with("Error"), "{}", page.title());

    let here = format!("/desk/{}", world.face.chain.slug);
    let person = format!("{here}/people/{}", rosa.id);
    for role in [Role::Coder, Role::Reader] {
        let other = Browser::with_role(&world, role.as_str(), role).await;
        for path in [
            format!("{person}/write-for"),
            format!("{person}/script"),
            format!("{here}/calls"),
        ] {
            let page = other.send(&path, None).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{role:?} {path}");
        }
        for (below, body) in [
            ("write-for", "source=phone"),
            ("script", "answer=no&no=delete"),
            ("told", ""),
        ] {
            let page = other
                .send(&format!("{person}/{below}"), Some(body.to_owned()))
                .await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{role:?} {below}");
        }
    }
    // A person who is not on this chain, and none at all.
    let page = asha
        .send(&format!("{here}/people/{}/write-for", Uuid::nil()), None)
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

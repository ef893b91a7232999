//! The first page of the desk names what needs help, most urgent first, to those who may know.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::desk::help::{self, Why};
use daisychain::desk::snapshot::Snapshot;
use entity::shared::Role;

use super::support::{World, texts, troubled};
use crate::organisers::add_organiser;

#[tokio::test]
async fn what_needs_help_is_named_with_who_must_act_the_most_urgent_first() {
    let w = troubled().await;
    let found: Vec<_> = w
        .help()
        .await
        .into_iter()
        .map(|help| {
            (
                help.name,
                help.why,
                help.actor.unwrap_or_default(),
                help.days,
            )
        })
        .collect();
    let expected = [
        ("Eli", Why::LeftWaiting, "", 24),
        ("Hal", Why::CameBack, "", 4),
        ("Ike", Why::OnHold, "", 2),
        ("Jo", Why::InDoubt, "", 2),
        ("Fay", Why::NotPassedOn, "Fay", 30),
        ("Cat", Why::NotWritten, "Cy", 28),
        ("Ben", Why::NotContacted, "Bo", 27),
        ("Dan", Why::NotPassedOn, "Dan", 26),
        ("Eve", Why::NotPassedOn, "Eve", 24),
        ("Abe", Why::NotAnswered, "Abe", 15),
        ("Gus", Why::FirstNotAnswered, "Gus", 14),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(name, why, actor, days)| (name.to_owned(), why, actor.to_owned(), days))
        .collect();
    assert_eq!(found, expected);

    let page = w.get("").await;
    assert_eq!(page.status, StatusCode::OK);
    let numbers = texts(&page.body, ".stat b");
    assert_eq!(numbers, ["12", "1", "11", "0"]);
    let rows = texts(&page.body, "section[aria-labelledby=needs-help] tbody tr");
    // Six at a time; the others are a page further.
    assert_eq!(rows.len(), 6);
    assert!(
        rows[0].contains("Eli said yes and has nobody to talk with"),
        "{}",
        rows[0]
    );
    assert!(rows[0].contains("24 days"));
    assert!(rows[5].contains("Cat"), "{}", rows[5]);
}

#[tokio::test]
async fn a_link_is_late_on_the_day_the_rules_say_and_not_before() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let abe = w.choose(&ana, "Abe").await;
    w.app
        .means
        .sources
        .set(w.start + Duration::days(10) - Duration::seconds(1));
    assert_eq!(w.help().await, []);
    w.day(10);
    let found = w.help().await;
    assert_eq!(
        (found.len(), found[0].person, found[0].days),
        (1, abe.id, 10)
    );
    // Answered: nothing is late any more. A finished chain needs nobody's help.
    w.agree(abe.id).await;
    assert_eq!(w.help().await, []);
    w.day(20);
    assert_eq!(w.help().await.len(), 1);
    let mut closed = w.face.clone();
    closed.chain.closed_at = Some(w.app.means.now());
    let snapshot = Snapshot::load(&w.app.db.read, &closed, w.app.means.now())
        .await
        .unwrap();
    assert_eq!(
        help::list(&w.app.db.read, &closed, &snapshot)
            .await
            .unwrap(),
        []
    );
}

#[tokio::test]
async fn an_empty_chain_says_what_to_do_first() {
    let w = World::closed().await;
    let page = w.get("").await.body;
    assert!(page.contains("Finish setting up"));
    assert!(page.contains(&format!("/desk/{}/setup", w.face.chain.slug)));
    let w = World::open().await;
    let page = w.get("").await.body;
    assert!(page.contains("Add your first people"));
    assert!(!page.contains("Finish setting up"));
}

#[tokio::test]
async fn each_role_sees_what_it_may() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let below = format!("/people/{}", ana.id);
    let coder = w.with_role(Role::Coder).await;
    let overview = w.send(&coder, "", None).await;
    assert_eq!(overview.status, StatusCode::OK);
    assert!(overview.body.contains("Ana"));
    assert!(!overview.body.contains("ana@example.org") && !overview.body.contains("/people"));
    let details = format!("{below}/details");
    for role in [Role::Coder, Role::Reader] {
        let cookie = w.with_role(role).await;
        for path in [
            "/people",
            "/people/add",
            "/people/add-list",
            "/messages",
            &below,
        ] {
            let got = w.send(&cookie, path, None).await;
            assert_eq!(got.status, StatusCode::FORBIDDEN, "{path}");
        }
        let got = w.send(&cookie, &details, Some(&[])).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
        assert!(!got.body.contains("ana@example.org"));
    }
    let reader = w.with_role(Role::Reader).await;
    assert_eq!(
        w.send(&reader, "", None).await.status,
        StatusCode::FORBIDDEN
    );
    let stranger = w.sign_in(add_organiser(&w.app, "Stranger").await).await;
    assert_eq!(
        w.send(&stranger, &below, None).await.status,
        StatusCode::NOT_FOUND
    );
    let nobody = w.send("", &below, None).await;
    assert!(nobody.to.starts_with("/sign-in?next="), "{}", nobody.to);
    assert_eq!(w.count_audit("details.shown").await, 0);
    let organiser = w.with_role(Role::Organiser).await;
    assert_eq!(
        w.send(&organiser, &below, None).await.status,
        StatusCode::OK
    );
}

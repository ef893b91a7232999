//! The pages anyone can read say what a chain is, count honestly, and change nothing.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use chrono::{TimeZone, Utc};
use daisychain::chain::find_by_slug;
use daisychain::chain::numbers::{Numbers, of_chain};
use entity::shared::{Door, Way};
use entity::{audit, conversation, participant};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait, PaginatorTrait};
use uuid::Uuid;

use super::support::{at_the_desk, started};
use crate::http::Server;

#[tokio::test]
async fn anyone_can_read_what_a_chain_is_and_what_is_kept() {
    let (server, mut browser) = at_the_desk().await;
    let setup = started(&mut browser).await;
    let mut anyone = server.browser();
    let before = anyone.get("/c/food-in-kettlegate").await;
    before.shows("This chain has not started yet");
    before.shows("name=\"robots\"");
    browser
        .submit(&format!("{setup}/open"), &[("privacy-read", "yes")])
        .await
        .to();
    let page = anyone.get("/c/food-in-kettlegate").await;
    page.shows("people said yes");
    assert!(!page.body.contains("name=\"robots\""));
    assert!(!page.body.contains("/plan\""), "no plan yet");
    let privacy = anyone.get("/c/food-in-kettlegate/privacy").await;
    for words in [
        "Kettlegate House",
        "1 Kettle Lane",
        "21 days",
        "30 days",
        "at once",
        "0303 123 1113",
        "020 7946 0123",
    ] {
        privacy.shows(words);
    }
    for path in ["/", "/privacy", "/accessibility"] {
        let page = anyone.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        page.shows("020 7946 0123");
        assert_eq!(page.body.matches("<h1").count(), 1);
        assert!(!page.body.contains("name=\"robots\""), "{path}");
    }
    assert!(anyone.cookies.is_empty());
    assert_eq!(anyone.get("/healthz").await.body, "ok\n");
    assert_eq!(anyone.get("/readyz").await.body, "ready\n");
    assert_eq!(anyone.get("/c/nothing").await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        anyone.get("/c/nothing/privacy").await.status,
        StatusCode::NOT_FOUND
    );
}

/// A person who said yes on a day of November, in a branch or beginning one.
fn person(
    server: &Server,
    chain: Uuid,
    branch: Option<Uuid>,
    day: u32,
) -> participant::ActiveModel {
    let id = server.app.means.id();
    let at = Utc.with_ymd_and_hms(2026, 11, day, 12, 0, 0).unwrap();
    participant::ActiveModel {
        id: Set(id),
        chain: Set(chain),
        parent: Set(branch),
        branch: Set(Some(branch.unwrap_or(id))),
        depth: Set(Some(i32::from(branch.is_some()))),
        depth_above: Set(branch.map(|_| 0)),
        door: Set(if branch.is_some() {
            Door::Nominated
        } else {
            Door::Starter
        }),
        language: Set("en".into()),
        name: Set(Some("Sam".into())),
        source: Set("test".into()),
        joined_at: Set(at),
        agreed_at: Set(Some(at)),
        email: Set(None),
        phone: Set(None),
        email_index: Set(None),
        prefs: Set(None),
        entered_by: Set(None),
        waiting_since: Set(None),
        finished_at: Set(None),
        bounced_at: Set(None),
        stopped_at: Set(None),
        erased_at: Set(None),
        told_at: Set(None),
    }
}

/// A chat of two, written down on 9 November.
fn chat(server: &Server, chain: Uuid, initiator: Uuid, partner: Uuid) -> conversation::ActiveModel {
    let at = |day| Utc.with_ymd_and_hms(2026, 11, day, 12, 0, 0).unwrap();
    conversation::ActiveModel {
        id: Set(server.app.means.id()),
        chain: Set(chain),
        initiator: Set(initiator),
        partner: Set(partner),
        nomination: Set(None),
        turn: Set(1),
        way: Set(Way::Email),
        invited_at: Set(at(2)),
        expires_at: Set(at(23)),
        forget_at: Set(at(30)),
        agreed_at: Set(Some(at(3))),
        contacted_at: Set(Some(at(4))),
        recorded_at: Set(Some(at(9))),
        shown_at: Set(None),
        checked_at: Set(None),
        nothing_kept: Set(false),
        entered_by: Set(None),
        source: Set("test".into()),
        happened_on: Set(None),
        ended_at: Set(None),
        ended_why: Set(None),
    }
}

#[tokio::test]
async fn the_numbers_of_a_chain_count_who_said_yes_and_what_was_written_down() {
    let (server, mut browser) = at_the_desk().await;
    let setup = started(&mut browser).await;
    browser
        .submit(&format!("{setup}/open"), &[("privacy-read", "yes")])
        .await
        .to();
    let face = find_by_slug(&server.app.db.read, "food-in-kettlegate")
        .await
        .unwrap()
        .unwrap();
    let (id, write) = (face.chain.id, &server.app.db.write);
    let first = person(&server, id, None, 1).insert(write).await.unwrap();
    person(&server, id, None, 2).insert(write).await.unwrap();
    let partner = person(&server, id, Some(first.id), 3)
        .insert(write)
        .await
        .unwrap();
    let mut silent = person(&server, id, Some(first.id), 4);
    silent.agreed_at = Set(None);
    silent.insert(write).await.unwrap();
    let at = |day| Utc.with_ymd_and_hms(2026, 11, day, 12, 0, 0).unwrap();
    chat(&server, id, first.id, partner.id)
        .insert(write)
        .await
        .unwrap();
    let numbers = of_chain(&server.app.db.read, id).await.unwrap();
    let expected = Numbers {
        people: 3,
        chats: 1,
        branches: 2,
        last_activity: Some(at(9)),
    };
    assert_eq!(numbers, expected);
    let page = browser.get("/c/food-in-kettlegate").await;
    page.shows("<b>3</b> people said yes");
    page.shows("<b>1</b> chat written down");
    page.shows("<b>2</b> branches");
    browser.get("/desk").await.shows("Monday 9 November 2026");
}

#[tokio::test]
async fn messages_can_be_read_on_this_machine_only() {
    let server = Server::start().await;
    let mut browser = server.browser();
    browser.get("/mailbox").await.shows("No message yet");
    let dir = &server.app.settings.mail_dir;
    std::fs::create_dir_all(dir).unwrap();
    for n in 0..51 {
        let id = format!("17000000000000{n:02}-0192f0c4-0000-7000-8000-000000000001");
        let eml = format!(
            "To: s{n}@example.org\r\nSubject: <Hello> {n}\r\n\r\nOpen http://localhost:8080/p/abc now\r\n"
        );
        std::fs::write(dir.join(format!("{id}.eml")), eml).unwrap();
    }
    let list = browser.get("/mailbox").await;
    list.shows("&#60;Hello&#62; 50");
    assert!(!list.body.contains("Hello&#62; 0<"));
    browser
        .get("/mailbox?page=2")
        .await
        .shows("&#60;Hello&#62; 0<");
    let one = browser
        .get("/mailbox/1700000000000050-0192f0c4-0000-7000-8000-000000000001")
        .await;
    one.shows("<a href=\"http://localhost:8080/p/abc\">http://localhost:8080/p/abc</a> now");
    for bad in ["/mailbox/1", "/mailbox/..%2F..%2Ft.db"] {
        assert_eq!(browser.get(bad).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn every_get_route_of_mine_draws_its_page_and_changes_nothing() {
    let (server, mut browser) = at_the_desk().await;
    let setup = started(&mut browser).await;
    let before = audit::Entity::find()
        .count(&server.app.db.read)
        .await
        .unwrap();
    let mut opened = 0;
    for route in daisychain::router::listing() {
        let below = [
            "/desk/{slug}/setup",
            "/desk/new",
            "/desk/account",
            "/sign-in",
        ];
        let mine = [
            "/",
            "/desk",
            "/c/{slug}",
            "/c/{slug}/privacy",
            "/privacy",
            "/accessibility",
            "/mailbox",
            "/healthz",
            "/readyz",
        ];
        let is_mine =
            mine.contains(&route.path) || below.iter().any(|path| route.path.starts_with(path));
        // Whoever saved nothing has nothing to remove.
        let of_saved = route.path == "/desk/new/{template}/remove";
        if route.method != "GET" || !is_mine || of_saved {
            continue;
        }
        let path = route
            .path
            .replace("{slug}", "food-in-kettlegate")
            .replace("{template}", "empty");
        let answer = browser.get(&path).await;
        let sent_on = path == "/sign-in/code";
        assert_eq!(
            answer.status == StatusCode::OK,
            !sent_on,
            "{path}: {}",
            answer.status
        );
        opened += 1;
    }
    assert!(opened > 25, "only {opened} pages");
    assert_eq!(setup, "/desk/food-in-kettlegate/setup");
    assert_eq!(
        audit::Entity::find()
            .count(&server.app.db.read)
            .await
            .unwrap(),
        before
    );
}

#[tokio::test]
async fn a_slash_too_many_leads_to_the_page_and_never_to_another_server() {
    let (server, mut browser) = at_the_desk().await;
    started(&mut browser).await;
    let mut anyone = server.browser();
    for (path, to) in [
        ("/c/food-in-kettlegate/", "/c/food-in-kettlegate"),
        ("/sign-in/?next=%2Fdesk%2F", "/sign-in?next=%2Fdesk%2F"),
        (
            "/desk/food-in-kettlegate/people/",
            "/desk/food-in-kettlegate/people",
        ),
    ] {
        let answer = anyone.get(path).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{path}");
        assert_eq!(answer.headers[LOCATION], to);
    }
    for path in [
        "//evil.example/",
        "/c//",
        "/no-such-page/",
        "/c/food-in-kettlegate//",
    ] {
        let answer = anyone.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.headers.contains_key(LOCATION), "{path}");
    }
    // A form that was sent to such an address is not sent on.
    let answer = anyone
        .submit("/sign-in/", &[("email", "x@example.org")])
        .await;
    assert_ne!(answer.status, StatusCode::PERMANENT_REDIRECT);
}

//! The line that says what changed: what an open page hears, and when it hears nothing more.

use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use daisychain::db;
use daisychain::organiser::session;
use entity::shared::Role;
use entity::{membership, session as sessions};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio_stream::{Stream, StreamExt};
use tower::ServiceExt;

use crate::desk::support::World;
use crate::organisers::add_organiser;

/// A page that listens.
struct Page(Pin<Box<dyn Stream<Item = Result<Bytes, axum::Error>> + Send>>);

/// Longer than the server takes to look twice.
const SOON: Duration = Duration::from_secs(20);

impl Page {
    /// Returns the next line, or nothing when the server ended it.
    async fn hears(&mut self) -> Option<String> {
        loop {
            let next = tokio::time::timeout(SOON, self.0.next()).await;
            let bytes = next.expect("something within the time")?.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            // A comment keeps the connection; it is no line.
            if let Some(data) = text.lines().find_map(|line| line.strip_prefix("data: ")) {
                assert!(text.contains("event: change"), "{text}");
                return Some(data.to_owned());
            }
        }
    }
}

fn address(w: &World, part: &str, ago: i64) -> String {
    let since = w.app.means.now().timestamp_micros() - ago * 1_000_000;
    format!("/desk/{}/live?part={part}&since={since}", w.face.chain.slug)
}

async fn open(w: &World, cookie: &str, method: &str, path: &str) -> axum::response::Response {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .body(Body::empty());
    w.router.clone().oneshot(request.unwrap()).await.unwrap()
}

async fn listen(w: &World, cookie: &str, path: &str) -> Page {
    let answer = open(w, cookie, "GET", path).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
    assert!(!answer.headers().contains_key(header::CONTENT_ENCODING));
    Page(Box::pin(answer.into_body().into_data_stream()))
}

#[tokio::test]
async fn r33_an_open_page_is_told_who_it_is_about_and_a_coder_is_not() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    let sam = w.choose(&ana, "Sam").await;
    w.agree(sam.id).await;
    w.reveal(&ana, &sam).await;
    let coder = w.with_role(Role::Coder).await;
    let mut page = listen(&w, &w.cookie, &address(&w, "map", 0)).await;
    let mut theirs = listen(&w, &coder, &address(&w, "map", 0)).await;
    w.app.means.sources.advance(chrono::Duration::seconds(5));
    w.record(&sam).await;
    assert_eq!(
        page.hears().await.unwrap(),
        "Sam\u{2019}s chat was written down."
    );
    assert_eq!(theirs.hears().await.unwrap(), "A chat was written down.");
    w.app.means.sources.advance(chrono::Duration::seconds(5));
    w.starter("Gus").await;
    let next = page.hears().await.unwrap();
    assert_eq!(next, "Gus came into the chain. There is 1 more change.");
}

#[tokio::test]
async fn r33_a_page_that_was_hidden_hears_at_once_what_it_missed_and_only_of_its_part() {
    let w = World::open().await;
    let ana = w.agreed_starter("Ana").await;
    w.app.means.sources.advance(chrono::Duration::minutes(10));
    w.choose(&ana, "Sam").await;
    w.mark_mail(&ana, entity::outbox::Column::HeldAt).await;
    let mut page = listen(&w, &w.cookie, &address(&w, "map", 300)).await;
    assert_eq!(page.hears().await.unwrap(), "Sam was asked.");
    let mut mail = listen(&w, &w.cookie, &address(&w, "messages", 300)).await;
    let line = mail.hears().await.unwrap();
    assert!(line.starts_with("A message to Ana is on hold."), "{line}");
    let shown = w.get("").await.body;
    assert!(shown.contains(&format!(
        "data-live=\"/desk/{}/live?part=map",
        w.face.chain.slug
    )));
    assert!(shown.contains("role=\"status\"") && shown.contains(">Refresh</a>"));
    assert!(w.get("/messages").await.body.contains("live?part=messages"));
    assert!(!w.get("/setup").await.body.contains("data-live"));
}

#[tokio::test]
async fn r33_it_ends_with_the_session_with_the_role_and_with_the_server() {
    let w = World::open().await;
    let signed_out = w.with_role(Role::Coder).await;
    let mut one = listen(&w, &signed_out, &address(&w, "map", 0)).await;
    let token = signed_out.strip_prefix("s=").unwrap();
    let found = session::find(&w.app.db.read, w.app.means.now(), token).await;
    let (row, organiser) = found.unwrap().unwrap();
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let done = session::revoke(&txn, w.app.means.now(), organiser.id, row.id).await;
    assert!(done.unwrap());
    txn.commit().await.unwrap();
    assert_eq!(one.hears().await, None);

    let lowered = w.with_role(Role::Organiser).await;
    let mut other = listen(&w, &lowered, &address(&w, "map", 0)).await;
    membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value("reader"))
        .filter(membership::Column::Role.eq(Role::Organiser))
        .exec(&w.app.db.write)
        .await
        .unwrap();
    assert_eq!(other.hears().await, None);
    let live = sessions::Entity::find()
        .filter(sessions::Column::RevokedAt.is_null())
        .all(&w.app.db.read)
        .await
        .unwrap();
    assert!(!live.is_empty(), "the session itself goes on");

    let mut last = listen(&w, &w.cookie, &address(&w, "map", 0)).await;
    w.app.live.close();
    assert_eq!(last.hears().await, None);
    let late = open(&w, &w.cookie, "GET", &address(&w, "map", 0)).await;
    assert_eq!(late.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn who_may_not_hear_is_refused_and_nobody_keeps_more_than_six_pages_open() {
    let w = World::open().await;
    let path = address(&w, "map", 0);
    let status = async |cookie: &str, path: &str| open(&w, cookie, "GET", path).await.status();
    assert_eq!(status("", &path).await, StatusCode::SEE_OTHER);
    let reader = w.with_role(Role::Reader).await;
    assert_eq!(status(&reader, &path).await, StatusCode::FORBIDDEN);
    let coder = w.with_role(Role::Coder).await;
    let mail = address(&w, "messages", 0);
    assert_eq!(status(&coder, &mail).await, StatusCode::FORBIDDEN);
    let stranger = w.sign_in(add_organiser(&w.app, "Stranger").await).await;
    assert_eq!(status(&stranger, &path).await, StatusCode::NOT_FOUND);
    let odd = address(&w, "elsewhere", 0);
    assert_eq!(status(&w.cookie, &odd).await, StatusCode::NOT_FOUND);
    let head = open(&w, &w.cookie, "HEAD", &path).await;
    assert_eq!(head.status(), StatusCode::OK);
    drop(head);
    let mut pages = Vec::new();
    for _ in 0..6 {
        pages.push(listen(&w, &w.cookie, &path).await);
    }
    assert_eq!(
        status(&w.cookie, &path).await,
        StatusCode::TOO_MANY_REQUESTS
    );
    assert_eq!(w.app.live.count(), 6);
    pages.pop();
    assert_eq!(status(&w.cookie, &path).await, StatusCode::OK);
    drop(pages);
    assert_eq!(w.app.live.count(), 0);
}

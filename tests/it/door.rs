//! The server's own door: who comes when it is full, who sends a letter a second, and what a technician's monitoring reads.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::to_bytes;
use axum::http::{Request, StatusCode};
use daisychain::web::observe;
use daisychain::{app, router};
use sea_orm::{ConnectionTrait, Statement};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::ServiceExt;

use crate::http::Server;

#[tokio::test]
async fn who_comes_when_the_server_is_full_is_told_so_at_once_and_kindly() {
    let server = Server::start().await;
    let mut browser = server.browser();
    let all = u32::try_from(server.app.settings.requests_at_once).unwrap();
    let taken = server.app.places.try_acquire_many(all).unwrap();
    let page = browser.get("/").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    page.shows("Many people are here just now");
    assert_eq!(page.headers["retry-after"], "10");
    assert!(page.headers.contains_key("content-security-policy"));
    assert_eq!(browser.get("/healthz").await.status, StatusCode::OK);
    drop(taken);
    assert_eq!(browser.get("/").await.status, StatusCode::OK);
    let numbers = numbers(&server).await;
    assert!(
        numbers.contains("daisychain_requests_shed_total 1"),
        "{numbers}"
    );
}

/// Reads what monitoring reads.
async fn numbers(server: &Server) -> String {
    let request = Request::get("/metrics")
        .body(axum::body::Body::empty())
        .unwrap();
    let answer = observe::router(&server.app).oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let body = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[tokio::test]
async fn monitoring_reads_numbers_and_no_link_no_name_and_no_address() {
    let server = Server::start().await;
    server.organiser("canary@example.org", "Canary").await;
    let mut browser = server.signed_in("canary@example.org").await;
    browser.get("/p/CANARYTOKEN").await;
    browser.get("/no-such-page/CANARYPATH?q=CANARYQUERY").await;
    let strange = Request::builder()
        .method("CANARYMETHOD")
        .uri("/")
        .body(axum::body::Body::empty());
    browser.send(strange.unwrap()).await;
    let numbers = numbers(&server).await;
    assert!(!numbers.to_uppercase().contains("CANARY"), "{numbers}");
    assert!(!numbers.contains('@'));
    assert!(numbers.contains("route=\"/p/{token}\",status=\"404\""));
    assert!(numbers.contains("method=\"other\""));
    assert!(numbers.contains("daisychain_request_duration_seconds_bucket"));
    assert!(
        numbers.contains("daisychain_outbox_messages{state=\"waiting\"} 1"),
        "{numbers}"
    );
    assert!(numbers.contains("daisychain_outbox_overdue_seconds 0\n# EOF\n"));
    // The people's own address has no such page.
    let page = browser.get("/metrics").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

/// What a visitor does who wants to hold the server's attention.
#[derive(Clone, Copy)]
enum Slow {
    /// Connects and says nothing.
    Silent,
    /// Sends part of a header and stops.
    HalfHeader,
    /// Sends a header letter by letter.
    HeaderByByte,
    /// Sends a form letter by letter.
    BodyByByte,
    /// Is answered once and keeps the connection.
    Idle,
}

/// Returns how long the server kept the connection.
async fn hold(at: SocketAddr, slow: Slow) -> Duration {
    let began = Instant::now();
    let (mut from, mut to) = TcpStream::connect(at).await.unwrap().into_split();
    let first = match slow {
        Slow::Silent | Slow::HeaderByByte => "",
        Slow::HalfHeader => "GET / HTTP/1.1\r\nHost: local",
        Slow::BodyByByte => {
            "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:8080\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
        }
        Slow::Idle => "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    };
    to.write_all(first.as_bytes()).await.unwrap();
    let drips = matches!(slow, Slow::HeaderByByte | Slow::BodyByByte);
    let dripping = tokio::spawn(async move {
        while drips && to.write_all(b"a").await.is_ok() {
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        // Closing our side would end the connection for us.
        tokio::time::sleep(Duration::from_mins(1)).await;
        drop(to);
    });
    let mut buffer = [0; 4096];
    while matches!(from.read(&mut buffer).await, Ok(read) if read > 0) {}
    dripping.abort();
    began.elapsed()
}

/// RELIABILITY S10, small.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn s10_who_sends_a_letter_a_second_is_hung_up_on_and_others_are_answered() {
    let server = Server::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (stop, stopped) = watch::channel(false);
    let serving = tokio::spawn(app::serve(listener, router::router(&server.app), stopped));
    let slow = [
        Slow::Silent,
        Slow::HalfHeader,
        Slow::HeaderByByte,
        Slow::BodyByByte,
        Slow::Idle,
    ];
    let held: Vec<_> = (0..200)
        .map(|n| tokio::spawn(hold(at, slow[n % slow.len()])))
        .collect();
    let mut slowest = Duration::ZERO;
    for _ in 0..40 {
        let began = Instant::now();
        let mut visitor = TcpStream::connect(at).await.unwrap();
        let asks = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        visitor.write_all(asks.as_bytes()).await.unwrap();
        let mut answer = String::new();
        visitor.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("ok\n"), "{answer}");
        slowest = slowest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(slowest < Duration::from_millis(500), "{slowest:?}");
    for (n, one) in held.into_iter().enumerate() {
        let held = tokio::time::timeout(Duration::from_secs(30), one).await;
        let held = held.expect("the server hangs up").unwrap();
        assert!(held <= Duration::from_secs(20), "{}: {held:?}", n % 5);
    }
    stop.send(true).unwrap();
    serving.await.unwrap();
}

/// Everything a person reads when their words cannot be kept, and nothing of them is half there (RELIABILITY S6). Only
/// `SQLite` can be filled up by a setting; for `PostgreSQL` the code of a full disk is asked of `db::is_full` alone.
#[tokio::test]
async fn s06_when_the_disk_is_full_people_are_told_and_what_was_kept_stays() {
    let server = Server::start().await;
    let conn = &server.app.db.write;
    if !daisychain::db::is_sqlite(&server.app.db) {
        let raise = "DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$";
        let full = conn.execute_unprepared(raise).await.unwrap_err();
        assert!(daisychain::db::is_full(&full), "{full}");
        let other = conn.execute_unprepared("SELECT nothing").await.unwrap_err();
        assert!(!daisychain::db::is_full(&other));
        return;
    }
    server.organiser("bea@example.org", "Bea").await;
    let filler = "CREATE TABLE filler (room BLOB)";
    conn.execute_unprepared(filler).await.unwrap();
    let pages = one_number(conn, "PRAGMA page_count").await;
    conn.execute_unprepared(&format!("PRAGMA max_page_count = {pages}"))
        .await
        .unwrap();
    // What is free inside the file is used up first.
    for room in [3_000, 500, 50, 5] {
        let fill = format!("INSERT INTO filler VALUES (zeroblob({room}))");
        while conn.execute_unprepared(&fill).await.is_ok() {}
    }
    let mut browser = server.browser();
    let mut told = browser.get("/").await;
    // Half-empty pages of the tables themselves take a few more.
    for _ in 0..15 {
        let asks = [("email", "bea@example.org")];
        told = browser.submit("/sign-in", &asks).await;
        if told.status.is_server_error() {
            break;
        }
        server
            .app
            .means
            .sources
            .advance(chrono::Duration::minutes(16));
    }
    assert_eq!(told.status, StatusCode::INSUFFICIENT_STORAGE);
    told.shows("We cannot save anything just now");
    assert_eq!(
        browser.get("/").await.status,
        StatusCode::OK,
        "reading goes on"
    );
    let kept = "SELECT (SELECT COUNT(*) FROM sign_in) - (SELECT COUNT(*) FROM outbox)";
    assert_eq!(
        one_number(conn, kept).await,
        0,
        "a code without its message"
    );
    let began = Instant::now();
    conn.execute_unprepared("PRAGMA max_page_count = 1073741823")
        .await
        .unwrap();
    let again = browser.submit("/sign-in", &[("email", "bea@example.org")]);
    assert_eq!(
        again.await.status,
        StatusCode::SEE_OTHER,
        "without a restart"
    );
    assert!(began.elapsed() < Duration::from_secs(10));
    let whole = "SELECT COUNT(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'";
    assert_eq!(one_number(conn, whole).await, 0);
}

async fn one_number(conn: &impl ConnectionTrait, sql: &str) -> i64 {
    let ask = Statement::from_string(conn.get_database_backend(), sql);
    let row = conn.query_one_raw(ask).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

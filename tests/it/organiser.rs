//! Signing in, sessions, and what a stranger can and cannot do.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::Duration;
use entity::shared::{Contact, Role};
use entity::{audit, membership, outbox, session, sign_in};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, PaginatorTrait};

use crate::http::{Answer, Browser, Server};
use daisychain::chain::{self, About, templates};
use daisychain::db;

const ASHA: &str = "asha@example.org";

async fn with_asha() -> (Server, Browser) {
    let server = Server::start().await;
    server.organiser("Asha@Example.org", "Asha Khan").await;
    let browser = server.browser();
    (server, browser)
}

#[tokio::test]
async fn a_code_typed_into_the_waiting_browser_signs_in() {
    let (server, mut browser) = with_asha().await;
    let door = browser.get("/desk/new").await;
    assert_eq!(door.to(), "/sign-in?next=%2Fdesk%2Fnew");
    let form = browser.get(door.to()).await;
    assert!(browser.cookies.is_empty(), "no cookie before a form");
    let next = form.field("next");
    let asked = browser
        .submit("/sign-in", &[("email", ASHA), ("next", &next)])
        .await;
    let code_page = browser.get(asked.to()).await;
    assert_eq!(code_page.status, StatusCode::OK);
    let before = browser.cookies.clone();
    let code = server.code(ASHA).await.unwrap();
    let typed = format!(" {} ", code.to_lowercase().replace('-', " "));
    let fields = [("code", typed.as_str()), ("next", &code_page.field("next"))];
    let answer = browser.submit("/sign-in/code", &fields).await;
    assert_eq!(answer.to(), "/desk/new");
    assert_ne!(browser.cookies, before);
    let cookie = answer
        .headers
        .get_all(header::SET_COOKIE)
        .iter()
        .next()
        .unwrap();
    let cookie = cookie.to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/")
    );
    assert_eq!(browser.get("/desk/new").await.status, StatusCode::OK);
    let acts: Vec<String> = audit::Entity::find()
        .all(&server.app.db.read)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.act)
        .collect();
    assert_eq!(acts, ["sign_in"]);
    let out = browser.submit("/sign-out", &[]).await;
    assert_eq!(out.to(), "/");
    assert!(browser.get("/desk").await.to().starts_with("/sign-in"));
}

#[tokio::test]
async fn the_code_is_mailed_with_a_mark_and_stored_only_as_a_hash() {
    let (server, mut browser) = with_asha().await;
    browser.submit("/sign-in", &[("email", ASHA)]).await;
    let code = server.code(ASHA).await.unwrap();
    let mail = outbox::Entity::find()
        .one(&server.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert!(mail.text.contains("%%code%%") && !mail.text.contains(&code));
    assert!(mail.text.starts_with("Dear Asha Khan,"));
    let row = sign_in::Entity::find()
        .one(&server.app.db.read)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(mail.sign_in, Some(row.id));
    let cookie = browser.cookies.values().next().unwrap();
    assert_eq!(row.cookie_hash, daisychain::keys::hash(cookie));
}

async fn wait_for_code(server: &Server, browser: &mut Browser) -> String {
    browser.submit("/sign-in", &[("email", ASHA)]).await;
    server.code(ASHA).await.unwrap()
}

fn is_dead(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.shows("This code has ended. Ask for a new code.");
    assert!(answer.title().starts_with("Error: "), "{}", answer.title());
}

#[tokio::test]
async fn after_five_wrong_tries_even_the_right_code_is_dead() {
    let (server, mut browser) = with_asha().await;
    let code = wait_for_code(&server, &mut browser).await;
    for left in ["4 more times", "3 more times", "2 more times", "once more"] {
        let answer = browser
            .submit("/sign-in/code", &[("code", "AAAA-AAAA")])
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        answer.shows(left);
        assert_eq!(answer.field("code"), "AAAA-AAAA");
    }
    is_dead(
        &browser
            .submit("/sign-in/code", &[("code", "AAAA-AAAA")])
            .await,
    );
    is_dead(&browser.submit("/sign-in/code", &[("code", &code)]).await);
    assert_eq!(
        session::Entity::find()
            .count(&server.app.db.read)
            .await
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn a_code_works_once_for_ten_minutes_and_only_in_the_browser_that_asked() {
    let (server, mut browser) = with_asha().await;
    let code = wait_for_code(&server, &mut browser).await;
    let mut other = server.browser();
    is_dead(&other.submit("/sign-in/code", &[("code", &code)]).await);
    let waiting = browser.clone();
    browser
        .submit("/sign-in/code", &[("code", &code)])
        .await
        .to();
    is_dead(
        &waiting
            .clone()
            .submit("/sign-in/code", &[("code", &code)])
            .await,
    );

    let code = wait_for_code(&server, &mut browser).await;
    server.app.means.sources.advance(Duration::minutes(10));
    is_dead(&browser.submit("/sign-in/code", &[("code", &code)]).await);
}

#[tokio::test]
async fn a_stranger_gets_the_same_answer_as_an_organiser_and_no_mail() {
    let (server, mut known) = with_asha().await;
    let mut stranger = server.browser();
    let strip = |answer: Answer| {
        let names: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        (
            answer.status,
            names,
            answer.headers[header::LOCATION].clone(),
            answer.body,
        )
    };
    let one = strip(known.submit("/sign-in", &[("email", ASHA)]).await);
    let two = strip(
        stranger
            .submit("/sign-in", &[("email", "nobody@example.org")])
            .await,
    );
    assert_eq!(one, two);
    let pages = (
        known.get("/sign-in/code").await.body,
        stranger.get("/sign-in/code").await.body,
    );
    assert_eq!(pages.0, pages.1);
    let wrong = [("code", "AAAA-AAAA")];
    let tried = (
        known.submit("/sign-in/code", &wrong).await.body,
        stranger.submit("/sign-in/code", &wrong).await.body,
    );
    assert_eq!(tried.0, tried.1);
    assert_eq!(
        sign_in::Entity::find()
            .count(&server.app.db.read)
            .await
            .unwrap(),
        2
    );
    assert_eq!(
        outbox::Entity::find()
            .count(&server.app.db.read)
            .await
            .unwrap(),
        1
    );
    assert_eq!(server.code("nobody@example.org").await, None);
}

/// Rule 46. The two kinds of address take turns, so that a busy machine slows both.
#[tokio::test]
async fn asking_takes_as_long_for_a_stranger_as_for_an_organiser() {
    const N: usize = 200;
    let server = Server::start().await;
    for n in 0..N {
        server
            .organiser(&format!("known{n}@example.org"), "Known Person")
            .await;
    }
    let mut times = [Vec::new(), Vec::new()];
    for n in 0..N {
        for (kind, who) in ["known", "other"].into_iter().enumerate() {
            let begun = std::time::Instant::now();
            let txn = db::begin_write(&server.app.db).await.unwrap();
            let email = format!("{who}{n}@example.org");
            daisychain::organiser::sign_in::ask(&txn, &server.app.means, &email)
                .await
                .unwrap();
            txn.commit().await.unwrap();
            times[kind].push(begun.elapsed());
        }
    }
    let [known, other] = times.map(|mut times| {
        times.sort_unstable();
        times[N / 2].as_secs_f64()
    });
    let ratio = other / known;
    assert!((0.8..1.25).contains(&ratio), "{known} {other} {ratio}");
}

#[tokio::test]
async fn a_fourth_code_within_a_quarter_of_an_hour_is_refused_to_everyone_alike() {
    let (server, mut browser) = with_asha().await;
    for email in [ASHA, "nobody@example.org"] {
        for _ in 0..3 {
            browser.submit("/sign-in", &[("email", email)]).await.to();
        }
        let answer = browser.submit("/sign-in", &[("email", email)]).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        answer.shows("Wait 15 minutes");
        assert_eq!(answer.field("email"), email);
    }
    server.app.means.sources.advance(Duration::minutes(16));
    browser.submit("/sign-in", &[("email", ASHA)]).await.to();
}

#[tokio::test]
async fn one_network_gets_twenty_codes_an_hour() {
    let server = Server::start().await;
    let mut browser = server.browser();
    for n in 0..20 {
        let email = format!("n{n}@example.org");
        browser.submit("/sign-in", &[("email", &email)]).await.to();
    }
    let answer = browser
        .submit("/sign-in", &[("email", "last@example.org")])
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn r07_a_wrong_address_comes_back_as_it_was_typed() {
    let server = Server::start().await;
    let answer = server
        .browser()
        .submit("/sign-in", &[("email", "asha at home")])
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.title().starts_with("Error: "));
    assert_eq!(answer.field("email"), "asha at home");
    answer.shows("<a href=\"#email\">Write an email address like name@example.org</a>");
}

#[tokio::test]
async fn signing_in_never_leads_off_the_desk() {
    let (server, mut browser) = with_asha().await;
    for next in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/deskevil",
    ] {
        let page = browser
            .get(&format!("/sign-in?next={}", next.replace('\\', "%5C")))
            .await;
        assert_eq!(page.field("next"), "/desk");
        let code = wait_for_code(&server, &mut browser).await;
        let fields = [("code", code.as_str()), ("next", next)];
        assert_eq!(browser.submit("/sign-in/code", &fields).await.to(), "/desk");
        server.app.means.sources.advance(Duration::minutes(6));
    }
}

#[tokio::test]
async fn a_form_from_another_site_is_refused() {
    let (server, _) = with_asha().await;
    let mut browser = server.signed_in(ASHA).await;
    for origin in [Some("https://evil.example"), Some("null"), None] {
        for path in ["/desk/account", "/desk/new", "/sign-in", "/sign-out"] {
            let answer = browser.submit_from(origin, path, &[("name", "Eve")]).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin:?} {path}");
        }
    }
    let cross = Request::post("/desk/account")
        .header("sec-fetch-site", "cross-site")
        .header(header::ORIGIN, crate::http::ORIGIN)
        .body(Body::from("name=Eve"))
        .unwrap();
    assert_eq!(browser.send(cross).await.status, StatusCode::FORBIDDEN);
    browser.get("/desk/account").await.shows("Asha Khan");
}

#[tokio::test]
async fn a_session_ends_after_twelve_quiet_hours_or_fourteen_days() {
    let (server, _) = with_asha().await;
    let mut browser = server.signed_in(ASHA).await;
    let clock = &server.app.means.sources;
    for _ in 0..30 {
        clock.advance(Duration::hours(11));
        assert_eq!(browser.get("/desk").await.status, StatusCode::OK);
        browser
            .submit("/desk/account", &[("name", "Asha")])
            .await
            .to();
    }
    clock.advance(Duration::hours(5));
    browser
        .submit("/desk/account", &[("name", "Asha")])
        .await
        .to();
    clock.advance(Duration::hours(1));
    assert!(
        browser.get("/desk").await.to().starts_with("/sign-in"),
        "14 days are over"
    );

    let mut quiet = server.signed_in(ASHA).await;
    clock.advance(Duration::hours(11));
    assert_eq!(quiet.get("/desk").await.status, StatusCode::OK);
    clock.advance(Duration::hours(1));
    assert!(quiet.get("/desk").await.to().starts_with("/sign-in"));
    let late = Request::post("/desk/account")
        .header(header::ORIGIN, crate::http::ORIGIN)
        .header(
            header::REFERER,
            "http://localhost:8080/desk/food/setup/about?x=1",
        )
        .body(Body::empty())
        .unwrap();
    let answer = quiet.send(late).await;
    assert_eq!(answer.to(), "/sign-in?next=%2Fdesk%2Ffood%2Fsetup%2Fabout");
}

#[tokio::test]
async fn an_organiser_sees_their_browsers_and_signs_one_out() {
    let (server, _) = with_asha().await;
    let mut here = server.signed_in(ASHA).await;
    server.app.means.sources.advance(Duration::minutes(20));
    let mut there = server.signed_in(ASHA).await;
    let page = there.get("/desk/account").await;
    page.shows(
        "asha@example.org"
            .replace("asha@example", "Asha@example")
            .as_str(),
    );
    page.shows("Sunday 22 November 2026, 9:20am");
    page.shows("Sunday 22 November 2026, 9:00am");
    let rows = session::Entity::find()
        .all(&server.app.db.read)
        .await
        .unwrap();
    let old = rows
        .iter()
        .min_by_key(|row| row.made_at)
        .unwrap()
        .id
        .to_string();
    server.organiser("eve@example.org", "Eve").await;
    let mut eve = server.signed_in("eve@example.org").await;
    eve.submit("/desk/account/sessions", &[("session", &old)])
        .await
        .to();
    assert_eq!(
        here.get("/desk").await.status,
        StatusCode::OK,
        "not Eve's to end"
    );
    there
        .submit("/desk/account/sessions", &[("session", &old)])
        .await
        .to();
    assert!(here.get("/desk").await.to().starts_with("/sign-in"));
    assert_eq!(there.get("/desk").await.status, StatusCode::OK);
    let empty = there.submit("/desk/account", &[("name", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_chain_one_has_no_role_on_looks_like_none_and_a_role_opens_only_its_pages() {
    let (server, _) = with_asha().await;
    let asha = server.organiser("owner@example.org", "Owner").await;
    let means = &server.app.means;
    let txn = db::begin_write(&server.app.db).await.unwrap();
    let contact = Contact::default();
    let host = chain::create_host(&txn, means, asha.id, "House", "Europe/London", contact);
    let host = host.await.unwrap();
    let about = About {
        name: "Food",
        topic: "food",
        purpose: "Because.",
    };
    let template = templates::find("food").unwrap();
    let made = chain::create(&txn, means, &host, template, about)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let mut stranger = server.signed_in(ASHA).await;
    let below = [
        "",
        "/about",
        "/questions",
        "/host",
        "/rules",
        "/try",
        "/open",
        "/try/sent",
    ];
    let status_of_all = async |browser: &mut Browser, slug: &str| {
        let mut all = Vec::new();
        for path in below {
            let path = format!("/desk/{slug}/setup{path}");
            let posted = browser.submit(&path, &[]).await.status;
            all.push((browser.get(&path).await.status, posted));
        }
        all
    };
    let foreign = status_of_all(&mut stranger, &made.slug).await;
    assert!(
        foreign
            .iter()
            .all(|(status, _)| *status == StatusCode::NOT_FOUND),
        "{foreign:?}"
    );
    assert_eq!(foreign, status_of_all(&mut stranger, "no-such-chain").await);
    let coder = daisychain::organiser::find_by_email(&server.app.db.read, &means.keys, ASHA);
    let coder = coder.await.unwrap().unwrap();
    membership::ActiveModel {
        id: Set(means.id()),
        organiser: Set(coder.id),
        host: Set(None),
        chain: Set(Some(made.id)),
        role: Set(Role::Coder),
        made_at: Set(means.now()),
        morning: Set(true),
    }
    .insert(&server.app.db.write)
    .await
    .unwrap();
    let refused = status_of_all(&mut stranger, &made.slug).await;
    assert!(
        refused
            .iter()
            .all(|(status, _)| *status == StatusCode::FORBIDDEN),
        "{refused:?}"
    );
}

//! Starting a chain and setting it up until it is open, and the pages anyone can read.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use axum::http::StatusCode;
use chrono::{TimeZone, Utc};
use entity::shared::{Door, Way};
use entity::{audit, chain, conversation, host, outbox, participant, prompt};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, PaginatorTrait};
use uuid::Uuid;

use crate::http::{Browser, Server};
use daisychain::chain::numbers::{Numbers, of_chain};
use daisychain::chain::{find_by_slug, list_questions};

const ASHA: &str = "asha@example.org";

const HOST: [(&str, &str); 7] = [
    ("host-name", "Kettlegate House"),
    ("contact-person", "Asha Khan"),
    ("phone", "020 7946 0123"),
    ("hours", "Monday to Friday, 10am to 4pm"),
    ("email", "chats@example.org"),
    ("address", "1 Kettle Lane, Kettlegate"),
    ("time-zone", "Europe/London"),
];

async fn at_the_desk() -> (Server, Browser) {
    let server = Server::start().await;
    server.organiser(ASHA, "Asha Khan").await;
    let browser = server.signed_in(ASHA).await;
    (server, browser)
}

fn with<'a>(base: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [base, more].concat()
}

/// Starts the food chain and returns its setup page's address.
async fn started(browser: &mut Browser) -> String {
    let form = browser.get("/desk/new/food").await;
    let nonce = form.field("nonce");
    let about = [
        ("nonce", nonce.as_str()),
        ("name", "Food in Kettlegate"),
        ("topic", "food where we live"),
        ("purpose", "Everyone eats."),
    ];
    let answer = browser.submit("/desk/new/food", &with(&about, &HOST)).await;
    answer.to().to_owned()
}

async fn test_invitation_comes_once(server: &Server, browser: &mut Browser, setup: &str) {
    let page = browser.get(&format!("{setup}/try")).await;
    let nonce = page.field("nonce");
    for _ in 0..2 {
        let answer = browser
            .submit(&format!("{setup}/try"), &[("nonce", &nonce)])
            .await;
        assert_eq!(browser.get(answer.to()).await.status, StatusCode::OK);
    }
    let mails = outbox::Entity::find()
        .all(&server.app.db.read)
        .await
        .unwrap();
    let sent: Vec<_> = mails
        .iter()
        .filter(|mail| mail.kind == "test-invite")
        .collect();
    assert_eq!(sent.len(), 1);
    assert!(
        sent[0]
            .text
            .contains("http://localhost:8080/c/food-in-kettlegate")
    );
    assert!(sent[0].text.contains("Call or text 020 7946 0123."));
}

#[tokio::test]
async fn an_organiser_starts_a_chain_sets_it_up_and_opens_it() {
    let (server, mut browser) = at_the_desk().await;
    browser.get("/desk").await.shows("You have no chain yet");
    let none = browser.submit("/desk/new", &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.shows("Choose a chain to start from");
    let chosen = browser.submit("/desk/new", &[("template", "food")]).await;
    assert_eq!(chosen.to(), "/desk/new/food");
    let setup = started(&mut browser).await;
    assert_eq!(setup, "/desk/food-in-kettlegate/setup");
    let tasks = browser.get(&setup).await;
    tasks.shows("/desk/food-in-kettlegate/people/add");
    assert_eq!(
        tasks.body.matches("Not yet started").count(),
        4,
        "{}",
        tasks.body
    );

    let about = [
        ("name", "Food round here"),
        ("topic", "food"),
        ("purpose", "Why not?\n\nReally."),
    ];
    let done = browser.submit(&format!("{setup}/about"), &about).await;
    assert_eq!(done.to(), setup);
    browser
        .get("/c/food-in-kettlegate")
        .await
        .shows("Food round here");

    let rules = browser.get(&format!("{setup}/rules")).await;
    assert_eq!(rules.field("invitation-days"), "21");
    let changed = [
        ("turn-limit", "3"),
        ("invitation-days", "14"),
        ("check-days", "7"),
        ("late-invited-days", "10"),
        ("late-agreed-days", "10"),
        ("late-contacted-days", "20"),
        ("late-checked-days", "14"),
        ("sensitive", "yes"),
    ];
    browser
        .submit(&format!("{setup}/rules"), &changed)
        .await
        .to();
    let face = find_by_slug(&server.app.db.read, "food-in-kettlegate")
        .await
        .unwrap()
        .unwrap();
    assert_eq!((face.chain.turn_limit, face.chain.sensitive), (3, true));
    assert_eq!(face.chain.rules.invitation_days, 14);

    test_invitation_comes_once(&server, &mut browser, &setup).await;

    let untouched = browser.submit(&format!("{setup}/open"), &[]).await;
    assert_eq!(untouched.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        untouched
            .title()
            .starts_with("Error: You are about to open this chain")
    );
    browser.get("/").await.shows("No chain is open");
    let ticked = [("privacy-read", "yes")];
    for _ in 0..2 {
        let opened = browser.submit(&format!("{setup}/open"), &ticked).await;
        browser.get(opened.to()).await.shows("Your chain is open");
    }
    browser.get("/").await.shows("Food round here");
    let desk = browser.get("/desk").await;
    desk.shows("Food round here");
    desk.shows("<td data-l=\"People\">0</td>");
    let acts: Vec<String> = audit::Entity::find()
        .all(&server.app.db.read)
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.chain.is_some())
        .map(|row| row.act)
        .collect();
    let expected = [
        "chain.made",
        "chain.about",
        "chain.rules",
        "chain.test_invite",
        "chain.opened",
    ];
    assert_eq!(acts, expected);
}

#[tokio::test]
async fn r08_the_same_form_twice_makes_one_chain() {
    let (server, mut browser) = at_the_desk().await;
    let nonce = browser.get("/desk/new/food").await.field("nonce");
    let about = [
        ("nonce", nonce.as_str()),
        ("name", "Food"),
        ("topic", "food"),
        ("purpose", "Why"),
    ];
    let fields = with(&about, &HOST);
    let (mut one, mut two) = (browser.clone(), browser.clone());
    let (first, second) = tokio::join!(
        one.submit("/desk/new/food", &fields),
        two.submit("/desk/new/food", &fields)
    );
    let third = browser.submit("/desk/new/food", &fields).await;
    assert_eq!((first.to(), second.to()), (third.to(), third.to()));
    assert_eq!(
        chain::Entity::find()
            .count(&server.app.db.read)
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        host::Entity::find()
            .count(&server.app.db.read)
            .await
            .unwrap(),
        1
    );

    let next = browser.get("/desk/new/empty").await;
    next.shows("This chain will belong to <bdi>Kettlegate House</bdi>.");
    let nonce = next.field("nonce");
    let about = [
        ("nonce", nonce.as_str()),
        ("name", "Food"),
        ("topic", "food"),
        ("purpose", "Why"),
    ];
    let another = browser.submit("/desk/new/empty", &about).await;
    assert_eq!(another.to(), "/desk/food-2/setup");
    let nonce = browser.get("/desk/new/empty").await.field("nonce");
    let about = [
        ("nonce", nonce.as_str()),
        ("name", "New"),
        ("topic", "new things"),
        ("purpose", "Why"),
    ];
    let named_new = browser.submit("/desk/new/empty", &about).await;
    assert_eq!(named_new.to(), "/desk/new-2/setup");
    let open = browser
        .submit("/desk/food-2/setup/open", &[("privacy-read", "yes")])
        .await;
    assert_eq!(open.status, StatusCode::UNPROCESSABLE_ENTITY);
    open.shows("Write at least one question first");
}

#[tokio::test]
async fn r07_what_was_typed_about_a_new_chain_comes_back() {
    let (_server, mut browser) = at_the_desk().await;
    let typed = [
        ("nonce", "n-1"),
        ("name", "<b>Food</b> & co"),
        ("topic", ""),
        ("purpose", "A \"good\" reason"),
        ("host-name", "Kettlegate House"),
        ("phone", "call me"),
        ("email", "not an address"),
        ("time-zone", "Mars/Olympus"),
    ];
    let answer = browser.submit("/desk/new/food", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer.title().starts_with("Error: About your chain"),
        "{}",
        answer.title()
    );
    for (name, value) in typed
        .iter()
        .filter(|(name, _)| !["purpose", "time-zone"].contains(name))
    {
        assert_eq!(answer.field(name), *value);
    }
    answer.shows("A &#34;good&#34; reason</textarea>");
    for field in [
        "topic",
        "contact-person",
        "phone",
        "hours",
        "email",
        "time-zone",
    ] {
        answer.shows(&format!("<li><a href=\"#{field}\">"));
        answer.shows(&format!("id=\"{field}-error\""));
    }
}

#[tokio::test]
async fn questions_are_changed_added_moved_and_removed_by_buttons() {
    let (server, mut browser) = at_the_desk().await;
    let setup = started(&mut browser).await;
    let path = format!("{setup}/questions");
    let press = async |browser: &mut Browser, act: &str, typed: &[(&str, &str)]| {
        let page = browser.get(&path).await;
        let mut fields = vec![("count".to_owned(), page.field("count"))];
        let count: usize = page.field("count").parse().unwrap();
        let html = scraper::Html::parse_document(&page.body);
        for n in 1..=count {
            let read = |what: &str| {
                let name = format!("edit-question-{n}-{what}");
                let wanted = scraper::Selector::parse(&format!("textarea[name='{name}']")).unwrap();
                (
                    name,
                    html.select(&wanted)
                        .next()
                        .unwrap()
                        .text()
                        .collect::<String>(),
                )
            };
            let chosen = format!("select[name='edit-question-{n}-kind'] option[selected]");
            let chosen = scraper::Selector::parse(&chosen).unwrap();
            let kind = html
                .select(&chosen)
                .next()
                .unwrap()
                .value()
                .attr("value")
                .unwrap();
            fields.push((
                format!("edit-question-{n}-id"),
                page.field(&format!("edit-question-{n}-id")),
            ));
            fields.push((format!("edit-question-{n}-kind"), kind.to_owned()));
            fields.extend([read("text"), read("hint")]);
        }
        for (name, value) in typed {
            fields.retain(|(n, _)| n != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        fields.push(("do".to_owned(), act.to_owned()));
        let fields: Vec<_> = fields
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        browser.submit(&path, &fields).await
    };
    let texts = async || {
        let face = find_by_slug(&server.app.db.read, "food-in-kettlegate")
            .await
            .unwrap()
            .unwrap();
        let questions = list_questions(&server.app.db.read, &face.chain)
            .await
            .unwrap();
        questions.into_iter().map(|q| q.text).collect::<Vec<_>>()
    };
    let before = texts().await;
    assert_eq!(before.len(), 5);
    assert_eq!(
        press(
            &mut browser,
            "up-2",
            &[("edit-question-1-text", "Changed?")]
        )
        .await
        .to(),
        path
    );
    let moved = texts().await;
    assert_eq!(
        (moved[0].as_str(), moved[1].as_str()),
        (before[1].as_str(), "Changed?")
    );
    press(&mut browser, "down-1", &[]).await.to();
    assert_eq!(texts().await[0], "Changed?");
    let add = [
        ("edit-question-6-text", "One more?"),
        ("edit-question-6-kind", "idea"),
        ("edit-question-6-hint", ""),
    ];
    press(&mut browser, "add", &add).await.to();
    assert_eq!(texts().await[5], "One more?");
    press(&mut browser, "remove-1", &[]).await.to();
    assert_eq!(
        texts().await,
        [&moved[0..1], &before[2..], &["One more?".to_owned()]].concat()
    );
    assert_eq!(
        prompt::Entity::find()
            .count(&server.app.db.read)
            .await
            .unwrap(),
        6,
        "retired, not deleted"
    );
    let wrong = press(
        &mut browser,
        "save",
        &[
            ("edit-question-2-text", ""),
            ("edit-question-3-hint", "Kept"),
        ],
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.shows("<a href=\"#edit-question-2-text\">Write the question, or remove it</a>");
    wrong.shows("Kept</textarea>");
    let empty = press(&mut browser, "add", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for n in 6..=8 {
        let (text, kind) = (
            format!("edit-question-{n}-text"),
            format!("edit-question-{n}-kind"),
        );
        press(&mut browser, "add", &[(&text, "And?"), (&kind, "need")])
            .await
            .to();
    }
    assert_eq!(texts().await.len(), 8);
    let full = browser.get(&path).await;
    assert!(
        !full.body.contains("One more question"),
        "no room for a ninth"
    );
    assert_eq!(press(&mut browser, "save", &[]).await.to(), setup);
}

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
        if route.method != "GET" || !is_mine {
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
    }
    assert_eq!(setup, "/desk/food-in-kettlegate/setup");
    assert_eq!(
        audit::Entity::find()
            .count(&server.app.db.read)
            .await
            .unwrap(),
        before
    );
}

//! A chain is started once, set up task by task, and opened only when it is ready.

use axum::http::StatusCode;
use daisychain::chain::{find_by_slug, list_questions};
use entity::{audit, chain, host, outbox, prompt};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::support::{HOST, at_the_desk, started, with};
use crate::http::{Browser, Server};

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
            .contains("http://localhost:8080/desk/food-in-kettlegate/tried")
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
        7,
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
        ("reminders", "yes"),
        ("quiet-from", "21"),
        ("quiet-until", "8"),
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
    let clock = &face.chain.rules;
    assert_eq!((clock.quiet_from, clock.quiet_until), (21, 8));
    assert_eq!((clock.reminders, clock.sundays), (true, false));
    let off: Vec<_> = changed
        .iter()
        .filter(|(name, _)| *name != "reminders")
        .copied()
        .collect();
    browser.submit(&format!("{setup}/rules"), &off).await.to();
    let late = browser.get(&format!("{setup}/rules")).await;
    late.shows("Days, from 1 to 90");
    assert!(!late.body.contains("The reminder goes after"));

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
async fn the_topic_is_shown_in_the_sentence_that_people_read() {
    let (_server, mut browser) = at_the_desk().await;
    let sentence = "Maria would like to talk with you about";
    let new = browser.get("/desk/new/food").await;
    let before = new.field("topic");
    assert_eq!(new.body.contains("topic-preview"), !before.is_empty());
    let typed = [("nonce", "n-1"), ("topic", " <i>soup</i> ")];
    let answer = browser.submit("/desk/new/food", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.shows(&format!("{sentence} <bdi>&lt;i&gt;soup&lt;/i&gt;</bdi>."));
    let setup = started(&mut browser).await;
    let about = browser.get(&format!("{setup}/about")).await;
    about.shows(&format!("{sentence} <bdi>food where we live</bdi>."));
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

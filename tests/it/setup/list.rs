//! The task list says what is done and what is missing; words, who sees what, and the try.

use axum::http::StatusCode;
use entity::{audit, conversation, outbox, participant};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::support::{DESK, face, open_chain};
use crate::chain::support::{HOST, at_the_desk, started};

#[tokio::test]
async fn what_is_missing_before_opening_is_said_and_linked() {
    let (_server, mut browser) = at_the_desk().await;
    let nonce = browser.get("/desk/new/empty").await.field("nonce");
    let about = [
        ("nonce", nonce.as_str()),
        ("name", "Food in Kettlegate"),
        ("topic", "food"),
        ("purpose", "Why not."),
    ];
    let made = browser
        .submit("/desk/new/empty", &[&about[..], &HOST].concat())
        .await;
    let setup = made.to().to_owned();
    let link = format!("<a href=\"{setup}/questions\">Write at least one question first</a>");
    for page in [setup.clone(), format!("{setup}/open")] {
        let page = browser.get(&page).await;
        page.shows("Before you can open this chain");
        page.shows(&link);
    }
    let refused = browser
        .submit(&format!("{setup}/open"), &[("privacy-read", "yes")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows(&link);
    let question = [
        ("count", "0"),
        ("edit-question-1-text", "What is good?"),
        ("edit-question-1-kind", "strength"),
        ("do", "save"),
    ];
    browser
        .submit(&format!("{setup}/questions"), &question)
        .await
        .to();
    let tasks = browser.get(&setup).await;
    tasks.shows("All that is needed is there");
    assert!(!tasks.body.contains("Before you can open"));
    browser
        .submit(&format!("{setup}/open"), &[("privacy-read", "yes")])
        .await
        .to();
    browser.get(&setup).await.shows("has been open since");
}

#[tokio::test]
async fn all_words_of_a_chain_stand_on_one_page_and_a_task_is_done_once_it_was_saved() {
    let (server, mut browser) = at_the_desk().await;
    let setup = started(&mut browser).await;
    let before = browser.get(&setup).await;
    assert_eq!(before.body.matches("Not yet started").count(), 7);
    let page = browser.get(&format!("{setup}/words")).await;
    assert_eq!(page.field("topic"), "food where we live");
    page.shows("The pages and messages are in English for now");
    page.shows("Soomaali");
    let fields = [
        ("name", "Food round here"),
        ("topic", "food"),
        ("purpose", "Why not."),
        ("plan-title", "Our food plan"),
        ("plan-intro", "We talked."),
        ("near", "Call 111."),
    ];
    let wrong = [
        ("name", ""),
        ("topic", "food"),
        ("plan-title", "Our food plan"),
    ];
    let refused = browser.submit(&format!("{setup}/words"), &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("value=\"Our food plan\"");
    let saved = browser.submit(&format!("{setup}/words"), &fields).await;
    assert_eq!(saved.to(), setup);
    let words = face(&server).await.words;
    assert_eq!(
        (
            words.name.as_str(),
            words.plan_title.as_str(),
            words.plan_intro.as_str(),
            words.help.as_str()
        ),
        (
            "Food round here",
            "Our food plan",
            "We talked.",
            "Call 111."
        )
    );
    // Words, and help nearby with them.
    let after = browser.get(&setup).await;
    assert_eq!(after.body.matches("Not yet started").count(), 5);
}

#[tokio::test]
async fn who_can_see_what_holds_on_the_public_pages() {
    let (server, mut browser) = open_chain().await;
    let mut anyone = server.browser();
    anyone.get("/").await.shows("Food in Kettlegate");
    let public = anyone.get("/c/food-in-kettlegate").await;
    public.shows("people said yes");
    assert!(!public.body.contains("name=\"robots\""));
    let page = browser.get(&format!("{DESK}/setup/seen")).await;
    assert_eq!(page.body.matches(" checked>").count(), 2);
    page.shows("Only quotes whose speaker checked them and said yes");
    let saved = browser.submit(&format!("{DESK}/setup/seen"), &[]).await;
    assert_eq!(saved.to(), format!("{DESK}/setup"));
    let hidden = anyone.get("/c/food-in-kettlegate").await;
    assert!(!hidden.body.contains("people said yes"));
    assert!(!hidden.body.contains("has not started yet"));
    hidden.shows("name=\"robots\"");
    anyone.get("/").await.shows("No chain is open");
    // The rules page leaves it as it is.
    let rules = [
        ("turn-limit", "2"),
        ("invitation-days", "14"),
        ("check-days", "7"),
        ("late-invited-days", "10"),
        ("late-agreed-days", "10"),
        ("late-contacted-days", "20"),
        ("late-checked-days", "14"),
        ("quiet-from", "20"),
        ("quiet-until", "9"),
    ];
    browser
        .submit(&format!("{DESK}/setup/rules"), &rules)
        .await
        .to();
    let rules = face(&server).await.chain.rules;
    assert_eq!(
        (rules.public_numbers, rules.listed, rules.invitation_days),
        (false, false, 14)
    );
}

#[tokio::test]
async fn the_pages_can_be_walked_as_somebody_who_was_asked_and_nothing_is_kept() {
    let (server, mut browser) = open_chain().await;
    let before = audit::Entity::find()
        .count(&server.app.db.read)
        .await
        .unwrap();
    let base = format!("{DESK}/tried");
    browser.get(&format!("{DESK}/setup/try")).await.shows(&base);
    let first = browser.get(&base).await;
    first.shows("Maria");
    first.shows("This is a try");
    let mut here = format!("{base}/agree");
    let mut walked = Vec::new();
    while here != format!("{base}/end") {
        let page = browser.get(&here).await;
        assert_eq!(page.status, StatusCode::OK, "{here}");
        page.shows("This is a try");
        assert!(!page.body.contains("href=\"/p/"), "{here}");
        walked.push(here.rsplit("/tried").next().unwrap().to_owned());
        // The chat is left by the link to writing it down, the other pages by their form.
        here = if here.ends_with("/chat") {
            browser.get(&format!("{here}/write")).await.to().to_owned()
        } else {
            browser
                .submit(&here, &[("next", "continue")])
                .await
                .to()
                .to_owned()
        };
        assert!(walked.len() < 20, "{walked:?}");
    }
    assert_eq!(
        walked,
        [
            "/agree",
            "/contact",
            "/times",
            "/check-yes",
            "/next",
            "/chat",
            "/chat/question/1",
            "/chat/question/2",
            "/chat/question/3",
            "/chat/question/4",
            "/chat/question/5",
        ]
    );
    for (below, text) in [
        ("/end", "left nothing behind"),
        ("/about", "Maria"),
        ("/no", "This is a try"),
        ("/me", "This page needs a real link"),
        ("/report", "This page needs a real link"),
    ] {
        browser.get(&format!("{base}{below}")).await.shows(text);
    }
    let read = &server.app.db.read;
    assert_eq!(participant::Entity::find().count(read).await.unwrap(), 0);
    assert_eq!(conversation::Entity::find().count(read).await.unwrap(), 0);
    assert_eq!(audit::Entity::find().count(read).await.unwrap(), before);
    let mails = outbox::Entity::find().all(read).await.unwrap();
    assert!(
        mails.iter().all(|mail| mail.kind == "sign-in-code"),
        "{mails:?}"
    );
    let stranger = server.browser().get(&base).await;
    assert!(stranger.to().starts_with("/sign-in"));
}

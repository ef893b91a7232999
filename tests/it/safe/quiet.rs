//! A sensitive chain names its topic in no title and no subject, can be left fast, and tells where help is.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::{chain, db};
use entity::outbox;
use entity::shared::LinkKind;
use sea_orm::EntityTrait;

use super::support::{desk, desk_post, keeper, only_chat};
use crate::journeys::{agreed, agreed_starter, choose, say_yes};
use crate::organisers::sign_in;
use crate::resident_support::{Answer, World};

/// Says that the chain's topic is sensitive, and where help is.
async fn make_sensitive(world: &World, sensitive: bool, help: &str) {
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let face = chain::find_face(&txn, world.face.chain.id).await.unwrap();
    let chain = face.unwrap().chain;
    chain::change_rules(
        &txn,
        chain.id,
        chain.turn_limit,
        chain.rules.clone(),
        sensitive,
    )
    .await
    .unwrap();
    chain::change_help(&txn, &chain, help).await.unwrap();
    txn.commit().await.unwrap();
}

/// Opens every page that can be reached from these by links under `/p/` and `/stop/`.
async fn walk(world: &World, from: &[String]) -> Vec<Answer> {
    let mut ahead: Vec<String> = from.to_vec();
    let mut seen = std::collections::BTreeSet::new();
    let mut pages = Vec::new();
    while let Some(path) = ahead.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let page = world.open(&path).await;
        let links = page.attribute("a", "href");
        let personal = |href: &String| href.starts_with("/p/") || href.starts_with("/stop/");
        ahead.extend(
            links
                .iter()
                .map(|href| href.split(['#', '?']).next().unwrap().to_owned())
                .filter(personal),
        );
        pages.push(page);
    }
    pages
}

#[tokio::test]
async fn r23_no_title_and_no_subject_of_a_sensitive_chain_tells_the_topic() {
    for sensitive in [true, false] {
        let world = World::new().await;
        make_sensitive(&world, sensitive, "").await;
        let ended = "/p/nobody-has-this-link".to_owned();
        let mut from = Vec::new();
        let mut pages = Vec::new();
        // Before the yes, while they talk, and after.
        let (maria, sam) = if sensitive {
            let (maria, sam) = quietly_invited(&world).await;
            let stop = world
                .token(world.person("Sam Khan").await.id, LinkKind::Stop)
                .await;
            from.extend([format!("/p/{maria}"), format!("/p/{sam}")]);
            from.push(format!("/stop/{stop}"));
            from.extend(["/agree", "/no", "/about", "/report"].map(|b| format!("/p/{sam}{b}")));
            pages.extend(walk(&world, &from).await);
            let page = world.home(&sam).await;
            assert!(!page.h1().contains("food"), "{}", page.h1());
            for heading in page.find("h1, h2, h3") {
                assert!(!heading.to_lowercase().contains("food"), "{heading}");
            }
            say_yes(&world, &sam).await;
            (maria, sam)
        } else {
            agreed(&world).await
        };
        let chat = format!("/p/{maria}/chat/{}", only_chat(&world).await);
        from.extend(
            [
                "/write",
                "/question/1",
                "/question/2",
                "/review",
                "/sheet",
                "/worry",
            ]
            .map(|b| format!("{chat}{b}")),
        );
        from.extend([
            format!("/p/{maria}"),
            format!("/p/{sam}"),
            format!("/p/{sam}/led-to"),
        ]);
        pages.extend(walk(&world, &from).await);
        assert!(pages.len() > 20, "{}", pages.len());
        for page in &pages {
            assert_eq!(page.status, StatusCode::OK, "{}", page.path);
            let personal = page.path.starts_with("/p/") || page.path.starts_with("/stop/");
            assert!(personal, "{}", page.path);
            let exits = page.attribute("a#leave", "href");
            if sensitive {
                let title = page.title().to_lowercase();
                assert!(!title.contains("food"), "{}: {title}", page.path);
                let brand = page.find(".top .brand");
                assert_eq!(brand, ["Kettlegate House"], "{}", page.path);
                assert_eq!(exits, ["https://www.bbc.co.uk/weather"], "{}", page.path);
                assert_eq!(page.attribute("a#leave", "rel"), ["noreferrer"]);
                // At the same place on each: right after the link that skips to the content.
                assert_eq!(page.attribute(".skip + .leave a#leave", "id"), ["leave"]);
            } else {
                assert!(exits.is_empty(), "{}", page.path);
                assert_eq!(page.find(".top .brand"), ["Food in Kettlegate"]);
            }
        }
        let explained = world.open(&format!("/p/{maria}/leave-fast")).await;
        if sensitive {
            assert!(explained.says("It does not clear your history."));
            let linked = pages.iter().filter(|p| p.path.starts_with("/p/"));
            for page in linked {
                assert!(
                    page.link("What it does (the button “Leave this page”)")
                        .ends_with("/leave-fast")
                );
            }
        } else {
            assert_eq!(explained.status, StatusCode::NOT_FOUND);
        }
        assert!(
            world
                .open(&ended)
                .await
                .attribute("a#leave", "id")
                .is_empty()
        );
        let written = outbox::Entity::find()
            .all(&world.app.db.read)
            .await
            .unwrap();
        assert!(written.len() > 2);
        for mail in written {
            assert!(
                !mail.subject.to_lowercase().contains("food"),
                "{}",
                mail.subject
            );
        }
    }
}

/// Maria has asked Sam, on a chain whose pages do not name the topic.
async fn quietly_invited(world: &World) -> (String, String) {
    let maria = agreed_starter(world).await;
    choose(world, &maria, "Sam Khan", "sam@example.org").await;
    let sam = world.token_of("Sam Khan").await;
    world.pass(Duration::minutes(6));
    (maria, sam)
}

#[tokio::test]
async fn help_nearby_stands_as_written_where_it_is_needed() {
    let world = World::new().await;
    let help = "Call 020 7946 0999, day or night\n<script>alert(1)</script> javascript:alert(2)\n\nhttps://help.example.org/talk?a=1&b=2.";
    let cookie = sign_in(&world.app, keeper(&world).await).await;
    let page = desk(&world, &cookie, "/setup/near").await;
    let filled = page
        .form()
        .fill("Where can people get help near here? (optional)", help);
    let (action, body) = filled.request("Save");
    desk_post(&world, &cookie, &action, &body).await;
    let page = desk(&world, &cookie, "/setup/near").await;
    assert_eq!(page.find("textarea")[0].split(' ').next(), Some("Call"));

    let (maria, _) = agreed(&world).await;
    let chat = format!("/p/{maria}/chat/{}", only_chat(&world).await);
    let shows = |page: &Answer| {
        let lines = page.find("section[aria-labelledby=near-title] p");
        if lines.is_empty() {
            return false;
        }
        assert_eq!(
            lines,
            [
                "Call 020 7946 0999, day or night",
                "<script>alert(1)</script> javascript:alert(2)",
                "https://help.example.org/talk?a=1&b=2."
            ]
        );
        let links = page.attribute("section[aria-labelledby=near-title] a", "href");
        assert_eq!(links, ["https://help.example.org/talk?a=1&b=2"]);
        assert!(!page.text.contains("<script>alert"));
        true
    };
    for (sensitive, on_record) in [(false, false), (true, true)] {
        let help = help.trim();
        make_sensitive(&world, sensitive, help).await;
        assert!(shows(&world.home(&maria).await));
        assert!(shows(&world.open(&format!("/p/{maria}/me")).await));
        assert!(shows(&world.open(&format!("{chat}/worry")).await));
        for below in ["/write", "/question/1", "/review"] {
            let page = world.open(&format!("{chat}{below}")).await;
            assert_eq!(shows(&page), on_record, "{below}");
            assert!(
                page.link("Something worries me about Sam")
                    .ends_with("/worry")
            );
        }
    }
}

//! The demo tells the whole life of a link: every state of a conversation is there at least twice.

use std::collections::{BTreeMap, HashSet};

use clap::Parser;
use daisychain::chain::find_face;
use daisychain::config::Settings;
use daisychain::conversation::pool::rank::{Misfit, find_joinable, list_unfit};
use daisychain::conversation::snapshot::Snapshot;
use daisychain::conversation::{State, remind, state, ways};
use daisychain::insight::numbers;
use daisychain::plan::publish;
use daisychain::{db, demo, verify};
use entity::{conversation, insight, nomination, participant};
use mail_parser::{HeaderValue, MessageParser};
use sea_orm::EntityTrait;

use crate::support::start;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    settings: Settings,
}

#[tokio::test]
async fn the_demo_is_a_living_chain_with_every_state_of_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let settings = demo::settings(&Line::parse_from(["test"]).settings, folder.path());
    let now = start();
    Box::pin(demo::tell(&settings, now)).await.unwrap();
    let db = db::connect(&settings.database_url).await.unwrap();
    let report = verify::run(&db).await.unwrap();
    assert!(report.holds, "{report}");

    let people = participant::Entity::find().all(&db.read).await.unwrap();
    let talks = conversation::Entity::find().all(&db.read).await.unwrap();
    let passed_on: HashSet<_> = talks
        .iter()
        .filter(|c| c.recorded_at.is_some() && c.ended_at.is_none())
        .map(|c| c.initiator)
        .collect();
    let mut states: BTreeMap<State, usize> = BTreeMap::new();
    for c in &talks {
        let partner = people.iter().find(|p| p.id == c.partner).unwrap();
        let is = state(
            c,
            partner.bounced_at.is_some(),
            passed_on.contains(&c.partner),
            now,
        );
        *states.entry(is).or_default() += 1;
    }
    for wanted in State::ALL {
        let n = states.get(&wanted).copied().unwrap_or(0);
        assert!(n >= 2, "{} links are {}: {states:?}", n, wanted.as_str());
    }

    let chain = talks[0].chain;
    let face = find_face(&db.read, chain).await.unwrap().unwrap();
    let snapshot = Snapshot::load(&db.read, &face, now).await.unwrap();
    let steps = remind::list_open(&db.read, &face, &snapshot).await.unwrap();
    let reminded = steps.iter().filter(|open| open.reminders > 0).count();
    let late = steps.iter().filter(|open| open.is_late(now)).count();
    assert!(
        reminded >= 1 && late >= 1,
        "{reminded} reminded, {late} late"
    );
    let count = numbers(&db.read, chain).await.unwrap();
    assert!(people.len() >= 60 && count.branches >= 4, "{count:?}");
    assert!(count.chats >= 45 && count.points >= 220, "{count:?}");
    // Whoever tries the desk out can join two people, and sees why another one who waits does not fit.
    let asking = ways::list_waiting(&db.read, chain).await.unwrap();
    let asked = asking.iter().find(|one| !one.pool).unwrap();
    let asked = nomination::Entity::find_by_id(asked.nomination).one(&db.read);
    let asked = asked.await.unwrap().unwrap();
    let fits = find_joinable(&db.read, &face, &[asked.initiator]).await;
    assert_eq!(fits.unwrap().len(), 1, "nobody can be joined");
    let unfit = list_unfit(&db.read, &face, &asked).await.unwrap();
    assert!(unfit.iter().any(|one| one.why == Misfit::Language));
    let points = insight::Entity::find().all(&db.read).await.unwrap();
    for language in ["en", "es", "pt", "ar"] {
        assert!(
            points.iter().any(|p| p.language == language),
            "nobody speaks {language}"
        );
    }
    let kinds: HashSet<_> = points.iter().map(|p| p.kind).collect();
    assert_eq!(kinds.len(), 4);
    let plan = publish::find_newest(&db.read, chain)
        .await
        .unwrap()
        .unwrap();
    assert!(plan.body.actions.len() >= 8 && plan.n == 2);
    assert!(
        plan.body
            .actions
            .iter()
            .all(|a| !a.themes.is_empty() || !a.insights.is_empty())
    );
}

/// Every address in a text, without what only ends a sentence.
fn links(text: &str) -> Vec<String> {
    let starts = text.match_indices("http").map(|(at, _)| &text[at..]);
    let ends = |c: char| c.is_whitespace() || "\"<>".contains(c);
    let mut found: Vec<String> = starts
        .map(|rest| rest.split(ends).next().unwrap_or_default().to_owned())
        .collect();
    found.sort();
    found.dedup();
    found
}

#[tokio::test]
async fn r21_every_message_of_the_demo_is_plain_text_first_with_one_main_link_and_a_way_to_stop() {
    let folder = tempfile::tempdir().unwrap();
    let settings = demo::settings(&Line::parse_from(["test"]).settings, folder.path());
    Box::pin(demo::tell(&settings, start())).await.unwrap();
    let mut read = 0;
    for entry in std::fs::read_dir(&settings.mail_dir).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "eml") {
            continue;
        }
        let raw = std::fs::read(&path).unwrap();
        let mail = MessageParser::default().parse(&raw).unwrap();
        let (text, html) = (mail.body_text(0).unwrap(), mail.body_html(0).unwrap());
        let subject = mail.subject().unwrap();
        assert!(subject.chars().count() <= 70, "{subject}");
        assert!(!html.contains("<img"), "{subject}");
        assert_eq!(links(&text), links(&html), "{subject}");
        let to_somebody = mail.header("List-Unsubscribe").is_some();
        let stops = links(&text).iter().filter(|l| l.contains("/stop/")).count();
        let main = links(&text).len() - stops;
        let code = !text.contains("http") || main == 0;
        assert!(main == 1 || (code && main == 0), "{subject}:\n{text}");
        assert_eq!(stops, usize::from(to_somebody), "{subject}");
        if to_somebody {
            assert!(mail.reply_to().is_some(), "{subject}");
            let post = mail.header("List-Unsubscribe-Post");
            assert!(matches!(post, Some(HeaderValue::Text(t)) if t.contains("One-Click")));
        }
        read += 1;
    }
    assert!(read > 200, "only {read} messages");
}

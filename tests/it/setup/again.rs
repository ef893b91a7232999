//! A chain used again: copied under a new name, or saved for others; people and what they said never go along.

use axum::http::StatusCode;
use daisychain::chain::{change_rules, find_by_slug, list_questions, saved};
use daisychain::db;
use daisychain::people::{self, NewStarter};
use entity::shared::Rules;
use entity::{audit, chain as chain_row, participant, saved_template};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::support::{DESK, face, open_chain};
use crate::chain::support::HOST;

#[tokio::test]
async fn r08_a_copy_has_the_words_and_rules_of_its_chain_and_nobody_in_it() {
    let (server, mut browser) = open_chain().await;
    let from = face(&server).await;
    let txn = db::begin_write(&server.app.db).await.unwrap();
    let rules = Rules {
        check_days: 9,
        goal_chats: 40,
        goal_on: Some("2026-12-24".into()),
        ..Rules::default()
    };
    change_rules(&txn, from.chain.id, 3, rules, true)
        .await
        .unwrap();
    let new = NewStarter {
        name: "Sam".into(),
        email: "sam@example.org".into(),
        language: "en".into(),
    };
    let by = from.host.safeguarding.unwrap();
    let added = people::add_starter(&txn, &server.app.means, &from, by, new).await;
    added.unwrap().unwrap();
    txn.commit().await.unwrap();

    let path = format!("{DESK}/setup/copy");
    let nonce = browser.get(&path).await.field("nonce");
    let same = [("nonce", nonce.as_str()), ("name", "Food in Kettlegate")];
    let refused = browser.submit(&path, &same).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("Give the new chain another name");
    let fields = [("nonce", nonce.as_str()), ("name", "Food in Potter Lane")];
    for _ in 0..2 {
        let made = browser.submit(&path, &fields).await;
        assert_eq!(made.to(), "/desk/food-in-potter-lane/setup");
    }
    browser
        .get("/desk/food-in-potter-lane/setup")
        .await
        .shows("Set up your chain");
    let read = &server.app.db.read;
    assert_eq!(chain_row::Entity::find().count(read).await.unwrap(), 2);
    let copy = find_by_slug(read, "food-in-potter-lane")
        .await
        .unwrap()
        .unwrap();
    assert!(copy.chain.opened_at.is_none() && copy.chain.sensitive);
    assert_eq!((copy.chain.turn_limit, copy.chain.rules.check_days), (3, 9));
    assert_eq!(
        (
            copy.chain.rules.goal_chats,
            copy.chain.rules.goal_on.as_deref()
        ),
        (0, None)
    );
    assert_eq!(copy.words.topic, from.words.topic);
    assert_eq!(copy.words.name, "Food in Potter Lane");
    let texts = |questions: Vec<daisychain::chain::Question>| -> Vec<String> {
        questions.into_iter().map(|q| q.text).collect()
    };
    let (old, new) = (
        texts(list_questions(read, &from.chain).await.unwrap()),
        texts(list_questions(read, &copy.chain).await.unwrap()),
    );
    assert!(!new.is_empty());
    assert_eq!(old, new);
    let there = participant::Entity::find()
        .filter(participant::Column::Chain.eq(copy.chain.id))
        .count(read)
        .await;
    assert_eq!(there.unwrap(), 0);
    let acts = audit::Entity::find().all(read).await.unwrap();
    assert_eq!(
        acts.iter().filter(|row| row.act == "chain.copied").count(),
        1
    );
}

#[tokio::test]
async fn a_chain_saved_as_a_template_can_be_started_by_others_and_removed_by_who_saved_it() {
    let (server, mut browser) = open_chain().await;
    let path = format!("{DESK}/setup/template");
    let page = browser.get(&path).await;
    page.shows("What others will see");
    let nonce = page.field("nonce");
    let refused = browser
        .submit(&path, &[("nonce", &nonce), ("label", "Food round here")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.shows("Write when someone should pick it");
    refused.shows("value=\"Food round here\"");
    let fields = [
        ("nonce", nonce.as_str()),
        ("label", "Food round here"),
        ("about", "Pick this where people cook together."),
    ];
    for _ in 0..2 {
        assert_eq!(browser.submit(&path, &fields).await.to(), "/desk/new");
    }
    let rows = saved_template::Entity::find()
        .all(&server.app.db.read)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    let id = format!("saved-{}", rows[0].id);
    browser
        .get("/desk/new")
        .await
        .shows("Templates you have saved");

    server.organiser("ben@example.org", "Ben").await;
    let mut ben = server.signed_in("ben@example.org").await;
    let choice = ben.get("/desk/new").await;
    for text in [
        "Food round here",
        "Pick this where people cook together.",
        "Asha Khan",
        "Kettlegate House",
    ] {
        choice.shows(text);
    }
    assert!(!choice.body.contains("Templates you have saved"));
    let chosen = ben.submit("/desk/new", &[("template", &id)]).await;
    assert_eq!(chosen.to(), format!("/desk/new/{id}"));
    let form = ben.get(chosen.to()).await;
    assert_eq!(form.field("topic"), "food where we live");
    let nonce = form.field("nonce");
    let about = [
        ("nonce", nonce.as_str()),
        ("name", "Our food"),
        ("topic", "food"),
        ("purpose", "Why not."),
    ];
    let made = ben
        .submit(&format!("/desk/new/{id}"), &[&about[..], &HOST].concat())
        .await;
    assert_eq!(made.to(), "/desk/our-food/setup");
    let read = &server.app.db.read;
    let copy = find_by_slug(read, "our-food").await.unwrap().unwrap();
    assert_eq!(list_questions(read, &copy.chain).await.unwrap().len(), 5);

    // Only who saved it takes it away; chains that came of it stay.
    let remove = format!("/desk/new/{id}/remove");
    assert_eq!(ben.get(&remove).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ben.submit(&remove, &[]).await.status, StatusCode::NOT_FOUND);
    browser.get(&remove).await.shows("Remove this template?");
    for _ in 0..2 {
        assert_eq!(browser.submit(&remove, &[]).await.to(), "/desk/new");
    }
    assert!(!ben.get("/desk/new").await.body.contains("Food round here"));
    assert_eq!(
        ben.get(&format!("/desk/new/{id}")).await.status,
        StatusCode::NOT_FOUND
    );
    ben.get("/desk/our-food/setup")
        .await
        .shows("Set up your chain");
    let acts = audit::Entity::find().all(read).await.unwrap();
    let count = |act: &str| acts.iter().filter(|row| row.act == act).count();
    assert_eq!((count("template.saved"), count("template.removed")), (1, 1));
}

#[tokio::test]
async fn a_saved_template_that_is_not_sound_is_left_out() {
    let (server, mut browser) = open_chain().await;
    let path = format!("{DESK}/setup/template");
    let nonce = browser.get(&path).await.field("nonce");
    let fields = [
        ("nonce", nonce.as_str()),
        ("label", "Food"),
        ("about", "Pick it."),
    ];
    browser.submit(&path, &fields).await.to();
    let read = &server.app.db.read;
    assert_eq!(saved::list(read).await.unwrap().len(), 1);
    let good = saved_template::Entity::find()
        .one(read)
        .await
        .unwrap()
        .unwrap()
        .body;
    for (field, value) in [
        ("language", serde_json::json!("xx")),
        ("purpose", serde_json::json!("x".repeat(2001))),
        ("prompts", serde_json::json!([{"kind": "idea", "text": ""}])),
        ("prompts", serde_json::json!("none")),
    ] {
        let mut body = good.clone();
        body[field] = value;
        saved_template::Entity::update_many()
            .col_expr(saved_template::Column::Body, Expr::value(body))
            .exec(&server.app.db.write)
            .await
            .unwrap();
        assert!(saved::list(read).await.unwrap().is_empty(), "{field}");
        assert_eq!(browser.get("/desk/new").await.status, StatusCode::OK);
    }
}

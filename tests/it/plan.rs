//! From points to a published plan: counting, sorting, consent in everything public, publishing, and what became of
//! a person's words.

use std::collections::HashSet;

use axum::http::StatusCode;
use daisychain::chain::Face;
use daisychain::conversation::check::{Verdict, counts, may_be_shown};
use daisychain::erasure;
use daisychain::insight::themes;
use daisychain::insight::{coding, evidence, numbers};
use daisychain::plan::publish::{self, Publishing};
use daisychain::plan::{self, Edited, checks};
use entity::shared::{ActionStatus, Kind, Quote, Who};
use entity::{coding as coding_row, insight, plan_version, theme};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait,
    Statement,
};
use uuid::Uuid;

use crate::plan_world::World;

pub const KEEP: Verdict = Verdict::Keep;

pub fn action(towards: &str, status: ActionStatus) -> Edited {
    Edited {
        now: "People told us.".to_owned(),
        towards: towards.to_owned(),
        who: Who::WithHelp,
        owner: "The traders".to_owned(),
        by_when: plan::parse_day("31/3/2027"),
        measure: "Ten stalls stay.".to_owned(),
        cost: None,
        status,
        reason: if plan::needs_reason(status) {
            "There is no money.".to_owned()
        } else {
            String::new()
        },
    }
}

pub async fn add_theme(world: &World, name: &str, points: &[Uuid]) -> theme::Model {
    let (means, chain) = (&world.app.means, world.face.chain.id);
    let txn = world.begin().await;
    let made = themes::create(&txn, means, world.owner, chain, name, "")
        .await
        .unwrap()
        .unwrap();
    coding::add_many(&txn, means, world.owner, &made, points)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    made
}

/// Adds an action that rests on themes and points.
pub async fn add_action(
    world: &World,
    edited: Edited,
    of: &[Uuid],
    picked: &[Uuid],
) -> entity::action::Model {
    let (means, owner) = (&world.app.means, world.owner);
    let txn = world.begin().await;
    let made = plan::add(&txn, means, owner, world.face.chain.id, edited)
        .await
        .unwrap()
        .unwrap();
    plan::rest_on_themes(&txn, means, &made, of).await.unwrap();
    plan::pick_points(&txn, means, owner, &made, picked, &[])
        .await
        .unwrap();
    txn.commit().await.unwrap();
    made
}

pub async fn publish_next(world: &World, tell: bool) -> plan_version::Model {
    let (means, owner, chain) = (&world.app.means, world.owner, &world.face.chain);
    let txn = world.begin().await;
    plan::change_words(
        &txn,
        means,
        owner,
        chain,
        "Our food plan",
        "How it came about.",
    )
    .await
    .unwrap();
    let face = daisychain::chain::find_face(&txn, chain.id)
        .await
        .unwrap()
        .unwrap();
    let newest = publish::find_newest(&txn, chain.id).await.unwrap();
    let publishing = Publishing {
        n: newest.map_or(1, |v| v.n + 1),
        what_changed: "Something.",
        tell,
    };
    keep_names(&txn, world, &face, "Something.").await;
    let version = publish::publish(&txn, means, &face, owner, publishing)
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    version
}

/// Says of every name in the plan that it may stay.
async fn keep_names(txn: &DatabaseTransaction, world: &World, face: &Face, what_changed: &str) {
    let (means, chain) = (&world.app.means, world.face.chain.id);
    let draft = publish::draft(txn, face).await.unwrap();
    let found = checks::names(txn, face, &draft, what_changed).await;
    for found in found.unwrap() {
        let kept = checks::keep(txn, means, world.owner, chain, &found).await;
        kept.unwrap();
    }
}

fn readable_rows(html: &str) -> usize {
    html.matches("<blockquote").count()
}

/// A chain with two branches whose points are of every sort there is.
pub struct Mixed {
    pub world: World,
    pub all: Vec<insight::Model>,
    pub theme: theme::Model,
}

pub async fn mixed() -> Mixed {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let tunde = world.starter("Tunde").await;
    let said = [
        (Kind::Need, "CANARYNAMED the market shuts early", false),
        (Kind::Need, "CANARYNONAME the bus is late", false),
        (Kind::Idea, "CANARYNOQUOTE my landlord", false),
        (Kind::Offer, "CANARYPRIVATE my illness", true),
        (Kind::Need, "CANARYSTRUCK never mind", false),
        (Kind::Strength, "CANARYUNANSWERED the soup", false),
    ];
    let (_, first) = world.chat(&maria, "Sam", &said).await;
    let said = [(Kind::Need, "CANARYUNCHECKED the rent", false)];
    let (_, second) = world.chat(&tunde, "Grace", &said).await;
    let mut all = world.points(&first).await;
    all.extend(world.points(&second).await);
    let ids: Vec<Uuid> = all.iter().map(|p| p.id).collect();
    let theme = add_theme(&world, "Opening hours", &ids).await;
    let answers = [
        (KEEP, Quote::FirstName),
        (KEEP, Quote::NoName),
        (KEEP, Quote::None),
        (KEEP, Quote::FirstName),
        (Verdict::TakeOut, Quote::NoName),
    ];
    world.check(&first, &answers).await;
    Mixed { world, all, theme }
}

#[tokio::test]
async fn i4_the_rule_in_sql_and_the_rule_in_rust_agree_on_every_point_there_can_be() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let (_, chat) = world
        .chat(&maria, "Sam", &[(Kind::Need, "one", false)])
        .await;
    let pattern = world.points(&chat).await.remove(0);
    let now = Some(world.app.means.now());
    let txn = world.begin().await;
    let mut made = 0;
    for checked in [None, now] {
        for quote in [
            None,
            Some(Quote::None),
            Some(Quote::NoName),
            Some(Quote::FirstName),
        ] {
            for (private, struck, withdrawn) in (0..8).map(|n| (n & 1 > 0, n & 2 > 0, n & 4 > 0)) {
                if quote.is_some() && checked.is_none() {
                    continue; // The table refuses it: i4_quoted_only_if_checked.
                }
                let mut row: insight::ActiveModel = pattern.clone().into();
                row.id = Set(world.app.means.id());
                row.checked_at = Set(checked);
                row.quote = Set(quote);
                row.private = Set(private);
                row.struck_at = Set(now.filter(|_| struck));
                row.withdrawn_at = Set(now.filter(|_| withdrawn));
                row.insert(&txn).await.unwrap();
                made += 1;
            }
        }
    }
    txn.commit().await.unwrap();
    let conn = &world.app.db.read;
    let all = insight::Entity::find().all(conn).await.unwrap();
    assert_eq!((made, all.len()), (40, 41));
    let in_sql = |condition: &'static str| async move {
        let sql = format!("SELECT i.id AS id FROM insight i WHERE {condition}");
        let statement = Statement::from_string(conn.get_database_backend(), sql);
        let rows = conn.query_all_raw(statement).await.unwrap();
        let ids = rows
            .iter()
            .map(|row| row.try_get::<Uuid>("", "id").unwrap());
        ids.collect::<HashSet<Uuid>>()
    };
    let in_rust = |rule: fn(&insight::Model) -> bool| {
        let kept = all.iter().filter(|point| rule(point));
        kept.map(|point| point.id).collect::<HashSet<Uuid>>()
    };
    assert_eq!(in_sql(evidence::COUNTS).await, in_rust(counts));
    assert_eq!(in_sql(evidence::SHOWN).await, in_rust(may_be_shown));
    assert_eq!(in_rust(may_be_shown).len(), 2);
}

#[tokio::test]
async fn r38_counts_equal_a_recount_and_the_rows_shown_are_the_readable_ones() {
    let Mixed { world, all, theme } = mixed().await;
    let (conn, chain) = (&world.app.db.read, world.face.chain.id);
    add_action(
        &world,
        action("Later hours", ActionStatus::Agreed),
        &[theme.id],
        &[all[0].id],
    )
    .await;
    let refused = action("Free buses", ActionStatus::WontDo);
    add_action(&world, refused, &[], &[all[1].id, all[3].id]).await;
    publish_next(&world, false).await;

    let rows = insight::Entity::find().all(conn).await.unwrap();
    let sorted: HashSet<Uuid> = coding_row::Entity::find()
        .all(conn)
        .await
        .unwrap()
        .iter()
        .map(|row| row.insight)
        .collect();
    assert_eq!(
        sorted.len(),
        7,
        "the struck point was sorted before it was struck"
    );
    let standing: Vec<&insight::Model> = rows
        .iter()
        .filter(|point| counts(point) && sorted.contains(&point.id))
        .collect();
    let count = |of: &dyn Fn(&insight::Model) -> Uuid| {
        let distinct: HashSet<Uuid> = standing.iter().map(|point| of(point)).collect();
        i64::try_from(distinct.len()).unwrap()
    };
    let found = evidence::of_themes(conn, chain).await.unwrap();
    let found = &found[&theme.id];
    assert_eq!(found.points, count(&|p| p.id));
    assert_eq!(found.chats, count(&|p| p.conversation));
    assert_eq!(found.branches, count(&|p| p.branch));
    let readable = standing.iter().filter(|point| may_be_shown(point)).count();
    assert_eq!(found.readable, i64::try_from(readable).unwrap());
    for kind in Kind::ALL {
        let here = standing.iter().filter(|point| point.kind == *kind).count();
        assert_eq!(
            found.of_kind(*kind),
            i64::try_from(here).unwrap(),
            "{kind:?}"
        );
    }
    assert_eq!(found.first_heard, standing.iter().map(|p| p.made_at).min());
    assert_eq!(found.last_heard, standing.iter().map(|p| p.made_at).max());
    assert_eq!(
        (found.points, found.readable, found.chats, found.branches),
        (6, 2, 2, 2)
    );
    assert!(!found.said_once() && !found.one_branch_only());

    let page = world
        .read(&format!("/c/{}/plan/1/actions/1", world.slug()))
        .await;
    assert!(page.contains("6 points, 2 readable"), "{page}");
    assert_eq!(readable_rows(&page), 2);
    let page = world
        .read(&format!("/c/{}/plan/1/actions/2", world.slug()))
        .await;
    assert!(page.contains("2 points, 1 readable"), "{page}");
    assert_eq!(readable_rows(&page), 1);
    let plan = world.read(&format!("/c/{}/plan", world.slug())).await;
    for part in [
        "6 points, 2 readable",
        "What we will not do, and why",
        "There is no money.",
        "in 2 of 2 chats",
        "31 March 2027",
        "/plan/1/actions/1",
        "/plan/1/actions/2",
    ] {
        assert!(plan.contains(part), "{part}");
    }
    assert!(
        !plan.contains('%') && !plan.contains("style="),
        "no shares, no inline styles"
    );
}

async fn public_pages(world: &World) -> String {
    let mut all = String::new();
    for below in [
        "",
        "/privacy",
        "/plan",
        "/plan/1",
        "/plan/1/actions/1",
        "/plan/1/actions/2",
    ] {
        all += &world.read(&format!("/c/{}{below}", world.slug())).await;
    }
    all
}

#[tokio::test]
async fn r19_a_private_unchecked_or_withdrawn_point_never_stands_in_public_or_behind_a_count() {
    let Mixed { world, all, theme } = mixed().await;
    let picked: Vec<Uuid> = all.iter().map(|p| p.id).collect();
    add_action(
        &world,
        action("Later hours", ActionStatus::Agreed),
        &[theme.id],
        &[],
    )
    .await;
    add_action(&world, action("Soup", ActionStatus::Done), &[], &picked).await;
    publish_next(&world, false).await;
    let pages = public_pages(&world).await;
    assert!(pages.contains("CANARYNAMED") && pages.contains("CANARYNONAME"));
    for canary in ["NOQUOTE", "PRIVATE", "STRUCK", "UNANSWERED", "UNCHECKED"] {
        assert!(!pages.contains(&format!("CANARY{canary}")), "{canary}");
    }
    assert!(pages.contains("Sam"), "one point may carry the first name");
    assert!(!pages.contains("Grace") && !pages.contains("Maria"));
    assert!(
        !pages.contains("noindex"),
        "the plan may be found by anyone"
    );

    // The plan itself holds no words of residents.
    let versions = plan_version::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap();
    let body = serde_json::to_string(&versions[0].body).unwrap();
    assert!(!body.contains("CANARY") && !body.contains("Sam"));

    // Sam takes one point back, and Version 2 comes out.
    let chat = crate::plan_world::reload(&world.app.db.read, all[0].conversation).await;
    world.check(&chat, &[(Verdict::TakeOut, Quote::None)]).await;
    publish_next(&world, false).await;
    let pages = public_pages(&world).await;
    assert!(!pages.contains("CANARYNAMED") && pages.contains("CANARYNONAME"));
    assert!(
        !pages.contains("Sam"),
        "the name went with the only point that had it"
    );
    assert!(pages.contains("5 points, 1 readable"));

    // Sam is forgotten: the words are gone everywhere.
    let txn = world.begin().await;
    erasure::forget(&txn, &world.app.means, chat.partner)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let pages = public_pages(&world).await;
    assert!(!pages.contains("CANARY"));
    assert!(
        pages.contains("1 point, 0 readable"),
        "Grace's unchecked point still counts"
    );
}

#[tokio::test]
async fn a_nameless_point_is_not_tied_to_a_named_one_of_the_same_chat() {
    let Mixed { world, theme, .. } = mixed().await;
    add_action(
        &world,
        action("Later hours", ActionStatus::Agreed),
        &[theme.id],
        &[],
    )
    .await;
    publish_next(&world, false).await;
    let page = world
        .read(&format!("/c/{}/plan/1/actions/1", world.slug()))
        .await;
    let figures: Vec<&str> = page.split("<figure").skip(1).collect();
    let named = figures.iter().find(|f| f.contains("CANARYNAMED")).unwrap();
    let nameless = figures.iter().find(|f| f.contains("CANARYNONAME")).unwrap();
    assert!(named.contains("Sam") && !named.contains("in chat"));
    let nameless = nameless.split("</figure>").next().unwrap();
    assert!(!nameless.contains("Sam") && nameless.contains("Somebody in chat 1"));
}

#[tokio::test]
async fn a_person_sees_what_their_words_led_to() {
    let Mixed { world, all, theme } = mixed().await;
    let made = add_action(
        &world,
        action("Later hours", ActionStatus::WontDo),
        &[theme.id],
        &[],
    )
    .await;
    let chat = crate::plan_world::reload(&world.app.db.read, all[0].conversation).await;
    let sam = world.person(chat.partner).await;
    let conn = &world.app.db.read;
    let link = daisychain::people::links::find_live(conn, sam.id, entity::shared::LinkKind::Act);
    let link = link.await.unwrap().unwrap();
    let token = world.app.means.keys.link_token(link.id, link.generation);
    let here = format!("/p/{token}/led-to");
    assert!(world.read(&here).await.contains("There is no plan yet"));
    publish_next(&world, false).await;
    let page = world.read(&here).await;
    for part in [
        "CANARYPRIVATE",
        "Opening hours",
        "Later hours",
        "We will not do this",
        "There is no money.",
        "/plan/1/actions/1",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("CANARYSTRUCK") && !page.contains("CANARYUNCHECKED"));
    assert!(page.contains("noindex"));
    let traces = plan::led_to(conn, &sam).await.unwrap();
    assert_eq!(traces.len(), 5);
    assert!(
        traces
            .iter()
            .all(|trace| trace.actions.len() == 1 && trace.actions[0].place == 1)
    );
    let txn = world.begin().await;
    plan::remove(&txn, &world.app.means, world.owner, &made)
        .await
        .unwrap();
    erasure::forget(&txn, &world.app.means, sam.id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    for gone in [here.as_str(), "/p/unknown/led-to"] {
        assert_eq!(world.get(gone).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn numbers_count_people_chats_points_and_branches() {
    let Mixed { world, all, .. } = mixed().await;
    let maria = world.starter("Lucia").await;
    world.chat(&maria, "Yusuf", &[]).await;
    let (conn, chain) = (&world.app.db.read, world.face.chain.id);
    let found = numbers(conn, chain).await.unwrap();
    assert_eq!(
        (found.people, found.chats, found.points, found.branches),
        (6, 3, 6, 3)
    );
    let totals = evidence::totals(conn, chain).await.unwrap();
    assert_eq!(
        (totals.chats, totals.branches),
        (2, 2),
        "a chat of which nothing is kept is unknown"
    );
    let chat = crate::plan_world::reload(conn, all[0].conversation).await;
    let txn = world.begin().await;
    erasure::forget(&txn, &world.app.means, chat.partner)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let found = numbers(conn, chain).await.unwrap();
    assert_eq!(
        (found.people, found.chats, found.points, found.branches),
        (5, 3, 1, 3)
    );
}

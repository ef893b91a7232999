//! From points to a published plan: counting, sorting, consent in everything public, publishing, and what became of
//! a person's words.

use std::collections::HashSet;

use axum::http::StatusCode;
use daisychain::conversation::check::{Verdict, counts, may_be_shown};
use daisychain::insight::themes::{self, RestsOn, Way};
use daisychain::insight::{coding, evidence, numbers};
use daisychain::plan::publish::{self, Publishing};
use daisychain::plan::{self, Edited};
use daisychain::erasure;
use entity::shared::{ActionStatus, Kind, Quote, Role, Who};
use entity::{audit, coding as coding_row, insight, outbox, plan_version, theme};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    Statement,
};
use uuid::Uuid;

use crate::plan_world::World;

const KEEP: Verdict = Verdict::Keep;

fn action(towards: &str, status: ActionStatus) -> Edited {
    Edited {
        now: "People told us.".to_owned(),
        towards: towards.to_owned(),
        who: Who::WithHelp,
        owner: "The traders".to_owned(),
        by_when: plan::parse_day("31/3/2027"),
        measure: "Ten stalls stay.".to_owned(),
        status,
        reason: if plan::needs_reason(status) {
            "There is no money.".to_owned()
        } else {
            String::new()
        },
    }
}

async fn add_theme(world: &World, name: &str, points: &[Uuid]) -> theme::Model {
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
async fn add_action(
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

async fn publish_next(world: &World, tell: bool) -> plan_version::Model {
    let (means, owner, chain) = (&world.app.means, world.owner, &world.face.chain);
    let txn = world.begin().await;
    plan::change_words(&txn, means, owner, chain, "Our food plan", "How it came about.")
        .await
        .unwrap();
    let face = daisychain::chain::find_face(&txn, chain.id).await.unwrap().unwrap();
    let newest = publish::find_newest(&txn, chain.id).await.unwrap();
    let publishing = Publishing {
        n: newest.map_or(1, |v| v.n + 1),
        what_changed: "Something.",
        tell,
    };
    let version = publish::publish(&txn, means, &face, owner, publishing)
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    version
}

fn readable_rows(html: &str) -> usize {
    html.matches("<blockquote").count()
}

/// A chain with two branches whose points are of every sort there is.
struct Mixed {
    world: World,
    all: Vec<insight::Model>,
    theme: theme::Model,
}

async fn mixed() -> Mixed {
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
    let (_, chat) = world.chat(&maria, "Sam", &[(Kind::Need, "one", false)]).await;
    let pattern = world.points(&chat).await.remove(0);
    let now = Some(world.app.means.now());
    let txn = world.begin().await;
    let mut made = 0;
    for checked in [None, now] {
        for quote in [None, Some(Quote::None), Some(Quote::NoName), Some(Quote::FirstName)] {
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
        let ids = rows.iter().map(|row| row.try_get::<Uuid>("", "id").unwrap());
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
    add_action(&world, action("Later hours", ActionStatus::Agreed), &[theme.id], &[all[0].id]).await;
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
    assert_eq!(sorted.len(), 7, "the struck point was sorted before it was struck");
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
        assert_eq!(found.of_kind(*kind), i64::try_from(here).unwrap(), "{kind:?}");
    }
    assert_eq!(found.first_heard, standing.iter().map(|p| p.made_at).min());
    assert_eq!(found.last_heard, standing.iter().map(|p| p.made_at).max());
    assert_eq!((found.points, found.readable, found.chats, found.branches), (6, 2, 2, 2));
    assert!(!found.said_once() && !found.one_branch_only());

    let page = world.read(&format!("/c/{}/plan/1/actions/1", world.slug())).await;
    assert!(page.contains("6 points, 2 readable"), "{page}");
    assert_eq!(readable_rows(&page), 2);
    let page = world.read(&format!("/c/{}/plan/1/actions/2", world.slug())).await;
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
    assert!(!plan.contains('%') && !plan.contains("style="), "no shares, no inline styles");
}

async fn public_pages(world: &World) -> String {
    let mut all = String::new();
    for below in ["plan", "plan/1", "plan/1/actions/1", "plan/1/actions/2"] {
        all += &world.read(&format!("/c/{}/{below}", world.slug())).await;
    }
    all
}

#[tokio::test]
async fn i4_r19_what_may_not_be_shown_never_stands_in_public_and_what_is_taken_back_leaves_old_versions() {
    let Mixed { world, all, theme } = mixed().await;
    let picked: Vec<Uuid> = all.iter().map(|p| p.id).collect();
    add_action(&world, action("Later hours", ActionStatus::Agreed), &[theme.id], &[]).await;
    add_action(&world, action("Soup", ActionStatus::Done), &[], &picked).await;
    publish_next(&world, false).await;
    let pages = public_pages(&world).await;
    assert!(pages.contains("CANARYNAMED") && pages.contains("CANARYNONAME"));
    for canary in ["NOQUOTE", "PRIVATE", "STRUCK", "UNANSWERED", "UNCHECKED"] {
        assert!(!pages.contains(&format!("CANARY{canary}")), "{canary}");
    }
    assert!(pages.contains("Sam"), "one point may carry the first name");
    assert!(!pages.contains("Grace") && !pages.contains("Maria"));
    assert!(pages.contains("noindex") == false, "the plan may be found by anyone");

    // The plan itself holds no words of residents.
    let versions = plan_version::Entity::find().all(&world.app.db.read).await.unwrap();
    let body = serde_json::to_string(&versions[0].body).unwrap();
    assert!(!body.contains("CANARY") && !body.contains("Sam"));

    // Sam takes one point back, and Version 2 comes out.
    let chat = crate::plan_world::reload(&world.app.db.read, all[0].conversation).await;
    world.check(&chat, &[(Verdict::TakeOut, Quote::None)]).await;
    publish_next(&world, false).await;
    let pages = public_pages(&world).await;
    assert!(!pages.contains("CANARYNAMED") && pages.contains("CANARYNONAME"));
    assert!(!pages.contains("Sam"), "the name went with the only point that had it");
    assert!(pages.contains("5 points, 1 readable"));

    // Sam is forgotten: the words are gone everywhere.
    let txn = world.begin().await;
    erasure::forget(&txn, &world.app.means, chat.partner).await.unwrap();
    txn.commit().await.unwrap();
    let pages = public_pages(&world).await;
    assert!(!pages.contains("CANARY"));
    assert!(pages.contains("1 point, 0 readable"), "Grace's unchecked point still counts");
}

#[tokio::test]
async fn a_nameless_point_is_not_tied_to_a_named_one_of_the_same_chat() {
    let Mixed { world, theme, .. } = mixed().await;
    add_action(&world, action("Later hours", ActionStatus::Agreed), &[theme.id], &[]).await;
    publish_next(&world, false).await;
    let page = world.read(&format!("/c/{}/plan/1/actions/1", world.slug())).await;
    let figures: Vec<&str> = page.split("<figure").skip(1).collect();
    let named = figures.iter().find(|f| f.contains("CANARYNAMED")).unwrap();
    let nameless = figures.iter().find(|f| f.contains("CANARYNONAME")).unwrap();
    assert!(named.contains("Sam") && !named.contains("in chat"));
    let nameless = nameless.split("</figure>").next().unwrap();
    assert!(!nameless.contains("Sam") && nameless.contains("Somebody in chat 1"));
}

#[tokio::test]
async fn points_are_sorted_one_after_the_other_over_the_web() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let said = [
        (Kind::Need, "The market shuts early", false),
        (Kind::Idea, "A late market", false),
        (Kind::Strength, "My soup", false),
    ];
    let (_, chat) = world.chat(&maria, "Sam", &said).await;
    let points = world.points(&chat).await;
    let desk = format!("/desk/{}", world.slug());
    let at = |n: usize| format!("{desk}/sort/{}", points[n].id);

    let got = world.get(&format!("{desk}/sort")).await;
    assert_eq!((got.status, got.location), (StatusCode::SEE_OTHER, at(0)));
    let page = world.get(&at(0)).await.body;
    assert!(page.contains("Point 1 of 3, 2 left") && page.contains("The market shuts early"));

    // Nothing ticked: the page comes back and says so first.
    let got = world.post(&at(0), &[("new_theme", "")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("<title>Error: ") && got.body.contains("href=\"#themes\""));

    let got = world.post(&at(0), &[("new_theme", "Opening hours")]).await;
    assert_eq!(got.location, format!("{desk}/sort?after={}", points[0].id));
    assert_eq!(world.get(&got.location).await.location, at(1));
    let got = world.post(&at(1), &[("new_theme", "opening HOURS")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "the name is taken");
    assert!(got.body.contains("opening HOURS"), "what was typed stays");
    let got = world.post(&at(1), &[("skip", "1")]).await;
    assert_eq!(world.get(&got.location).await.location, at(2));

    let hours = themes::list(&world.app.db.read, world.face.chain.id).await.unwrap().remove(0);
    let id = hours.id.to_string();
    let got = world.post(&at(2), &[("themes", &id)]).await;
    let end = world.get(&got.location).await.body;
    assert!(end.contains("You skipped 1 point"), "{end}");
    world.post(&at(1), &[("themes", &id)]).await;
    assert!(world.get(&format!("{desk}/sort")).await.body.contains("All 3 points are in themes"));

    // An old tab that showed no theme ticked takes nothing away; one that showed it does.
    world.post(&at(2), &[("new_theme", "Cooking")]).await;
    let conn = &world.app.db.read;
    let of = |n: usize| { let id = points[n].id; async move { themes::of_points(conn, [id]).await.unwrap().remove(&id).unwrap_or_default() } };
    assert_eq!(of(2).await.len(), 2);
    world.post(&at(2), &[("shown", &id)]).await;
    assert_eq!(of(2).await.len(), 1);
    let audited = audit::Entity::find().filter(audit::Column::Act.eq("point.sorted"));
    assert_eq!(audited.all(conn).await.unwrap().len(), 5);
}

#[tokio::test]
async fn many_points_are_added_at_once_and_the_list_is_searched() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let said = [
        (Kind::Need, "The market shuts early", false),
        (Kind::Idea, "A late MARKET", false),
        (Kind::Strength, "My soup, 100% lentils", false),
    ];
    let (_, chat) = world.chat(&maria, "Sam", &said).await;
    let points = world.points(&chat).await;
    let list = format!("/desk/{}/points", world.slug());
    let found = world.get(&format!("{list}?q=market")).await.body;
    assert!(found.contains("shuts early") && found.contains("A late MARKET") && !found.contains("soup"));
    let found = world.get(&format!("{list}?q=0%25")).await.body;
    assert!(found.contains("soup") && !found.contains("market"), "a percent sign stands for itself");
    let got = world.post(&list, &[("into", "")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ids: Vec<String> = points.iter().map(|p| p.id.to_string()).collect();
    let sent = [("points", ids[0].as_str()), ("points", &ids[1]), ("new_theme", "Market")];
    let got = world.post(&format!("{list}?theme=none"), &sent).await;
    assert_eq!(got.location, format!("{list}?theme=none&added=2"));
    let left = world.get(&got.location).await.body;
    assert!(left.contains("2 points were added") && left.contains("soup") && !left.contains("shuts early"));
}

#[tokio::test]
async fn a_theme_is_named_once_moved_and_taken_away_only_when_nothing_rests_on_it() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let (_, chat) = world.chat(&maria, "Sam", &[(Kind::Need, "one", false)]).await;
    let point = world.points(&chat).await.remove(0);
    let desk = format!("/desk/{}/themes", world.slug());
    let conn = &world.app.db.read;
    for name in ["Hours", "Price"] {
        let got = world.post(&desk, &[("name", name), ("meaning", "What belongs here")]).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER);
    }
    for wrong in ["", "HOURS", &"x".repeat(81)] {
        let got = world.post(&desk, &[("name", wrong), ("meaning", "typed")]).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(got.body.contains("typed"));
    }
    let names = || async {
        let all = themes::list(conn, world.face.chain.id).await.unwrap();
        all.into_iter().map(|theme| theme.name).collect::<Vec<_>>()
    };
    let price = themes::list(conn, world.face.chain.id).await.unwrap().remove(1);
    world.post(&format!("{desk}/{}/move", price.id), &[("way", "up")]).await;
    world.post(&format!("{desk}/{}/move", price.id), &[("way", "up")]).await;
    assert_eq!(names().await, ["Price", "Hours"]);
    let got = world.post(&format!("{desk}/{}", price.id), &[("name", "What it costs")]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);

    let txn = world.begin().await;
    let means = &world.app.means;
    coding::sort(&txn, means, world.owner, &point, &[price.id], &[]).await.unwrap();
    let refused = themes::remove(&txn, means, world.owner, &price).await.unwrap();
    assert_eq!(refused, Err(RestsOn::Points(1)));
    coding::sort(&txn, means, world.owner, &point, &[], &[price.id]).await.unwrap();
    txn.commit().await.unwrap();
    let made = add_action(&world, action("Cheaper", ActionStatus::Agreed), &[price.id], &[]).await;
    let txn = world.begin().await;
    let refused = themes::remove(&txn, means, world.owner, &price).await.unwrap();
    assert_eq!(refused, Err(RestsOn::Actions(1)));
    txn.commit().await.unwrap();
    publish_next(&world, false).await;
    let txn = world.begin().await;
    plan::remove(&txn, means, world.owner, &made).await.unwrap();
    let refused = themes::remove(&txn, means, world.owner, &price).await.unwrap();
    assert_eq!(refused, Err(RestsOn::PublishedPlan));
    txn.commit().await.unwrap();
    let why = world.get(&format!("{desk}/{}/remove", price.id)).await.body;
    assert!(why.contains("You cannot remove it"));
    let hours = themes::list(conn, world.face.chain.id).await.unwrap().remove(1);
    for _ in 0..2 {
        let got = world.post(&format!("{desk}/{}/remove", hours.id), &[]).await;
        assert_eq!(got.location, desk);
    }
    assert_eq!(names().await, ["What it costs"]);
    assert_eq!(themes::neighbours([hours.id], hours.id, Way::Down), None);
}

#[tokio::test]
async fn an_action_is_written_changed_moved_and_removed_over_the_web() {
    let Mixed { world, all, theme } = mixed().await;
    let desk = format!("/desk/{}/plan", world.slug());
    let conn = &world.app.db.read;
    let list = world.get(&desk).await.body;
    assert!(list.contains("6 points on <bdi>Opening hours</bdi>, no action yet"), "{list}");
    let new = format!("{desk}/actions/new");
    let page = world.get(&new).await.body;
    assert!(!page.contains("checked"), "nothing is chosen beforehand");
    let id = theme.id.to_string();
    let wrong = [
        ("now", "Stalls pack up at five"),
        ("towards", "A late market"),
        ("who", "with_help"),
        ("by_when", "31/2/2027"),
        ("status", "wont_do"),
        ("themes", id.as_str()),
    ];
    let got = world.post(&new, &wrong).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["A late market", "#by_when", "#reason", "<title>Error: ", "value=\"31/2/2027\""] {
        assert!(got.body.contains(part), "{part}");
    }
    let nonce = page.split("name=\"nonce\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let mut right = wrong.to_vec();
    right.retain(|(name, _)| *name != "by_when");
    right.extend([("by_when", "2027-03-31"), ("reason", "No money"), ("nonce", nonce)]);
    let first = world.post(&new, &right).await;
    let again = world.post(&new, &right).await;
    assert_eq!((first.status, &first.location), (StatusCode::SEE_OTHER, &again.location));
    let actions = plan::list(conn, world.face.chain.id).await.unwrap();
    assert_eq!(actions.len(), 1, "two presses are one action");
    assert_eq!(actions[0].by_when.as_deref(), Some("2027-03-31"));
    let here = first.location;
    assert!(world.get(&here).await.body.contains("6 points stand behind this action, 2 readable"));

    // Points picked by hand; a second list that showed them unticks them.
    let named = all[0].id.to_string();
    let picks = world.get(&format!("{here}/points?q=canarynamed")).await.body;
    assert!(picks.contains(&named) && !picks.contains(&all[1].id.to_string()));
    world.post(&format!("{here}/points"), &[("points", &named)]).await;
    assert_eq!(plan::basis(conn, actions[0].id).await.unwrap().insights, [all[0].id]);
    world.post(&format!("{here}/points"), &[("shown", &named)]).await;
    assert!(plan::basis(conn, actions[0].id).await.unwrap().insights.is_empty());
    let struck = all[4].id.to_string();
    world.post(&format!("{here}/points"), &[("points", &struck)]).await;
    assert!(plan::basis(conn, actions[0].id).await.unwrap().insights.is_empty());

    let second = add_action(&world, action("Soup", ActionStatus::Done), &[], &[]).await;
    let list = world.get(&desk).await.body;
    assert!(list.contains("Nothing stands behind this action yet") && !list.contains("no action yet"));
    world.post(&format!("{desk}/actions/{}/move", second.id), &[("way", "up")]).await;
    assert_eq!(plan::list(conn, world.face.chain.id).await.unwrap()[0].id, second.id);
    let asks = world.get(&format!("{here}/remove")).await.body;
    assert!(asks.contains("Remove this action from the plan?") && asks.contains("A late market"));
    for _ in 0..2 {
        let got = world.post(&format!("{here}/remove"), &[]).await;
        assert_eq!(got.location, desk);
    }
    assert_eq!(plan::list(conn, world.face.chain.id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn publishing_asks_first_happens_once_and_tells_those_who_said_yes() {
    let Mixed { world, theme, .. } = mixed().await;
    let (desk, conn) = (format!("/desk/{}/plan", world.slug()), &world.app.db.read);
    let none = world.read(&format!("/c/{}/plan", world.slug())).await;
    assert!(none.contains("There is no plan yet"));
    let publish_at = format!("{desk}/publish");
    assert!(world.get(&publish_at).await.body.contains("Give the plan a title first"));
    world.post(&desk, &[("title", "Our food plan"), ("introduction", "Hello")]).await;
    assert!(world.get(&publish_at).await.body.contains("Add an action first"));
    add_action(&world, action("Later hours", ActionStatus::Agreed), &[theme.id], &[]).await;

    // One who stopped and one who never answered get nothing.
    let stopped = world.starter("Stopper").await;
    let txn = world.begin().await;
    let _ = daisychain::conversation::answer::stop(&txn, &world.app.means, &world.face, &stopped).await.unwrap();
    txn.commit().await.unwrap();
    let page = world.get(&publish_at).await.body;
    assert!(page.contains("tell 4 people") && page.contains("6 points behind the actions, 2 readable"), "{page}");
    let got = world.post(&publish_at, &[("version", "1")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("#tell") && got.body.contains("#sure"));
    let sent = [("version", "1"), ("tell", "now"), ("sure", "yes")];
    for _ in 0..2 {
        let got = world.post(&publish_at, &sent).await;
        assert_eq!(got.location, format!("{desk}?published=1"));
    }
    assert!(world.get(&format!("{desk}?published=1")).await.body.contains("Version 1 of the plan is public now"));
    assert_eq!(plan_version::Entity::find().all(conn).await.unwrap().len(), 1);
    let mail = outbox::Entity::find().filter(outbox::Column::Kind.eq("plan-ready"));
    let mail = mail.all(conn).await.unwrap();
    let told: HashSet<Uuid> = mail.iter().filter_map(|m| m.participant).collect();
    assert_eq!((mail.len(), told.len()), (4, 4));
    assert!(!told.contains(&stopped.id));
    assert!(mail.iter().all(|m| m.text.contains("%%act%%") && m.text.contains("Our food plan")));
    assert!(mail.iter().all(|m| m.link.is_some()));

    // The second version says what changed, and may be published without a message.
    let got = world.post(&publish_at, &[("version", "2"), ("tell", "later"), ("sure", "yes")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("#what_changed"));
    let sent = [("version", "2"), ("tell", "later"), ("sure", "yes"), ("what_changed", "A date moved")];
    world.post(&publish_at, &sent).await;
    assert!(world.read(&format!("/c/{}/plan", world.slug())).await.contains("A date moved"));
    assert_eq!(outbox::Entity::find().filter(outbox::Column::Kind.eq("plan-ready")).all(conn).await.unwrap().len(), 4);
    for gone in ["plan/3", "plan/x", "plan/1/actions/2", "plan/1/actions/0"] {
        let got = world.get(&format!("/c/{}/{gone}", world.slug())).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{gone}");
    }
}

#[tokio::test]
async fn a_person_sees_what_their_words_led_to() {
    let Mixed { world, all, theme } = mixed().await;
    let made = add_action(&world, action("Later hours", ActionStatus::WontDo), &[theme.id], &[]).await;
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
    for part in ["CANARYPRIVATE", "Opening hours", "Later hours", "We will not do this", "There is no money.", "/plan/1/actions/1"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("CANARYSTRUCK") && !page.contains("CANARYUNCHECKED"));
    assert!(page.contains("noindex"));
    let traces = plan::led_to(conn, &sam).await.unwrap();
    assert_eq!(traces.len(), 5);
    assert!(traces.iter().all(|trace| trace.actions.len() == 1 && trace.actions[0].place == 1));
    let txn = world.begin().await;
    plan::remove(&txn, &world.app.means, world.owner, &made).await.unwrap();
    erasure::forget(&txn, &world.app.means, sam.id).await.unwrap();
    txn.commit().await.unwrap();
    for gone in [here.as_str(), "/p/unknown/led-to"] {
        assert_eq!(world.get(gone).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn organisers_read_chats_and_roles_keep_to_their_pages() {
    let Mixed { world, all, theme } = mixed().await;
    add_action(&world, action("Later hours", ActionStatus::Agreed), &[theme.id], &[]).await;
    let desk = format!("/desk/{}", world.slug());
    let chats = world.get(&format!("{desk}/conversations?state=checked")).await.body;
    assert!(chats.contains("<bdi>Sam</bdi>") && !chats.contains("<bdi>Grace</bdi>"));
    let chats = world.get(&format!("{desk}/conversations?q=gRACE")).await.body;
    assert!(chats.contains("<bdi>Grace</bdi>") && !chats.contains("<bdi>Sam</bdi>"));
    let one = world.get(&format!("{desk}/conversations/{}", all[0].conversation)).await.body;
    assert!(one.contains("CANARYPRIVATE") && one.contains("Private") && one.contains("Opening hours"));
    assert!(!one.contains("CANARYSTRUCK"), "what a person took out is not read again");
    assert!(one.contains("took it out"));

    let coder = world.add_member("coder@example.org", Some(Role::Coder)).await;
    let reader = world.add_member("reader@example.org", Some(Role::Reader)).await;
    let nobody = world.add_member("nobody@example.org", None).await;
    let sort = format!("{desk}/sort/{}", all[0].id);
    let point = format!("{desk}/conversations/{}", all[0].conversation);
    for path in [&format!("{desk}/conversations"), &format!("{desk}/themes"), &format!("{desk}/points"), &sort, &point] {
        let got = world.get_as(&coder, path).await;
        assert_eq!(got.status, StatusCode::OK, "{path}");
        assert!(!got.body.contains("sam@example.org") && !got.body.contains("@example.org"));
        assert_eq!(world.get_as(&reader, path).await.status, StatusCode::FORBIDDEN, "{path}");
        assert_eq!(world.get_as(&nobody, path).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(world.get_as("wrong", path).await.status, StatusCode::SEE_OTHER, "{path}");
    }
    let plan = format!("{desk}/plan");
    let seen = world.get_as(&reader, &plan).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.body.contains("/publish") && !seen.body.contains("/remove"));
    for path in ["/plan", "/plan/actions/new", "/plan/publish"] {
        let got = world.post_as(&coder, &format!("{desk}{path}"), &[("title", "x")]).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn numbers_count_people_chats_points_and_branches() {
    let Mixed { world, all, .. } = mixed().await;
    let maria = world.starter("Lucia").await;
    world.chat(&maria, "Yusuf", &[]).await;
    let (conn, chain) = (&world.app.db.read, world.face.chain.id);
    let found = numbers(conn, chain).await.unwrap();
    assert_eq!((found.people, found.chats, found.points, found.branches), (6, 3, 6, 3));
    let totals = evidence::totals(conn, chain).await.unwrap();
    assert_eq!((totals.chats, totals.branches), (2, 2), "a chat of which nothing is kept is unknown");
    let chat = crate::plan_world::reload(conn, all[0].conversation).await;
    let txn = world.begin().await;
    erasure::forget(&txn, &world.app.means, chat.partner).await.unwrap();
    txn.commit().await.unwrap();
    let found = numbers(conn, chain).await.unwrap();
    assert_eq!((found.people, found.chats, found.points, found.branches), (5, 3, 1, 3));
}

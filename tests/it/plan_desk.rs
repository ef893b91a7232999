//! The organisers' pages of chats, themes and the plan, walked over HTTP.

use std::collections::HashSet;

use axum::http::StatusCode;
use daisychain::conversation::Outcome;
use daisychain::conversation::answer;
use daisychain::insight::coding;
use daisychain::insight::themes::{self, RestsOn, Way};
use daisychain::plan;
use entity::shared::{ActionStatus, Kind, Role};
use entity::{audit, outbox, plan_version};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::plan::{Mixed, action, add_action, mixed, publish_next};
use crate::plan_world::World;

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
    let now = |n: usize| format!("{}#now", at(n));
    assert_eq!(world.get(&got.location).await.location, now(1));
    let got = world.post(&at(1), &[("new_theme", "opening HOURS")]).await;
    assert_eq!(
        got.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "the name is taken"
    );
    assert!(got.body.contains("opening HOURS"), "what was typed stays");
    let got = world.post(&at(1), &[("skip", "1")]).await;
    assert_eq!(world.get(&got.location).await.location, now(2));

    let hours = themes::list(&world.app.db.read, world.face.chain.id)
        .await
        .unwrap()
        .remove(0);
    let id = hours.id.to_string();
    let got = world.post(&at(2), &[("themes", &id)]).await;
    let end = world.get(&got.location).await.body;
    assert!(end.contains("You skipped 1 point"), "{end}");
    world.post(&at(1), &[("themes", &id)]).await;
    assert!(
        world
            .get(&format!("{desk}/sort"))
            .await
            .body
            .contains("All 3 points are in themes")
    );

    // An old tab that showed no theme ticked takes nothing away; one that showed it does.
    world.post(&at(2), &[("new_theme", "Cooking")]).await;
    let conn = &world.app.db.read;
    let of = |n: usize| {
        let id = points[n].id;
        async move {
            themes::of_points(conn, [id])
                .await
                .unwrap()
                .remove(&id)
                .unwrap_or_default()
        }
    };
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
    assert!(
        found.contains("shuts early") && found.contains("A late MARKET") && !found.contains("soup")
    );
    let found = world.get(&format!("{list}?q=0%25")).await.body;
    assert!(
        found.contains("soup") && !found.contains("market"),
        "a percent sign stands for itself"
    );
    let got = world.post(&list, &[("into", "")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let ids: Vec<String> = points.iter().map(|p| p.id.to_string()).collect();
    let sent = [
        ("points", ids[0].as_str()),
        ("points", &ids[1]),
        ("new_theme", "Market"),
    ];
    let got = world.post(&format!("{list}?theme=none"), &sent).await;
    assert_eq!(got.location, format!("{list}?theme=none"));
    let left = world.get(&got.location).await.body;
    assert!(
        left.contains("2 points were added")
            && left.contains("soup")
            && !left.contains("shuts early")
    );
}

#[tokio::test]
async fn a_theme_is_named_once_moved_and_taken_away_only_when_nothing_rests_on_it() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let (_, chat) = world
        .chat(&maria, "Sam", &[(Kind::Need, "one", false)])
        .await;
    let point = world.points(&chat).await.remove(0);
    let desk = format!("/desk/{}/themes", world.slug());
    let conn = &world.app.db.read;
    for name in ["Hours", "Price"] {
        let got = world
            .post(&desk, &[("name", name), ("meaning", "What belongs here")])
            .await;
        assert_eq!(got.status, StatusCode::SEE_OTHER);
    }
    for wrong in ["", "HOURS", &"x".repeat(81)] {
        let got = world
            .post(&desk, &[("name", wrong), ("meaning", "typed")])
            .await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(got.body.contains("typed"));
    }
    let names = || async {
        let all = themes::list(conn, world.face.chain.id).await.unwrap();
        all.into_iter().map(|theme| theme.name).collect::<Vec<_>>()
    };
    let price = themes::list(conn, world.face.chain.id)
        .await
        .unwrap()
        .remove(1);
    world
        .post(&format!("{desk}/{}/move", price.id), &[("way", "up")])
        .await;
    world
        .post(&format!("{desk}/{}/move", price.id), &[("way", "up")])
        .await;
    assert_eq!(names().await, ["Price", "Hours"]);
    let got = world
        .post(
            &format!("{desk}/{}", price.id),
            &[("name", "What it costs")],
        )
        .await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);

    let txn = world.begin().await;
    let means = &world.app.means;
    coding::sort(&txn, means, world.owner, &point, &[price.id], &[])
        .await
        .unwrap();
    let refused = themes::remove(&txn, means, world.owner, &price)
        .await
        .unwrap();
    assert_eq!(refused, Err(RestsOn::Points(1)));
    coding::sort(&txn, means, world.owner, &point, &[], &[price.id])
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let made = add_action(
        &world,
        action("Cheaper", ActionStatus::Agreed),
        &[price.id],
        &[],
    )
    .await;
    let txn = world.begin().await;
    let refused = themes::remove(&txn, means, world.owner, &price)
        .await
        .unwrap();
    assert_eq!(refused, Err(RestsOn::Actions(1)));
    txn.commit().await.unwrap();
    publish_next(&world, false).await;
    let txn = world.begin().await;
    plan::remove(&txn, means, world.owner, &made).await.unwrap();
    let refused = themes::remove(&txn, means, world.owner, &price)
        .await
        .unwrap();
    assert_eq!(refused, Err(RestsOn::PublishedPlan));
    txn.commit().await.unwrap();
    let why = world.get(&format!("{desk}/{}/remove", price.id)).await.body;
    assert!(why.contains("You cannot remove it"));
    let hours = themes::list(conn, world.face.chain.id)
        .await
        .unwrap()
        .remove(1);
    for _ in 0..2 {
        let got = world
            .post(&format!("{desk}/{}/remove", hours.id), &[])
            .await;
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
    assert!(
        list.contains("6 points on <bdi>Opening hours</bdi>, no action yet"),
        "{list}"
    );
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
    for part in [
        "A late market",
        "#by_when",
        "#reason",
        "<title>Error: ",
        "value=\"31/2/2027\"",
    ] {
        assert!(got.body.contains(part), "{part}");
    }
    let nonce = page
        .split("name=\"nonce\" value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let mut right = wrong.to_vec();
    right.retain(|(name, _)| *name != "by_when");
    right.extend([
        ("by_when", "2027-03-31"),
        ("reason", "No money"),
        ("nonce", nonce),
    ]);
    let first = world.post(&new, &right).await;
    let again = world.post(&new, &right).await;
    assert_eq!(
        (first.status, &first.location),
        (StatusCode::SEE_OTHER, &again.location)
    );
    let actions = plan::list(conn, world.face.chain.id).await.unwrap();
    assert_eq!(actions.len(), 1, "two presses are one action");
    assert_eq!(actions[0].by_when.as_deref(), Some("2027-03-31"));
    let here = first.location;
    assert!(
        world
            .get(&here)
            .await
            .body
            .contains("6 points stand behind this action, 2 readable")
    );

    // Points picked by hand; a second list that showed them unticks them.
    let named = all[0].id.to_string();
    let picks = world
        .get(&format!("{here}/points?q=canarynamed"))
        .await
        .body;
    assert!(picks.contains(&named) && !picks.contains(&all[1].id.to_string()));
    world
        .post(&format!("{here}/points"), &[("points", &named)])
        .await;
    assert_eq!(
        plan::basis(conn, actions[0].id).await.unwrap().insights,
        [all[0].id]
    );
    world
        .post(&format!("{here}/points"), &[("shown", &named)])
        .await;
    assert!(
        plan::basis(conn, actions[0].id)
            .await
            .unwrap()
            .insights
            .is_empty()
    );
    let struck = all[4].id.to_string();
    world
        .post(&format!("{here}/points"), &[("points", &struck)])
        .await;
    assert!(
        plan::basis(conn, actions[0].id)
            .await
            .unwrap()
            .insights
            .is_empty()
    );

    let second = add_action(&world, action("Soup", ActionStatus::Done), &[], &[]).await;
    let list = world.get(&desk).await.body;
    assert!(
        list.contains("Nothing stands behind this action yet") && !list.contains("no action yet")
    );
    world
        .post(
            &format!("{desk}/actions/{}/move", second.id),
            &[("way", "up")],
        )
        .await;
    assert_eq!(
        plan::list(conn, world.face.chain.id).await.unwrap()[0].id,
        second.id
    );
    let asks = world.get(&format!("{here}/remove")).await.body;
    assert!(asks.contains("Remove this action from the plan?") && asks.contains("A late market"));
    for _ in 0..2 {
        let got = world.post(&format!("{here}/remove"), &[]).await;
        assert_eq!(got.location, desk);
    }
    assert_eq!(
        plan::list(conn, world.face.chain.id).await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn publishing_asks_first_happens_once_and_tells_those_who_said_yes() {
    let Mixed { world, theme, .. } = mixed().await;
    let (desk, conn) = (format!("/desk/{}/plan", world.slug()), &world.app.db.read);
    let none = world.read(&format!("/c/{}/plan", world.slug())).await;
    assert!(none.contains("There is no plan yet"));
    let publish_at = format!("{desk}/publish");
    assert!(
        world
            .get(&publish_at)
            .await
            .body
            .contains("Give the plan a title first")
    );
    world
        .post(
            &desk,
            &[("title", "Our food plan"), ("introduction", "Hello")],
        )
        .await;
    assert!(
        world
            .get(&publish_at)
            .await
            .body
            .contains("Add an action first")
    );
    add_action(
        &world,
        action("Later hours", ActionStatus::Agreed),
        &[theme.id],
        &[],
    )
    .await;

    // One who stopped and one who never answered get nothing.
    let stopped = world.starter("Stopper").await;
    let txn = world.begin().await;
    assert_eq!(
        answer::stop(&txn, &world.app.means, &world.face, &stopped)
            .await
            .unwrap(),
        Outcome::Done
    );
    txn.commit().await.unwrap();
    let page = world.get(&publish_at).await.body;
    assert!(
        page.contains("tell 4 people") && page.contains("6 points behind the actions, 2 readable"),
        "{page}"
    );
    let got = world.post(&publish_at, &[("version", "1")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("#tell") && got.body.contains("#sure"));
    let sent = [("version", "1"), ("tell", "now"), ("sure", "yes")];
    for _ in 0..2 {
        let got = world.post(&publish_at, &sent).await;
        assert_eq!(got.location, format!("{desk}?published=1"));
    }
    assert!(
        world
            .get(&format!("{desk}?published=1"))
            .await
            .body
            .contains("Version 1 of the plan is public now")
    );
    assert_eq!(
        plan_version::Entity::find().all(conn).await.unwrap().len(),
        1
    );
    let mail = outbox::Entity::find().filter(outbox::Column::Kind.eq("plan-ready"));
    let mail = mail.all(conn).await.unwrap();
    let told: HashSet<Uuid> = mail.iter().filter_map(|m| m.participant).collect();
    assert_eq!((mail.len(), told.len()), (4, 4));
    assert!(!told.contains(&stopped.id));
    assert!(
        mail.iter()
            .all(|m| m.text.contains("%%act%%") && m.text.contains("Our food plan"))
    );
    assert!(mail.iter().all(|m| m.link.is_some()));

    // The second version says what changed, and may be published without a message.
    let got = world
        .post(
            &publish_at,
            &[("version", "2"), ("tell", "later"), ("sure", "yes")],
        )
        .await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("#what_changed"));
    let sent = [
        ("version", "2"),
        ("tell", "later"),
        ("sure", "yes"),
        ("what_changed", "A date moved"),
    ];
    world.post(&publish_at, &sent).await;
    assert!(
        world
            .read(&format!("/c/{}/plan", world.slug()))
            .await
            .contains("A date moved")
    );
    assert_eq!(
        outbox::Entity::find()
            .filter(outbox::Column::Kind.eq("plan-ready"))
            .all(conn)
            .await
            .unwrap()
            .len(),
        4
    );
    for gone in ["plan/3", "plan/x", "plan/1/actions/2", "plan/1/actions/0"] {
        let got = world.get(&format!("/c/{}/{gone}", world.slug())).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{gone}");
    }
}

#[tokio::test]
async fn organisers_read_chats_and_roles_keep_to_their_pages() {
    let Mixed { world, all, theme } = mixed().await;
    add_action(
        &world,
        action("Later hours", ActionStatus::Agreed),
        &[theme.id],
        &[],
    )
    .await;
    let desk = format!("/desk/{}", world.slug());
    let chats = world
        .get(&format!("{desk}/conversations?state=checked"))
        .await
        .body;
    assert!(chats.contains("<bdi>Sam</bdi>") && !chats.contains("<bdi>Grace</bdi>"));
    let chats = world
        .get(&format!("{desk}/conversations?q=gRACE"))
        .await
        .body;
    assert!(chats.contains("<bdi>Grace</bdi>") && !chats.contains("<bdi>Sam</bdi>"));
    let one = world
        .get(&format!("{desk}/conversations/{}", all[0].conversation))
        .await
        .body;
    assert!(
        one.contains("CANARYPRIVATE") && one.contains("Private") && one.contains("Opening hours")
    );
    assert!(
        !one.contains("CANARYSTRUCK"),
        "what a person took out is not read again"
    );
    assert!(one.contains("took it out"));

    let coder = world
        .add_member("coder@example.org", Some(Role::Coder))
        .await;
    let reader = world
        .add_member("reader@example.org", Some(Role::Reader))
        .await;
    let nobody = world.add_member("nobody@example.org", None).await;
    let sort = format!("{desk}/sort/{}", all[0].id);
    let point = format!("{desk}/conversations/{}", all[0].conversation);
    let one_theme = format!("{desk}/themes/{}", theme.id);
    for path in [
        &format!("{desk}/conversations"),
        &format!("{desk}/themes"),
        &format!("{desk}/points"),
        &sort,
        &point,
        &one_theme,
    ] {
        let got = world.get_as(&coder, path).await;
        assert_eq!(got.status, StatusCode::OK, "{path}");
        assert!(!got.body.contains("sam@example.org") && !got.body.contains("@example.org"));
        // A reader sees which themes there are, and no point.
        let table = path.ends_with("/themes");
        let seen = world.get_as(&reader, path).await;
        let wanted = if table {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(seen.status, wanted, "{path}");
        assert!(!seen.body.contains(&one_theme) && !seen.body.contains("/move"));
        assert_eq!(
            world.get_as(&nobody, path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
        assert_eq!(
            world.get_as("wrong", path).await.status,
            StatusCode::SEE_OTHER,
            "{path}"
        );
    }
    let plan = format!("{desk}/plan");
    let seen = world.get_as(&reader, &plan).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(!seen.body.contains("/publish") && !seen.body.contains("/remove"));
    for path in ["/plan", "/plan/actions/new", "/plan/publish"] {
        let got = world
            .post_as(&coder, &format!("{desk}{path}"), &[("title", "x")])
            .await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{path}");
    }
}

//! Groups of points that could be a theme, and points in nearly the same words: what is offered, and what is not.

use axum::http::StatusCode;
use daisychain::insight::alike::Alike;
use daisychain::insight::coding;
use daisychain::insight::groups::Groups;
use daisychain::insight::themes::{self, Family};
use entity::shared::{Kind, Role};
use entity::{group_passed, insight, participant, theme};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::plan_world::{Got, World};

const BUS: [&str; 3] = [
    "The last bus leaves at six",
    "The last bus leaves much too soon",
    "The last bus leaves before I finish",
];

async fn groups(world: &World) -> Groups {
    let app = &world.app;
    Groups::read(&app.db.read, &app.groups, world.face.chain.id)
        .await
        .unwrap()
}

async fn alike(world: &World) -> Alike {
    let app = &world.app;
    Alike::read(&app.db.read, &app.alike, world.face.chain.id)
        .await
        .unwrap()
}

/// Somebody says these things to `to`; their points in order.
async fn says(
    world: &World,
    to: &participant::Model,
    name: &str,
    texts: &[&str],
) -> (participant::Model, Vec<insight::Model>) {
    let said: Vec<_> = texts
        .iter()
        .map(|text| (Kind::Need, *text, false))
        .collect();
    let (person, chat) = world.chat(to, name, &said).await;
    (person, world.points(&chat).await)
}

/// Other things somebody said, sorted: what groups stand out from.
async fn fill(world: &World) {
    let dee = world.starter("Dee").await;
    let others = [
        "I can mend bicycles",
        "A garden behind the church",
        "The dentist has no places",
        "Cooking with my aunt on Sundays",
        "Soup for our whole street",
        "Somebody to read letters with",
    ];
    let (_, points) = says(world, &dee, "Fay", &others).await;
    let theme = make_theme(world, "Other things").await;
    let ids: Vec<Uuid> = points.iter().map(|point| point.id).collect();
    let txn = world.begin().await;
    coding::add_many(&txn, &world.app.means, world.owner, &theme, &ids)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

/// Two branches: two of the points in one chat, one in the other.
async fn with_a_group() -> (World, Vec<insight::Model>) {
    let world = World::new().await;
    fill(&world).await;
    let (ana, ben) = (world.starter("Ana").await, world.starter("Ben").await);
    let (_, mut points) = says(&world, &ana, "Sam", &BUS[..2]).await;
    points.extend(says(&world, &ben, "Lea", &BUS[2..]).await.1);
    (world, points)
}

fn path(world: &World, below: &str) -> String {
    format!("/desk/{}/groups{below}", world.slug())
}

async fn withdraw(world: &World, point: Uuid) {
    let row = insight::ActiveModel {
        id: Set(point),
        withdrawn_at: Set(Some(world.app.means.now())),
        ..Default::default()
    };
    row.update(&world.app.db.write).await.unwrap();
}

async fn stands(world: &World, point: Uuid) -> Vec<String> {
    let conn = &world.app.db.read;
    let family = Family::read(conn, world.face.chain.id).await.unwrap();
    let all = themes::of_points(conn, [point]).await.unwrap();
    family.names(all.get(&point).map_or(&[], Vec::as_slice))
}

async fn make_theme(world: &World, name: &str) -> theme::Model {
    let txn = world.begin().await;
    let (means, chain) = (&world.app.means, world.face.chain.id);
    let made = themes::create(&txn, means, world.owner, chain, name, "").await;
    txn.commit().await.unwrap();
    made.unwrap().unwrap()
}

fn nonce_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"nonce\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

fn ids(points: &[insight::Model]) -> String {
    let ids: Vec<String> = points.iter().map(|point| point.id.to_string()).collect();
    ids.join(" ")
}

#[tokio::test]
async fn a_group_needs_three_points_two_chats_and_two_origins() {
    let (world, points) = with_a_group().await;
    let found = groups(&world).await;
    assert_eq!(found.offered.len(), 1);
    let group = &found.offered[0];
    assert_eq!(
        group.points,
        points.iter().map(|p| p.id).collect::<Vec<_>>()
    );
    assert_eq!((group.support.mentions, group.support.origins), (2, 2));
    let page = world.get(&path(&world, "")).await.body;
    assert!(
        page.contains("3 points from 2 chats, in 2 branches."),
        "{page}"
    );
    assert!(page.contains("It arose separately 2 times."));
    assert!(!page.contains(" checked"), "nothing is ticked");

    // Two points.
    withdraw(&world, points[0].id).await;
    assert_eq!(groups(&world).await.offered, []);
    let page = world.get(&path(&world, "")).await.body;
    assert!(page.contains("A group needs 3 points"), "{page}");

    // One chat.
    let world = World::new().await;
    fill(&world).await;
    let ana = world.starter("Ana").await;
    let (sam, _) = says(&world, &ana, "Sam", &BUS).await;
    assert_eq!(groups(&world).await.offered, []);

    // Two chats, but the second heard it in the first.
    says(&world, &sam, "Lea", &["The last bus leaves at seven"]).await;
    assert_eq!(groups(&world).await.offered, []);

    // Somebody between them who did not say it: it arose separately again.
    let (max, _) = says(&world, &sam, "Max", &["Mould in the bedroom"]).await;
    says(&world, &max, "Ola", &["The last bus leaves at eight"]).await;
    assert_eq!(groups(&world).await.offered.len(), 1);
}

#[tokio::test]
async fn a_group_that_is_not_a_theme_stays_away_until_it_is_brought_back() {
    let (world, points) = with_a_group().await;
    let pass = path(&world, &format!("/{}/pass", points[0].id));
    let got = world.post(&pass, &[]).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    let page = world.get(&got.location).await.body;
    assert!(page.contains("1 group was passed by"), "{page}");
    // Pressed again, nothing is kept twice.
    world.post(&pass, &[]).await;
    let rows = group_passed::Entity::find().all(&world.app.db.read).await;
    let rows = rows.unwrap();
    assert_eq!(rows.len(), 1);

    // A small change: it stays away. It is still there to be looked at.
    let cyd = world.starter("Cyd").await;
    says(&world, &cyd, "Kim", &["The last bus leaves too soon"]).await;
    let found = groups(&world).await;
    assert_eq!((found.offered.len(), found.passed.len()), (0, 1));
    assert_eq!(found.passed[0].1.as_ref().unwrap().points.len(), 4);
    let list = world.get(&path(&world, "/passed")).await.body;
    assert!(list.contains(BUS[0]), "{list}");

    let back = path(&world, &format!("/passed/{}/back", rows[0].id));
    let got = world.post(&back, &[]).await;
    assert!(got.location.ends_with("note=back"), "{}", got.location);
    assert_eq!(groups(&world).await.offered.len(), 1);
    let got = world.post(&back, &[]).await;
    assert!(got.location.ends_with("note=back-before"));
    let page = world.get(&path(&world, "/passed")).await.body;
    assert!(page.contains("There are none."));
}

#[tokio::test]
async fn a_group_comes_back_when_most_of_it_is_new() {
    let (world, points) = with_a_group().await;
    world
        .post(&path(&world, &format!("/{}/pass", points[0].id)), &[])
        .await;
    let cyd = world.starter("Cyd").await;
    let more = ["at seven", "at eight", "at nine", "at ten"];
    let more = more.map(|when| format!("The last bus leaves {when}"));
    let more: Vec<&str> = more.iter().map(String::as_str).collect();
    says(&world, &cyd, "Kim", &more).await;
    let found = groups(&world).await;
    assert_eq!(found.offered.len(), 1);
    assert!(found.offered[0].points.len() >= 5);
}

#[tokio::test]
async fn a_theme_is_made_of_ticked_points_once_and_taken_back() {
    let (world, points) = with_a_group().await;
    let one = path(&world, &format!("/{}", points[1].id));
    let page = world.get(&one).await.body;
    assert!(page.contains("name=\"new_theme\""));
    assert!(!page.contains(" checked"), "nothing is ticked");
    let nonce = nonce_of(&page);
    let here = ids(&points);

    let bad = [("nonce", nonce.as_str()), ("here", &here), ("act", "new")];
    let got = world.post(&one, &bad).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("Tick at least one point"));
    assert!(got.body.contains("Write a name for the new theme"));
    let chosen = points[0].id.to_string();
    let other = points[2].id.to_string();
    let good = [
        ("nonce", nonce.as_str()),
        ("here", &here),
        ("points", &chosen),
        ("points", &other),
        ("new_theme", "Buses"),
        ("act", "new"),
    ];
    let got = world.post(&one, &good).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
    // Pressed twice: the same answer, and no second theme.
    let again = world.post(&one, &good).await;
    assert_eq!((again.status, &again.location), (got.status, &got.location));
    assert_eq!(stands(&world, points[0].id).await, ["Buses"]);
    assert_eq!(stands(&world, points[1].id).await, [""; 0]);
    assert_eq!(stands(&world, points[2].id).await, ["Buses"]);

    let page = world.get(&got.location).await.body;
    assert!(page.contains("2 points were added to"), "{page}");
    let (_, rest) = page.split_once("name=\"step\" value=\"").unwrap();
    let step = rest.split('"').next().unwrap();
    let undo = format!("/desk/{}/sort/undo", world.slug());
    let fields = [("step", step), ("on", "groups")];
    let got = world.post(&undo, &fields).await;
    assert!(got.location.ends_with("/groups?note=undone"));
    assert_eq!(groups(&world).await.offered.len(), 1);
}

#[tokio::test]
async fn a_group_goes_into_a_theme_that_is_there_without_what_was_taken_out() {
    let (world, points) = with_a_group().await;
    let theme = make_theme(&world, "Buses").await.id.to_string();
    let one = path(&world, &format!("/{}", points[0].id));
    let nonce = nonce_of(&world.get(&one).await.body);
    let here = ids(&points);
    withdraw(&world, points[1].id).await;
    let all = [("nonce", nonce.as_str()), ("here", &here), ("all", "1")];
    let into = |into: &'static str, value: &str| -> Vec<(String, String)> {
        let mut fields: Vec<_> = all.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        fields.push(("act".to_owned(), "into".to_owned()));
        fields.push((into.to_owned(), value.to_owned()));
        fields
    };
    // The form is stale: the group is no more, and what was typed is kept.
    let got = post(&world, &one, &into("into", "")).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("Choose a theme"));
    assert!(got.body.contains("These points have changed"));
    let got = post(&world, &one, &into("into", &Uuid::nil().to_string())).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let got = post(&world, &one, &into("into", &theme)).await;
    assert!(
        got.location.ends_with("?note=some-gone"),
        "{}",
        got.location
    );
    let page = world.get(&got.location).await.body;
    assert!(page.contains("Some of the points were taken out"));
    assert_eq!(stands(&world, points[0].id).await, ["Buses"]);
    assert_eq!(stands(&world, points[1].id).await, [""; 0]);
    let page = world.get(&path(&world, "")).await.body;
    assert!(page.contains("Every point is in a theme."), "{page}");
}

async fn post(world: &World, path: &str, fields: &[(String, String)]) -> Got {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    world.post(path, &fields).await
}

#[tokio::test]
async fn two_who_sort_a_group_at_once_are_both_kept() {
    let (world, points) = with_a_group().await;
    let cal = world.add_member("cal@example.org", Some(Role::Coder)).await;
    let one = path(&world, &format!("/{}", points[0].id));
    let here = ids(&points);
    let form = |name: &'static str| {
        [
            ("here", here.clone()),
            ("all", "1".to_owned()),
            ("new_theme", name.to_owned()),
            ("act", "new".to_owned()),
        ]
        .map(|(k, v)| (k.to_owned(), v))
    };
    let (mine, theirs) = (form("Buses"), form("Getting home"));
    let pairs: Vec<(&str, &str)> = theirs
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let (first, second) =
        tokio::join!(post(&world, &one, &mine), world.post_as(&cal, &one, &pairs));
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    assert_eq!(second.status, StatusCode::SEE_OTHER, "{}", second.body);
    for point in &points {
        assert_eq!(stands(&world, point.id).await.len(), 2);
    }
    // The same name a third time is refused, and what was ticked stays.
    let got = post(&world, &one, &form("buses")).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        got.body
            .contains("name=\"all\" id=\"all\" value=\"1\" checked")
    );
}

#[tokio::test]
async fn copies_are_passed_along_from_parent_to_child_and_not_between_cousins() {
    let world = World::new().await;
    let said = "The market should stay open until nine";
    let (ana, ben) = (world.starter("Ana").await, world.starter("Ben").await);
    let (sam, first) = says(&world, &ana, "Sam", &[said]).await;
    let (_, child) = says(
        &world,
        &sam,
        "Lea",
        &["the market should stay open until nine!"],
    )
    .await;
    let found = alike(&world).await;
    assert_eq!(found.sets.len(), 1);
    let passed = &found.sets[0].passed_along;
    assert_eq!(passed.get(&child[0].id), Some(&first[0].id));
    assert_eq!((passed.len(), found.sets[0].support.origins), (1, 1));
    let page = world.get(&path(&world, "/alike")).await.body;
    assert!(page.contains("Passed along"), "{page}");
    let point = format!("/desk/{}/points/{}", world.slug(), child[0].id);
    assert!(world.get(&point).await.body.contains("no new support"));
    let point = format!("/desk/{}/points/{}", world.slug(), first[0].id);
    assert!(!world.get(&point).await.body.contains("no new support"));
    let sort = format!("/desk/{}/sort/{}", world.slug(), child[0].id);
    assert!(world.get(&sort).await.body.contains("no new support"));

    // In another branch it was said again.
    let (max, cousin) = says(&world, &ben, "Max", &[said]).await;
    let found = alike(&world).await;
    assert_eq!(found.sets.len(), 1);
    assert!(!found.sets[0].passed_along.contains_key(&cousin[0].id));
    assert_eq!(found.sets[0].support.origins, 2);
    withdraw(&world, first[0].id).await;
    let found = alike(&world).await;
    assert!(found.sets[0].passed_along.is_empty(), "{found:?}");
    let page = world.get(&path(&world, "/alike")).await.body;
    assert!(page.contains("Said again") && !page.contains("Passed along"));

    // One press puts the other where one of them stands.
    let theme = make_theme(&world, "Hours").await.id.to_string();
    let set = path(&world, &format!("/alike/{}", cousin[0].id));
    let (one, other) = (cousin[0].id.to_string(), child[0].id.to_string());
    world
        .post(&set, &[("points", &one), ("into", &theme), ("act", "into")])
        .await;
    let page = world.get(&path(&world, "/alike")).await.body;
    assert!(page.contains("Put the other one into"), "{page}");
    assert!(page.contains(&format!("value=\"{other}\"")));
    let got = world
        .post(
            &set,
            &[("points", &other), ("into", &theme), ("act", "into")],
        )
        .await;
    assert!(got.location.ends_with("/groups/alike"), "{}", got.location);
    assert_eq!(stands(&world, child[0].id).await, ["Hours"]);
    says(&world, &max, "Ola", &["Nothing like it"]).await;
    assert_eq!(alike(&world).await.sets.len(), 1);
}

#[tokio::test]
async fn readers_and_strangers_see_no_words_and_empty_pages_say_so() {
    let world = World::new().await;
    for below in ["", "/alike"] {
        let page = world.get(&path(&world, below)).await;
        assert!(page.body.contains("There are no points yet."), "{below}");
    }
    let (world, points) = with_a_group().await;
    let reader = world
        .add_member("rae@example.org", Some(Role::Reader))
        .await;
    let stranger = world.add_member("sid@example.org", None).await;
    let coder = world.add_member("cal@example.org", Some(Role::Coder)).await;
    let one = format!("/{}", points[0].id);
    for below in ["", "/alike", "/passed", one.as_str()] {
        let path = path(&world, below);
        let got = world.get_as(&reader, &path).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{below}");
        assert!(!got.body.contains(BUS[0]));
        let got = world.get_as(&stranger, &path).await;
        assert_eq!(got.status, StatusCode::NOT_FOUND, "{below}");
        assert_eq!(world.get_as(&coder, &path).await.status, StatusCode::OK);
    }
    let pass = path(&world, &format!("{one}/pass"));
    assert_eq!(
        world.post_as(&reader, &pass, &[]).await.status,
        StatusCode::FORBIDDEN
    );
    let page = world.get(&path(&world, "/alike")).await.body;
    assert!(page.contains("No two points use nearly the same words."));
}

#[tokio::test]
async fn hostile_points_break_nothing() {
    let world = World::new().await;
    let (ana, ben) = (world.starter("Ana").await, world.starter("Ben").await);
    let long = "bus ".repeat(500);
    let one_word = "x".repeat(2_000);
    let texts = [
        "bus",
        "👍",
        "👍👍",
        "!",
        "<script>alert(1)</script>",
        "ბус bus バス الحافلة",
        &long,
        &one_word,
        "{ $name }",
    ];
    says(&world, &ana, "Sam", &texts).await;
    says(&world, &ben, "Lea", &texts).await;
    for below in ["", "/alike", "/passed"] {
        let got = world.get(&path(&world, below)).await;
        assert_eq!(got.status, StatusCode::OK, "{below}");
        assert!(!got.body.contains("<script>alert"), "{below}");
    }
    for group in groups(&world).await.offered {
        let got = world
            .get(&path(&world, &format!("/{}", group.middle)))
            .await;
        assert_eq!(got.status, StatusCode::OK);
    }
    for set in alike(&world).await.sets {
        let got = world
            .get(&path(&world, &format!("/alike/{}", set.points[0])))
            .await;
        assert_eq!(got.status, StatusCode::OK);
    }
    let got = world.get(&path(&world, "/nothing")).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    let got = world.get(&path(&world, &format!("/{}", Uuid::nil()))).await;
    assert!(got.location.ends_with("note=regrouped"));
}

/// Copies the words of a point so many times into the chat of another, as no rule would.
async fn copy(world: &World, point: &insight::Model, other: &insight::Model, times: i32) {
    let mut rows = Vec::new();
    for n in 0..times {
        let mut row: insight::ActiveModel = other.clone().into();
        row.id = Set(world.app.means.id());
        row.text = Set(point.text.clone());
        row.position = Set(other.position + 100 + n);
        rows.push(row.reset_all());
    }
    let txn = world.begin().await;
    for part in rows.chunks(500) {
        let many = insight::Entity::insert_many(part.to_vec());
        many.exec(&txn).await.unwrap();
    }
    txn.commit().await.unwrap();
}

#[tokio::test]
async fn thousands_of_equal_points_are_one_group_read_from_the_newest() {
    let (world, points) = with_a_group().await;
    copy(&world, &points[0], &points[0], 1_600).await;
    copy(&world, &points[0], &points[2], 1_600).await;
    let found = groups(&world).await;
    assert_eq!((found.looked, found.unsorted), (3_000, 3_203));
    let page = world.get(&path(&world, "")).await.body;
    assert!(page.contains("Looked at the newest"), "{page}");
    let one = path(&world, &format!("/{}", found.offered[0].middle));
    let page = world.get(&one).await.body;
    assert!(page.contains("Choose all 200 points on this page"));
    let page = world.get(&format!("{one}?page=2")).await;
    assert_eq!(page.status, StatusCode::OK);
    let sets = alike(&world).await.sets;
    assert!(sets.iter().any(|set| set.points.len() > 1_600));
    let page = world.get(&path(&world, "/alike")).await;
    assert_eq!(page.status, StatusCode::OK);
}

//! Before a plan is made public, and the public plan: names that block, what may be missing, the page to embed and the
//! page of open data.

use axum::http::StatusCode;
use daisychain::insight::hiding;
use daisychain::plan;
use daisychain::plan::checks::{self, Warnings};
use daisychain::plan::publish::{self, NotPublished, Publishing};
use entity::shared::{ActionStatus, Kind, Quote};
use entity::{audit, plan_version};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::plan::{KEEP, action, add_action, add_theme, mixed, publish_next};
use crate::plan_world::World;

/// A plan that quotes `said` by Sam; its own words are `towards`. Maria, Sam and Grace are known.
async fn planned(said: &str, quote: Quote, towards: &str) -> (World, entity::insight::Model) {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let (sam, chat) = world
        .chat(&maria, "Sam", &[(Kind::Need, said, false)])
        .await;
    world
        .chat(&sam, "Grace", &[(Kind::Need, "The rent", false)])
        .await;
    world.check(&chat, &[(KEEP, quote)]).await;
    let point = world.points(&chat).await.remove(0);
    let theme = add_theme(&world, "Opening hours", &[point.id]).await;
    add_action(
        &world,
        action(towards, ActionStatus::Agreed),
        &[theme.id],
        &[],
    )
    .await;
    let txn = world.begin().await;
    let chain = &world.face.chain;
    let words = plan::change_words(
        &txn,
        &world.app.means,
        world.owner,
        chain,
        "Our food plan",
        "",
    );
    words.await.unwrap();
    txn.commit().await.unwrap();
    (world, point)
}

fn at(world: &World) -> String {
    format!("/desk/{}/plan/publish", world.slug())
}

const SURE: [(&str, &str); 3] = [("version", "1"), ("tell", "later"), ("sure", "yes")];

async fn versions(world: &World) -> usize {
    let all = plan_version::Entity::find().all(&world.app.db.read).await;
    all.unwrap().len()
}

/// The marks of all words that wait, as the page has them.
async fn open_marks(world: &World) -> Vec<String> {
    let page = world.get(&at(world)).await.body;
    let stays = page.split("name=\"stay\"").skip(1);
    stays
        .map(|rest| {
            rest.split("value=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[tokio::test]
async fn r39_publishing_shows_its_checks_and_a_name_in_a_quote_blocks_until_it_is_struck_out() {
    let (world, point) = planned("Ask GRÀCE at the market", Quote::NoName, "Open late").await;
    let page = world.get(&at(&world)).await.body;
    assert!(page.contains("<mark>GRÀCE</mark>"), "{page}");
    assert!(page.contains("You can publish once every marked name was looked at"));
    assert!(!page.contains("name=\"sure\""), "nothing to press yet");
    assert!(
        page.contains(&format!("/points/{}", point.id)),
        "a link to where it is struck out"
    );
    // Neither the form nor the rule behind it lets it through.
    let got = world.post(&at(&world), &SURE).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("href=\"#names\""));
    let txn = world.begin().await;
    let publishing = Publishing {
        n: 1,
        what_changed: "",
        tell: true,
    };
    let face = daisychain::chain::find_face(&txn, world.face.chain.id)
        .await
        .unwrap()
        .unwrap();
    let done = publish::publish(&txn, &world.app.means, &face, world.owner, publishing).await;
    assert_eq!(done.unwrap().unwrap_err(), NotPublished::Names);
    drop(txn);
    assert_eq!(versions(&world).await, 0);

    let txn = world.begin().await;
    let names = vec!["GRÀCE".to_owned()];
    let done = hiding::hide(&txn, &world.app.means, world.owner, &point, names).await;
    assert!(done.unwrap());
    txn.commit().await.unwrap();
    assert!(open_marks(&world).await.is_empty());
    let got = world.post(&at(&world), &SURE).await;
    assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
    assert_eq!(versions(&world).await, 1);
}

#[tokio::test]
async fn r39_a_name_in_the_organisers_own_words_blocks_until_somebody_says_it_may_stay() {
    let (world, _) = planned(
        "It shuts early",
        Quote::NoName,
        "Mrs Khan opens, ring 020 7946 0612",
    )
    .await;
    let marks = open_marks(&world).await;
    assert_eq!(marks.len(), 1);
    let names = format!("{}/names", at(&world));
    // Nothing ticked, and a mark nobody gave.
    for wrong in [&[][..], &[("stay", "00")]] {
        let got = world.post(&names, wrong).await;
        assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let got = world.post(&names, &[("stay", &marks[0])]).await;
    assert_eq!(got.location, format!("{}#names", at(&world)));
    let page = world.get(&at(&world)).await.body;
    assert!(page.contains("let it stay"), "it says who said so: {page}");
    assert!(page.contains("Bea") && page.contains("name=\"sure\""));
    // Somebody thinks again.
    world
        .post(&format!("{names}/again"), &[("mark", &marks[0])])
        .await;
    assert_eq!(open_marks(&world).await, marks);
    world.post(&names, &[("stay", &marks[0])]).await;
    world.post(&names, &[("stay", &marks[0])]).await;
    let acts = audit::Entity::find().filter(audit::Column::Act.eq("plan.name_kept"));
    assert_eq!(acts.all(&world.app.db.read).await.unwrap().len(), 2);
    assert_eq!(
        world.post(&at(&world), &SURE).await.status,
        StatusCode::SEE_OTHER
    );

    // Other words, and what changed, are asked about again.
    let found = plan::list(&world.app.db.read, world.face.chain.id)
        .await
        .unwrap()
        .remove(0);
    let txn = world.begin().await;
    let edited = action("Mrs Khan opens at ten", ActionStatus::Agreed);
    let done = plan::change(
        &txn,
        &world.app.means,
        world.owner,
        (&found, 1),
        edited,
        None,
    );
    done.await.unwrap();
    txn.commit().await.unwrap();
    let marks = open_marks(&world).await;
    assert_eq!(marks.len(), 1);
    world.post(&names, &[("stay", &marks[0])]).await;
    let next = |changed: &'static str| {
        [
            ("version", "2"),
            ("tell", "later"),
            ("sure", "yes"),
            ("what_changed", changed),
        ]
    };
    let got = world.post(&at(&world), &next("Sam helps now")).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        got.body.contains("<mark>Sam</mark> helps now"),
        "{}",
        got.body
    );
    let mark = got
        .body
        .split("id=\"changes_stay\" value=\"")
        .nth(1)
        .unwrap();
    let mark = mark.split('"').next().unwrap().to_owned();
    let mut other = next("Maria helps now").to_vec();
    other.push(("changes_stay", &mark));
    let got = world.post(&at(&world), &other).await;
    assert_eq!(
        got.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "ticked for other words"
    );
    let mut same = next("Sam helps now").to_vec();
    same.push(("changes_stay", &mark));
    assert_eq!(
        world.post(&at(&world), &same).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(versions(&world).await, 2);
}

#[tokio::test]
async fn r39_the_first_name_a_speaker_allowed_does_not_block_and_nobody_is_kept_by_name() {
    let said = "I am Sam from Grace Street";
    let (world, _) = planned(said, Quote::FirstName, "Open late").await;
    let conn = &world.app.db.read;
    let draft = publish::draft(conn, &world.face).await.unwrap();
    let found = checks::names(conn, &world.face, &draft, "").await.unwrap();
    let marked: Vec<&str> = found[0]
        .pieces()
        .into_iter()
        .filter(|p| p.1)
        .map(|p| p.0)
        .collect();
    assert_eq!((found.len(), marked), (1, vec!["Grace"]));
    let (world, _) = planned(said, Quote::NoName, "Open late").await;
    let conn = &world.app.db.read;
    let draft = publish::draft(conn, &world.face).await.unwrap();
    let found = checks::names(conn, &world.face, &draft, "").await.unwrap();
    let marked: Vec<&str> = found[0]
        .pieces()
        .into_iter()
        .filter(|p| p.1)
        .map(|p| p.0)
        .collect();
    assert_eq!(
        marked,
        ["Sam", "Grace"],
        "without that yes both are asked about"
    );
}

#[tokio::test]
async fn what_is_missing_is_told_with_a_way_there_and_never_blocks() {
    let world = warned().await;
    let conn = &world.app.db.read;
    let draft = publish::draft(conn, &world.face).await.unwrap();
    let warnings = Warnings::read(conn, &world.face, &draft).await.unwrap();
    assert_eq!((warnings.bare, warnings.one_branch), (vec![2], vec![1]));
    assert_eq!(warnings.unchecked, 5, "private ones are not waited for");
    assert_eq!(warnings.lacking.len(), 1, "no title yet");
    assert_eq!(warnings.unanswered.len(), 1);
    assert_eq!(warnings.once, 0);
    let txn = world.begin().await;
    let chain = &world.face.chain;
    let words = plan::change_words(&txn, &world.app.means, world.owner, chain, "Our plan", "");
    words.await.unwrap();
    txn.commit().await.unwrap();
    let page = world.get(&at(&world)).await.body;
    let desk = format!("/desk/{}", world.slug());
    for wanted in [
        "5 points are not checked",
        "1 action rests on one branch only",
        &format!("href=\"{desk}/plan#action-2\""),
        &format!("href=\"{desk}/conversations?state=recorded\""),
        "Prices",
        "name=\"sure\"",
    ] {
        assert!(page.contains(wanted), "{wanted} in {page}");
    }
    assert!(
        world
            .get(&format!("{desk}/plan"))
            .await
            .body
            .contains("5 points are not checked")
    );
    assert_eq!(
        world.post(&at(&world), &SURE).await.status,
        StatusCode::SEE_OTHER
    );
}

/// One action on unchecked points of one branch, one on nothing, and a theme with many points and no action.
async fn warned() -> World {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let said = ["one", "two", "three", "four", "five"].map(|text| (Kind::Need, text, false));
    let mut said = said.to_vec();
    said.push((Kind::Need, "six", true));
    let (sam, first) = world.chat(&maria, "Sam", &said).await;
    let (_, second) = world.chat(&sam, "Grace", &said).await;
    let ids = |points: Vec<entity::insight::Model>| points.iter().map(|p| p.id).collect::<Vec<_>>();
    let hours = add_theme(&world, "Hours", &ids(world.points(&first).await)).await;
    let both = [
        ids(world.points(&first).await),
        ids(world.points(&second).await),
    ]
    .concat();
    add_theme(&world, "Prices", &both).await;
    add_action(
        &world,
        action("Open late", ActionStatus::Agreed),
        &[hours.id],
        &[],
    )
    .await;
    add_action(&world, action("A tap", ActionStatus::Proposed), &[], &[]).await;
    world
}

#[tokio::test]
async fn r38_every_public_action_links_to_its_evidence_and_says_how_much_of_it_can_be_read() {
    let found = mixed().await;
    let world = &found.world;
    add_action(
        world,
        action("Open late", ActionStatus::Agreed),
        &[found.theme.id],
        &[],
    )
    .await;
    add_action(
        world,
        action("A tap", ActionStatus::Done),
        &[found.theme.id],
        &[],
    )
    .await;
    add_action(
        world,
        action("Free bread", ActionStatus::WontDo),
        &[found.theme.id],
        &[],
    )
    .await;
    publish_next(world, false).await;
    let plan = format!("/c/{}/plan", world.slug());
    let page = world.read(&plan).await;
    for place in 1..=3 {
        let href = format!("{plan}/1/actions/{place}");
        assert!(page.contains(&format!("<a href=\"{href}\"")), "{page}");
        let evidence = world.read(&href).await;
        // Of seven points one was struck; two were checked and may be quoted.
        assert!(
            evidence.contains("6 points") && evidence.contains('2'),
            "{evidence}"
        );
        assert_eq!(evidence.matches("<blockquote").count(), 2);
    }
    for said in [
        "We will: ",
        "We did: ",
        "You asked for: ",
        "There is no money.",
    ] {
        assert!(page.contains(said), "{said} in {page}");
    }
}

#[tokio::test]
async fn only_the_page_made_for_it_may_stand_in_a_frame() {
    let found = mixed().await;
    let world = &found.world;
    let plan = format!("/c/{}/plan", world.slug());
    let early = world.read(&format!("{plan}/embed")).await;
    assert!(early.contains("There is no plan yet"));
    add_action(
        world,
        action("Open late", ActionStatus::Agreed),
        &[found.theme.id],
        &[],
    )
    .await;
    publish_next(world, false).await;
    let page = world.read(&format!("{plan}/embed")).await;
    for wanted in [
        "Our food plan",
        "Open late",
        "Agreed",
        "target=\"_top\"",
        "/plan/1/actions/1\"",
    ] {
        assert!(page.contains(wanted), "{wanted} in {page}");
    }
    assert!(!page.contains("CANARY"), "no words of residents");
    for (path, framed) in [
        (format!("{plan}/embed"), true),
        (plan.clone(), false),
        (format!("{plan}/1"), false),
        (format!("{plan}/data"), false),
        ("/desk".to_owned(), false),
    ] {
        let policy = world.policy(&path).await;
        assert_eq!(
            policy.contains("frame-ancestors *"),
            framed,
            "{path}: {policy}"
        );
        assert_eq!(
            policy.contains("frame-ancestors 'none'"),
            !framed,
            "{path}: {policy}"
        );
    }
    let shown = world.read(&plan).await;
    assert!(
        shown.contains("&lt;iframe src=&quot;") || shown.contains("&#60;iframe"),
        "{shown}"
    );
}

#[tokio::test]
async fn the_page_of_open_data_leads_to_every_file_and_hides_small_groups() {
    let found = mixed().await;
    let world = &found.world;
    add_action(
        world,
        action("Open late", ActionStatus::Agreed),
        &[found.theme.id],
        &[],
    )
    .await;
    publish_next(world, false).await;
    let plan = format!("/c/{}/plan", world.slug());
    let page = world.read(&format!("{plan}/data")).await;
    for file in ["1/plan.json", "1/plan.csv", "1/plan.md", "feed.xml"] {
        let href = format!("{plan}/{file}");
        assert!(
            page.contains(&format!("href=\"{href}\"")),
            "{href} in {page}"
        );
        world.read(&href).await;
    }
    assert!(page.contains("rel=\"alternate\""));
    assert!(
        page.contains("too few chats"),
        "two chats are not told by branch: {page}"
    );
    assert!(!page.contains("Licence") && !page.contains("CANARY"));
    assert!(
        world
            .read(&plan)
            .await
            .contains(&format!("href=\"{plan}/data\""))
    );
}

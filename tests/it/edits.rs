//! What organisers type into the plan is kept for them alone until they save it, and two who write hear of each other.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::desk::team::rules;
use daisychain::plan;
use entity::shared::{ActionStatus, Role};
use entity::{membership, organiser as account, unsaved};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::plan::{action, add_action, publish_next};
use crate::plan_world::{Got, World};

/// A plan with one action, its address, and a second organiser called Amira.
struct Two {
    world: World,
    amira: String,
    here: String,
}

impl Two {
    async fn new() -> Self {
        let world = World::new().await;
        let made = add_action(&world, action("A bench", ActionStatus::Agreed), &[], &[]).await;
        let amira = world
            .add_member("amira@example.org", Some(Role::Organiser))
            .await;
        let txn = world.begin().await;
        let index = world.app.means.keys.address_index("amira@example.org");
        let row = account::Entity::find()
            .filter(account::Column::EmailIndex.eq(index))
            .one(&txn)
            .await;
        daisychain::organiser::rename(&txn, row.unwrap().unwrap().id, "Amira")
            .await
            .unwrap();
        txn.commit().await.unwrap();
        let here = format!("/desk/{}/plan/actions/{}", world.slug(), made.id);
        Self { world, amira, here }
    }

    async fn keep(&self, cookie: &str, towards: &str, version: &str) -> Got {
        let fields = typed(towards, "1", version, "keep");
        self.world.post_as(cookie, &self.here, &fields).await
    }

    async fn rows(&self) -> Vec<unsaved::Model> {
        let all = unsaved::Entity::find().all(&self.world.app.db.read).await;
        all.unwrap()
    }
}

fn typed<'a>(
    towards: &'a str,
    edition: &'a str,
    version: &'a str,
    next: &'a str,
) -> Vec<(&'static str, &'a str)> {
    vec![
        ("now", "Nowhere to sit"),
        ("towards", towards),
        ("who", "ourselves"),
        ("owner", "Bea"),
        ("status", "agreed"),
        ("edition", edition),
        ("version", version),
        ("next", next),
    ]
}

#[tokio::test]
async fn what_was_typed_comes_back_until_it_is_saved() {
    let two = Two::new().await;
    let world = &two.world;
    let got = two.keep(&world.cookie, "KEPTCANARY", "0").await;
    assert_eq!(got.status, StatusCode::NO_CONTENT);
    let page = world.get(&two.here).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("KEPTCANARY") && page.body.contains("We kept what you had typed"));
    assert!(page.body.contains("name=\"version\" value=\"1\""));
    // The action itself stands as it stood.
    let list = format!("/desk/{}/plan", world.slug());
    assert!(!world.get(&list).await.body.contains("KEPTCANARY"));
    let saved = world
        .post(&two.here, &typed("KEPTCANARY", "1", "1", ""))
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert!(world.get(&list).await.body.contains("KEPTCANARY"));
    assert!(!world.get(&two.here).await.body.contains("We kept what"));
    // A tab that was left open does not bring it back.
    let late = two.keep(&world.cookie, "OLDTAB", "1").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(!world.get(&two.here).await.body.contains("OLDTAB"));
}

#[tokio::test]
async fn what_was_typed_can_be_thrown_away() {
    let two = Two::new().await;
    let world = &two.world;
    two.keep(&world.cookie, "KEPTCANARY", "0").await;
    let got = world.post(&format!("{}/throw-away", two.here), &[]).await;
    assert_eq!(got.location, two.here);
    let page = world.get(&two.here).await.body;
    assert!(!page.contains("KEPTCANARY") && page.contains("A bench"));
    assert!(two.rows().await[0].body.0.is_empty(), "nothing of it stays");
}

#[tokio::test]
async fn what_is_typed_like_it_stands_is_no_draft() {
    let two = Two::new().await;
    let world = &two.world;
    two.keep(&world.cookie, "KEPTCANARY", "0").await;
    world
        .post(&two.here, &typed("The same", "1", "1", ""))
        .await;
    two.keep(&world.cookie, "The same", "2").await;
    let page = world.get(&two.here).await.body;
    assert!(!page.contains("We kept what"), "{page}");
}

#[tokio::test]
async fn a_new_action_and_the_title_are_kept_too() {
    let two = Two::new().await;
    let world = &two.world;
    let plan = format!("/desk/{}/plan", world.slug());
    let new = format!("{plan}/actions/new");
    world.post(&new, &typed("NEWCANARY", "", "0", "keep")).await;
    assert!(world.get(&new).await.body.contains("NEWCANARY"));
    let fields = [typed("NEWCANARY", "", "1", ""), vec![("nonce", "once")]].concat();
    let made = world.post(&new, &fields).await;
    assert!(made.location.contains("/plan/actions/"));
    assert!(!world.get(&new).await.body.contains("NEWCANARY"));

    let head = [
        ("title", "HEADCANARY"),
        ("introduction", "Hello"),
        ("edition", "0"),
        ("version", "0"),
        ("next", "keep"),
    ];
    let got = world.post(&plan, &head).await;
    assert_eq!(got.status, StatusCode::NO_CONTENT);
    assert!(world.get(&plan).await.body.contains("HEADCANARY"));
    let theirs = world.get_as(&two.amira, &plan).await.body;
    assert!(!theirs.contains("HEADCANARY"));
    world.post(&format!("{plan}/throw-away"), &[]).await;
    assert!(!world.get(&plan).await.body.contains("HEADCANARY"));
}

#[tokio::test]
async fn two_who_write_hear_of_each_other_and_nothing_is_lost() {
    let two = Two::new().await;
    let world = &two.world;
    assert!(!world.get(&two.here).await.body.contains("is changing this"));
    two.keep(&two.amira, "AMIRACANARY", "0").await;
    world.app.means.sources.advance(Duration::minutes(2));
    let page = world.get(&two.here).await.body;
    assert!(page.contains("<bdi>Amira</bdi> is changing this, too (2 minutes ago)"));
    assert!(!page.contains("AMIRACANARY"), "what she types is hers");
    // The owner saves first; what Amira typed waits for her, with what was changed meanwhile.
    two.keep(&world.cookie, "By Bea", "0").await;
    world.post(&two.here, &typed("By Bea", "1", "1", "")).await;
    let page = world.get_as(&two.amira, &two.here).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("AMIRACANARY") && page.body.contains("By Bea"));
    assert!(
        page.body.contains("href=\"#towards\""),
        "the conflict is told"
    );
    assert!(page.body.contains("name=\"edition\" value=\"2\""));
    // Kept once more from that page, it is told again: she may not have read it.
    world
        .post_as(
            &two.amira,
            &two.here,
            &typed("AMIRACANARY 2", "2", "1", "keep"),
        )
        .await;
    let again = world.get_as(&two.amira, &two.here).await.body;
    assert!(again.contains("href=\"#towards\"") && again.contains("AMIRACANARY 2"));
    // A save from the old page is stopped, one from the new page stands.
    let old = typed("AMIRACANARY 2", "1", "2", "");
    let stopped = world.post_as(&two.amira, &two.here, &old).await;
    assert_eq!(stopped.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(stopped.body.contains("AMIRACANARY 2") && stopped.body.contains("By Bea"));
    let new = typed("AMIRACANARY 2", "2", "2", "");
    let saved = world.post_as(&two.amira, &two.here, &new).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let history = world.get(&format!("{}/history", two.here)).await.body;
    assert!(history.contains("By Bea") && history.contains("AMIRACANARY 2"));
}

#[tokio::test]
async fn two_who_change_the_title_lose_nothing() {
    let two = Two::new().await;
    let world = &two.world;
    let plan = format!("/desk/{}/plan", world.slug());
    let head = |title: &'static str, edition: &'static str| {
        [("title", title), ("introduction", ""), ("edition", edition)]
    };
    world.post(&plan, &head("By Bea", "0")).await;
    let got = world
        .post_as(&two.amira, &plan, &head("By Amira", "0"))
        .await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("By Bea") && got.body.contains("By Amira"));
    assert!(got.body.contains("name=\"edition\" value=\"1\""));
    let got = world
        .post_as(&two.amira, &plan, &head("By Amira", "1"))
        .await;
    assert_eq!(got.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn having_a_form_open_is_told_for_ten_minutes() {
    let two = Two::new().await;
    let world = &two.world;
    let got = world
        .post_as(&two.amira, &two.here, &[("next", "here")])
        .await;
    assert_eq!(got.status, StatusCode::NO_CONTENT);
    assert!(world.get(&two.here).await.body.contains("(a moment ago)"));
    // Nobody hears of themself, and nothing is filled in.
    let own = world.get_as(&two.amira, &two.here).await.body;
    assert!(!own.contains("is changing this") && !own.contains("We kept what"));
    world.app.means.sources.advance(Duration::minutes(11));
    assert!(!world.get(&two.here).await.body.contains("is changing this"));
}

#[tokio::test]
async fn opening_a_page_keeps_nothing() {
    let two = Two::new().await;
    let world = &two.world;
    let plan = format!("/desk/{}/plan", world.slug());
    for path in [&two.here, &plan, &format!("{plan}/actions/new")] {
        world.get(path).await;
        world.get_as(&two.amira, path).await;
    }
    assert!(two.rows().await.is_empty());
}

#[tokio::test]
async fn who_may_not_write_keeps_nothing() {
    let two = Two::new().await;
    let world = &two.world;
    let reader = world
        .add_member("rea@example.org", Some(Role::Reader))
        .await;
    for next in ["keep", "here"] {
        let fields = typed("NO", "1", "0", next);
        let got = world.post_as(&reader, &two.here, &fields).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
    }
    let got = world
        .post_as(&reader, &format!("{}/throw-away", two.here), &[])
        .await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
    assert!(two.rows().await.is_empty());
}

#[tokio::test]
async fn what_is_not_saved_is_read_nowhere_else() {
    let two = Two::new().await;
    let world = &two.world;
    two.keep(&two.amira, "AMIRACANARY", "0").await;
    publish_next(world, false).await;
    let public = format!("/c/{}/plan", world.slug());
    for path in ["", "/1", "/1/plan.json", "/1/actions.csv", "/feed", "/data"] {
        let got = world.get(&format!("{public}{path}")).await;
        assert!(!got.body.contains("AMIRACANARY"), "{path}");
    }
    let desk = format!("/desk/{}", world.slug());
    let history = format!("{}/history", two.here);
    for path in [
        &history,
        &two.here,
        &format!("{desk}/log"),
        &format!("{desk}/plan"),
    ] {
        let got = world.get(path).await;
        assert_eq!(got.status, StatusCode::OK, "{path}");
        assert!(!got.body.contains("AMIRACANARY"), "{path}");
    }
    let stands = plan::list(&world.app.db.read, world.face.chain.id).await;
    assert_eq!(stands.unwrap()[0].towards, "A bench");
}

#[tokio::test]
async fn it_is_forgotten_after_thirty_days() {
    let two = Two::new().await;
    let world = &two.world;
    two.keep(&world.cookie, "KEPTCANARY", "0").await;
    world.app.means.sources.advance(Duration::days(29));
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert_eq!(two.rows().await.len(), 1);
    world.app.means.sources.advance(Duration::days(2));
    clock::tick(&world.app.db, &world.app.means).await.unwrap();
    assert!(two.rows().await.is_empty());
}

#[tokio::test]
async fn who_leaves_the_team_takes_along_what_they_were_writing() {
    let two = Two::new().await;
    let world = &two.world;
    two.keep(&two.amira, "AMIRACANARY", "0").await;
    two.keep(&world.cookie, "BEACANARY", "0").await;
    let txn = world.begin().await;
    let theirs = membership::Entity::find()
        .filter(membership::Column::Organiser.ne(world.owner))
        .one(&txn)
        .await
        .unwrap()
        .unwrap();
    let (means, face) = (&world.app.means, &world.face);
    let to = Some(Role::Coder);
    rules::change(&txn, means, face, world.owner, theirs.id, to, None)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let rows = two.rows().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].organiser, world.owner);
}

#[tokio::test]
async fn much_too_much_is_not_kept() {
    let two = Two::new().await;
    let long = "x".repeat(30_000);
    let got = two.keep(&two.world.cookie, &long, "0").await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    let count = unsaved::Entity::find().count(&two.world.app.db.read).await;
    assert_eq!(count.unwrap(), 0);
}

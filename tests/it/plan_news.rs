//! From what somebody said to what came of it: the action, the published plan, the news, their own page and their
//! e-mail; and when they take their words back, they are gone everywhere.

use axum::http::StatusCode;
use daisychain::conversation::check::Verdict;
use daisychain::conversation::take_out::take_out;
use daisychain::organiser::audit::By;
use daisychain::people::links;
use daisychain::plan::{self, actions};
use entity::shared::{ActionStatus, Kind, LinkKind, Quote, Role};
use entity::{news, outbox, participant};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::plan::{action, add_action, add_theme, publish_next};
use crate::plan_world::World;

const TOLD: [(&str, &str); 5] = [
    ("text", "The traders <met>.\nThey said yes."),
    ("happened_on", "1/1/2020"),
    ("status", "started"),
    ("tell", "now"),
    ("nonce", "news-nonce-0123456789"),
];

/// One chat in which Sam said two things, checked and to be quoted; an action rests on the theme of the first.
pub async fn spoken() -> (World, participant::Model, entity::action::Model) {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let said = [
        (Kind::Need, "CANARYLATE market, please", false),
        (Kind::Idea, "Bake together", false),
    ];
    let (sam, chat) = world.chat(&maria, "Sam", &said).await;
    let keep = || (Verdict::Keep, Quote::FirstName);
    world.check(&chat, &[keep(), keep()]).await;
    let points = world.points(&chat).await;
    let hours = add_theme(&world, "Hours", &[points[0].id]).await;
    let towards = action("A late market", ActionStatus::Agreed);
    let made = add_action(&world, towards, &[hours.id], &[]).await;
    (world, sam, made)
}

async fn messages(world: &World) -> u64 {
    let kind = outbox::Column::Kind.eq("news");
    outbox::Entity::find()
        .filter(kind)
        .count(&world.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn words_lead_to_an_action_to_news_to_those_who_spoke_and_go_everywhere_when_taken_back() {
    let (world, sam, made) = spoken().await;
    let (slug, conn) = (world.slug().to_owned(), &world.app.db.read);
    let here = format!("/desk/{slug}/plan/actions/{}/news", made.id);
    assert!(
        world
            .get(&here)
            .await
            .body
            .contains("not in a published plan yet")
    );
    assert_eq!(world.post(&here, &TOLD).await.status, StatusCode::NOT_FOUND);
    publish_next(&world, false).await;

    let page = world.get(&here).await.body;
    assert!(
        page.contains("Save and tell 1 person"),
        "Sam, not Maria: {page}"
    );
    for _ in 0..2 {
        assert_eq!(world.post(&here, &TOLD).await.location, here);
    }
    assert_eq!(
        news::Entity::find().count(conn).await.unwrap(),
        1,
        "pressed twice, told once"
    );
    assert_eq!(messages(&world).await, 1);
    let stands = daisychain::plan::find(conn, made.chain, made.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stands.status, ActionStatus::Started);
    assert_eq!(actions::history(conn, made.id).await.unwrap().len(), 3);

    // Sam's own page: the words, the theme, the action, what happened.
    let link = links::find_live(conn, sam.id, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    let token = world.app.means.keys.link_token(link.id, link.generation);
    let led = world.read(&format!("/p/{token}/led-to")).await;
    for part in [
        "CANARYLATE market",
        "Hours",
        "A late market",
        "The traders &#60;met&#62;.",
    ] {
        assert!(led.contains(part), "{part}: {led}");
    }
    let plan = format!("/c/{slug}/plan");
    let files = ["plan.json", "plan.csv", "plan.md"].map(|file| format!("{plan}/1/{file}"));
    let quoted = [files.to_vec(), vec![format!("{plan}/1/actions/1")]].concat();
    let newest = world.read(&plan).await;
    assert!(newest.contains("The traders &#60;met&#62;.") && newest.contains(">Started</span>"));
    for path in &quoted {
        let text = world.read(path).await;
        assert!(
            text.contains("CANARYLATE") && text.contains("They said yes."),
            "{path}: {text}"
        );
    }
    let json: serde_json::Value = serde_json::from_str(&world.read(&files[0]).await).unwrap();
    assert_eq!(json["actions"][0]["quotes"][0]["first_name"], "Sam");
    assert_eq!(json["actions"][0]["points"], 1);
    assert_eq!(json["actions"][0]["news"][0]["status"], "started");
    assert_eq!(json["actions"][0]["status"], "started");
    let feed = world.read(&format!("{plan}/feed.xml")).await;
    assert!(feed.contains("The traders &#60;met&#62;.") && feed.contains("Started: A late market"));
    assert!(
        !feed.contains("CANARYLATE"),
        "the feed has no words of residents"
    );

    publish_next(&world, false).await;
    // As Sam would: everything they said is taken out.
    let txn = world.begin().await;
    take_out(
        &txn,
        &world.app.means,
        &world.face,
        &sam,
        By::Participant(sam.id),
    )
    .await
    .unwrap();
    txn.commit().await.unwrap();
    let every = quoted.iter().cloned().chain(
        ["plan.json", "plan.csv", "plan.md", "actions/1"].map(|file| format!("{plan}/2/{file}")),
    );
    for path in every.chain([
        plan.clone(),
        format!("{plan}/1"),
        format!("/p/{token}/led-to"),
    ]) {
        assert!(!world.read(&path).await.contains("CANARYLATE"), "{path}");
    }
    let json: serde_json::Value = serde_json::from_str(&world.read(&files[0]).await).unwrap();
    assert_eq!(json["actions"][0]["points"], 0);
}

#[tokio::test]
async fn news_that_are_not_right_come_back_as_typed_and_are_taken_back_once() {
    let (world, _, made) = spoken().await;
    publish_next(&world, false).await;
    let here = format!("/desk/{}/plan/actions/{}/news", world.slug(), made.id);
    let wrong = [
        ("text", ""),
        ("happened_on", "1/1/2999"),
        ("status", "wont_do"),
        ("tell", ""),
    ];
    let got = world.post(&here, &wrong).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "Write what happened",
        "It cannot be in the future",
        "value=\"1/1/2999\"",
        "Choose whether to tell them",
    ] {
        assert!(got.body.contains(part), "{part}");
    }
    let mut quiet = TOLD;
    quiet[3] = ("tell", "not");
    world.post(&here, &quiet).await;
    assert_eq!(messages(&world).await, 0);
    let row = news::Entity::find()
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    let back = format!("{here}/{}/take-back", row.id);
    for _ in 0..2 {
        assert_eq!(world.post(&back, &[]).await.location, here);
    }
    // Told by mistake: who takes it back in time stops the messages too.
    let mut aloud = TOLD;
    aloud[4] = ("nonce", "news-nonce-another-9876");
    world.post(&here, &aloud).await;
    let waiting = outbox::Entity::find().filter(outbox::Column::Kind.eq("news"));
    let conn = &world.app.db.read;
    let before = waiting.clone().one(conn).await.unwrap().unwrap();
    assert_eq!(before.cancelled_at, None);
    let told = news::Entity::find().filter(news::Column::Told.eq(1));
    let told = told.one(conn).await.unwrap().unwrap();
    world
        .post(&format!("{here}/{}/take-back", told.id), &[])
        .await;
    let after = waiting.one(conn).await.unwrap().unwrap();
    assert!(after.cancelled_at.is_some());
    let plan = world.read(&format!("/c/{}/plan", world.slug())).await;
    assert!(!plan.contains("They said yes."));
    let reader = world
        .add_member("ray@example.org", Some(Role::Reader))
        .await;
    let refused = world.get_as(&reader, &here).await.status;
    assert_eq!(refused, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_action_stands_everywhere_where_its_last_news_says_and_back_when_they_are_taken_back() {
    let (world, sam, made) = spoken().await;
    publish_next(&world, false).await;
    let conn = &world.app.db.read;
    let here = format!("/desk/{}/plan/actions/{}/news", world.slug(), made.id);
    let tell = |day: &'static str, status: &'static str, reason: &'static str| {
        [
            ("text", "Word came."),
            ("happened_on", day),
            ("status", status),
            ("reason", reason),
            ("tell", "not"),
            ("nonce", reason),
        ]
    };
    let refused = tell("2/1/2020", "wont_do", "CANARYREASON the council refused");
    world.post(&here, &refused).await;
    // What happened before is told later: it changes nothing about where things stand.
    let before = tell("1/1/2020", "started", "older-nonce-0123456789");
    world.post(&here, &before).await;
    let link = links::find_live(conn, sam.id, LinkKind::Act)
        .await
        .unwrap()
        .unwrap();
    let token = world.app.means.keys.link_token(link.id, link.generation);
    let plan = format!("/c/{}/plan", world.slug());
    let pages = [
        plan.clone(),
        format!("{plan}/1/actions/1"),
        format!("{plan}/1/plan.md"),
        format!("{plan}/1/plan.csv"),
        format!("{plan}/1/plan.json"),
        format!("/p/{token}/led-to"),
    ];
    for page in &pages {
        assert!(world.read(page).await.contains("CANARYREASON"), "{page}");
    }
    let draft = async || {
        plan::find(conn, made.chain, made.id)
            .await
            .unwrap()
            .unwrap()
    };
    assert_eq!(draft().await.status, ActionStatus::WontDo);
    let rows = daisychain::plan::news::of_action(conn, made.id)
        .await
        .unwrap();
    for row in &rows {
        world
            .post(&format!("{here}/{}/take-back", row.id), &[])
            .await;
    }
    assert_eq!(
        draft().await.status,
        ActionStatus::Agreed,
        "as it was published"
    );
    for page in &pages {
        assert!(!world.read(page).await.contains("CANARYREASON"), "{page}");
    }
    // Who is asked again sees what was said: the reason stands in the form.
    world
        .post(&here, &tell("3/1/2020", "changed", "CANARYREASON smaller"))
        .await;
    assert!(world.get(&here).await.body.contains("CANARYREASON smaller"));
}

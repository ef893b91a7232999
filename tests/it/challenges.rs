//! "That is not what we meant": who can say it, what everybody reads of it, and how it is answered.

use axum::http::StatusCode;
use daisychain::plan::challenges::answers::{self, Answered, Reply};
use daisychain::plan::challenges::{Said, Words, find_open, say};
use daisychain::plan::hands::pledges;
use daisychain::plan::{pick_points, publish};
use entity::shared::{ActionStatus, ChallengeDone, Kind, Quote, Role};
use entity::{action, audit, challenge, outbox, participant};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::hands::{erase, home, is_written, stop};
use crate::plan::{KEEP, action as an_action, add_action, publish_next};
use crate::plan_world::World;

/// A plan with one action that rests on what Bo said, Bo, and Ana who stands behind nothing.
async fn planned() -> (World, action::Model, participant::Model, participant::Model) {
    let world = World::new().await;
    let ana = world.starter("Ana").await;
    let (bo, chat) = world
        .chat(&ana, "Bo", &[(Kind::Need, "We need a late market", false)])
        .await;
    world.check(&chat, &[(KEEP, Quote::NoName)]).await;
    let points: Vec<_> = world.points(&chat).await.iter().map(|p| p.id).collect();
    let edited = an_action("A late market", ActionStatus::Agreed);
    let made = add_action(&world, edited, &[], &points).await;
    publish_next(&world, false).await;
    (world, made, bo, ana)
}

async fn says(
    world: &World,
    person: &participant::Model,
    about: &action::Model,
    text: &str,
) -> Said {
    let txn = world.begin().await;
    let person = world.person(person.id).await;
    let words = Words {
        text: text.to_owned(),
        readable: true,
    };
    let said = say(&txn, &world.app.means, &person, (about.id, None), words).await;
    txn.commit().await.unwrap();
    said.unwrap()
}

async fn open(world: &World, bo: &participant::Model, about: &action::Model) -> challenge::Model {
    let found = find_open(&world.app.db.read, bo.id, about.id).await;
    found.unwrap().unwrap()
}

async fn all(world: &World) -> Vec<challenge::Model> {
    let rows = challenge::Entity::find().all(&world.app.db.read).await;
    rows.unwrap()
}

/// Everything anybody may read of the plan.
async fn public(world: &World) -> Vec<(String, String)> {
    let plan = format!("/c/{}/plan", world.slug());
    let mut pages = Vec::new();
    for below in [
        "",
        "/1/actions/1",
        "/1/plan.json",
        "/1/plan.md",
        "/1/plan.csv",
        "/feed.xml",
        "/embed",
    ] {
        let path = format!("{plan}{below}");
        let text = world.read(&path).await;
        pages.push((path, text));
    }
    pages
}

async fn mails(world: &World) -> u64 {
    outbox::Entity::find()
        .filter(outbox::Column::Kind.eq("challenge-answered"))
        .filter(outbox::Column::CancelledAt.is_null())
        .count(&world.app.db.read)
        .await
        .unwrap()
}

async fn noted(world: &World, act: &str) -> u64 {
    audit::Entity::find()
        .filter(audit::Column::Act.eq(act))
        .count(&world.app.db.read)
        .await
        .unwrap()
}

fn desk(world: &World) -> String {
    format!("/desk/{}/plan/challenges", world.slug())
}

const ANSWER: [(&str, &str); 2] = [("answer", "We mean evenings now."), ("did", "changed")];

/// Answers the one there is, as it stands now.
async fn answered(world: &World, more: &[(&str, &str)]) {
    let rows = all(world).await;
    let row = rows.last().unwrap();
    let edition = row.edition.to_string();
    let mut fields = vec![("edition", edition.as_str())];
    fields.extend(ANSWER);
    fields.extend(more);
    let here = format!("{}/{}", desk(world), row.id);
    let got = world.post(&here, &fields).await;
    assert_eq!(got.location, format!("{}?done=answered", desk(world)));
}

#[tokio::test]
async fn it_is_said_and_everybody_reads_that_it_was_and_nothing_more() {
    let (world, made, bo, _) = planned().await;
    let home = home(&world, &bo).await;
    let here = format!("{home}/led-to/{}/not-meant", made.id);
    assert!(world.read(&format!("{home}/led-to")).await.contains(&here));
    let form = world.read(&here).await;
    assert!(form.contains("A late market") && form.contains("We need a late market"));
    assert!(all(&world).await.is_empty(), "looking changes nothing");
    let got = world.post_as("", &here, &[("text", "CANARYKEPT")]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("CANARYKEPT") && got.body.contains("Choose who may read it."));
    let long = "x".repeat(1_001);
    let got = world
        .post_as("", &here, &[("text", &long), ("readable", "all")])
        .await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let sent = [("text", "CANARYMEANT"), ("readable", "all")];
        let got = world.post_as("", &here, &sent).await;
        assert_eq!(got.location, format!("{home}/led-to?done=said"));
    }
    assert_eq!(all(&world).await.len(), 1, "sent twice, said once");
    for (path, text) in public(&world).await {
        assert!(
            !text.contains("CANARYMEANT") && !text.contains(">Bo<"),
            "{path}"
        );
        if text.starts_with('{') {
            assert!(text.contains("\"not_what_we_meant\":{\"open\":1"), "{text}");
        } else if !path.contains("plan.csv") && !path.ends_with("/embed") {
            assert!(text.contains("that is not what we meant"), "{path}: {text}");
        }
    }
    let list = world.get(&desk(&world)).await.body;
    assert!(list.contains("CANARYMEANT") && list.contains("<bdi>Bo</bdi>"));
    let plan = world
        .get(&format!("/desk/{}/plan", world.slug()))
        .await
        .body;
    assert!(plan.contains("One person says of an action of the plan"));
    let front = world.get(&format!("/desk/{}", world.slug())).await.body;
    assert!(front.contains("/plan/challenges"), "it needs help today");
    let mine = world.read(&format!("{home}/me")).await;
    assert!(mine.contains("CANARYMEANT"), "it is among all that is held");
}

#[tokio::test]
async fn it_is_changed_and_taken_back_while_nobody_answered() {
    let (world, made, bo, _) = planned().await;
    let home = home(&world, &bo).await;
    let here = format!("{home}/led-to/{}/not-meant", made.id);
    assert_eq!(says(&world, &bo, &made, "CANARYONE").await, Said::Kept);
    let of = open(&world, &bo, &made).await.id.to_string();
    let sent = [
        ("of", of.as_str()),
        ("text", "CANARYTWO"),
        ("readable", "organisers"),
    ];
    world.post_as("", &here, &sent).await;
    assert!(!is_written(&world, &["challenge"], "CANARYONE").await);
    let row = open(&world, &bo, &made).await;
    assert!(row.text == "CANARYTWO" && !row.readable);
    world.post_as("", &format!("{here}/take-back"), &[]).await;
    assert!(!is_written(&world, &["challenge"], "CANARYTWO").await);
    for (path, text) in public(&world).await {
        assert!(!text.contains("says: that is not what we meant"), "{path}");
    }
    let gone = world.get(&format!("{}/{}", desk(&world), row.id)).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    let got = world.post_as("", &here, &sent).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("CANARYTWO"), "what was typed stays");
    assert_eq!(says(&world, &bo, &made, "Again").await, Said::Kept);
}

#[tokio::test]
async fn the_answer_is_public_at_once_and_told_once() {
    let (world, made, bo, _) = planned().await;
    says(&world, &bo, &made, "CANARYMEANT").await;
    let row = open(&world, &bo, &made).await;
    let here = format!("{}/{}", desk(&world), row.id);
    let missing = world.post(&here, &[("edition", "1")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let look = [ANSWER[0], ANSWER[1], ("edition", "1"), ("do", "look")];
    let preview = world.post(&here, &look).await;
    assert!(preview.body.contains("We answered what you told us"));
    assert_eq!(mails(&world).await, 0, "a look tells nobody");
    for _ in 0..2 {
        world
            .post(&here, &[ANSWER[0], ANSWER[1], ("edition", "1")])
            .await;
    }
    assert_eq!(mails(&world).await, 1);
    for (path, text) in public(&world).await {
        let names_only = path.ends_with("/embed");
        assert!(
            names_only || text.contains("We mean evenings now."),
            "{path}: {text}"
        );
        assert!(!text.contains("CANARYMEANT"), "{path}");
    }
    let home = home(&world, &bo).await;
    let led = world.read(&format!("{home}/led-to")).await;
    assert!(led.contains("We mean evenings now.") && led.contains("Say it again"));
    let log = world.get(&format!("/desk/{}/log", world.slug())).await.body;
    assert!(
        log.contains("answered somebody who did not mean this"),
        "{log}"
    );
    // A correction replaces the answer, is noted, and tells nobody.
    let better = [
        ("answer", "CANARYBETTER"),
        ("did", "kept"),
        ("edition", "2"),
    ];
    world.post(&here, &better).await;
    let card = world.read(&format!("/c/{}/plan", world.slug())).await;
    assert!(card.contains("CANARYBETTER") && !card.contains("We mean evenings now."));
    assert_eq!(mails(&world).await, 1);
    assert_eq!(noted(&world, "challenge.corrected").await, 1);
    // It can be said again, as a new one.
    assert_eq!(says(&world, &bo, &made, "Still not").await, Said::Kept);
    assert_eq!(all(&world).await.len(), 2);
}

#[tokio::test]
async fn words_are_read_only_when_both_allow_it_and_were_looked_at() {
    let (world, made, bo, _) = planned().await;
    let home = home(&world, &bo).await;
    let here = format!("{home}/led-to/{}/not-meant", made.id);
    let plan = format!("/c/{}/plan", world.slug());
    let closed = [("text", "CANARYCLOSED"), ("readable", "organisers")];
    world.post_as("", &here, &closed).await;
    answered(&world, &[("show", "yes")]).await;
    assert!(
        !world.read(&plan).await.contains("CANARYCLOSED"),
        "the writer said no"
    );
    world.app.means.sources.advance(chrono::Duration::hours(1));
    says(&world, &bo, &made, "CANARYOPEN").await;
    // Somebody else's name is written in after the organiser opened the page.
    let stale = open(&world, &bo, &made).await;
    says(&world, &bo, &made, "CANARYOPEN by Zed").await;
    let answer = [ANSWER[0], ANSWER[1], ("edition", "1"), ("show", "yes")];
    let got = world
        .post(&format!("{}/{}", desk(&world), stale.id), &answer)
        .await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!world.read(&plan).await.contains("CANARYOPEN"));
    answered(&world, &[("show", "yes")]).await;
    assert!(world.read(&plan).await.contains("CANARYOPEN by Zed"));
    erase(&world, &bo).await;
    for (path, text) in public(&world).await {
        assert!(!text.contains("CANARY"), "{path}");
    }
    assert!(
        world.read(&plan).await.contains("We mean evenings now."),
        "the answer stays"
    );
}

#[tokio::test]
async fn who_is_forgotten_leaves_no_words_and_no_open_line() {
    let (world, made, bo, _) = planned().await;
    says(&world, &bo, &made, "CANARYMEANT").await;
    erase(&world, &bo).await;
    assert!(!is_written(&world, &["challenge"], "CANARYMEANT").await);
    assert_eq!(all(&world).await[0].participant, bo.id, "the knot stays");
    for (path, text) in public(&world).await {
        assert!(!text.contains("says: that is not what we meant"), "{path}");
    }
    let list = world.get(&desk(&world)).await.body;
    assert!(list.contains("Nobody has said it."));
}

#[tokio::test]
async fn only_those_behind_an_action_say_it_from_their_own_link() {
    let (world, made, bo, ana) = planned().await;
    assert_eq!(says(&world, &ana, &made, "Not me").await, Said::NotBehind);
    let theirs = format!("{}/led-to/{}/not-meant", home(&world, &ana).await, made.id);
    let got = world.get_as("", &theirs).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    let sent = [("text", "Not me"), ("readable", "all")];
    let got = world.post_as("", &theirs, &sent).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    says(&world, &bo, &made, "CANARYMEANT").await;
    let led = world
        .read(&format!("{}/led-to", home(&world, &ana).await))
        .await;
    assert!(!led.contains("CANARYMEANT"));
    world.post_as("", &format!("{theirs}/take-back"), &[]).await;
    open(&world, &bo, &made).await;
    // Offering help puts nobody's words behind it.
    let txn = world.begin().await;
    let (means, face) = (&world.app.means, &world.face);
    let _ = pledges::offer(&txn, means, face, &ana, made.id, "")
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert_eq!(says(&world, &ana, &made, "Not me").await, Said::NotBehind);
    for role in [Role::Reader, Role::Coder] {
        let email = format!("{}@example.org", role.as_str());
        let cookie = world.add_member(&email, Some(role)).await;
        let got = world.get_as(&cookie, &desk(&world)).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
        let one = format!("{}/{}", desk(&world), all(&world).await[0].id);
        let answer = [ANSWER[0], ANSWER[1], ("edition", "1")];
        let got = world.post_as(&cookie, &one, &answer).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn when_the_words_left_the_action_it_can_be_closed_and_not_before() {
    let (world, made, bo, _) = planned().await;
    says(&world, &bo, &made, "CANARYMEANT").await;
    let row = open(&world, &bo, &made).await;
    let close = format!("{}/{}/close", desk(&world), row.id);
    world.post(&close, &[]).await;
    open(&world, &bo, &made).await;
    let points = daisychain::plan::basis(&world.app.db.read, made.id)
        .await
        .unwrap()
        .insights;
    let txn = world.begin().await;
    pick_points(&txn, &world.app.means, world.owner, &made, &[], &points)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    publish_next(&world, false).await;
    let page = world
        .get(&format!("{}/{}", desk(&world), row.id))
        .await
        .body;
    assert!(page.contains("Their words no longer stand behind this action."));
    let plan = format!("/c/{}/plan", world.slug());
    assert!(
        world
            .read(&plan)
            .await
            .contains("that is not what we meant")
    );
    assert!(
        !world
            .read(&format!("{plan}/1"))
            .await
            .contains("that is not what we meant")
    );
    world.post(&close, &[]).await;
    assert!(
        !world
            .read(&plan)
            .await
            .contains("that is not what we meant")
    );
    assert_eq!(noted(&world, "challenge.closed").await, 1);
    let newest = publish::find_newest(&world.app.db.read, made.chain)
        .await
        .unwrap();
    assert_eq!(newest.unwrap().n, 2);
}

#[tokio::test]
async fn who_stopped_gets_no_message() {
    let (world, made, bo, _) = planned().await;
    says(&world, &bo, &made, "CANARYMEANT").await;
    stop(&world, &bo).await;
    answered(&world, &[]).await;
    assert_eq!(mails(&world).await, 0);
    assert_eq!(says(&world, &bo, &made, "More").await, Said::MayNot);
}

#[tokio::test]
async fn two_answers_at_once_are_one() {
    let (world, made, bo, _) = planned().await;
    says(&world, &bo, &made, "CANARYMEANT").await;
    let row = open(&world, &bo, &made).await;
    let presses = ["One.", "Two."].map(|text| {
        let (app, face, owner, row) = (
            world.app.clone(),
            world.face.clone(),
            world.owner,
            row.clone(),
        );
        tokio::spawn(async move {
            let txn = daisychain::db::begin_write(&app.db).await.unwrap();
            let reply = Reply {
                text: text.to_owned(),
                done: ChallengeDone::Kept,
                show: false,
            };
            let by = (&face, owner);
            let done = answers::answer(&txn, &app.means, by, (&row, 1), reply).await;
            txn.commit().await.unwrap();
            done.unwrap()
        })
    });
    let mut done = Vec::new();
    for press in presses {
        done.push(press.await.unwrap());
    }
    assert!(done.contains(&Answered::Kept) && done.contains(&Answered::Meanwhile));
    assert_eq!(mails(&world).await, 1);
    assert_eq!(noted(&world, "challenge.answered").await, 1);
}

#[tokio::test]
async fn who_let_everybody_read_their_words_can_close_them_again_and_the_answer_stays() {
    let (world, made, bo, ana) = planned().await;
    says(&world, &bo, &made, "CANARYMEANT").await;
    answered(&world, &[("show", "yes")]).await;
    let plan = format!("/c/{}/plan", world.slug());
    assert!(world.read(&plan).await.contains("CANARYMEANT"));
    let home_of = |who: participant::Model| {
        let world = &world;
        async move { home(world, &who).await }
    };
    // Nobody else can close them.
    let theirs = format!("{}/led-to/{}", home_of(ana).await, made.id);
    world
        .post_as("", &format!("{theirs}/not-meant/hide"), &[])
        .await;
    assert!(world.read(&plan).await.contains("CANARYMEANT"));
    let led = format!("{}/led-to", home_of(bo.clone()).await);
    assert!(world.read(&led).await.contains("/not-meant/hide"));
    let hide = format!("{led}/{}/not-meant/hide", made.id);
    for _ in 0..2 {
        let got = world.post_as("", &hide, &[]).await;
        assert_eq!(got.location, format!("{led}?done=hidden"));
    }
    for (path, text) in public(&world).await {
        assert!(!text.contains("CANARYMEANT"), "{path}");
    }
    assert!(
        world.read(&plan).await.contains("We mean evenings now."),
        "the answer stays"
    );
    assert!(!world.read(&led).await.contains("/not-meant/hide"));
    assert_eq!(noted(&world, "challenge.hidden").await, 1);
    // An organiser who opened the page before cannot show them again.
    let row = all(&world).await.remove(0);
    let stale = (row.edition - 1).to_string();
    let sent = [
        ("answer", "Corrected."),
        ("did", "kept"),
        ("show", "yes"),
        ("edition", &stale),
    ];
    let here = format!("{}/{}", desk(&world), row.id);
    let got = world.post(&here, &sent).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    answered(&world, &[("show", "yes"), ("answer", "Corrected.")]).await;
    assert!(!world.read(&plan).await.contains("CANARYMEANT"));
}

#[tokio::test]
async fn one_person_has_one_open_at_an_action() {
    let (world, made, bo, _) = planned().await;
    says(&world, &bo, &made, "Once").await;
    let mut twice: challenge::ActiveModel = open(&world, &bo, &made).await.into();
    twice.id = sea_orm::ActiveValue::Set(world.app.means.id());
    let txn = world.begin().await;
    let kept = challenge::Entity::insert(twice).exec(&txn).await;
    assert!(kept.is_err(), "the table itself refuses a second");
}

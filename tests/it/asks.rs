//! Residents ask to start a chain of their own; organisers say yes, and host it with them, or no, with a reason.

use axum::http::StatusCode;
use chrono::Duration;
use daisychain::conversation::begin::{self, Wanted};
use daisychain::conversation::held;
use daisychain::desk::asks::approve::{Approved, New, approve};
use daisychain::{chain, organiser};
use entity::shared::{AskAnswer, AskSignIn, Kind, Role};
use entity::{chain as chain_row, chain_ask, outbox, participant};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::hands::{erase, home, is_written, stop};
use crate::plan_world::World;

const ASKED: [(&str, &str); 4] = [
    ("topic", "TOPICCANARY gardens"),
    ("whom", "WHOMCANARY the flats"),
    ("why", "WHYCANARY nobody asked"),
    ("sign_in", "own"),
];
const YES: [(&str, &str); 3] = [
    ("name", "Gardens together"),
    ("topic", "gardens"),
    ("template", "food"),
];

/// A chain in which Maria talked with Sam; Maria's page, and the desk's.
struct Hall {
    world: World,
    maria: participant::Model,
    page: String,
    desk: String,
}

impl Hall {
    async fn new() -> Self {
        let world = World::new().await;
        let maria = world.starter("Maria").await;
        let said = [(Kind::Idea, "A garden", false)];
        world.chat(&maria, "Sam", &said).await;
        let page = format!("{}/begin", home(&world, &maria).await);
        let desk = format!("/desk/{}/asks", world.slug());
        Self {
            world,
            maria,
            page,
            desk,
        }
    }

    async fn asks(&self, fields: &[(&str, &str)]) -> chain_ask::Model {
        let got = self.world.post(&self.page, fields).await;
        assert_eq!(got.status, StatusCode::SEE_OTHER, "{}", got.body);
        self.ask().await
    }

    async fn ask(&self) -> chain_ask::Model {
        let last = begin::find_last(&self.world.app.db.read, self.maria.id).await;
        last.unwrap().unwrap()
    }

    async fn chains(&self) -> u64 {
        let all = chain_row::Entity::find().count(&self.world.app.db.read);
        all.await.unwrap()
    }

    async fn mails(&self, kind: &str) -> Vec<outbox::Model> {
        outbox::Entity::find()
            .filter(outbox::Column::Kind.eq(kind))
            .all(&self.world.app.db.read)
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn who_has_not_talked_is_not_asked_about_a_chain_of_their_own() {
    let world = World::new().await;
    let ana = world.starter("Ana").await;
    let page = home(&world, &ana).await;
    assert!(!world.read(&page).await.contains("/begin\""));
    let got = world.post(&format!("{page}/begin"), &ASKED).await;
    assert_eq!(got.location, page);
    let all = chain_ask::Entity::find().count(&world.app.db.read).await;
    assert_eq!(all.unwrap(), 0);
}

#[tokio::test]
async fn somebody_asks_changes_it_and_takes_it_back() {
    let hall = Hall::new().await;
    let world = &hall.world;
    let own = world.read(hall.page.trim_end_matches("/begin")).await;
    assert!(own.contains("Start a chain of your own"));
    let page = world.read(&hall.page).await;
    assert!(!page.contains("maria@example.org"), "links are passed on");
    let wrong = world.post(&hall.page, &[("topic", "Only this")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Only this") && wrong.body.contains("href=\"#sign_in\""));
    let first = hall.asks(&ASKED).await;
    let mut fields = ASKED;
    fields[0].1 = "CHANGED";
    let changed = hall.asks(&fields).await;
    assert_eq!((changed.id, changed.topic.as_str()), (first.id, "CHANGED"));
    let page = world.read(&hall.page).await;
    assert!(page.contains("CHANGED") && page.contains("will answer you"));
    world.post(&format!("{}/take-back", hall.page), &[]).await;
    assert!(hall.ask().await.taken_back_at.is_some());
    assert!(!world.get(&hall.desk).await.body.contains("CHANGED"));
    let again = hall.asks(&ASKED).await;
    assert_ne!(again.id, first.id);
}

#[tokio::test]
async fn a_yes_makes_a_draft_and_takes_them_in_for_this_chain_alone() {
    let hall = Hall::new().await;
    let world = &hall.world;
    let ask = hall.asks(&ASKED).await;
    let overview = world.get(&format!("/desk/{}", world.slug())).await.body;
    assert!(overview.contains("1 person would like to start a chain."));
    let here = format!("{}/{}", hall.desk, ask.id);
    let page = world.get(&here).await.body;
    assert!(page.contains("TOPICCANARY") && page.contains("WHYCANARY"));
    assert!(
        !page.contains("maria@example.org"),
        "hidden on the desk too"
    );
    let got = world.post(&format!("{here}/approve"), &YES).await;
    assert_eq!(got.location, here);
    let ask = hall.ask().await;
    assert_eq!(ask.answer, Some(AskAnswer::Yes));
    let conn = &world.app.db.read;
    let made = chain::find_face(conn, ask.made.unwrap()).await.unwrap();
    let made = made.unwrap();
    assert_eq!(made.words.name, "Gardens together");
    assert_eq!(made.host.id, world.face.host.id);
    assert!(made.chain.opened_at.is_none());
    let keys = &world.app.means.keys;
    let maria = organiser::find_by_email(conn, keys, "maria@example.org").await;
    let maria = maria.unwrap().unwrap();
    let role = |chain: chain_row::Model| async move {
        organiser::role_on(conn, maria.id, &chain).await.unwrap()
    };
    assert_eq!(role(made.chain).await, Some(Role::Organiser));
    assert_eq!(role(world.face.chain.clone()).await, None, "and no other");
    assert_eq!(hall.mails("ask-yes").await.len(), 1);
    assert_eq!(hall.mails("team-invite").await.len(), 1);
    assert!(world.read(&hall.page).await.contains("Gardens together"));
    let log = world.get(&format!("/desk/{}/log", world.slug())).await.body;
    assert!(log.contains("said yes to a chain that"));
    let done = world.get(&here).await.body;
    assert!(done.contains("Set up the chain") && !done.contains("/approve\""));
}

#[tokio::test]
async fn two_organisers_who_say_yes_make_one_chain() {
    let hall = Hall::new().await;
    let world = &hall.world;
    let ask = hall.asks(&ASKED).await;
    let before = hall.chains().await;
    let path = format!("{}/{}/approve", hall.desk, ask.id);
    let (one, other) = tokio::join!(world.post(&path, &YES), world.post(&path, &YES));
    assert_eq!(one.status, StatusCode::SEE_OTHER);
    assert_eq!(other.status, StatusCode::SEE_OTHER);
    let no = format!("{}/{}/decline", hall.desk, ask.id);
    world.post(&no, &[("reason", "Too late")]).await;
    assert_eq!(hall.chains().await, before + 1);
    assert_eq!(hall.mails("ask-yes").await.len(), 1);
    assert_eq!(hall.mails("ask-no").await.len(), 0);
    assert_eq!(hall.ask().await.answer, Some(AskAnswer::Yes));
}

#[tokio::test]
async fn a_no_is_told_with_its_reason() {
    let hall = Hall::new().await;
    let world = &hall.world;
    let ask = hall.asks(&ASKED).await;
    let path = format!("{}/{}/decline", hall.desk, ask.id);
    let bare = world.post(&path, &[("reason", " ")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    world
        .post(&path, &[("reason", "REASONCANARY next spring")])
        .await;
    let mails = hall.mails("ask-no").await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("REASONCANARY next spring"));
    let page = world.read(&hall.page).await;
    assert!(page.contains("REASONCANARY") && page.contains("Thank you for asking"));
    // They may ask for something else.
    assert_ne!(hall.asks(&ASKED).await.id, ask.id);
}

#[tokio::test]
async fn without_an_address_an_organiser_calls_and_says_yes_later() {
    let hall = Hall::new().await;
    let world = &hall.world;
    let txn = world.begin().await;
    daisychain::people::drop_email(&txn, hall.maria.id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    let mut fields = ASKED;
    fields[3].1 = "none";
    let ask = hall.asks(&fields).await;
    let here = format!("{}/{}", hall.desk, ask.id);
    assert!(world.get(&here).await.body.contains("Call them"));
    let got = world.post(&format!("{here}/approve"), &YES).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains("They have no e-mail to sign in with"));
    assert!(begin::is_open(&hall.ask().await));
    let with = [ASKED[0], ASKED[1], ASKED[2]]
        .into_iter()
        .chain([("sign_in", "other"), ("email", "maria.new@example.org")]);
    hall.asks(&with.collect::<Vec<_>>()).await;
    let page = world.get(&here).await.body;
    assert!(page.contains("another one than we write to"));
    assert!(!page.contains("maria.new@example.org"));
    let got = world.post(&format!("{here}/approve"), &YES).await;
    assert_eq!(got.location, here, "{}", got.body);
    assert!(hall.ask().await.email.is_none(), "not needed any more");
}

#[tokio::test]
async fn who_leaves_takes_their_ask_back_and_who_is_deleted_leaves_no_word() {
    let hall = Hall::new().await;
    let world = &hall.world;
    let ask = hall.asks(&ASKED).await;
    stop(world, &hall.maria).await;
    assert!(hall.ask().await.taken_back_at.is_some());
    assert!(is_written(world, &["chain_ask"], "TOPICCANARY").await);
    erase(world, &hall.maria).await;
    for words in ["TOPICCANARY", "WHOMCANARY", "WHYCANARY"] {
        assert!(!is_written(world, &["chain_ask"], words).await, "{words}");
    }
    let path = format!("{}/{}/approve", hall.desk, ask.id);
    let before = hall.chains().await;
    world.post(&path, &YES).await;
    assert_eq!(hall.chains().await, before);
    let txn = world.begin().await;
    let owner = organiser::find(&txn, world.owner).await.unwrap().unwrap();
    let new = New {
        name: "Late",
        topic: "late",
        template: chain::templates::find("food").unwrap(),
    };
    let (means, face) = (&world.app.means, &world.face);
    let done = approve(&txn, means, face, &owner, &ask, &new).await;
    assert_eq!(done.unwrap(), Approved::AlreadyDone);
}

#[tokio::test]
async fn only_their_own_link_leads_to_it() {
    let hall = Hall::new().await;
    let world = &hall.world;
    hall.asks(&ASKED).await;
    let got = world.get("/p/nobodys-token/begin").await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    let got = world.post("/p/nobodys-token/begin", &ASKED).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    let got = world.post("/p/nobodys-token/begin/take-back", &[]).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    assert!(begin::is_open(&hall.ask().await));
}

#[tokio::test]
async fn readers_see_nothing_and_who_organises_one_chain_only_makes_no_other() {
    let hall = Hall::new().await;
    let world = &hall.world;
    let ask = hall.asks(&ASKED).await;
    let reader = world
        .add_member("rea@example.org", Some(Role::Reader))
        .await;
    let kim = world
        .add_member("kim@example.org", Some(Role::Organiser))
        .await;
    let here = format!("{}/{}", hall.desk, ask.id);
    for path in [&hall.desk, &here] {
        let got = world.get_as(&reader, path).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN, "{path}");
    }
    let yes = format!("{here}/approve");
    for cookie in [&reader, &kim] {
        let got = world.post_as(cookie, &yes, &YES).await;
        assert_eq!(got.status, StatusCode::FORBIDDEN);
    }
    let got = world
        .post_as(&reader, &format!("{here}/decline"), &[("reason", "No")])
        .await;
    assert_eq!(got.status, StatusCode::FORBIDDEN);
    let page = world.get_as(&kim, &here).await;
    assert!(page.body.contains("TOPICCANARY") && !page.body.contains("/approve\""));
    assert!(begin::is_open(&hall.ask().await));
}

#[tokio::test]
async fn what_was_asked_is_held_about_them_and_nobody_else() {
    let hall = Hall::new().await;
    let world = &hall.world;
    hall.asks(&ASKED).await;
    let (conn, means, face) = (&world.app.db.read, &world.app.means, &world.face);
    let all = held::gather(conn, means, face, &world.person(hall.maria.id).await).await;
    assert_eq!(all.unwrap().asks.len(), 1);
    let me = hall.page.replace("/begin", "/me");
    let page = world.read(&me).await;
    assert!(page.contains("A chain of your own") && page.contains("TOPICCANARY"));
    let public = world.read(&format!("/c/{}", world.slug())).await;
    assert!(!public.contains("CANARY"));
}

#[tokio::test]
async fn an_address_that_was_given_is_deleted_ninety_days_after_the_chain_closed() {
    let hall = Hall::new().await;
    let world = &hall.world;
    let wanted = Wanted {
        topic: "gardens".to_owned(),
        whom: "us".to_owned(),
        why: "because".to_owned(),
        sign_in: AskSignIn::Other,
        email: Some("maria.new@example.org".to_owned()),
    };
    let txn = world.begin().await;
    let person = world.person(hall.maria.id).await;
    let (means, face) = (&world.app.means, &world.face);
    assert!(
        begin::ask(&txn, means, face, &person, &wanted)
            .await
            .unwrap()
    );
    let now = means.now();
    assert_eq!(begin::forget_old(&txn, now).await.unwrap(), 0);
    chain_row::Entity::update_many()
        .col_expr(
            chain_row::Column::ClosedAt,
            sea_orm::sea_query::Expr::value(now - Duration::days(91)),
        )
        .filter(chain_row::Column::Id.eq(face.chain.id))
        .exec(&txn)
        .await
        .unwrap();
    let before = now - Duration::days(90);
    assert_eq!(begin::forget_old(&txn, before).await.unwrap(), 1);
    txn.commit().await.unwrap();
    assert!(hall.ask().await.email.is_none());
}

//! "I could help with this": offered, changed, taken back; the public reads a number only.

use axum::http::StatusCode;
use daisychain::plan::hands::pledges::{Offered, counts, of_action};
use daisychain::plan::news;
use entity::shared::{ActionStatus, Kind, Role};
use entity::{outbox, pledge};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{erase, home, is_written, offers, published, stop};
use crate::plan::{action, add_action, add_theme, publish_next};
use crate::plan_world::World;

async fn live(world: &World) -> u64 {
    pledge::Entity::find()
        .filter(pledge::Column::TakenBackAt.is_null())
        .count(&world.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn somebody_says_they_could_help_changes_it_and_takes_it_back() {
    let (world, made) = published(&["A late market"]).await;
    let ana = world.starter("Ana").await;
    let home = home(&world, &ana).await;
    let front = world.read(&home).await;
    assert!(
        front.contains(&format!("{home}/help")),
        "the page leads there"
    );
    let here = format!("{home}/help/{}", made[0].id);
    let list = world.read(&format!("{home}/help")).await;
    assert!(list.contains("A late market") && list.contains(&here));
    assert_eq!(live(&world).await, 0, "looking changes nothing");

    let long = "x".repeat(201);
    let got = world.post_as("", &here, &[("text", &long)]).await;
    assert_eq!(got.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(got.body.contains(&long), "what was typed stays");
    for _ in 0..2 {
        let got = world
            .post_as("", &here, &[("text", "CANARYLADDER <b>")])
            .await;
        assert_eq!(got.location, format!("{home}/help?done=offered"));
    }
    assert_eq!(live(&world).await, 1, "pressed twice, offered once");
    let list = world.read(&format!("{home}/help?done=offered")).await;
    assert!(
        list.contains("<bdi>CANARYLADDER &#60;b&#62;</bdi>"),
        "{list}"
    );
    assert!(list.contains("The organisers can see that you could help."));
    world.post_as("", &here, &[("text", "CANARYTEA")]).await;
    assert_eq!(live(&world).await, 1);
    assert!(!is_written(&world, &["pledge"], "CANARYLADDER").await);

    // The public reads how many, the organiser who.
    let plan = format!("/c/{}/plan", world.slug());
    for page in [plan.clone(), format!("{plan}/1/actions/1")] {
        let page = world.read(&page).await;
        assert!(page.contains("1 person said they could help."));
        assert!(!page.contains("CANARYTEA") && !page.contains("Ana"));
    }
    let desk = format!("/desk/{}/plan/actions/{}", world.slug(), made[0].id);
    assert!(
        world
            .get(&desk)
            .await
            .body
            .contains("Who could help (1 person)")
    );
    let who = world.get(&format!("{desk}/hands")).await.body;
    assert!(who.contains("<bdi>Ana</bdi>") && who.contains("CANARYTEA"));
    assert!(!who.contains("ana@example.org"), "no contact details");
    let coder = world
        .add_member("cody@example.org", Some(Role::Coder))
        .await;
    let refused = world.get_as(&coder, &format!("{desk}/hands")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    for _ in 0..2 {
        let back = world.post_as("", &format!("{here}/take-back"), &[]).await;
        assert_eq!(back.location, format!("{home}/help?done=taken-back"));
    }
    assert_eq!(live(&world).await, 0);
    assert!(!is_written(&world, &["pledge"], "CANARYTEA").await);
    assert!(!world.read(&plan).await.contains("could help."));
    assert_eq!(offers(&world, &ana, &made[0], "").await, Offered::Kept);
    assert_eq!(live(&world).await, 1, "and may be offered again");
}

#[tokio::test]
async fn only_what_people_can_read_about_can_be_helped_with() {
    let (world, made) = published(&["A late market"]).await;
    let ana = world.starter("Ana").await;
    let draft = add_action(&world, action("Secret", ActionStatus::Proposed), &[], &[]).await;
    assert_eq!(offers(&world, &ana, &draft, "").await, Offered::NotOpen);
    let base = home(&world, &ana).await;
    let request = format!("{base}/help/{}", draft.id);
    let got = world.get_as("", &request).await;
    assert_eq!(got.status, StatusCode::NOT_FOUND);
    // While people vote on it they can say that they could help.
    let round = crate::weigh::open_round(&world, &[None, None], None).await;
    let cards = daisychain::plan::weigh::rounds::cards(&world.app.db.read, &round)
        .await
        .unwrap();
    let list = world.read(&format!("{base}/help")).await;
    assert!(list.contains("Idea 0") && list.contains("An idea, not decided yet"));
    let card = daisychain::plan::find(&world.app.db.read, made[0].chain, cards[0].action)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(offers(&world, &ana, &card, "").await, Offered::Kept);
    let vote = world.read(&format!("{base}/weigh/{}", cards[0].id)).await;
    assert!(vote.contains(&format!("{base}/help/{}", cards[0].action)));
    // What is done needs no help; who offered can still take it back.
    assert_eq!(offers(&world, &ana, &made[0], "Tea").await, Offered::Kept);
    let told = [
        ("text", "It is done."),
        ("happened_on", "1/1/2020"),
        ("status", "done"),
        ("tell", "not"),
        ("nonce", "hands-nonce-0123456789"),
    ];
    let news = format!("/desk/{}/plan/actions/{}/news", world.slug(), made[0].id);
    world.post(&news, &told).await;
    let list = world.read(&format!("{base}/help")).await;
    assert!(list.contains("A late market") && list.contains("Take it back"));
    let bo = world.starter("Bo").await;
    assert_eq!(offers(&world, &bo, &made[0], "").await, Offered::NotOpen);
    assert!(
        !world
            .read(&format!("{}/help", home(&world, &bo).await))
            .await
            .contains("A late market")
    );
}

#[tokio::test]
async fn who_left_is_not_counted_and_who_was_erased_leaves_no_words() {
    let (world, made) = published(&["A late market"]).await;
    let (ana, bo) = (world.starter("Ana").await, world.starter("Bo").await);
    offers(&world, &ana, &made[0], "CANARYONE").await;
    offers(&world, &bo, &made[0], "CANARYTWO").await;
    let conn = &world.app.db.read;
    let count = async || counts(conn, made[0].chain).await.unwrap()[&made[0].id];
    assert_eq!(count().await, 2);
    let json = {
        let me = format!("{}/me", home(&world, &ana).await);
        world.read(&me).await
    };
    assert!(json.contains("CANARYONE"), "all that is held shows it");
    stop(&world, &ana).await;
    assert_eq!(count().await, 1);
    assert_eq!(
        offers(&world, &ana, &made[0], "Again").await,
        Offered::MayNot
    );
    erase(&world, &bo).await;
    assert!(of_action(conn, made[0].id).await.unwrap().is_empty());
    assert!(!is_written(&world, &["pledge"], "CANARYTWO").await);
    let plan = world.read(&format!("/c/{}/plan", world.slug())).await;
    assert!(!plan.contains("could help."));
}

#[tokio::test]
async fn news_also_go_to_those_who_offered_help() {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let said = [(Kind::Need, "A late market", false)];
    let (_, chat) = world.chat(&maria, "Sam", &said).await;
    let points = world.points(&chat).await;
    let theme = add_theme(&world, "Hours", &[points[0].id]).await;
    let towards = action("A late market", ActionStatus::Agreed);
    let made = add_action(&world, towards, &[theme.id], &[]).await;
    publish_next(&world, false).await;
    let conn = &world.app.db.read;
    let (_, public) = news::published(conn, made.chain, made.id)
        .await
        .unwrap()
        .unwrap();
    let told = async || {
        let people = news::to_be_told(conn, made.chain, &public).await.unwrap();
        let mut names: Vec<String> = people.into_iter().filter_map(|p| p.name).collect();
        names.sort();
        names
    };
    assert_eq!(told().await, ["Sam"]);
    let bo = world.starter("Bo").await;
    offers(&world, &bo, &made, "").await;
    offers(&world, &maria, &made, "").await;
    assert_eq!(told().await, ["Bo", "Maria", "Sam"]);
    let here = format!("/desk/{}/plan/actions/{}/news", world.slug(), made.id);
    let form = [
        ("text", "They said yes."),
        ("happened_on", "1/1/2020"),
        ("status", "started"),
        ("tell", "now"),
        ("nonce", "hands-nonce-news-98765"),
    ];
    world.post(&here, &form).await;
    let sent = outbox::Entity::find()
        .filter(outbox::Column::Kind.eq("news"))
        .count(conn)
        .await
        .unwrap();
    assert_eq!(sent, 3, "each once");
    let base = home(&world, &bo).await;
    world
        .post_as("", &format!("{base}/help/{}/take-back", made.id), &[])
        .await;
    assert_eq!(told().await, ["Maria", "Sam"]);
}

#[tokio::test]
async fn a_long_plan_comes_ten_actions_a_page_and_an_empty_one_says_so() {
    let names: Vec<String> = (1..=12).map(|n| format!("Action {n}.")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let (world, _) = published(&names).await;
    let ana = world.starter("Ana").await;
    let base = home(&world, &ana).await;
    let first = world.read(&format!("{base}/help")).await;
    assert!(first.contains("Action 10.") && !first.contains("Action 11."));
    assert!(
        world
            .read(&format!("{base}/help?page=2"))
            .await
            .contains("Action 12.")
    );

    let empty = World::new().await;
    let bo = empty.starter("Bo").await;
    let base = home(&empty, &bo).await;
    assert!(!empty.read(&base).await.contains("/help\""));
    assert!(
        empty
            .read(&format!("{base}/help"))
            .await
            .contains("nothing to help with now")
    );
}

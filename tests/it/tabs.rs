//! What is typed in many tabs at once, and what a page says when somebody leaves it for later.

use std::sync::Arc;

use axum::http::StatusCode;
use daisychain::conversation::record::list_drafts;
use entity::{conversation, draft};
use sea_orm::{EntityTrait, PaginatorTrait};
use tokio::task::JoinSet;

use super::journeys::{agreed, recorded};
use super::resident_support::World;

/// Maria and Sam are to talk: the address of the first question.
async fn question(world: &World) -> String {
    let (maria, _) = agreed(world).await;
    let chat = conversation::Entity::find().one(&world.app.db.read).await;
    let chat = chat.unwrap().unwrap().id;
    format!("/p/{maria}/chat/{chat}/question/1")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r11_twenty_first_saves_of_one_question_at_once_keep_one_and_offer_it_to_the_others() {
    let world = Arc::new(World::new().await);
    let page = question(&world).await;
    let mut running = JoinSet::new();
    for n in 0..20 {
        let (world, page) = (Arc::clone(&world), page.clone());
        running.spawn(async move {
            let body = format!("version=0&point_1=Tab+number+{n}.&kind_1=need&next=continue");
            (n, world.post(&page, &body).await)
        });
    }
    let answers = running.join_all().await;
    let drafts = draft::Entity::find().all(&world.app.db.read).await.unwrap();
    assert_eq!(drafts.len(), 1);
    assert_eq!(drafts[0].version, 1);
    let kept = drafts[0].body.0[0].text.clone();
    let mut won = 0;
    for (n, answer) in answers {
        let own = format!("Tab number {n}.");
        if own == kept {
            won += 1;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
            continue;
        }
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text);
        assert!(answer.text.contains(&own) && answer.text.contains(&kept));
    }
    assert_eq!(won, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r08_the_same_first_save_pressed_twenty_times_at_once_is_kept_once_and_every_press_goes_on()
{
    let world = Arc::new(World::new().await);
    let page = question(&world).await;
    let mut running = JoinSet::new();
    for _ in 0..20 {
        let (world, page) = (Arc::clone(&world), page.clone());
        let body = "version=0&point_1=It+is+cheap.&kind_1=need&next=continue";
        running.spawn(async move { world.post(&page, body).await.status });
    }
    let answers = running.join_all().await;
    assert_eq!(answers, [StatusCode::SEE_OTHER; 20]);
    assert_eq!(
        draft::Entity::find()
            .count(&world.app.db.read)
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn r12_save_and_finish_later_says_what_was_saved_also_when_it_was_nothing() {
    let world = World::new().await;
    let address = question(&world).await;
    let page = world.open(&address).await;
    let mine = page.form().press(&world, "Save and finish later").await;
    assert_eq!(mine.h1(), "Your chat with Sam");
    assert!(
        mine.says("You had written nothing for this question"),
        "{}",
        mine.text
    );
    assert!(mine.says("Come back by the same link"));
    assert_eq!(
        draft::Entity::find()
            .count(&world.app.db.read)
            .await
            .unwrap(),
        0
    );

    let page = world.open(&address).await;
    let page = page.form().fill("What Sam said", "It is cheap.");
    let mine = page.press(&world, "Save and finish later").await;
    assert!(mine.says("We have saved what you wrote."), "{}", mine.text);
    assert!(!mine.says("You had written nothing"));
    let chat = conversation::Entity::find().one(&world.app.db.read).await;
    let drafts = list_drafts(&world.app.db.read, chat.unwrap().unwrap().id).await;
    assert_eq!(drafts.unwrap()[0].body.0[0].text, "It is cheap.");

    // Emptying what was saved is a change like any other.
    let page = world.open(&address).await;
    let page = page.form().fill("What Sam said", "");
    let mine = page.press(&world, "Save and finish later").await;
    assert!(mine.says("We have saved what you wrote."), "{}", mine.text);
    let drafts = draft::Entity::find().all(&world.app.db.read).await.unwrap();
    assert!(drafts[0].body.0.is_empty());
}

#[tokio::test]
async fn the_page_about_reaching_somebody_names_nobody_whose_chat_is_over() {
    let world = World::new().await;
    let (_, sam) = agreed(&world).await;
    let page = world.open(&format!("/p/{sam}/contact")).await;
    assert_eq!(page.h1(), "How should Maria contact you?");
    let world = World::new().await;
    let (maria, sam) = recorded(&world).await;
    let page = world.open(&format!("/p/{sam}/contact")).await;
    assert_eq!(page.h1(), "How can we reach you?");
    let page = world.open(&format!("/p/{maria}/contact")).await;
    assert_eq!(page.h1(), "How should Kettlegate House contact you?");
}

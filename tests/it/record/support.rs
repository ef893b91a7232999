//! A record of Maria’s chat with Sam, as far written and checked as a test needs.

use chrono::Duration;
use daisychain::conversation::answer;
use daisychain::mail::MailKind;
use daisychain::{db, erasure};
use entity::{draft, insight, outbox};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::journeys::{agreed, conversations, first_question, mails, skip_the_rest};
use crate::resident_support::{Answer, World};

/// Returns the address of something below Maria's first chat.
pub async fn at(world: &World, token: &str, below: &str) -> String {
    let chat = conversations(world).await[0].id;
    format!("/p/{token}/chat/{chat}/{below}")
}

pub async fn points(world: &World) -> Vec<insight::Model> {
    insight::Entity::find()
        .order_by_asc(insight::Column::Id)
        .all(&world.app.db.read)
        .await
        .unwrap()
}

pub async fn drafts(world: &World) -> usize {
    let all = draft::Entity::find().all(&world.app.db.read).await;
    all.unwrap().len()
}

/// Maria writes one point of Sam's and one of her own, lets hers be quoted by name, and shows it; Sam may check.
pub async fn both_answered(world: &World) -> (String, String) {
    let links = just_shown(world).await;
    world.pass(Duration::minutes(6));
    links
}

/// As [`both_answered`], while Maria can still take it back.
pub async fn just_shown(world: &World) -> (String, String) {
    let (maria, sam) = agreed(world).await;
    let page = first_question(world, &maria).await;
    let page = page
        .form()
        .fill("What Sam said", "The market is cheap.")
        .fill(
            "And what do you say? (optional)",
            "I go there on Wednesdays.",
        )
        .press(world, "Save and continue")
        .await;
    let page = skip_the_rest(world, page).await;
    assert!(page.says("You said this"));
    let page = page
        .form()
        .tick("Yes, with my first name")
        .press(world, "Show this to Sam")
        .await;
    assert_eq!(page.h1(), "Thank you. Sam can now check what you wrote.");
    (maria, sam)
}

/// Sam keeps the one point and lets it be quoted.
pub async fn sam_keeps(world: &World, sam: &str) -> Answer {
    let page = world.open(&format!("/p/{sam}/check")).await;
    page.form()
        .tick("Keep it")
        .tick("Yes, with my first name")
        .tick("This is right now")
        .press(world, "Save")
        .await
}

/// Lets every message that waits be sent, as far as the outbox tells.
pub async fn send_all(world: &World) {
    let now = world.sources.now();
    outbox::Entity::update_many()
        .col_expr(outbox::Column::TransmittingAt, Expr::value(now))
        .col_expr(outbox::Column::SentAt, Expr::value(now))
        .filter(outbox::Column::SentAt.is_null())
        .filter(outbox::Column::CancelledAt.is_null())
        .exec(&world.app.db.write)
        .await
        .unwrap();
}

/// Somebody deletes themself.
pub async fn leaves(world: &World, name: &str) {
    let person = world.person(name).await;
    let means = &world.app.means;
    let txn = db::begin_write(&world.app.db).await.unwrap();
    answer::leave_conversations(&txn, means, &world.face, &person)
        .await
        .unwrap();
    erasure::forget(&txn, means, person.id).await.unwrap();
    txn.commit().await.unwrap();
}

pub async fn told_of_change(world: &World, name: &str) -> Vec<outbox::Model> {
    let person = world.person(name).await.id;
    let mut told = mails(world, MailKind::RecordChanged).await;
    told.retain(|mail| mail.participant == Some(person));
    told.sort_by_key(|mail| mail.made_at);
    told
}

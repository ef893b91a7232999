//! Helping hands: who could help with an action, who looks after it, what offer fits what need, and introductions.

use daisychain::people::links;
use daisychain::plan::hands::introductions::{self, Said};
use daisychain::plan::hands::pledges::{Offered, offer};
use entity::shared::{ActionStatus, LinkKind};
use entity::{action, introduction, participant};
use sea_orm::{ConnectionTrait, EntityTrait, Statement};

use crate::plan::{action, add_action, publish_next};
use crate::plan_world::World;

mod introducing;
mod matching;
mod offers;
mod owners;
mod races;
mod secrecy;

/// The address of a person's page.
pub async fn home(world: &World, person: &participant::Model) -> String {
    let link = links::find_live(&world.app.db.read, person.id, LinkKind::Act).await;
    let link = link.unwrap().unwrap();
    let keys = &world.app.means.keys;
    format!("/p/{}", keys.link_token(link.id, link.generation))
}

/// A chain with a published plan of these actions.
pub async fn published(towards: &[&str]) -> (World, Vec<action::Model>) {
    let world = World::new().await;
    let mut made = Vec::new();
    for towards in towards {
        let mut edited = action(towards, ActionStatus::Agreed);
        edited.owner.clear();
        made.push(add_action(&world, edited, &[], &[]).await);
    }
    publish_next(&world, false).await;
    (world, made)
}

pub async fn offers(
    world: &World,
    person: &participant::Model,
    action: &action::Model,
    text: &str,
) -> Offered {
    let txn = world.begin().await;
    let person = world.person(person.id).await;
    let (means, face) = (&world.app.means, &world.face);
    let done = offer(&txn, means, face, &person, action.id, text).await;
    txn.commit().await.unwrap();
    done.unwrap()
}

pub async fn erase(world: &World, person: &participant::Model) {
    let txn = world.begin().await;
    daisychain::erasure::forget(&txn, &world.app.means, person.id)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

pub async fn stop(world: &World, person: &participant::Model) {
    let txn = world.begin().await;
    let person = world.person(person.id).await;
    let (means, face) = (&world.app.means, &world.face);
    let _ = daisychain::conversation::answer::stop(&txn, means, face, &person)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

/// Two people who said yes and are asked whether they would like to be introduced.
pub async fn asked(
    world: &World,
    names: [&str; 2],
) -> ([participant::Model; 2], introduction::Model) {
    let two = [world.starter(names[0]).await, world.starter(names[1]).await];
    let row = proposed(world, [&two[0], &two[1]]).await;
    (two, row)
}

pub async fn proposed(world: &World, two: [&participant::Model; 2]) -> introduction::Model {
    let txn = world.begin().await;
    let by = (&world.face, world.owner);
    let pair = [two[0].id, two[1].id];
    let why = "One of you cooks, the other looks for company.";
    let row = introductions::propose(&txn, &world.app.means, by, pair, why).await;
    txn.commit().await.unwrap();
    row.unwrap().unwrap()
}

pub async fn says_yes(
    world: &World,
    person: &participant::Model,
    row: &introduction::Model,
    contact: &str,
) -> Said {
    let txn = world.begin().await;
    let person = world.person(person.id).await;
    let (means, face) = (&world.app.means, &world.face);
    let said = introductions::say_yes(&txn, means, face, &person, row.id, contact).await;
    txn.commit().await.unwrap();
    said.unwrap()
}

pub async fn says_no(
    world: &World,
    person: &participant::Model,
    row: &introduction::Model,
) -> bool {
    let txn = world.begin().await;
    let person = world.person(person.id).await;
    let done = introductions::say_no(&txn, &world.app.means, &person, row.id).await;
    txn.commit().await.unwrap();
    done.unwrap()
}

pub async fn reload(world: &World, row: &introduction::Model) -> introduction::Model {
    let found = introduction::Entity::find_by_id(row.id).one(&world.app.db.read);
    found.await.unwrap().unwrap()
}

/// Whether these words stand as plain text in any row of these tables.
pub async fn is_written(world: &World, tables: &[&str], words: &str) -> bool {
    let conn = &world.app.db.read;
    for table in tables {
        let sql = format!("SELECT * FROM {table}");
        let ask = Statement::from_string(conn.get_database_backend(), sql);
        for row in conn.query_all_raw(ask).await.unwrap() {
            for column in row.column_names() {
                let text: Result<Option<String>, _> = row.try_get("", &column);
                if text.is_ok_and(|text| text.is_some_and(|text| text.contains(words))) {
                    return true;
                }
            }
        }
    }
    false
}

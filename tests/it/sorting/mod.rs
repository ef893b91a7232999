//! Sorting points into themes: the page, its presses and taking them back, the list, and striking out names.

mod list;
mod names;
mod page;
mod undo;

use daisychain::insight::themes::{self, Family};
use entity::shared::{Kind, Role};
use entity::{coding, insight, organiser, theme};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::plan_world::World;

/// A chain with one chat and so many points, "Point 1" and on.
async fn with_points(n: usize) -> (World, Vec<insight::Model>) {
    let world = World::new().await;
    let maria = world.starter("Maria").await;
    let texts: Vec<String> = (1..=n).map(|n| format!("Point {n}")).collect();
    let said: Vec<(Kind, &str, bool)> = texts
        .iter()
        .map(|text| (Kind::Need, text.as_str(), false))
        .collect();
    let (_, chat) = world.chat(&maria, "Sam", &said).await;
    let points = world.points(&chat).await;
    (world, points)
}

/// Changes a row as no rule would.
async fn change(world: &World, row: insight::ActiveModel) {
    row.update(&world.app.db.write).await.unwrap();
}

async fn words(world: &World, point: Uuid, text: &str) {
    let row = insight::ActiveModel {
        id: Set(point),
        text: Set(text.to_owned()),
        ..Default::default()
    };
    change(world, row).await;
}

async fn withdraw(world: &World, point: Uuid) {
    let row = insight::ActiveModel {
        id: Set(point),
        withdrawn_at: Set(Some(world.app.means.now())),
        ..Default::default()
    };
    change(world, row).await;
}

async fn make_theme(world: &World, name: &str) -> theme::Model {
    let txn = world.begin().await;
    let (means, chain) = (&world.app.means, world.face.chain.id);
    let made = themes::create(&txn, means, world.owner, chain, name, "")
        .await
        .unwrap()
        .unwrap();
    txn.commit().await.unwrap();
    made
}

async fn merge(world: &World, from: &theme::Model, into: &theme::Model) {
    let row = theme::ActiveModel {
        id: Set(from.id),
        merged_into: Set(Some(into.id)),
        ..Default::default()
    };
    row.update(&world.app.db.write).await.unwrap();
}

/// Another organiser who may sort: their id and cookie.
async fn coder(world: &World) -> (Uuid, String) {
    let cookie = world.add_member("cal@example.org", Some(Role::Coder)).await;
    let all = organiser::Entity::find().all(&world.app.db.read).await;
    let ids = all.unwrap().into_iter().map(|row| row.id);
    let mut others: Vec<Uuid> = ids.filter(|id| *id != world.owner).collect();
    (others.remove(0), cookie)
}

/// Names of the themes a point stands in.
async fn stands(world: &World, point: Uuid) -> Vec<String> {
    let conn = &world.app.db.read;
    let family = Family::read(conn, world.face.chain.id).await.unwrap();
    let all = themes::of_points(conn, [point]).await.unwrap();
    family.names(all.get(&point).map_or(&[], Vec::as_slice))
}

/// Who put a point into a theme.
async fn coders(world: &World, point: Uuid, theme: Uuid) -> Vec<Uuid> {
    let rows = coding::Entity::find()
        .filter(coding::Column::Insight.eq(point))
        .filter(coding::Column::Theme.eq(theme))
        .all(&world.app.db.read)
        .await
        .unwrap();
    let mut coders: Vec<Uuid> = rows.into_iter().map(|row| row.coder).collect();
    coders.sort_unstable();
    coders
}

async fn reload(world: &World, point: Uuid) -> insight::Model {
    let found = insight::Entity::find_by_id(point).one(&world.app.db.read);
    found.await.unwrap().unwrap()
}

/// Reads the step that the page offers to take back.
fn step_of(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"step\" value=\"").expect("an Undo");
    rest.split('"').next().unwrap().to_owned()
}

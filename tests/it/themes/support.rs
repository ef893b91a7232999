//! Themes with points of several chats, and the rules called as pages call them.

use std::collections::BTreeMap;

use daisychain::insight::evidence::{self, Evidence};
use daisychain::insight::themes::merge::{NoMerge, NotApart, apart, merge};
use daisychain::insight::themes::nest::{NoNest, nest};
use daisychain::insight::themes::{self, Family};
use entity::shared::Kind;
use entity::{coding, insight, theme};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use crate::plan_world::World;

/// Lets two first people lead chats with so many points each, in turns.
pub async fn said(world: &World, chats: usize, points: usize) -> Vec<insight::Model> {
    let first = [world.starter("Maria").await, world.starter("Tunde").await];
    let mut heads = first.to_vec();
    let mut all = Vec::new();
    for chat in 0..chats {
        let words: Vec<String> = (0..points).map(|n| format!("said {chat} {n}")).collect();
        let told: Vec<_> = words
            .iter()
            .map(|text| (Kind::Need, text.as_str(), false))
            .collect();
        let head = &mut heads[chat % 2];
        let name = format!("Partner{}", char::from(b'a' + u8::try_from(chat).unwrap()));
        let (partner, chat) = world.chat(head, &name, &told).await;
        *head = partner;
        all.extend(world.points(&chat).await);
    }
    all
}

pub fn ids(points: &[insight::Model]) -> Vec<Uuid> {
    points.iter().map(|point| point.id).collect()
}

pub async fn try_merge(world: &World, a: Uuid, b: Uuid) -> Result<(), NoMerge> {
    let txn = world.begin().await;
    let chain = world.face.chain.id;
    let done = merge(&txn, &world.app.means, world.owner, chain, a, b).await;
    txn.commit().await.unwrap();
    done.unwrap()
}

pub async fn try_apart(
    world: &World,
    a: Uuid,
    from: Uuid,
    name: Option<&str>,
) -> Result<(), NotApart> {
    let txn = world.begin().await;
    let chain = world.face.chain.id;
    let done = apart(&txn, &world.app.means, world.owner, chain, (a, from), name).await;
    txn.commit().await.unwrap();
    done.unwrap()
}

pub async fn try_nest(world: &World, a: Uuid, under: Option<Uuid>) -> Result<(), NoNest> {
    let seen = family(world).await.parent(a);
    let txn = world.begin().await;
    let chain = world.face.chain.id;
    let done = nest(&txn, &world.app.means, world.owner, (chain, a), seen, under).await;
    txn.commit().await.unwrap();
    done.unwrap()
}

pub async fn family(world: &World) -> Family {
    Family::read(&world.app.db.read, world.face.chain.id)
        .await
        .unwrap()
}

/// What stands behind a theme now.
pub async fn behind(world: &World, theme: Uuid) -> Evidence {
    let mut all = evidence::of_themes(&world.app.db.read, world.face.chain.id)
        .await
        .unwrap();
    all.remove(&theme).unwrap_or_default()
}

/// The names in the list, in their order.
pub async fn names(world: &World) -> Vec<String> {
    let all = themes::list(&world.app.db.read, world.face.chain.id).await;
    all.unwrap().into_iter().map(|theme| theme.name).collect()
}

/// Everything a merge must give back: all themes, all sorting, all counts.
pub type All = (
    Vec<theme::Model>,
    Vec<coding::Model>,
    BTreeMap<Uuid, (i64, i64, i64)>,
);

pub async fn everything(world: &World) -> All {
    let conn = &world.app.db.read;
    let themes = theme::Entity::find().order_by_asc(theme::Column::Id);
    let codings = coding::Entity::find().order_by_asc(coding::Column::Id);
    let counted = evidence::of_themes(conn, world.face.chain.id)
        .await
        .unwrap();
    (
        themes.all(conn).await.unwrap(),
        codings.all(conn).await.unwrap(),
        counted
            .into_iter()
            .map(|(id, e)| (id, (e.points, e.chats, e.branches)))
            .collect(),
    )
}

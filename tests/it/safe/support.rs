//! Maria’s worry after her chat with Sam, and the organisers who may or may not read it.

use daisychain::keys::Place;
use entity::shared::Role;
use entity::{organiser, report, worry};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::journeys::agreed;
use crate::organisers::{add_member, add_organiser, as_organiser};
use crate::resident_support::{Answer, World};

pub const WORDS: &str = "Sam told me that nobody has opened the door for weeks";

/// Gives the first organiser an address that opens, and returns their id.
pub async fn keeper(world: &World) -> Uuid {
    let id = world.face.host.safeguarding.unwrap();
    let means = &world.app.means;
    let email = means.keys.seal(
        &means.sources,
        Place::OrganiserEmail,
        id,
        "asha@example.org",
    );
    organiser::Entity::update_many()
        .col_expr(organiser::Column::Email, Expr::value(email))
        .filter(organiser::Column::Id.eq(id))
        .exec(&world.app.db.write)
        .await
        .unwrap();
    id
}

/// Adds another organiser of the same host.
pub async fn colleague(world: &World, role: Role) -> Uuid {
    let id = add_organiser(&world.app, "Bea").await;
    add_member(&world.app, id, (Some(world.face.host.id), None), role).await;
    id
}

/// Opens a page of the chain's desk.
pub async fn desk(world: &World, cookie: &str, below: &str) -> Answer {
    let path = format!("/desk/{}{below}", world.face.chain.slug);
    as_organiser(world, cookie, &path, None).await
}

pub async fn desk_post(world: &World, cookie: &str, path: &str, body: &str) -> Answer {
    as_organiser(world, cookie, path, Some(body)).await
}

pub async fn worries(world: &World) -> Vec<worry::Model> {
    let rows = worry::Entity::find().order_by_asc(worry::Column::Id);
    rows.all(&world.app.db.read).await.unwrap()
}

pub async fn reports(world: &World) -> Vec<report::Model> {
    let rows = report::Entity::find().order_by_asc(report::Column::Id);
    rows.all(&world.app.db.read).await.unwrap()
}

/// Maria writes a worry down after her chat with Sam.
pub async fn worried(world: &World) -> (String, String) {
    let (maria, sam) = agreed(world).await;
    let page = world.home(&maria).await;
    let page = world
        .open(&page.link("Something worries me about Sam"))
        .await;
    assert!(page.says("If someone is in danger now, call the emergency number."));
    assert!(page.says("020 7946 0123") && page.says("Only Asha at Kettlegate House"));
    let page = page
        .form()
        .fill("What worries you about Sam?", WORDS)
        .press(world, "Send my note")
        .await;
    assert_eq!(page.h1(), "Thank you for telling us");
    (maria, sam)
}

pub async fn only_chat(world: &World) -> Uuid {
    let chats = entity::conversation::Entity::find().all(&world.app.db.read);
    chats.await.unwrap()[0].id
}

//! Messages put into a state, the log read back, and pages that only organisers open.

use axum::http::StatusCode;
use daisychain::mail::MailKind;
use entity::shared::Role;
use entity::{audit, chain, outbox};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
};

use crate::organisers::Browser;
use crate::resident_support::World;

/// Sets a time of somebody's messages to now, with what the mail server said.
pub async fn mark(world: &World, name: &str, column: outbox::Column, said: &str) {
    let person = world.person(name).await.id;
    outbox::Entity::update_many()
        .col_expr(column, Expr::value(world.app.means.now()))
        .col_expr(outbox::Column::LastReply, Expr::value(said))
        .filter(outbox::Column::Participant.eq(person))
        .exec(&world.app.db.write)
        .await
        .unwrap();
}

/// Finds the one message of a kind to a person.
pub async fn mail(world: &World, name: &str, kind: MailKind) -> outbox::Model {
    let person = world.person(name).await.id;
    outbox::Entity::find()
        .filter(outbox::Column::Participant.eq(person))
        .filter(outbox::Column::Kind.eq(kind.as_str()))
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap()
}

/// Counts how often something stands in the log.
pub async fn noted(world: &World, act: &str) -> u64 {
    audit::Entity::find()
        .filter(audit::Column::Act.eq(act))
        .count(&world.app.db.read)
        .await
        .unwrap()
}

/// The chain is about something private from now on.
pub async fn make_private(world: &World) {
    chain::ActiveModel {
        id: Set(world.face.chain.id),
        sensitive: Set(true),
        ..Default::default()
    }
    .update(&world.app.db.write)
    .await
    .unwrap();
}

/// Coders and readers come to none of these pages and send none of these forms.
pub async fn is_for_organisers(world: &World, gets: &[&str], posts: &[&str]) {
    for role in [Role::Coder, Role::Reader] {
        let other = Browser::with_role(world, role.as_str(), role).await;
        for below in gets {
            let page = other.send(&other.path(below), None).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{role:?} {below}");
        }
        for below in posts {
            let page = other.send(&other.path(below), Some(String::new())).await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{role:?} {below}");
        }
    }
}

//! Organisers: accounts, sign-in by a mailed code, sessions, roles, and the audit log.

use entity::shared::Role;
use entity::{chain, membership, organiser};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

pub mod audit;
mod session;

/// An organiser whose browser is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub organiser: organiser::Model,
    pub session: Uuid,
}

/// Finds what an organiser may do on a chain: the greater of their roles on it and on its host.
pub async fn role_on(
    conn: &impl ConnectionTrait,
    organiser: Uuid,
    chain: &chain::Model,
) -> Result<Option<Role>, DbErr> {
    let here = Condition::any()
        .add(membership::Column::Chain.eq(chain.id))
        .add(membership::Column::Host.eq(chain.host));
    let memberships = membership::Entity::find()
        .filter(membership::Column::Organiser.eq(organiser))
        .filter(here)
        .all(conn)
        .await?;
    Ok(memberships
        .into_iter()
        .map(|m| m.role)
        .min_by_key(|role| rank(*role)))
}

/// Tells whether a role includes what another may do.
pub fn includes(role: Role, needed: Role) -> bool {
    rank(role) <= rank(needed)
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Owner => 0,
        Role::Organiser => 1,
        Role::Coder => 2,
        Role::Reader => 3,
    }
}

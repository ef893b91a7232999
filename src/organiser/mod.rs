//! Organisers: accounts, sign-in by a mailed code, sessions, roles, and the audit log.

use std::collections::BTreeMap;

use entity::shared::Role;
use entity::{chain, host, membership, organiser};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait,
    DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::db;
use crate::keys::{Keys, Place, Unreadable};
use crate::mail;
use crate::means::Means;
use crate::web::Routes;

pub mod audit;
mod desk;
pub mod morning;
mod pages;
pub mod session;
pub mod sign_in;
pub mod unsaved;

pub use pages::next_of;

/// The longest name of an organiser, in characters.
pub const NAME_MAX: usize = 80;

/// Returns the pages of signing in and of one's own account.
pub fn routes() -> Routes {
    pages::routes().merge(desk::routes())
}

/// An organiser whose browser is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub organiser: organiser::Model,
    pub session: Uuid,
}

/// Why an organiser was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("not an e-mail address: {0}")]
    Address(String),
    #[error("the name must be 1 to {NAME_MAX} letters")]
    Name,
    #[error("there is an organiser with this address already")]
    Taken,
    #[error(transparent)]
    Db(#[from] DbErr),
}

/// Adds an organiser. They can sign in at once, and have no chain until they start one.
pub async fn add(
    txn: &DatabaseTransaction,
    means: &Means,
    email: &str,
    name: &str,
) -> Result<organiser::Model, AddError> {
    let email = mail::address(email).ok_or_else(|| AddError::Address(email.to_owned()))?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(AddError::Name);
    }
    if find_by_email(txn, &means.keys, &email).await?.is_some() {
        return Err(AddError::Taken);
    }
    let id = means.id();
    let sealed = means
        .keys
        .seal(&means.sources, Place::OrganiserEmail, id, &email);
    organiser::ActiveModel {
        id: Set(id),
        email: Set(sealed),
        email_index: Set(means.keys.address_index(&email)),
        name: Set(name),
        made_at: Set(means.now()),
        number_keys: Set(false),
    }
    .insert(txn)
    .await
    .map_err(|error| {
        if db::is_unique_violation(&error) {
            AddError::Taken
        } else {
            AddError::Db(error)
        }
    })
}

/// Finds an organiser by their address, in any case of letters.
pub async fn find_by_email(
    conn: &impl ConnectionTrait,
    keys: &Keys,
    email: &str,
) -> Result<Option<organiser::Model>, DbErr> {
    organiser::Entity::find()
        .filter(organiser::Column::EmailIndex.eq(keys.address_index(email)))
        .one(conn)
        .await
}

/// Finds an organiser.
pub async fn find(
    conn: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<organiser::Model>, DbErr> {
    organiser::Entity::find_by_id(id).one(conn).await
}

/// Lists who organises a host's chains, in the order they came.
pub async fn list_of_host(
    conn: &impl ConnectionTrait,
    host: Uuid,
) -> Result<Vec<organiser::Model>, DbErr> {
    let memberships = membership::Entity::find()
        .filter(membership::Column::Host.eq(host))
        .all(conn)
        .await?;
    let organisers = memberships
        .iter()
        .filter(|m| includes(m.role, Role::Organiser))
        .map(|m| m.organiser);
    organiser::Entity::find()
        .filter(organiser::Column::Id.is_in(organisers))
        .order_by_asc(organiser::Column::MadeAt)
        .order_by_asc(organiser::Column::Id)
        .all(conn)
        .await
}

/// Opens an organiser's sealed address.
pub fn address_of(keys: &Keys, organiser: &organiser::Model) -> Result<String, Unreadable> {
    keys.open(Place::OrganiserEmail, organiser.id, &organiser.email)
}

/// Changes how an organiser is called.
pub async fn rename(txn: &DatabaseTransaction, organiser: Uuid, name: &str) -> Result<(), DbErr> {
    organiser::ActiveModel {
        id: Set(organiser),
        name: Set(name.to_owned()),
        ..Default::default()
    }
    .update(txn)
    .await?;
    Ok(())
}

/// Sets whether number keys tick themes while an organiser sorts.
pub async fn set_number_keys(
    txn: &DatabaseTransaction,
    organiser: Uuid,
    on: bool,
) -> Result<(), DbErr> {
    organiser::ActiveModel {
        id: Set(organiser),
        number_keys: Set(on),
        ..Default::default()
    }
    .update(txn)
    .await?;
    Ok(())
}

/// Lists the hosts for which an organiser may start a chain.
pub async fn list_hosts(
    conn: &impl ConnectionTrait,
    organiser: Uuid,
) -> Result<Vec<host::Model>, DbErr> {
    let memberships = membership::Entity::find()
        .filter(membership::Column::Organiser.eq(organiser))
        .filter(membership::Column::Host.is_not_null())
        .all(conn)
        .await?;
    let hosts = memberships
        .iter()
        .filter(|m| includes(m.role, Role::Organiser))
        .filter_map(|m| m.host);
    host::Entity::find()
        .filter(host::Column::Id.is_in(hosts))
        .order_by_asc(host::Column::MadeAt)
        .order_by_asc(host::Column::Id)
        .all(conn)
        .await
}

/// Gives an organiser a role on a host and all its chains.
pub async fn join_host(
    txn: &DatabaseTransaction,
    means: &Means,
    organiser: Uuid,
    host: Uuid,
    role: Role,
) -> Result<(), DbErr> {
    membership::ActiveModel {
        id: Set(means.id()),
        organiser: Set(organiser),
        host: Set(Some(host)),
        chain: Set(None),
        role: Set(role),
        made_at: Set(means.now()),
        morning: Set(true),
    }
    .insert(txn)
    .await?;
    Ok(())
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
    Ok(role_among(&memberships, chain))
}

/// Lists the roles an organiser has, on hosts and on chains.
pub async fn list_roles(
    conn: &impl ConnectionTrait,
    organiser: Uuid,
) -> Result<Vec<membership::Model>, DbErr> {
    membership::Entity::find()
        .filter(membership::Column::Organiser.eq(organiser))
        .all(conn)
        .await
}

/// Works out what somebody with these roles may do on a chain.
pub fn role_among(roles: &[membership::Model], chain: &chain::Model) -> Option<Role> {
    roles
        .iter()
        .filter(|m| m.chain == Some(chain.id) || m.host == Some(chain.host))
        .map(|m| m.role)
        .min_by_key(|role| rank(*role))
}

/// Finds the names of organisers who still have a role on a chain; one who was removed has none here.
pub async fn names_on(
    conn: &impl ConnectionTrait,
    chain: &chain::Model,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, String>, DbErr> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let here = Condition::any()
        .add(membership::Column::Chain.eq(chain.id))
        .add(membership::Column::Host.eq(chain.host));
    let members = membership::Entity::find()
        .filter(membership::Column::Organiser.is_in(ids))
        .filter(here)
        .all(conn)
        .await?;
    let rows = organiser::Entity::find()
        .filter(organiser::Column::Id.is_in(members.iter().map(|m| m.organiser)))
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
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

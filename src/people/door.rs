//! A letter for a whole street: one code that anyone behind its doors may answer, each as a new person.
//!
//! How many came by a code is told by the audit log, which keeps counting when somebody is forgotten.

use std::collections::BTreeMap;

use entity::shared::Door;
use entity::{audit, door_code, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{codes, links};
use crate::chain::Face;
use crate::keys::Pass;
use crate::means::Means;
use crate::organiser::audit::{self as log, By};
use crate::people;

/// The word in the audit log for somebody who came by a street's letter.
const ANSWERED: &str = "door.answered";

/// Makes a code for a street.
pub async fn make(
    txn: &DatabaseTransaction,
    means: &Means,
    chain: Uuid,
    by: Uuid,
    name: &str,
) -> Result<door_code::Model, DbErr> {
    let id = means.id();
    let (generation, code_index) = codes::first_free(txn, &means.keys, id, 1).await?;
    let made = door_code::ActiveModel {
        id: Set(id),
        chain: Set(chain),
        name: Set(name.to_owned()),
        generation: Set(generation),
        code_index: Set(code_index),
        made_by: Set(by),
        made_at: Set(means.now()),
        closed_at: Set(None),
    }
    .insert(txn)
    .await?;
    let by = By::Organiser(by);
    log::note(
        txn,
        &means.sources,
        by,
        "door.made",
        Some(id),
        Some(made.chain),
    )
    .await?;
    Ok(made)
}

/// Closes a street's code. Returns false when it was closed already.
pub async fn close(
    txn: &DatabaseTransaction,
    means: &Means,
    code: &door_code::Model,
    by: Uuid,
) -> Result<bool, DbErr> {
    let done = door_code::Entity::update_many()
        .col_expr(door_code::Column::ClosedAt, Expr::value(means.now()))
        .filter(door_code::Column::Id.eq(code.id))
        .filter(door_code::Column::ClosedAt.is_null())
        .exec(txn)
        .await?;
    if done.rows_affected == 0 {
        return Ok(false);
    }
    let (by, object) = (By::Organiser(by), Some(code.id));
    log::note(
        txn,
        &means.sources,
        by,
        "door.closed",
        object,
        Some(code.chain),
    )
    .await?;
    Ok(true)
}

/// Lists a chain's street codes, newest first.
pub async fn list(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Vec<door_code::Model>, DbErr> {
    door_code::Entity::find()
        .filter(door_code::Column::Chain.eq(chain))
        .order_by_desc(door_code::Column::Id)
        .all(conn)
        .await
}

/// Finds a street code of a chain.
pub async fn find(
    conn: &impl ConnectionTrait,
    chain: Uuid,
    id: Uuid,
) -> Result<Option<door_code::Model>, DbErr> {
    door_code::Entity::find_by_id(id)
        .filter(door_code::Column::Chain.eq(chain))
        .one(conn)
        .await
}

/// Counts how many people came by each street code of a chain.
pub async fn count_answers(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<BTreeMap<Uuid, usize>, DbErr> {
    let answers = audit::Entity::find()
        .filter(audit::Column::Chain.eq(chain))
        .filter(audit::Column::Act.eq(ANSWERED))
        .all(conn)
        .await?;
    let mut counts = BTreeMap::new();
    for id in answers.into_iter().filter_map(|row| row.object_id) {
        *counts.entry(id).or_insert(0) += 1;
    }
    Ok(counts)
}

/// Returns the code of a street as it stands on its letter.
pub fn code_of(means: &Means, code: &door_code::Model) -> String {
    means.keys.short_code(code.id, code.generation)
}

/// Makes the pass that a typed street code gives: it opens the page where somebody joins.
pub fn pass_for(means: &Means, code: &door_code::Model) -> String {
    means.keys.pass_token(&Pass {
        link: code.id,
        generation: code.generation,
        until: (means.now() + links::PASS_FOR).timestamp(),
        acting: None,
    })
}

/// Finds the street code a pass was given for; `None` when its time is over, or it is a person's.
pub async fn open_pass(
    conn: &impl ConnectionTrait,
    means: &Means,
    token: &str,
) -> Result<Option<door_code::Model>, DbErr> {
    let now = means.now().timestamp();
    let pass = means.keys.read_pass(token);
    let Some(pass) = pass.filter(|p| p.acting.is_none() && p.until > now) else {
        return Ok(None);
    };
    let found = door_code::Entity::find_by_id(pass.link).one(conn).await?;
    Ok(found.filter(|code| code.generation == pass.generation))
}

/// Somebody who answers a street's letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    pub name: String,
    pub language: String,
}

/// Adds somebody who answered a street's letter: nobody invited them, and they have not said yes to anything yet.
pub async fn answer(
    txn: &DatabaseTransaction,
    means: &Means,
    face: &Face,
    code: &door_code::Model,
    new: &Newcomer,
) -> Result<participant::Model, DbErr> {
    let (name, language) = (&new.name, &new.language);
    let added = people::add_newcomer(txn, means, face, Door::Letter, name, None, language).await?;
    let person = added.map_err(|_| DbErr::Custom("refused without an address".to_owned()))?;
    let (by, object) = (By::Participant(person.id), Some(code.id));
    log::note(
        txn,
        &means.sources,
        by,
        ANSWERED,
        object,
        Some(person.chain),
    )
    .await?;
    Ok(person)
}

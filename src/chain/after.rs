//! A chain that goes on where another one ended: with its words and rules, and with questions its plan left open.

use entity::shared::Kind;
use entity::{chain, chain_after};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::questions::add_question;
use super::{Face, faces_of, find_face, make};
use crate::means::Means;

/// The most questions a chat has time for.
pub const QUESTIONS_MAX: usize = 8;

/// Makes a chain that follows another one and asks these questions; nobody can be invited until it is opened.
pub async fn follow(
    txn: &DatabaseTransaction,
    means: &Means,
    by: Uuid,
    face: &Face,
    name: &str,
    questions: &[String],
) -> Result<chain::Model, DbErr> {
    let made = make::copy_words(txn, means, face, name).await?;
    for (position, text) in (1..).zip(questions) {
        let lang = &made.language;
        add_question(txn, means, made.id, lang, position, Kind::Idea, text, "").await?;
    }
    chain_after::ActiveModel {
        chain: Set(made.id),
        follows: Set(face.chain.id),
        made_by: Set(by),
        made_at: Set(means.now()),
    }
    .insert(txn)
    .await?;
    Ok(made)
}

/// Lists the chains that follow a chain, the newest first; those that are not open yet too.
pub async fn list_next(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Vec<Face>, DbErr> {
    let rows = chain_after::Entity::find()
        .filter(chain_after::Column::Follows.eq(chain))
        .order_by_desc(chain_after::Column::MadeAt)
        .order_by_desc(chain_after::Column::Chain)
        .all(conn)
        .await?;
    let chains = chain::Entity::find()
        .filter(chain::Column::Id.is_in(rows.iter().map(|row| row.chain)))
        .all(conn)
        .await?;
    let mut faces = faces_of(conn, chains).await?;
    faces.sort_by_key(|face| rows.iter().position(|row| row.chain == face.chain.id));
    Ok(faces)
}

/// Finds the newest chain that follows a chain and that people can see.
pub async fn find_next(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Option<Face>, DbErr> {
    let all = list_next(conn, chain).await?;
    let mut open = all
        .into_iter()
        .filter(|face| face.chain.opened_at.is_some());
    Ok(open.next())
}

/// Finds the chain that a chain follows.
pub async fn find_before(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Option<Face>, DbErr> {
    match chain_after::Entity::find_by_id(chain).one(conn).await? {
        Some(row) => find_face(conn, row.follows).await,
        None => Ok(None),
    }
}

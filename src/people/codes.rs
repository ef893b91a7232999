//! Whose a typed code is: one person's, or a street's.
//!
//! Personal codes and street codes share one space, so that a code means one thing. Only a keyed hash is stored; two
//! rows that would get the same code are told apart by their generation.

use entity::shared::LinkKind;
use entity::{door_code, link};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::codes;
use crate::keys::Keys;

/// What a typed code opens.
#[derive(Clone, Debug)]
pub enum Typed {
    /// A person's own page. The link may have ended.
    Person(link::Model),
    /// A chain, for everybody of a street. It may be closed.
    Street(door_code::Model),
}

/// Finds what a code opens.
pub async fn find(
    conn: &impl ConnectionTrait,
    keys: &Keys,
    typed: &str,
) -> Result<Option<Typed>, DbErr> {
    if codes::normalise(typed).is_empty() {
        return Ok(None);
    }
    let index = keys.short_code_index(typed);
    if let Some(link) = find_link(conn, &index).await? {
        return Ok(Some(Typed::Person(link)));
    }
    Ok(find_street(conn, &index).await?.map(Typed::Street))
}

/// Returns the first generation of a row, from `from` on, whose code nobody has yet, with the hash of that code.
pub async fn first_free(
    txn: &DatabaseTransaction,
    keys: &Keys,
    row: Uuid,
    from: i32,
) -> Result<(i32, Vec<u8>), DbErr> {
    let mut generation = from;
    loop {
        let index = keys.short_code_index(&keys.short_code(row, generation));
        let taken =
            find_link(txn, &index).await?.is_some() || find_street(txn, &index).await?.is_some();
        if !taken {
            return Ok((generation, index));
        }
        generation += 1;
    }
}

/// Gives a code to every live act-link that was made before there were codes. A link whose code somebody else has goes
/// without: its address is out in the world already, so its generation stays.
pub async fn give_missing(txn: &DatabaseTransaction, keys: &Keys) -> Result<(), DbErr> {
    let without = link::Entity::find()
        .filter(link::Column::Kind.eq(LinkKind::Act))
        .filter(link::Column::RevokedAt.is_null())
        .filter(link::Column::CodeIndex.is_null())
        .all(txn)
        .await?;
    for link in without {
        let (generation, index) = first_free(txn, keys, link.id, link.generation).await?;
        if generation == link.generation {
            link::Entity::update_many()
                .col_expr(link::Column::CodeIndex, Expr::value(index))
                .filter(link::Column::Id.eq(link.id))
                .exec(txn)
                .await?;
        }
    }
    Ok(())
}

async fn find_link(
    conn: &impl ConnectionTrait,
    index: &[u8],
) -> Result<Option<link::Model>, DbErr> {
    link::Entity::find()
        .filter(link::Column::CodeIndex.eq(index))
        .one(conn)
        .await
}

async fn find_street(
    conn: &impl ConnectionTrait,
    index: &[u8],
) -> Result<Option<door_code::Model>, DbErr> {
    door_code::Entity::find()
        .filter(door_code::Column::CodeIndex.eq(index))
        .one(conn)
        .await
}

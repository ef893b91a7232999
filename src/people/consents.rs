//! What people agreed to. A consent keeps a hash of the words the person saw, its version and who entered it; it is never
//! deleted here, only marked as taken back.

use entity::consent;
use entity::shared::ConsentTo;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr,
    EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::keys;
use crate::means::Means;

/// What a person agreed to, in the words they saw.
#[derive(Clone, Debug)]
pub struct Agreed<'a> {
    pub what: ConsentTo,
    pub wording: &'a str,
    pub language: &'a str,
}

/// The version of the consent wordings; raise it when a wording changes its meaning.
const WORDING_VERSION: i32 = 1;

/// Keeps a consent row for each thing a person agreed to.
pub async fn keep_consents(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
    agreed: &[Agreed<'_>],
) -> Result<(), DbErr> {
    for one in agreed {
        consent::ActiveModel {
            id: Set(means.id()),
            participant: Set(person),
            what: Set(one.what),
            wording_hash: Set(keys::wording_hash(one.wording)),
            version: Set(WORDING_VERSION),
            language: Set(one.language.to_owned()),
            by_id: Set(person),
            entered_by: Set(means.entered_by()),
            source: Set(means.source().to_owned()),
            given_at: Set(means.now()),
            withdrawn_at: Set(None),
        }
        .insert(txn)
        .await?;
    }
    Ok(())
}

/// Lists what a person agreed to and has not taken back, oldest first.
pub async fn list_consents(
    conn: &impl ConnectionTrait,
    person: Uuid,
) -> Result<Vec<consent::Model>, DbErr> {
    consent::Entity::find()
        .filter(consent::Column::Participant.eq(person))
        .filter(consent::Column::WithdrawnAt.is_null())
        .order_by_asc(consent::Column::Id)
        .all(conn)
        .await
}

/// Takes back a person's consents that stand.
pub async fn withdraw_consents(
    txn: &DatabaseTransaction,
    means: &Means,
    person: Uuid,
) -> Result<(), DbErr> {
    consent::Entity::update_many()
        .col_expr(consent::Column::WithdrawnAt, Expr::value(means.now()))
        .filter(consent::Column::Participant.eq(person))
        .filter(consent::Column::WithdrawnAt.is_null())
        .filter(consent::Column::What.ne(ConsentTo::AskedNominee))
        .exec(txn)
        .await?;
    Ok(())
}

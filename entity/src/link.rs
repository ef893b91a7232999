//! A personal link: one row a kind and generation; the token itself is never stored.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub participant: Uuid,
    pub kind: shared::LinkKind,
    pub generation: i32,
    pub token_hash: Vec<u8>,
    pub code_index: Option<Vec<u8>>,
    pub made_at: DateTimeUtc,
    pub ends_at: Option<DateTimeUtc>,
    pub revoked_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

//! What a person agreed to, in which words.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "consent")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub participant: Uuid,
    pub what: shared::ConsentTo,
    pub wording_hash: Vec<u8>,
    pub version: i32,
    pub language: String,
    pub by_id: Uuid,
    pub entered_by: Option<Uuid>,
    pub source: String,
    pub given_at: DateTimeUtc,
    pub withdrawn_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

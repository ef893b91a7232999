//! What the initiator has written so far under one question.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "draft")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub conversation: Uuid,
    pub prompt: Uuid,
    pub version: i32,
    pub body: shared::DraftPoints,
    pub skipped: bool,
    pub saved_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

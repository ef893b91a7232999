//! One try to hand a message over: how far it got and what the server said.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "attempt")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub outbox: Uuid,
    pub at: DateTimeUtc,
    pub phase: String,
    pub code: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}

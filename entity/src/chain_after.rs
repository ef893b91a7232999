//! A chain that goes on with what the plan of another one left open.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chain_after")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub chain: Uuid,
    pub follows: Uuid,
    pub made_by: Uuid,
    pub made_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

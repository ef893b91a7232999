//! A form that was already taken: the same nonce again gets the same result.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "submission")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub actor: Uuid,
    pub nonce: String,
    pub result: String,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

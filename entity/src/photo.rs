//! The photo of news: a JPEG drawn anew, without anything a camera wrote into it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "photo")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub news: Uuid,
    pub body: Vec<u8>,
    pub made_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

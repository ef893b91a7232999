//! A letter with news, for somebody whom no message reaches.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "news_letter")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub news: Uuid,
    pub participant: Uuid,
    pub made_at: DateTimeUtc,
    pub given_at: Option<DateTimeUtc>,
    pub given_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

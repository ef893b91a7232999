//! A topic, its host, its rules, and everyone in it.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chain")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub host: Uuid,
    pub slug: String,
    pub template: String,
    pub language: String,
    pub turn_limit: i32,
    pub rules: shared::Rules,
    pub sensitive: bool,
    pub version: i32,
    pub made_at: DateTimeUtc,
    pub opened_at: Option<DateTimeUtc>,
    pub paused_at: Option<DateTimeUtc>,
    pub closed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

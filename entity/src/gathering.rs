//! When and where the people of a chain meet.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "gathering")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub starts_at: DateTimeUtc,
    pub place: String,
    pub about: String,
    pub made_by: Uuid,
    pub made_at: DateTimeUtc,
    pub told_at: Option<DateTimeUtc>,
    pub cancelled_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

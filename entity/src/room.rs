//! What was typed in after a gathering: whether anyone may read of it, and who typed last.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "room")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub gathering: Uuid,
    pub chain: Uuid,
    pub public_at: Option<DateTimeUtc>,
    pub entered_by: Uuid,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

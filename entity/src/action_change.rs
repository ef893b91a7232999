//! What an organiser changed about an action: the history that stays.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub action: Uuid,
    pub organiser: Uuid,
    pub what: shared::ActionChanged,
    pub changes: shared::FieldChanges,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

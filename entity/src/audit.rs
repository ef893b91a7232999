//! What was seen or changed, by whom: ids only, never content. The database refuses to change or delete rows.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    pub actor_kind: shared::Actor,
    pub actor_id: Option<Uuid>,
    pub act: String,
    pub object_id: Option<Uuid>,
    pub chain: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

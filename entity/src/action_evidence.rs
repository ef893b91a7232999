//! What an action rests on: a theme or a hand-picked insight.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub action: Uuid,
    pub theme: Option<Uuid>,
    pub insight: Option<Uuid>,
    pub made_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

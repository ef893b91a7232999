//! A step of an action, and when it was done.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub action: Uuid,
    pub position: i32,
    pub text: String,
    pub done_at: Option<DateTimeUtc>,
    pub made_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

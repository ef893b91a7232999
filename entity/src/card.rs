//! An action as a round shows it: its words and cost as they stood when the round was opened.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "card")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub round: Uuid,
    pub chain: Uuid,
    pub action: Uuid,
    pub position: i32,
    pub now: String,
    pub towards: String,
    pub cost: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}

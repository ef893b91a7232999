//! One way of telling who was heard: by place, age, language, door, way of talking, or a question of the chain's own.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reach_question")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub what: shared::ReachWhat,
    /// In the organisers' words; empty for what the server has words for.
    pub name: String,
    /// Where the area's own figures are from.
    pub source: String,
    /// Residents are asked it; each may skip it.
    pub asked: bool,
    pub position: i32,
    pub made_at: DateTimeUtc,
    pub retired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

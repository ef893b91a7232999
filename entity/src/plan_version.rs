//! A published plan: ids and the organisers' own words, never residents' words.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "plan_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub n: i32,
    pub body: shared::PlanBody,
    pub what_changed: String,
    pub published_by: Uuid,
    pub published_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

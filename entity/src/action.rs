//! Something to be done, from where we are now towards where we want to be.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub position: i32,
    pub now: String,
    pub towards: String,
    pub who: shared::Who,
    pub owner: String,
    pub by_when: Option<String>,
    pub measure: String,
    pub status: shared::ActionStatus,
    pub reason: String,
    pub made_at: DateTimeUtc,
    /// Counts changes, so that two editors notice each other.
    pub edition: i32,
    /// Pence.
    pub cost: Option<i64>,
    pub removed_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

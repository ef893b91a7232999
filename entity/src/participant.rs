//! One person in one chain. `parent`, `branch` and `depth` are their place in the forest (I3).

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "participant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub parent: Option<Uuid>,
    pub branch: Option<Uuid>,
    pub depth: Option<i32>,
    pub depth_above: Option<i32>,
    pub door: shared::Door,
    pub language: String,
    pub name: Option<String>,
    pub email: Option<Vec<u8>>,
    pub phone: Option<Vec<u8>>,
    pub email_index: Option<Vec<u8>>,
    pub prefs: Option<Vec<u8>>,
    pub entered_by: Option<Uuid>,
    pub source: String,
    pub joined_at: DateTimeUtc,
    pub waiting_since: Option<DateTimeUtc>,
    pub agreed_at: Option<DateTimeUtc>,
    pub finished_at: Option<DateTimeUtc>,
    pub bounced_at: Option<DateTimeUtc>,
    pub stopped_at: Option<DateTimeUtc>,
    pub erased_at: Option<DateTimeUtc>,
    /// When they were told that the chain is closed.
    pub told_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

//! One link of the chain: initiator, partner and the times of what happened between them.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "conversation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub initiator: Uuid,
    pub partner: Uuid,
    pub nomination: Option<Uuid>,
    pub turn: i32,
    pub way: shared::Way,
    pub invited_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub forget_at: DateTimeUtc,
    pub agreed_at: Option<DateTimeUtc>,
    pub contacted_at: Option<DateTimeUtc>,
    pub recorded_at: Option<DateTimeUtc>,
    pub shown_at: Option<DateTimeUtc>,
    pub checked_at: Option<DateTimeUtc>,
    pub nothing_kept: bool,
    pub entered_by: Option<Uuid>,
    pub source: String,
    pub happened_on: Option<String>,
    pub ended_at: Option<DateTimeUtc>,
    pub ended_why: Option<shared::EndedWhy>,
}

impl ActiveModelBehavior for ActiveModel {}

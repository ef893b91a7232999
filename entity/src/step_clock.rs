//! How often somebody was reminded of one step, and until when an organiser lets it rest.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "step_clock")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    /// The link, or else the person, whose step it is.
    pub conversation: Option<Uuid>,
    pub participant: Option<Uuid>,
    pub step: shared::Step,
    /// When the step began: a turn that is free again is a new step.
    pub since: DateTimeUtc,
    pub reminders: i32,
    pub reminded_at: Option<DateTimeUtc>,
    /// Nobody where the clock did it.
    pub reminded_by: Option<Uuid>,
    pub paused_until: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

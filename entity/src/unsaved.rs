//! What one organiser is writing in one form of the plan and has not saved; and that they have it open.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "unsaved")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organiser: Uuid,
    pub chain: Uuid,
    pub form: shared::PlanForm,
    pub action: Option<Uuid>,
    /// The edition the text is based on.
    pub edition: i32,
    /// The fields as they were typed; none when nothing waits to be saved.
    pub body: shared::Fields,
    /// Counts what was kept, so that an old tab does not write over a newer one.
    pub version: i32,
    pub saved_at: Option<DateTimeUtc>,
    /// When they last had the form open.
    pub seen_at: Option<DateTimeUtc>,
    pub changed_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

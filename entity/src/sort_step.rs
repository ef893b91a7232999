//! One press of an organiser while sorting: what it put a point into and took it out of, or that it was skipped.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sort_step")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub organiser: Uuid,
    pub insight: Uuid,
    /// Themes.
    pub added: shared::Ids,
    /// Themes.
    pub removed: shared::Ids,
    pub skipped: bool,
    pub at: DateTimeUtc,
    pub undone_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

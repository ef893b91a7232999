//! What was done to a theme, so that nothing loses its trail.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "theme_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    /// The theme it was done to; it may be gone.
    pub theme: Uuid,
    /// Merged: the theme it went into. Split: the theme it was split from. Nested: the theme it was put under.
    pub other: Option<Uuid>,
    pub act: shared::ThemeAct,
    /// The name before, or at the making.
    pub name: String,
    /// The meaning before, or at the making.
    pub meaning: String,
    /// The points that moved with a split.
    pub points: shared::Ids,
    pub organiser: Uuid,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

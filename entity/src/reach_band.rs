//! One answer of a reach question, with its share in the area.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reach_band")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub question: Uuid,
    /// Stable within its question; a language's code, a door's or a way's text.
    pub key: String,
    pub name: String,
    /// Hundredths of a per cent of the area's people.
    pub share: Option<i32>,
    pub position: i32,
    pub retired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

//! A group of insights that belong together, named by a person.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "theme")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub parent: Option<Uuid>,
    pub name: String,
    pub meaning: String,
    pub position: i32,
    pub merged_into: Option<Uuid>,
    pub made_at: DateTimeUtc,
    /// The theme it was split from.
    pub split_from: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

//! The role of an organiser on a whole host or on one chain.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub organiser: Uuid,
    pub host: Option<Uuid>,
    pub chain: Option<Uuid>,
    pub role: shared::Role,
    pub made_at: DateTimeUtc,
    /// Whether the organiser gets the morning message of these chains.
    pub morning: bool,
}

impl ActiveModelBehavior for ActiveModel {}

//! A list of first people an organiser has handed in and not yet added.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sheet")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub organiser: Uuid,
    /// What the file was called.
    pub file: String,
    /// Its rows, sealed; emptied once they are added, and a day later at the latest.
    pub body: Option<Vec<u8>>,
    pub made_at: DateTimeUtc,
    pub used_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

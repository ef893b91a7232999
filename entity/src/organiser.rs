//! A signed-in person. The address is sealed; `email_index` is its keyed hash, for look-ups.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organiser")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub email: Vec<u8>,
    pub email_index: Vec<u8>,
    pub name: String,
    pub made_at: DateTimeUtc,
    /// Whether number keys tick themes while sorting.
    pub number_keys: bool,
}

impl ActiveModelBehavior for ActiveModel {}

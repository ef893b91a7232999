//! An address (as keyed hash) that is not to be written to.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suppression")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub address_hmac: Vec<u8>,
    pub reason: shared::SuppressionReason,
    pub made_at: DateTimeUtc,
    pub until: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

//! A message that came in; `body` is sealed.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "inbound")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub event_id: String,
    pub kind: shared::InboundKind,
    pub outbox: Option<Uuid>,
    pub participant: Option<Uuid>,
    pub chain: Option<Uuid>,
    pub body: Option<Vec<u8>>,
    pub at: DateTimeUtc,
    pub read_at: Option<DateTimeUtc>,
    pub read_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

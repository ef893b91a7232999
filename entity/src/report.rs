//! A person tells the organisers that something about an invitation is not right; `text` is sealed.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub participant: Uuid,
    pub why: shared::ReportWhy,
    pub text: Option<Vec<u8>>,
    pub at: DateTimeUtc,
    pub closed_at: Option<DateTimeUtc>,
    pub closed_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

//! A worry about somebody, for the safeguarding person only; `text` is sealed.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "worry")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub conversation: Uuid,
    pub by_id: Uuid,
    pub entered_by: Option<Uuid>,
    pub text: Option<Vec<u8>>,
    pub at: DateTimeUtc,
    pub hold: bool,
    pub closed_at: Option<DateTimeUtc>,
    pub closed_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

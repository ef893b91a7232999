//! Words that could be read in a published plan and were taken back; the words themselves stand nowhere here.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "words_gone")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub insight: Uuid,
    pub at: DateTimeUtc,
    pub seen_at: Option<DateTimeUtc>,
    pub seen_by: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

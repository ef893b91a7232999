//! An organiser saw that an offer and a need, or an offer and an action, are no match: the pair is not suggested again.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "no_match")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub offer: Uuid,
    pub need: Option<Uuid>,
    pub action: Option<Uuid>,
    pub organiser: Uuid,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

//! Which themes one organiser put a point of a blind sample into; none of them is an answer too.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "blind_answer")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub sample: Uuid,
    pub insight: Uuid,
    pub organiser: Uuid,
    pub themes: shared::Ids,
    pub at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}

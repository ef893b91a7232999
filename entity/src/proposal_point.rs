//! A point of theirs that somebody's proposal rests on.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal_point")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub proposal: Uuid,
    pub insight: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}

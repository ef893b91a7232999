//! An organiser put an insight into a theme. Chain, branch and conversation are repeated for counting.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "coding")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub insight: Uuid,
    pub theme: Uuid,
    pub coder: Uuid,
    pub stance: Option<shared::Stance>,
    pub at: DateTimeUtc,
    pub chain: Uuid,
    pub branch: Uuid,
    pub conversation: Uuid,
}

impl ActiveModelBehavior for ActiveModel {}

//! An action that a resident proposed, and what became of it.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub participant: Uuid,
    pub towards: String,
    pub why: String,
    pub at: DateTimeUtc,
    pub taken_back_at: Option<DateTimeUtc>,
    pub status: shared::ProposalStatus,
    pub answer: String,
    pub answered_by: Option<Uuid>,
    pub answered_at: Option<DateTimeUtc>,
    pub action: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

//! A resident who was asked to look after an action, and does so from their yes on.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "action_owner")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub action: Uuid,
    pub participant: Uuid,
    pub asked_by: Uuid,
    pub asked_at: DateTimeUtc,
    pub agreed_at: Option<DateTimeUtc>,
    pub shown: Option<shared::OwnerShown>,
    pub source: Option<String>,
    pub entered_by: Option<Uuid>,
    pub ended_at: Option<DateTimeUtc>,
    pub ended_why: Option<shared::OwnerEnded>,
}

impl ActiveModelBehavior for ActiveModel {}

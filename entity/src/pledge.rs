//! Somebody could help with an action.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "pledge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub action: Uuid,
    pub participant: Uuid,
    /// What they could do, in one line; may be empty.
    pub text: String,
    pub source: String,
    pub entered_by: Option<Uuid>,
    pub made_at: DateTimeUtc,
    pub taken_back_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

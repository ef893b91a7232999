//! What happened with an action, as everybody may read it.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "news")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub action: Uuid,
    pub text: String,
    pub happened_on: String,
    pub status: shared::ActionStatus,
    pub reason: String,
    pub told: i32,
    pub made_by: Uuid,
    pub made_at: DateTimeUtc,
    pub taken_back_at: Option<DateTimeUtc>,
    /// What the photo shows, for who cannot see it; absent without a photo.
    pub photo_alt: Option<String>,
    pub photo_width: Option<i32>,
    pub photo_height: Option<i32>,
}

impl ActiveModelBehavior for ActiveModel {}

//! Two people who may get to know each other: proposed by an organiser, made when both say yes. `one` is the smaller id.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "introduction")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub one: Uuid,
    pub other: Uuid,
    pub why: String,
    pub proposed_by: Uuid,
    pub proposed_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub one_yes_at: Option<DateTimeUtc>,
    pub one_contact: Option<Vec<u8>>,
    pub one_source: Option<String>,
    pub one_entered_by: Option<Uuid>,
    /// When `one` first saw how to reach `other`.
    pub one_seen_at: Option<DateTimeUtc>,
    pub other_yes_at: Option<DateTimeUtc>,
    pub other_contact: Option<Vec<u8>>,
    pub other_source: Option<String>,
    pub other_entered_by: Option<Uuid>,
    pub other_seen_at: Option<DateTimeUtc>,
    pub made_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub ended_why: Option<shared::IntroductionEnded>,
}

impl ActiveModelBehavior for ActiveModel {}

//! "That is not what I meant": somebody whose words stand behind an action disputes it, and what was answered.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "challenge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub action: Uuid,
    pub insight: Uuid,
    pub participant: Uuid,
    pub text: String,
    /// Whether the words may be read by everybody.
    pub shown: bool,
    pub at: DateTimeUtc,
    pub taken_back_at: Option<DateTimeUtc>,
    pub answer: String,
    pub answered_by: Option<Uuid>,
    pub answered_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}

//! Somebody whose words stand behind an action says that it is not what they meant, and what the organisers answer.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "challenge")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub action: Uuid,
    pub participant: Uuid,
    /// What they wrote; empty once it was taken back or they were forgotten.
    pub text: String,
    /// They allow others to read it.
    pub readable: bool,
    pub source: String,
    pub entered_by: Option<Uuid>,
    pub made_at: DateTimeUtc,
    /// Grows with each change by anybody, so that nobody answers words they have not seen.
    pub edition: i32,
    pub answer: Option<String>,
    pub done: Option<shared::ChallengeDone>,
    /// An organiser looked for names and lets everybody read the words.
    pub shown: bool,
    pub answered_at: Option<DateTimeUtc>,
    pub answered_by: Option<Uuid>,
    pub corrected_at: Option<DateTimeUtc>,
    pub ended_at: Option<DateTimeUtc>,
    pub ended_why: Option<shared::ChallengeEnded>,
}

impl ActiveModelBehavior for ActiveModel {}

//! A resident proposes an action for the plan, and what organisers decided.

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
    /// Where things are, in their words.
    pub now: String,
    /// What could be done, in their words.
    pub towards: String,
    pub who: Option<shared::Who>,
    /// Grows with each change: who decides has read these words.
    pub edition: i32,
    pub source: String,
    pub entered_by: Option<Uuid>,
    pub made_at: DateTimeUtc,
    pub taken_back_at: Option<DateTimeUtc>,
    pub decided_at: Option<DateTimeUtc>,
    pub decided_by: Option<Uuid>,
    pub outcome: Option<shared::ProposalOutcome>,
    /// Why not, for the person who proposed it.
    pub reason: String,
    /// The action it became, or was joined to.
    pub action: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

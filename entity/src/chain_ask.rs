//! A resident asks to start a chain of their own, and the organisers' answer.

use sea_orm::entity::prelude::*;

use crate::shared;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chain_ask")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub chain: Uuid,
    pub participant: Uuid,
    pub topic: String,
    /// Where, or for whom.
    pub whom: String,
    pub why: String,
    pub sign_in: shared::AskSignIn,
    /// Sealed; only while the ask is open, and only where it is another address than the person's own.
    pub email: Option<Vec<u8>>,
    pub source: String,
    pub entered_by: Option<Uuid>,
    pub asked_at: DateTimeUtc,
    pub taken_back_at: Option<DateTimeUtc>,
    pub answered_at: Option<DateTimeUtc>,
    pub answered_by: Option<Uuid>,
    pub answer: Option<shared::AskAnswer>,
    /// Why not, for the person who asked.
    pub reason: String,
    /// The chain that was made of it.
    pub made: Option<Uuid>,
}

impl ActiveModelBehavior for ActiveModel {}

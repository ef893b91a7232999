//! A message stored with the change that caused it. What is due: nothing final is set and `next_attempt_at` has come (I5).

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub idempotency_key: String,
    pub kind: String,
    pub recipient: Option<Vec<u8>>,
    pub recipient_index: Vec<u8>,
    /// A keyed hash of what stands behind the @, to count messages to one domain.
    pub recipient_domain: Option<Vec<u8>>,
    pub chain: Option<Uuid>,
    pub participant: Option<Uuid>,
    pub conversation: Option<Uuid>,
    pub sign_in: Option<Uuid>,
    pub link: Option<Uuid>,
    pub generation: Option<i32>,
    pub language: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
    pub made_at: DateTimeUtc,
    pub next_attempt_at: DateTimeUtc,
    pub attempts: i32,
    pub claim_token: Option<Uuid>,
    pub lease_until: Option<DateTimeUtc>,
    pub transmitting_at: Option<DateTimeUtc>,
    pub in_doubt_at: Option<DateTimeUtc>,
    pub sent_at: Option<DateTimeUtc>,
    pub failed_at: Option<DateTimeUtc>,
    pub held_at: Option<DateTimeUtc>,
    pub cancelled_at: Option<DateTimeUtc>,
    pub expired_at: Option<DateTimeUtc>,
    pub last_reply: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}

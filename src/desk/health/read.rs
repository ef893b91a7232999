//! What the figures of a chain are worked out from, in two queries: the times of its people and of its links.
//!
//! No name and no way to reach anybody is read. Who was forgotten is still there as a knot and counts like the others.

use chrono::{DateTime, Utc};
use entity::shared::{Door, EndedWhy};
use entity::{conversation, participant};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

/// A person's place and times.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Person {
    pub id: Uuid,
    pub branch: Option<Uuid>,
    pub door: Door,
    pub joined_at: DateTime<Utc>,
    pub agreed_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub bounced_at: Option<DateTime<Utc>>,
    pub stopped_at: Option<DateTime<Utc>>,
    pub erased_at: Option<DateTime<Utc>>,
}

/// A link's two ends and its times.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Link {
    pub initiator: Uuid,
    pub partner: Uuid,
    pub invited_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub agreed_at: Option<DateTime<Utc>>,
    pub contacted_at: Option<DateTime<Utc>>,
    pub recorded_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// The people and links of a chain, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub people: Vec<Person>,
    /// Without the invitations that were taken back before they were sent.
    pub links: Vec<Link>,
}

/// Reads a chain.
pub async fn load(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Rows, DbErr> {
    use conversation::Column as L;
    use participant::Column as P;
    let people = participant::Entity::find()
        .select_only()
        .columns([
            P::Id,
            P::Branch,
            P::Door,
            P::JoinedAt,
            P::AgreedAt,
            P::FinishedAt,
            P::BouncedAt,
            P::StoppedAt,
            P::ErasedAt,
        ])
        .filter(P::Chain.eq(chain))
        .order_by_asc(P::JoinedAt)
        .order_by_asc(P::Id)
        .into_model()
        .all(conn)
        .await?;
    let was_sent = Condition::any()
        .add(L::EndedWhy.is_null())
        .add(L::EndedWhy.ne(EndedWhy::Undone));
    let links = conversation::Entity::find()
        .select_only()
        .columns([
            L::Initiator,
            L::Partner,
            L::InvitedAt,
            L::ExpiresAt,
            L::AgreedAt,
            L::ContactedAt,
            L::RecordedAt,
            L::EndedAt,
        ])
        .filter(L::Chain.eq(chain))
        .filter(was_sent)
        .order_by_asc(L::InvitedAt)
        .order_by_asc(L::Id)
        .into_model()
        .all(conn)
        .await?;
    Ok(Rows { people, links })
}

//! Points become themes: people name groups of points and put each point where it belongs; the server only counts.
//!
//! A point counts while nobody took it out. Private and unchecked points count but are read by organisers only; the
//! one place that says so in SQL is [`evidence`], and a test holds it against `conversation::check`.

use entity::conversation;
use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, Statement};
use uuid::Uuid;

use crate::web::Routes;

pub mod alike;
pub mod area;
pub mod blind;
pub mod chats;
pub mod choices;
pub mod coding;
pub(crate) mod desk;
pub mod enough;
pub mod evidence;
pub mod figures;
pub mod groups;
pub mod heard;
pub mod hiding;
pub mod memory;
pub mod once;
pub mod points;
pub mod room;
pub mod steps;
pub mod suggest;
pub mod themes;

/// The pages of this feature.
pub fn routes() -> Routes {
    desk::routes()
}

/// How far a chain has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Numbers {
    /// People who said yes and were not forgotten.
    pub people: i64,
    /// Chats that were written down, also those of which nothing was kept.
    pub chats: i64,
    /// Points that count.
    pub points: i64,
    /// Branches with a chat that was written down.
    pub branches: i64,
}

/// Counts a chain's numbers in one query.
pub async fn numbers(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Numbers, DbErr> {
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM participant p \
                 WHERE p.chain = $1 AND p.agreed_at IS NOT NULL AND p.erased_at IS NULL) AS people, \
                (SELECT COUNT(*) FROM conversation c WHERE c.chain = $1 AND {recorded}) AS chats, \
                (SELECT COUNT(*) FROM insight i WHERE i.chain = $1 AND {counts}) AS points, \
                (SELECT COUNT(DISTINCT p.branch) FROM conversation c JOIN participant p ON p.id = c.initiator \
                 WHERE c.chain = $1 AND {recorded}) AS branches",
        recorded = "c.recorded_at IS NOT NULL AND c.ended_at IS NULL",
        counts = evidence::COUNTS,
    );
    let statement =
        Statement::from_sql_and_values(conn.get_database_backend(), sql, [chain.into()]);
    let row = Numbers::find_by_statement(statement).one(conn).await?;
    Ok(row.unwrap_or_default())
}

/// Tells whether a conversation was written down and stands.
pub fn is_recorded(conversation: &conversation::Model) -> bool {
    conversation.recorded_at.is_some() && conversation.ended_at.is_none()
}

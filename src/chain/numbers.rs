//! The numbers of chains, counted for many chains at once.
//!
//! People are those who said yes; chats are those that were written down; a branch begins with each first person who
//! said yes. An erased person still counts: their place in the chain stays.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::{chain, conversation, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::chain::{Face, faces_of};

/// How far a chain has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    pub people: i64,
    pub chats: i64,
    pub branches: i64,
    /// When something last happened between people; absent while nobody was added.
    pub last_activity: Option<DateTime<Utc>>,
}

/// Counts the numbers of each of these chains.
pub async fn of_chains(
    conn: &impl ConnectionTrait,
    chains: &[Uuid],
) -> Result<HashMap<Uuid, Numbers>, DbErr> {
    let mut all: HashMap<Uuid, Numbers> = HashMap::new();
    let branches = Expr::col(participant::Column::Branch).count_distinct();
    let people: Vec<(Uuid, i64, i64, Option<DateTime<Utc>>)> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Chain)
        .column_as(participant::Column::Id.count(), "people")
        .column_as(branches, "branches")
        .column_as(participant::Column::AgreedAt.max(), "last")
        .filter(participant::Column::Chain.is_in(chains.iter().copied()))
        .filter(participant::Column::AgreedAt.is_not_null())
        .group_by(participant::Column::Chain)
        .into_tuple()
        .all(conn)
        .await?;
    for (chain, people, branches, last) in people {
        let numbers = all.entry(chain).or_default();
        (numbers.people, numbers.branches) = (people, branches);
        numbers.last_activity = std::cmp::max(numbers.last_activity, last);
    }
    let chats: Vec<(Uuid, i64, LastTimes)> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Chain)
        .column_as(conversation::Column::RecordedAt.count(), "chats")
        .column_as(conversation::Column::InvitedAt.max(), "invited")
        .column_as(conversation::Column::RecordedAt.max(), "recorded")
        .column_as(conversation::Column::CheckedAt.max(), "checked")
        .filter(conversation::Column::Chain.is_in(chains.iter().copied()))
        .group_by(conversation::Column::Chain)
        .into_tuple::<(Uuid, i64, Moment, Moment, Moment)>()
        .all(conn)
        .await?
        .into_iter()
        .map(|(chain, n, invited, recorded, checked)| (chain, n, [invited, recorded, checked]))
        .collect();
    for (chain, chats, times) in chats {
        let numbers = all.entry(chain).or_default();
        numbers.chats = chats;
        for time in times {
            numbers.last_activity = std::cmp::max(numbers.last_activity, time);
        }
    }
    Ok(all)
}

type Moment = Option<DateTime<Utc>>;
type LastTimes = [Moment; 3];

/// Counts the numbers of one chain.
pub async fn of_chain(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Numbers, DbErr> {
    let all = of_chains(conn, &[chain]).await?;
    Ok(all.get(&chain).copied().unwrap_or_default())
}

/// Lists the chains an organiser has a role on, the newest first.
pub async fn list_for(conn: &impl ConnectionTrait, organiser: Uuid) -> Result<Vec<Face>, DbErr> {
    let roles = entity::membership::Entity::find()
        .filter(entity::membership::Column::Organiser.eq(organiser))
        .all(conn)
        .await?;
    let mine = Condition::any()
        .add(chain::Column::Id.is_in(roles.iter().filter_map(|m| m.chain)))
        .add(chain::Column::Host.is_in(roles.iter().filter_map(|m| m.host)));
    let chains = chain::Entity::find()
        .filter(mine)
        .order_by_desc(chain::Column::MadeAt)
        .order_by_desc(chain::Column::Id)
        .all(conn)
        .await?;
    faces_of(conn, chains).await
}

/// Lists the chains that have been opened, are not closed, and may be named to anyone, the newest first.
pub async fn list_open(conn: &impl ConnectionTrait) -> Result<Vec<Face>, DbErr> {
    let mut chains = chain::Entity::find()
        .filter(chain::Column::OpenedAt.is_not_null())
        .filter(chain::Column::ClosedAt.is_null())
        .order_by_desc(chain::Column::OpenedAt)
        .order_by_desc(chain::Column::Id)
        .all(conn)
        .await?;
    chains.retain(|chain| chain.rules.listed);
    faces_of(conn, chains).await
}

//! What open data tells of branches: how many chats each has, with small groups hidden (the rule of five).

use std::collections::HashMap;

use entity::insight;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::keys;
use crate::methods::hiding::{self, Cell};

/// Counts the chats of each branch that have a point that counts: the largest first, then those that are not told, in
/// an order that says nothing. Nothing when there are too few to tell any.
pub async fn chats_by_branch(
    conn: &impl ConnectionTrait,
    chain: Uuid,
) -> Result<Option<Vec<Cell>>, DbErr> {
    let chats: Vec<(Uuid, Uuid)> = insight::Entity::find()
        .select_only()
        .column(insight::Column::Branch)
        .column(insight::Column::Conversation)
        .distinct()
        .filter(insight::Column::Chain.eq(chain))
        .filter(insight::Column::StruckAt.is_null())
        .filter(insight::Column::WithdrawnAt.is_null())
        .into_tuple()
        .all(conn)
        .await?;
    let mut counted: HashMap<Uuid, u64> = HashMap::new();
    for (branch, _) in chats {
        *counted.entry(branch).or_default() += 1;
    }
    let mut counted: Vec<(Uuid, u64)> = counted.into_iter().collect();
    counted.sort_by_cached_key(|(branch, _)| keys::hash(&branch.to_string()));
    let counts: Vec<u64> = counted.into_iter().map(|(_, chats)| chats).collect();
    let mut cells = hiding::hide(&counts);
    if let Some(cells) = &mut cells {
        cells.sort_by_key(|cell| std::cmp::Reverse(cell.shown()));
    }
    Ok(cells)
}

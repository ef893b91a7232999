//! How far a chat has travelled: how many people further on have talked since this person passed it on.
//!
//! Only a number, and only on the person's own page: it names nobody, and nobody else is shown it. It is counted from
//! the chain's tree and its recorded conversations each time, so that nothing has to be kept up to date.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use entity::{conversation, participant};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

/// Two people who talked, and when that was written down.
#[derive(Clone, Copy, Debug)]
struct Talk {
    initiator: Uuid,
    partner: Uuid,
    at: DateTime<Utc>,
}

/// Counts the people after this one in their branch who have talked since this person's own first recorded
/// conversation. `None` for somebody who has not passed it on.
pub async fn count(
    conn: &impl ConnectionTrait,
    person: &participant::Model,
) -> Result<Option<usize>, DbErr> {
    let Some(branch) = person.branch else {
        return Ok(None);
    };
    let talks: Vec<Talk> = conversation::Entity::find()
        .select_only()
        .column(conversation::Column::Initiator)
        .column(conversation::Column::Partner)
        .column(conversation::Column::RecordedAt)
        .filter(conversation::Column::Chain.eq(person.chain))
        .filter(conversation::Column::RecordedAt.is_not_null())
        .filter(conversation::Column::EndedAt.is_null())
        .into_tuple::<(Uuid, Uuid, DateTime<Utc>)>()
        .all(conn)
        .await?
        .into_iter()
        .map(|(initiator, partner, at)| Talk {
            initiator,
            partner,
            at,
        })
        .collect();
    if !talks.iter().any(|talk| talk.initiator == person.id) {
        return Ok(None);
    }
    let tree: Vec<(Uuid, Option<Uuid>)> = participant::Entity::find()
        .select_only()
        .column(participant::Column::Id)
        .column(participant::Column::Parent)
        .filter(participant::Column::Chain.eq(person.chain))
        .filter(participant::Column::Branch.eq(branch))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(walk(person.id, &tree, &talks))
}

fn walk(person: Uuid, tree: &[(Uuid, Option<Uuid>)], talks: &[Talk]) -> Option<usize> {
    let passed_on = talks.iter().filter(|talk| talk.initiator == person);
    let since = passed_on.map(|talk| talk.at).min()?;
    let after = descendants(person, tree);
    let talked: HashSet<Uuid> = talks
        .iter()
        .filter(|talk| talk.at > since && talk.initiator != person)
        .flat_map(|talk| [talk.initiator, talk.partner])
        .filter(|id| after.contains(id))
        .collect();
    Some(talked.len())
}

fn descendants(person: Uuid, tree: &[(Uuid, Option<Uuid>)]) -> HashSet<Uuid> {
    let mut children: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (id, parent) in tree {
        if let Some(parent) = parent {
            children.entry(*parent).or_default().push(*id);
        }
    }
    let mut found = HashSet::new();
    let mut next = vec![person];
    while let Some(id) = next.pop() {
        for child in children.get(&id).into_iter().flatten() {
            if found.insert(*child) {
                next.push(*child);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn talk(initiator: u128, partner: u128, day: i64) -> Talk {
        Talk {
            initiator: id(initiator),
            partner: id(partner),
            at: DateTime::UNIX_EPOCH + chrono::Duration::days(day),
        }
    }

    /// 1 asked 2 and 3; 2 asked 4; 4 asked 5. 9 began another branch.
    fn tree() -> Vec<(Uuid, Option<Uuid>)> {
        let parents = [(1, 0), (2, 1), (3, 1), (4, 2), (5, 4), (9, 0)];
        let row = |(n, parent): (u128, u128)| (id(n), (parent > 0).then(|| id(parent)));
        parents.into_iter().map(row).collect()
    }

    #[test]
    fn nobody_is_counted_for_somebody_who_has_not_passed_it_on() {
        assert_eq!(walk(id(2), &tree(), &[talk(1, 2, 1)]), None);
        assert_eq!(walk(id(1), &tree(), &[]), None);
    }

    #[test]
    fn ones_own_chats_are_not_people_further_on() {
        assert_eq!(walk(id(1), &tree(), &[talk(1, 2, 1)]), Some(0));
        let two = [talk(1, 2, 1), talk(1, 3, 5)];
        assert_eq!(walk(id(1), &tree(), &two), Some(0));
    }

    #[test]
    fn everybody_after_is_counted_once_and_nobody_beside_or_before() {
        let talks = [
            talk(1, 2, 1),
            talk(2, 4, 2),
            talk(4, 5, 3),
            talk(9, 8, 4),
            talk(1, 3, 5),
        ];
        assert_eq!(walk(id(1), &tree(), &talks), Some(3));
        assert_eq!(walk(id(2), &tree(), &talks), Some(2));
        assert_eq!(walk(id(4), &tree(), &talks), Some(0));
        assert_eq!(walk(id(5), &tree(), &talks), None);
    }

    #[test]
    fn a_tree_that_bites_its_tail_ends() {
        let ring = [(id(1), Some(id(2))), (id(2), Some(id(1)))];
        assert_eq!(walk(id(1), &ring, &[talk(1, 2, 1)]), Some(0));
    }
}

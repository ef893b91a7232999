//! Which points a blind sample is made of: drawn by chance, spread over themes (no theme is one of them) and over chats.

use std::collections::HashMap;

use entity::{coding, insight};
use sea_orm::{
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::insight::coding::sortable;
use crate::insight::themes::Family;
use crate::sources::Sources;

/// A point that may be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub point: Uuid,
    pub chat: Uuid,
    /// The first theme it stands in.
    pub theme: Option<Uuid>,
}

/// Lists the points that can be sorted, in an order that chance decides.
pub(super) async fn candidates(
    txn: &DatabaseTransaction,
    sources: &Sources,
    chain: Uuid,
) -> Result<Vec<Candidate>, DbErr> {
    let family = Family::read(txn, chain).await?;
    let stands: Vec<(Uuid, Uuid)> = coding::Entity::find()
        .select_only()
        .columns([coding::Column::Insight, coding::Column::Theme])
        .filter(coding::Column::Chain.eq(chain))
        .order_by_desc(coding::Column::Id)
        .into_tuple()
        .all(txn)
        .await?;
    let stands: HashMap<Uuid, Uuid> = stands.into_iter().collect();
    let points: Vec<(Uuid, Uuid)> = insight::Entity::find()
        .select_only()
        .columns([insight::Column::Id, insight::Column::Conversation])
        .filter(sortable(chain))
        .order_by_asc(insight::Column::Id)
        .into_tuple()
        .all(txn)
        .await?;
    let mut drawn: Vec<(u64, Candidate)> = points
        .into_iter()
        .map(|(point, chat)| {
            let theme = stands.get(&point).and_then(|theme| family.shown(*theme));
            let one = Candidate { point, chat, theme };
            (u64::from_le_bytes(sources.bytes()), one)
        })
        .collect();
    drawn.sort_by_key(|(chance, _)| *chance);
    Ok(drawn.into_iter().map(|(_, one)| one).collect())
}

/// Takes so many points of a list that chance has shuffled: each time one of the theme that has fewest so far, and among
/// those one of the chat that has fewest. They come in the order of the list, which tells nothing of their themes.
pub fn spread(shuffled: &[Candidate], size: usize) -> Vec<Uuid> {
    let mut left: Vec<usize> = (0..shuffled.len()).collect();
    let mut themes: HashMap<Option<Uuid>, usize> = HashMap::new();
    let mut chats: HashMap<Uuid, usize> = HashMap::new();
    let mut taken = Vec::new();
    while taken.len() < size {
        let so_far = |n: &usize| {
            let one = &shuffled[*n];
            let theme = themes.get(&one.theme).copied().unwrap_or_default();
            (theme, chats.get(&one.chat).copied().unwrap_or_default())
        };
        let Some(place) = (0..left.len()).min_by_key(|place| so_far(&left[*place])) else {
            break;
        };
        let n = left.remove(place);
        *themes.entry(shuffled[n].theme).or_default() += 1;
        *chats.entry(shuffled[n].chat).or_default() += 1;
        taken.push(n);
    }
    taken.sort_unstable();
    taken.into_iter().map(|n| shuffled[n].point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: usize) -> Uuid {
        Uuid::from_u128(u128::try_from(n).unwrap())
    }

    #[test]
    fn a_sample_is_spread_over_themes_and_chats_and_never_repeats_a_point() {
        // 40 points of 8 chats: one big theme, one of three points, two of no theme.
        let all: Vec<Candidate> = (0..40)
            .map(|n| Candidate {
                point: id(n),
                chat: id(100 + n % 8),
                theme: match n {
                    0..3 => Some(id(201)),
                    3..5 => None,
                    _ => Some(id(202)),
                },
            })
            .collect();
        let drawn = spread(&all, 10);
        assert_eq!(drawn.len(), 10);
        let of = |theme: Option<Uuid>| {
            let inside = |point: &&Uuid| all.iter().any(|c| c.point == **point && c.theme == theme);
            drawn.iter().filter(inside).count()
        };
        assert_eq!((of(Some(id(201))), of(None), of(Some(id(202)))), (3, 2, 5));
        let mut chats: Vec<Uuid> = all
            .iter()
            .filter(|c| drawn.contains(&c.point))
            .map(|c| c.chat)
            .collect();
        chats.sort_unstable();
        chats.dedup();
        assert_eq!(chats.len(), 8, "every chat is heard");
        assert!(drawn.is_sorted(), "in the order of the list");
        let mut once = spread(&all, 99);
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), 40, "no more than there are");
        assert!(spread(&[], 10).is_empty());
    }
}

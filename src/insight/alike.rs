//! Points in nearly the same words: handed on from one chat to the next, or said again.
//!
//! What a chat says in nearly the words of the chat through which its people came is passed along and no new support
//! (METHODS 4.7 c). Whoever is further apart in the chain said it again.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use entity::{coding, insight};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::coding as sorting;
use super::heard::Heard;
use super::memory::{Looked, Memory};
use crate::conversation;
use crate::methods::support::Support;
use crate::methods::text::near_duplicates;

/// How many points are looked at, the newest: up to so many every pair is (decision 18).
pub const LOOKED_AT: u64 = 5_000;

/// Pairs as they were found before, by chain.
pub type Found = Memory<Vec<(usize, usize, f32)>>;

/// Points in nearly the same words.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// Oldest first.
    pub points: Vec<Uuid>,
    /// Points that a chat handed on, with the one of the chat before it.
    pub passed_along: BTreeMap<Uuid, Uuid>,
    pub support: Support,
    /// How many of the points stand in no theme.
    pub unsorted: usize,
}

/// All sets of a chain.
#[derive(Clone, Debug, Default)]
pub struct Alike {
    /// Those with points in no theme first, then the greatest.
    pub sets: Vec<Set>,
    pub looked: usize,
    pub all: u64,
}

impl Alike {
    /// Finds a chain's sets, of sorted points and others.
    pub async fn read(
        conn: &impl ConnectionTrait,
        found: &Found,
        chain: Uuid,
    ) -> Result<Self, DbErr> {
        let looked = Looked::read(conn, sorting::sortable(chain), LOOKED_AT).await?;
        let mut alike = Self {
            sets: Vec::new(),
            looked: looked.points.len(),
            all: looked.of,
        };
        if looked.points.len() < 2 {
            return Ok(alike);
        }
        let work = |texts: &[String], _: &[String]| near_duplicates(texts);
        let pairs = found.get(chain, &looked, &Looked::default(), work).await?;
        let sets = sets(looked.points.len(), &pairs);
        if sets.is_empty() {
            return Ok(alike);
        }
        let heard = Heard::read(conn, chain).await?;
        let sorted: HashSet<Uuid> = coding::Entity::find()
            .select_only()
            .column(coding::Column::Insight)
            .filter(coding::Column::Chain.eq(chain))
            .distinct()
            .into_tuple()
            .all(conn)
            .await?
            .into_iter()
            .collect();
        let of = |set: &Vec<usize>| of(set, &looked, &heard, &sorted);
        alike.sets = sets.iter().map(of).collect();
        alike
            .sets
            .sort_by_key(|set| (set.unsorted == 0, Reverse(set.points.len())));
        Ok(alike)
    }

    /// Finds the set with this point.
    pub fn with(&self, point: Uuid) -> Option<&Set> {
        self.sets.iter().find(|set| set.points.contains(&point))
    }
}

/// Joins pairs to sets: two that are like a third stand together.
fn sets(count: usize, pairs: &[(usize, usize, f32)]) -> Vec<Vec<usize>> {
    let mut first: Vec<usize> = (0..count).collect();
    for (one, other, _) in pairs {
        let (one, other) = (root(&mut first, *one), root(&mut first, *other));
        first[one.max(other)] = one.min(other);
    }
    let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..count {
        together.entry(root(&mut first, at)).or_default().push(at);
    }
    together.into_values().filter(|set| set.len() > 1).collect()
}

fn root(first: &mut [usize], at: usize) -> usize {
    let mut here = at;
    while first[here] != here {
        first[here] = first[first[here]];
        here = first[here];
    }
    here
}

fn of(set: &[usize], looked: &Looked, heard: &Heard, sorted: &HashSet<Uuid>) -> Set {
    let said = || set.iter().map(|at| &looked.points[*at]);
    let chats: HashSet<Uuid> = said().map(|one| one.chat).collect();
    let mut first_in: HashMap<usize, Uuid> = HashMap::new();
    for one in said() {
        if let Some(place) = heard.place(one.chat) {
            first_in.entry(place).or_insert(one.id);
        }
    }
    let before = |chat: Uuid| {
        let parent = heard.forest.parent(heard.place(chat)?)?;
        first_in.get(&parent).copied()
    };
    let passed = said().filter_map(|one| Some((one.id, before(one.chat)?)));
    Set {
        points: said().map(|one| one.id).collect(),
        passed_along: passed.collect(),
        unsorted: said().filter(|one| !sorted.contains(&one.id)).count(),
        support: Support::of(&heard.forest, &heard.answers(chats)),
    }
}

/// Finds the point of the chat before that a point says again in nearly the same words.
pub async fn passed_from(
    conn: &impl ConnectionTrait,
    point: &insight::Model,
) -> Result<Option<insight::Model>, DbErr> {
    let chat = entity::conversation::Entity::find_by_id(point.conversation);
    let Some(chat) = chat.one(conn).await? else {
        return Ok(None);
    };
    let Some(before) = conversation::find_incoming(conn, chat.initiator).await? else {
        return Ok(None);
    };
    let earlier = insight::Entity::find()
        .filter(sorting::sortable(point.chain))
        .filter(insight::Column::Conversation.eq(before.id))
        .order_by_asc(insight::Column::Id)
        .all(conn)
        .await?;
    let texts: Vec<&str> = earlier
        .iter()
        .map(|one| one.text.as_str())
        .chain([point.text.as_str()])
        .collect();
    let pairs = near_duplicates(&texts);
    let found = pairs.iter().find(|pair| pair.1 == earlier.len());
    Ok(found.map(|pair| earlier[pair.0].clone()))
}

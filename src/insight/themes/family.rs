//! How a chain's themes hang together: what was merged into what, and what is a part of what.
//!
//! Merging and nesting move no point. A theme stands for the points sorted into it, into what was merged into it (all
//! the way down), and into its parts. A theme that was merged keeps its own parent for the day it is taken apart, but
//! counts where it is merged and not there. What a published plan names goes on counting everything that ever hung on
//! it: a merge afterwards takes nothing from it.

use std::collections::{HashMap, HashSet};

use entity::theme;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::insight::evidence::Basis;

/// All themes of a chain, merged ones too.
#[derive(Clone, Debug, Default)]
pub struct Family {
    all: Vec<theme::Model>,
    places: HashMap<Uuid, usize>,
}

fn wanted(chain: Uuid) -> sea_orm::Select<theme::Entity> {
    theme::Entity::find()
        .filter(theme::Column::Chain.eq(chain))
        .order_by_asc(theme::Column::Position)
        .order_by_asc(theme::Column::Id)
}

impl Family {
    /// Reads a chain's themes.
    pub async fn read(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Self, DbErr> {
        Ok(Self::of(wanted(chain).all(conn).await?))
    }

    /// Reads a chain's themes and locks them, so that what changes how they hang together comes one after the other.
    /// SQLite has one writer anyway.
    pub async fn lock(txn: &DatabaseTransaction, chain: Uuid) -> Result<Self, DbErr> {
        let ids = theme::Entity::find()
            .filter(theme::Column::Chain.eq(chain))
            .order_by_asc(theme::Column::Id)
            .lock_exclusive();
        ids.all(txn).await?;
        // What was read while waiting for the lock may be old.
        Self::read(txn, chain).await
    }

    /// Puts themes together that are in the order of their places.
    pub fn of(all: Vec<theme::Model>) -> Self {
        let places = all.iter().map(|t| t.id).zip(0..).collect();
        Self { all, places }
    }

    /// Lists all themes in the order of their places, merged ones too.
    pub fn all(&self) -> &[theme::Model] {
        &self.all
    }

    /// Finds a theme, merged or not.
    pub fn get(&self, id: Uuid) -> Option<&theme::Model> {
        self.places.get(&id).and_then(|place| self.all.get(*place))
    }

    /// Finds a theme that is not merged into another.
    pub fn open(&self, id: Uuid) -> Option<&theme::Model> {
        self.get(id).filter(|theme| theme.merged_into.is_none())
    }

    /// Returns the theme that a theme is now part of through merging; itself where it was not merged.
    pub fn now(&self, id: Uuid) -> Uuid {
        let mut here = id;
        for _ in 0..self.all.len() {
            match self.get(here).and_then(|theme| theme.merged_into) {
                Some(next) => here = next,
                None => break,
            }
        }
        here
    }

    /// Returns the theme that a theme is now part of; nothing for one that is not there.
    pub fn shown(&self, id: Uuid) -> Option<Uuid> {
        self.get(id).map(|theme| self.now(theme.id))
    }

    /// Lists the themes that these are part of now, each once, in the order of the list.
    pub fn listed(&self, ids: &[Uuid]) -> Vec<theme::Model> {
        let shown: HashSet<Uuid> = ids.iter().filter_map(|id| self.shown(*id)).collect();
        let stands = |theme: &&theme::Model| shown.contains(&theme.id);
        self.in_order()
            .into_iter()
            .filter(stands)
            .cloned()
            .collect()
    }

    /// Returns the names of the themes that these are part of now.
    pub fn names(&self, ids: &[Uuid]) -> Vec<String> {
        self.listed(ids).into_iter().map(|t| t.name).collect()
    }

    /// Returns the theme under which a theme stands today.
    pub fn parent(&self, id: Uuid) -> Option<Uuid> {
        let here = self.now(id);
        let parent = self.now(self.get(here)?.parent?);
        (parent != here).then_some(parent)
    }

    /// Lists the themes that stand under a theme today.
    pub fn parts(&self, id: Uuid) -> Vec<&theme::Model> {
        let open = self.all.iter().filter(|t| t.merged_into.is_none());
        open.filter(|t| t.id != id && self.parent(t.id) == Some(id))
            .collect()
    }

    /// Lists the themes beside a theme, itself among them, in their order.
    pub fn siblings(&self, id: Uuid) -> Vec<&theme::Model> {
        let parent = self.parent(id);
        let open = self.all.iter().filter(|t| t.merged_into.is_none());
        open.filter(|t| self.parent(t.id) == parent).collect()
    }

    /// Lists what was merged straight into a theme.
    pub fn made_of(&self, id: Uuid) -> Vec<&theme::Model> {
        let merged = |t: &&theme::Model| t.merged_into == Some(id);
        self.all.iter().filter(merged).collect()
    }

    /// Lists the themes that are not merged into others: each followed by its parts.
    pub fn in_order(&self) -> Vec<&theme::Model> {
        let mut below: HashMap<Option<Uuid>, Vec<&theme::Model>> = HashMap::new();
        for theme in self.all.iter().filter(|t| t.merged_into.is_none()) {
            below.entry(self.parent(theme.id)).or_default().push(theme);
        }
        let mut listed = Vec::with_capacity(self.all.len());
        for theme in below.remove(&None).unwrap_or_default() {
            listed.push(theme);
            listed.extend(below.remove(&Some(theme.id)).unwrap_or_default());
        }
        // No theme is lost, however deep it stands.
        listed.extend(below.into_values().flatten());
        listed
    }

    /// Collects a theme and everything `child` leads to from there.
    fn collect(&self, id: Uuid, child: impl Fn(&theme::Model, Uuid) -> bool) -> Vec<Uuid> {
        let mut found = vec![id];
        let mut next = 0;
        while let Some(here) = found.get(next).copied() {
            let below = self.all.iter().filter(|t| child(t, here)).map(|t| t.id);
            let below: Vec<Uuid> = below.filter(|id| !found.contains(id)).collect();
            found.extend(below);
            next += 1;
        }
        found
    }

    /// Returns a theme and what was merged into it, without its parts.
    pub fn merged_under(&self, id: Uuid) -> Vec<Uuid> {
        self.collect(id, |t, here| t.merged_into == Some(here))
    }

    /// Returns the themes whose points are a theme's points today.
    pub fn under(&self, id: Uuid) -> Vec<Uuid> {
        self.collect(id, |t, here| match t.merged_into {
            Some(into) => into == here,
            None => t.parent == Some(here),
        })
    }

    /// Returns the themes whose points count for a theme that a published plan names.
    pub fn ever_under(&self, id: Uuid) -> Vec<Uuid> {
        self.collect(id, |t, here| {
            t.merged_into == Some(here) || t.parent == Some(here)
        })
    }

    /// Returns the themes of a published plan that a point counts for when it is sorted into `coded`.
    pub fn claims(&self, coded: &[Uuid]) -> HashSet<Uuid> {
        let mut open = coded.to_vec();
        let mut found = HashSet::new();
        while let Some(here) = open.pop() {
            if found.insert(here)
                && let Some(theme) = self.get(here)
            {
                open.extend([theme.merged_into, theme.parent].into_iter().flatten());
            }
        }
        found
    }

    /// Returns what a draft rests on today: the themes its own are part of now, with all that stands for them.
    pub fn draft(&self, basis: &Basis) -> Basis {
        let now = basis.themes.iter().map(|id| self.now(*id));
        Basis {
            themes: once(now.flat_map(|id| self.under(id))),
            insights: basis.insights.clone(),
        }
    }

    /// Returns what a published claim rests on: its own themes and all that ever hung on them.
    pub fn published(&self, basis: &Basis) -> Basis {
        let themes = basis.themes.iter();
        Basis {
            themes: once(themes.flat_map(|id| self.ever_under(*id))),
            insights: basis.insights.clone(),
        }
    }

    /// Returns the themes that these are part of now, each once.
    pub fn now_of(&self, themes: &[Uuid]) -> Vec<Uuid> {
        once(themes.iter().map(|id| self.now(*id)))
    }
}

/// Lists ids in the order in which they come first.
fn once(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    let mut seen = HashSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}

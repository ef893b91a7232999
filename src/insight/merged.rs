//! A coding stays on the theme it was made for; where that theme was merged into another, it shows as that one.

use std::collections::{HashMap, HashSet};

use entity::{coding, theme};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

/// A chain's themes, and which of them stands for which.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The themes that stand for themselves, in the order people gave them.
    pub themes: Vec<theme::Model>,
    shown: HashMap<Uuid, Uuid>,
}

impl Merged {
    /// Reads a chain's themes in one query.
    pub async fn load(conn: &impl ConnectionTrait, chain: Uuid) -> Result<Self, DbErr> {
        let all = theme::Entity::find()
            .filter(theme::Column::Chain.eq(chain))
            .order_by_asc(theme::Column::Position)
            .order_by_asc(theme::Column::Id)
            .all(conn)
            .await?;
        Ok(Self::of(all))
    }

    /// Follows every merger to its end.
    pub fn of(all: Vec<theme::Model>) -> Self {
        let into: HashMap<Uuid, Option<Uuid>> = all.iter().map(|t| (t.id, t.merged_into)).collect();
        let end = |theme: &theme::Model| {
            let mut seen = HashSet::from([theme.id]);
            let mut at = theme.id;
            while let Some(next) = into.get(&at).copied().flatten() {
                if !seen.insert(next) {
                    break;
                }
                at = next;
            }
            (theme.id, at)
        };
        Self {
            shown: all.iter().map(end).collect(),
            themes: all
                .into_iter()
                .filter(|t| t.merged_into.is_none())
                .collect(),
        }
    }

    /// Returns the theme that stands for another, or for itself; nothing for one that is not there.
    pub fn shown(&self, theme: Uuid) -> Option<Uuid> {
        self.shown.get(&theme).copied()
    }

    /// Finds the theme that stands for another.
    pub fn find(&self, theme: Uuid) -> Option<&theme::Model> {
        let shown = self.shown(theme)?;
        self.themes.iter().find(|theme| theme.id == shown)
    }

    /// Returns the themes that stand for these, each once, in the order of the list.
    pub fn list(&self, themes: &[Uuid]) -> Vec<theme::Model> {
        let shown: HashSet<Uuid> = themes.iter().filter_map(|t| self.shown(*t)).collect();
        let stands = |theme: &&theme::Model| shown.contains(&theme.id);
        self.themes.iter().filter(stands).cloned().collect()
    }

    /// Returns every theme that shows as one of these, themselves too.
    pub fn members(&self, themes: &[Uuid]) -> Vec<Uuid> {
        let inside = |(id, shown): (&Uuid, &Uuid)| themes.contains(shown).then_some(*id);
        self.shown.iter().filter_map(inside).collect()
    }

    /// Returns a theme with its parts.
    pub fn with_parts(&self, theme: Uuid) -> Vec<Uuid> {
        let parts = self.themes.iter().filter(|t| t.parent == Some(theme));
        [theme].into_iter().chain(parts.map(|t| t.id)).collect()
    }

    /// Returns the names of the themes that stand for these.
    pub fn names(&self, themes: &[Uuid]) -> Vec<String> {
        self.list(themes).into_iter().map(|t| t.name).collect()
    }
}

/// Finds which themes each of these points stands in: what any organiser said.
pub async fn of_points(
    conn: &impl ConnectionTrait,
    merged: &Merged,
    points: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Uuid>>, DbErr> {
    let rows = coding::Entity::find()
        .filter(coding::Column::Insight.is_in(points))
        .order_by_asc(coding::Column::Id)
        .all(conn)
        .await?;
    let mut all: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        let themes = all.entry(row.insight).or_default();
        if let Some(shown) = merged.shown(row.theme)
            && !themes.contains(&shown)
        {
            themes.push(shown);
        }
    }
    Ok(all)
}

//! The themes beside a point, in the order in which they are offered: those used last, those suggested, the rest.

use std::collections::{BTreeMap, HashSet};

use entity::theme;
use uuid::Uuid;

use super::steps::RECENT;

/// A theme that a point may belong to, and the words it shares with the theme's points. Never ticked by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggested {
    pub theme: Uuid,
    pub shared_words: Vec<String>,
}

/// A theme that can be ticked.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its number on the page, from 1.
    pub n: usize,
    pub id: String,
    pub theme: theme::Model,
    /// The name of the theme it is a part of, where it does not stand below it.
    pub part_of: Option<String>,
    /// It stands below the theme it is a part of.
    pub nested: bool,
    pub points: i64,
    /// Words it shares with the point, where it is suggested.
    pub suggested: Option<Vec<String>>,
}

/// The themes of a page, each once.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    pub recent: Vec<Choice>,
    pub suggested: Vec<Choice>,
    pub rest: Vec<Choice>,
}

/// Arranges a chain's themes, which come in their order, each followed by its parts. With no more of them than would be offered first, all stand in their own order. Those
/// used last keep that order too, so that a theme does not change its number with every press.
pub fn arrange(
    themes: &[theme::Model],
    recent: &[Uuid],
    suggested: &[Suggested],
    points: &BTreeMap<Uuid, i64>,
) -> Choices {
    let few = themes.len() <= RECENT;
    let is_recent = |id: Uuid| !few && recent.contains(&id);
    let hint = |id: Uuid| suggested.iter().find(|s| s.theme == id);
    let above: HashSet<Uuid> = suggested
        .iter()
        .map(|s| s.theme)
        .chain(themes.iter().map(|t| t.id).filter(|id| is_recent(*id)))
        .collect();
    let mut n = 0;
    let mut choice = |theme: &theme::Model, nested: bool| {
        n += 1;
        let parent = themes.iter().find(|t| Some(t.id) == theme.parent);
        Choice {
            n,
            id: theme.id.to_string(),
            part_of: parent.filter(|_| !nested).map(|t| t.name.clone()),
            nested,
            points: points.get(&theme.id).copied().unwrap_or_default(),
            suggested: hint(theme.id).map(|s| s.shared_words.clone()),
            theme: theme.clone(),
        }
    };
    let mut all = Choices::default();
    for theme in themes.iter().filter(|t| is_recent(t.id)) {
        all.recent.push(choice(theme, false));
    }
    for one in suggested.iter().filter(|s| !is_recent(s.theme)) {
        let theme = themes.iter().find(|t| t.id == one.theme);
        all.suggested.extend(theme.map(|t| choice(t, false)));
    }
    for theme in themes.iter().filter(|t| !above.contains(&t.id)) {
        let below = theme
            .parent
            .is_some_and(|p| themes.iter().any(|t| t.id == p) && !above.contains(&p));
        all.rest.push(choice(theme, below));
    }
    all
}

//! What a sample shows: where people said the same, and where they differ.
//!
//! Themes are compared by what they are now: two that were merged since are one. A theme that is no longer there stays
//! what it was, so that two answers that named it are the same still.

use std::collections::{BTreeMap, BTreeSet};

use entity::blind_point;
use uuid::Uuid;

use super::Sample;
use crate::insight::themes::Family;
use crate::methods::agreement::{self, Share, Unit, Used};

/// A point that two or more answered, and what each said.
#[derive(Clone, Debug)]
pub struct Compared {
    pub place: blind_point::Model,
    pub said: Unit<Uuid, Uuid>,
}

impl Compared {
    /// Tells whether everybody said the same.
    pub fn is_same(&self) -> bool {
        agreement::is_same(&self.said) == Some(true)
    }

    /// Lists every theme somebody named.
    pub fn named(&self) -> BTreeSet<Uuid> {
        self.said.values().flatten().copied().collect()
    }
}

/// What came of a sample.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Whose answers are compared.
    pub judges: Vec<Uuid>,
    pub points: Vec<Compared>,
}

impl Outcome {
    /// Compares what was said: by those who are done, or by everybody once the sample is closed.
    pub fn of(sample: &Sample, family: &Family) -> Self {
        let closed = sample.row.closed_at.is_some();
        let judges: Vec<Uuid> = sample
            .begun()
            .into_iter()
            .filter(|who| closed || sample.done.contains_key(who))
            .collect();
        let mut said: BTreeMap<Uuid, Unit<Uuid, Uuid>> = BTreeMap::new();
        for answer in &sample.answers {
            if judges.contains(&answer.organiser) {
                let now = |id: &Uuid| family.shown(*id).unwrap_or(*id);
                let themes = answer.themes.0.iter().map(now).collect();
                let of_point = said.entry(answer.insight).or_default();
                of_point.insert(answer.organiser, themes);
            }
        }
        let compared = |place: &blind_point::Model| {
            let said = said.remove(&place.insight)?;
            let place = place.clone();
            (said.len() > 1).then_some(Compared { place, said })
        };
        let points = sample.points.iter().filter_map(compared).collect();
        Self { judges, points }
    }

    fn units(&self) -> impl Iterator<Item = &Unit<Uuid, Uuid>> {
        self.points.iter().map(|point| &point.said)
    }

    /// Counts on how many points everybody said the same.
    pub fn share(&self) -> Share {
        agreement::share(self.units())
    }

    /// Counts the same for every two people who answered a point in common.
    pub fn pairs(&self) -> Vec<(Uuid, Uuid, Share)> {
        let mut pairs = Vec::new();
        for (n, one) in self.judges.iter().enumerate() {
            for other in &self.judges[n + 1..] {
                let share = agreement::share_of(self.units(), one, other);
                if share.of > 0 {
                    pairs.push((*one, *other, share));
                }
            }
        }
        pairs
    }

    /// Counts how each theme was used, those first on which people differ most.
    pub fn themes(&self) -> Vec<(Uuid, Used)> {
        let mut themes: Vec<_> = agreement::by_theme(self.units()).into_iter().collect();
        themes.sort_by_key(|(_, used)| (std::cmp::Reverse(used.some), std::cmp::Reverse(used.all)));
        themes
    }

    /// Lists the points on which everybody said the same.
    pub fn same(&self) -> impl Iterator<Item = &Compared> {
        self.points.iter().filter(|point| point.is_same())
    }

    /// Lists the points on which people differ.
    pub fn different(&self) -> impl Iterator<Item = &Compared> {
        self.points.iter().filter(|point| !point.is_same())
    }
}

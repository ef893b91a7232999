//! The table beside the picture: everyone, in the order of the tree, a page at a time.

use uuid::Uuid;

use super::{Chart, PlaceWords};
use crate::chain::desk::Desk;

/// One person of the table.
pub struct Line {
    pub id: Uuid,
    /// Empty for somebody who was forgotten.
    pub name: String,
    /// How many steps from a first person, as far as the table shows it.
    pub depth: usize,
    /// Who asked them: empty for somebody who was forgotten, absent for a first person. Words for nobody, while who came
    /// by themself waits.
    pub inviter: Option<String>,
    pub state: String,
    pub tone: &'static str,
    /// What is the matter, if something is.
    pub mark: Option<String>,
    pub since: String,
}

/// Past this depth the table moves names no further in.
const DEEPEST: usize = 8;

/// Writes the lines of the people `from` on.
pub fn lines(desk: &Desk, chart: &Chart<'_>, from: usize, count: usize) -> Vec<Line> {
    let (w, words) = (desk.w, PlaceWords::of(desk.w));
    let nobody = w.t("desk-nobody-yet");
    let end = chart.people.len().min(from.saturating_add(count));
    (from.min(end)..end)
        .map(|n| {
            let (person, placed) = (&chart.people[n], n < chart.forest.len());
            let inviter = chart.parent(n).map(|parent| parent.name().to_owned());
            Line {
                id: person.knot.id,
                name: person.name().to_owned(),
                depth: if placed {
                    chart.forest.depth(n).min(DEEPEST)
                } else {
                    0
                },
                inviter: inviter.or_else(|| (!placed).then(|| nobody.clone())),
                state: words.get(person.standing.place).to_owned(),
                tone: person.standing.place.tone(),
                mark: person.mark.map(|mark| mark.words(w)),
                since: w.short_date(person.standing.since, desk.zone()),
            }
        })
        .collect()
}

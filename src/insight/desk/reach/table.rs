//! One table of who was heard, in words. What it says is made from the hidden numbers only: nothing here could tell a
//! group of one from a group of four.

use entity::shared::ReachWhat;

use crate::conversation::who_talked::{Counted, Group, OTHER_LANGUAGES};
use crate::i18n::{self, Arg, Words};
use crate::methods::coverage::{self, LEAST_ANSWERS, beside, dissimilarity, part, shares};
use crate::methods::hiding::{Cell, hide};
use crate::methods::homophily::{ALIKE, APART, LEAST_LINKS, homophily};
use crate::people::heard_from::is_asked_for;

/// A group in the table; every cell as it is read.
pub struct Row {
    pub name: String,
    pub heard: String,
    pub share: String,
    pub area: String,
    pub beside: String,
}

/// A sentence, and the number behind it.
pub struct Said {
    pub words: String,
    /// Empty where there is none.
    pub number: String,
}

/// A table, and what it comes to.
pub struct Table {
    pub id: String,
    pub title: String,
    /// Counted from what people answered.
    pub by_answers: bool,
    /// Empty where there are too few people to show any.
    pub rows: Vec<Row>,
    /// Of how many the group is known.
    pub answered: String,
    /// Where the area's figures are from; empty where there are none.
    pub source: String,
    /// Some figure of the area is known.
    pub has_figures: bool,
    /// What the area's figures come to, where that is not all of it.
    pub sum: String,
    /// Who is missing; empty where nobody is, or nothing can be compared.
    pub missing: String,
    /// What is said in place of it.
    pub not_missing: String,
    /// Who introduces whom; absent where groups are no choice of people's.
    pub introduces: Option<Said>,
    /// The number for all groups together; empty where it would give something away.
    pub apart: String,
}

/// What the area's figures may come to without a word about it.
pub const WHOLE: std::ops::RangeInclusive<f64> = 0.99..=1.01;

impl Table {
    /// Makes the table of one question.
    pub fn of(w: Words, counted: &Counted) -> Self {
        let (heard, area) = (counted.heard(), counted.area());
        let cells = hide(&heard);
        let has_figures = area.iter().any(Option::is_some);
        let rows = cells.as_ref().map_or_else(Vec::new, |cells| {
            let pairs = counted.groups.iter().zip(cells);
            pairs.map(|(g, cell)| row(w, counted, g, *cell)).collect()
        });
        let sum: f64 = area.iter().flatten().sum();
        let partial = has_figures && !WHOLE.contains(&sum);
        let shown = !rows.is_empty();
        let (missing, not_missing) = if shown && has_figures {
            missing(w, counted, &heard, &area)
        } else {
            Default::default()
        };
        Self {
            id: format!("by-{}", id_of(counted)),
            title: title(w, counted),
            by_answers: is_asked_for(counted.what),
            answered: answered(w, counted),
            source: if has_figures {
                counted.source.clone()
            } else {
                String::new()
            },
            has_figures,
            sum: if partial {
                w.with("reach-sum", &[("sum", &per_cent(sum))])
            } else {
                String::new()
            },
            missing,
            not_missing,
            introduces: (shown && is_choice(counted.what) && !is_of_one(counted))
                .then(|| introduces(w, counted)),
            apart: apart(w, counted, cells.as_deref(), &heard, &area),
            rows,
        }
    }
}

/// Tells whether people know of each other's group when they choose somebody.
fn is_choice(what: ReachWhat) -> bool {
    !matches!(what, ReachWhat::Door | ReachWhat::Way)
}

/// Tells whether all whose group is known are of one group, so that nobody could pass it on to another.
fn is_of_one(counted: &Counted) -> bool {
    let heard = counted.groups.iter().filter(|group| group.heard > 0);
    heard.count() == 1
}

fn id_of(counted: &Counted) -> String {
    let first = counted.groups.first().map_or("", |group| &group.key);
    match counted.what {
        ReachWhat::Own => format!("own-{first}"),
        what => what.as_str().to_owned(),
    }
}

fn title(w: Words, counted: &Counted) -> String {
    match counted.what {
        ReachWhat::Own => counted.name.clone(),
        what => w.t(&format!("reach-{}", what.as_str())),
    }
}

/// Returns what a group is called.
pub fn name_of(w: Words, what: ReachWhat, key: &str) -> String {
    let in_english = || {
        w.t(&format!(
            "reach-{}-{}",
            what.as_str(),
            key.replace('_', "-")
        ))
    };
    match i18n::find_language(key).filter(|_| what == ReachWhat::Language) {
        Some(language) if language.name == in_english() => in_english(),
        Some(language) => format!("{} ({})", in_english(), language.name),
        None => in_english(),
    }
}

fn called(w: Words, what: ReachWhat, group: &Group) -> String {
    if group.name.is_empty() {
        name_of(w, what, &group.key)
    } else if group.retired {
        w.with("reach-retired", &[("group", &group.name)])
    } else {
        group.name.clone()
    }
}

/// Writes a share as a per cent with at most one decimal.
pub fn per_cent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn row(w: Words, counted: &Counted, group: &Group, cell: Cell) -> Row {
    let dash = || w.t("reach-dash");
    let told = |share: f64| w.with("reach-per-cent", &[("share", &per_cent(share))]);
    let shown = cell.shown();
    let compared = beside(cell, group.area, counted.answered);
    Row {
        name: called(w, counted.what, group),
        heard: match cell {
            Cell::Shown(n) => n.to_string(),
            Cell::Few => w.t("reach-few"),
            Cell::Hidden => w.t("reach-hidden"),
        },
        share: shown.map_or_else(dash, |n| told(part(n, counted.answered))),
        area: group.area.map_or_else(dash, told),
        beside: match compared {
            _ if group.area.is_none() || group.key == OTHER_LANGUAGES => dash(),
            Some(_) if shown == Some(0) => w.t("reach-beside-nobody"),
            Some(compared) => w.t(&format!("reach-beside-{}", compared.as_str())),
            None if counted.answered < LEAST_ANSWERS => w.t("reach-beside-too-few"),
            None => w.t("reach-beside-few"),
        },
    }
}

fn answered(w: Words, counted: &Counted) -> String {
    let silent = counted.talked - counted.answered;
    let talked: &(dyn Arg + 'static) = &counted.talked;
    if silent == 0 {
        let key = if is_asked_for(counted.what) {
            "reach-answered-all"
        } else {
            "reach-known-all"
        };
        return w.with(key, &[("talked", talked)]);
    }
    let share = per_cent(part(silent, counted.talked));
    let args: &[(&'static str, &dyn Arg)] = &[
        ("answered", &counted.answered),
        ("talked", talked),
        ("share", &share),
    ];
    w.with("reach-answered", args)
}

/// Says who is missing, or else why nothing is said of it.
fn missing(w: Words, counted: &Counted, heard: &[u64], area: &[Option<f64>]) -> (String, String) {
    let none = String::new();
    if counted.answered < LEAST_ANSWERS {
        let later = w.with("reach-missing-later", &[("least", &LEAST_ANSWERS)]);
        return (none, later);
    }
    let groups: Vec<String> = coverage::missing(heard, area)
        .into_iter()
        .map(|n| &counted.groups[n])
        .filter(|group| group.key != OTHER_LANGUAGES)
        .map(|group| called(w, counted.what, group))
        .collect();
    if groups.is_empty() {
        return (none, w.t("reach-missing-none"));
    }
    let groups = groups.join(", ");
    (w.with("reach-missing-one", &[("groups", &groups)]), none)
}

fn introduces(w: Words, counted: &Counted) -> Said {
    let links = counted.links.len();
    if links < LEAST_LINKS {
        let args: &[(&'static str, &dyn Arg)] = &[("least", &LEAST_LINKS), ("links", &links)];
        return Said {
            words: w.with("reach-links-few", args),
            number: String::new(),
        };
    }
    let Some(h) = homophily(&counted.links) else {
        return Said {
            words: w.t("reach-links-undefined"),
            number: String::new(),
        };
    };
    let words = match h {
        h if h >= ALIKE => "reach-alike",
        h if h <= APART => "reach-apart",
        _ => "reach-even",
    };
    let (h, alike, apart) = (format!("{h:.1}"), ALIKE.to_string(), APART.to_string());
    let args: &[(&'static str, &dyn Arg)] = &[
        ("h", &h),
        ("links", &links),
        ("alike", &alike),
        ("apart", &apart),
    ];
    Said {
        words: w.t(words),
        number: w.with("reach-homophily", args),
    }
}

/// Tells how far all groups together are from the area: only where every group is shown and has a figure, because the
/// number would tell what a hidden group is.
fn apart(
    w: Words,
    counted: &Counted,
    cells: Option<&[Cell]>,
    heard: &[u64],
    area: &[Option<f64>],
) -> String {
    let all_shown = cells.is_some_and(|all| all.iter().all(|cell| cell.shown().is_some()));
    let area: Option<Vec<f64>> = area.iter().copied().collect();
    match (shares(heard), area) {
        (Some(shares), Some(area)) if all_shown && counted.answered >= LEAST_ANSWERS => {
            let part = per_cent(dissimilarity(&shares, &area));
            w.with("reach-dissimilarity", &[("part", &part)])
        }
        _ => String::new(),
    }
}

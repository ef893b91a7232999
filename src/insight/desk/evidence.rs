//! What stands behind a theme, on its page: words first, then numbers, then where along the chain it was said.
//!
//! It never says "x % of residents": nobody was drawn by lot. Under ten chats it only counts (METHODS 1.4).

use std::collections::HashMap;

use entity::theme;
use uuid::Uuid;

use super::name_or_gone;
use super::table::{Piece, flags, pieces};
use crate::app::App;
use crate::chain::desk::Desk;
use crate::i18n::Words;
use crate::insight::evidence::{self, Evidence};
use crate::insight::figures::Figures;
use crate::insight::heard::Heard;
use crate::methods::bootstrap::{DRAWS, Draws};
use crate::methods::support::{Prevalence, Support, Tier, may_resample};
use crate::people;
use crate::web::Result;

mod picture;
mod strips;

use picture::Picture;
use strips::Cell;

/// How many branches the table names; what the others hold is summed up below it.
const BRANCHES: usize = 50;
/// How many steps the drawing of forests may take in all: a page waits for it.
const STEPS: usize = 4_000_000;
/// Fewer drawn forests than this say nothing of their ends.
const DRAWS_MIN: usize = 400;

/// What `templates/insight/evidence.html` shows.
pub struct Behind {
    pub evidence: Evidence,
    pub support: Support,
    pub flags: Vec<&'static str>,
    pub pieces: Vec<Piece>,
    /// In how many chats and branches, and how often it arose apart.
    pub lede: Vec<String>,
    /// How it is spread over branches.
    pub spread: Vec<String>,
    pub tier: Option<&'static str>,
    /// How often it comes up, in whole sentences; one that says why not, when too little is known.
    pub often: Vec<String>,
    pub heard: Option<(String, String)>,
    pub branches: Vec<Branch>,
    /// What the branches hold that have no row of their own: how many branches, and in how many of how many chats.
    pub more: Option<String>,
    pub picture: Option<Picture>,
    pub label: String,
    pub how: String,
}

/// A branch in the table.
pub struct Branch {
    /// Its number, in the picture too.
    pub n: usize,
    pub name: String,
    pub said: usize,
    pub known: usize,
    /// Chats of which nothing is known.
    pub unknown: usize,
    /// From its first chats to its latest, where the picture would be too large.
    pub strip: Vec<Cell>,
}

/// Returns the key of the words that say how strong the support is.
pub fn tier_key(support: &Support) -> &'static str {
    match support.tier() {
        Tier::Strong => "figures-tier-strong",
        Tier::Some => "figures-tier-some",
        Tier::SingleSource => "figures-tier-single",
    }
}

impl Behind {
    /// Reads what stands behind a theme: the forest, one query for what was said, and the names of the branches.
    pub async fn read(app: &App, desk: &Desk, theme: &theme::Model) -> Result<Self> {
        let (conn, chain) = (&app.db.read, desk.face.chain.id);
        let heard = Heard::read(conn, chain).await?;
        let said = evidence::by_chat(conn, chain, Some(theme.id)).await?;
        let said = said.into_values().next().unwrap_or_default();
        let figures = Figures::of(&heard, said);
        let mut tallies = tallies(&heard, figures.answers());
        let picture = picture::draw(&heard, figures.answers(), desk.w.dir() == "rtl");
        if picture.is_none() {
            tallies.sort_by_key(|tally| std::cmp::Reverse(tally.said));
        }
        let rest = tallies.split_off(tallies.len().min(BRANCHES));
        let named = people::find_all(conn, tallies.iter().map(|tally| tally.branch)).await?;
        let mut strips = HashMap::new();
        if picture.is_none() {
            strips = strips::cut(&heard, figures.answers());
        }
        let row = |(n, tally): (usize, Tally)| Branch {
            n,
            name: name_or_gone(
                desk.w,
                named
                    .get(&tally.branch)
                    .map(|person| people::first_name(person).to_owned())
                    .unwrap_or_default(),
            ),
            said: tally.said,
            known: tally.known,
            unknown: tally.unknown,
            strip: strips.remove(&tally.branch).unwrap_or_default(),
        };
        let branches = (1..).zip(tallies).map(row).collect();
        Ok(Self::of(desk, &heard, figures, branches, &rest, picture))
    }

    fn of(
        desk: &Desk,
        heard: &Heard,
        figures: Figures,
        branches: Vec<Branch>,
        rest: &[Tally],
        picture: Option<Picture>,
    ) -> Self {
        let w = desk.w;
        let day = |at| w.date(at, desk.zone());
        let (evidence, support) = (&figures.evidence, &figures.support);
        let times = evidence.first_heard.zip(evidence.last_heard);
        let lede = lede(w, support);
        Self {
            flags: flags(support),
            pieces: pieces(evidence),
            spread: spread(w, support),
            tier: (support.mentions > 0).then(|| tier_key(support)),
            often: often(w, heard, &figures),
            heard: times.map(|(first, last)| (day(first), day(last))),
            branches,
            more: more(w, rest),
            picture,
            label: w.with("figures-picture-label", &[("words", &lede.join(" "))]),
            how: desk.href("/themes/how"),
            lede,
            support: figures.support,
            evidence: figures.evidence,
        }
    }
}

/// Says in how many chats and branches it was said, and how often it arose apart.
fn lede(w: Words, support: &Support) -> Vec<String> {
    if support.mentions == 0 {
        return vec![w.with("figures-unsaid", &[("known", &support.known)])];
    }
    let counts = w.with(
        "figures-in",
        &[
            ("chats", &support.mentions),
            ("known", &support.known),
            ("branches", &support.branches_with),
            ("all", &support.branches),
        ],
    );
    let mut lede = vec![counts];
    if support.mentions > 1 {
        lede.push(w.with("figures-apart", &[("times", &support.origins)]));
    }
    lede
}

/// Says how it is spread over the branches, once there is more than one of them and more than two chats.
fn spread(w: Words, support: &Support) -> Vec<String> {
    if support.mentions < 3 || support.branches_with < 2 {
        return Vec::new();
    }
    let largest = support.largest_share * float(support.mentions);
    let (largest, worth) = (
        format!("{largest:.0}"),
        format!("{:.1}", support.effective_branches),
    );
    vec![
        w.with(
            "figures-largest",
            &[("largest", &largest), ("chats", &support.mentions)],
        ),
        w.with(
            "figures-effective",
            &[("worth", &worth), ("branches", &support.branches_with)],
        ),
    ]
}

/// Says how often it comes up, why the range is as wide as it is, and what the other way of reckoning gives.
fn often(w: Words, heard: &Heard, figures: &Figures) -> Vec<String> {
    if figures.support.mentions == 0 {
        return Vec::new();
    }
    let Some(found) = figures.prevalence(heard) else {
        return vec![w.t("figures-too-few")];
    };
    let hundred = |share: f64| format!("{:.0}", 100.0 * share);
    let (low, high) = (hundred(found.interval.low), hundred(found.interval.high));
    let worth = format!("{:.0}", found.effective);
    let mut words = vec![
        w.with("figures-often", &[("low", &low), ("high", &high)]),
        w.with(
            "figures-worth",
            &[("known", &figures.support.known), ("worth", &worth)],
        ),
    ];
    if let Some((low, high)) = redrawn(heard, figures, &found) {
        let (low, high) = (hundred(low), hundred(high));
        words.push(w.with("figures-redrawn", &[("low", &low), ("high", &high)]));
    }
    words
}

/// Returns the range the tree bootstrap gives, where it is sound to give one: fewer forests of a very large chain.
fn redrawn(heard: &Heard, figures: &Figures, found: &Prevalence) -> Option<(f64, f64)> {
    if !may_resample(&heard.forest) || found.share <= 0.0 || found.share >= 1.0 {
        return None;
    }
    let draws = (STEPS / heard.forest.len().max(1)).clamp(DRAWS_MIN, DRAWS);
    let drawn = Draws::of(
        &heard.forest,
        figures.answers(),
        draws,
        seed(figures.answers()),
    )?;
    Some((drawn.quantile(0.025), drawn.quantile(0.975)))
}

/// Makes a seed of the answers (FNV-1a), so that the same records give the same range.
fn seed(answers: &[Option<bool>]) -> u64 {
    answers.iter().fold(0xcbf2_9ce4_8422_2325, |hash, answer| {
        let byte = answer.map_or(2, u64::from);
        (hash ^ byte).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What a branch holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Tally {
    branch: Uuid,
    said: usize,
    known: usize,
    unknown: usize,
}

/// Counts each branch, in the order of their first people.
fn tallies(heard: &Heard, answers: &[Option<bool>]) -> Vec<Tally> {
    let mut all: Vec<Tally> = Vec::new();
    let mut places: HashMap<Uuid, usize> = HashMap::new();
    for (node, answer) in heard.nodes.iter().zip(answers) {
        let place = *places.entry(node.branch).or_insert_with(|| {
            all.push(Tally {
                branch: node.branch,
                said: 0,
                known: 0,
                unknown: 0,
            });
            all.len() - 1
        });
        let tally = &mut all[place];
        match answer {
            Some(said) => {
                tally.known += 1;
                tally.said += usize::from(*said);
            }
            // A first person is no chat.
            None => tally.unknown += usize::from(node.chat.is_some()),
        }
    }
    all
}

fn more(w: Words, rest: &[Tally]) -> Option<String> {
    let sum = |of: fn(&Tally) -> usize| rest.iter().map(of).sum::<usize>();
    (!rest.is_empty()).then(|| {
        w.with(
            "figures-more-branches",
            &[
                ("branches", &rest.len()),
                ("said", &sum(|tally| tally.said)),
                ("known", &sum(|tally| tally.known)),
            ],
        )
    })
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of chats are far below 2^52"
)]
fn float(count: usize) -> f64 {
    count as f64
}

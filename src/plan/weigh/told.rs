//! Results as pages tell them: every count in words, the same for organisers, residents and anyone.

use entity::card;
use entity::round;
use sea_orm::{ConnectionTrait, DbErr};

use super::VOTERS_MIN;
use super::opinions::{self, Lack, Opinions};
use super::results::{Ballots, People};
use crate::chain::Face;
use crate::i18n::Words;
use crate::means::Means;
use crate::methods::ranking::{Label, Ranked, Tally};
use crate::methods::shares::{Funded, Outcome};
use crate::plan::money;

/// A card with its votes.
pub struct Row {
    pub towards: String,
    pub agree: usize,
    pub pass: usize,
    pub disagree: usize,
    pub seen: usize,
    /// What it comes to, where it can be ranked: the ending of its words, and from what to what in a hundred.
    pub label: &'static str,
    pub low: u32,
    pub high: u32,
}

impl Row {
    fn new(card: &card::Model, tally: Tally) -> Self {
        Self {
            towards: card.towards.clone(),
            agree: tally.agree,
            pass: tally.pass,
            disagree: tally.disagree,
            seen: tally.seen(),
            label: "",
            low: 0,
            high: 100,
        }
    }

    fn ranked(card: &card::Model, ranked: &Ranked) -> Self {
        let label = match ranked.label {
            Label::Consensus => "consensus",
            Label::Divided => "divided",
            Label::Contested => "contested",
            Label::Open => "open",
        };
        Self {
            label,
            low: hundredths(ranked.interval.low.max(0.0).floor_hundredths()),
            high: hundredths(ranked.interval.high.min(1.0).ceil_hundredths()),
            ..Self::new(card, ranked.tally)
        }
    }
}

/// Rounds a share so that a range never looks narrower than it is.
trait Hundredths {
    fn floor_hundredths(self) -> f64;
    fn ceil_hundredths(self) -> f64;
}

impl Hundredths for f64 {
    fn floor_hundredths(self) -> f64 {
        (self * 100.0 + 1e-9).floor()
    }

    fn ceil_hundredths(self) -> f64 {
        (self * 100.0 - 1e-9).ceil()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a whole number from 0 to 100"
)]
const fn hundredths(share: f64) -> u32 {
    share.clamp(0.0, 100.0) as u32
}

/// An action the money pays for.
pub struct PaidFor {
    pub towards: String,
    pub cost: String,
    pub supporters: usize,
    /// It costs nothing.
    pub free: bool,
    /// It was paid from what was left over.
    pub left_over: bool,
    /// How many put in the same sum, and that sum; whether some of them a penny less.
    pub full: usize,
    pub each: String,
    pub uneven: bool,
    /// How many put in all they had left, and how much that was.
    pub rest: usize,
    pub rest_sum: String,
}

/// An action the money does not pay for, and why.
pub struct NotPaid {
    pub towards: String,
    pub cost: String,
    pub supporters: usize,
    /// What its supporters had left together.
    pub had: String,
    pub over_budget: bool,
}

/// How the money was shared out.
pub struct Money {
    pub budget: String,
    /// What everyone started with, and what it grew to in the end where that is more.
    pub share: String,
    pub grown: Option<String>,
    pub voters: usize,
    /// The ending of the words that say how actions are counted.
    pub utility: &'static str,
    pub paid: Vec<PaidFor>,
    pub not: Vec<NotPaid>,
    pub spent: String,
    pub left: String,
}

/// Everything a page of results tells.
pub struct Told {
    pub closed: String,
    pub voters: usize,
    /// Fewer people voted than anyone may be told of.
    pub few: bool,
    pub ranked: Vec<Row>,
    pub needs: Vec<Row>,
    pub money: Option<Money>,
    /// Who answered alike, where enough people answered enough cards, or else what lacks for that.
    pub opinions: Result<Opinions, Lack>,
    /// Where the ballots can be downloaded; empty where they are not published.
    pub ballots: String,
}

fn pence(sum: u64) -> String {
    money::written(i64::try_from(sum).unwrap_or(i64::MAX))
}

impl Told {
    /// Reads and works out the results of a round that is closed.
    pub async fn read(
        conn: &impl ConnectionTrait,
        means: &Means,
        face: &Face,
        w: Words,
        round: &round::Model,
    ) -> Result<Self, DbErr> {
        let ballots = Ballots::read(conn, &means.keys, round).await?;
        let people = People::read(conn, round.chain).await?;
        let ranking = people.rank(&ballots);
        let card = |place: usize| &ballots.cards[place];
        let few = ballots.voters.len() < VOTERS_MIN;
        let ranked = ranking.ranked.iter();
        let needs = ranking.needs_votes.iter();
        let address = format!("/c/{}/plan/rounds/{}/ballots.csv", face.chain.slug, round.n);
        Ok(Self {
            closed: round
                .closed_at
                .map(|at| w.date(at, face.zone()))
                .unwrap_or_default(),
            voters: ballots.voters.len(),
            few,
            ranked: ranked.map(|r| Row::ranked(card(r.action), r)).collect(),
            needs: needs.map(|(c, tally)| Row::new(card(*c), *tally)).collect(),
            money: ballots
                .share_out(round)
                .map(|outcome| Money::of(round, &ballots, &outcome)),
            opinions: opinions::of(&ballots),
            ballots: if few { String::new() } else { address },
        })
    }
}

impl Money {
    fn of(round: &round::Model, ballots: &Ballots, outcome: &Outcome) -> Self {
        let budget = round
            .budget
            .and_then(|b| u64::try_from(b).ok())
            .unwrap_or(0);
        let voters = ballots.voters.len();
        let mut supporters = vec![Vec::new(); ballots.cards.len()];
        for (voter, approved) in ballots.approvals().iter().enumerate() {
            for card in approved {
                supporters[*card].push(voter);
            }
        }
        let mut purses = vec![outcome.share; voters];
        for (voter, sum) in outcome.funded.iter().flat_map(|one| &one.paid) {
            purses[*voter] = purses[*voter].saturating_sub(*sum);
        }
        let paid = outcome.funded.iter();
        let paid: Vec<PaidFor> = paid
            .map(|one| PaidFor::of(&ballots.cards[one.action], &supporters[one.action], one))
            .collect();
        let funded = |card: usize| outcome.funded.iter().any(|one| one.action == card);
        let not = (0..ballots.cards.len()).filter(|card| !funded(*card));
        let first = u64::try_from(voters.max(1)).map_or(0, |voters| budget / voters);
        Self {
            budget: pence(budget),
            share: pence(if voters == 0 { 0 } else { first }),
            grown: (outcome.share > first).then(|| pence(outcome.share)),
            voters,
            utility: round.utility.as_str(),
            not: not
                .map(|card| NotPaid::of(&ballots.cards[card], &supporters[card], &purses, budget))
                .collect(),
            paid,
            spent: pence(budget - outcome.left),
            left: pence(outcome.left),
        }
    }
}

impl PaidFor {
    fn of(card: &card::Model, supporters: &[usize], funded: &Funded) -> Self {
        let most = funded.paid.iter().map(|(_, sum)| *sum).max().unwrap_or(0);
        // Where a sum does not divide evenly, some pay a penny less.
        let (full, rest): (Vec<u64>, Vec<u64>) = funded
            .paid
            .iter()
            .map(|(_, sum)| *sum)
            .partition(|sum| *sum + 1 >= most);
        let cost = card.cost.unwrap_or(0);
        Self {
            towards: card.towards.clone(),
            cost: money::written(cost),
            supporters: supporters.len(),
            free: cost == 0,
            left_over: cost > 0 && funded.paid.is_empty(),
            uneven: full.iter().any(|sum| *sum < most),
            full: full.len(),
            each: pence(most),
            rest_sum: pence(rest.iter().sum()),
            rest: rest.len(),
        }
    }
}

impl NotPaid {
    fn of(card: &card::Model, supporters: &[usize], purses: &[u64], budget: u64) -> Self {
        let cost = card.cost.unwrap_or(0);
        Self {
            towards: card.towards.clone(),
            cost: money::written(cost),
            supporters: supporters.len(),
            had: pence(supporters.iter().map(|voter| purses[*voter]).sum()),
            over_budget: u64::try_from(cost).is_ok_and(|cost| cost > budget),
        }
    }
}

//! Sharing out money so that every part of the people decides over its part of it: the Method of Equal Shares.
//!
//! Everyone starts with the same share of the budget. Again and again the action is paid for that costs those who
//! approve it least for what it gives them; each pays the same, or all they have left. What is left over in the end is
//! shared out by letting the shares grow a little (Add1), then by plain approval (U).
//!
//! Money is counted in whole numbers of a trillionth of a penny, so that sums are exact and the result is the same in
//! whatever order ballots come in.
//!
//! Source: D. Peters, G. Pierczyński, P. Skowron, Proportional participatory budgeting with additive utilities,
//! Advances in neural information processing systems 34 (2021); completion as on equalshares.net, where it is `Add1U`.

/// Parts of a penny in which shares are counted.
const PART: i128 = 1_000_000_000_000;
/// Prices nearer than this are the same price: a millionth of a penny, or of a penny for each thousand pounds. Roundings
/// of parts never add up to it.
const SAME: i128 = 1_000_000_000;
/// So many parts may lack when an action is paid for: they are roundings, and a penny is never made of them.
const SLACK: i128 = 1_000_000;
/// By how much of itself a share grows at each step of the completion, and how often: until it has doubled.
const STEPS: i128 = 100;
/// The largest budget and cost, in pence: ten thousand million pounds.
pub const PENCE_MAX: u64 = 1_000_000_000_000;

/// What an action gives to someone who approves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Utility {
    /// Each approved action counts as much as it costs: a person is served by the money spent on what they want.
    Cost,
    /// Each approved action counts one: a person is served by many things they want.
    Count,
}

/// An action people could pay for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Priced {
    /// What it costs, in pence.
    pub cost: u64,
}

/// An action that is paid for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funded {
    /// Its place among the actions that were given.
    pub action: usize,
    /// What each ballot paid for it, in pence: a place among the ballots and a sum, no sum twice and none of nothing.
    /// They add up to the cost. Empty when it costs nothing, or was added by plain approval.
    pub paid: Vec<(usize, u64)>,
}

/// What is paid for, in the order in which it was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub funded: Vec<Funded>,
    /// What is not spent, in pence.
    pub left: u64,
    /// The share each ballot had in the end, in pence, rounded down.
    pub share: u64,
}

/// Shares out a budget in pence: the Method of Equal Shares, completed by `Add1U`.
///
/// `approvals` has for each ballot the places of the actions it approves; places that do not exist are passed over.
/// Among equally good actions the one more people approve comes first, then the cheaper one, then the one that stands
/// first. An action nobody approves is never paid for, nor one that costs more than the budget.
pub fn equal_shares(
    budget: u64,
    actions: &[Priced],
    approvals: &[Vec<usize>],
    utility: Utility,
) -> Outcome {
    let election = Election::of(budget, actions, approvals, utility);
    let Some(first) = election.share() else {
        return Outcome {
            left: budget,
            ..Outcome::default()
        };
    };
    let (mut share, mut best) = (first, election.run(first));
    for step in 1..=STEPS {
        if !election.could_add(&best) {
            break;
        }
        let larger = first + first * step / STEPS;
        let next = election.run(larger);
        if election.cost_of(&next) > budget {
            break;
        }
        (share, best) = (larger, next);
    }
    election.add_by_approval(&mut best);
    let spent = election.cost_of(&best);
    Outcome {
        left: budget - spent,
        share: pence(share),
        funded: best.into_iter().map(Bought::in_pence).collect(),
    }
}

/// Everything the rule needs to know, with the hopeless actions left out.
struct Election {
    budget: u64,
    utility: Utility,
    costs: Vec<u64>,
    /// For each action the ballots that approve it; empty for one that cannot be had.
    supporters: Vec<Vec<usize>>,
    ballots: usize,
}

/// An action bought, with what each supporter paid in parts.
#[derive(Clone)]
struct Bought {
    action: usize,
    cost: u64,
    paid: Vec<(usize, i128)>,
}

/// What an action would cost its supporters now.
struct Offer {
    action: usize,
    /// The most that anyone pays, in parts.
    most: i128,
    /// What one unit of use costs, as a whole number in which a difference of [`SAME`] is none: smaller is better.
    price: i128,
}

impl Election {
    fn of(budget: u64, actions: &[Priced], approvals: &[Vec<usize>], utility: Utility) -> Self {
        let mut supporters = vec![Vec::new(); actions.len()];
        for (ballot, approved) in approvals.iter().enumerate() {
            for action in approved {
                let Some(own) = supporters.get_mut(*action) else {
                    continue;
                };
                // Ballots come in order: the same one twice stands last.
                if own.last() != Some(&ballot) && actions[*action].cost <= budget {
                    own.push(ballot);
                }
            }
        }
        Self {
            budget,
            utility,
            costs: actions.iter().map(|action| action.cost).collect(),
            supporters,
            ballots: approvals.len(),
        }
    }

    /// Returns each ballot's share in parts; `None` without a ballot.
    fn share(&self) -> Option<i128> {
        let ballots = i128::try_from(self.ballots).ok()?;
        let all = i128::from(self.budget) * PART;
        (ballots > 0).then(|| all / ballots)
    }

    /// Buys one action after the other until no one's supporters can pay for it.
    fn run(&self, share: i128) -> Vec<Bought> {
        let mut purses = vec![share; self.ballots];
        let mut bought = Vec::new();
        // Purses only get emptier, so an action never gets cheaper than it once was: the cheapest are looked at first.
        let mut open: Vec<(i128, usize)> = (0..self.costs.len())
            .filter(|action| !self.supporters[*action].is_empty())
            .map(|action| (0, action))
            .collect();
        loop {
            open.sort_unstable();
            let mut offers: Vec<Offer> = Vec::new();
            let mut least = i128::MAX;
            let mut gone = Vec::new();
            for (was, action) in &mut open {
                if *was > least.saturating_add(SAME) {
                    break;
                }
                match self.offer(*action, &purses) {
                    None => gone.push(*action),
                    Some(offer) => {
                        *was = offer.price;
                        least = least.min(offer.price);
                        offers.push(offer);
                    }
                }
            }
            open.retain(|(_, action)| !gone.contains(action));
            offers.retain(|offer| offer.price <= least.saturating_add(SAME));
            let Some(best) = offers.into_iter().min_by_key(|o| self.preference(o.action)) else {
                return bought;
            };
            open.retain(|(_, action)| *action != best.action);
            bought.push(self.buy(&best, &mut purses));
        }
    }

    /// Orders equally good actions: more supporters, then cheaper, then the one that stands first.
    fn preference(&self, action: usize) -> (std::cmp::Reverse<usize>, u64, usize) {
        let supporters = self.supporters[action].len();
        (std::cmp::Reverse(supporters), self.costs[action], action)
    }

    /// Works out what an action would cost its supporters: the least sum that, with whoever has less paying all they
    /// have, pays for it. `None` when they cannot.
    fn offer(&self, action: usize, purses: &[i128]) -> Option<Offer> {
        let cost = i128::from(self.costs[action]) * PART;
        let mut own: Vec<i128> = self.supporters[action].iter().map(|b| purses[*b]).collect();
        own.sort_unstable();
        let (mut owed, mut payers) = (cost, i128::try_from(own.len()).ok()?);
        for purse in own {
            // Rounded up: everyone who pays it has that much.
            let each = owed.div_euclid(payers) + i128::from(owed.rem_euclid(payers) > 0);
            if each <= purse + SLACK {
                let price = match self.utility {
                    Utility::Count => each * 1_000,
                    Utility::Cost if cost == 0 => 0,
                    Utility::Cost => each * 1_000_000 / i128::from(self.costs[action]),
                };
                return Some(Offer {
                    action,
                    most: each,
                    price,
                });
            }
            owed -= purse;
            payers -= 1;
        }
        None
    }

    /// Takes the money for an action from its supporters' purses. Where it does not divide evenly the first of them pay
    /// a part less.
    fn buy(&self, offer: &Offer, purses: &mut [i128]) -> Bought {
        let supporters = &self.supporters[offer.action];
        let mut too_much = -i128::from(self.costs[offer.action]) * PART;
        let mut paid: Vec<(usize, i128)> = Vec::with_capacity(supporters.len());
        for ballot in supporters {
            let sum = purses[*ballot].min(offer.most);
            too_much += sum;
            paid.push((*ballot, sum));
        }
        for (ballot, sum) in &mut paid {
            if too_much > 0 && *sum == offer.most && *sum > 0 {
                *sum -= 1;
                too_much -= 1;
            }
            purses[*ballot] -= *sum;
        }
        Bought {
            action: offer.action,
            cost: self.costs[offer.action],
            paid,
        }
    }

    fn cost_of(&self, bought: &[Bought]) -> u64 {
        bought.iter().map(|one| self.costs[one.action]).sum()
    }

    /// Lists what is approved, not bought, and could still be paid from what is left.
    fn fitting(&self, bought: &[Bought]) -> Vec<usize> {
        let left = self.budget.saturating_sub(self.cost_of(bought));
        (0..self.costs.len())
            .filter(|action| !self.supporters[*action].is_empty() && self.costs[*action] <= left)
            .filter(|action| bought.iter().all(|one| one.action != *action))
            .collect()
    }

    fn could_add(&self, bought: &[Bought]) -> bool {
        !self.fitting(bought).is_empty()
    }

    /// Adds what most people approve of what still fits, one after the other.
    fn add_by_approval(&self, bought: &mut Vec<Bought>) {
        while let Some(action) = self
            .fitting(bought)
            .into_iter()
            .min_by_key(|action| self.preference(*action))
        {
            bought.push(Bought {
                action,
                cost: self.costs[action],
                paid: Vec::new(),
            });
        }
    }
}

impl Bought {
    /// Rounds what was paid to pence, so that it still adds up to the cost: each rounded down, and the pence that lack
    /// are paid by those who lost most by it, of them the first.
    fn in_pence(self) -> Funded {
        let mut sums: Vec<(usize, i128, u64)> = self
            .paid
            .iter()
            .map(|(ballot, sum)| (*ballot, sum.rem_euclid(PART), pence(*sum)))
            .collect();
        let whole: u64 = sums.iter().map(|sum| sum.2).sum();
        let lack = usize::try_from(self.cost.saturating_sub(whole)).unwrap_or(usize::MAX);
        sums.sort_by_key(|(ballot, rest, _)| (std::cmp::Reverse(*rest), *ballot));
        for sum in sums.iter_mut().take(lack) {
            sum.2 += 1;
        }
        sums.sort_unstable_by_key(|(ballot, ..)| *ballot);
        Funded {
            action: self.action,
            paid: sums
                .into_iter()
                .filter(|(_, _, pence)| *pence > 0)
                .map(|(ballot, _, pence)| (ballot, pence))
                .collect(),
        }
    }
}

fn pence(parts: i128) -> u64 {
    u64::try_from(parts.div_euclid(PART)).unwrap_or_default()
}

#[cfg(test)]
mod tests;

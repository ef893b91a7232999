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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn priced(costs: &[u64]) -> Vec<Priced> {
        costs.iter().map(|cost| Priced { cost: *cost }).collect()
    }

    fn names(outcome: &Outcome) -> Vec<usize> {
        outcome.funded.iter().map(|one| one.action).collect()
    }

    /// METHODS 3.5: 100 pounds and ten people; X (40) and Z (60) are wanted by six of them, Y (40) by the other four.
    #[test]
    fn equal_shares_example_of_methods_3_5() {
        let approvals: Vec<Vec<usize>> = (0..10)
            .map(|n| if n < 6 { vec![0, 2] } else { vec![1] })
            .collect();
        let actions = priced(&[4_000, 4_000, 6_000]);
        let outcome = equal_shares(10_000, &actions, &approvals, Utility::Count);
        assert_eq!(names(&outcome), [0, 1], "X, then Y; Z cannot be paid for");
        assert_eq!(outcome.left, 2_000);
        let x = &outcome.funded[0].paid;
        assert_eq!(x.len(), 6);
        assert!(x.iter().all(|(_, sum)| [666, 667].contains(sum)), "£6.67");
        assert_eq!(x.iter().map(|(_, sum)| sum).sum::<u64>(), 4_000);
        let y = &outcome.funded[1].paid;
        assert_eq!(*y, [(6, 1_000), (7, 1_000), (8, 1_000), (9, 1_000)]);
        // Counted by cost, X and Z are equally good: each pound costs a sixth of a pound to each. X is cheaper.
        let outcome = equal_shares(10_000, &actions, &approvals, Utility::Cost);
        assert_eq!(names(&outcome), [0, 1]);
    }

    #[test]
    fn a_majority_does_not_take_all() {
        // Six of ten want three things of 30, four want one of 40: each part decides over its own.
        let approvals: Vec<Vec<usize>> = (0..10)
            .map(|n| if n < 6 { vec![0, 1, 2] } else { vec![3] })
            .collect();
        let actions = priced(&[3_000, 3_000, 3_000, 4_000]);
        let outcome = equal_shares(10_000, &actions, &approvals, Utility::Cost);
        let mut chosen = names(&outcome);
        chosen.sort_unstable();
        assert_eq!(chosen, [0, 1, 3]);
        assert_eq!(outcome.left, 0);
    }

    #[test]
    fn hard_cases_have_a_plain_answer() {
        let none = equal_shares(500, &priced(&[100]), &[], Utility::Cost);
        assert_eq!((none.left, names(&none)), (500, vec![]));
        let blank = equal_shares(500, &priced(&[100]), &[vec![], vec![]], Utility::Cost);
        assert_eq!((blank.left, names(&blank)), (500, vec![]));
        let dear = equal_shares(500, &priced(&[501, 500]), &[vec![0, 1]], Utility::Cost);
        assert_eq!((dear.left, names(&dear)), (0, vec![1]));
        // What costs nothing is done when one person wants it, and nobody pays.
        for utility in [Utility::Cost, Utility::Count] {
            let free = equal_shares(0, &priced(&[0, 0]), &[vec![0], vec![]], utility);
            assert_eq!((free.left, names(&free)), (0, vec![0]));
            assert!(free.funded[0].paid.is_empty());
        }
        let odd = equal_shares(
            100,
            &priced(&[100]),
            &vec![vec![0, 0, 9]; 3],
            Utility::Count,
        );
        assert_eq!(odd.funded[0].paid, [(0, 34), (1, 33), (2, 33)]);
        let huge = equal_shares(
            PENCE_MAX,
            &priced(&[PENCE_MAX]),
            &vec![vec![0]; 7],
            Utility::Cost,
        );
        assert_eq!(huge.left, 0);
    }

    #[test]
    fn what_is_left_over_is_shared_out_too() {
        // Each has 50; nobody's supporters can pay 60, until shares grow. Then what most people want is added.
        let outcome = equal_shares(
            10_000,
            &priced(&[6_000, 4_000]),
            &[vec![0], vec![1]],
            Utility::Cost,
        );
        assert_eq!(names(&outcome), [1, 0]);
        assert_eq!((outcome.left, outcome.share), (0, 6_000));
        let plain = equal_shares(
            900,
            &priced(&[900, 800]),
            &[vec![0], vec![], vec![1], vec![1], vec![]],
            Utility::Cost,
        );
        assert_eq!(names(&plain), [1]);
        assert!(plain.funded[0].paid.is_empty(), "by plain approval");
    }

    /// A budget, costs and approvals: few, so that everything can be tried.
    fn election() -> impl Strategy<Value = (u64, Vec<u64>, Vec<Vec<usize>>)> {
        (1_usize..6, 1_usize..7).prop_flat_map(|(actions, people)| {
            let approvals = proptest::collection::vec(
                proptest::collection::vec(any::<bool>(), actions),
                people,
            );
            let costs = proptest::collection::vec(0_u64..400, actions);
            (0_u64..1_000, costs, approvals).prop_map(|(budget, costs, ticks)| {
                let ticked = |row: Vec<bool>| (0..row.len()).filter(|n| row[*n]).collect();
                (budget, costs, ticks.into_iter().map(ticked).collect())
            })
        })
    }

    proptest! {
        #[test]
        fn nothing_is_overspent_and_nobody_pays_more_than_a_share(
            (budget, costs, approvals) in election(), by_count: bool,
        ) {
            let utility = if by_count { Utility::Count } else { Utility::Cost };
            let outcome = equal_shares(budget, &priced(&costs), &approvals, utility);
            let spent: u64 = outcome.funded.iter().map(|one| costs[one.action]).sum();
            prop_assert_eq!(spent + outcome.left, budget);
            let mut paid = vec![0; approvals.len()];
            for one in &outcome.funded {
                prop_assert!(approvals.iter().any(|a| a.contains(&one.action)));
                let sum: u64 = one.paid.iter().map(|(_, sum)| sum).sum();
                prop_assert!(one.paid.is_empty() || sum == costs[one.action]);
                for (ballot, sum) in &one.paid {
                    prop_assert!(approvals[*ballot].contains(&one.action), "only who approves pays");
                    paid[*ballot] += sum;
                }
            }
            // Each payment is rounded to a penny by itself.
            let roundings = u64::try_from(outcome.funded.len()).unwrap() + 1;
            for sum in paid {
                prop_assert!(sum <= outcome.share + roundings, "{sum} of {}", outcome.share);
            }
            let could_fit = |n: &usize| costs[*n] <= outcome.left
                && approvals.iter().any(|a| a.contains(n))
                && !names(&outcome).contains(n);
            prop_assert!(!(0..costs.len()).any(|n| could_fit(&n)), "nothing that fits is left out");
        }

        #[test]
        fn the_order_of_ballots_changes_nothing((budget, costs, approvals) in election(), by_count: bool) {
            let utility = if by_count { Utility::Count } else { Utility::Cost };
            let mut turned = approvals.clone();
            turned.reverse();
            let one = equal_shares(budget, &priced(&costs), &approvals, utility);
            let other = equal_shares(budget, &priced(&costs), &turned, utility);
            prop_assert_eq!(names(&one), names(&other));
        }

        /// Extended justified representation, every action costing the same: whoever could pay for so many actions
        /// they all want has among them someone who gets that many (Peters, Pierczyński, Skowron 2021, theorem 2).
        #[test]
        fn every_group_gets_what_its_share_pays_for((_, costs, approvals) in election(), seats in 1_u64..5) {
            let (cost, people) = (100, approvals.len());
            let actions = priced(&vec![cost; costs.len()]);
            let election = Election::of(cost * seats, &actions, &approvals, Utility::Count);
            let funded: Vec<usize> =
                election.run(election.share().unwrap()).iter().map(|b| b.action).collect();
            for group in 1_u32..(1 << people) {
                let members: Vec<usize> = (0..people).filter(|n| group & (1 << n) != 0).collect();
                let common = (0..costs.len())
                    .filter(|action| members.iter().all(|m| approvals[*m].contains(action)))
                    .count();
                let pays_for = members.len() * usize::try_from(seats).unwrap() / people;
                let due = common.min(pays_for);
                let most = members
                    .iter()
                    .map(|m| approvals[*m].iter().filter(|a| funded.contains(a)).count())
                    .max();
                prop_assert!(most >= Some(due), "{members:?} are due {due} of {funded:?}");
            }
        }
    }
}

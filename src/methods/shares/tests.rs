//! The example of METHODS 3.5, hard cases, and what the Method of Equal Shares promises, tried out on small elections.

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
    let election = Election::of(10_000, &actions, &approvals, Utility::Cost);
    let purses = vec![election.share().unwrap(); 10];
    let price = |action: usize| election.offer(action, &purses).unwrap().price;
    assert!((price(0) - price(2)).abs() <= SAME, "a tie");
    assert!(price(1) > price(0) + SAME, "a quarter");
    let by_cost = equal_shares(10_000, &actions, &approvals, Utility::Cost);
    assert_eq!(by_cost, outcome, "to the penny");
    let count = Election::of(10_000, &actions, &approvals, Utility::Count);
    let most = |action: usize| count.offer(action, &purses).unwrap().most;
    assert_eq!(
        most(0),
        (4_000 * PART + 5) / 6,
        "6.67 each, rounded up by a part"
    );
    assert_eq!((most(1), most(2)), (1_000 * PART, 1_000 * PART));
    assert_eq!((outcome.share, count.share()), (1_000, Some(1_000 * PART)));
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
fn what_counts_decides_between_one_dear_action_and_two_cheap_ones() {
    // All ten want the first, for 80; six of them want two more, for 30 each.
    let approvals: Vec<Vec<usize>> = (0..10)
        .map(|n| if n < 6 { vec![0, 1, 2] } else { vec![0] })
        .collect();
    let actions = priced(&[8_000, 3_000, 3_000]);
    let chosen = |utility| names(&equal_shares(10_000, &actions, &approvals, utility));
    assert_eq!(
        chosen(Utility::Cost),
        [0],
        "a pound costs each a tenth of it"
    );
    assert_eq!(chosen(Utility::Count), [1, 2], "5 each is less than 8");
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
        let approvals =
            proptest::collection::vec(proptest::collection::vec(any::<bool>(), actions), people);
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

    /// Counted in parts, before anything is rounded: nobody ever pays more than their share, and what is paid for an
    /// action is its cost, but for roundings that never make a penny.
    #[test]
    fn before_rounding_nobody_pays_a_part_too_much((budget, costs, approvals) in election(), by_count: bool) {
        let utility = if by_count { Utility::Count } else { Utility::Cost };
        let election = Election::of(budget, &priced(&costs), &approvals, utility);
        let share = election.share().unwrap();
        let mut purses = vec![share; approvals.len()];
        for bought in election.run(share) {
            let paid: i128 = bought.paid.iter().map(|(_, sum)| sum).sum();
            let cost = i128::from(costs[bought.action]) * PART;
            prop_assert!((cost - SLACK * 10..=cost).contains(&paid), "{paid} of {cost}");
            for (ballot, sum) in &bought.paid {
                prop_assert!(*sum >= 0);
                purses[*ballot] -= sum;
            }
            let in_pence = bought.in_pence();
            let pence: u64 = in_pence.paid.iter().map(|(_, sum)| sum).sum();
            prop_assert_eq!(pence, costs[in_pence.action], "in pence it is the cost to the penny");
        }
        prop_assert!(purses.iter().all(|purse| *purse >= 0), "{purses:?}");
    }

    /// What everyone pays in pence is what they pay in parts, rounded down or up by less than a penny for an action.
    #[test]
    fn rounding_moves_nobody_by_a_penny((budget, costs, approvals) in election()) {
        let election = Election::of(budget, &priced(&costs), &approvals, Utility::Cost);
        for bought in election.run(election.share().unwrap()) {
            let exact = bought.paid.clone();
            let pence = bought.in_pence();
            for (ballot, parts) in exact {
                let paid = pence.paid.iter().find(|(who, _)| *who == ballot).map_or(0, |one| one.1);
                prop_assert!((i128::from(paid) * PART - parts).abs() < PART);
            }
        }
    }

    /// Extended justified representation, every action costing the same.
    #[test]
    fn every_group_gets_what_its_share_pays_for((_, costs, approvals) in election(), seats in 1_u64..5) {
        let costs = vec![100; costs.len()];
        for utility in [Utility::Count, Utility::Cost] {
            let outcome = equal_shares(100 * seats, &priced(&costs), &approvals, utility);
            let unserved = unserved(100 * seats, &costs, &approvals, &names(&outcome), Count::Exactly);
            prop_assert_eq!(unserved, None, "{:?}", utility);
        }
    }

    /// The same for any costs where each action counts one: no action need be added.
    #[test]
    fn every_group_gets_as_many_as_it_could_pay_for((budget, costs, approvals) in election()) {
        let outcome = equal_shares(budget, &priced(&costs), &approvals, Utility::Count);
        let unserved = unserved(budget, &costs, &approvals, &names(&outcome), Count::Exactly);
        prop_assert_eq!(unserved, None);
    }

    /// For any costs where each pound counts one: up to one action.
    #[test]
    fn every_group_gets_its_pounds_up_to_one_action((budget, costs, approvals) in election()) {
        let outcome = equal_shares(budget, &priced(&costs), &approvals, Utility::Cost);
        let unserved = unserved(budget, &costs, &approvals, &names(&outcome), Count::UpToOne);
        prop_assert_eq!(unserved, None);
    }
}

/// How what somebody gets is held against what their group could have paid for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Count {
    /// In numbers of actions.
    Exactly,
    /// In pounds; one more action of those the group wanted may lack.
    UpToOne,
}

/// Looks for a group that gets less than it is due, by trying every group and every set of actions.
///
/// Extended justified representation (Peters, Pierczyński, Skowron, Proportional participatory budgeting with additive
/// utilities, arXiv 2008.13276 v2, section 3, for approvals): a group S of n voters is T-cohesive when each of S approves
/// every action of T and cost(T) is at most the group's part of the budget, b |S| / n. A choice W is fair when in each
/// T-cohesive group somebody has a use of W that is no less than T's; it is fair up to one project when in each somebody
/// i has that, or i's use of W and a is more than T's for some a of T that is not in W. Equal Shares is fair where each approved action
/// counts one, whatever actions cost, and fair up to one project where each counts its cost. With equal costs and a
/// budget for k actions this is the axiom of committee elections: l common actions for a group of l n / k voters.
///
/// A larger virtual budget, as the completion has it, only makes more groups cohesive.
fn unserved(
    budget: u64,
    costs: &[u64],
    approvals: &[Vec<usize>],
    funded: &[usize],
    count: Count,
) -> Option<(Vec<usize>, Vec<usize>)> {
    let people = approvals.len();
    let places = |set: u32, all: usize| (0..all).filter(move |n| set & (1 << n) != 0);
    let use_of = |action: usize| match count {
        Count::Exactly => 1,
        Count::UpToOne => costs[action],
    };
    for group in 1_u32..(1 << people) {
        let members: Vec<usize> = places(group, people).collect();
        for wanted in 1_u32..(1 << costs.len()) {
            let wanted: Vec<usize> = places(wanted, costs.len()).collect();
            let cost: u64 = wanted.iter().map(|action| costs[*action]).sum();
            let size = u64::try_from(members.len()).unwrap();
            let all = u64::try_from(people).unwrap();
            let cohesive = cost * all <= budget * size
                && members
                    .iter()
                    .all(|m| wanted.iter().all(|a| approvals[*m].contains(a)));
            if !cohesive {
                continue;
            }
            let due: u64 = wanted.iter().map(|action| use_of(*action)).sum();
            let one_more = wanted.iter().filter(|action| !funded.contains(action));
            let one_more = one_more.map(|action| use_of(*action)).max().unwrap_or(0);
            let is_served = |member: &usize| {
                let got = funded
                    .iter()
                    .filter(|action| approvals[*member].contains(action));
                let got: u64 = got.map(|action| use_of(*action)).sum();
                got >= due || (count == Count::UpToOne && got + one_more > due)
            };
            if !members.iter().any(is_served) {
                return Some((members, wanted));
            }
        }
    }
    None
}

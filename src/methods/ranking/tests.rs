//! The printed values of METHODS 3.2 and 3.3, hard cases, and properties of ranking.

use proptest::prelude::*;

use super::*;

fn near(found: f64, printed: f64) {
    let digits = 0.5e-6 + 1e-12;
    assert!((found - printed).abs() <= digits, "{found} for {printed}");
}

const fn tally(agree: usize, disagree: usize, seen: usize) -> Tally {
    Tally {
        agree,
        disagree,
        pass: seen - agree - disagree,
    }
}

fn together(one: Tally, other: Tally) -> Tally {
    tally(
        one.agree + other.agree,
        one.disagree + other.disagree,
        one.seen() + other.seen(),
    )
}

/// METHODS 3.3: statement 14 of brexit-consensus, every printed number.
#[test]
fn statement_14_of_methods_3_3() {
    let (g0, g1) = (tally(85, 1, 89), tally(71, 3, 78));
    near(g0.support(), 0.945_055);
    near(g1.support(), 0.9);
    near(g0.support() * g1.support(), 0.850_549);
    near(together(g0, g1).support(), 0.928_994);
    near(g0.support_z(), 8.643_559);
    near(g0.refusal_z(), -9.065_196);
    near(Difference::of_agreeing(g0, g1).ratio, 1.050_061);
    near(Difference::of_disagreeing(g0, g1).ratio, 0.439_560);
    near(Difference::of_agreeing(g0, g1).z, 1.161_217);
    near(Difference::of_disagreeing(g0, g1).z, -0.995_842);
    near(g1.support_z(), 7.313_071);
    near(Difference::of_agreeing(g1, g0).ratio, 0.952_326);
    near(Difference::of_agreeing(g1, g0).z, -1.161_217);
    let all = together(g0, g1);
    assert_eq!((all.agree, all.seen()), (156, 167));
    assert!((all.support_z() - 11.2641).abs() < 0.5e-4);
    assert!(all.is_agreed());
}

#[test]
fn statement_19_of_methods_3_3() {
    let (g0, g1) = (tally(66, 1, 72), tally(56, 2, 59));
    near(g0.support() * g1.support(), 0.846_035);
    near(together(g0, g1).support(), 0.924_812);
    assert!((together(g0, g1).support_z() - 9.9224).abs() < 0.5e-4);
    assert!((score(together(g0, g1), &[vec![g0, g1]]) - 0.846_035_f64.sqrt()).abs() < 1e-6);
}

/// METHODS 3.3: the consensus list (agreed, seen, share, z), and the shares of the table that its counts give.
#[test]
fn the_consensus_list_of_methods_3_3() {
    let printed = [
        (14, 156, 167, 0.9290, 11.2641),
        (1, 155, 167, 0.9231, 11.1098),
        (17, 149, 166, 0.8929, 10.2918),
        (19, 122, 131, 0.9248, 9.9224),
        (16, 143, 163, 0.8727, 9.6828),
    ];
    for (statement, agreed, seen, share, z) in printed {
        let all = tally(agreed, 0, seen);
        assert!((all.support() - share).abs() <= 0.5e-4, "{statement}");
        assert!((all.support_z() - z).abs() <= 0.5e-4, "{statement}");
        assert!(all.is_agreed() && !all.is_refused());
    }
    near(tally(155, 0, 167).support(), 0.923_077);
    near(tally(149, 0, 166).support(), 0.892_857);
    near(tally(38, 0, 40).support(), 0.928_571);
    // Statements 16, 19, 17, 1 and 14, with one few have seen and one few agree with between them.
    let given = [
        tally(143, 0, 163),
        tally(122, 3, 131),
        tally(1, 0, 1),
        tally(149, 0, 166),
        tally(60, 80, 166),
        tally(155, 0, 167),
        tally(156, 4, 167),
    ];
    assert_eq!(consensus(&given, 5), [6, 5, 3, 1, 0]);
    assert_eq!(consensus(&given, 2), [6, 5]);
    // 20 of 20 are fewer standard deviations from a half than 61 of 80, but a larger share.
    assert_eq!(consensus(&[tally(61, 0, 80), tally(20, 0, 20)], 5), [1, 0]);
    assert!(consensus(&[], 5).is_empty());
    assert!(tally(0, 20, 21).is_refused());
}

#[test]
fn hard_cases_have_a_plain_place() {
    // Nobody voted; one person did; everybody passes; everybody is of two minds alike.
    let ranking = rank(&[vec![], vec![]], 0, &[], |_| None);
    assert_eq!((ranking.ranked.len(), ranking.needs_votes.len()), (0, 2));
    let ranking = rank(&[votes(1, 0, 0)], 1, &[], |_| None);
    assert_eq!(ranking.needs_votes, [(0, tally(1, 0, 1))]);
    let ranking = rank(&[votes(0, 0, 8), votes(0, 8, 0)], 8, &[], |_| None);
    let all_pass = &ranking.ranked[0];
    assert_eq!((all_pass.action, all_pass.label), (0, Label::Open));
    assert!((all_pass.score - 0.1).abs() < 1e-12 && all_pass.interval.low.abs() < 1e-12);
    let tied = rank(
        &[votes(5, 2, 1), votes(6, 1, 1), votes(5, 2, 1)],
        8,
        &[],
        |_| None,
    );
    let order: Vec<usize> = tied.ranked.iter().map(|one| one.action).collect();
    assert_eq!(order, [1, 0, 2], "as given where nothing else decides");
    // As much support, but seen by more: the range is narrower and stands first.
    let more = rank(&[votes(5, 3, 0), votes(11, 7, 0)], 18, &[], |_| None);
    assert!((more.ranked[0].score - more.ranked[1].score).abs() < 1e-12);
    assert_eq!(more.ranked[0].action, 1);
}

/// Votes of people 0, 1, 2, … in turn: so many agree, disagree and pass.
fn votes(agree: usize, disagree: usize, pass: usize) -> Vec<(usize, Choice)> {
    let choices = std::iter::repeat_n(Choice::Agree, agree)
        .chain(std::iter::repeat_n(Choice::Disagree, disagree))
        .chain(std::iter::repeat_n(Choice::Pass, pass));
    choices.enumerate().collect()
}

#[test]
fn what_few_have_seen_is_never_ranked() {
    let lists = [
        votes(1, 0, 0),
        votes(8, 0, 0),
        votes(4, 3, 0),
        vec![],
        votes(0, 0, 9),
    ];
    let ranking = rank(&lists, 20, &[], |_| None);
    let ranked: Vec<usize> = ranking.ranked.iter().map(|r| r.action).collect();
    assert_eq!(ranked, [1, 4]);
    let waiting: Vec<usize> = ranking.needs_votes.iter().map(|one| one.0).collect();
    assert_eq!(waiting, [0, 2, 3]);
    // A tenth of all voters, too.
    assert!(rank(&lists, 101, &[], |_| None).ranked.is_empty());
    assert_eq!(rank(&[], 0, &[], |_| None), Ranking::default());
}

#[test]
fn an_action_all_groups_support_stands_above_one_the_largest_group_loves() {
    // Twelve in one group, six in the other.
    let groups: Vec<Option<usize>> = (0..18).map(|n| Some(usize::from(n >= 12))).collect();
    let groupings = [Grouping::of(&groups).unwrap()];
    let all = |agrees: &dyn Fn(usize) -> bool, otherwise: Choice| -> Vec<(usize, Choice)> {
        let choice = |n| if agrees(n) { Choice::Agree } else { otherwise };
        (0..18).map(|n| (n, choice(n))).collect()
    };
    let loved = all(&|n| n < 12, Choice::Disagree);
    let liked = all(&|n| !(8..14).contains(&n), Choice::Pass);
    let ranking = rank(&[loved, liked], 18, &groupings, |_| None);
    let [first, second] = ranking.ranked.as_slice() else {
        panic!("{ranking:?}")
    };
    assert_eq!((first.action, first.label), (1, Label::Consensus));
    assert_eq!((second.action, second.label), (0, Label::Divided));
    assert_eq!(first.tally.agree, second.tally.agree, "as many with either");
    let contested = rank(&[votes(6, 5, 2)], 13, &[], |_| None);
    assert_eq!(contested.ranked[0].label, Label::Contested);
    let open = rank(&[votes(4, 2, 7)], 13, &[], |_| None);
    assert_eq!(open.ranked[0].label, Label::Open);
    let unseen = rank(&[votes(12, 0, 0)], 18, &groupings, |_| None);
    assert!(unseen.ranked.is_empty(), "the second group has not seen it");
}

#[test]
fn small_groups_are_put_together_and_one_group_is_none() {
    let sizes = |sizes: &[usize]| -> Vec<Option<usize>> {
        let one = |(group, size): (usize, &usize)| std::iter::repeat_n(Some(group), *size);
        sizes.iter().enumerate().flat_map(one).collect()
    };
    assert_eq!(Grouping::of(&sizes(&[5, 5])).unwrap().groups, 2);
    assert_eq!(Grouping::of(&sizes(&[5, 4, 1])).unwrap().groups, 2);
    assert_eq!(Grouping::of(&sizes(&[5, 4])), None, "four are too few");
    assert_eq!(Grouping::of(&sizes(&[20])), None);
    assert_eq!(Grouping::of(&[]), None);
    assert_eq!(Grouping::of(&[None; 9]), None);
    let with_silent: Vec<_> = [sizes(&[6]), vec![None; 5]].concat();
    assert_eq!(Grouping::of(&with_silent).unwrap().groups, 2);
}

#[test]
fn neighbours_who_echo_each_other_make_the_range_wider() {
    let list = [votes(12, 3, 1)];
    let plain = rank(&list, 16, &[], |_| None).ranked[0].interval;
    let echoed = rank(&list, 16, &[], |_| Some(6.0)).ranked[0].interval;
    assert!(echoed.low < plain.low && plain.high < echoed.high);
}

#[test]
fn what_few_have_seen_is_shown_next() {
    let fresh = Tally::default();
    assert!((priority(fresh) - (0.5 * 0.5 * 9.0_f64).powi(2)).abs() < 1e-12);
    assert!(priority(fresh) > priority(tally(20, 0, 20)));
    assert!(
        priority(tally(5, 0, 10)) < priority(tally(5, 5, 10)),
        "passed on"
    );
    assert_eq!(next(&[], 0.5), None);
    let open = [tally(40, 0, 40), fresh, tally(0, 40, 40)];
    assert_eq!(next(&open, 0.0), Some(0));
    assert_eq!(next(&open, 0.5), Some(1));
    assert_eq!(next(&open, 1.0), Some(2));
}

proptest! {
    #[test]
    fn nothing_changes_when_voters_and_groups_are_named_otherwise(
        rows in proptest::collection::vec(
            (proptest::option::of(0_usize..3), proptest::collection::vec(0_u8..4, 4)), 0..40,
        ),
    ) {
        let choice = |n: u8| match n {
            1 => Some(Choice::Agree),
            2 => Some(Choice::Disagree),
            3 => Some(Choice::Pass),
            _ => None,
        };
        let ranked = |rows: &[(Option<usize>, Vec<u8>)]| {
            let votes: Vec<Vec<(usize, Choice)>> = (0..4)
                .map(|action| {
                    let own = rows.iter().enumerate();
                    own.filter_map(|(voter, row)| Some((voter, choice(row.1[action])?))).collect()
                })
                .collect();
            let declared: Vec<_> = rows.iter().map(|row| row.0).collect();
            let groupings: Vec<_> = Grouping::of(&declared).into_iter().collect();
            rank(&votes, rows.len(), &groupings, |_| None)
        };
        let mut renamed: Vec<(Option<usize>, Vec<u8>)> =
            rows.iter().map(|(group, row)| (group.map(|g| 7 - g), row.clone())).collect();
        renamed.reverse();
        prop_assert_eq!(ranked(&rows), ranked(&renamed));
    }

    /// Actions given in another order get the same scores, and stand in the same order but for exact ties.
    #[test]
    fn nothing_changes_when_actions_are_given_in_another_order(
        rows in proptest::collection::vec(
            (proptest::option::of(0_usize..3), proptest::collection::vec(0_u8..4, 5)), 0..30,
        ),
        order in Just(vec![0_usize, 1, 2, 3, 4]).prop_shuffle(),
    ) {
        let choice = |n: u8| match n {
            1 => Some(Choice::Agree),
            2 => Some(Choice::Disagree),
            3 => Some(Choice::Pass),
            _ => None,
        };
        let list = |action: usize| -> Vec<(usize, Choice)> {
            let own = rows.iter().enumerate();
            own.filter_map(|(voter, row)| Some((voter, choice(row.1[action])?))).collect()
        };
        let declared: Vec<_> = rows.iter().map(|row| row.0).collect();
        let groupings: Vec<_> = Grouping::of(&declared).into_iter().collect();
        let ranked = |order: &[usize]| {
            let lists: Vec<_> = order.iter().map(|action| list(*action)).collect();
            let mut found = rank(&lists, rows.len(), &groupings, |_| None);
            for one in &mut found.ranked {
                one.action = order[one.action];
            }
            for one in &mut found.needs_votes {
                one.0 = order[one.0];
            }
            found.needs_votes.sort_by_key(|one| one.0);
            found
        };
        let (one, other) = (ranked(&[0, 1, 2, 3, 4]), ranked(&order));
        prop_assert_eq!(one.needs_votes, other.needs_votes);
        let keys = |found: &[Ranked]| -> Vec<(f64, f64, usize)> {
            found.iter().map(|one| (one.score, one.interval.low, one.tally.seen())).collect()
        };
        prop_assert_eq!(keys(&one.ranked), keys(&other.ranked));
        let sorted = |mut found: Vec<Ranked>| {
            found.sort_by_key(|one| one.action);
            found
        };
        prop_assert_eq!(sorted(one.ranked), sorted(other.ranked));
    }
}

//! Planted camps are found again, too few answers give no map, and nothing is told of fewer than five people.

use proptest::prelude::*;

use super::*;

/// Numbers that look like chance, the same every time.
fn noise(seed: usize) -> usize {
    let mixed = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 40
}

/// People of planted camps on thirty actions: each camp agrees with its own ten, where there are two or three camps, and
/// disagrees with the others'; all agree with the last five. One answer in ten is by chance, one in six is missing.
fn camps(sizes: &[usize]) -> Vec<Answers> {
    let mut rows = Vec::new();
    for (camp, size) in sizes.iter().enumerate() {
        for person in 0..*size {
            let choice = |action: usize| {
                let lot = noise(camp * 100_003 + person * 331 + action);
                let by_chance = [Choice::Agree, Choice::Pass, Choice::Disagree][lot % 3];
                match (lot / 3 % 60, action) {
                    (0..10, _) => None,
                    (10..16, _) => Some(by_chance),
                    (_, 30..) => Some(Choice::Agree),
                    _ if action / 10 % sizes.len() == camp => Some(Choice::Agree),
                    _ => Some(Choice::Disagree),
                }
            };
            rows.push((0..35).map(choice).collect());
        }
    }
    rows
}

fn sizes(map: &Map) -> Vec<usize> {
    map.groups.iter().map(|group| group.people).collect()
}

#[test]
fn planted_camps_are_found_again() {
    let found = map(&camps(&[40, 24])).unwrap();
    assert_eq!((found.people, sizes(&found)), (64, vec![40, 24]));
    let [large, small] = found.groups.as_slice() else {
        panic!("{found:?}")
    };
    // The first camp's own are actions 0 to 9 and 20 to 29, the second's 10 to 19.
    assert_eq!((large.apart.len(), small.apart.len()), (5, 5));
    let seconds = |one: &Apart| (10..20).contains(&one.action);
    assert!(
        large
            .apart
            .iter()
            .all(|one| one.action < 30 && one.agrees != seconds(one))
    );
    assert!(
        small
            .apart
            .iter()
            .all(|one| one.action < 30 && one.agrees == seconds(one))
    );
    assert!(large.apart[0].agrees && small.apart[0].agrees);
    assert_eq!(found.agreed.len(), 5);
    assert!(found.agreed.iter().all(|one| one.action >= 30));
    let third = map(&camps(&[30, 22, 15])).unwrap();
    assert_eq!(sizes(&third), [30, 22, 15]);
    for (camp, group) in third.groups.iter().enumerate() {
        assert!(
            group
                .apart
                .iter()
                .all(|one| one.agrees == (one.action / 10 == camp))
        );
    }
}

#[test]
fn too_few_people_or_answers_give_no_map() {
    let row = |answers: usize| -> Answers {
        (0..30)
            .map(|n| (n < answers).then_some(Choice::Agree))
            .collect()
    };
    assert_eq!(map(&[]), None);
    assert_eq!(map(&vec![row(30); 39]), None);
    let almost = [vec![row(20); 39], vec![row(19); 60]].concat();
    assert_eq!((map(&almost), count_people(&almost)), (None, 39));
    let enough = [vec![row(20); 40], vec![row(19); 60]].concat();
    let found = map(&enough).unwrap();
    assert_eq!(
        (found.people, sizes(&found)),
        (40, vec![40]),
        "all alike are one group"
    );
    assert!(found.groups[0].apart.is_empty(), "there are no others");
    assert_eq!(found.agreed.len(), 5);
}

#[test]
fn three_who_stand_alone_are_no_group() {
    let mut rows = camps(&[30, 20]);
    for (n, row) in rows.iter_mut().take(3).enumerate() {
        *row = (0..35)
            .map(|action| (action != n).then_some(Choice::Disagree))
            .collect();
    }
    let found = map(&rows).unwrap();
    assert!(sizes(&found).iter().all(|size| *size >= 5), "{found:?}");
    assert_eq!(sizes(&found).iter().sum::<usize>(), 50);
}

#[test]
fn an_action_few_have_seen_is_told_of_nobody() {
    let mut rows = camps(&[40, 24]);
    // Four of the second camp and all of the first answered the first action.
    for row in &mut rows[40..60] {
        row[0] = None;
    }
    let found = map(&rows).unwrap();
    assert!(
        found
            .groups
            .iter()
            .all(|group| group.apart.iter().all(|one| one.action != 0))
    );
}

#[test]
fn what_a_large_group_alone_agrees_with_is_not_what_all_agree_with() {
    // Five in six agree with actions 0 to 9, but the second camp does not; and nobody minds the last five.
    let mut rows = camps(&[100, 20]);
    for row in &mut rows {
        row[30..].fill(Some(Choice::Pass));
    }
    let found = map(&rows).unwrap();
    assert_eq!(sizes(&found), [100, 20]);
    assert!(found.agreed.is_empty(), "{:?}", found.agreed);
}

#[test]
fn the_clearest_agreement_is_told_first_and_five_at_most() {
    let of = |agree: usize, disagree: usize| Tally {
        agree,
        disagree,
        pass: 0,
    };
    // The group disagrees with six things, each more clearly than the one before, and agrees with one a little.
    let group: Vec<Tally> = [of(14, 6)]
        .into_iter()
        .chain((0..6).map(|n| of(5 - n.min(5), 15 + n.min(5))))
        .collect();
    let others = [of(8, 12), of(18, 2)];
    let all: Vec<Tally> = (0..group.len())
        .map(|n| {
            of(
                group[n].agree + others[n.min(1)].agree,
                group[n].disagree + others[n.min(1)].disagree,
            )
        })
        .collect();
    let found = apart(&group, &all);
    let order: Vec<usize> = found.iter().map(|one| one.action).collect();
    assert_eq!(order, [0, 6, 5, 4, 3]);
    assert_eq!((found[0].agrees, found[1].agrees), (true, false));
    assert_eq!((found[0].own, found[0].others), (group[0], others[0]));
}

/// From forty to fifty people with any answers to twenty-two cards, at most two of them missing.
fn any_answers() -> impl Strategy<Value = Vec<Answers>> {
    let row = proptest::collection::vec(0_u8..3, 22).prop_flat_map(|row| {
        (Just(row), 0_usize..22, 0_usize..22).prop_map(|(row, gap, other)| {
            let choice = |n: &u8| [Choice::Agree, Choice::Pass, Choice::Disagree][usize::from(*n)];
            let mut row: Answers = row.iter().map(|n| Some(choice(n))).collect();
            (row[gap], row[other]) = (None, None);
            row
        })
    });
    proptest::collection::vec(row, 40..50)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn the_order_of_people_changes_nothing(rows in any_answers(), seed in 0_usize..1_000) {
        let mut turned = rows.clone();
        turned.sort_by_cached_key(|row| noise(seed + row.iter().flatten().filter(|c| **c == Choice::Agree).count()));
        turned.reverse();
        prop_assert_eq!(map(&rows), map(&turned));
    }

    #[test]
    fn nothing_is_told_of_fewer_than_five(rows in any_answers()) {
        let found = map(&rows).unwrap();
        prop_assert_eq!(sizes(&found).iter().sum::<usize>(), rows.len());
        prop_assert!(sizes(&found).is_sorted_by(|one, other| one >= other));
        for group in &found.groups {
            prop_assert!(group.people >= GROUP_MIN && group.apart.len() <= TOLD_MAX);
            for one in &group.apart {
                prop_assert!(one.own.seen() >= GROUP_MIN && one.others.seen() >= GROUP_MIN);
                prop_assert_eq!(one.own.is_agreed(), one.agrees);
            }
        }
    }
}

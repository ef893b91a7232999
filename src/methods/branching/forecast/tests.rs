use proptest::prelude::*;

use super::*;
use crate::methods::branching::tests::binomial;

/// One first person who says yes today, chats a day apart, and all the time there is.
fn from_one(offspring: Offspring, wanted: u32) -> Setting {
    Setting {
        offspring,
        turn: Delays::of(&[1.0; 10], 1.0),
        steps: vec![],
        open: vec![],
        days: 1e6,
        every: 1e6,
        wanted,
        more: vec![0, 1, 3],
    }
}

/// Four standard errors of a share `p` among the runs, and a hair.
fn near(share: f64, p: f64) {
    let runs = f64::from(u32::try_from(RUNS).unwrap());
    let error = (p * (1.0 - p) / runs).sqrt();
    assert!(
        (share - p).abs() <= 4.0 * error + 1e-9,
        "{share} is not {p}"
    );
}

#[test]
fn the_chats_of_one_first_person_are_as_many_as_theory_says() {
    // The chats that follow a first turn: expected total less the turn itself, R / (1 - R), with variance
    // s² / (1 - R)³ where s² is that of the offspring.
    for (n, p) in [(1, 0.5), (1, 0.8), (2, 0.3), (2, 0.4), (3, 0.25)] {
        let offspring = binomial(n, p);
        let (r, expected) = (offspring.mean(), offspring.expected_total().unwrap() - 1.0);
        let variance = r * (1.0 - p) / (1.0 - r).powi(3);
        let forecast = run(&from_one(offspring, 1));
        let error = (variance / 2_000.0).sqrt();
        let [none, one, three] = forecast.outlooks[..] else {
            panic!()
        };
        assert!(
            (one.mean - expected).abs() < 4.0 * error,
            "{} {expected}",
            one.mean
        );
        assert!((three.mean - 3.0 * expected).abs() < 4.0 * 3.0_f64.sqrt() * error);
        assert_eq!(
            (none.chats, none.mean, none.chance),
            (Range::default(), 0.0, 0.0)
        );
        // At least one chat: not (1 - p)^n.
        near(one.chance, 1.0 - (1.0 - p).powi(i32::try_from(n).unwrap()));
        near(
            three.chance,
            1.0 - (1.0 - p).powi(3 * i32::try_from(n).unwrap()),
        );
        assert_eq!(forecast.stopped, 0);
    }
}

#[test]
fn a_branch_with_one_name_each_is_as_long_as_theory_says() {
    for wanted in 1..6 {
        let offspring = binomial(1, 0.7);
        let theory = offspring.chance_of_length(wanted + 1);
        near(run(&from_one(offspring, wanted)).outlooks[1].chance, theory);
    }
}

#[test]
fn growth_without_end_is_stopped_and_counted_and_dies_out_as_often_as_theory_says() {
    for offspring in [binomial(2, 0.6), binomial(3, 0.5)] {
        let q = offspring.extinction();
        let mut setting = from_one(offspring, MOST);
        setting.more = vec![1];
        let forecast = run(&setting);
        near(forecast.outlooks[0].chance, 1.0 - q);
        near(
            f64::from(u32::try_from(forecast.stopped).unwrap()) / 2_000.0,
            1.0 - q,
        );
        assert_eq!(forecast.outlooks[0].chats.high, MOST);
    }
    // On the edge a chain dies out, in the end, though it may take long.
    let critical = run(&from_one(binomial(2, 0.5), MOST));
    assert!(critical.outlooks[1].chance < 0.05);
}

#[test]
fn what_has_not_happened_for_long_becomes_unlikely() {
    let delays = Delays::of(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], 1.0);
    assert_eq!(
        (delays.longer_than(0.5), delays.longer_than(5.0)),
        (1.0, 0.5)
    );
    assert!((delays.longer_than(50.0) - 0.5 / 11.0).abs() < 1e-12);
    // Of three waits: half of them take longer than the middle one, a quarter twice as long.
    let few = Delays::of(&[2.0, 4.0, 50.0], 1.0);
    assert!(
        (few.longer_than(4.0) - 0.5).abs() < 1e-12 && (few.longer_than(8.0) - 0.25).abs() < 1e-12
    );
    // An even chance, and half of the waits over: one third remains. p L / (p L + 1 - p).
    let mut setting = from_one(Offspring::new(vec![1.0]).unwrap(), 1);
    setting.steps = vec![delays];
    setting.more = vec![0];
    let open = |since| Open {
        leads: Leads::ToChat { had: 0 },
        chance: 0.5,
        delays: 0,
        since,
    };
    for (since, remains) in [(0.0, 0.5), (5.0, 1.0 / 3.0), (8.5, 1.0 / 6.0)] {
        setting.open = vec![open(since)];
        let outlook = run(&setting).outlooks[0];
        near(outlook.chance, remains);
        assert!(outlook.chats.high <= 1);
    }
    // Two of ten waits remain after 8 days: 9 and 10. Half of those who come at all come within a day.
    setting.open = vec![open(8.0)];
    setting.days = 1.0;
    near(run(&setting).outlooks[0].chance, 0.1 / 0.6 / 2.0 * 1.0);
}

#[test]
fn an_open_link_and_a_first_person_who_was_asked_go_on_from_where_they_are() {
    // Everybody starts exactly one chat: a link that succeeds leads to one chat a day until the day.
    let mut setting = from_one(Offspring::new(vec![0.0, 1.0]).unwrap(), 10);
    setting.days = 10.5;
    setting.every = 5.0;
    setting.more = vec![0];
    setting.steps = vec![Delays::of(&[2.0; 10], 1.0)];
    let open = |leads| Open {
        leads,
        chance: 1.0,
        delays: 0,
        since: 0.0,
    };
    setting.open = vec![open(Leads::ToChat { had: 0 })];
    // A chat on day 2, then on 3, 4 and so on.
    let all = |chats| Range {
        low: chats,
        middle: chats,
        high: chats,
    };
    let forecast = run(&setting);
    assert_eq!(forecast.path, [all(3), all(8), all(9)]);
    assert_eq!(forecast.outlooks[0].chats, all(9));
    // A first person: yes on day 2, the first chat on day 3.
    setting.open = vec![open(Leads::ToTurn)];
    assert_eq!(run(&setting).outlooks[0].chats, all(8));
}

#[test]
fn few_waits_are_drawn_from_an_exponential_with_their_median() {
    let mut setting = from_one(Offspring::new(vec![0.0, 1.0]).unwrap(), 1);
    setting.turn = Delays::of(&[8.0, 10.0, 30.0], 1.0);
    setting.more = vec![1];
    for (days, share) in [(10.0, 0.5), (20.0, 0.75), (5.0, 1.0 - 0.5_f64.sqrt())] {
        (setting.days, setting.every) = (days, days);
        near(run(&setting).outlooks[0].chance, share);
    }
    // Nothing seen at all: what was given.
    setting.turn = Delays::of(&[], 10.0);
    (setting.days, setting.every) = (10.0, 10.0);
    near(run(&setting).outlooks[0].chance, 0.5);
}

#[test]
fn the_same_data_give_the_same_figures_and_other_data_others() {
    let setting = from_one(binomial(2, 0.4), 3);
    assert_eq!(run(&setting), run(&setting.clone()));
    let mut other = setting.clone();
    other.turn = Delays::of(&[1.5; 10], 1.0);
    assert_ne!(seed(&setting), seed(&other));
    // What is asked does not change what is drawn.
    let mut asked = setting.clone();
    asked.wanted = 1;
    let mean = |setting: &Setting| run(setting).outlooks[1].mean;
    assert!((mean(&asked) - mean(&setting)).abs() < f64::EPSILON);
}

fn a_setting() -> impl Strategy<Value = Setting> {
    let open = (0usize..3, 0.0..1.0, 0usize..2, 0.0..80.0_f64);
    let delays = proptest::collection::vec(0.0..40.0_f64, 0..20);
    let counts = proptest::collection::vec(0usize..40, 0..4);
    let many = proptest::collection::vec(open, 0..12);
    (
        counts,
        many,
        delays.clone(),
        delays,
        1.0..120.0_f64,
        0u32..20,
    )
        .prop_map(|(counts, open, turn, step, days, wanted)| Setting {
            offspring: Offspring::smoothed(&counts, 3),
            turn: Delays::of(&turn, 10.0),
            steps: vec![Delays::of(&step, 5.0)],
            open: open
                .into_iter()
                .map(|(had, chance, delays, since)| Open {
                    leads: if had == 2 {
                        Leads::ToTurn
                    } else {
                        Leads::ToChat { had }
                    },
                    chance,
                    delays,
                    since,
                })
                .collect(),
            days,
            every: 14.0,
            wanted,
            more: vec![0, 1, 3, 5],
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn ranges_are_in_order_and_more_first_people_never_lower_what_is_expected(setting in a_setting()) {
        let forecast = run(&setting);
        prop_assert!(forecast.path.windows(2).all(|w| w[0].low <= w[1].low && w[0].middle <= w[1].middle && w[0].high <= w[1].high));
        for range in forecast.path.iter().copied().chain(forecast.outlooks.iter().map(|o| o.chats)) {
            prop_assert!(range.low <= range.middle && range.middle <= range.high);
        }
        prop_assert_eq!(forecast.path.last().copied(), Some(forecast.outlooks[0].chats));
        for pair in forecast.outlooks.windows(2) {
            prop_assert!(pair[0].mean <= pair[1].mean && pair[0].chance <= pair[1].chance);
            prop_assert!(pair[0].chats.low <= pair[1].chats.low && pair[0].chats.high <= pair[1].chats.high);
        }
        prop_assert!(forecast.outlooks.iter().all(|o| (0.0..=1.0).contains(&o.chance)));
    }
}

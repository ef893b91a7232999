//! Random people through the real rules: after every step all seven invariants of docs/ARCHITECTURE.md must hold.
//!
//! One case is an opening and seventy-five steps on a database of its own. A step picks a person and something they might press, at a random
//! distance in time; whatever the rule answers, the invariants are read back from the tables.

mod acts;
mod invariants;
mod run;

use std::collections::BTreeSet;

use entity::shared::{EndedWhy, Way};
use proptest::prelude::prop;
use proptest::test_runner::{Config, TestRunner};

use acts::{Opening, act};
use run::Run;

const STEPS: usize = 75;

/// What the random people got done over all cases: a run in which nothing happens proves nothing.
#[derive(Default)]
struct Reached {
    recorded: usize,
    checked: usize,
    second_turns: usize,
    declined: usize,
    erased_words: usize,
    matched: usize,
    reminded: usize,
    /// People who talk with the second person they were joined to.
    joined_again: usize,
    deepest: i32,
}

impl Reached {
    async fn count(&mut self, run: &Run) {
        let mut partners = BTreeSet::new();
        for c in run.conversations().await {
            self.matched += usize::from(c.way == Way::Pool);
            self.joined_again += usize::from(!partners.insert(c.partner));
            self.recorded += usize::from(c.recorded_at.is_some());
            self.checked += usize::from(c.checked_at.is_some());
            self.second_turns += usize::from(c.turn == 2);
            self.declined += usize::from(c.ended_why == Some(EndedWhy::Declined));
        }
        self.reminded += run.count_reminders().await;
        self.erased_words += run.gone.len();
        let depths = run.people().await.into_iter().filter_map(|p| p.depth);
        self.deepest = depths.chain([self.deepest]).max().unwrap_or(0);
    }

    fn is_enough(&self) -> bool {
        self.recorded > 20
            && self.checked > 5
            && self.second_turns > 0
            && self.declined > 0
            && self.erased_words > 0
            && self.matched > 10
            && self.reminded > 20
            && self.joined_again > 0
            && self.deepest >= 2
    }
}

/// The openings lead to where they say: the random people need not find the rare ways themselves.
#[tokio::test]
async fn the_openings_leave_somebody_and_join_them_again() {
    for (opening, waiting, joined) in [
        (Opening::TwoBranches, 0, 0),
        (Opening::Left, 1, 0),
        (Opening::JoinedAgain, 0, 1),
    ] {
        let mut run = Box::pin(Run::new()).await;
        for act in opening.acts() {
            Box::pin(run.take(act)).await;
            Box::pin(run.holds()).await;
        }
        let mut reached = Reached::default();
        reached.count(&run).await;
        let people = run.people().await;
        let waits = people.iter().filter(|p| p.waiting_since.is_some()).count();
        assert_eq!(
            (waits, reached.joined_again),
            (waiting, joined),
            "{opening:?}"
        );
    }
}

/// How many cases; CI asks for 500 on SQLite by `MACHINE_CASES`.
fn cases() -> u32 {
    std::env::var("MACHINE_CASES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(40)
}

#[test]
fn random_people_never_break_an_invariant() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let config = Config {
        cases: cases(),
        max_shrink_iters: 60,
        failure_persistence: None,
        ..Config::default()
    };
    let steps = (acts::opening(), prop::collection::vec(act(), STEPS));
    let reached = std::cell::RefCell::new(Reached::default());
    let result = TestRunner::new(config).run(&steps, |(opening, acts)| {
        runtime.block_on(async {
            let mut run = Box::pin(Run::new()).await;
            for act in opening.acts().iter().chain(&acts) {
                Box::pin(run.take(act)).await;
                Box::pin(run.holds()).await;
            }
            let mut so_far = reached.take();
            so_far.count(&run).await;
            reached.replace(so_far);
        });
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
    let reached = reached.take();
    let Reached {
        recorded,
        checked,
        second_turns,
        declined,
        erased_words,
        matched,
        joined_again,
        reminded,
        deepest,
    } = &reached;
    println!(
        "{} cases: {recorded} recorded, {checked} checked, {second_turns} second turns, {declined} declined, {erased_words} words erased, {matched} matched, {joined_again} joined again, {reminded} reminded, depth {deepest}",
        cases()
    );
    assert!(reached.is_enough(), "the random people hardly did anything");
}

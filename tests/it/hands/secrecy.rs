//! Whatever people press, and in whatever order: nobody sees anybody's detail or name in any state but both-said-yes.

use chrono::Duration;
use daisychain::conversation::clock;
use daisychain::plan::hands::introductions;
use entity::introduction;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::{asked, erase, home, reload, says_no, says_yes, stop};
use crate::plan_world::World;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Yes(usize),
    No(usize),
    Leave(usize),
    Erase(usize),
    TakeBack,
    Wait,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => (0..2_usize).prop_map(Act::Yes),
        2 => (0..2_usize).prop_map(Act::No),
        1 => (0..2_usize).prop_map(Act::Leave),
        1 => (0..2_usize).prop_map(Act::Erase),
        1 => Just(Act::TakeBack),
        1 => Just(Act::Wait),
    ];
    proptest::collection::vec(act, 1..7)
}

/// What should be so, kept beside the product.
#[derive(Debug, Default)]
struct Model {
    yes: [bool; 2],
    gone: [bool; 2],
    over: bool,
}

impl Model {
    fn after(&mut self, act: Act) {
        match act {
            Act::Yes(who) if !self.over => self.yes[who] = true,
            Act::No(_) | Act::TakeBack | Act::Wait => self.over = true,
            Act::Leave(who) | Act::Erase(who) => {
                self.over = true;
                self.gone[who] = true;
            }
            Act::Yes(_) => {}
        }
    }

    fn made(&self) -> bool {
        !self.over && self.yes == [true, true]
    }
}

const DETAILS: [&str; 2] = ["CANARYDETAILONE", "CANARYDETAILTWO"];

/// Names of letters only, so that each pair has its own.
fn name(stem: &str, mut n: usize) -> String {
    let mut name = stem.to_owned();
    while n > 0 {
        let letter = u8::try_from(n % 26).unwrap();
        name.push(char::from(b'a' + letter));
        n /= 26;
    }
    name
}

async fn play(world: &World, n: usize, acts: &[Act]) -> Result<(), TestCaseError> {
    let names = [name("Xanax", n), name("Yoyoy", n)];
    let (two, row) = asked(world, [&names[0], &names[1]]).await;
    let pages = [home(world, &two[0]).await, home(world, &two[1]).await];
    let mut model = Model::default();
    for act in acts {
        let may = |who: usize| !model.gone[who];
        match *act {
            Act::Yes(who) if may(who) => {
                says_yes(world, &two[who], &row, DETAILS[who]).await;
            }
            Act::No(who) if may(who) => {
                says_no(world, &two[who], &row).await;
            }
            Act::Leave(who) if may(who) => stop(world, &two[who]).await,
            Act::Erase(who) => erase(world, &two[who]).await,
            Act::TakeBack => {
                let txn = world.begin().await;
                let now = introductions::find(&txn, row.chain, row.id).await.unwrap();
                let means = &world.app.means;
                introductions::take_back(&txn, means, world.owner, &now.unwrap())
                    .await
                    .unwrap();
                txn.commit().await.unwrap();
            }
            Act::Wait => {
                world.app.means.sources.advance(Duration::days(31));
                clock::tick(&world.app.db, &world.app.means).await.unwrap();
            }
            Act::Yes(_) | Act::No(_) | Act::Leave(_) => continue,
        }
        let ever_made = reload(world, &row).await.made_at.is_some();
        model.after(*act);
        holds(world, &model, (&row, ever_made), (&pages, &names), acts).await?;
    }
    Ok(())
}

async fn holds(
    world: &World,
    model: &Model,
    (row, ever_made): (&introduction::Model, bool),
    (pages, names): (&[String; 2], &[String; 2]),
    acts: &[Act],
) -> Result<(), TestCaseError> {
    let stands = reload(world, row).await;
    let told = || format!("{acts:?}\n{model:?}\n{stands:?}");
    prop_assert_eq!(
        stands.made_at.is_some() && stands.ended_at.is_none(),
        model.made(),
        "{}",
        told()
    );
    if model.over {
        prop_assert!(stands.one_contact.is_none() && stands.other_contact.is_none());
    }
    for who in 0..2 {
        if model.gone[who] {
            continue;
        }
        let (detail, name) = (DETAILS[1 - who], &names[1 - who]);
        let here = format!("{}/introductions/{}", pages[who], row.id);
        for looked in [
            pages[who].clone(),
            format!("{}/introductions", pages[who]),
            here.clone(),
        ] {
            let page = world.get_as("", &looked).await.body;
            prop_assert!(!page.contains(detail), "a look shows no detail: {}", told());
            prop_assert!(ever_made || !page.contains(name.as_str()), "{}", told());
        }
        let seen = world.post_as("", &format!("{here}/see"), &[]).await.body;
        prop_assert_eq!(seen.contains(detail), model.made(), "{}", told());
    }
    let desk = format!("/desk/{}/plan/hands/introductions/{}", world.slug(), row.id);
    let desk = world.get(&desk).await.body;
    prop_assert!(DETAILS.iter().all(|detail| !desk.contains(detail)));
    Ok(())
}

#[test]
fn no_detail_and_no_name_is_shown_in_any_state_but_when_both_said_yes() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::new());
    let played = std::cell::Cell::new(0);
    let config = Config {
        cases: 40,
        failure_persistence: None,
        max_shrink_iters: 20,
        ..Config::default()
    };
    let made = std::cell::Cell::new(0);
    TestRunner::new(config)
        .run(&acts(), |acts| {
            played.set(played.get() + 1);
            let yes = |who| acts.contains(&Act::Yes(who));
            made.set(made.get() + usize::from(yes(0) && yes(1)));
            runtime.block_on(play(&world, played.get(), &acts))
        })
        .unwrap();
    assert!(made.get() > 5, "the plays are not empty: {}", made.get());
}

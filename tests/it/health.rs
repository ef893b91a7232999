//! The health of a chain: counts that a plain recount gives too, and a forecast that theory gives too.

use std::collections::HashMap;

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use daisychain::{chain, db};
use entity::shared::{Door, EndedWhy, Role, Way};
use entity::{audit, conversation, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, PaginatorTrait,
    QueryFilter,
};
use uuid::Uuid;

use crate::desk::support::{World, texts};
use crate::organisers::add_organiser;

/// How a link went: the days, after the start of the chain, on which each step was taken, and on which it ended.
#[derive(Clone, Copy, Default)]
struct Went {
    invited: f64,
    agreed: Option<f64>,
    contacted: Option<f64>,
    recorded: Option<f64>,
    ended: Option<(f64, EndedWhy)>,
}

impl Went {
    /// Written down on this day, everything else in the days before.
    fn talked(on: f64) -> Self {
        Self {
            invited: on - 4.0,
            agreed: Some(on - 3.0),
            contacted: Some(on - 2.0),
            recorded: Some(on),
            ended: None,
        }
    }
}

fn at(w: &World, day: f64) -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "days of a test")]
    let minutes = (day * 1440.0) as i64;
    w.start + Duration::minutes(minutes)
}

/// Puts a person there as the rules would have by then.
async fn person(
    w: &World,
    door: Door,
    above: Option<&participant::Model>,
    (joined, agreed): (f64, Option<f64>),
) -> participant::Model {
    let id = w.app.means.id();
    let depth = above.and_then(|above| above.depth).map(|depth| depth + 1);
    participant::ActiveModel {
        id: Set(id),
        chain: Set(w.face.chain.id),
        parent: Set(above.map(|above| above.id)),
        branch: Set(above.map_or(Some(id), |above| above.branch)),
        depth: Set(Some(depth.unwrap_or(0))),
        depth_above: Set(above.and_then(|above| above.depth)),
        door: Set(door),
        language: Set("en".into()),
        name: Set(Some("Ottoline Nameworthy".into())),
        email: Set(None),
        phone: Set(None),
        email_index: Set(None),
        prefs: Set(None),
        entered_by: Set(None),
        source: Set("web".into()),
        joined_at: Set(at(w, joined)),
        waiting_since: Set(None),
        agreed_at: Set(agreed.map(|day| at(w, day))),
        finished_at: Set(None),
        bounced_at: Set(None),
        stopped_at: Set(None),
        erased_at: Set(None),
        told_at: Set(None),
    }
    .insert(&w.app.db.write)
    .await
    .unwrap()
}

async fn first(w: &World, day: f64) -> participant::Model {
    person(w, Door::Starter, None, (day, Some(day))).await
}

async fn link(w: &World, from: &participant::Model, turn: i32, went: Went) -> participant::Model {
    let times = (went.invited, went.agreed);
    let to = person(w, Door::Nominated, Some(from), times).await;
    conversation::ActiveModel {
        id: Set(w.app.means.id()),
        chain: Set(w.face.chain.id),
        initiator: Set(from.id),
        partner: Set(to.id),
        nomination: Set(None),
        turn: Set(turn),
        way: Set(Way::Email),
        invited_at: Set(at(w, went.invited)),
        expires_at: Set(at(w, went.invited + 21.0)),
        forget_at: Set(at(w, went.invited + 30.0)),
        agreed_at: Set(went.agreed.map(|day| at(w, day))),
        contacted_at: Set(went.contacted.map(|day| at(w, day))),
        recorded_at: Set(went.recorded.map(|day| at(w, day))),
        shown_at: Set(None),
        checked_at: Set(None),
        nothing_kept: Set(false),
        entered_by: Set(None),
        source: Set("web".into()),
        happened_on: Set(None),
        ended_at: Set(went.ended.map(|(day, _)| at(w, day))),
        ended_why: Set(went.ended.map(|(_, why)| why)),
    }
    .insert(&w.app.db.write)
    .await
    .unwrap();
    to
}

async fn set_for_all(w: &World, column: participant::Column) {
    participant::Entity::update_many()
        .col_expr(column, Expr::value(w.app.means.now()))
        .filter(participant::Column::Chain.eq(w.face.chain.id))
        .exec(&w.app.db.write)
        .await
        .unwrap();
}

/// Thirteen people began a hundred days ago: four led to nothing, six to one chat, three to two; nobody goes on.
async fn thirteen_old_turns() -> World {
    let w = World::open().await;
    for n in 0..13 {
        let one = first(&w, 0.0).await;
        let chats = [0, 1, 2][usize::from(n >= 4) + usize::from(n >= 10)];
        for turn in 1..=chats {
            let on = 5.0 * f64::from(turn) + f64::from(n) / 10.0;
            link(&w, &one, turn, Went::talked(on)).await;
        }
    }
    w.day(100);
    set_for_all(&w, participant::Column::FinishedAt).await;
    w
}

/// The page as lines of text: rows of tables by their first cell.
fn rows(page: &str, section: &str) -> HashMap<String, Vec<String>> {
    let all = texts(
        page,
        &format!("section[aria-labelledby={section}] tbody tr th"),
    );
    let cells = texts(
        page,
        &format!("section[aria-labelledby={section}] tbody tr td"),
    );
    let wide = cells.len() / all.len().max(1);
    let chunks = cells.chunks(wide.max(1)).map(<[String]>::to_vec);
    all.into_iter().zip(chunks).collect()
}

fn number_in(text: &str) -> f64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

async fn set_goal(w: &World, chats: &str, on: &str) {
    let done = w
        .post("/health/goal", &[("goal_chats", chats), ("goal_on", on)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

#[tokio::test]
async fn an_empty_chain_and_one_with_two_chats_are_not_judged() {
    let w = World::open().await;
    let page = w.get("/health").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("nothing to count yet"));
    assert!(!page.body.contains("<table"));

    let one = first(&w, 0.0).await;
    let two = link(&w, &one, 1, Went::talked(5.0)).await;
    link(&w, &two, 1, Went::talked(10.0)).await;
    w.day(12);
    let page = w.get("/health").await.body;
    assert!(page.contains("too early to say"));
    assert!(!page.contains("most likely") && !page.contains("between") && !page.contains('%'));
    let funnel = rows(&page, "funnel");
    let counts: Vec<&str> = [
        "Asked",
        "Said yes",
        "In touch",
        "Talked, and written down",
        "Passed it on",
    ]
    .iter()
    .map(|stage| funnel[*stage][0].as_str())
    .collect();
    assert_eq!(counts, ["2", "2", "2", "2", "1"]);
    assert_eq!(texts(&page, ".stat b"), ["2", "3", "0"]);

    // The third chat: now it is.
    let page = {
        link(&w, &one, 2, Went::talked(11.0)).await;
        w.get("/health").await.body
    };
    assert!(!page.contains("too early to say") && page.contains("most likely about"));
}

#[tokio::test]
async fn the_figures_are_those_of_a_plain_recount_and_tell_no_name() {
    let w = World::open().await;
    // Fifteen links: twelve said yes, two said no, one ran out; three more are open. One was taken back: never a link.
    let mut firsts = Vec::new();
    for _ in 0..10 {
        firsts.push(first(&w, 0.0).await);
    }
    for n in 0..10_u8 {
        let went = match n {
            0..8 => Went::talked(10.0 + f64::from(n)),
            8 => Went {
                invited: 5.0,
                agreed: Some(7.0),
                ..Went::default()
            },
            _ => Went {
                invited: 5.0,
                agreed: Some(9.0),
                contacted: Some(20.0),
                ended: Some((40.0, EndedWhy::Initiator)),
                recorded: None,
            },
        };
        link(&w, &firsts[usize::from(n)], 1, went).await;
    }
    let no = |why| Went {
        invited: 30.0,
        ended: Some((31.0, why)),
        ..Went::default()
    };
    link(&w, &firsts[0], 2, no(EndedWhy::Declined)).await;
    link(&w, &firsts[1], 2, no(EndedWhy::Declined)).await;
    link(
        &w,
        &firsts[2],
        2,
        Went {
            invited: 30.0,
            ..Went::default()
        },
    )
    .await;
    for first in &firsts[3..5] {
        link(
            &w,
            first,
            2,
            Went {
                invited: 50.0,
                agreed: Some(51.0 + 1.0),
                ..Went::default()
            },
        )
        .await;
    }
    for first in &firsts[5..8] {
        link(
            &w,
            first,
            2,
            Went {
                invited: 55.0,
                ..Went::default()
            },
        )
        .await;
    }
    link(&w, &firsts[9], 2, no(EndedWhy::Undone)).await;
    w.day(60);
    let page = w.get("/health").await.body;
    let funnel = rows(&page, "funnel");
    assert_eq!(funnel["Asked"][0], "18");
    assert_eq!(funnel["Asked"][1], "12 of 15, between 55 % and 93 %");
    assert_eq!(funnel["Asked"][2], "3");
    // Half of the twelve said yes on the day after or before: one day of eight, then two, two, two and four.
    assert_eq!(funnel["Asked"][3], "1 day");
    assert_eq!(
        funnel["Said yes"][..3],
        ["12", "9 of 9, between 70 % and 100 %", "3"]
    );
    assert_eq!(
        funnel["In touch"][..3],
        ["9", "8 of 9, between 57 % and 98 %", "0"]
    );
    assert_eq!(
        funnel["Talked, and written down"][..3],
        ["8", "none finished yet", "8"]
    );
    assert_eq!(funnel["Passed it on"][0], "0");

    // What the tables say, counted again by the database.
    let was_sent = Condition::any()
        .add(conversation::Column::EndedWhy.is_null())
        .add(conversation::Column::EndedWhy.ne(EndedWhy::Undone));
    let links = conversation::Entity::find().filter(was_sent);
    assert_eq!(links.clone().count(&w.app.db.read).await.unwrap(), 18);
    let yes = links.filter(conversation::Column::AgreedAt.is_not_null());
    assert_eq!(yes.count(&w.app.db.read).await.unwrap(), 12);
    let doors = rows(&page, "doors");
    assert_eq!(
        doors["First people"][..3],
        ["10", "10 of 10, between 72 % and 100 %", "8"]
    );
    // Of ten turns eight led to a chat after 10 to 17 days, without anything open before: eight of ten.
    let (low, high) = ("53", "97");
    let turns = format!("between {low} % and {high} %, from 10 turns");
    assert_eq!(doors["First people"][3], turns);
    assert_eq!(doors["Asked by somebody"][0], "19");
    assert_eq!(doors["Asked by somebody"][3], "8 turns, too few to say");
    let branches = rows(&page, "branches");
    assert_eq!(branches.len(), 10);
    assert_eq!(branches["Branch 1"][..3], ["2", "1", "0"]);
    assert_eq!(branches["Branch 9"][2], "1");

    assert!(!page.contains("Ottoline") && !page.contains("Nameworthy"));
    let main = texts(&page, "main").concat();
    assert!(!main.contains('@'), "{main}");
}

#[tokio::test]
async fn passing_it_on_is_corrected_for_turns_that_are_still_open() {
    let w = World::open().await;
    // Eleven began long ago, six of them led to a chat within sixty days: without censoring it is the plain share.
    for n in 0..11_u8 {
        let one = first(&w, 0.0).await;
        if n < 6 {
            link(&w, &one, 1, Went::talked(20.0 + f64::from(n))).await;
        }
    }
    w.day(70);
    participant::Entity::update_many()
        .col_expr(participant::Column::JoinedAt, Expr::value(at(&w, 0.0)))
        .col_expr(participant::Column::StoppedAt, Expr::value(at(&w, 30.0)))
        .filter(participant::Column::Door.eq(Door::Starter))
        .exec(&w.app.db.write)
        .await
        .unwrap();
    let page = w.get("/health").await.body;
    // The six who talked have had their turn since day 20 to 25: none has led to a chat, and none is sixty days old.
    // S(60) = 16/17 · 15/16 · ...: the first six of seventeen at risk, after 20 to 25 days.
    let survival: f64 = (0..6).map(|n| 1.0 - 1.0 / f64::from(17 - n)).product();
    let shown = format!("most likely about {:.0}", (1.0 - survival) * 100.0);
    assert_eq!(shown, "most likely about 35");
    assert!(page.contains(&shown), "{page}");
    assert!(page.contains("Fewer than half of all turns have led to a chat so far."));
    // Of the eleven turns that are older than sixty days: six chats.
    assert!(page.contains("11 turns are older than 60 days. They led to 6 chats"));
}

/// The chance that a branching process has so many chats in all, from `k` first people: Dwass (1969), k/n P(S = n - k)
/// for n turns in all, of which k are the first.
fn chance_of_chats(offspring: &[f64], k: usize, chats: usize) -> f64 {
    let n = k + chats;
    let mut sum = vec![1.0];
    for _ in 0..n {
        let mut next = vec![0.0; sum.len() + offspring.len() - 1];
        for (i, a) in sum.iter().enumerate() {
            for (j, b) in offspring.iter().enumerate() {
                next[i + j] += a * b;
            }
        }
        sum = next;
    }
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let share = k as f64 / n as f64;
    share * sum.get(chats).copied().unwrap_or(0.0)
}

#[tokio::test]
async fn the_forecast_of_the_page_is_that_of_the_known_branching_process() {
    let w = thirteen_old_turns().await;
    // 25 turns are older than sixty days, 16 led to nothing, 6 to one, 3 to two; with ten of belief: .6, .271, .129.
    let offspring = [21.0 / 35.0, 9.5 / 35.0, 4.5 / 35.0];
    first(&w, 100.0).await;
    set_goal(&w, "13", "1/11/2028").await;
    let page = w.get("/health").await.body;
    let tables = texts(
        &page,
        "section[aria-labelledby=forecast] table:last-of-type tbody tr",
    );
    let more: Vec<Vec<String>> = (0..4)
        .map(|n| {
            texts(
                &page,
                &format!(
                    "section[aria-labelledby=forecast] > table tbody tr:nth-child({}) > *",
                    n + 1
                ),
            )
        })
        .collect();
    assert_eq!(more.len(), 4, "{tables:?}");
    for (row, added) in more.iter().zip([0_usize, 1, 3, 5]) {
        let k = 1 + added;
        // The first of them has a turn already: at least one more chat reaches the goal.
        let theory = 1.0 - 0.6_f64.powi(i32::try_from(k).unwrap());
        let shown = number_in(&row[3]) / 100.0;
        assert!((shown - theory).abs() <= 0.05, "{row:?} {theory}");
        // The ends of the range: one in ten runs below, one in ten above.
        let chance = |upto: usize| -> f64 {
            (0..=upto)
                .map(|chats| chance_of_chats(&offspring, k, chats))
                .sum()
        };
        let quantile = |share: f64| (0..200).find(|n| chance(*n) >= share).unwrap();
        let (low, high) = row[1]
            .trim_start_matches("between ")
            .split_once(" and ")
            .unwrap();
        for (text, share) in [(low, 0.1), (high, 0.9), (row[2].as_str(), 0.5)] {
            let got = number_in(text) - 12.0;
            let known = f64::from(u32::try_from(quantile(share)).unwrap());
            assert!((got - known).abs() <= 1.0, "{row:?}: {share} is {known}");
        }
    }
    assert!(page.contains("It could go either way. The chance to reach your goal is about 40 %."));
    assert!(
        page.contains(
            "3 more first people who say yes today would lift it from about 40 % to about"
        ),
        "{page}"
    );
    // The same figures at every reload, and all day.
    let again = w.get("/health").await.body;
    w.app.means.sources.advance(Duration::hours(10));
    let evening = w.get("/health").await.body;
    let figures = |page: &str| texts(page, "section[aria-labelledby=forecast]");
    assert_eq!(figures(&page), figures(&again));
    assert_eq!(figures(&page), figures(&evening));
}

#[tokio::test]
async fn a_goal_is_kept_with_a_note_and_a_wrong_one_comes_back_as_it_was_typed() {
    let w = thirteen_old_turns().await;
    let page = w.get("/health").await.body;
    assert!(page.contains("Nothing is open now.") && page.contains("You have set no goal."));
    assert_eq!(w.get("/health/goal").await.status, StatusCode::OK);
    let before = w.face.chain.rules.clone();
    for (chats, on, field) in [
        ("many", "1/2/2027", "goal_chats"),
        ("0", "1/2/2027", "goal_chats"),
        ("60", "soon", "goal_on"),
        ("60", "1/2/2020", "goal_on"),
        ("60", "1/2/2099", "goal_on"),
        ("60", "", "goal_on"),
    ] {
        let wrong = w
            .post("/health/goal", &[("goal_chats", chats), ("goal_on", on)])
            .await;
        assert_eq!(
            wrong.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{chats} {on}"
        );
        assert!(
            wrong.body.contains(&format!("href=\"#{field}\"")),
            "{chats} {on}"
        );
        assert!(
            wrong.body.contains(&format!("value=\"{chats}\""))
                && wrong.body.contains(&format!("value=\"{on}\""))
        );
    }
    assert_eq!(w.count_audit("chain.goal").await, 0);
    set_goal(&w, "60", "1/2/2027").await;
    set_goal(&w, "60", "1/2/2027").await;
    assert_eq!(w.count_audit("chain.goal").await, 1);
    let face = chain::find_face(&w.app.db.read, w.face.chain.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (
            face.chain.rules.goal_chats,
            face.chain.rules.goal_on.as_deref()
        ),
        (60, Some("2027-02-01"))
    );
    let others = entity::shared::Rules {
        goal_chats: 0,
        goal_on: None,
        ..face.chain.rules
    };
    assert_eq!(others, before);
    let page = w.get("/health").await.body;
    assert!(
        page.contains("Your goal: 60 chats by Monday 1 February 2027. There are 12 chats now.")
    );
    assert!(page.contains("You will very likely miss your goal."));
    let form = w.get("/health/goal").await.body;
    assert!(form.contains("value=\"60\"") && form.contains("value=\"1/2/2027\""));
    // Who saves the other rules does not lose it.
    let txn = db::begin_write(&w.app.db).await.unwrap();
    let id = w.face.chain.id;
    chain::change_rules(&txn, id, 2, entity::shared::Rules::default(), false)
        .await
        .unwrap();
    txn.commit().await.unwrap();
    assert!(w.get("/health").await.body.contains("Your goal: 60 chats"));
    // Reached, passed, and taken away.
    set_goal(&w, "12", "1/2/2027").await;
    let page = w.get("/health").await.body;
    assert!(page.contains("You have reached your goal.") && !page.contains("Chance to reach"));
    w.day(200);
    let page = w.get("/health").await.body;
    assert!(
        page.contains("The day of your goal, Monday 1 February 2027, has passed.")
            && !page.contains("reached your goal")
    );
    set_goal(&w, "", "").await;
    assert!(
        w.get("/health")
            .await
            .body
            .contains("You have set no goal.")
    );
    assert_eq!(w.count_audit("chain.goal").await, 3);
}

#[tokio::test]
async fn a_paused_or_closed_chain_has_no_forecast_and_who_was_forgotten_still_counts() {
    let w = thirteen_old_turns().await;
    let before = rows(&w.get("/health").await.body, "funnel");
    let txn = db::begin_write(&w.app.db).await.unwrap();
    for person in participant::Entity::find().all(&txn).await.unwrap() {
        daisychain::erasure::forget(&txn, &w.app.means, person.id)
            .await
            .unwrap();
    }
    assert!(
        chain::state::pause(&txn, &w.app.means, w.face.chain.id)
            .await
            .unwrap()
    );
    txn.commit().await.unwrap();
    let page = w.get("/health").await.body;
    assert!(page.contains("This chain is paused.") && !page.contains("id=\"forecast\""));
    assert_eq!(rows(&page, "funnel"), before);
    assert_eq!(before["Talked, and written down"][0], "12");
    let txn = db::begin_write(&w.app.db).await.unwrap();
    assert!(
        chain::state::close(&txn, &w.app.means, w.face.chain.id)
            .await
            .unwrap()
    );
    txn.commit().await.unwrap();
    w.day(300);
    let page = w.get("/health").await.body;
    assert!(page.contains("This chain is closed.") && !page.contains("id=\"forecast\""));
    assert!(!page.contains("/health/goal"));
    assert_eq!(rows(&page, "funnel")["Talked, and written down"][0], "12");
    assert_eq!(texts(&page, ".stat b"), ["12", "0", "0"]);
}

#[tokio::test]
async fn everybody_of_the_team_sees_how_the_chain_goes_and_organisers_set_the_goal() {
    let w = thirteen_old_turns().await;
    for role in [Role::Organiser, Role::Coder, Role::Reader] {
        let cookie = w.with_role(role).await;
        let page = w.send(&cookie, "/health", None).await;
        assert_eq!(page.status, StatusCode::OK);
        let may = role == Role::Organiser;
        assert_eq!(page.body.contains("/health/goal"), may);
        assert_eq!(page.body.contains("/people/add"), may);
        let fields = [("goal_chats", "60"), ("goal_on", "1/2/2027")];
        let set = w.send(&cookie, "/health/goal", Some(&fields)).await;
        assert_eq!(
            set.status,
            if may {
                StatusCode::SEE_OTHER
            } else {
                StatusCode::FORBIDDEN
            }
        );
        assert_eq!(
            w.send(&cookie, "/health/goal", None).await.status,
            if may {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            }
        );
    }
    let noted: Vec<Option<Uuid>> = audit::Entity::find()
        .filter(audit::Column::Act.eq("chain.goal"))
        .all(&w.app.db.read)
        .await
        .unwrap()
        .iter()
        .map(|row| row.chain)
        .collect();
    assert_eq!(noted, [Some(w.face.chain.id)]);
    let stranger = w.sign_in(add_organiser(&w.app, "Stranger").await).await;
    assert_eq!(
        w.send(&stranger, "/health", None).await.status,
        StatusCode::NOT_FOUND
    );
    let nobody = w.send("", "/health", None).await;
    assert!(nobody.to.starts_with("/sign-in?next="));
}

//! A chain of any size, laid into the database at once: people of many names, and links in every state.

use chrono::{DateTime, Duration, Utc};
use daisychain::app::App;
use daisychain::chain::Face;
use daisychain::db;
use entity::shared::{Door, EndedWhy, Way};
use entity::{conversation, participant};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::EntityTrait;
use uuid::Uuid;

/// First names from here and there, long ones too.
const NAMES: &[&str] = &[
    "Maria",
    "Tunde",
    "Sam",
    "Luc\u{ed}a",
    "Grace",
    "Yusuf",
    "Asha",
    "Zo\u{eb}",
    "Ng\u{169}g\u{129}",
    "Kwame",
    "Ines",
    "Oluwaseun",
    "Bartholomew Featherstonehaugh",
    "\u{645}\u{631}\u{64a}\u{645}",
    "\u{674e}\u{5a1c}",
    "Ay\u{15f}e",
    "Jos\u{e9} Mar\u{ed}a",
    "\u{1218}\u{1225}\u{12a8}\u{1228}\u{121d}",
    "Ruth",
    "Abdi",
    "Chiara",
    "Th\u{1ea3}o",
    "Bea",
    "Mohammed",
    "Priya",
    "\u{639}\u{628}\u{62f} \u{627}\u{644}\u{631}\u{62d}\u{645}\u{646}",
    "Rosa",
    "Kit",
    "Fatou",
    "Joan",
];

/// What happened on one link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Invited(i64),
    Agreed(i64),
    Contacted,
    Recorded,
    Checked,
    /// Talked, and will ask nobody.
    Finished,
    Declined,
}

struct One {
    id: Uuid,
    parent: Option<usize>,
    branch: usize,
    depth: i32,
    children: Vec<usize>,
    fate: Fate,
}

/// Grows a chain of `people`, of whom about one in twelve is a first person, and `waiting` more without a place.
pub async fn grow(app: &App, face: &Face, people: usize, waiting: usize) {
    let mut chance = StdRng::seed_from_u64(u64::try_from(people).expect("a small number"));
    let mut all = tree(app, people, &mut chance);
    decide(&mut all, &mut chance);
    let now = app.means.now();
    let mut rows: Vec<_> = (0..people).map(|n| person(face, &all, n, now)).collect();
    rows.extend((0..waiting).map(|n| newcomer(app, face, n, now)));
    let links: Vec<_> = (0..people)
        .filter_map(|n| link(app, face, &all, n, now))
        .collect();
    let txn = db::begin_write(&app.db).await.expect("a transaction");
    for some in rows.chunks(400) {
        let made = participant::Entity::insert_many(some.to_vec())
            .exec(&txn)
            .await;
        made.expect("people are laid");
    }
    for some in links.chunks(400) {
        let made = conversation::Entity::insert_many(some.to_vec())
            .exec(&txn)
            .await;
        made.expect("links are laid");
    }
    txn.commit().await.expect("commit");
}

fn tree(app: &App, people: usize, chance: &mut StdRng) -> Vec<One> {
    let first = people.div_ceil(12).max(people.min(2));
    let mut all: Vec<One> = Vec::with_capacity(people);
    for n in 0..people {
        let parent = (n >= first).then(|| {
            loop {
                // Late comers ask, as they do.
                let back = chance.random_range(0..n.min(first * 3).max(1));
                let parent = n - 1 - back;
                if all[parent].children.len() < 3 {
                    break parent;
                }
            }
        });
        if let Some(parent) = parent {
            all[parent].children.push(n);
        }
        all.push(One {
            id: app.means.id(),
            parent,
            branch: parent.map_or(n, |p| all[p].branch),
            depth: parent.map_or(0, |p| all[p].depth + 1),
            children: Vec::new(),
            fate: Fate::Checked,
        });
    }
    all
}

/// Who asked somebody has talked before; of those somebody asked, only the last may still be open.
fn decide(all: &mut [One], chance: &mut StdRng) {
    for n in 0..all.len() {
        let last = all[n]
            .parent
            .is_none_or(|p| all[p].children.last() == Some(&n));
        all[n].fate = match chance.random_range(0..20_u8) {
            _ if !all[n].children.is_empty() => Fate::Checked,
            0 | 1 if last => Fate::Invited(2),
            2 if last => Fate::Invited(16),
            3 if last => Fate::Agreed(1),
            4 if last => Fate::Agreed(12),
            5 if last => Fate::Contacted,
            6 if last => Fate::Recorded,
            7..=9 => Fate::Declined,
            10 => Fate::Checked,
            _ => Fate::Finished,
        };
    }
}

fn name(n: usize) -> String {
    let (first, round) = (NAMES[n % NAMES.len()], n / NAMES.len());
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).expect("a letter"));
    match round {
        0 => first.to_owned(),
        _ => format!(
            "{first} {}{}",
            letter(round).to_ascii_uppercase(),
            letter(round / 26)
        ),
    }
}

fn person(face: &Face, all: &[One], n: usize, now: DateTime<Utc>) -> participant::ActiveModel {
    let one = &all[n];
    let yes = !matches!(one.fate, Fate::Invited(_) | Fate::Declined);
    let gone = one.fate == Fate::Declined && n % 2 == 1;
    let joined = began(one.fate, now);
    participant::ActiveModel {
        id: Set(one.id),
        chain: Set(face.chain.id),
        parent: Set(one.parent.map(|p| all[p].id)),
        branch: Set(Some(all[one.branch].id)),
        depth: Set(Some(one.depth)),
        depth_above: Set((one.depth > 0).then_some(one.depth - 1)),
        door: Set(if one.parent.is_none() {
            Door::Starter
        } else {
            Door::Nominated
        }),
        name: Set((!gone).then(|| name(n))),
        joined_at: Set(joined),
        agreed_at: Set(yes.then_some(joined + Duration::days(1))),
        finished_at: Set((one.fate == Fate::Finished).then_some(now - Duration::days(20))),
        stopped_at: Set((one.fate == Fate::Declined).then_some(now - Duration::days(9))),
        erased_at: Set(gone.then_some(now - Duration::days(8))),
        ..blank()
    }
}

fn newcomer(app: &App, face: &Face, n: usize, now: DateTime<Utc>) -> participant::ActiveModel {
    participant::ActiveModel {
        id: Set(app.means.id()),
        chain: Set(face.chain.id),
        parent: Set(None),
        branch: Set(None),
        depth: Set(None),
        depth_above: Set(None),
        door: Set(Door::Pool),
        name: Set(Some(format!("{} W", NAMES[n % NAMES.len()]))),
        joined_at: Set(now - Duration::days(3)),
        waiting_since: Set(Some(now - Duration::days(2))),
        agreed_at: Set(Some(now - Duration::days(2))),
        finished_at: Set(None),
        stopped_at: Set(None),
        erased_at: Set(None),
        ..blank()
    }
}

fn blank() -> participant::ActiveModel {
    participant::ActiveModel {
        language: Set("en".to_owned()),
        email: Set(None),
        phone: Set(None),
        email_index: Set(None),
        prefs: Set(None),
        entered_by: Set(None),
        source: Set("web".to_owned()),
        waiting_since: Set(None),
        bounced_at: Set(None),
        told_at: Set(None),
        id: NotSet,
        ..Default::default()
    }
}

fn began(fate: Fate, now: DateTime<Utc>) -> DateTime<Utc> {
    let days = match fate {
        Fate::Invited(days) | Fate::Agreed(days) => days,
        Fate::Contacted => 4,
        _ => 30,
    };
    now - Duration::days(days)
}

fn link(
    app: &App,
    face: &Face,
    all: &[One],
    n: usize,
    now: DateTime<Utc>,
) -> Option<conversation::ActiveModel> {
    let one = &all[n];
    let parent = &all[one.parent?];
    let turn = parent.children.iter().position(|&c| c == n)? + 1;
    let at = began(one.fate, now);
    let step = match one.fate {
        Fate::Invited(_) | Fate::Declined => 0,
        Fate::Agreed(_) => 1,
        Fate::Contacted => 2,
        Fate::Recorded => 3,
        Fate::Checked | Fate::Finished => 4,
    };
    let reached =
        |wanted: u8| (step >= wanted).then_some(at + Duration::days(i64::from(wanted)) / 2);
    let ended = one.fate == Fate::Declined;
    Some(conversation::ActiveModel {
        id: Set(app.means.id()),
        chain: Set(face.chain.id),
        initiator: Set(parent.id),
        partner: Set(one.id),
        nomination: Set(None),
        turn: Set(i32::try_from(turn).ok()?),
        way: Set(Way::Email),
        invited_at: Set(at),
        expires_at: Set(at + Duration::days(60)),
        forget_at: Set(at + Duration::days(60)),
        agreed_at: Set(reached(1)),
        contacted_at: Set(reached(2)),
        recorded_at: Set(reached(3)),
        shown_at: Set(None),
        checked_at: Set(reached(4)),
        nothing_kept: Set(false),
        entered_by: Set(None),
        source: Set("web".to_owned()),
        happened_on: Set(None),
        ended_at: Set(ended.then_some(at + Duration::days(1))),
        ended_why: Set(ended.then_some(EndedWhy::Declined)),
    })
}

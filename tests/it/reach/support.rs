//! Chains of people who talked and said how old they are, put there as the rules would have by then.

use chrono::Duration;
use daisychain::db;
use daisychain::people::heard_from::{self, Draft, Line, Question};
use entity::shared::{Door, ReachWhat, Way};
use entity::{conversation, participant, reach_answer};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use crate::resident_support::{Answer, World};

/// The ages of these tests, with their share of the area in hundredths of a per cent.
pub const AGES: [(&str, i32); 3] = [
    ("Under 40", 4_000),
    ("40 to 64", 3_500),
    ("65 or over", 2_500),
];

/// Asks residents how old they are.
pub async fn ask_ages(world: &World) -> Question {
    ask(world, ReachWhat::Age, "", &AGES).await
}

pub async fn ask(world: &World, what: ReachWhat, name: &str, bands: &[(&str, i32)]) -> Question {
    let line = |(name, share): &(&str, i32)| Line {
        key: None,
        name: (*name).to_owned(),
        share: Some(*share),
    };
    let draft = Draft {
        what,
        id: None,
        name: name.to_owned(),
        source: "Census".to_owned(),
        asked: true,
        lines: bands.iter().map(line).collect(),
    };
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let chain = world.face.chain.id;
    let saved = heard_from::save(&txn, &world.app.means, chain, &draft).await;
    let id = saved.unwrap().unwrap();
    txn.commit().await.unwrap();
    let all = heard_from::list(&world.app.db.read, chain).await.unwrap();
    all.into_iter().find(|q| q.row.id == id).unwrap()
}

pub async fn answers(world: &World) -> Vec<reach_answer::Model> {
    reach_answer::Entity::find()
        .all(&world.app.db.read)
        .await
        .unwrap()
}

/// Puts a person there who said yes, below another.
pub async fn person(
    world: &World,
    above: Option<&participant::Model>,
    language: &str,
) -> participant::Model {
    let (means, id) = (&world.app.means, world.app.means.id());
    let depth = above.and_then(|above| above.depth).map(|depth| depth + 1);
    participant::ActiveModel {
        id: Set(id),
        chain: Set(world.face.chain.id),
        parent: Set(above.map(|above| above.id)),
        branch: Set(above.map_or(Some(id), |above| above.branch)),
        depth: Set(Some(depth.unwrap_or(0))),
        depth_above: Set(above.and_then(|above| above.depth)),
        door: Set(above.map_or(Door::Starter, |_| Door::Nominated)),
        language: Set(language.to_owned()),
        name: Set(Some("Ottoline Nameworthy".to_owned())),
        email: Set(None),
        phone: Set(None),
        email_index: Set(None),
        prefs: Set(None),
        entered_by: Set(None),
        source: Set("web".to_owned()),
        joined_at: Set(means.now()),
        waiting_since: Set(None),
        agreed_at: Set(Some(means.now())),
        finished_at: Set(None),
        bounced_at: Set(None),
        stopped_at: Set(None),
        erased_at: Set(None),
        told_at: Set(None),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap()
}

/// Lets two people have talked.
pub async fn talked(world: &World, from: &participant::Model, to: &participant::Model) {
    let now = world.app.means.now();
    conversation::ActiveModel {
        id: Set(world.app.means.id()),
        chain: Set(world.face.chain.id),
        initiator: Set(from.id),
        partner: Set(to.id),
        nomination: Set(None),
        turn: Set(1),
        way: Set(Way::Email),
        invited_at: Set(now),
        expires_at: Set(now + Duration::days(21)),
        forget_at: Set(now + Duration::days(30)),
        agreed_at: Set(Some(now)),
        contacted_at: Set(Some(now)),
        recorded_at: Set(Some(now)),
        shown_at: Set(None),
        checked_at: Set(None),
        nothing_kept: Set(false),
        entered_by: Set(None),
        source: Set("web".to_owned()),
        happened_on: Set(None),
        ended_at: Set(None),
        ended_why: Set(None),
    }
    .insert(&world.app.db.write)
    .await
    .unwrap();
}

pub async fn says(world: &World, person: &participant::Model, question: &Question, band: usize) {
    let txn = db::begin_write(&world.app.db).await.unwrap();
    let chosen = [(question.row.id, Some(question.bands[band].id))];
    heard_from::answer(&txn, &world.app.means, person, &chosen)
        .await
        .unwrap();
    txn.commit().await.unwrap();
}

/// Lets people talk one after the other, each saying the band with this number, or nothing.
pub async fn line_of(
    world: &World,
    question: &Question,
    bands: &[Option<usize>],
) -> Vec<participant::Model> {
    let mut people: Vec<participant::Model> = Vec::new();
    for band in bands {
        let one = person(world, people.last(), "en").await;
        if let Some(above) = people.last() {
            talked(world, above, &one).await;
        }
        if let Some(band) = band {
            says(world, &one, question, *band).await;
        }
        people.push(one);
    }
    people
}

/// So many people of each band, one band after the other.
pub fn of_each(counts: &[usize]) -> Vec<Option<usize>> {
    let many = |(band, n): (usize, &usize)| std::iter::repeat_n(Some(band), *n);
    counts.iter().enumerate().flat_map(many).collect()
}

/// Reads a row of a table: its cells, by what stands first in it.
pub fn row(page: &Answer, first: &str) -> Vec<String> {
    let rows = page.html();
    let row = scraper::Selector::parse("tbody tr").unwrap();
    let cell = scraper::Selector::parse("th, td").unwrap();
    rows.select(&row)
        .map(|row| row.select(&cell).map(|c| c.text().collect::<String>()))
        .map(|cells| cells.map(|text| text.trim().to_owned()).collect::<Vec<_>>())
        .find(|cells| cells[0] == first)
        .unwrap_or_else(|| panic!("no row {first}\n{}", page.main()))
}

//! A chain laid into the database as it would be by a day, and a reader of the page's tables.

use std::collections::HashMap;

use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use entity::shared::{Door, EndedWhy, Way};
use entity::{conversation, participant};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::desk::support::{World, texts};

/// How a link went: the days, after the start of the chain, on which each step was taken, and on which it ended.
#[derive(Clone, Copy, Default)]
pub struct Went {
    pub invited: f64,
    pub agreed: Option<f64>,
    pub contacted: Option<f64>,
    pub recorded: Option<f64>,
    pub ended: Option<(f64, EndedWhy)>,
}

impl Went {
    /// Written down on this day, everything else in the days before.
    pub fn talked(on: f64) -> Self {
        Self {
            invited: on - 4.0,
            agreed: Some(on - 3.0),
            contacted: Some(on - 2.0),
            recorded: Some(on),
            ended: None,
        }
    }
}

pub fn at(w: &World, day: f64) -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "days of a test")]
    let minutes = (day * 1440.0) as i64;
    w.start + Duration::minutes(minutes)
}

/// Puts a person there as the rules would have by then.
pub async fn person(
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

pub async fn first(w: &World, day: f64) -> participant::Model {
    person(w, Door::Starter, None, (day, Some(day))).await
}

pub async fn link(
    w: &World,
    from: &participant::Model,
    turn: i32,
    went: Went,
) -> participant::Model {
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

pub async fn set_for_all(w: &World, column: participant::Column) {
    participant::Entity::update_many()
        .col_expr(column, Expr::value(w.app.means.now()))
        .filter(participant::Column::Chain.eq(w.face.chain.id))
        .exec(&w.app.db.write)
        .await
        .unwrap();
}

/// Thirteen people began a hundred days ago: four led to nothing, six to one chat, three to two; nobody goes on.
pub async fn thirteen_old_turns() -> World {
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
pub fn rows(page: &str, section: &str) -> HashMap<String, Vec<String>> {
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

pub fn number_in(text: &str) -> f64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

pub async fn set_goal(w: &World, chats: &str, on: &str) {
    let done = w
        .post("/health/goal", &[("goal_chats", chats), ("goal_on", on)])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

//! One's own answers in a sample: looked over, changed, and left standing once one is done.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::insight;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Room, RoomLink, Wanted, beginning, href, lead, open, rooms};
use crate::app::App;
use crate::chain::desk::Tab;
use crate::db;
use crate::insight::blind::Part;
use crate::insight::blind::answers::{self, Finished};
use crate::insight::themes::Family;
use crate::organiser::SignedIn;
use crate::web::{Page, Result, Routes, render};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/blind/{id}/mine", show)
        .post("/desk/{slug}/blind/{id}/done", done)
}

/// A point, and what one said of it oneself.
struct Mine {
    text: String,
    language: String,
    /// None: not answered yet. Empty: it fits none.
    themes: Option<Vec<String>>,
    href: String,
}

#[derive(Template)]
#[template(path = "insight/blind_mine.html")]
struct MinePage {
    page: Page,
    rooms: Vec<RoomLink>,
    note: Option<&'static str>,
    points: Vec<Mine>,
    gone: usize,
    left: usize,
    /// Answers can be changed.
    open: bool,
    here: String,
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let (desk, sample) = open(&app, by, &slug, &id).await?;
    let (conn, me) = (&app.db.read, desk.by.organiser.id);
    let family = Family::read(conn, desk.face.chain.id).await?;
    let ids = sample.points.iter().map(|place| place.insight);
    let rows = insight::Entity::find().filter(insight::Column::Id.is_in(ids));
    let rows: HashMap<Uuid, insight::Model> = rows
        .all(conn)
        .await?
        .into_iter()
        .map(|r| (r.id, r))
        .collect();
    let mine = |point: Uuid| {
        let row = rows.get(&point)?;
        let answer = sample.answer(me, point);
        Some(Mine {
            text: beginning(&row.text),
            language: row.language.clone(),
            themes: answer.map(|answer| family.names(&answer.themes.0)),
            href: href(&desk, &sample, &format!("/sort/{point}")),
        })
    };
    let points: Vec<Mine> = sample
        .points
        .iter()
        .filter_map(|p| mine(p.insight))
        .collect();
    render(&MinePage {
        page: desk.page(desk.w.t("blind-mine-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Blind),
        note: wanted.note_key(),
        left: points.iter().filter(|one| one.themes.is_none()).count(),
        points,
        gone: sample.lost.len(),
        open: matches!(sample.part(me), Part::New | Part::Begun),
        here: href(&desk, &sample, ""),
    })
}

async fn done(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let (desk, sample) = open(&app, by, &slug, &id).await?;
    let txn = db::begin_write(&app.db).await?;
    let done = answers::finish(&txn, &app.means, desk.by.organiser.id, &sample.row).await?;
    let below = match done {
        Finished::Done => {
            txn.commit().await?;
            "?note=done"
        }
        Finished::Left(_) => "/mine?note=left",
        Finished::Over => "?note=over",
    };
    Ok(lead(&href(&desk, &sample, below)))
}

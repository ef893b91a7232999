//! What the room said, typed back in: for each theme how many dots or hands there were, and a note.
//!
//! Only what was changed on the form is written, so that two people who type in half of the wall each lose nothing.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::{gathering, theme};
use uuid::Uuid;

use super::{href, open};
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::desk::status_of;
use crate::insight::room::{self, HANDS_MAX, Line, NOTE_MAX};
use crate::insight::themes;
use crate::organiser::{self, SignedIn};
use crate::web::{Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/gatherings/{id}/room", show)
        .post("/desk/{slug}/gatherings/{id}/room", keep)
}

/// A theme on the form, with the names of its fields.
struct Row {
    theme: Uuid,
    name: String,
    hands: String,
    note: String,
}

impl Row {
    fn new(theme: theme::Model) -> Self {
        Self {
            hands: format!("hands-{}", theme.id),
            note: format!("note-{}", theme.id),
            theme: theme.id,
            name: theme.name,
        }
    }

    fn seen(field: &str) -> String {
        format!("seen-{field}")
    }
}

#[derive(Template)]
#[template(path = "desk/gathering_room.html")]
struct RoomPage {
    page: Page,
    form: Form,
    here: String,
    back: String,
    themes: String,
    day: String,
    rows: Vec<Row>,
    /// Notes about themes that are gone.
    loose: Vec<String>,
    /// Who typed last, and when.
    typed: Option<(String, String)>,
}

async fn rows(app: &App, desk: &Desk) -> Result<Vec<Row>> {
    let all = themes::list(&app.db.read, desk.face.chain.id).await?;
    Ok(all.into_iter().map(Row::new).collect())
}

/// Fills in what was kept, twice: as it stands, and as it was seen when the page was made.
async fn filled(app: &App, gathering: Uuid) -> Result<Form> {
    let mut form = Form::default();
    for line in room::list(&app.db.read, gathering).await? {
        let Some(theme) = line.theme else { continue };
        let hands = line.hands.map(|n| n.to_string()).unwrap_or_default();
        for (field, value) in [("hands", hands), ("note", line.note)] {
            let field = format!("{field}-{theme}");
            form.set(&Row::seen(&field), value.clone());
            form.set(&field, value);
        }
    }
    let public = room::find(&app.db.read, gathering).await?;
    if public.is_some_and(|room| room.public_at.is_some()) {
        form.set("public", "yes");
        form.set("seen-public", "yes");
    }
    Ok(form)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    if !room::was_held(&found, app.means.now()) {
        return Ok(Redirect::to(&href(&desk, &found)).into_response());
    }
    let form = filled(&app, found.id).await?;
    room_page(&app, &desk, &found, form).await
}

async fn room_page(
    app: &App,
    desk: &Desk,
    found: &gathering::Model,
    form: Form,
) -> Result<Response> {
    let (conn, w) = (&app.db.read, desk.w);
    let typed = match room::find(conn, found.id).await? {
        Some(room) => {
            let who = organiser::find(conn, room.entered_by).await?;
            let who = who.map_or_else(|| w.t("desk-an-organiser"), |who| who.name);
            Some((who, w.moment(room.at, desk.zone())))
        }
        None => None,
    };
    let lines = room::list(conn, found.id).await?.into_iter();
    let mut page = desk.page(w.t("room-title"), Tab::People);
    let status = status_of(&mut page, &form);
    let template = RoomPage {
        page,
        form,
        here: format!("{}/room", href(desk, found)),
        back: href(desk, found),
        themes: desk.href("/themes"),
        day: w.date(found.starts_at, desk.zone()),
        rows: rows(app, desk).await?,
        loose: lines
            .filter(|line| line.theme.is_none() && !line.note.is_empty())
            .map(|line| line.note)
            .collect(),
        typed,
    };
    render_with(status, &template)
}

/// Reads the lines that were changed, and says beside a field what is wrong with it.
fn read(desk: &Desk, form: &mut Form, rows: &[Row]) -> Vec<Line> {
    let mut changed: HashMap<Uuid, Line> = HashMap::new();
    for row in rows {
        let typed = form.value(&row.hands).trim().to_owned();
        let hands: Option<i32> = typed.parse().ok();
        let hands = hands.filter(|n| (0..=HANDS_MAX).contains(n));
        if hands.is_none() && !typed.is_empty() {
            let words = desk.w.with("room-hands-wrong", &[("max", &HANDS_MAX)]);
            form.fail(&row.hands, words);
        }
        let note = form.optional(&desk.w, &row.note, NOTE_MAX);
        let same = form.value(&Row::seen(&row.hands)) == typed
            && form.value(&Row::seen(&row.note)) == note;
        if !same {
            let theme = row.theme;
            changed.insert(theme, Line { theme, hands, note });
        }
    }
    // In the order of the page, so that two presses at once take their rows in the same order.
    rows.iter()
        .filter_map(|row| changed.remove(&row.theme))
        .collect()
}

async fn keep(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, Uuid)>,
    mut form: Form,
) -> Result<Response> {
    let (desk, found) = open(&app, by, &slug, id).await?;
    let rows = rows(&app, &desk).await?;
    let changed = read(&desk, &mut form, &rows);
    if !form.is_right() {
        return room_page(&app, &desk, &found, form).await;
    }
    let public = form.chosen("public", "yes");
    let public = (public != form.chosen("seen-public", "yes")).then_some(public);
    let (by, means) = (desk.by.organiser.id, &app.means);
    let txn = db::begin_write(&app.db).await?;
    room::keep(&txn, means, by, &found, &changed, public).await?;
    txn.commit().await?;
    Ok(Redirect::to(&href(&desk, &found)).into_response())
}

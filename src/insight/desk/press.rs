//! The last press while sorting, as every page of it says it, and taking it back.

use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use chrono::Duration;
use entity::shared::Role;
use entity::sort_step;

use crate::app::App;
use crate::chain::desk::Desk;
use crate::db;
use crate::i18n::{Arg, Html, Words};
use crate::insight::coding;
use crate::insight::steps::{self, Undone};
use crate::insight::themes::Family;
use crate::organiser::SignedIn;
use crate::web::{Form, Result, Routes};

/// For how long a press is offered to be taken back.
const HOURS: i64 = 24;
/// How many characters of the point are told with it.
const TOLD: usize = 60;

pub fn routes() -> Routes {
    Routes::new().post("/desk/{slug}/sort/undo", undo)
}

/// What the organiser did last.
pub(super) struct LastPress {
    pub words: Html,
    /// The beginning of the point, if it was one.
    pub told: Option<(String, String)>,
    pub step: String,
    pub action: String,
    /// The page it stands on.
    pub on: &'static str,
}

/// Finds what this organiser did last, for the page `on` with what is kept in its address.
pub(super) async fn last(
    app: &App,
    desk: &Desk,
    on: &'static str,
    query: &str,
) -> Result<Option<LastPress>> {
    let (conn, chain, by) = (&app.db.read, desk.face.chain.id, desk.by.organiser.id);
    let since = app.means.now() - Duration::hours(HOURS);
    let press = steps::last(conn, chain, by, since).await?;
    let Some(first) = press.first() else {
        return Ok(None);
    };
    let family = Family::read(conn, chain).await?;
    let told = match coding::find(conn, chain, first.insight).await? {
        Some(point) if press.len() == 1 => Some((beginning(&point.text), point.language)),
        _ => None,
    };
    let kept = if query.is_empty() { "" } else { "?" };
    Ok(Some(LastPress {
        words: in_words(desk.w, &press, &family),
        told,
        step: first.id.to_string(),
        action: desk.href(&format!("/sort/undo{kept}{query}")),
        on,
    }))
}

fn beginning(text: &str) -> String {
    let mut told: String = text.chars().take(TOLD).collect();
    if told.len() < text.len() {
        told.push('…');
    }
    told
}

/// Says what one press did: "Saved in Price, Opening hours."
fn in_words(w: Words, press: &[sort_step::Model], family: &Family) -> Html {
    let all = |of: fn(&sort_step::Model) -> &entity::shared::Ids| {
        let ids: Vec<_> = press.iter().flat_map(|step| of(step).0.clone()).collect();
        family.names(&ids).join(", ")
    };
    let (added, removed) = (all(|step| &step.added), all(|step| &step.removed));
    let points = press.len();
    let args: &[(&'static str, &dyn Arg)] = &[
        ("added", &added),
        ("removed", &removed),
        ("points", &points),
    ];
    let key = match (added.is_empty(), removed.is_empty(), points) {
        (true, true, _) if press.iter().all(|step| step.skipped) => "press-skipped",
        (true, true, _) => "press-theme-gone",
        (false, true, 1) => "press-added",
        (true, false, 1) => "press-removed",
        (false, false, 1) => "press-moved",
        (false, true, _) => "press-added-many",
        (true, false, _) => "press-removed-many",
        (false, false, _) => "press-moved-many",
    };
    w.html(key, args)
}

/// Takes a press back and leads to the point it was about, or to the list it was made on.
async fn undo(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (chain, by) = (desk.face.chain.id, desk.by.organiser.id);
    let txn = db::begin_write(&app.db).await?;
    let done = match form.value("step").parse() {
        Ok(step) => steps::undo(&txn, &app.means, chain, by, step).await?,
        Err(_) => Undone::Already,
    };
    let (note, point) = match &done {
        Undone::Done(points) => ("undone", points.first()),
        Undone::Already => ("already", None),
        Undone::Changed => ("changed", None),
    };
    if note == "undone" {
        txn.commit().await?;
    } else {
        drop(txn);
    }
    let list = match form.value("on") {
        "points" => "/points",
        "groups" => "/groups",
        "alike" => "/groups/alike",
        _ => "",
    };
    let href = if !list.is_empty() {
        let kept = query.map(|query| format!("{query}&")).unwrap_or_default();
        format!("{list}?{kept}note={note}")
    } else if let Some(point) = point
        && coding::find(&app.db.read, chain, *point).await?.is_some()
    {
        format!("/sort/{point}?note={note}#now")
    } else {
        format!("/sort?note={note}")
    };
    Ok(Redirect::to(&desk.href(&href)).into_response())
}

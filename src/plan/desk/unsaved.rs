//! What an organiser is writing in a form of the plan, kept by the page's script; and who else has the form open.
//!
//! The script sends the form as it stands with `next=keep`, and `next=here` while it is open. Opening a page keeps
//! nothing. A page that is opened again is filled in with what was kept.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{Fields, Role};

use crate::app::App;
use crate::chain::desk::Desk;
use crate::db;
use crate::i18n::{Arg, Html};
use crate::insight::desk::id_of;
use crate::organiser::SignedIn;
use crate::organiser::unsaved::{self, Kept, Other, Place, Typed};
use crate::web::{Form, Result, Routes};

/// The fields of the form of an action, and of a plan's head.
pub(super) const ACTION: [&str; 10] = [
    "now", "towards", "themes", "who", "owner", "by_when", "cost", "measure", "status", "reason",
];
pub(super) const HEAD: [&str; 2] = ["title", "introduction"];

/// No more than this is kept of a form, in letters and in fields.
const LETTERS_MAX: usize = 20_000;
const FIELDS_MAX: usize = 500;

pub fn routes() -> Routes {
    Routes::new()
        .post("/desk/{slug}/plan/throw-away", throw_head)
        .post("/desk/{slug}/plan/actions/new/throw-away", throw_new)
        .post("/desk/{slug}/plan/actions/{id}/throw-away", throw_action)
}

/// What a page says about what was kept, and about others.
#[derive(Default)]
pub(super) struct Unsaved {
    /// When what the form is filled in with was typed.
    pub kept_at: Option<String>,
    pub others: Vec<Html>,
    /// Where what was kept is thrown away.
    pub throw: String,
}

/// Fills a form that was just opened in with what its writer did not save, if that is something else; a form that was
/// sent stays as it was sent. Tells who else has it open.
pub(super) async fn open(
    app: &App,
    desk: &Desk,
    place: Place,
    form: &mut Form,
    names: &[&str],
) -> Result<Unsaved> {
    let (conn, by) = (&app.db.read, desk.by.organiser.id);
    let now = app.means.now();
    let others = unsaved::others(conn, &desk.face.chain, by, place, now).await?;
    let others = others.iter().map(|other| told(desk, other, now)).collect();
    let mut found = Unsaved {
        kept_at: None,
        others,
        throw: desk.href(&format!("{}/throw-away", below(place))),
    };
    if form.has("version") {
        return Ok(found);
    }
    let row = unsaved::find(conn, by, place).await?;
    form.set(
        "version",
        row.as_ref().map_or(0, |row| row.version).to_string(),
    );
    let Some(row) = row.filter(|row| !row.body.0.is_empty() && differs(form, &row.body, names))
    else {
        return Ok(found);
    };
    form.put_back(names, &row.body.0);
    form.set("edition", row.edition.to_string());
    found.kept_at = row.saved_at.map(|at| desk.w.moment(at, desk.zone()));
    Ok(found)
}

fn differs(form: &Form, kept: &Fields, names: &[&str]) -> bool {
    let sorted = |mut all: Vec<String>| {
        all.sort();
        all
    };
    names.iter().any(|name| {
        let kept = kept.0.iter().filter(|(n, _)| n == name);
        let kept = kept.map(|(_, value)| value.clone()).collect();
        let stands: Vec<String> = form.all(name).into_iter().map(ToOwned::to_owned).collect();
        // A field that is not there, and an empty one, are the same.
        let filled = |all: Vec<String>| all.into_iter().filter(|v| !v.trim().is_empty()).collect();
        sorted(filled(kept)) != sorted(filled(stands))
    })
}

fn minutes(other: &Other, now: chrono::DateTime<chrono::Utc>) -> i64 {
    (now - other.seen_at).num_minutes().max(0)
}

fn told(desk: &Desk, other: &Other, now: chrono::DateTime<chrono::Utc>) -> Html {
    let minutes = minutes(other, now);
    let args: &[(&'static str, &dyn Arg)] = &[("who", &other.name), ("minutes", &minutes)];
    desk.w.html("edits-other", args)
}

/// Takes what the page's script sent; `None` when an organiser pressed a button.
pub(super) async fn by_script(
    app: &App,
    desk: &Desk,
    place: Place,
    form: &mut Form,
    names: &[&str],
) -> Result<Option<Response>> {
    let next = form.value("next");
    if !["keep", "here"].contains(&next) {
        // What was sent is what they see again, also from a page without a version.
        if !form.has("version") {
            form.set("version", "0");
        }
        return Ok(None);
    }
    let by = desk.by.organiser.id;
    let number = |name: &str| form.value(name).parse().unwrap_or(0);
    let typed = Typed {
        fields: Fields(fields(form, names)),
        edition: number("edition"),
        seen: number("version"),
    };
    let letters: usize = typed.fields.0.iter().map(|(_, value)| value.len()).sum();
    if letters > LETTERS_MAX || typed.fields.0.len() > FIELDS_MAX {
        return Ok(Some(StatusCode::UNPROCESSABLE_ENTITY.into_response()));
    }
    let txn = db::begin_write(&app.db).await?;
    let kept = if next == "keep" {
        Some(unsaved::keep(&txn, &app.means, by, place, typed).await?)
    } else {
        unsaved::see(&txn, &app.means, by, place).await?;
        None
    };
    let now = app.means.now();
    let others = unsaved::others(&txn, &desk.face.chain, by, place, now).await?;
    txn.commit().await?;
    Ok(Some(answer(app, desk, kept, &others)))
}

fn fields(form: &Form, names: &[&str]) -> Vec<(String, String)> {
    let values = |name: &&str| {
        let name = (*name).to_owned();
        let all = form.all(&name).into_iter().map(ToOwned::to_owned);
        all.map(|value| (name.clone(), value)).collect::<Vec<_>>()
    };
    names.iter().flat_map(values).collect()
}

/// Tells the script what is kept, when, and who else is there, in the words of the page.
fn answer(app: &App, desk: &Desk, kept: Option<Kept>, others: &[Other]) -> Response {
    let now = app.means.now();
    let lines: Vec<String> = others
        .iter()
        .map(|other| {
            let minutes = minutes(other, now);
            let args: &[(&'static str, &dyn Arg)] = &[("who", &other.name), ("minutes", &minutes)];
            desk.w.with("edits-other", args)
        })
        .collect();
    let mut response = match kept {
        Some(Kept::Newer) => StatusCode::CONFLICT.into_response(),
        _ => StatusCode::NO_CONTENT.into_response(),
    };
    let headers = response.headers_mut();
    if let Some(Kept::Version(version)) = kept {
        headers.insert("x-version", HeaderValue::from(version));
        say(headers, "x-saved-at", &desk.w.time(now, desk.zone()));
    }
    say(headers, "x-others", &lines.join("\n"));
    response
}

/// Puts words into a header, as the script reads them.
fn say(headers: &mut HeaderMap, name: &'static str, words: &str) {
    let words: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    if let Ok(value) = HeaderValue::from_str(&words.replace('+', "%20")) {
        headers.insert(name, value);
    }
}

/// Returns where a form is, below the chain's desk.
fn below(place: Place) -> String {
    match (place.form, place.action) {
        (entity::shared::PlanForm::Head, _) => "/plan".to_owned(),
        (_, None) => "/plan/actions/new".to_owned(),
        (_, Some(action)) => format!("/plan/actions/{action}"),
    }
}

async fn throw(app: &App, desk: &Desk, place: Place) -> Result<Response> {
    let txn = db::begin_write(&app.db).await?;
    unsaved::settle(&txn, &app.means, desk.by.organiser.id, place).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href(&below(place))).into_response())
}

async fn throw_head(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    throw(&app, &desk, Place::head(desk.face.chain.id)).await
}

async fn throw_new(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    throw(&app, &desk, Place::new_action(desk.face.chain.id)).await
}

async fn throw_action(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = super::action::find(&app, &desk, &id_of(&id)?.to_string()).await?;
    throw(&app, &desk, Place::action(desk.face.chain.id, found.id)).await
}

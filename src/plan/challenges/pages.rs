//! "That is not what we meant" at a personal link: saying it, saying it in other words, and taking it back.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::PlanAction;
use entity::{challenge, participant};
use sea_orm::DatabaseTransaction;
use uuid::Uuid;

use super::{Said, TEXT_MAX, Words, find_open, last_read, say};
use crate::app::App;
use crate::conversation::hands::may_help;
use crate::conversation::pages::{Me, Visit};
use crate::db;
use crate::insight::desk::{id_of, status_of};
use crate::people;
use crate::plan::trace::led_to;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/led-to/{action}/not-meant", show)
        .post("/p/{token}/led-to/{action}/not-meant", send)
        .post("/p/{token}/led-to/{action}/not-meant/take-back", take_back)
        .post("/p/{token}/led-to/{action}/not-meant/hide", hide)
}

/// An action somebody's words stand behind, or stood.
struct Meant {
    action: PlanAction,
    /// The published action with all that stands behind it.
    href: String,
    /// Their own words behind it, with language; none once they left it.
    points: Vec<(String, String)>,
    open: Option<challenge::Model>,
}

#[derive(Template)]
#[template(path = "challenges/say.html")]
struct SayPage {
    page: Page,
    me: Me,
    form: Form,
    meant: Meant,
    here: String,
    back: String,
}

fn led_to_href(visit: &Visit) -> String {
    format!("/p/{}/led-to", visit.token)
}

fn to(visit: &Visit, below: &str) -> Response {
    Redirect::to(&format!("/p/{}{below}", visit.token)).into_response()
}

/// Finds an action and what the person has to do with it. Nobody else's: it is not found.
async fn find(app: &App, visit: &Visit, action: &str) -> Result<Meant> {
    let (conn, id) = (&app.db.read, id_of(action)?);
    let traces = led_to(conn, &visit.person).await?;
    let points: Vec<(String, String)> = traces
        .into_iter()
        .filter(|trace| trace.actions.iter().any(|led| led.action == id))
        .map(|trace| (trace.point.text, trace.point.language))
        .collect();
    let open = find_open(conn, visit.person.id, id).await?;
    if points.is_empty() && open.is_none() {
        return Err(Error::NotFound);
    }
    let action = last_read(conn, visit.person.chain, id).await?;
    let (n, place, action) = action.ok_or(Error::NotFound)?;
    let slug = &visit.face.chain.slug;
    Ok(Meant {
        action,
        href: format!("/c/{slug}/plan/{n}/actions/{place}"),
        points,
        open,
    })
}

fn say_page(visit: &Visit, meant: Meant, form: Form) -> Result<Response> {
    let mut page = visit.page(visit.w.t("challenge-say-title"));
    let status = status_of(&mut page, &form);
    let back = led_to_href(visit);
    let template = SayPage {
        page,
        me: visit.me(),
        form,
        here: format!("{back}/{}/not-meant", meant.action.id),
        meant,
        back,
    };
    render_with(status, &template)
}

type Place = Path<(String, String)>;

async fn show(visit: Visit, State(app): State<App>, Path((_, action)): Place) -> Result<Response> {
    if !may_help(&visit.person) {
        return Ok(to(&visit, ""));
    }
    let meant = find(&app, &visit, &action).await?;
    let form = match &meant.open {
        None => Form::default(),
        Some(open) => Form::filled([
            ("text", open.text.clone()),
            ("readable", answer_of(open.readable).to_owned()),
            ("of", open.id.to_string()),
        ]),
    };
    say_page(&visit, meant, form)
}

const fn answer_of(readable: bool) -> &'static str {
    if readable { "all" } else { "organisers" }
}

/// Reads what somebody wrote. `None` when something is not right; the form says what.
fn read(visit: &Visit, form: &mut Form) -> Option<Words> {
    let w = &visit.w;
    let text = form.required(w, "text", "challenge-text-missing", TEXT_MAX);
    let readable = match form.value("readable") {
        "all" => Some(true),
        "organisers" => Some(false),
        _ => None,
    };
    if readable.is_none() {
        form.fail("readable", w.t("challenge-readable-missing"));
    }
    let words = Words {
        text,
        readable: readable?,
    };
    form.is_right().then_some(words)
}

async fn begin(app: &App, visit: &Visit) -> Result<(DatabaseTransaction, participant::Model)> {
    let txn = db::begin_write(&app.db).await?;
    let person = people::find(&txn, visit.person.id).await?;
    Ok((txn, person.ok_or(Error::NotFound)?))
}

async fn send(
    visit: Visit,
    State(app): State<App>,
    Path((_, action)): Place,
    mut form: Form,
) -> Result<Response> {
    if !may_help(&visit.person) {
        return Ok(to(&visit, ""));
    }
    let of = Uuid::parse_str(form.value("of")).ok();
    let Some(words) = read(&visit, &mut form) else {
        let meant = find(&app, &visit, &action).await?;
        return say_page(&visit, meant, form);
    };
    let (txn, person) = begin(&app, &visit).await?;
    let about = (id_of(&action)?, of);
    match say(&txn, &visit.means, &person, about, words).await? {
        Said::Kept => {
            txn.commit().await?;
            app.wake.notify_one();
            Ok(to(&visit, "/led-to?done=said"))
        }
        Said::MayNot => Ok(to(&visit, "")),
        Said::NotBehind => Err(Error::NotFound),
        Said::Answered => {
            drop(txn);
            let meant = find(&app, &visit, &action).await?;
            // Sending it once more says it anew.
            form.set("of", "");
            form.fail("text", visit.w.t("challenge-answered-meanwhile"));
            say_page(&visit, meant, form)
        }
    }
}

async fn take_back(
    visit: Visit,
    State(app): State<App>,
    Path((_, action)): Place,
) -> Result<Response> {
    if !may_help(&visit.person) {
        return Ok(to(&visit, ""));
    }
    let (txn, person) = begin(&app, &visit).await?;
    super::take_back(&txn, &visit.means, &person, id_of(&action)?).await?;
    txn.commit().await?;
    Ok(to(&visit, "/led-to?done=taken-back"))
}

/// Also who stopped can: their words are theirs.
async fn hide(visit: Visit, State(app): State<App>, Path((_, action)): Place) -> Result<Response> {
    let (txn, person) = begin(&app, &visit).await?;
    super::hide(&txn, &visit.means, &person, id_of(&action)?).await?;
    txn.commit().await?;
    Ok(to(&visit, "/led-to?done=hidden"))
}

//! Pausing a chain, letting it go on, and closing it: a page that says what will happen, and asks.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::participant;
use entity::shared::Role;

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::closing::{self, Effects};
use crate::db;
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::people;
use crate::web::{Form, Page, Result, Routes, render_with};

/// How much of the closing is done before the page answers; the clock does the rest.
const AT_ONCE: u64 = 100;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/close", show)
        .post("/desk/{slug}/close", decide)
}

struct ToCall {
    name: String,
    href: String,
}

#[derive(Template)]
#[template(path = "desk/close.html")]
struct ClosePage {
    page: Page,
    form: Form,
    action: String,
    back: String,
    paused: String,
    closed: String,
    told: usize,
    forgotten: usize,
    to_call: Vec<ToCall>,
    /// Until when chats that have begun can be written down.
    writable_until: String,
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    close_page(&app, &desk, Form::default()).await
}

async fn close_page(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let chain = &desk.face.chain;
    if chain.opened_at.is_none() {
        return Ok(Redirect::to(&desk.href("/setup/open")).into_response());
    }
    let read = &app.db.read;
    let effects = if chain.closed_at.is_some() {
        Effects {
            to_call: closing::list_to_call(read, chain.id).await?,
            ..Effects::default()
        }
    } else {
        closing::effects(read, chain.id).await?
    };
    let title = match (chain.closed_at, chain.paused_at) {
        (Some(_), _) => "close-title-closed",
        (None, Some(_)) => "close-title-paused",
        (None, None) => "close-title",
    };
    let mut page = desk.page(desk.w.t(title), Tab::Setup);
    let status = status_of(&mut page, &form);
    let moment = |at: chrono::DateTime<chrono::Utc>| desk.w.moment(at, desk.zone());
    let until = closing::writable_until(chain);
    let template = ClosePage {
        page,
        form,
        action: desk.href("/close"),
        back: desk.href("/setup"),
        paused: chain.paused_at.map(moment).unwrap_or_default(),
        closed: chain.closed_at.map(moment).unwrap_or_default(),
        told: effects.told,
        forgotten: effects.forgotten,
        to_call: effects.to_call.iter().map(|p| to_call(desk, p)).collect(),
        writable_until: until
            .map(|at| desk.w.date(at, desk.zone()))
            .unwrap_or_default(),
    };
    render_with(status, &template)
}

fn to_call(desk: &Desk, person: &participant::Model) -> ToCall {
    ToCall {
        name: people::shown_name(person).to_owned(),
        href: desk.href(&format!("/people/{}", person.id)),
    }
}

async fn decide(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (means, chain) = (&app.means, &desk.face.chain);
    let organiser = desk.by.organiser.id;
    let decision = form.value("decision").to_owned();
    let txn = db::begin_write(&app.db).await?;
    // Done already, or too late: the page tells where the chain stands.
    let _ = match decision.as_str() {
        "pause" => closing::pause(&txn, means, chain.id, organiser).await?,
        "go-on" => closing::go_on(&txn, means, chain, organiser).await?,
        "close" => closing::close(&txn, means, chain.id, organiser).await?,
        _ => {
            txn.rollback().await?;
            form.fail("decision", desk.w.t("error-choose"));
            return close_page(&app, &desk, form).await;
        }
    };
    txn.commit().await?;
    if decision == "close" {
        // The chain is closed; what cannot be done now the clock does.
        if let Err(error) = closing::carry_on(&app.db, means, AT_ONCE).await {
            tracing::warn!(%error, "the clock goes on with closing a chain");
        }
    }
    app.wake.notify_one();
    Ok(Redirect::to(&desk.href("/close")).into_response())
}

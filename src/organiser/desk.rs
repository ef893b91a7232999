//! An organiser's own account: their name, the morning message, and the browsers they are signed in on.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use crate::app::App;
use crate::db;
use crate::i18n::Words;
use crate::organiser::audit::{self, By};
use crate::organiser::{NAME_MAX, SignedIn, address_of, morning, rename, session};
use crate::web::{Error, Form, Page, Result, Routes, render_with};

const ACCOUNT: &str = "/desk/account";

pub fn routes() -> Routes {
    Routes::new()
        .get(ACCOUNT, show)
        .post(ACCOUNT, change_name)
        .post("/desk/account/morning", change_morning)
        .post("/desk/account/sessions", revoke)
}

struct Row {
    id: Uuid,
    browser: &'static str,
    system: &'static str,
    since: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "organiser/account.html")]
struct AccountPage {
    page: Page,
    form: Form,
    email: String,
    /// Who can act on a chain gets the morning message, or not.
    morning: Option<Form>,
    rows: Vec<Row>,
}

async fn show(State(app): State<App>, by: SignedIn) -> Result<Response> {
    let form = Form::filled([("name", by.organiser.name.clone())]);
    account(&app, &by, form).await
}

async fn account(app: &App, by: &SignedIn, form: Form) -> Result<Response> {
    let w = Words::of("en");
    let mut page = Page::new(w, w.t("account-title"), app.help().await);
    page.signed_in = true;
    page.failed = !form.is_right();
    let sessions = session::list(&app.db.read, app.means.now(), by.organiser.id).await?;
    let row = |session: entity::session::Model| {
        let (browser, system) = session::browser_of(&session.browser);
        Row {
            id: session.id,
            browser,
            system,
            since: w.moment(session.made_at, page.zone),
            here: session.id == by.session,
        }
    };
    let status = if page.failed {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let rows = sessions.into_iter().map(row).collect();
    let morning = morning::gets_it(&app.db.read, by.organiser.id).await?;
    let tick = |on| {
        if on {
            Form::filled([("morning", "yes".to_owned())])
        } else {
            Form::default()
        }
    };
    let email = address_of(&app.means.keys, &by.organiser)?;
    let template = AccountPage {
        page,
        form,
        email,
        morning: morning.map(tick),
        rows,
    };
    render_with(status, &template)
}

async fn change_name(State(app): State<App>, by: SignedIn, mut form: Form) -> Result<Response> {
    let w = Words::of("en");
    let name = form.required(&w, "name", "error-name-missing", NAME_MAX);
    if !form.is_right() {
        return account(&app, &by, form).await;
    }
    let id = by.organiser.id;
    let txn = db::begin_write(&app.db).await?;
    rename(&txn, id, &name).await?;
    let (sources, who) = (&app.means.sources, By::Organiser(id));
    audit::note(&txn, sources, who, "organiser.renamed", Some(id), None).await?;
    txn.commit().await?;
    Ok(Redirect::to(ACCOUNT).into_response())
}

async fn change_morning(State(app): State<App>, by: SignedIn, form: Form) -> Result<Response> {
    let (id, on) = (by.organiser.id, form.chosen("morning", "yes"));
    let txn = db::begin_write(&app.db).await?;
    morning::turn(&txn, id, on).await?;
    let act = if on { "morning.on" } else { "morning.off" };
    let (sources, who) = (&app.means.sources, By::Organiser(id));
    audit::note(&txn, sources, who, act, Some(id), None).await?;
    txn.commit().await?;
    Ok(Redirect::to(ACCOUNT).into_response())
}

async fn revoke(State(app): State<App>, by: SignedIn, form: Form) -> Result<Response> {
    let session: Uuid = form.value("session").parse().map_err(|_| Error::NotFound)?;
    let id = by.organiser.id;
    let txn = db::begin_write(&app.db).await?;
    if session::revoke(&txn, app.means.now(), id, session).await? {
        let (sources, who) = (&app.means.sources, By::Organiser(id));
        audit::note(&txn, sources, who, "session.revoked", Some(session), None).await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(ACCOUNT).into_response())
}

//! "Would you look after this?": a person's answer, how they stand in the plan, and stepping down.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use entity::action_owner;
use entity::shared::OwnerShown;
use uuid::Uuid;

use super::{begin, finish, home, to, turned_away};
use crate::app::App;
use crate::conversation::pages::{Me, Visit};
use crate::insight::desk::{id_of, status_of};
use crate::plan::actions;
use crate::plan::hands::owners;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/help/{action}/owner", show)
        .post("/p/{token}/help/{action}/owner", answer)
        .post("/p/{token}/help/{action}/step-down", step_down)
}

#[derive(Template)]
#[template(path = "hands/owner.html")]
struct OwnerPage {
    page: Page,
    me: Me,
    form: Form,
    now: String,
    towards: String,
    /// They look after it already.
    agreed: bool,
    action: String,
    step_down: String,
    back: String,
}

async fn find(app: &App, visit: &Visit, action: &str) -> Result<Option<action_owner::Model>> {
    let id: Uuid = id_of(action)?;
    let mut own = owners::of_person(&app.db.read, visit.person.id).await?;
    Ok(own.remove(&id))
}

async fn owner_page(
    app: &App,
    visit: &Visit,
    row: &action_owner::Model,
    form: Form,
) -> Result<Response> {
    let found = actions::find(&app.db.read, row.chain, row.action).await?;
    let found = found.ok_or(Error::NotFound)?;
    let title = match row.agreed_at {
        Some(_) => "owner-yours-title",
        None => "owner-asked-title",
    };
    let mut page = visit.page(visit.w.t(title));
    let status = status_of(&mut page, &form);
    let here = format!("{}/help/{}", home(visit), row.action);
    let template = OwnerPage {
        page,
        me: visit.me(),
        form,
        now: found.now,
        towards: found.towards,
        agreed: row.agreed_at.is_some(),
        action: format!("{here}/owner"),
        step_down: format!("{here}/step-down"),
        back: format!("{}/help", home(visit)),
    };
    render_with(status, &template)
}

type Place = Path<(String, String)>;

async fn show(visit: Visit, State(app): State<App>, Path((_, action)): Place) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    // Who is not asked (any more) reads where things stand.
    let Some(row) = find(&app, &visit, &action).await? else {
        return Ok(to(&visit, "/help"));
    };
    let mut form = Form::default();
    if let Some(shown) = row.shown {
        form.set("answer", "yes");
        form.set("shown", shown.as_str());
    }
    owner_page(&app, &visit, &row, form).await
}

async fn answer(
    visit: Visit,
    State(app): State<App>,
    Path((_, action)): Place,
    mut form: Form,
) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let Some(row) = find(&app, &visit, &action).await? else {
        return Ok(to(&visit, "/help"));
    };
    let w = visit.w;
    let says_yes = match form.value("answer") {
        "yes" => true,
        "no" if row.agreed_at.is_none() => false,
        _ if row.agreed_at.is_some() => true,
        _ => {
            form.fail("answer", w.t("owner-answer-missing"));
            return owner_page(&app, &visit, &row, form).await;
        }
    };
    let shown = OwnerShown::parse(form.value("shown"));
    if says_yes && shown.is_none() {
        form.fail("shown", w.t("owner-shown-missing"));
        return owner_page(&app, &visit, &row, form).await;
    }
    let (txn, person) = begin(&app, &visit).await?;
    let (means, action) = (&visit.means, row.action);
    let done = if let Some(shown) = shown.filter(|_| says_yes) {
        owners::agree(&txn, means, &person, action, shown).await?;
        "owner"
    } else {
        owners::step_down(&txn, means, &person, action).await?;
        "not-owner"
    };
    finish(&app, txn).await?;
    Ok(to(&visit, &format!("/help?done={done}")))
}

async fn step_down(
    visit: Visit,
    State(app): State<App>,
    Path((_, action)): Place,
) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let (txn, person) = begin(&app, &visit).await?;
    owners::step_down(&txn, &visit.means, &person, id_of(&action)?).await?;
    finish(&app, txn).await?;
    Ok(to(&visit, "/help?done=stepped-down"))
}

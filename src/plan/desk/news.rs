//! Report back: what happened with an action that is public, and who is told.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::action;
use entity::shared::{ActionStatus, PlanAction, Role};

use super::action::read_status;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::insight::desk::{id_of, status_of};
use crate::organiser::SignedIn;
use crate::plan;
use crate::plan::news::{self, NEWS_MAX, Written};
use crate::plan::pages::{Happened, happened};
use crate::web::{Error, Form, Page, Result, Routes, render_with};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/actions/{id}/news", show)
        .post("/desk/{slug}/plan/actions/{id}/news", add)
        .post(
            "/desk/{slug}/plan/actions/{id}/news/{news}/take-back",
            take_back,
        )
}

#[derive(Template)]
#[template(path = "plan/desk_news.html")]
struct NewsPage {
    page: Page,
    form: Form,
    /// The action as the newest version has it; absent while it is not public.
    public: Option<PlanAction>,
    told: usize,
    news: Vec<Happened>,
    action: String,
    back: String,
    publish_href: String,
}

/// Finds an action, one that was taken out too: a published version may have it still.
async fn find(app: &App, desk: &Desk, id: &str) -> Result<action::Model> {
    let found = plan::find(&app.db.read, desk.face.chain.id, id_of(id)?).await?;
    found.ok_or(Error::NotFound)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let today = app.means.now().with_timezone(&desk.zone()).date_naive();
    let form = Form::filled([
        ("nonce", app.means.sources.token()),
        ("status", found.status.as_str().to_owned()),
        ("reason", found.reason.clone()),
        ("happened_on", today.format("%-d/%-m/%Y").to_string()),
    ]);
    news_page(&app, &desk, &found, form).await
}

async fn news_page(app: &App, desk: &Desk, found: &action::Model, form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let public = news::published(conn, chain, found.id).await?.map(|p| p.1);
    let told = match &public {
        Some(action) => news::to_be_told(conn, chain, action).await?.len(),
        None => 0,
    };
    let rows = news::of_action(conn, found.id).await?;
    let mut page = desk.page(desk.w.t("news-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let here = desk.href(&format!("/plan/actions/{}", found.id));
    let back = match found.removed_at {
        None => here.clone(),
        Some(_) => desk.href("/plan/removed"),
    };
    let template = NewsPage {
        page,
        form,
        public,
        told,
        news: happened(desk.w, &rows),
        action: format!("{here}/news"),
        back,
        publish_href: desk.href("/plan/publish"),
    };
    render_with(status, &template)
}

/// Reads what happened. `None` when something is not right; the form says what.
fn read(app: &App, desk: &Desk, form: &mut Form) -> Option<(Written, bool)> {
    let w = &desk.w;
    let text = form.required(w, "text", "news-text-missing", NEWS_MAX);
    let today = app.means.now().with_timezone(&desk.zone()).date_naive();
    let happened_on = plan::parse_day(form.value("happened_on")).filter(|day| *day <= today);
    if happened_on.is_none() {
        form.fail("happened_on", w.t("news-day-wrong"));
    }
    let standing = read_status(desk, form);
    let tell = form.value("tell").to_owned();
    if !["now", "not"].contains(&tell.as_str()) {
        form.fail("tell", w.t("news-tell-missing"));
    }
    let (happened_on, (status, reason)) = (happened_on?, standing?);
    let written = Written {
        text,
        happened_on,
        status,
        reason,
    };
    form.is_right().then_some((written, tell == "now"))
}

async fn add(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let Some((written, tell)) = read(&app, &desk, &mut form) else {
        return news_page(&app, &desk, &found, form).await;
    };
    let by = desk.by.organiser.id;
    let nonce = form.value("nonce").to_owned();
    let here = desk.href(&format!("/plan/actions/{id}/news"));
    let txn = db::begin_write(&app.db).await?;
    if submission::find(&txn, by, &nonce).await?.is_some() {
        return Ok(Redirect::to(&here).into_response());
    }
    let public = news::published(&txn, desk.face.chain.id, found.id).await?;
    let (version, public) = public.ok_or(Error::NotFound)?;
    let of = (&version, &public);
    news::add(&txn, &app.means, (&desk.face, by), of, written, tell).await?;
    submission::keep(&txn, &app.means.sources, by, &nonce, &here).await?;
    txn.commit().await?;
    app.wake.notify_one();
    Ok(Redirect::to(&here).into_response())
}

async fn take_back(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id, news)): Path<(String, String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let txn = db::begin_write(&app.db).await?;
    let found = news::find(&txn, desk.face.chain.id, id_of(&news)?).await?;
    let found = found.ok_or(Error::NotFound)?;
    news::take_back(&txn, &app.means, desk.by.organiser.id, &found).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href(&format!("/plan/actions/{id}/news"))).into_response())
}

//! The organisers' pages of the plan: the list of actions, its title, and publishing. Readers may look.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{PlanAction, Role};
use serde::Deserialize;

use self::checks::Warned;
use self::unsaved::Unsaved;
use super::checks::Warnings;
use super::hands::owners::{self, Read};
use super::pages::day_in_words;
use super::{
    Changed, INTRODUCTION_MAX, TITLE_MAX, change_words_from, money, needs_reason, publish,
};
use crate::app::App;
use crate::chain::{
    self,
    desk::{Desk, Tab},
};
use crate::db;
use crate::insight::desk::status_of;
use crate::insight::evidence::{self, Evidence, Totals};
use crate::organiser::SignedIn;
use crate::organiser::unsaved::{Place, settle};
use crate::plan;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

mod action;
mod asked;
mod checks;
mod gone;
mod history;
mod news;
mod next;
mod once;
mod points;
mod publishing;
mod removed;
mod steps;
mod unsaved;
mod wall;

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan", list)
        .post("/desk/{slug}/plan", save_words)
        .merge(action::routes())
        .merge(asked::routes())
        .merge(gone::routes())
        .merge(history::routes())
        .merge(news::routes())
        .merge(steps::routes())
        .merge(unsaved::routes())
        .merge(removed::routes())
        .merge(points::routes())
        .merge(once::routes())
        .merge(publishing::routes())
        .merge(next::routes())
        .merge(wall::routes())
}

struct Row {
    action: PlanAction,
    evidence: Evidence,
    by_when: Option<String>,
    href: String,
}

impl Row {
    fn says_why(&self) -> bool {
        needs_reason(self.action.status)
    }

    fn cost(&self) -> Option<String> {
        self.action.cost.map(money::written)
    }

    fn steps_done(&self) -> usize {
        self.action.steps.iter().filter(|step| step.done).count()
    }
}

#[derive(Template)]
#[template(path = "plan/desk.html")]
struct ListPage {
    page: Page,
    form: Form,
    unsaved: Unsaved,
    /// The title and the introduction that stand, where somebody changed them meanwhile.
    stands: Option<(String, String)>,
    may_edit: bool,
    rows: Vec<Row>,
    /// Words of the plan with a name that nobody looked at.
    names: usize,
    /// Residents who said that an action is not what they meant, and wait for an answer.
    challenges: u64,
    warned: Warned,
    totals: Totals,
    /// The newest version, if any.
    published: Option<i32>,
    /// How many actions were taken out.
    removed: usize,
    /// How many actions that residents proposed wait for an answer.
    proposals: u64,
    /// The version that was published just now.
    just_published: Option<i32>,
    action: String,
    public_href: String,
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    published: String,
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Reader).await?;
    let words = &desk.face.words;
    let form = Form::filled([
        ("title", words.plan_title.clone()),
        ("introduction", words.plan_intro.clone()),
        ("edition", words.plan_edition.to_string()),
    ]);
    list_page(&app, &desk, form, wanted.published.parse().ok()).await
}

async fn list_page(
    app: &App,
    desk: &Desk,
    mut form: Form,
    just_published: Option<i32>,
) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let (unsaved, stands) = opened(app, desk, &mut form).await?;
    let mut counted = evidence::of_actions(conn, chain).await?;
    let mut draft = publish::draft(conn, &desk.face).await?;
    let warnings = Warnings::read(conn, &desk.face, &draft).await?;
    let names = plan::checks::names(conn, &desk.face, &draft, "").await?;
    let now = Read::Now(app.means.now());
    owners::draw(conn, desk.w, chain, &mut draft.actions, now).await?;
    let row = |action: PlanAction| Row {
        evidence: counted.remove(&action.id).unwrap_or_default(),
        by_when: day_in_words(desk.w, action.by_when.as_deref()),
        href: desk.href(&format!("/plan/actions/{}", action.id)),
        action,
    };
    let rows = draft.actions.into_iter().map(row).collect();
    let mut page = desk.page(desk.w.t("plan-desk-title"), Tab::Plan);
    let status = match (&unsaved.kept_at, status_of(&mut page, &form)) {
        // Opening a page is no mistake, whatever it has to say.
        (Some(_), _) => StatusCode::OK,
        (None, status) => status,
    };
    let newest = publish::find_newest(conn, chain).await?.map(|v| v.n);
    let template = ListPage {
        page,
        form,
        unsaved,
        stands,
        may_edit: desk.may(Role::Organiser),
        rows,
        names: names.iter().filter(|found| found.is_open()).count(),
        challenges: plan::challenges::count_open(conn, chain).await?,
        warned: Warned::of(desk, warnings),
        totals: evidence::totals(conn, chain).await?,
        published: newest,
        removed: plan::list_removed(conn, chain).await?.len(),
        proposals: plan::proposals::count_open(conn, chain).await?,
        just_published: just_published.filter(|n| Some(*n) == newest),
        action: desk.href("/plan"),
        public_href: format!("/c/{}/plan", desk.face.chain.slug),
    };
    render_with(status, &template)
}

/// Fills in what an organiser did not save. Returns with it what stands now, where somebody changed that meanwhile.
async fn opened(
    app: &App,
    desk: &Desk,
    form: &mut Form,
) -> Result<(Unsaved, Option<(String, String)>)> {
    if !desk.may(Role::Organiser) {
        return Ok((Unsaved::default(), None));
    }
    let place = Place::head(desk.face.chain.id);
    let unsaved = unsaved::open(app, desk, place, form, &unsaved::HEAD).await?;
    let words = &desk.face.words;
    let old = form.value("edition") != words.plan_edition.to_string();
    if !old || (unsaved.kept_at.is_none() && form.error("title").is_none()) {
        return Ok((unsaved, None));
    }
    form.set("edition", words.plan_edition.to_string());
    form.fail("title", desk.w.t("edits-head-meanwhile"));
    let stands = (words.plan_title.clone(), words.plan_intro.clone());
    Ok((unsaved, Some(stands)))
}

async fn save_words(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let place = Place::head(desk.face.chain.id);
    let sent = unsaved::by_script(&app, &desk, place, &mut form, &unsaved::HEAD).await?;
    if let Some(answer) = sent {
        return Ok(answer);
    }
    let title = form.required(&desk.w, "title", "plan-title-missing", TITLE_MAX);
    let introduction = form.optional(&desk.w, "introduction", INTRODUCTION_MAX);
    if !form.is_right() {
        return list_page(&app, &desk, form, None).await;
    }
    let words = &desk.face.words;
    let edition = form.value("edition").parse().unwrap_or(words.plan_edition);
    let same = words.plan_title == title && words.plan_intro == introduction;
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    let stands = (&desk.face.chain, edition);
    let done = change_words_from(&txn, &app.means, by, stands, &title, &introduction).await?;
    if done == Changed::Meanwhile && !same {
        drop(txn);
        return head_changed_meanwhile(&app, &desk, form).await;
    }
    settle(&txn, &app.means, by, place).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/plan")).into_response())
}

/// Shows what was typed beside what a colleague saved meanwhile; saving once more keeps what is in the form.
async fn head_changed_meanwhile(app: &App, desk: &Desk, mut form: Form) -> Result<Response> {
    let now = chain::find_face(&app.db.read, desk.face.chain.id).await?;
    let desk = Desk {
        face: now.ok_or(Error::NotFound)?,
        ..desk.clone()
    };
    form.fail("title", desk.w.t("edits-head-meanwhile"));
    list_page(app, &desk, form, None).await
}

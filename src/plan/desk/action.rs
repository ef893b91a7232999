//! One action: written, changed, moved, taken out.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{ActionStatus, Role, Who};
use entity::{action, action_step, theme};

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::insight::desk::{id_of, ids, named, status_of};
use crate::insight::evidence::{self, Evidence};
use crate::insight::points::{self, Sourced};
use crate::insight::themes::{self, Family, Way};
use crate::organiser::SignedIn;
use crate::organiser::unsaved::{Place, settle};
use crate::plan::desk::history::{self, Past};
use crate::plan::desk::unsaved::{self, Unsaved};
use crate::plan::hands::pledges;
use crate::plan::{self, Changed, Edited, OWNER_MAX, TEXT_MAX, money, steps};
use crate::web::{Error, Form, Page, Result, Routes, render_with};
use crate::{db, submission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/actions/new", show_new)
        .post("/desk/{slug}/plan/actions/new", add)
        .get("/desk/{slug}/plan/actions/{id}", show)
        .post("/desk/{slug}/plan/actions/{id}", change)
        .post("/desk/{slug}/plan/actions/{id}/move", shift)
}

struct Choice {
    id: String,
    theme: theme::Model,
    evidence: Evidence,
}

#[derive(Template)]
#[template(path = "plan/desk_action.html")]
struct ActionPage {
    page: Page,
    form: Form,
    unsaved: Unsaved,
    /// Absent for a new action.
    existing: Option<action::Model>,
    evidence: Evidence,
    choices: Vec<Choice>,
    picked: Vec<Sourced>,
    steps: Vec<action_step::Model>,
    /// The last time somebody changed it.
    last: Option<Past>,
    /// How many people offered help with it.
    helpers: usize,
    action: String,
    back: String,
}

pub(super) async fn find(app: &App, desk: &Desk, id: &str) -> Result<action::Model> {
    plan::find(&app.db.read, desk.face.chain.id, id_of(id)?)
        .await?
        .filter(|found| found.removed_at.is_none())
        .ok_or(Error::NotFound)
}

async fn show_new(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let form = Form::filled([("nonce", app.means.sources.token())]);
    action_page(&app, &desk, None, form).await
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let form = stored(&app, &found).await?;
    action_page(&app, &desk, Some(found), form).await
}

/// Shows the page again for a step that was not right, with what was typed for it.
pub(super) async fn show_with(
    app: &App,
    desk: &Desk,
    found: action::Model,
    refused: Form,
) -> Result<Response> {
    let mut form = stored(app, &found).await?;
    form.set("step", refused.value("step"));
    if let Some(message) = refused.error("step") {
        form.fail("step", message.to_owned());
    }
    action_page(app, desk, Some(found), form).await
}

/// Fills the form with an action as it stands.
async fn stored(app: &App, found: &action::Model) -> Result<Form> {
    let basis = plan::basis(&app.db.read, found.id).await?;
    let family = Family::read(&app.db.read, found.chain).await?;
    let mut values = vec![
        ("now", found.now.clone()),
        ("towards", found.towards.clone()),
        ("who", found.who.as_str().to_owned()),
        ("owner", found.owner.clone()),
        ("by_when", plan::typed_day(found.by_when.as_deref())),
        ("measure", found.measure.clone()),
        ("status", found.status.as_str().to_owned()),
        ("reason", found.reason.clone()),
        ("cost", money::typed(found.cost)),
        ("edition", found.edition.to_string()),
        ("nonce", app.means.sources.token()),
    ];
    let themes = family.now_of(&basis.themes).into_iter();
    values.extend(themes.map(|id| ("themes", id.to_string())));
    Ok(Form::filled(values))
}

fn place_of(desk: &Desk, existing: Option<&action::Model>) -> Place {
    let chain = desk.face.chain.id;
    existing.map_or(Place::new_action(chain), |found| {
        Place::action(chain, found.id)
    })
}

async fn action_page(
    app: &App,
    desk: &Desk,
    existing: Option<action::Model>,
    mut form: Form,
) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let place = place_of(desk, existing.as_ref());
    let unsaved = unsaved::open(app, desk, place, &mut form, &unsaved::ACTION).await?;
    if let Some(found) = &existing
        && unsaved.kept_at.is_some()
        && form.value("edition") != found.edition.to_string()
    {
        meanwhile(desk, found, &mut form);
    }
    let mut of_themes = evidence::of_themes(conn, chain).await?;
    let choice = |theme: theme::Model| Choice {
        id: theme.id.to_string(),
        evidence: of_themes.remove(&theme.id).unwrap_or_default(),
        theme,
    };
    let choices = themes::list(conn, chain).await?.into_iter().map(choice);
    let choices: Vec<Choice> = choices.collect();
    let (mut picked, mut counted) = (Vec::new(), Evidence::default());
    let (mut own_steps, mut last, mut helpers) = (Vec::new(), None, 0);
    let (title, action) = match &existing {
        None => ("action-new", desk.href("/plan/actions/new")),
        Some(found) => {
            let basis = plan::basis(conn, found.id).await?;
            let by_hand = evidence::Basis {
                themes: Vec::new(),
                insights: basis.insights.clone(),
            };
            let rows = evidence::list_points(conn, chain, &by_hand).await?;
            picked = named(desk.w, points::with_sources(conn, chain, rows).await?);
            let basis = Family::read(conn, chain).await?.draft(&basis);
            let all = evidence::of_bases(conn, chain, &[basis]).await?;
            counted = all.into_iter().next().unwrap_or_default();
            own_steps = steps::list(conn, found.id).await?;
            last = history::read(app, desk, found.id).await?.into_iter().next();
            helpers = pledges::people_of(conn, found.id).await?.len();
            let below = format!("/plan/actions/{}", found.id);
            ("action-change", desk.href(&below))
        }
    };
    let mut page = desk.page(desk.w.t(title), Tab::Plan);
    let status = match (&unsaved.kept_at, status_of(&mut page, &form)) {
        // Opening a page is no mistake, whatever it has to say.
        (Some(_), _) => StatusCode::OK,
        (None, status) => status,
    };
    let template = ActionPage {
        page,
        form,
        unsaved,
        existing,
        evidence: counted,
        choices,
        picked,
        steps: own_steps,
        last,
        helpers,
        action,
        back: desk.href("/plan"),
    };
    render_with(status, &template)
}

/// Reads where an action stands, and why. `None` when something is not right; the form says what.
pub(super) fn read_status(desk: &Desk, form: &mut Form) -> Option<(ActionStatus, String)> {
    let status = ActionStatus::parse(form.value("status"));
    if status.is_none() {
        form.fail("status", desk.w.t("action-status-missing"));
    }
    let reason = form.optional(&desk.w, "reason", TEXT_MAX);
    if reason.is_empty() && status.is_some_and(plan::needs_reason) {
        form.fail("reason", desk.w.t("action-reason-missing"));
    }
    Some((status?, reason))
}

/// Reads an action. `None` when something is not right; the form says what.
fn read(desk: &Desk, form: &mut Form) -> Option<Edited> {
    let w = &desk.w;
    let towards = form.required(w, "towards", "action-towards-missing", TEXT_MAX);
    let now = form.required(w, "now", "action-now-missing", TEXT_MAX);
    let who = Who::parse(form.value("who"));
    if who.is_none() {
        form.fail("who", w.t("action-who-missing"));
    }
    let owner = form.optional(w, "owner", OWNER_MAX);
    let typed = form.value("by_when").trim();
    let by_when = plan::parse_day(typed);
    if by_when.is_none() && !typed.is_empty() {
        form.fail("by_when", w.t("action-day-wrong"));
    }
    let measure = form.optional(w, "measure", TEXT_MAX);
    let typed = form.value("cost").trim();
    let cost = money::parse(typed);
    if cost.is_none() && !typed.is_empty() {
        form.fail("cost", w.t("action-cost-wrong"));
    }
    let standing = read_status(desk, form);
    let (who, (status, reason)) = (who?, standing?);
    form.is_right().then_some(Edited {
        now,
        towards,
        who,
        owner,
        by_when,
        measure,
        status,
        reason,
        cost,
    })
}

async fn add(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let place = place_of(&desk, None);
    let sent = unsaved::by_script(&app, &desk, place, &mut form, &unsaved::ACTION).await?;
    if let Some(answer) = sent {
        return Ok(answer);
    }
    let Some(new) = read(&desk, &mut form) else {
        return action_page(&app, &desk, None, form).await;
    };
    let (by, chain) = (desk.by.organiser.id, desk.face.chain.id);
    let nonce = form.value("nonce").to_owned();
    let txn = db::begin_write(&app.db).await?;
    if let Some(led) = submission::find(&txn, by, &nonce).await? {
        return Ok(Redirect::to(&led).into_response());
    }
    let Some(made) = plan::add(&txn, &app.means, by, chain, new).await? else {
        drop(txn);
        form.fail("towards", desk.w.t("action-too-many"));
        return action_page(&app, &desk, None, form).await;
    };
    plan::rest_on_themes(&txn, &app.means, &made, &ids(&form, "themes")).await?;
    let next = desk.href(&format!("/plan/actions/{}", made.id));
    submission::keep(&txn, &app.means.sources, by, &nonce, &next).await?;
    settle(&txn, &app.means, by, place).await?;
    txn.commit().await?;
    Ok(Redirect::to(&next).into_response())
}

async fn change(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let place = place_of(&desk, Some(&found));
    let sent = unsaved::by_script(&app, &desk, place, &mut form, &unsaved::ACTION).await?;
    if let Some(answer) = sent {
        return Ok(answer);
    }
    let Some(edited) = read(&desk, &mut form) else {
        return action_page(&app, &desk, Some(found), form).await;
    };
    let edition = form.value("edition").parse().unwrap_or(0);
    let txn = db::begin_write(&app.db).await?;
    let by = desk.by.organiser.id;
    let (stands, themes) = ((&found, edition), ids(&form, "themes"));
    let done = plan::change(&txn, &app.means, by, stands, edited, Some(&themes)).await?;
    if done == Changed::Meanwhile {
        drop(txn);
        return changed_meanwhile(&app, &desk, &id, form).await;
    }
    settle(&txn, &app.means, by, place).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/plan")).into_response())
}

/// Shows what was typed beside what a colleague saved meanwhile; saving once more keeps what is in the form.
async fn changed_meanwhile(app: &App, desk: &Desk, id: &str, mut form: Form) -> Result<Response> {
    let found = find(app, desk, id).await?;
    meanwhile(desk, &found, &mut form);
    action_page(app, desk, Some(found), form).await
}

fn meanwhile(desk: &Desk, found: &action::Model, form: &mut Form) {
    form.set("edition", found.edition.to_string());
    form.fail("towards", desk.w.t("action-meanwhile"));
}

async fn shift(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let found = find(&app, &desk, &id).await?;
    let way = Way::parse(form.value("way")).ok_or(Error::NotFound)?;
    let txn = db::begin_write(&app.db).await?;
    plan::shift(&txn, &app.means, desk.by.organiser.id, &found, way).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/plan")).into_response())
}

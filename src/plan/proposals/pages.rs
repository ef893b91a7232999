//! A person proposes actions: the form, what they proposed and what became of it, changing it and taking it back.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use entity::shared::Who;
use entity::{insight, proposal};
use serde::Deserialize;

use super::{Kept, OPEN_MAX, Wanted, is_open, points_of, rests_on};
use crate::app::App;
use crate::conversation::pages::{Me, Visit};
use crate::i18n::Arg;
use crate::insight::desk::{id_of, ids, status_of};
use crate::plan::hands::pages::{begin, finish, home, to, turned_away};
use crate::plan::{TEXT_MAX, publish};
use crate::submission;
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render_with};

/// How many proposals a page shows: it is read on a phone.
const A_PAGE: u64 = 10;

pub fn routes() -> Routes {
    Routes::new()
        .get("/p/{token}/propose", list)
        .post("/p/{token}/propose", propose)
        .get("/p/{token}/propose/{id}", show)
        .post("/p/{token}/propose/{id}", change)
        .post("/p/{token}/propose/{id}/take-back", take_back)
}

#[derive(Default, Deserialize)]
struct Asked {
    page: Option<u64>,
    #[serde(default)]
    done: String,
}

struct Row {
    proposal: proposal::Model,
    day: String,
    href: String,
    /// The public action it became part of; empty while that is not public.
    public_href: String,
}

impl Row {
    fn is_open(&self) -> bool {
        is_open(&self.proposal)
    }

    fn state(&self) -> &'static str {
        self.proposal.outcome.map_or("open", |o| o.as_str())
    }
}

/// What a page says about what was just sent.
fn said(done: &str) -> Option<&'static str> {
    match done {
        "proposed" => Some("propose-done"),
        "changed" => Some("propose-done-changed"),
        "taken-back" => Some("propose-done-taken-back"),
        "over" => Some("propose-done-over"),
        _ => None,
    }
}

/// What the form needs: the person's own points, with whether each is ticked.
struct Fields {
    form: Form,
    points: Vec<insight::Model>,
}

impl Fields {
    async fn of(app: &App, visit: &Visit, form: Form) -> Result<Self> {
        let points = points_of(&app.db.read, visit.person.id).await?;
        Ok(Self { form, points })
    }

    fn ticked(&self, point: &insight::Model) -> bool {
        self.form.chosen("points", &point.id.to_string())
    }
}

#[derive(Template)]
#[template(path = "proposals/propose.html")]
struct ProposePage {
    page: Page,
    me: Me,
    given: Fields,
    /// They have as many open ones as one may have.
    full: bool,
    rows: Vec<Row>,
    paging: Paging,
    done: Option<&'static str>,
}

async fn list_page(app: &App, visit: &Visit, query: &Asked, form: Form) -> Result<Response> {
    let conn = &app.db.read;
    let all = super::of_person(conn, visit.person.id).await?;
    let open = all.iter().filter(|row| is_open(row)).count();
    let here = format!("{}/propose", home(visit));
    let count = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let paging = Paging::short(A_PAGE, query.page, count, &here, &[]);
    let (skip, take) = paging.window();
    let newest = publish::find_newest(conn, visit.person.chain).await?;
    let public = |row: &proposal::Model| {
        let version = newest.as_ref()?;
        let is_it = |action: &entity::shared::PlanAction| Some(action.id) == row.action;
        let place = version.body.actions.iter().position(is_it)? + 1;
        let slug = &visit.face.chain.slug;
        Some(format!("/c/{slug}/plan/{}/actions/{place}", version.n))
    };
    let row = |proposal: proposal::Model| Row {
        day: visit.w.date(proposal.made_at, visit.face.zone()),
        href: format!("{here}/{}", proposal.id),
        public_href: public(&proposal).unwrap_or_default(),
        proposal,
    };
    // What was typed stands in the form, even when it is one too many.
    let full = form.is_right() && u64::try_from(open).unwrap_or(u64::MAX) >= OPEN_MAX;
    let mut page = visit.page(visit.w.t("propose-title"));
    let status = status_of(&mut page, &form);
    let template = ProposePage {
        page,
        me: visit.me(),
        given: Fields::of(app, visit, form).await?,
        full,
        rows: all.into_iter().skip(skip).take(take).map(row).collect(),
        paging,
        done: said(&query.done),
    };
    render_with(status, &template)
}

async fn list(
    visit: Visit,
    State(app): State<App>,
    Query(query): Query<Asked>,
) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let form = Form::filled([("nonce", app.means.sources.token())]);
    list_page(&app, &visit, &query, form).await
}

/// Reads what somebody proposes; the form says what is not right.
fn read(visit: &Visit, form: &mut Form) -> Wanted {
    let w = &visit.w;
    Wanted {
        now: form.required(w, "now", "propose-now-missing", TEXT_MAX),
        towards: form.required(w, "towards", "propose-towards-missing", TEXT_MAX),
        who: Who::parse(form.value("who")),
        points: ids(form, "points"),
    }
}

async fn propose(visit: Visit, State(app): State<App>, mut form: Form) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let wanted = read(&visit, &mut form);
    if !form.is_right() {
        return list_page(&app, &visit, &Asked::default(), form).await;
    }
    let nonce = form.value("nonce").to_owned();
    let (txn, person) = begin(&app, &visit).await?;
    if submission::find(&txn, person.id, &nonce).await?.is_some() {
        return Ok(to(&visit, "/propose?done=proposed"));
    }
    match super::propose(&txn, &visit.means, &person, &wanted).await? {
        Kept::Kept(_) => {
            let sources = &app.means.sources;
            submission::keep(&txn, sources, person.id, &nonce, "proposed").await?;
            finish(&app, txn).await?;
            Ok(to(&visit, "/propose?done=proposed"))
        }
        Kept::MayNot => Ok(to(&visit, "")),
        Kept::TooMany => {
            drop(txn);
            let host: &[(&'static str, &dyn Arg)] = &[("host", &visit.face.host.name)];
            form.fail("towards", visit.w.with("propose-full", host));
            list_page(&app, &visit, &Asked::default(), form).await
        }
        Kept::NotTheirs | Kept::Over => {
            drop(txn);
            form.fail("points", visit.w.t("propose-points-gone"));
            list_page(&app, &visit, &Asked::default(), form).await
        }
    }
}

#[derive(Template)]
#[template(path = "proposals/change.html")]
struct ChangePage {
    page: Page,
    me: Me,
    given: Fields,
    here: String,
    back: String,
}

async fn change_page(app: &App, visit: &Visit, id: &str, form: Form) -> Result<Response> {
    let mut page = visit.page(visit.w.t("propose-change-title"));
    let status = status_of(&mut page, &form);
    let back = format!("{}/propose", home(visit));
    let template = ChangePage {
        page,
        me: visit.me(),
        given: Fields::of(app, visit, form).await?,
        here: format!("{back}/{id}"),
        back,
    };
    render_with(status, &template)
}

async fn find(app: &App, visit: &Visit, id: &str) -> Result<proposal::Model> {
    let found = super::find_own(&app.db.read, visit.person.id, id_of(id)?).await?;
    found.ok_or(Error::NotFound)
}

type Place = Path<(String, String)>;

async fn show(visit: Visit, State(app): State<App>, Path((_, id)): Place) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let stands = find(&app, &visit, &id).await?;
    if !is_open(&stands) {
        return Ok(to(&visit, "/propose?done=over"));
    }
    let mut values = vec![
        ("now", stands.now.clone()),
        ("towards", stands.towards.clone()),
        ("who", stands.who.map_or("", Who::as_str).to_owned()),
    ];
    let ticked = rests_on(&app.db.read, &stands).await?.into_iter();
    values.extend(ticked.map(|point| ("points", point.id.to_string())));
    change_page(&app, &visit, &id, Form::filled(values)).await
}

async fn change(
    visit: Visit,
    State(app): State<App>,
    Path((_, id)): Place,
    mut form: Form,
) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let stands = find(&app, &visit, &id).await?;
    let wanted = read(&visit, &mut form);
    if !form.is_right() {
        return change_page(&app, &visit, &id, form).await;
    }
    let (txn, person) = begin(&app, &visit).await?;
    match super::change(&txn, &visit.means, &person, stands.id, &wanted).await? {
        Kept::Kept(_) => {
            finish(&app, txn).await?;
            Ok(to(&visit, "/propose?done=changed"))
        }
        Kept::MayNot => Ok(to(&visit, "")),
        Kept::Over | Kept::TooMany => Ok(to(&visit, "/propose?done=over")),
        Kept::NotTheirs => {
            drop(txn);
            form.fail("points", visit.w.t("propose-points-gone"));
            change_page(&app, &visit, &id, form).await
        }
    }
}

async fn take_back(visit: Visit, State(app): State<App>, Path((_, id)): Place) -> Result<Response> {
    if let Some(away) = turned_away(&visit) {
        return Ok(away);
    }
    let stands = find(&app, &visit, &id).await?;
    let (txn, person) = begin(&app, &visit).await?;
    let done = super::take_back(&txn, &visit.means, &person, stands.id).await?;
    finish(&app, txn).await?;
    let said = if done { "taken-back" } else { "over" };
    Ok(to(&visit, &format!("/propose?done={said}")))
}

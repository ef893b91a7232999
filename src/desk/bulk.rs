//! Helping several links at once, carefully: chosen from the list, shown with exactly who gets what and who is left out
//! and why, and only then done. What was done is kept with the form that asked for it, so that a second press does
//! nothing more, the page afterwards tells what happened, and it can be undone for a few minutes.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::{Role, Step};
use serde::Deserialize;
use uuid::Uuid;

use super::help::{self, Help};
use super::remind::{Line, Reminders};
use super::snapshot::Snapshot;
use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::conversation::remind::Open;
use crate::i18n::Html;
use crate::insight::desk::status_of;
use crate::organiser::SignedIn;
use crate::web::paging::{Paging, ROWS};
use crate::web::{Form, Page, Result, Routes, render_with};
use crate::{db, submission};

mod act;
mod done;
mod preview;

use act::Batch;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/rescue", list)
        .post("/desk/{slug}/rescue", look_first)
        .post("/desk/{slug}/rescue/send", send)
        .get("/desk/{slug}/rescue/done/{nonce}", done::show)
        .post("/desk/{slug}/rescue/done/{nonce}", done::undo)
}

/// What is done to several links.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Remind,
    Rest,
    Close,
}

impl Action {
    const ALL: [Self; 3] = [Self::Remind, Self::Rest, Self::Close];

    /// Returns the text of forms, which is also the ending of its words.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Remind => "remind",
            Self::Rest => "rest",
            Self::Close => "close",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }
}

/// A link of the list.
struct Row {
    id: Uuid,
    name: String,
    what: Html,
    days: i64,
    reminded: Option<Line>,
    resting: String,
}

struct Choice {
    value: &'static str,
    label: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "desk/rescue.html")]
struct ListPage {
    page: Page,
    form: Form,
    base: String,
    kind: String,
    kinds: Vec<Choice>,
    actions: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    /// The same page with all of it ticked.
    all_ticked: String,
    paging: Paging,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    page: String,
    /// All of the page are ticked.
    #[serde(default)]
    all: String,
}

/// In the filter, in place of a step: what rests.
const RESTING: &str = "resting";

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let all = asked.all == "yes";
    list_page(
        &app,
        &desk,
        (&asked.kind, &asked.page, all),
        Form::default(),
    )
    .await
}

/// Finds the links of a kind: late in a step, all that are late, or those that rest.
async fn find(app: &App, desk: &Desk, kind: &str) -> Result<Vec<Help>> {
    let (read, face) = (&app.db.read, &desk.face);
    let snapshot = Snapshot::load(read, face, app.means.now()).await?;
    let needs = help::look(read, face, &snapshot).await?;
    if kind == RESTING {
        return Ok(needs
            .resting()
            .filter_map(|open| help::of_open(&snapshot, open))
            .collect());
    }
    let step = Step::parse(kind);
    let fits = |help: &Help| {
        let open = help.open.as_ref();
        open.is_some_and(|open| step.is_none_or(|step| open.step == step))
    };
    Ok(needs.rows.into_iter().filter(fits).collect())
}

async fn list_page(
    app: &App,
    desk: &Desk,
    (kind, page_no, all_ticked): (&str, &str, bool),
    mut form: Form,
) -> Result<Response> {
    let found = find(app, desk, kind).await?;
    let all = u64::try_from(found.len()).unwrap_or(u64::MAX);
    let kept = [("kind", kind)];
    let paging = Paging::new(page_no.parse().ok(), all, &desk.href("/rescue"), &kept);
    let skip = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let take = usize::try_from(ROWS).unwrap_or(usize::MAX);
    let shown: Vec<&Help> = found.iter().skip(skip).take(take).collect();
    let open = shown.iter().filter_map(|help| help.open.as_ref());
    let open: Vec<&Open> = open.collect();
    let reminders = Reminders::load(app, desk, &open).await?;
    let row = |help: &&Help| {
        let open = help.open.as_ref();
        let now = app.means.now();
        let reminded = open.and_then(|open| reminders.tell(desk, open, now));
        let resting = open.and_then(|open| open.paused_until);
        Row {
            id: help.person,
            name: help.name.clone(),
            what: what(desk, help),
            days: help.days,
            reminded,
            resting: resting
                .filter(|until| now < *until)
                .map(|until| desk.w.short_date(until, desk.zone()))
                .unwrap_or_default(),
        }
    };
    let rows = shown.iter().map(row).collect();
    if all_ticked {
        let ids = shown.iter().map(|help| ("link", help.person.to_string()));
        form = Form::filled(ids);
    }
    let mut page = desk.page(desk.w.t("rescue-title"), Tab::Overview);
    let status = status_of(&mut page, &form);
    let template = ListPage {
        page,
        form,
        base: desk.href(""),
        kind: kind.to_owned(),
        kinds: kinds(desk, kind),
        actions: Action::ALL
            .into_iter()
            .map(|a| (a.as_str(), desk.w.t(&format!("rescue-do-{}", a.as_str()))))
            .collect(),
        rows,
        all_ticked: all_ticked_at(desk, kind, paging.page),
        paging,
    };
    render_with(status, &template)
}

/// Returns the address of a page of the list with all of it ticked.
fn all_ticked_at(desk: &Desk, kind: &str, page: u64) -> String {
    let known = kind == RESTING || Step::parse(kind).is_some();
    let kind = if known { kind } else { "" };
    desk.href(&format!("/rescue?kind={kind}&page={page}&all=yes"))
}

/// Says what a link waits for.
fn what(desk: &Desk, help: &Help) -> Html {
    let other = help.other.clone();
    let other = other.unwrap_or_else(|| desk.w.t("desk-somebody"));
    let key = format!("desk-help-{}", help.why.as_str());
    desk.w
        .html(&key, &[("person", &help.name), ("other", &other)])
}

fn kinds(desk: &Desk, chosen: &str) -> Vec<Choice> {
    let steps = Step::ALL.iter().map(|step| step.as_str());
    steps
        .chain([RESTING])
        .map(|value| Choice {
            value,
            label: desk
                .w
                .t(&format!("rescue-kind-{}", value.replace('_', "-"))),
            chosen: value == chosen,
        })
        .collect()
}

/// Shows who gets what, before anything is done.
async fn look_first(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let (kind, page_no) = (form.value("kind").to_owned(), form.value("page").to_owned());
    let ids = form.all("link").into_iter();
    let ids: Vec<Uuid> = ids.filter_map(|id| Uuid::parse_str(id).ok()).collect();
    if ids.is_empty() {
        form.fail("link", desk.w.t("rescue-choose-links"));
    }
    let action = Action::parse(form.value("action"));
    let Some(action) = action else {
        form.fail("action", desk.w.t("error-choose"));
        return list_page(&app, &desk, (&kind, &page_no, false), form).await;
    };
    if !form.is_right() {
        return list_page(&app, &desk, (&kind, &page_no, false), form).await;
    }
    preview::page(&app, &desk, action, &ids).await
}

/// Does what was shown.
async fn send(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let me = desk.by.organiser.id;
    let nonce = form.value("nonce").to_owned();
    let done = desk.href(&format!("/rescue/done/{nonce}"));
    let Some(action) = Action::parse(form.value("action")) else {
        return Ok(Redirect::to(&desk.href("/rescue")).into_response());
    };
    let marks = form.all("link").into_iter();
    let marks = marks
        .flat_map(|marks| marks.split(' '))
        .filter_map(act::Mark::parse);
    let marks: Vec<act::Mark> = marks.collect();
    if marks.is_empty() || nonce.is_empty() {
        return Ok(Redirect::to(&desk.href("/rescue")).into_response());
    }
    let txn = db::begin_write(&app.db).await?;
    if submission::find(&txn, me, &nonce).await?.is_none() {
        let batch: Batch = act::all(&txn, &app.means, &desk, (action, &nonce), marks).await?;
        submission::keep(&txn, &app.means.sources, me, &nonce, &batch.to_text()?).await?;
        txn.commit().await?;
        app.wake.notify_one();
    }
    Ok(Redirect::to(&done).into_response())
}

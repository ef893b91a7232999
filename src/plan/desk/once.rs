//! What was said once: a list that cannot be lost, and what becomes of each point in it.
//!
//! It stands with the plan because a point may be carried into it; whoever sorts may keep a point as it is with a word
//! why, and put it into a wider theme.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{action, insight, kept_once};
use serde::Deserialize;

use crate::app::App;
use crate::chain::desk::{Desk, Tab};
use crate::db;
use crate::insight::coding;
use crate::insight::desk::{Room, RoomLink, id_of, named, rooms, status_of};
use crate::insight::evidence;
use crate::insight::once::{self, Count, Once, SaidOnce, Standing, WHY_MAX};
use crate::insight::points::{self, Sourced};
use crate::organiser::{self, SignedIn};
use crate::plan;
use crate::web::paging::Paging;
use crate::web::{Error, Form, Page, Result, Routes, render, render_with};

/// How many points a page shows.
const CARDS: u64 = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/said-once", list)
        .get("/desk/{slug}/said-once/{point}", show)
        .post("/desk/{slug}/said-once/{point}", answer)
}

/// What the list is asked for: points of one standing, or all; and which point was just answered.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Wanted {
    show: String,
    page: String,
    done: String,
}

struct Row {
    said: SaidOnce,
    href: String,
    /// Who kept it.
    by: String,
}

impl Row {
    fn answer_key(&self) -> &'static str {
        match self.said.standing {
            Standing::Open | Standing::Unsorted => "once-answer",
            Standing::Kept | Standing::Carried => "once-change",
        }
    }
}

#[derive(Template)]
#[template(path = "plan/said_once.html")]
struct ListPage {
    page: Page,
    rooms: Vec<RoomLink>,
    wanted: Wanted,
    count: Count,
    chats: i64,
    rows: Vec<Row>,
    paging: Paging,
    path: String,
}

impl ListPage {
    fn is_shown(&self, standing: Standing) -> bool {
        self.wanted.show == standing.as_str()
    }

    fn done(&self) -> Option<Standing> {
        Standing::parse(&self.wanted.done)
    }
}

async fn list(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let (conn, chain) = (&app.db.read, &desk.face.chain);
    let once = Once::read(conn, chain.id).await?;
    let count = once.count();
    let standing = Standing::parse(&wanted.show);
    let rows = standing.map_or(count.all(), |standing| count.of(standing));
    let path = desk.href("/said-once");
    let query = [("show", wanted.show.as_str())];
    let rows = u64::try_from(rows).unwrap_or(u64::MAX);
    let paging = Paging::short(CARDS, wanted.page.parse().ok(), rows, &path, &query);
    let listed = once::list(conn, chain.id, &once, standing, &paging).await?;
    let keepers = listed.iter().filter_map(|said| said.kept.as_ref());
    let keepers: Vec<_> = keepers.map(|kept| kept.organiser).collect();
    let names = organiser::names_on(conn, chain, keepers).await?;
    let row = |mut said: SaidOnce| {
        said.point = named_one(&desk, said.point);
        let by = said
            .kept
            .as_ref()
            .and_then(|kept| names.get(&kept.organiser));
        Row {
            href: desk.href(&format!("/said-once/{}", said.point.row.id)),
            by: by.unwrap_or(&desk.face.host.name).clone(),
            said,
        }
    };
    render(&ListPage {
        page: desk.page(desk.w.t("once-title"), Tab::Themes),
        rooms: rooms(&desk, Room::Once),
        rows: listed.into_iter().map(row).collect(),
        chats: evidence::totals(conn, chain.id).await?.chats,
        wanted,
        count,
        paging,
        path,
    })
}

/// Puts words in place of names that were forgotten.
fn named_one(desk: &Desk, point: Sourced) -> Sourced {
    let mut all = named(desk.w, vec![point.clone()]);
    all.pop().unwrap_or(point)
}

#[derive(Template)]
#[template(path = "plan/said_once_point.html")]
struct PointPage {
    page: Page,
    form: Form,
    point: Sourced,
    standing: Option<Standing>,
    kept: Option<kept_once::Model>,
    /// Actions it may be carried into; the plan is written by organisers only.
    actions: Vec<action::Model>,
    may_plan: bool,
    action: String,
    back: String,
    sort_href: String,
    chat_href: String,
    new_action_href: String,
}

impl PointPage {
    fn is_into(&self, action: &action::Model) -> bool {
        self.form.value("action") == action.id.to_string()
    }
}

async fn find(app: &App, desk: &Desk, id: &str) -> Result<insight::Model> {
    coding::find(&app.db.read, desk.face.chain.id, id_of(id)?)
        .await?
        .ok_or(Error::NotFound)
}

async fn show(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let point = find(&app, &desk, &id).await?;
    let kept = once::find_kept(&app.db.read, point.id).await?;
    let form = Form::filled(kept.map(|kept| ("why", kept.why)));
    point_page(&app, &desk, point, form).await
}

async fn point_page(app: &App, desk: &Desk, point: insight::Model, form: Form) -> Result<Response> {
    let (conn, chain) = (&app.db.read, desk.face.chain.id);
    let (id, chat) = (point.id, point.conversation);
    let standing = Once::read(conn, chain).await?.standing(id);
    let mut sourced = points::with_sources(conn, chain, vec![point]).await?;
    let point = sourced.pop().ok_or(Error::NotFound)?;
    let mut page = desk.page(desk.w.t("once-point-title"), Tab::Themes);
    let status = status_of(&mut page, &form);
    let template = PointPage {
        page,
        form,
        point: named_one(desk, point),
        standing,
        kept: once::find_kept(conn, id).await?,
        actions: plan::list(conn, chain).await?,
        may_plan: desk.may(Role::Organiser),
        action: desk.href(&format!("/said-once/{id}")),
        back: desk.href("/said-once"),
        sort_href: desk.href(&format!("/sort/{id}")),
        chat_href: desk.href(&format!("/conversations/{chat}")),
        new_action_href: desk.href("/plan/actions/new"),
    };
    render_with(status, &template)
}

/// What an organiser does with a point that was said once.
enum Answer {
    Keep(String),
    Carry(Box<action::Model>),
    OpenAgain,
}

/// Reads the answer. `None` when something is not right; the form says what.
async fn read(app: &App, desk: &Desk, form: &mut Form) -> Result<Option<Answer>> {
    let w = &desk.w;
    match form.value("become") {
        "keep" => {
            let why = form.required(w, "why", "once-why-missing", WHY_MAX);
            Ok(form.is_right().then_some(Answer::Keep(why)))
        }
        "carry" if desk.may(Role::Organiser) => {
            let chosen = form.value("action").parse().ok();
            let found = match chosen {
                Some(id) => plan::find(&app.db.read, desk.face.chain.id, id).await?,
                None => None,
            };
            if found.is_none() {
                form.fail("action", w.t("once-action-missing"));
            }
            Ok(found.map(|action| Answer::Carry(Box::new(action))))
        }
        "open" => Ok(Some(Answer::OpenAgain)),
        _ => {
            form.fail("become", w.t("once-become-missing"));
            Ok(None)
        }
    }
}

async fn answer(
    State(app): State<App>,
    by: SignedIn,
    Path((slug, id)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Coder).await?;
    let point = find(&app, &desk, &id).await?;
    let Some(answer) = read(&app, &desk, &mut form).await? else {
        return point_page(&app, &desk, point, form).await;
    };
    let (by, means) = (desk.by.organiser.id, &app.means);
    let txn = db::begin_write(&app.db).await?;
    let done = match answer {
        Answer::Keep(why) => {
            once::keep(&txn, means, by, &point, &why).await?;
            Standing::Kept
        }
        Answer::Carry(action) => {
            plan::pick_points(&txn, means, by, &action, &[point.id], &[]).await?;
            Standing::Carried
        }
        Answer::OpenAgain => {
            once::open_again(&txn, means, by, &point).await?;
            Standing::Open
        }
    };
    txn.commit().await?;
    let next = desk.href(&format!("/said-once?done={}", done.as_str()));
    Ok(Redirect::to(&next).into_response())
}

//! The next chain: what the plan left open, ticked and put as questions, becomes a chain of its own that is not open yet.
//!
//! A point is shown to help with wording, but never copied: a person who takes their words back takes them back
//! everywhere.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use sea_orm::DatabaseTransaction;

use crate::app::App;
use crate::chain::after::{self, QUESTIONS_MAX};
use crate::chain::desk::{Desk, Tab};
use crate::insight::desk::status_of;
use crate::organiser::{self, SignedIn, audit};
use crate::plan::next::{self, Open};
use crate::plan::quotes::Quoted;
use crate::web::{Error, Form, Page, Result, Routes, render_with};
use crate::{db, submission};

/// The longest question and the longest name, in characters.
const QUESTION_MAX: usize = 200;
const NAME_MAX: usize = 60;

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/plan/next", show)
        .post("/desk/{slug}/plan/next", make)
}

/// Something that is open, with the names of its fields.
struct Row {
    /// What is ticked; also the id of the box.
    pick: String,
    ask: String,
    label: String,
    points: i64,
    /// The point itself, where it is one.
    quoted: Option<Quoted>,
}

impl Row {
    fn new(id: uuid::Uuid, label: String) -> Self {
        Self {
            pick: format!("pick-{id}"),
            ask: format!("ask-{id}"),
            label,
            points: 0,
            quoted: None,
        }
    }
}

struct Group {
    /// The ending of its words.
    what: &'static str,
    rows: Vec<Row>,
}

struct Made {
    name: String,
    href: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "after/next.html")]
struct NextPage {
    page: Page,
    form: Form,
    here: String,
    back: String,
    most: usize,
    may_make: bool,
    groups: Vec<Group>,
    /// The chains that follow already.
    made: Vec<Made>,
}

impl NextPage {
    fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.rows.is_empty())
    }
}

fn groups(desk: &Desk, open: Open) -> Vec<Group> {
    let theme = |(theme, points): (entity::theme::Model, i64)| Row {
        points,
        ..Row::new(theme.id, theme.name)
    };
    let once = |quoted: Quoted| Row {
        quoted: Some(quoted.clone()),
        ..Row::new(quoted.id, desk.w.t("next-this-point"))
    };
    let of = |what, rows| Group { what, rows };
    let actions = open.actions.into_iter();
    vec![
        of("themes", open.themes.into_iter().map(theme).collect()),
        of(
            "actions",
            actions.map(|a| Row::new(a.id, a.towards)).collect(),
        ),
        of("once", open.once.into_iter().map(once).collect()),
    ]
}

/// Fills in a first wording from what organisers wrote themselves.
fn filled(app: &App, desk: &Desk, groups: &[Group]) -> Form {
    let mut form = Form::filled([("nonce", app.means.sources.token())]);
    for group in groups.iter().filter(|group| group.what != "once") {
        let key = format!("next-ask-{}", group.what);
        for row in &group.rows {
            form.set(
                &row.ask,
                desk.w
                    .with(&key, &[("what", &row.label.trim_end_matches('.'))]),
            );
        }
    }
    form
}

async fn may_make(app: &App, desk: &Desk) -> Result<bool> {
    let hosts = organiser::list_hosts(&app.db.read, desk.by.organiser.id).await?;
    Ok(hosts.iter().any(|host| host.id == desk.face.host.id))
}

async fn show(State(app): State<App>, by: SignedIn, Path(slug): Path<String>) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let groups = groups(&desk, next::open(&app.db.read, &desk.face).await?);
    let form = filled(&app, &desk, &groups);
    next_page(&app, &desk, groups, form).await
}

async fn next_page(app: &App, desk: &Desk, groups: Vec<Group>, form: Form) -> Result<Response> {
    let following = after::list_next(&app.db.read, desk.face.chain.id).await?;
    let mut made = Vec::new();
    for face in following {
        // A chain of another team looks like one that does not exist.
        let role = organiser::role_on(&app.db.read, desk.by.organiser.id, &face.chain).await?;
        if role.is_some_and(|role| organiser::includes(role, Role::Organiser)) {
            made.push(Made {
                href: format!("/desk/{}/setup", face.chain.slug),
                open: face.chain.opened_at.is_some(),
                name: face.words.name,
            });
        }
    }
    let mut page = desk.page(desk.w.t("next-title"), Tab::Plan);
    let status = status_of(&mut page, &form);
    let template = NextPage {
        page,
        form,
        here: desk.href("/plan/next"),
        back: desk.href("/plan"),
        most: QUESTIONS_MAX,
        may_make: may_make(app, desk).await?,
        groups,
        made,
    };
    render_with(status, &template)
}

/// Reads the ticked questions and the new chain's name; the form says what is not right.
fn read(desk: &Desk, form: &mut Form, groups: &[Group]) -> (String, Vec<String>) {
    let name = form.required(&desk.w, "name", "chain-name-missing", NAME_MAX);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name == desk.face.words.name {
        form.fail("name", desk.w.t("copy-same-name"));
    }
    let mut questions = Vec::new();
    let rows = || groups.iter().flat_map(|group| &group.rows);
    let ticked: Vec<&Row> = rows().filter(|row| form.chosen(&row.pick, "yes")).collect();
    for row in ticked {
        let asked = form.required(&desk.w, &row.ask, "next-ask-missing", QUESTION_MAX);
        questions.push(asked.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let first = rows().next().map_or("name", |row| row.pick.as_str());
    if questions.is_empty() {
        form.fail(first, desk.w.t("next-none"));
    } else if questions.len() > QUESTIONS_MAX {
        form.fail(first, desk.w.with("next-many", &[("most", &QUESTIONS_MAX)]));
    }
    (name, questions)
}

async fn make(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    if !may_make(&app, &desk).await? {
        return Err(Error::Forbidden);
    }
    let groups = groups(&desk, next::open(&app.db.read, &desk.face).await?);
    let (by, nonce) = (desk.by.organiser.id, form.value("nonce").to_owned());
    // The same form again: what it asks may be open no more.
    if let Some(led) = submission::find(&app.db.read, by, &nonce).await? {
        return Ok(Redirect::to(&led).into_response());
    }
    let (name, questions) = read(&desk, &mut form, &groups);
    if !form.is_right() {
        return next_page(&app, &desk, groups, form).await;
    }
    let txn = db::begin_write(&app.db).await?;
    if let Some(led) = submission::find(&txn, by, &nonce).await? {
        return Ok(Redirect::to(&led).into_response());
    }
    let to = begin(&txn, &app, &desk, &name, &questions).await?;
    submission::keep(&txn, &app.means.sources, by, &nonce, &to).await?;
    txn.commit().await?;
    Ok(Redirect::to(&to).into_response())
}

/// Makes the chain and notes it on both; returns where it is set up.
async fn begin(
    txn: &DatabaseTransaction,
    app: &App,
    desk: &Desk,
    name: &str,
    questions: &[String],
) -> Result<String> {
    let by = desk.by.organiser.id;
    let made = after::follow(txn, &app.means, by, &desk.face, name, questions).await?;
    audit::organiser_did(txn, &app.means, by, "chain.made", made.id, made.id).await?;
    desk.note(txn, app, "chain.followed", Some(desk.face.chain.id))
        .await?;
    Ok(format!("/desk/{}/setup", made.slug))
}

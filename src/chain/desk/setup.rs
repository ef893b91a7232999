//! Setting a chain up: the list of tasks, and the tasks that change words, host and rules.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use entity::shared::Role;
use entity::{organiser as organiser_row, outbox, participant};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::app::App;
use crate::chain::desk::host_form::{self, time_zones};
use crate::chain::desk::new::{TypedAbout, status_of};
use crate::chain::desk::{Desk, Tab};
use crate::chain::{self};
use crate::db;
use crate::mail::MailKind;
use crate::organiser::{self, SignedIn};
use crate::web::{Form, Page, Result, Routes, render, render_with};

pub fn routes() -> Routes {
    Routes::new()
        .get("/desk/{slug}/setup", show_tasks)
        .get("/desk/{slug}/setup/about", show_about)
        .post("/desk/{slug}/setup/about", change_about)
        .get("/desk/{slug}/setup/host", show_host)
        .post("/desk/{slug}/setup/host", change_host)
}

/// One line of the task list.
struct Task {
    /// The stem of its words.
    key: &'static str,
    /// Empty where the organiser's role does not include the task.
    href: String,
    done: bool,
}

#[derive(Template)]
#[template(path = "chain/setup.html")]
struct SetupPage {
    page: Page,
    tasks: Vec<Task>,
    opened: String,
    public: String,
    close: String,
}

async fn show_tasks(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let face = &desk.face;
    let questions = chain::list_questions(&app.db.read, &face.chain).await?;
    let (people, tests) = counts(&app.db.read, face.chain.id).await?;
    let contact = &face.host.contact;
    let reachable = !contact.person.is_empty() && !contact.phone.is_empty();
    let task = |key, below: &str, done| Task {
        key,
        href: desk.href(below),
        done,
    };
    let mut tasks = vec![
        task("setup-about", "/setup/about", true),
        task("setup-questions", "/setup/questions", !questions.is_empty()),
        task("setup-host", "/setup/host", reachable),
        task("setup-rules", "/setup/rules", true),
        task("setup-near", "/setup/near", !face.words.help.is_empty()),
        task("setup-try", "/setup/try", tests > 0),
        task("setup-open", "/setup/open", face.chain.opened_at.is_some()),
        task("setup-people", "/people/add", people > 0),
    ];
    if !desk.may(Role::Owner) {
        tasks[2].href.clear();
    }
    let opened = face
        .chain
        .opened_at
        .map(|at| desk.w.moment(at, desk.zone()));
    render(&SetupPage {
        page: desk.page(desk.w.t("setup-title"), Tab::Setup),
        tasks,
        opened: opened.unwrap_or_default(),
        public: format!("/c/{slug}"),
        close: desk.href("/close"),
    })
}

/// Counts the people of a chain and the test invitations sent for it.
async fn counts(conn: &impl ConnectionTrait, chain: Uuid) -> Result<(u64, u64), DbErr> {
    let people = participant::Entity::find()
        .filter(participant::Column::Chain.eq(chain))
        .count(conn)
        .await?;
    let tests = outbox::Entity::find()
        .filter(outbox::Column::Chain.eq(chain))
        .filter(outbox::Column::Kind.eq(MailKind::TestInvite.as_str()))
        .count(conn)
        .await?;
    Ok((people, tests))
}

#[derive(Template)]
#[template(path = "chain/about.html")]
struct AboutPage {
    page: Page,
    form: Form,
    setup: String,
}

async fn show_about(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let words = &desk.face.words;
    let form = Form::filled([
        ("name", words.name.clone()),
        ("topic", words.topic.clone()),
        ("purpose", words.purpose.clone()),
    ]);
    about(&desk, form)
}

fn about(desk: &Desk, form: Form) -> Result<Response> {
    let page = form_page(desk, "setup-about", &form);
    let setup = desk.href("/setup");
    render_with(status_of(&form), &AboutPage { page, form, setup })
}

/// Starts the page of a task's form.
pub fn form_page(desk: &Desk, title: &str, form: &Form) -> Page {
    let mut page = desk.page(desk.w.t(title), Tab::Setup);
    page.failed = !form.is_right();
    page
}

async fn change_about(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Organiser).await?;
    let typed = TypedAbout::read(desk.w, &mut form);
    if !form.is_right() {
        return about(&desk, form);
    }
    let txn = db::begin_write(&app.db).await?;
    chain::change_about(&txn, &desk.face.chain, typed.about()).await?;
    desk.note(&txn, &app, "chain.about", None).await?;
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/setup")).into_response())
}

#[derive(Template)]
#[template(path = "chain/host.html")]
struct HostPage {
    page: Page,
    form: Form,
    zones: Vec<&'static str>,
    setup: String,
    /// Who can look after safety: the host's organisers.
    keepers: Vec<organiser_row::Model>,
}

async fn show_host(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let mut form = Form::default();
    host_form::fill(&mut form, &desk.face.host);
    if let Some(keeper) = desk.face.host.safeguarding {
        form.set("safeguarding", keeper.to_string());
    }
    host(&app, &desk, form).await
}

async fn host(app: &App, desk: &Desk, form: Form) -> Result<Response> {
    let keepers = organiser::list_of_host(&app.db.read, desk.face.host.id).await?;
    let page = form_page(desk, "setup-host", &form);
    let (zones, setup) = (time_zones(), desk.href("/setup"));
    let status = status_of(&form);
    let template = HostPage {
        page,
        form,
        zones,
        setup,
        keepers,
    };
    render_with(status, &template)
}

async fn change_host(
    State(app): State<App>,
    by: SignedIn,
    Path(slug): Path<String>,
    mut form: Form,
) -> Result<Response> {
    let desk = Desk::open(&app, by, &slug, Role::Owner).await?;
    let typed = host_form::read(desk.w, &mut form);
    let keeper = read_keeper(&app, &desk, &mut form).await?;
    if !form.is_right() {
        return host(&app, &desk, form).await;
    }
    let id = desk.face.host.id;
    let txn = db::begin_write(&app.db).await?;
    chain::change_host(&txn, id, &typed.name, &typed.time_zone, typed.contact).await?;
    desk.note(&txn, &app, "host.changed", Some(id)).await?;
    if let Some(keeper) = keeper
        && desk.face.host.safeguarding != Some(keeper)
    {
        chain::change_safeguarding(&txn, id, keeper).await?;
        desk.note(&txn, &app, "host.safeguarding", Some(keeper))
            .await?;
    }
    txn.commit().await?;
    Ok(Redirect::to(&desk.href("/setup")).into_response())
}

/// Reads who looks after safety; one of the host's organisers, or nobody new when the form did not ask.
async fn read_keeper(app: &App, desk: &Desk, form: &mut Form) -> Result<Option<Uuid>> {
    if !form.has("safeguarding") {
        return Ok(None);
    }
    let keepers = organiser::list_of_host(&app.db.read, desk.face.host.id).await?;
    let typed: Option<Uuid> = form.value("safeguarding").parse().ok();
    let keeper = typed.filter(|id| keepers.iter().any(|k| k.id == *id));
    if keeper.is_none() {
        form.fail("safeguarding", desk.w.t("safeguarding-missing"));
    }
    Ok(keeper)
}
